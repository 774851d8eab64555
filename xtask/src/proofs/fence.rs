//! What keeps a program inside its folder: Bubblewrap, which gives it namespaces of its own. Only its
//! folder can be written, the only network is a loopback of its own, and when the first process has
//! ended, no other is left.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};

/// How runs are kept apart from the rest of the machine.
pub(super) enum Fence {
    /// By `bwrap`, which works as root and, where the kernel lets plain users have namespaces, without.
    Bubblewrap,
    /// Not at all, and why.
    None(String),
}

impl Fence {
    /// The best fence that works here. Where `CI` is set, there has to be one.
    ///
    /// # Errors
    /// When there is none in continuous integration on Linux.
    pub(super) fn find() -> anyhow::Result<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self::None("Bubblewrap needs Linux".into()));
        }
        let folder = tempfile::tempdir()?;
        let why = match bubblewrap(&folder.path().canonicalize()?, None).arg("true").output() {
            Ok(output) if output.status.success() => return Ok(Self::Bubblewrap),
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => format!("bwrap cannot be started ({error}), install bubblewrap"),
        };
        if std::env::var_os("CI").is_some() {
            bail!("no fence around the proofs, and CI is set: {why}");
        }
        Ok(Self::None(why))
    }

    /// One line for people.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Bubblewrap => {
                "fence: Bubblewrap; a proof can write only in its own folder and reach only its own loopback"
                    .into()
            }
            Self::None(why) => {
                format!("NO FENCE: a proof can write wherever you can, and reach the network ({why})")
            }
        }
    }

    /// A name for what was used.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Bubblewrap => "bubblewrap",
            Self::None(_) => "no fence",
        }
    }

    /// This program itself, inside.
    pub(super) fn this_program(&self, folder: &Path) -> anyhow::Result<Command> {
        let this = std::env::current_exe().context("cannot tell where this program is")?;
        Ok(match self {
            Self::Bubblewrap => {
                let mut command = bubblewrap(folder, Some(&this));
                command.arg(this);
                command
            }
            Self::None(_) => Command::new(this),
        })
    }
}

/// `bwrap` up to the program to start. The order matters: what comes later lies on top.
fn bubblewrap(folder: &Path, program: Option<&PathBuf>) -> Command {
    let mut command = Command::new("bwrap");
    command.args(["--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]);
    command.args(["--ro-bind", "/", "/"]);
    // Devices that do nothing, and a /dev/shm of its own for semaphores and shared memory.
    command.args(["--dev", "/dev"]);
    // Root without any capability may still write to /proc/sys, where settings of the machine are.
    command.args(["--proc", "/proc", "--remount-ro", "/proc"]);
    // A read-only file system does not keep anyone from a socket in it. Services have theirs here.
    command.args(["--tmpfs", "/run", "--tmpfs", "/tmp"]);
    command.arg("--bind").args([folder, folder]);
    if let Some(program) = program {
        command.arg("--ro-bind").args([program, program]);
    }
    command.args(["--remount-ro", "/run", "--remount-ro", "/tmp", "--"]);
    command
}
