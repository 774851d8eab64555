//! What the end-to-end tests share: the built binary, a running service, and what real programs print.
//!
//! A test that cannot start what it tests fails at once, so these helpers panic rather than return errors.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod browser;
pub mod real_input;
mod service;

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
};

pub use service::{Response, Service};

/// The root of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the workspace")
}

/// The built binary: `REMEDY_BINARY`, or the development build.
pub fn binary() -> PathBuf {
    let path =
        std::env::var_os("REMEDY_BINARY").map_or_else(|| root().join("target/debug/remedy"), PathBuf::from);
    assert!(
        path.is_file(),
        "{} is not there: run `cargo xtask widget && cargo build -p remedy`",
        path.display()
    );
    path
}

/// Runs the binary with `input` piped into it.
pub fn remedy(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(binary())
        .args(arguments)
        .current_dir(root())
        .env_remove("RUST_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary starts");
    let mut stdin = child.stdin.take().expect("piped");
    thread::scope(|scope| {
        scope.spawn(move || {
            // A program that has read enough may close its end.
            let _ = stdin.write_all(input);
        });
        child.wait_with_output().expect("the binary ends")
    })
}
