//! What keeps a program inside its folder, and the second best where the best is not to be had.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, bail};
use clap::ValueEnum;

/// A kind of fence, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// `bwrap` gives namespaces: only the folder can be written, the only network is a loopback of its
    /// own, no process outside exists, and none inside outlives the first. It works as root and, where
    /// the kernel lets plain users have namespaces, without.
    Bubblewrap,
    /// The kernel refuses writes outside the folder. Networks stay, as do the times and permissions of
    /// files: https://docs.kernel.org/userspace-api/landlock.html#current-limitations
    Landlock,
    /// Nothing.
    None,
}

/// How runs are kept apart from the rest of the machine.
pub(super) struct Fence {
    pub(super) kind: Kind,
    /// Why it is not a better one.
    why: String,
}

impl Fence {
    /// The best fence that works here.
    ///
    /// # Errors
    /// When there is none on Linux in continuous integration, which is where `CI` is set.
    pub(super) fn find() -> anyhow::Result<Self> {
        if !cfg!(target_os = "linux") {
            return Ok(Self { kind: Kind::None, why: "fences need Linux".into() });
        }
        let folder = tempfile::tempdir()?;
        let mut why = match bubblewrap(&folder.path().canonicalize()?, None).arg("true").output() {
            Ok(output) if output.status.success() => {
                return Ok(Self { kind: Kind::Bubblewrap, why: String::new() });
            }
            Ok(output) => String::from_utf8_lossy(&output.stderr).trim().to_owned(),
            Err(error) => format!("bwrap cannot be started ({error}), install bubblewrap"),
        };
        // It restricts the thread that asks for it, and this one has other things to do.
        match std::thread::scope(|scope| scope.spawn(|| restrict(folder.path())).join()) {
            Ok(Ok(())) => return Ok(Self { kind: Kind::Landlock, why }),
            Ok(Err(error)) => why.push_str(&format!("; {error:#}")),
            Err(_) => {}
        }
        if std::env::var_os("CI").is_some() {
            bail!("there is no fence around the proofs, and CI is set: {why}");
        }
        Ok(Self { kind: Kind::None, why })
    }

    /// One line for people.
    pub(super) fn describe(&self) -> String {
        match self.kind {
            Kind::Bubblewrap => {
                "fence: Bubblewrap; a proof can write only in its own folder and reach only its own loopback"
                    .into()
            }
            Kind::Landlock => format!(
                "fence: Landlock only; a proof can write only in its own folder, BUT REACH THE NETWORK ({})",
                self.why
            ),
            Kind::None => {
                format!("NO FENCE: a proof can write wherever you can, and reach the network ({})", self.why)
            }
        }
    }

    /// This program itself, inside. It calls [`Kind::close`] first of all.
    pub(super) fn this_program(&self, folder: &Path) -> anyhow::Result<Command> {
        let this = std::env::current_exe().context("cannot tell where this program is")?;
        if self.kind != Kind::Bubblewrap {
            return Ok(Command::new(this));
        }
        let mut command = bubblewrap(folder, Some(&this));
        command.arg(this);
        Ok(command)
    }
}

impl Kind {
    /// Closes a fence that is closed from inside.
    ///
    /// # Errors
    /// When it cannot be closed.
    pub(super) fn close(self, folder: &Path) -> anyhow::Result<()> {
        if self == Self::Landlock { restrict(folder) } else { Ok(()) }
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

/// Keeps this thread, and all that it starts, from writing outside the folder.
#[cfg(target_os = "linux")]
fn restrict(folder: &Path) -> anyhow::Result<()> {
    use landlock::{
        ABI, Access, AccessFs, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
        path_beneath_rules,
    };
    // The oldest version with all that is asked for here; a kernel with an older one does what it can.
    let version = ABI::V6;
    let writable = [folder, Path::new("/dev/null"), Path::new("/dev/shm")];
    let status = Ruleset::default()
        .handle_access(AccessFs::from_write(version))?
        .scope(Scope::from_all(version))?
        .create()?
        .add_rules(path_beneath_rules(writable, AccessFs::from_write(version)))?
        .restrict_self()?;
    if status.ruleset == RulesetStatus::NotEnforced {
        bail!("the kernel has no Landlock");
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn restrict(_folder: &Path) -> anyhow::Result<()> {
    bail!("Landlock needs Linux")
}
