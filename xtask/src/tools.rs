//! The programs that the tests need besides Rust, and how to get them.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// A program and the Debian package that has it.
struct Tool {
    program: &'static str,
    package: &'static str,
}

impl Tool {
    /// The fence around the proofs is for Linux alone.
    fn is_needed(&self) -> bool {
        cfg!(target_os = "linux") || self.program != "bwrap"
    }
}

const TOOLS: [Tool; 5] = [
    Tool { program: "python3", package: "python3" },
    Tool { program: "node", package: "nodejs" },
    Tool { program: "bwrap", package: "bubblewrap" },
    Tool { program: "chromium", package: "chromium" },
    Tool { program: "chromedriver", package: "chromium-driver" },
];

/// Installs what is missing, where that is possible without asking: on Debian and its kin, as root.
///
/// # Errors
/// Names what is missing and how to install it.
pub(crate) fn ensure() -> anyhow::Result<()> {
    let missing: Vec<&str> = TOOLS
        .iter()
        .filter(|tool| tool.is_needed() && !is_there(tool.program))
        .map(|tool| tool.package)
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("install them: apt-get install {}", missing.join(" "));
    if !is_root() || !is_there("apt-get") {
        bail!("these programs are missing: {}; {by_hand}", missing.join(", "));
    }
    eprintln!("installing {} with apt-get", missing.join(", "));
    apt(&["update", "-qq"]).context(by_hand.clone())?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(&missing);
    apt(&install).context(by_hand)
}

fn apt(arguments: &[&str]) -> anyhow::Result<()> {
    let status = Command::new("apt-get")
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .stdout(Stdio::null())
        .status()?;
    if status.success() { Ok(()) } else { bail!("apt-get {} failed: {status}", arguments.join(" ")) }
}

fn is_there(program: &str) -> bool {
    Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
