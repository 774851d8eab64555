//! One run of one program of a proof: alone in a temporary folder, bounded in time, nothing left behind.

use std::{
    fs::{self, File},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use remedy_data::{ProofSpec, Runtime};
use rustix::process::{Pid, Signal, kill_process_group, test_kill_process_group};
use wait_timeout::ChildExt;

use super::TIME_LIMIT;

/// The command that starts a runtime.
pub(super) fn command(runtime: Runtime) -> &'static str {
    match runtime {
        Runtime::Python => "python3",
        Runtime::Node => "node",
    }
}

/// A program to run.
pub(super) struct Program {
    runtime: Runtime,
    source: PathBuf,
}

/// How a run ended.
pub(super) struct Ending {
    /// `None`: it was stopped at the time limit.
    status: Option<ExitStatus>,
    /// What it printed on both streams, in order, with the temporary folder's path taken out.
    pub(super) output: String,
}

impl Ending {
    pub(super) fn passed(&self) -> bool {
        self.status.is_some_and(|status| status.success())
    }

    pub(super) fn timed_out(&self) -> bool {
        self.status.is_none()
    }

    pub(super) fn how(&self) -> String {
        match self.status {
            Some(status) => format!("ended with {status}"),
            None => format!("was stopped after {} s", TIME_LIMIT.as_secs()),
        }
    }
}

impl Program {
    pub(super) fn new(spec: &ProofSpec, stem: &str) -> Self {
        let source = spec.folder.join(format!("{stem}.{}", spec.runtime.extension()));
        Self { runtime: spec.runtime, source }
    }

    /// Runs the program in a folder of its own, which is removed afterwards.
    ///
    /// # Errors
    /// When it cannot be started, or leaves a process behind.
    pub(super) fn run(&self) -> anyhow::Result<Ending> {
        let folder = tempfile::Builder::new().prefix("remedy-proof-").tempdir()?;
        let root = folder.path().canonicalize()?;
        let home = root.join("home");
        fs::create_dir(&home)?;
        let name = self.source.file_name().context("a program has a name")?;
        let program = root.join(name);
        fs::copy(&self.source, &program).with_context(|| format!("cannot read {}", self.source.display()))?;
        let log = root.join("output");
        let out = File::create(&log)?;
        let mut child = Command::new(command(self.runtime))
            .arg(&program)
            .current_dir(&home)
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", &home)
            .env("TMPDIR", &home)
            .env("LANG", "C.UTF-8")
            .env("NO_COLOR", "1")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            // glibc reserves address space for each thread that allocates at the same time as another.
            // With one arena, a limit on address space means the same in every run.
            .env("MALLOC_ARENA_MAX", "1")
            .stdin(Stdio::null())
            .stderr(out.try_clone()?)
            .stdout(out)
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}; install it", command(self.runtime)))?;
        let group = Pid::from_child(&child);
        let status = child.wait_timeout(TIME_LIMIT)?;
        let left_behind = status.is_some() && !ends_soon(group);
        if status.is_none() || left_behind {
            // It may have ended by itself in the meantime.
            let _ = kill_process_group(group, Signal::KILL);
            child.wait()?;
        }
        if left_behind {
            bail!("{} left a process behind", self.source.display());
        }
        let output = String::from_utf8_lossy(&fs::read(&log)?).into_owned();
        Ok(Ending { status, output: without_paths(&output, &root) })
    }
}

/// Whether the last process of a group ends by itself. Helpers of a runtime, such as the resource
/// tracker of Python's `multiprocessing`, end only when they see that their parent has.
fn ends_soon(group: Pid) -> bool {
    let deadline = Instant::now() + Duration::from_secs(1);
    while test_kill_process_group(group).is_ok() && has_live_process(group) {
        if Instant::now() > deadline {
            return false;
        }
        thread::sleep(Duration::from_millis(5));
    }
    true
}

/// Whether a group has a process that is not a zombie: where the first process of the machine or
/// container does not collect orphans, they stay in the group for ever. Without `/proc`, assume so.
fn has_live_process(group: Pid) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else { return true };
    // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: pid (comm) state ppid pgrp …
    processes.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok()).any(|stat| {
        let mut fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
        let state = fields.next();
        fields.nth(1) == Some(&group.as_raw_nonzero().to_string()) && !matches!(state, Some("Z" | "X"))
    })
}

/// Takes out what differs between machines: the temporary folder, and where Python is installed.
fn without_paths(output: &str, root: &Path) -> String {
    let root = root.display();
    let output = output
        .replace(&format!("file://{root}/"), "")
        .replace(&format!("{root}/home/"), "")
        .replace(&format!("{root}/home"), ".")
        .replace(&format!("{root}/"), "");
    let mut lines = String::new();
    for line in output.split_inclusive('\n') {
        let library = line.split_once("File \"").zip(line.find("/lib/python3"));
        match library {
            Some(((indent, _), at)) => {
                lines.push_str(&format!("{indent}File \"/usr{}", &line[at..]));
            }
            None => lines.push_str(line),
        }
    }
    lines
}
