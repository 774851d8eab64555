//! The report of the evaluation, in Markdown.

use std::{
    collections::BTreeMap,
    fmt::{Display, Write as _},
};

use crate::{
    Outcome,
    calibration::{ece, reliability, samples, trades},
    metrics::{Metrics, advantage, firsts, interval, share},
    quality::Run,
    query::Kind,
};

/// What the report may show.
#[derive(Debug, Clone)]
pub struct Scope {
    /// Name of the split.
    pub name: String,
    /// Whether the text of single queries may be shown.
    pub single_queries: bool,
}

const THRESHOLDS: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/// The whole report.
#[must_use]
pub fn report(scope: &Scope, runs: &[Run<'_>]) -> String {
    let mut out = String::new();
    let Some(first) = runs.first() else { return out };
    let metrics = Metrics::of(&first.outcomes);
    line(&mut out, format!("# Quality of the lookup on *{}*\n", scope.name));
    line(
        &mut out,
        format!(
            "{} queries with a solution, {} without, of which {} resemble one.\n",
            metrics.positives, metrics.negatives, metrics.near
        ),
    );
    overall(&mut out, runs);
    kinds(&mut out, runs);
    for run in runs.iter().filter(|run| says_when(run)) {
        answers(&mut out, run);
        calibration(&mut out, run);
        solutions(&mut out, run);
        confusions(&mut out, run, scope);
        false_answers(&mut out, run, scope);
    }
    out
}

/// Whether the engine says when it has an answer and how sure it is; ranking is all there is to report of others.
fn says_when(run: &Run<'_>) -> bool {
    run.outcomes.iter().any(|outcome| outcome.found.answered.is_some())
}

fn line(out: &mut String, text: impl Display) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn percent(part: usize, of: usize) -> String {
    if of == 0 { "–".into() } else { format!("{:.1} %", 100.0 * share(part, of)) }
}

fn overall(out: &mut String, runs: &[Run<'_>]) {
    line(out, "## Ranking\n");
    line(out, "| engine | hit@1 | 95 % | hit@3 | MRR | behind the first, 95 % |");
    line(out, "|---|---|---|---|---|---|");
    for (place, run) in runs.iter().enumerate() {
        let metrics = Metrics::of(&run.outcomes);
        let (low, high) = interval(&firsts(&run.outcomes));
        let behind = if place == 0 {
            String::new()
        } else {
            let (mean, (low, high)) = advantage(&runs[0].outcomes, &run.outcomes);
            format!("{mean:.3} ({low:.3} to {high:.3})")
        };
        line(
            out,
            format!(
                "| {} | {:.3} | {low:.3} to {high:.3} | {:.3} | {:.3} | {behind} |",
                run.engine,
                share(metrics.hit_1, metrics.positives),
                share(metrics.hit_3, metrics.positives),
                metrics.mrr()
            ),
        );
    }
    line(out, "");
}

fn kinds(out: &mut String, runs: &[Run<'_>]) {
    line(out, "## Ranking by kind\n");
    line(out, "| engine | kind | queries | hit@1 | hit@3 | MRR | negatives | answered |");
    line(out, "|---|---|---|---|---|---|---|---|");
    for run in runs {
        let answers = says_when(run);
        for kind in Kind::ALL {
            let metrics = Metrics::of(run.outcomes.iter().filter(|outcome| outcome.query.kind == kind));
            line(
                out,
                format!(
                    "| {} | {} | {} | {:.3} | {:.3} | {:.3} | {} | {} |",
                    run.engine,
                    kind.name(),
                    metrics.positives,
                    share(metrics.hit_1, metrics.positives),
                    share(metrics.hit_3, metrics.positives),
                    metrics.mrr(),
                    metrics.negatives,
                    if answers { metrics.false_answers.to_string() } else { "–".into() }
                ),
            );
        }
    }
    line(out, "");
}

fn answers(out: &mut String, run: &Run<'_>) {
    let metrics = Metrics::of(&run.outcomes);
    line(out, format!("## {}: answers at the default threshold\n", run.engine));
    line(out, "| | of | answered | share |");
    line(out, "|---|---|---|---|");
    let far = metrics.negatives - metrics.near;
    for (name, of, answered) in [
        ("positives", metrics.positives, metrics.answered),
        ("positives, answered rightly", metrics.positives, metrics.answered_rightly),
        ("negatives", metrics.negatives, metrics.false_answers),
        ("negatives that resemble a solution", metrics.near, metrics.near_false_answers),
        ("other negatives", far, metrics.false_answers - metrics.near_false_answers),
    ] {
        line(out, format!("| {name} | {of} | {answered} | {} |", percent(answered, of)));
    }
    line(out, "\n| threshold | positives answered | negatives answered | answers wrong |");
    line(out, "|---|---|---|---|");
    for trade in trades(&run.outcomes, &THRESHOLDS) {
        line(
            out,
            format!(
                "| {:.1} | {} | {} | {} |",
                trade.threshold,
                percent(trade.positives, metrics.positives),
                percent(trade.negatives, metrics.negatives),
                percent(trade.wrong, trade.positives + trade.negatives)
            ),
        );
    }
    line(out, "");
}

fn calibration(out: &mut String, run: &Run<'_>) {
    let samples = samples(&run.outcomes);
    line(out, format!("## {}: calibration\n", run.engine));
    line(out, format!("ECE {:.3} over {} first hits.\n", ece(&samples), samples.len()));
    line(out, "| confidence | first hits | said | right |");
    line(out, "|---|---|---|---|");
    for (number, bin) in reliability(&samples).iter().enumerate().filter(|(_, bin)| bin.count > 0) {
        line(
            out,
            format!(
                "| {:.1} to {:.1} | {} | {:.3} | {:.3} |",
                number as f64 / 10.0,
                (number + 1) as f64 / 10.0,
                bin.count,
                bin.claimed / bin.count as f64,
                share(bin.right, bin.count)
            ),
        );
    }
    line(out, "");
}

fn solutions(out: &mut String, run: &Run<'_>) {
    let mut by_id: BTreeMap<&str, Vec<&Outcome<'_>>> = BTreeMap::new();
    for outcome in &run.outcomes {
        if let Some(id) = &outcome.query.expected {
            by_id.entry(id).or_default().push(outcome);
        }
    }
    line(out, format!("## {}: by solution\n", run.engine));
    line(out, "| solution | hit@1 | hit@3 | answered |");
    line(out, "|---|---|---|---|");
    for (id, outcomes) in by_id {
        let Metrics { positives, hit_1, hit_3, answered, .. } = Metrics::of(outcomes);
        line(out, format!("| {id} | {hit_1}/{positives} | {hit_3}/{positives} | {answered}/{positives} |"));
    }
    line(out, "");
}

fn confusions(out: &mut String, run: &Run<'_>, scope: &Scope) {
    let mut pairs: BTreeMap<(&str, &str), Vec<&Outcome<'_>>> = BTreeMap::new();
    for outcome in run.outcomes.iter().filter(|outcome| !outcome.right()) {
        if let Some(expected) = &outcome.query.expected {
            pairs.entry((expected, outcome.top().unwrap_or("nothing"))).or_default().push(outcome);
        }
    }
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort_by_key(|(_, outcomes)| std::cmp::Reverse(outcomes.len()));
    line(out, format!("## {}: confusions\n", run.engine));
    for ((expected, got), outcomes) in pairs {
        line(out, format!("- {expected} → {got}: {}", outcomes.len()));
        for outcome in outcomes.iter().filter(|_| scope.single_queries) {
            let rank = outcome.rank().map_or_else(|| "not found".into(), |rank| format!("place {rank}"));
            line(out, format!("  - {rank}, {}: `{}`", outcome.query.place(), code(&outcome.query.short())));
        }
    }
    line(out, "");
}

fn false_answers(out: &mut String, run: &Run<'_>, scope: &Scope) {
    line(out, format!("## {}: negatives that were answered\n", run.engine));
    let answered =
        run.outcomes.iter().filter(|outcome| outcome.query.expected.is_none() && outcome.answered());
    for outcome in answered {
        let near = outcome.query.near.as_ref().map(|id| format!(" (near {id})")).unwrap_or_default();
        line(
            out,
            format!(
                "- {}{near} → {}, {:.2}",
                outcome.query.kind.name(),
                outcome.top().unwrap_or_default(),
                outcome.confidence().unwrap_or_default()
            ),
        );
        if scope.single_queries {
            line(out, format!("  - {}: `{}`", outcome.query.place(), code(&outcome.query.short())));
        }
    }
    line(out, "");
}

/// Text for between two backticks.
fn code(text: &str) -> String {
    text.replace('`', "'")
}
