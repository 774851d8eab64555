//! One line of progress for each step; its output is shown only when it fails.

use std::{
    fs::{self, File},
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Context, bail};

/// Runs steps one after another and remembers how they went.
pub(crate) struct Stages {
    logs: PathBuf,
    passed: usize,
    failed: Vec<&'static str>,
    started: Instant,
}

/// How many of the last lines of a failed step's output are shown.
const SHOWN_LINES: usize = 60;

impl Stages {
    /// Logs go to `target/xtask/<name>.log`.
    pub(crate) fn new(root: &Path) -> anyhow::Result<Self> {
        let logs = root.join("target/xtask");
        fs::create_dir_all(&logs).with_context(|| format!("cannot make {}", logs.display()))?;
        Ok(Self { logs, passed: 0, failed: Vec::new(), started: Instant::now() })
    }

    /// Runs a command as a step.
    pub(crate) fn command(&mut self, name: &'static str, command: &mut Command) {
        let log = self.logs.join(format!("{}.log", name.replace(' ', "-")));
        self.step(name, || {
            let file = File::create(&log)?;
            let status =
                command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).status().with_context(
                    || format!("{} cannot be started", command.get_program().to_string_lossy()),
                )?;
            if status.success() {
                return Ok(());
            }
            bail!("{status}; the whole output is in {}\n{}", log.display(), tail(&log))
        });
    }

    /// Runs a closure as a step.
    pub(crate) fn step(&mut self, name: &'static str, step: impl FnOnce() -> anyhow::Result<()>) {
        print!("{name:.<40} ");
        // A progress line that cannot be shown is no reason to stop.
        let _ = std::io::stdout().flush();
        let started = Instant::now();
        let result = step();
        let seconds = started.elapsed().as_secs_f32();
        match result {
            Ok(()) => {
                println!("ok     {seconds:7.1} s");
                self.passed += 1;
            }
            Err(error) => {
                println!("FAILED {seconds:7.1} s\n{error:#}\n");
                self.failed.push(name);
            }
        }
    }

    /// Prints the summary.
    ///
    /// # Errors
    /// When a step failed.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let seconds = self.started.elapsed().as_secs_f32();
        for name in &self.failed {
            println!("failed: {name}");
        }
        println!("{:.0} s in all", seconds);
        println!("{} passed, {} failed", self.passed, self.failed.len());
        if self.failed.is_empty() { Ok(()) } else { bail!("{} of the stages failed", self.failed.len()) }
    }
}

fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES)..].join("\n")
}
