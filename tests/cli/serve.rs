use std::{fs, net::TcpListener, path::Path, process::Command};

use remedy_tests::{Service, remedy};

use crate::one_sentence;

fn refuses(catalogue: &Path, words: &str) {
    let path = catalogue.to_str().expect("UTF-8");
    for command in [&["serve", "--port", "0", "--catalogue", path][..], &["ask", "--catalogue", path, "x"]] {
        let output = remedy(command, b"");
        assert_eq!(output.status.code(), Some(2), "{command:?}: {output:?}");
        let sentence = one_sentence(&output);
        assert!(sentence.contains(words) && sentence.contains("remedy build"), "{sentence}");
    }
}

#[test]
fn a_catalogue_that_cannot_be_used_stops_the_start_with_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("catalogue.sqlite");
    refuses(&path, "cannot read");
    assert!(remedy(&["build", "--output", path.to_str().expect("UTF-8")], b"").status.success());
    let whole = fs::read(&path).expect("built");

    fs::write(&path, b"hello").expect("written");
    refuses(&path, "not a Remedy catalogue");

    fs::write(&path, &whole[..whole.len() / 2]).expect("written");
    refuses(&path, "damaged");

    let mut other = whole.clone();
    // `user_version`: https://www.sqlite.org/fileformat.html#the_database_header
    other[60..64].copy_from_slice(&77_u32.to_be_bytes());
    fs::write(&path, &other).expect("written");
    refuses(&path, "version 77");

    let mut corrupt = whole;
    let middle = corrupt.len() / 2;
    corrupt[middle..middle + 4096].fill(0xAA);
    fs::write(&path, &corrupt).expect("written");
    refuses(&path, "damaged");
}

#[test]
fn a_taken_port_is_one_sentence_that_says_what_to_do() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let output = remedy(&["serve", "--port", &port], b"");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let sentence = one_sentence(&output);
    assert!(sentence.contains(&port) && sentence.contains("--port"), "{sentence}");
}

#[test]
fn it_ends_in_peace_when_asked_to() {
    let mut service = Service::start();
    assert_eq!(service.get("/healthz").status, 200);
    let id = service.process_id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().expect("kill runs").success());
    assert_eq!(service.wait().code(), Some(0));
}
