//! `remedy openapi`: the description of the API.

use std::process::ExitCode;

use crate::{cli::print, openapi};

/// Prints it.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    print(&openapi::description()?)?;
    Ok(ExitCode::SUCCESS)
}
