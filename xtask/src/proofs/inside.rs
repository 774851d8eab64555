//! What runs inside the fence: starts the program, bounds its time, and looks at what it leaves behind.

use std::{
    fs::File,
    io::Write as _,
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use rustix::process::Pid;
use serde::{Deserialize, Serialize};
use wait_timeout::ChildExt as _;

use super::{fence::Kind, left::Processes};

/// What to run, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Inside {
    /// The most time that the program may take.
    #[arg(long)]
    milliseconds: u64,
    /// The fence that it runs in.
    #[arg(long)]
    fence: Kind,
    /// The folder that the fence is around.
    #[arg(long)]
    folder: PathBuf,
    /// The file in it that both streams of the program go to.
    #[arg(long)]
    output: PathBuf,
    command: PathBuf,
    program: PathBuf,
}

/// How it went, as one line of JSON on standard output.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Report {
    /// As the system tells it; `None` when the program was stopped at the time limit.
    status: Option<i32>,
    /// Each process and port that outlived the program.
    pub(super) left_behind: Vec<String>,
}

impl Report {
    pub(super) fn status(&self) -> Option<ExitStatus> {
        self.status.map(ExitStatus::from_raw)
    }
}

/// Helpers of a runtime, such as the resource tracker of Python's `multiprocessing`, end only when they
/// see that their parent has. No process may take longer than this.
pub(super) const GRACE: Duration = Duration::from_secs(3);

/// Runs the program and reports.
///
/// # Errors
/// When the fence cannot be closed or the program not be started.
pub(crate) fn run(options: &Inside) -> anyhow::Result<()> {
    options.fence.close(&options.folder)?;
    // What a program starts and forgets stays below this process, even in a session of its own.
    #[cfg(target_os = "linux")]
    rustix::process::set_child_subreaper(Some(rustix::process::getpid()))?;
    let output = File::create(&options.output)?;
    let mut child = Command::new(&options.command)
        .arg(&options.program)
        .stdin(Stdio::null())
        .stderr(output.try_clone()?)
        .stdout(output)
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {}; install it", options.command.display()))?;
    let processes = Processes::of(Pid::from_child(&child));
    let status = child.wait_timeout(Duration::from_millis(options.milliseconds))?;
    let mut left_behind = Vec::new();
    if status.is_some() {
        let deadline = Instant::now() + GRACE;
        while processes.any_left() && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(5));
        }
        left_behind = processes.left(options.fence == Kind::Bubblewrap);
    }
    processes.kill();
    let report = Report { status: status.map(|status| status.into_raw()), left_behind };
    serde_json::to_writer(std::io::stdout(), &report)?;
    std::io::stdout().flush()?;
    Ok(())
}
