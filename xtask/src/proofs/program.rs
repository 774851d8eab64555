//! One run of one program of a proof: alone in a temporary folder, bounded in time, nothing left behind.

use std::{
    fs::{self, File},
    io::Read as _,
    path::Path,
    process::{ExitStatus, Stdio},
    time::Duration,
};

use anyhow::{Context, bail};
use clap::ValueEnum as _;
use remedy_data::ProofSpec;
use wait_timeout::ChildExt;

use super::{
    fence::Fence,
    inside::{GRACE, Report},
    interpreter::Interpreter,
};

/// A program to run.
pub(super) struct Program<'a> {
    pub(super) spec: &'a ProofSpec,
    /// `broken` or `fixed`.
    pub(super) stem: &'static str,
    pub(super) interpreter: &'a Interpreter,
    pub(super) fence: &'a Fence,
    pub(super) limit: Duration,
}

/// How a run ended.
pub(super) struct Ending {
    /// `None`: it was stopped at the time limit.
    status: Option<ExitStatus>,
    limit: Duration,
    /// What it printed on both streams, in order, with the temporary folder's path taken out.
    pub(super) output: String,
    /// Each process and port that outlived it.
    pub(super) left_behind: Vec<String>,
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
            None => format!("hung, and was stopped after {} s", self.limit.as_secs_f32()),
        }
    }
}

/// More than this is not read of what a program prints; no person would.
const MOST_OUTPUT: u64 = 256 << 10;

/// Starting and stopping takes time too, on a loaded machine more than one would think.
const SLACK: Duration = Duration::from_secs(20);

impl Program<'_> {
    /// Runs the program in a folder of its own, which is removed afterwards.
    ///
    /// # Errors
    /// When it cannot be started, or the fence does not report what became of it.
    pub(super) fn run(&self) -> anyhow::Result<Ending> {
        let folder = tempfile::Builder::new().prefix("remedy-proof-").tempdir()?;
        let root = folder.path().canonicalize()?;
        let home = root.join("home");
        fs::create_dir(&home)?;
        let name = format!("{}.{}", self.stem, self.spec.runtime.extension());
        let (source, program) = (self.spec.folder.join(&name), root.join(&name));
        fs::copy(&source, &program).with_context(|| format!("cannot read {}", source.display()))?;
        let log = root.join("output");
        let kind = self.fence.kind.to_possible_value().context("a fence has a name")?;
        let mut inside = self
            .fence
            .this_program(&root)?
            .arg("proof-inside")
            .args(["--milliseconds", &self.limit.as_millis().to_string()])
            .args(["--fence", kind.get_name()])
            .arg("--folder")
            .arg(&root)
            .arg("--output")
            .arg(&log)
            .arg(&self.interpreter.path)
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
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .context("cannot start the fence")?;
        if inside.wait_timeout(self.limit + GRACE + SLACK)?.is_none() {
            // It may have ended by itself in the meantime.
            let _ = inside.kill();
        }
        let told = inside.wait_with_output()?;
        let Ok(report) = serde_json::from_slice::<Report>(&told.stdout) else {
            let error = String::from_utf8_lossy(&told.stderr);
            bail!("nobody reports how the run went ({}): {}", told.status, error.trim());
        };
        let mut output = Vec::new();
        File::open(&log)?.take(MOST_OUTPUT).read_to_end(&mut output)?;
        Ok(Ending {
            status: report.status(),
            limit: self.limit,
            output: without_paths(&String::from_utf8_lossy(&output), &root),
            left_behind: report.left_behind,
        })
    }
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
