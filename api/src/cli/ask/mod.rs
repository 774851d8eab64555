//! `remedy ask`: look a failure up in the terminal.

mod input;
mod report;
mod text;

use std::{io, io::IsTerminal as _, process::ExitCode};

use anyhow::bail;
use remedy_lookup::{Context, Query};

use crate::cli::{CatalogueOption, print};

/// What to look up, and how to show the answer.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// What you see: an error, a sentence; standard input when there is none
    #[arg(value_name = "TEXT")]
    text: Vec<String>,
    /// Print the answer as JSON, as GET /v1/lookup does
    #[arg(long)]
    json: bool,
    /// The most matches to show
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u8).range(1..=20))]
    limit: u8,
    /// Programming language where it was seen, such as python
    #[arg(long, value_name = "NAME")]
    language: Option<String>,
    /// Framework or library where it was seen, such as asyncio
    #[arg(long, value_name = "NAME")]
    framework: Option<String>,
    /// Platform or service where it was seen, such as telegram
    #[arg(long, value_name = "NAME")]
    platform: Option<String>,
    #[command(flatten)]
    catalogue: CatalogueOption,
}

/// Exit status when nothing in the catalogue is the answer.
const NO_MATCH: u8 = 1;

/// Looks the text up and shows the answer.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let text = read(&options.text)?;
    let served = options.catalogue.open()?.serve()?;
    let answer = served.lookup(&Query {
        text: &text,
        context: Context {
            language: options.language.clone(),
            framework: options.framework.clone(),
            platform: options.platform.clone(),
        },
        limit: usize::from(options.limit),
        typing: false,
    });
    if options.json {
        print(&(serde_json::to_string_pretty(&answer)? + "\n"))?;
    } else {
        let solution = match answer.matches.first() {
            Some(best) if answer.answered => served.store.solution(&best.solution.id)?,
            _ => None,
        };
        print(&report::report(&answer, solution.as_ref(), text::width()))?;
    }
    Ok(if answer.answered { ExitCode::SUCCESS } else { ExitCode::from(NO_MATCH) })
}

fn read(arguments: &[String]) -> anyhow::Result<String> {
    let text = arguments.join(" ");
    if !arguments.is_empty() {
        if text.trim().is_empty() {
            bail!("the text is empty; say what you see: remedy ask \"database is locked\"");
        }
        return Ok(text);
    }
    if io::stdin().is_terminal() {
        bail!(
            "there is nothing to look up; say what you see, or pipe it in:\n  \
             remedy ask \"database is locked\"\n  python agent.py 2>&1 | remedy ask"
        );
    }
    Ok(input::read(io::stdin().lock())?)
}
