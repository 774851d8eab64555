//! Evidence: what speaks for each candidate, gathered from postings, units and signatures.

use crate::{analysis::Span, clue::Clue, index::Parts, stored::Stored};

/// What speaks for one candidate.
pub(crate) struct Candidate<'i> {
    pub(crate) number: u32,
    pub(crate) stored: Stored<'i>,
    /// The sum of the clues' shares.
    pub(crate) score: f32,
    /// Clues that the document has.
    pub(crate) clues: u32,
    /// The closest unit, and how close: the cosine of the two vectors of information.
    pub(crate) closest: Option<usize>,
    pub(crate) closeness: f32,
    /// The mean closeness of its three closest units.
    pub(crate) agreement: f32,
    /// Signatures that occur, strongest first: strength, text, span.
    pub(crate) signatures: Vec<(f32, &'i str, Span)>,
    /// Parts of the context that fit.
    pub(crate) context: Vec<String>,
    /// For each clue what it adds to the score, and by which of its alternatives.
    pub(crate) shares: Vec<(f32, u8)>,
}

/// Gathers the evidence for the documents with these numbers, ascending.
pub(crate) fn gather<'i>(parts: &Parts<'i>, clues: &[Clue], numbers: &[u32]) -> Vec<Candidate<'i>> {
    let mut candidates: Vec<Candidate<'i>> = Vec::with_capacity(numbers.len());
    let mut first_units = Vec::with_capacity(numbers.len() + 1);
    let mut units = 0;
    for number in numbers {
        let stored = parts.document(*number).unwrap_or_default();
        first_units.push(units);
        units += stored.units();
        candidates.push(Candidate {
            number: *number,
            stored,
            score: 0.0,
            clues: 0,
            closest: None,
            closeness: 0.0,
            agreement: 0.0,
            signatures: Vec::new(),
            context: Vec::new(),
            shares: vec![(0.0, 0); clues.len()],
        });
    }
    first_units.push(units);
    let mut dots = Dots { sums: vec![0.0; units], clue: vec![u8::MAX; units], first: first_units };
    for (place, clue) in clues.iter().enumerate() {
        for (which, alternative) in clue.alternatives.iter().enumerate() {
            let value = clue.weight * alternative.value;
            let step = value / 255.0;
            let dot = value * alternative.information;
            each_posting(
                parts,
                alternative.ordinal,
                numbers,
                |at, impact| {
                    let share = &mut candidates[at].shares[place];
                    let own = f32::from(impact) * step;
                    if own > share.0 {
                        *share = (own, which as u8);
                    }
                },
                |at, unit| dots.add(at, unit, place as u8, dot),
            );
        }
        for candidate in &mut candidates {
            let share = candidate.shares[place].0;
            if share > 0.0 {
                candidate.score += share;
                candidate.clues += 1;
            }
        }
    }
    let norm = clues.iter().map(|clue| clue.value() * clue.value()).sum::<f32>().sqrt();
    for (at, candidate) in candidates.iter_mut().enumerate() {
        dots.close(at, norm, candidate);
    }
    candidates
}

/// Products of the query's vector with those of all candidates' units.
struct Dots {
    sums: Vec<f32>,
    /// The clue that was added last, so that a clue counts once.
    clue: Vec<u8>,
    /// The first unit of each candidate.
    first: Vec<usize>,
}

impl Dots {
    fn add(&mut self, candidate: usize, unit: u32, clue: u8, value: f32) {
        let at = self.first[candidate] + unit as usize;
        if at < self.first[candidate + 1] && self.clue[at] != clue {
            self.clue[at] = clue;
            self.sums[at] += value;
        }
    }

    /// Finds a candidate's closest units.
    fn close(&self, at: usize, norm: f32, candidate: &mut Candidate<'_>) {
        let mut best = [0.0_f32; 3];
        let sums = &self.sums[self.first[at]..self.first[at + 1]];
        for (unit, (sum, own)) in sums.iter().zip(candidate.stored.norms()).enumerate() {
            if *sum <= 0.0 || own <= 0.0 || norm <= 0.0 {
                continue;
            }
            let cosine = (sum / (norm * own)).min(1.0);
            if cosine > candidate.closeness {
                (candidate.closeness, candidate.closest) = (cosine, Some(unit));
            }
            if let Some(place) = best.iter().position(|known| cosine > *known) {
                best[place..].rotate_right(1);
                best[place] = cosine;
            }
        }
        candidate.agreement = best.iter().sum::<f32>() / 3.0;
    }
}

/// Walks over a term's postings of the candidates: `posting` gets a candidate's place and the impact,
/// `unit` its place and a unit that has the term.
fn each_posting(
    parts: &Parts<'_>,
    ordinal: u32,
    numbers: &[u32],
    mut posting: impl FnMut(usize, u8),
    mut unit: impl FnMut(usize, u32),
) {
    let Some(postings) = parts.postings(ordinal) else { return };
    let mut at = 0;
    let mut number = 0;
    while at < numbers.len() {
        number = postings.block_from(number, numbers[at]);
        let Some(record) = postings.record(number) else { return };
        let Some(block) = postings.read(number) else { return };
        let mut units = block.units();
        for (document, impact) in block.documents().iter().zip(block.impacts) {
            while at < numbers.len() && numbers[at] < *document {
                at += 1;
            }
            if at == numbers.len() {
                return;
            }
            let read = if numbers[at] == *document {
                posting(at, *impact);
                units.each(|number| unit(at, number))
            } else {
                units.skip()
            };
            if read.is_none() {
                return;
            }
        }
        while at < numbers.len() && numbers[at] <= record.last {
            at += 1;
        }
    }
}
