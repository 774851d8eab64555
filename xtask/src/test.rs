//! `cargo xtask test`: every check there is.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, bail};

use crate::{cargo, stage::Stages, tools, widget};

/// Runs all stages.
///
/// # Errors
/// When one of them failed; the others have run all the same.
pub(crate) fn run(root: &Path) -> anyhow::Result<()> {
    tools::ensure()?;
    widget::ensure_target()?;
    let mut stages = Stages::new(root)?;
    stages.command("formatting", cargo(root).args(["fmt", "--all", "--check"]));
    stages.step("widget", || widget::build(root));
    stages.command(
        "clippy",
        cargo(root)
            .args(["clippy", "--workspace", "--all-targets"])
            .arg("--exclude=remedy-widget")
            .args(DENY),
    );
    stages.command(
        "clippy of the widget",
        cargo(root).args(["clippy", "--target", widget::TARGET, "--package=remedy-widget"]).args(DENY),
    );
    stages.command(
        "unit and property tests",
        cargo(root)
            .args(["test", "-p", "remedy-lookup", "-p", "remedy-data", "-p", "remedy", "-p", "remedy-widget"])
            .args(["-p", "xtask", "-p", "remedy-eval", "--features", "remedy-data/compile"]),
    );
    // Not this program's own file: its tests, just before, may have put another one in its place.
    stages
        .command("proofs", cargo(root).args(["run", "--quiet", "-p", "xtask", "--", "proofs", "--changed"]));
    stages.command("build", cargo(root).args(["build", "-p", "remedy"]));
    let remedy = root.join("target/debug/remedy");
    stages.command("catalogue", Command::new(&remedy).current_dir(root).arg("check"));
    stages.step("OpenAPI drift", || openapi_drift(root, &remedy));
    stages.command(
        "end to end",
        cargo(root).args(["test", "-p", "remedy-tests"]).env("REMEDY_BINARY", &remedy),
    );
    stages.finish()
}

const DENY: [&str; 3] = ["--", "-D", "warnings"];

fn openapi_drift(root: &Path, remedy: &Path) -> anyhow::Result<()> {
    let file = root.join("openapi/v1.json");
    let checked_in = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
    let output = Command::new(remedy).arg("openapi").output().context("cannot start the built binary")?;
    if !output.status.success() {
        bail!("remedy openapi: {}", output.status);
    }
    if checked_in.as_bytes() != output.stdout {
        bail!(
            "openapi/v1.json is not what the code describes; run `cargo run -p remedy -- openapi > openapi/v1.json` and review the difference"
        );
    }
    Ok(())
}
