//! From a text to ranked documents with reasons.

use crate::{
    Answer, Context, Hit, Index, Query, QueryInfo, QueryKind, Why, WhyKind, Work,
    analysis::{Analysis, TokenKind, analyse},
    clue::{Clue, Reading, clues},
    confidence::{Features, probabilities, utility},
    evidence::{Candidate, gather},
    index::Parts,
    max_score::{List, best_documents},
    order::sort_by,
    unicode::lower_case,
};

/// How many documents are looked at closely: those with the greatest scores.
const CANDIDATES: usize = 64;
/// The most documents that come in by a signature alone.
const MAX_BY_SIGNATURE: usize = 64;
/// What a text may have left unsaid, added to what it says: a single word is never all of it.
const UNSAID: f32 = 2.0;
/// A signature that says more than this is no surer: it is a longer one.
const MAX_STRENGTH: f32 = 4.0;
/// Most pieces of evidence that a hit shows.
const MAX_WHY: usize = 8;
/// From here on a unit is called close.
const CLOSE: f32 = 0.5;
/// Beside an answer, what is less likely than this is left out.
const MIN_CONFIDENCE: f32 = 0.01;

/// A candidate, and what speaks for it.
#[derive(Debug, Clone)]
pub struct Explanation<'i> {
    /// The document's id.
    pub id: &'i str,
    /// Whether it competes only.
    pub elsewhere: bool,
    /// What its confidence is worked out from.
    pub features: Features,
}

impl<B: AsRef<[u8]>> Index<B> {
    /// Looks a text up. Never fails and never panics, whatever the text; time is linear in its length.
    pub fn lookup(&self, query: &Query<'_>) -> Answer<'_> {
        self.lookup_counted(query).0
    }

    /// Looks a text up, and says how much work that was.
    pub fn lookup_counted(&self, query: &Query<'_>) -> (Answer<'_>, Work) {
        let analysis = analyse(query.text);
        let parts = self.parts();
        let (clues, ranked) = rank(&parts, &analysis, query);
        let mut hits: Vec<Hit<'_>> = ranked
            .iter()
            .filter(|(_, candidate)| !candidate.stored.elsewhere)
            .take(query.limit)
            .filter_map(|(confidence, candidate)| {
                let (id, stored, closest) = candidate.stored.texts(candidate.closest)?;
                let why = reasons(&parts, &clues, candidate, closest);
                Some(Hit { id, stored, confidence: *confidence, why })
            })
            .collect();
        let elsewhere =
            elsewhere(&ranked, self.threshold).and_then(|candidate| Some(candidate.stored.texts(None)?.1));
        let answered = hits.first().is_some_and(|hit| hit.confidence >= self.threshold);
        if answered {
            hits.retain(|hit| hit.confidence >= MIN_CONFIDENCE);
        }
        let normalised = normalised(&analysis);
        let work = parts.meter.with(&analysis.meter);
        let Analysis { kind, truncated, redactions, .. } = analysis;
        let query = QueryInfo { kind, normalised, truncated, redactions };
        (Answer { answered, hits, elsewhere, query }, work)
    }

    /// The features of every candidate for a text, in no particular order: what a model of the ranking is
    /// fitted on.
    pub fn explain(&self, query: &Query<'_>) -> Vec<Explanation<'_>> {
        let analysis = analyse(query.text);
        let parts = self.parts();
        let (clues, ranked) = rank(&parts, &analysis, query);
        let total = total(&clues);
        ranked
            .iter()
            .filter_map(|(_, candidate)| {
                let (id, ..) = candidate.stored.texts(None)?;
                Some(Explanation {
                    id,
                    elsewhere: candidate.stored.elsewhere,
                    features: features(candidate, total),
                })
            })
            .collect()
    }
}

/// The likeliest failure that is answered elsewhere, when it is as likely as an answer must be.
fn elsewhere<'r, 'i>(ranked: &'r [(f32, Candidate<'i>)], threshold: f32) -> Option<&'r Candidate<'i>> {
    let (confidence, first) = ranked.iter().find(|(_, candidate)| candidate.stored.elsewhere)?;
    (*confidence >= threshold).then_some(first)
}

fn total(clues: &[Clue]) -> f32 {
    clues.iter().map(Clue::value).sum()
}

/// Candidates with their probabilities, likeliest first.
fn rank<'i>(
    parts: &Parts<'i>,
    analysis: &Analysis,
    query: &Query<'_>,
) -> (Vec<Clue>, Vec<(f32, Candidate<'i>)>) {
    let clues = clues(parts, analysis, query.typing);
    let mut signatures = Vec::new();
    parts.signatures.each_in(analysis, |signature, span| signatures.push((signature, span)));
    sort_by(&mut signatures, |one, other| {
        other
            .0
            .strength
            .total_cmp(&one.0.strength)
            .then(one.0.document.cmp(&other.0.document))
            .then(one.1.cmp(&other.1))
    });
    let mut numbers = nearest(parts, &clues);
    numbers.extend(signatures.iter().map(|(signature, _)| signature.document).take(MAX_BY_SIGNATURE));
    sort_by(&mut numbers, u32::cmp);
    numbers.dedup();
    let mut candidates = gather(parts, &clues, &numbers);
    for (signature, span) in signatures {
        if let Ok(at) = numbers.binary_search(&signature.document) {
            let known = &mut candidates[at].signatures;
            if known.iter().all(|(_, text, _)| *text != signature.text) {
                known.push((signature.strength, signature.text, span));
            }
        }
    }
    for candidate in &mut candidates {
        context(&query.context, candidate);
    }
    candidates.retain(|candidate| candidate.clues > 0 || !candidate.signatures.is_empty());
    let total = total(&clues);
    let utilities: Vec<f32> = candidates
        .iter()
        .map(|candidate| utility(&features(candidate, total), candidate.stored.elsewhere))
        .collect();
    let mut ranked: Vec<(f32, Candidate<'i>)> =
        probabilities(&utilities).into_iter().zip(candidates).collect();
    sort_by(&mut ranked, |one, other| other.0.total_cmp(&one.0).then(one.1.number.cmp(&other.1.number)));
    (clues, ranked)
}

/// The documents that are looked at closely, by number.
fn nearest(parts: &Parts<'_>, clues: &[Clue]) -> Vec<u32> {
    if parts.documents as usize <= CANDIDATES {
        return (0..parts.documents).collect();
    }
    let lists = clues
        .iter()
        .flat_map(|clue| clue.alternatives.iter().map(move |alternative| (clue, alternative)))
        .filter_map(|(clue, alternative)| {
            let step = clue.weight * alternative.value / 255.0;
            Some(List::new(parts.postings(alternative.ordinal)?, step))
        })
        .collect();
    best_documents(lists, parts.documents, CANDIDATES)
}

fn features(candidate: &Candidate<'_>, total: f32) -> Features {
    let signature = candidate.signatures.first().map_or(0.0, |(strength, ..)| strength.min(MAX_STRENGTH));
    Features {
        score: candidate.score,
        coverage: candidate.score / (total + UNSAID),
        agreement: candidate.agreement,
        signature,
        context: candidate.context.len() as f32,
    }
}

fn context(context: &Context, candidate: &mut Candidate<'_>) {
    for value in [&context.language, &context.framework, &context.platform].into_iter().flatten() {
        let value = lower_case(value.trim());
        if !value.is_empty() && candidate.stored.has_facet(&value) && !candidate.context.contains(&value) {
            candidate.context.push(value);
        }
    }
}

/// Why a candidate is shown, strongest kind first.
fn reasons(parts: &Parts<'_>, clues: &[Clue], candidate: &Candidate<'_>, closest: &str) -> Vec<Why> {
    let mut why = Vec::new();
    for (_, text, span) in &candidate.signatures {
        why.push(Why { kind: WhyKind::Signature, text: (*text).to_owned(), span: Some([span.0, span.1]) });
    }
    let shares = candidate.shares.iter().zip(clues).filter(|((share, _), _)| *share > 0.0);
    let mut matched: Vec<(f32, &Clue, u8)> =
        shares.map(|((share, which), clue)| (*share, clue, *which)).collect();
    sort_by(&mut matched, |one, other| other.0.total_cmp(&one.0).then(one.1.span.cmp(&other.1.span)));
    if candidate.closeness >= CLOSE && candidate.clues > 1 {
        let start = matched.iter().map(|(_, clue, _)| clue.span.0).min();
        let end = matched.iter().map(|(_, clue, _)| clue.span.1).max();
        let span = start.zip(end).map(|(start, end)| [start, end]);
        why.push(Why { kind: WhyKind::Symptom, text: closest.to_owned(), span });
    }
    let signatures: Vec<_> = candidate.signatures.iter().map(|(_, _, span)| *span).collect();
    for (_, clue, which) in matched {
        // Words inside a signature that is evidence already say nothing more.
        if signatures.iter().any(|span| span.0 <= clue.span.0 && clue.span.1 <= span.1) {
            continue;
        }
        let Some(alternative) = clue.alternatives.get(usize::from(which)) else { continue };
        let kind = match alternative.reading {
            Reading::Word => WhyKind::Term,
            Reading::Concept => WhyKind::Concept,
        };
        let text = parts.surface(alternative.ordinal).to_owned();
        why.push(Why { kind, text, span: Some([clue.span.0, clue.span.1]) });
    }
    sort_by(&mut why, |one, other| one.kind.cmp(&other.kind));
    why.truncate(MAX_WHY.saturating_sub(candidate.context.len()));
    why.extend(candidate.context.iter().map(|value| Why {
        kind: WhyKind::Context,
        text: value.clone(),
        span: None,
    }));
    why
}

/// The words that were looked up, the lines that say most first kept in their order.
fn normalised(analysis: &Analysis) -> String {
    let mut text = String::new();
    let best = analysis.lines.iter().map(|line| line.weight).fold(0.0, f32::max);
    let floor = if analysis.kind == QueryKind::Log { best * 0.5 } else { 0.0 };
    for line in analysis.lines.iter().filter(|line| line.weight >= floor && line.weight > 0.0) {
        for token in analysis.tokens(line) {
            let word = match token.kind {
                TokenKind::Word => analysis.word(token),
                TokenKind::Masked => "*",
                TokenKind::Redacted => "[redacted]",
                TokenKind::Placeholder => continue,
            };
            if text.len() + word.len() + 1 > crate::MAX_NORMALISED_BYTES {
                return text;
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    text
}
