//! `cargo xtask proofs` on programs that misbehave: each is found out, and none reaches the machine.
#![allow(clippy::expect_used)]

use std::{
    fs,
    io::ErrorKind,
    net::{TcpListener, UdpSocket},
    os::unix::{fs::PermissionsExt, net::UnixListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use tempfile::TempDir;

const SHOWS_ITS_FAILURE: &str = "raise SystemExit('boom: it failed')";
const PASSES: &str = "print('cured')";

/// A program that uses what the proofs use.
const USES_MUCH: &str = "
import multiprocessing, os, resource, signal, socket, sqlite3, subprocess, sys, tempfile
from multiprocessing import shared_memory

if __name__ == '__main__':
    assert os.getcwd() == os.environ['HOME'] == tempfile.gettempdir(), os.getcwd()
    open('file', 'w').close()
    sqlite3.connect('database').execute('CREATE TABLE t (x)')
    server = socket.create_server(('127.0.0.1', 0))
    socket.create_connection(server.getsockname()).close()
    with multiprocessing.get_context('spawn').Pool(2) as pool:
        assert pool.map(abs, [-1, -2]) == [1, 2]
    memory = shared_memory.SharedMemory(create=True, size=1)
    memory.close()
    memory.unlink()
    assert open('/proc/self/statm').read()
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    child = subprocess.Popen([sys.executable, '-c', 'input()'], stdin=subprocess.PIPE)
    child.send_signal(signal.SIGTERM)
    assert child.wait() == -signal.SIGTERM
    print('all there')
";

/// What `cargo xtask proofs` made of one proof.
struct Outcome {
    holds: bool,
    text: String,
    /// Where the temporary folders of the runs were.
    temporary: TempDir,
}

impl Outcome {
    fn assert_fails_with(&self, message: &str) {
        assert!(!self.holds, "{}", self.text);
        assert!(self.text.contains("FAILED misbehaves: run 1: "), "{}", self.text);
        assert!(self.text.contains(message), "no `{message}` in\n{}", self.text);
    }

    fn assert_holds(&self) {
        assert!(self.holds, "{}", self.text);
    }
}

/// Runs one proof that claims to fail with `boom: {what}`, each program once.
fn prove(broken: &str, fixed: &str) -> Outcome {
    prove_with(broken, fixed, |_| ())
}

/// The same with another command line or environment.
fn prove_with(broken: &str, fixed: &str, change: impl FnOnce(&mut Command)) -> Outcome {
    let data = tempfile::tempdir().expect("a folder");
    let folder = data.path().join("catalogue/samples/misbehaves");
    fs::create_dir_all(folder.join("proof")).expect("a folder");
    let proof = "+++\n[proof]\nruntime = \"python\"\nfails_with = \"boom: {what}\"\n+++\n";
    for (name, text) in [("solution.md", proof), ("proof/broken.py", broken), ("proof/fixed.py", fixed)] {
        fs::write(folder.join(name), text).expect("a file");
    }
    let temporary = tempfile::tempdir().expect("a folder");
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.args(["proofs", "--runs", "1", "--data"]).arg(data.path()).env("TMPDIR", temporary.path());
    change(&mut command);
    let output = command.output().expect("xtask starts");
    let text =
        [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    Outcome { holds: output.status.success(), text, temporary }
}

fn within_two_seconds(command: &mut Command) {
    command.args(["--limit", "2"]);
}

/// A program that passes only when each of `attempts` to reach outside raises `OSError`.
fn is_kept_from(attempts: &[String]) -> String {
    let attempts: String = attempts
        .iter()
        .map(|attempt| {
            format!(
                "try:\n    {attempt}\n\
                 except OSError as error:\n    print('kept from it:', error)\n\
                 else:\n    reached.append({attempt:?})\n"
            )
        })
        .collect();
    format!(
        "import os, signal, socket, sys\nreached = []\n{attempts}sys.exit(f'reached: {{reached}}' if reached else 0)"
    )
}

/// Whether this machine lets anyone have namespaces. Where it does, the fence has to be Bubblewrap.
fn can_be_fenced() -> bool {
    let namespaces = ["--user", "--map-root-user", "--mount", "--pid", "--net", "--fork", "true"];
    let possible =
        Command::new("unshare").args(namespaces).output().is_ok_and(|output| output.status.success());
    if !possible {
        assert!(std::env::var_os("CI").is_none(), "this machine gives nobody namespaces, and CI is set");
        eprintln!("not tested: this machine gives nobody namespaces");
    }
    possible
}

/// Command lines of all processes that have `word` in theirs.
fn processes_with(word: &str) -> Vec<String> {
    let output = Command::new("ps").args(["-eo", "args"]).output().expect("ps");
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    lines.lines().filter(|line| line.contains(word)).map(ToOwned::to_owned).collect()
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

#[test]
fn a_proof_that_does_what_it_says_holds() {
    let outcome = prove(SHOWS_ITS_FAILURE, PASSES);
    outcome.assert_holds();
    assert!(outcome.text.contains("1 of 1 proofs hold, 1 runs each"), "{}", outcome.text);
}

#[test]
fn where_there_can_be_a_fence_there_is_one() {
    if can_be_fenced() {
        let outcome = prove(SHOWS_ITS_FAILURE, PASSES);
        assert!(outcome.text.starts_with("fence: Bubblewrap"), "{}", outcome.text);
    }
}

#[test]
fn what_a_proof_needs_is_inside_the_fence() {
    prove(SHOWS_ITS_FAILURE, USES_MUCH).assert_holds();
}

#[test]
fn a_broken_program_that_passes_fails_the_run_by_name() {
    prove("print('boom: no')", PASSES)
        .assert_fails_with("broken passed; it must show the failure every time");
}

#[test]
fn a_broken_program_that_fails_in_another_way_is_no_proof() {
    prove("raise SystemExit('something else')", PASSES)
        .assert_fails_with("broken did not print what it claims: boom: {what}");
}

#[test]
fn a_fix_that_fails_is_no_proof() {
    prove(SHOWS_ITS_FAILURE, "raise SystemExit('still broken')").assert_fails_with("still broken");
}

#[test]
fn a_broken_program_that_hangs_is_stopped_at_its_limit() {
    let hangs = "import time\nprint('boom: it hangs', flush=True)\ntime.sleep(60)";
    prove_with(hangs, PASSES, within_two_seconds).assert_fails_with("broken hung, and was stopped after 2 s");
}

#[test]
fn a_fix_that_hangs_is_stopped_with_all_that_it_started() {
    let hangs = "
import signal, subprocess, sys
signal.signal(signal.SIGTERM, signal.SIG_IGN)
wait = 'import time, sys; time.sleep(60)'
subprocess.Popen([sys.executable, '-c', wait, 'started-by-one-that-hangs'], start_new_session=True).wait()
";
    prove_with(SHOWS_ITS_FAILURE, hangs, within_two_seconds)
        .assert_fails_with("fixed hung, and was stopped after 2 s");
    assert_eq!(processes_with("started-by-one-that-hangs"), [""; 0]);
}

#[test]
fn a_process_left_behind_is_named_and_ended() {
    let leaves = "
import subprocess, sys
wait = 'import time, sys; time.sleep(60)'
subprocess.Popen([sys.executable, '-c', wait, 'left-behind-by-a-proof'], start_new_session=True)
";
    let outcome = prove(SHOWS_ITS_FAILURE, leaves);
    outcome.assert_fails_with("fixed left behind: process ");
    outcome.assert_fails_with("left-behind-by-a-proof`");
    assert_eq!(processes_with("left-behind-by-a-proof"), [""; 0]);
    let outcome = prove(&format!("{leaves}{SHOWS_ITS_FAILURE}"), PASSES);
    outcome.assert_fails_with("broken left behind: process ");
}

#[test]
fn a_port_left_behind_is_named() {
    if !can_be_fenced() {
        return;
    }
    let leaves = "
import os, signal, socket
server = socket.create_server(('127.0.0.1', 45678))
if os.fork() == 0:
    os.setsid()
    signal.pause()
";
    prove(SHOWS_ITS_FAILURE, leaves).assert_fails_with("port 127.0.0.1:45678 (TCP)");
}

#[test]
fn files_in_the_temporary_folder_go_with_it() {
    let outcome = prove("open('file', 'w').write('x')\nraise SystemExit('boom: it failed')", PASSES);
    outcome.assert_holds();
    assert_eq!(fs::read_dir(outcome.temporary.path()).expect("a folder").count(), 0);
}

#[test]
fn nothing_outside_its_own_folder_can_be_written() {
    if !can_be_fenced() {
        return;
    }
    let home = PathBuf::from(std::env::var_os("HOME").expect("HOME"));
    let other = tempfile::tempdir().expect("a folder");
    fs::write(other.path().join("theirs"), "untouched").expect("a file");
    let folders = [home, "/tmp".into(), "/var/tmp".into(), "/run".into(), repository(), other.path().into()];
    let written = folders.map(|folder| folder.join("written-by-a-proof"));
    let mut attempts: Vec<String> =
        written.iter().map(|path| format!("open('{}', 'w')", path.display())).collect();
    // Nor what is there changed or removed.
    let (manifest, theirs) = (repository().join("Cargo.toml"), other.path().join("theirs"));
    attempts.push(format!("os.utime('{}')", manifest.display()));
    attempts.push(format!("os.chmod('{}', 0o644)", manifest.display()));
    attempts.push(format!("os.truncate('{}', 0)", theirs.display()));
    attempts.push(format!("os.unlink('{}')", theirs.display()));
    prove(SHOWS_ITS_FAILURE, &is_kept_from(&attempts)).assert_holds();
    for path in written {
        assert!(!path.exists(), "{} was written", path.display());
    }
    assert_eq!(fs::read_to_string(other.path().join("theirs")).expect("a file"), "untouched");
}

#[test]
fn a_program_that_needs_to_write_outside_is_no_proof() {
    if can_be_fenced() {
        prove(SHOWS_ITS_FAILURE, "open('/var/tmp/written-by-a-proof', 'w')")
            .assert_fails_with("Read-only file system: '/var/tmp/written-by-a-proof'");
    }
}

#[test]
fn no_setting_of_the_machine_can_be_changed() {
    if can_be_fenced() {
        let setting = "/proc/sys/vm/swappiness";
        let attempt = format!("now = open('{setting}').read(); open('{setting}', 'w').write(now)");
        prove(SHOWS_ITS_FAILURE, &is_kept_from(&[attempt])).assert_holds();
    }
}

#[test]
fn no_network_is_reached_but_its_own_loopback() {
    if !can_be_fenced() {
        return;
    }
    let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
    tcp.set_nonblocking(true).expect("not blocking");
    let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
    udp.set_nonblocking(true).expect("not blocking");
    let ports =
        [&tcp.local_addr(), &udp.local_addr()].map(|address| address.as_ref().expect("a port").port());
    let attempts = [
        format!("socket.create_connection(('127.0.0.1', {}), 2)", ports[0]),
        // Addresses that are kept for documentation: https://www.rfc-editor.org/rfc/rfc5737
        "socket.create_connection(('192.0.2.1', 80), 2)".into(),
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))".into(),
        "socket.getaddrinfo('example.org', 80)".into(),
    ];
    prove(SHOWS_ITS_FAILURE, &is_kept_from(&attempts)).assert_holds();
    let sends = format!(
        "import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {}))",
        ports[1]
    );
    prove(SHOWS_ITS_FAILURE, &sends).assert_holds();
    assert_eq!(tcp.accept().expect_err("nobody came").kind(), ErrorKind::WouldBlock);
    assert_eq!(udp.recv(&mut [0]).expect_err("nothing came").kind(), ErrorKind::WouldBlock);
}

#[test]
fn no_service_or_process_of_the_machine_is_reached() {
    if !can_be_fenced() {
        return;
    }
    let folder = tempfile::tempdir_in("/tmp").expect("a folder");
    let socket = folder.path().join("service");
    let service = UnixListener::bind(&socket).expect("a socket");
    service.set_nonblocking(true).expect("not blocking");
    let connects = format!("socket.socket(socket.AF_UNIX).connect('{}')", socket.display());
    prove(SHOWS_ITS_FAILURE, &is_kept_from(&[connects])).assert_holds();
    assert_eq!(service.accept().expect_err("nobody came").kind(), ErrorKind::WouldBlock);

    let mut bystander = Command::new("sleep").arg("60").stdin(Stdio::null()).spawn().expect("sleep");
    let kills = format!("os.kill({}, signal.SIGKILL)", bystander.id());
    let outcome = prove(SHOWS_ITS_FAILURE, &is_kept_from(&[kills]));
    let ended = bystander.try_wait().expect("a child");
    // Whatever became of it, it is not left behind.
    let _ = bystander.kill();
    bystander.wait().expect("a child");
    outcome.assert_holds();
    assert_eq!(ended, None);
}

#[test]
fn without_namespaces_the_kernel_still_keeps_a_proof_in_its_folder() {
    let machine = tempfile::tempdir().expect("a folder");
    let path = std::env::var("PATH").expect("PATH");
    let path = format!("{}:{path}", machine.path().display());
    let bwrap = machine.path().join("bwrap");
    fs::write(&bwrap, "#!/bin/sh\necho 'bwrap: not here' >&2\nexit 1\n").expect("a file");
    fs::set_permissions(&bwrap, fs::Permissions::from_mode(0o755)).expect("permissions");
    let without_namespaces = |command: &mut Command| {
        command.env("PATH", &path);
    };

    let outcome = prove_with(SHOWS_ITS_FAILURE, USES_MUCH, without_namespaces);
    outcome.assert_holds();
    if outcome.text.starts_with("NO FENCE") {
        eprintln!("not tested: this kernel has no Landlock");
        return;
    }
    assert!(outcome.text.starts_with("fence: Landlock only"), "{}", outcome.text);
    assert!(outcome.text.contains("BUT REACH THE NETWORK (bwrap: not here)"), "{}", outcome.text);

    let theirs = machine.path().join("theirs");
    fs::write(&theirs, "untouched").expect("a file");
    let attempts = [
        format!("open('{}', 'a')", theirs.display()),
        format!("open('{}', 'w')", machine.path().join("written-by-a-proof").display()),
        format!("os.unlink('{}')", theirs.display()),
        format!("os.rename('{}', 'mine')", theirs.display()),
        "open('/proc/sys/vm/swappiness', 'w')".into(),
    ];
    prove_with(SHOWS_ITS_FAILURE, &is_kept_from(&attempts), without_namespaces).assert_holds();
    assert_eq!(fs::read_to_string(&theirs).expect("a file"), "untouched");
}
