//! `remedy check`: every mistake in the knowledge.

use std::process::ExitCode;

use crate::cli::{DataOption, count, print};

/// What to check.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    data: DataOption,
}

/// Prints every mistake, a line each.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let data = options.data.path()?;
    match remedy_data::compile(data) {
        Ok(_) => {
            print(&format!("{}: no mistakes\n", data.display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Err(mistakes) => {
            let lines: String = mistakes.iter().map(|mistake| format!("{mistake}\n")).collect();
            print(&format!("{lines}{}\n", count(mistakes.len(), "mistake")))?;
            Ok(ExitCode::FAILURE)
        }
    }
}
