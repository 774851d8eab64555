//! What runs a program of a proof.

use std::{path::PathBuf, process::Command};

use anyhow::{Context, bail};
use remedy_data::Runtime;

/// An installed runtime.
pub(super) struct Interpreter {
    /// The program itself. What is on the `PATH` may be a script of a version manager that takes longer
    /// than many a proof.
    pub(super) path: PathBuf,
    /// Such as `3.11.7`.
    pub(super) version: String,
}

impl Interpreter {
    /// The one on the `PATH`.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn find(runtime: Runtime) -> anyhow::Result<Self> {
        let (command, arguments) = match runtime {
            Runtime::Python => (
                "python3",
                ["-c", "import platform, sys; print(sys.executable, platform.python_version(), sep='\\n')"],
            ),
            Runtime::Node => ("node", ["-p", "process.execPath + '\\n' + process.versions.node"]),
        };
        let output = Command::new(command)
            .args(arguments)
            .output()
            .with_context(|| format!("{command} cannot be started; install it and put it on the PATH"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let mut lines = text.lines();
        let (Some(path), Some(version)) = (lines.next(), lines.next()) else {
            let error = String::from_utf8_lossy(&output.stderr);
            bail!("{command} does not say where and what it is: {}", error.trim());
        };
        Ok(Self { path: path.into(), version: version.to_owned() })
    }
}
