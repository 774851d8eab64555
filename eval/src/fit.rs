//! Fits the lookup's model of confidence: a conditional logit by maximum likelihood.
//!
//! For a query with a solution the likelihood is the probability of that solution; for one without, that of
//! *none of them* and of all failures that are answered elsewhere, together. What a failure looks like that the
//! catalogue does not know at all, it can tell itself: texts of each failure that is answered elsewhere are asked with
//! that failure left out, and nothing is right but none or another one elsewhere. Weights are kept from growing by
//! an L2 penalty on standardised features, and are never negative. The optimiser is gradient descent with
//! momentum and per-parameter steps (Adam: Kingma and Ba, ICLR 2015), deterministic from its start.

use std::fmt::Write as _;

use remedy_lookup::{Context, Document, Explanation, Features, Field, Index, Query as Asked};

use crate::{Query, Split};

/// Number of features.
const FEATURES: usize = 5;
/// The utility of *none* and the offset of what is elsewhere come after the weights.
const PARAMETERS: usize = FEATURES + 2;
/// Strength of the penalty.
const L2: f64 = 0.003;
/// How many symptoms of each failure that is answered elsewhere are asked with it left out.
const UNKNOWN: usize = 2;
/// What each of those counts, against a query. Without them *none* would fall without bound, because among the
/// queries a failure that is answered elsewhere nearly always takes its place. There are thousands of ways to be
/// unknown, and each that counts fully makes the answers to real queries more timid.
const UNKNOWN_WEIGHT: f64 = 0.05;
/// Least weight of a signature. In the few queries of *tune* that have one, its words say nearly all that it says;
/// but an error text that stands there as a whole is the surest evidence, and must count as such.
const LEAST_SIGNATURE: f64 = 0.35;
const SIGNATURE: usize = 3;
const STEPS: usize = 1500;
const RATE: f64 = 0.02;

/// A query's candidates.
struct Sample {
    weight: f64,
    features: Vec<[f64; FEATURES]>,
    elsewhere: Vec<bool>,
    /// Which candidates are right; *none* is when there is no such.
    right: Vec<bool>,
    none_is_right: bool,
}

fn numbers(features: &Features) -> [f64; FEATURES] {
    let Features { score, coverage, agreement, signature, context } = *features;
    [score, coverage, agreement, signature, context].map(f64::from)
}

/// Fits on the queries of *tune* and gives the model as Rust, ready to be put into `lookup/src/confidence.rs`.
///
/// `documents` are those of the index.
pub fn fit<B: AsRef<[u8]>>(index: &Index<B>, documents: &[Document], queries: &[Query]) -> String {
    let queries = queries.iter().filter(|query| query.split == Split::Tune);
    let mut samples: Vec<Sample> = queries.filter_map(|asked| query(index, asked)).collect();
    let asked = samples.len();
    samples.extend(documents.iter().filter(|document| document.elsewhere).flat_map(|failure| {
        let symptoms = failure.fields.iter().filter(|(field, _)| *field == Field::Symptom);
        symptoms.step_by(5).take(UNKNOWN).map(|(_, text)| unknown(index, &failure.id, text))
    }));
    let scale = scale(&samples);
    let (parameters, loss) = descend(&samples, &scale);
    let mut text = String::new();
    let names = ["score", "coverage", "agreement", "signature", "context"];
    let weights: Vec<String> = names
        .iter()
        .enumerate()
        .map(|(at, name)| format!("{name}: {:.2}", parameters[at] / scale[at]))
        .collect();
    let _ = writeln!(
        text,
        "Fitted on {asked} queries of tune and {} texts of unknown failures, mean loss {loss:.4}:\n",
        samples.len() - asked
    );
    let _ = writeln!(text, "    weights: Features {{ {} }},", weights.join(", "));
    let _ = writeln!(text, "    none: {:.2},", parameters[FEATURES]);
    let _ = writeln!(text, "    elsewhere: {:.2},", parameters[FEATURES + 1]);
    text
}

/// A query of *tune*; nothing when its solution is not among the candidates, since then no weights can help.
fn query<B: AsRef<[u8]>>(index: &Index<B>, query: &Query) -> Option<Sample> {
    let asked = Asked { text: &query.text, context: query.context.clone(), limit: 0, typing: false };
    let expected = query.expected.as_deref();
    let sample = sample(index.explain(&asked), expected, 1.0);
    (sample.none_is_right || sample.right.contains(&true)).then_some(sample)
}

/// A text of a failure that is answered elsewhere, as if the catalogue did not know that failure.
fn unknown<B: AsRef<[u8]>>(index: &Index<B>, id: &str, text: &str) -> Sample {
    let asked = Asked { text, context: Context::default(), limit: 0, typing: false };
    let mut candidates = index.explain(&asked);
    candidates.retain(|candidate| candidate.id != id);
    sample(candidates, None, UNKNOWN_WEIGHT)
}

/// Candidates, of which the expected solution is right; without one, whatever is answered elsewhere.
fn sample(candidates: Vec<Explanation<'_>>, expected: Option<&str>, weight: f64) -> Sample {
    let right = |candidate: &Explanation<'_>| expected.map_or(candidate.elsewhere, |id| candidate.id == id);
    Sample {
        weight,
        features: candidates.iter().map(|candidate| numbers(&candidate.features)).collect(),
        elsewhere: candidates.iter().map(|candidate| candidate.elsewhere).collect(),
        right: candidates.iter().map(right).collect(),
        none_is_right: expected.is_none(),
    }
}

/// The standard deviation of each feature.
fn scale(samples: &[Sample]) -> [f64; FEATURES] {
    let all = || samples.iter().flat_map(|sample| &sample.features);
    let count = all().count().max(1) as f64;
    std::array::from_fn(|at| {
        let mean = all().map(|features| features[at]).sum::<f64>() / count;
        let variance = all().map(|features| (features[at] - mean).powi(2)).sum::<f64>() / count;
        variance.sqrt().max(1e-6)
    })
}

fn descend(samples: &[Sample], scale: &[f64; FEATURES]) -> ([f64; PARAMETERS], f64) {
    let mut parameters = [0.5; PARAMETERS];
    (parameters[FEATURES], parameters[FEATURES + 1]) = (5.0, 0.0);
    let (mut mean, mut square) = ([0.0; PARAMETERS], [0.0; PARAMETERS]);
    let mut loss = 0.0;
    for step in 1..=STEPS {
        let gradient;
        (loss, gradient) = slope(samples, scale, &parameters);
        for at in 0..PARAMETERS {
            mean[at] = 0.9 * mean[at] + 0.1 * gradient[at];
            square[at] = 0.999 * square[at] + 0.001 * gradient[at] * gradient[at];
            let corrected = mean[at] / (1.0 - 0.9_f64.powi(step as i32));
            let spread = (square[at] / (1.0 - 0.999_f64.powi(step as i32))).sqrt();
            parameters[at] -= RATE * corrected / (spread + 1e-8);
            if at < FEATURES {
                parameters[at] = parameters[at].max(0.0);
            }
        }
        parameters[SIGNATURE] = parameters[SIGNATURE].max(LEAST_SIGNATURE * scale[SIGNATURE]);
    }
    (parameters, loss)
}

/// The mean negative logarithm of the likelihood, penalty included, and its gradient.
fn slope(
    samples: &[Sample],
    scale: &[f64; FEATURES],
    parameters: &[f64; PARAMETERS],
) -> (f64, [f64; PARAMETERS]) {
    let mut loss = 0.0;
    let mut gradient = [0.0; PARAMETERS];
    for sample in samples {
        let mut utilities: Vec<f64> = sample
            .features
            .iter()
            .zip(&sample.elsewhere)
            .map(|(features, elsewhere)| {
                let weighted: f64 = (0..FEATURES).map(|at| parameters[at] * features[at] / scale[at]).sum();
                weighted + if *elsewhere { parameters[FEATURES + 1] } else { 0.0 }
            })
            .collect();
        utilities.push(parameters[FEATURES]);
        let greatest = utilities.iter().copied().fold(f64::MIN, f64::max);
        let parts: Vec<f64> = utilities.iter().map(|utility| (utility - greatest).exp()).collect();
        let right = |at: usize| sample.right.get(at).copied().unwrap_or(sample.none_is_right);
        let total: f64 = parts.iter().sum();
        let rightly: f64 = (0..parts.len()).filter(|at| right(*at)).map(|at| parts[at]).sum();
        loss -= sample.weight * (rightly / total).ln();
        for (place, part) in parts.iter().enumerate() {
            let pull = sample.weight * (part / total - if right(place) { part / rightly } else { 0.0 });
            let Some(features) = sample.features.get(place) else {
                gradient[FEATURES] += pull;
                continue;
            };
            for at in 0..FEATURES {
                gradient[at] += pull * features[at] / scale[at];
            }
            gradient[FEATURES + 1] += if sample.elsewhere[place] { pull } else { 0.0 };
        }
    }
    let count = samples.iter().map(|sample| sample.weight).sum::<f64>().max(1.0);
    for (at, gradient) in gradient.iter_mut().enumerate() {
        let penalised = if at == FEATURES { 0.0 } else { parameters[at] };
        *gradient = *gradient / count + 2.0 * L2 * penalised;
        loss += count * L2 * penalised * penalised;
    }
    (loss / count, gradient)
}
