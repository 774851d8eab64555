//! `cargo xtask run`: builds everything and serves it.

use std::{path::Path, process::Command};

use anyhow::{Context, bail};

use crate::{cargo, widget};

/// What to serve on.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Port on 127.0.0.1; 0 picks a free one and prints it.
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Builds the widget and the binary, then serves until stopped.
///
/// # Errors
/// When a build fails or the service ends with an error.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    eprintln!("1/3 widget");
    widget::ensure_target()?;
    widget::build(root)?;
    eprintln!("2/3 catalogue and service");
    let status = cargo(root).args(["build", "--release", "-p", "remedy"]).status()?;
    if !status.success() {
        bail!("the build failed");
    }
    eprintln!("3/3 serve");
    let remedy = root.join("target/release/remedy");
    let port = options.port.to_string();
    let status = Command::new(&remedy)
        .args(["serve", "--port", &port])
        .status()
        .with_context(|| format!("cannot start {}", remedy.display()))?;
    // The service has said itself what is wrong.
    if status.success() { Ok(()) } else { std::process::exit(status.code().unwrap_or(2)) }
}
