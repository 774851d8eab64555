//! From an analysed text to ranked documents with reasons.

use std::collections::BTreeMap;

use fst::{
    IntoStreamer, Streamer,
    automaton::{Automaton, Levenshtein, Str},
};

use crate::{
    Answer, Hit, Index, Query, QueryInfo, QueryKind, Why, WhyKind,
    analysis::{Analysis, Span, TokenKind, analyse, informativeness, stem, truncate},
    builder::{concept_term, concepts_in, stems},
    confidence::{Evidence, THRESHOLD, confidence},
    rank::{idf, saturation},
    signature::match_at,
};

/// The most terms of a query that are looked up: of a log, those that say most.
const MAX_TERMS: usize = 64;
/// What a match through a thesaurus concept keeps of a term's weight.
const CONCEPT_WEIGHT: f32 = 0.35;
/// What a misspelt or unfinished word keeps.
const TYPO_WEIGHT: f32 = 0.7;
const MAX_WHY: usize = 8;
/// Beside an answer, what is less likely than this is left out.
const MIN_CONFIDENCE: f32 = 0.01;

struct Wanted {
    weight: f32,
    span: Span,
    kind: WhyKind,
    ordinals: Vec<u32>,
    idf: f32,
}

#[derive(Default, Clone)]
struct Found {
    score: f32,
    matched: f32,
    terms: u32,
    signature: f32,
    symptom: f32,
    why: Vec<(f32, Why)>,
}

impl<B: AsRef<[u8]>> Index<B> {
    /// Looks a text up. Never fails and never panics, whatever the text; time is linear in its length.
    pub fn lookup(&self, query: &Query<'_>) -> Answer<'_> {
        let (pieces, truncated) = truncate(query.text);
        let analysis = analyse(&pieces);
        let mut found: BTreeMap<u32, Found> = BTreeMap::new();
        self.signatures_in(&analysis, &mut found);
        let wanted = self.wanted(&analysis, query.typing);
        let total: f32 =
            wanted.iter().filter(|term| term.kind == WhyKind::Term).map(|term| term.weight * term.idf).sum();
        for term in &wanted {
            self.score(term, &mut found);
        }
        self.symptoms(&wanted, total, &mut found);
        self.context(query, &mut found);
        let mut ranked: Vec<(u32, Found)> =
            found.into_iter().filter(|(_, found)| found.terms > 0 || found.signature > 0.0).collect();
        ranked.sort_unstable_by(|one, other| other.1.score.total_cmp(&one.1.score).then(one.0.cmp(&other.0)));
        let scores: Vec<f32> = ranked.iter().map(|(_, found)| found.score).collect();
        let mut hits: Vec<Hit<'_>> = ranked
            .into_iter()
            .take(query.limit)
            .enumerate()
            .filter_map(|(place, (document, found))| {
                let best_other = scores
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != place)
                    .map(|(_, score)| *score)
                    .fold(0.0, f32::max);
                let stored = self.documents.get(document as usize)?;
                let evidence = Evidence {
                    coverage: if total > 0.0 { (found.matched / total).min(1.0) } else { 0.0 },
                    margin: ((found.score - best_other) / found.score.max(f32::EPSILON)).max(-1.0),
                    signature: found.signature,
                    // One word alone is close to every short symptom that has it.
                    symptom: found.symptom * (found.terms as f32 / 3.0).min(1.0),
                    mass: found.matched,
                };
                let mut why = found.why;
                why.sort_by(|one, other| one.1.kind.cmp(&other.1.kind).then(other.0.total_cmp(&one.0)));
                without_echo(&mut why);
                why.truncate(MAX_WHY);
                Some(Hit {
                    id: &stored.id,
                    stored: &stored.stored,
                    confidence: confidence(&evidence),
                    why: why.into_iter().map(|(_, why)| why).collect(),
                })
            })
            .collect();
        let answered = hits.first().is_some_and(|hit| hit.confidence >= THRESHOLD);
        if answered {
            hits.retain(|hit| hit.confidence >= MIN_CONFIDENCE);
        }
        Answer {
            answered,
            hits,
            query: QueryInfo {
                kind: analysis.kind,
                normalised: normalised(&analysis),
                truncated,
                redactions: analysis.redactions,
            },
        }
    }

    fn signatures_in(&self, analysis: &Analysis, found: &mut BTreeMap<u32, Found>) {
        let Some(anchors) = self.anchors() else { return };
        for line in &analysis.lines {
            for (at, token) in
                line.tokens.iter().enumerate().filter(|(_, token)| token.kind == TokenKind::Word)
            {
                let Some(list) = anchors.get(&token.word) else { continue };
                for signature in
                    self.anchored(list).into_iter().filter_map(|number| self.signatures.get(number as usize))
                {
                    let Some(start) = at.checked_sub(signature.anchor) else { continue };
                    let Some(span) = match_at(&signature.sequence, line, start) else { continue };
                    let strength = signature.strength;
                    let entry = found.entry(signature.document).or_default();
                    entry.score += if entry.signature == 0.0 { strength * 2.0 } else { strength * 0.3 };
                    entry.signature = entry.signature.max(strength);
                    if !entry.why.iter().any(|(_, why)| why.text == signature.text) {
                        entry.why.push((strength, why(WhyKind::Signature, &signature.text, span)));
                    }
                }
            }
        }
    }

    fn ordinal(&self, term: &str) -> Option<u32> {
        self.terms()?.get(term).and_then(|ordinal| u32::try_from(ordinal).ok())
    }

    fn wanted(&self, analysis: &Analysis, typing: bool) -> Vec<Wanted> {
        let mut words: BTreeMap<String, (f32, Span, WhyKind, bool)> = BTreeMap::new();
        let mut want = |term: String, weight: f32, span: Span, kind: WhyKind, last: bool| {
            if weight > 0.0 {
                let entry = words.entry(term).or_insert((0.0, span, kind, false));
                if weight > entry.0 {
                    *entry = (weight, span, kind, last || entry.3);
                }
            }
        };
        let last_end = analysis.lines.last().and_then(|line| line.tokens.last()).map(|token| token.span.1);
        for line in analysis.lines.iter().filter(|line| line.weight > 0.0) {
            let stems = stems(line);
            for (token, term) in line.tokens.iter().zip(&stems).filter(|(_, term)| !term.is_empty()) {
                let last = typing && Some(token.span.1) == last_end;
                let weight = if last { 1.0 } else { informativeness(&token.word) };
                want(term.clone(), line.weight * weight, token.span, WhyKind::Term, last);
            }
            for compound in &line.compounds {
                let weight = informativeness(&compound.word) * 0.5;
                want(stem(&compound.word), line.weight * weight, compound.span, WhyKind::Term, false);
            }
            for (concept, range) in concepts_in(&stems, &self.phrases) {
                let span = (line.tokens[range.start].span.0, line.tokens[range.end - 1].span.1);
                want(concept_term(concept), line.weight * CONCEPT_WEIGHT, span, WhyKind::Concept, false);
            }
        }
        let mut wanted: Vec<Wanted> = words
            .into_iter()
            .map(|(term, (weight, span, kind, last))| self.resolve(&term, weight, span, kind, last))
            .collect();
        wanted.sort_unstable_by(|one, other| {
            (other.weight * other.idf).total_cmp(&(one.weight * one.idf)).then(one.span.cmp(&other.span))
        });
        wanted.truncate(MAX_TERMS);
        wanted
    }

    fn resolve(&self, term: &str, weight: f32, span: Span, kind: WhyKind, last: bool) -> Wanted {
        let mut ordinals: Vec<u32> = self.ordinal(term).into_iter().collect();
        let mut kept = 1.0;
        if kind == WhyKind::Term
            && (last || ordinals.is_empty())
            && term.chars().count() >= if last { 2 } else { 4 }
        {
            let near = self.near(term, last);
            if ordinals.is_empty() && !near.is_empty() {
                kept = TYPO_WEIGHT;
            }
            ordinals.extend(near);
            ordinals.sort_unstable();
            ordinals.dedup();
        }
        let with = ordinals
            .iter()
            .filter_map(|ordinal| self.postings(*ordinal))
            .map(|postings| postings.count)
            .max()
            .unwrap_or(0);
        Wanted { weight: weight * kept, span, kind, ordinals, idf: idf(self.documents.len(), with) }
    }

    /// Terms that the word may be the beginning of, or a misspelling of.
    fn near(&self, term: &str, prefix: bool) -> Vec<u32> {
        const MAX_NEAR: usize = 16;
        let Some(terms) = self.terms() else { return Vec::new() };
        let mut found = Vec::new();
        if prefix {
            let mut stream = terms.search(Str::new(term).starts_with()).into_stream();
            while let Some((_, ordinal)) = stream.next() {
                found.extend(u32::try_from(ordinal).ok());
                if found.len() >= MAX_NEAR {
                    break;
                }
            }
        }
        if found.is_empty() && term.len() <= 32 {
            let distance = if term.chars().count() >= 8 { 2 } else { 1 };
            if let Ok(automaton) = Levenshtein::new(term, distance) {
                let mut stream = terms.search(automaton).into_stream();
                while let Some((key, ordinal)) = stream.next() {
                    if !key.starts_with(b"\x01") {
                        found.extend(u32::try_from(ordinal).ok());
                    }
                    if found.len() >= MAX_NEAR {
                        break;
                    }
                }
            }
        }
        found
    }

    fn score(&self, term: &Wanted, found: &mut BTreeMap<u32, Found>) {
        let mut best: BTreeMap<u32, (f32, &str)> = BTreeMap::new();
        for ordinal in &term.ordinals {
            let Some(postings) = self.postings(*ordinal) else { continue };
            let surface = postings.surface;
            for (document, tf) in postings {
                let Some(stored) = self.documents.get(document as usize) else { continue };
                let value = saturation(&tf, &stored.length, &self.average);
                let entry = best.entry(document).or_insert((0.0, surface));
                if value > entry.0 {
                    *entry = (value, surface);
                }
            }
        }
        let information = term.weight * term.idf;
        for (document, (value, surface)) in best {
            let entry = found.entry(document).or_default();
            entry.score += information * value;
            if term.kind == WhyKind::Term {
                entry.matched += information * value.sqrt();
            } else {
                entry.matched += information * value * 0.3;
            }
            entry.terms += 1;
            entry.why.push((information * value, why(term.kind, surface, term.span)));
        }
    }

    /// How close the query is to one symptom: the cosine of their terms, weighted by information.
    fn symptoms(&self, wanted: &[Wanted], total: f32, found: &mut BTreeMap<u32, Found>) {
        let mut information: BTreeMap<u32, f32> = BTreeMap::new();
        for term in wanted {
            for ordinal in &term.ordinals {
                information.insert(*ordinal, term.weight * term.idf);
            }
        }
        let query_norm: f32 =
            wanted.iter().map(|term| term.weight * term.idf).map(|own| own * own).sum::<f32>().sqrt();
        if total <= 0.0 || query_norm <= 0.0 {
            return;
        }
        let spans = wanted.iter().filter(|term| !term.ordinals.is_empty()).map(|term| term.span);
        let Some(span) = spans.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))) else { return };
        for (document, entry) in found.iter_mut() {
            let Some(stored) = self.documents.get(*document as usize) else { continue };
            let mut best = (0.0, "");
            for unit in &stored.units {
                let dot: f32 = unit
                    .terms
                    .iter()
                    .filter_map(|ordinal| {
                        Some(information.get(ordinal)? * self.information.get(*ordinal as usize)?)
                    })
                    .sum();
                let cosine = dot / (query_norm * unit.norm).max(f32::EPSILON);
                if cosine > best.0 {
                    best = (cosine, unit.text.as_str());
                }
            }
            entry.symptom = best.0.min(1.0);
            entry.score *= 1.0 + best.0;
            if best.0 > 0.6 {
                entry.why.push((best.0, why(WhyKind::Symptom, best.1, span)));
            }
        }
    }

    fn context(&self, query: &Query<'_>, found: &mut BTreeMap<u32, Found>) {
        let context = &query.context;
        for value in [&context.language, &context.framework, &context.platform].into_iter().flatten() {
            let value = value.trim().to_lowercase();
            for (document, entry) in found.iter_mut() {
                let fits = self
                    .documents
                    .get(*document as usize)
                    .is_some_and(|stored| stored.facets.contains(&value));
                if fits {
                    entry.score *= 1.1;
                    entry.why.push((1.0, Why { kind: WhyKind::Context, text: value.clone(), span: None }));
                }
            }
        }
    }
}

/// Words inside a signature that is evidence already say nothing more.
fn without_echo(why: &mut Vec<(f32, Why)>) {
    let signatures: Vec<[usize; 2]> = why
        .iter()
        .filter(|(_, why)| why.kind == WhyKind::Signature)
        .filter_map(|(_, why)| why.span)
        .collect();
    why.retain(|(_, why)| {
        let inside =
            |[start, end]: [usize; 2]| signatures.iter().any(|[from, to]| *from <= start && end <= *to);
        why.kind == WhyKind::Signature || !why.span.is_some_and(inside)
    });
}

fn why(kind: WhyKind, text: &str, span: Span) -> Why {
    Why { kind, text: text.trim_start_matches('\u{1}').to_owned(), span: Some([span.0, span.1]) }
}

/// The words that were looked up, the lines that say most first kept in their order.
fn normalised(analysis: &Analysis) -> String {
    let mut text = String::new();
    let best = analysis.lines.iter().map(|line| line.weight).fold(0.0, f32::max);
    let floor = if analysis.kind == QueryKind::Log { best * 0.5 } else { 0.0 };
    for line in analysis.lines.iter().filter(|line| line.weight >= floor && line.weight > 0.0) {
        for token in &line.tokens {
            let word = match token.kind {
                TokenKind::Word => token.word.as_str(),
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
