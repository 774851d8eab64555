//! The answer as a person reads it in a terminal.

use std::fmt::{Result, Write as _};

use owo_colors::{OwoColorize as _, Style};
use remedy_data::{LookupAnswer, Match, Solution};
use remedy_lookup::{Why, WhyKind};

use super::text::{brief, hang, markdown, wrap};
use crate::confidence::{in_words, percent};

const INDENT: &str = "  ";

/// The answer with its first fix, or an honest "no match"; at most `width` columns wide, with colours.
pub(super) fn report(answer: &LookupAnswer, solution: Option<&Solution>, width: usize) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = match (answer.matches.split_first(), solution) {
        (Some((best, others)), Some(solution)) => found(&mut out, best, solution, width)
            .and_then(|()| list(&mut out, "Also possible", &likely(others), width)),
        _ => not_found(&mut out, answer, width),
    };
    if answer.query.truncated {
        let kib = remedy_lookup::MAX_TEXT_BYTES / 1024;
        let _ = write!(
            out,
            "\n{}",
            wrap(&format!("The text was cut to {kib} KiB: of a log, its beginning and its end."), "", width)
                .dimmed()
        );
    }
    if !answer.query.redactions.is_empty() {
        let _ = write!(
            out,
            "\n{}",
            wrap("What looked like a secret or personal data was left out.", "", width).dimmed()
        );
    }
    out
}

fn found(out: &mut String, best: &Match, solution: &Solution, width: usize) -> Result {
    writeln!(out, "{}", wrap(&solution.title, "", width).trim_end().bold().green())?;
    write!(
        out,
        "{} ({} %), {} severity",
        in_words(best.confidence),
        percent(best.confidence),
        solution.severity.name()
    )?;
    if let Some(verified) = &best.solution.verified {
        write!(out, ", proven with {} {}", verified.runtime.name(), verified.version)?;
    }
    writeln!(out)?;
    heading(out, "Why it matches")?;
    reasons(out, &best.why, width)?;
    heading(out, "Root cause")?;
    out.push_str(&markdown(&brief(&solution.root_cause), INDENT, width));
    if let Some(fix) = solution.fixes.first() {
        heading(out, &format!("Fix 1 of {}: {} ({})", solution.fixes.len(), fix.title, fix.kind.name()))?;
        out.push_str(&wrap(&format!("When: {}", fix.when), INDENT, width));
        writeln!(out, "\n{}", markdown(fix.body.trim(), INDENT, width))?;
        out.push_str(&wrap(&format!("Trade-off: {}", fix.trade_off), INDENT, width));
    }
    heading(out, "All of it")?;
    writeln!(
        out,
        "{INDENT}{}{}",
        solution.url.underline(),
        " on the service that `remedy serve` starts".dimmed()
    )
}

fn not_found(out: &mut String, answer: &LookupAnswer, width: usize) -> Result {
    writeln!(out, "{}", "No match".bold().yellow())?;
    let nearest =
        if answer.matches.is_empty() { "" } else { " The nearest are below; most likely they are not it." };
    let said = match &answer.elsewhere {
        Some(failure) => {
            format!("No solution here. It looks like: {}. {}{nearest}", failure.title, failure.hint)
        }
        None => format!(
            "Nothing in the catalogue is likely enough to be the answer.{nearest} The exact text of the error, with the lines around it, works best."
        ),
    };
    out.push_str(&wrap(&said, "", width));
    list(out, "Nearest, but not likely", &answer.matches.iter().collect::<Vec<_>>(), width)
}

/// Beside an answer, what is next to impossible only distracts.
fn likely(matches: &[Match]) -> Vec<&Match> {
    matches.iter().filter(|other| percent(other.confidence) > 0).collect()
}

fn list(out: &mut String, title: &str, matches: &[&Match], width: usize) -> Result {
    if matches.is_empty() {
        return Ok(());
    }
    heading(out, title)?;
    for other in matches {
        let first = format!("{INDENT}{:>3} %  ", percent(other.confidence));
        let below = " ".repeat(first.len());
        out.push_str(&hang(&other.solution.title, &first, &below, width));
        writeln!(out, "{below}{}", other.solution.url.dimmed())?;
    }
    Ok(())
}

fn heading(out: &mut String, title: &str) -> Result {
    writeln!(out, "\n{}", title.style(Style::new().bold().blue()))
}

/// One line for each sort of evidence; what is long has a line of its own.
fn reasons(out: &mut String, why: &[Why], width: usize) -> Result {
    const SORTS: [(WhyKind, &str, &str); 5] = [
        (WhyKind::Signature, "error text", "\n"),
        (WhyKind::Symptom, "symptom", "\n"),
        (WhyKind::Term, "words", ", "),
        (WhyKind::Concept, "meaning", ", "),
        (WhyKind::Context, "context", ", "),
    ];
    for (kind, name, separator) in SORTS {
        let mut texts: Vec<&str> = Vec::new();
        for reason in why.iter().filter(|reason| reason.kind == kind) {
            if !texts.contains(&reason.text.as_str()) {
                texts.push(&reason.text);
            }
        }
        for line in texts.join(separator).lines() {
            out.push_str(&hang(line, &format!("{INDENT}{name:<12}"), &format!("{INDENT}{:12}", ""), width));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "report_tests.rs"]
mod report_tests;
