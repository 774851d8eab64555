//! The tables of the benchmark, in Markdown.

use std::fmt::Write as _;

use super::Measured;
use crate::{
    generate::{Shape, asked::Sort},
    metrics::share,
    outcome::DEPTH,
};

/// What goes before all tables.
pub(super) fn head(rounds: usize) -> String {
    let cores = std::thread::available_parallelism().map_or(0, std::num::NonZero::get);
    format!(
        "# Speed and size\n\n{cores} cores, one of them used by a lookup; the ten best documents. Of each question the fastest of \
         {rounds} rounds counts, so that the quantiles are of questions, not of what else the machine did. Files are in \
         the system's cache: a cold start is a new process, not a cold disk. Memory is what opening and asking add \
         to the process; *own* leaves out pages of mapped files, which the system may take back. In parentheses: \
         times the first engine's.\n"
    )
}

/// Both tables of a size.
pub(super) fn size(documents: u64, measured: &[Measured]) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = tables(&mut out, documents, measured);
    out
}

fn tables(out: &mut String, documents: u64, measured: &[Measured]) -> std::fmt::Result {
    let Some(reference) = measured.first() else { return Ok(()) };
    let shape = if Shape::of(documents) == Shape::FULL { "as long as real ones" } else { "shortened" };
    writeln!(out, "\n## {} documents, {shape}\n", thousands(documents))?;
    writeln!(
        out,
        "| engine | build | peak memory of the build | index, bytes a document | opened | opened, own | after questions | after questions, own | cold start |"
    )?;
    writeln!(out, "|---|---|---|---|---|---|---|---|---|")?;
    for Measured { engine, built, answered } in measured {
        writeln!(
            out,
            "| {engine} | {:.2} s | {} | {} | {} | {} | {} | {} | {}{} |",
            built.seconds,
            megabytes(built.peak),
            thousands(built.bytes / documents.max(1)),
            megabytes(answered.opened.resident),
            megabytes(answered.opened.own),
            megabytes(answered.asked.resident),
            megabytes(answered.asked.own),
            time(answered.cold),
            ratio(answered.cold, reference.answered.cold),
        )?;
    }
    writeln!(out, "\n| question | engine | asked | median | p99 | right first | among ten |")?;
    writeln!(out, "|---|---|---|---|---|---|---|")?;
    for (sort, name) in Sort::ALL.iter().enumerate() {
        for Measured { engine, answered, .. } in measured {
            let (Some(timing), Some(reference)) =
                (answered.timings.get(sort), reference.answered.timings.get(sort))
            else {
                continue;
            };
            let asked = timing.nanoseconds.len();
            writeln!(
                out,
                "| {name} | {engine} | {} | {}{} | {}{} | {:.1} % | {:.1} % |",
                asked,
                time(timing.quantile(0.5)),
                ratio(timing.quantile(0.5), reference.quantile(0.5)),
                time(timing.quantile(0.99)),
                ratio(timing.quantile(0.99), reference.quantile(0.99)),
                100.0 * share(timing.within(1), asked),
                100.0 * share(timing.within(DEPTH), asked),
            )?;
        }
    }
    Ok(())
}

/// Empty for the reference itself.
fn ratio(value: u64, reference: u64) -> String {
    if value == reference || reference == 0 {
        return String::new();
    }
    format!(" ({:.2}×)", value as f64 / reference as f64)
}

fn time(nanoseconds: u64) -> String {
    match nanoseconds {
        0..1_000_000 => format!("{:.1} µs", nanoseconds as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.2} ms", nanoseconds as f64 / 1e6),
        _ => format!("{:.2} s", nanoseconds as f64 / 1e9),
    }
}

fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{ratio, thousands, time};

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!((thousands(28).as_str(), thousands(1_000_000).as_str()), ("28", "1,000,000"));
        assert_eq!(
            (time(19_960), time(2_345_000), time(1_500_000_000)),
            ("20.0 µs".to_owned(), "2.35 ms".to_owned(), "1.50 s".to_owned())
        );
        assert_eq!((ratio(30, 20).as_str(), ratio(20, 20).as_str()), (" (1.50×)", ""));
    }
}
