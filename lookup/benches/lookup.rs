//! How long a lookup takes in a catalogue of the real one's size: `cargo bench -p remedy-lookup`.
//!
//! Criterion reports the median; the 99th percentile is measured beside it, on single lookups.
#![allow(clippy::expect_used, missing_docs)]

use std::{fmt::Write as _, hint::black_box, time::Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use remedy_lookup::{Concept, Context, Document, Field, Index, IndexBuilder, Query};

const WORDS: [&str; 40] = [
    "agent",
    "tool",
    "worker",
    "queue",
    "webhook",
    "session",
    "token",
    "lock",
    "database",
    "message",
    "retry",
    "timeout",
    "thread",
    "process",
    "memory",
    "shutdown",
    "signal",
    "callback",
    "deadlock",
    "duplicate",
    "refresh",
    "stream",
    "buffer",
    "scheduler",
    "connection",
    "socket",
    "replica",
    "snapshot",
    "transaction",
    "cursor",
    "batch",
    "consumer",
    "producer",
    "pipeline",
    "overlay",
    "dialog",
    "permission",
    "cache",
    "file",
    "append",
];

/// 28 documents with 12 symptoms and 6 signatures each, the words of each drawn in its own rhythm.
fn index() -> Index<Vec<u8>> {
    let mut builder = IndexBuilder::new("");
    for number in 0..28_usize {
        let sentence = |salt: usize, length: usize| {
            let words: Vec<&str> = (0..length)
                .map(|place| WORDS[(number * 7 + salt * 11 + place * (number % 5 + 3)) % WORDS.len()])
                .collect();
            words.join(" ")
        };
        let mut fields = vec![(Field::Title, sentence(0, 6)), (Field::Summary, sentence(1, 14))];
        fields.extend((2..14).map(|salt| (Field::Symptom, sentence(salt, 9))));
        fields.extend((0..5).map(|salt| (Field::Body, sentence(salt, 120))));
        let signatures =
            (0..6).map(|salt| format!("Failure{number}x: {} {{value}} is gone", sentence(salt, 4))).collect();
        builder.document(Document {
            id: format!("solution-{number}"),
            stored: String::new(),
            fields,
            signatures,
            facets: Vec::new(),
            elsewhere: false,
        });
    }
    builder.concept(Concept {
        id: "hang".into(),
        words: vec!["hang".into(), "stuck".into(), "never returns".into()],
    });
    Index::open(builder.build().expect("a corpus")).expect("what was built")
}

fn log() -> String {
    let mut log = String::new();
    for number in 0..200 {
        let line = if number == 131 {
            "ERROR Failure3x: database is gone"
        } else {
            "INFO worker picked a message from the queue"
        };
        writeln!(log, "2026-11-20T08:00:{:02}Z {line} {number}", number % 60).expect("a string");
    }
    log
}

fn lookups(criterion: &mut Criterion) {
    let index = index();
    let log = log();
    for (name, text) in [
        ("phrase", "worker retries the webhook and the message is a duplicate"),
        ("phrase with two typos", "worker retries the webhok and the mesage is a duplicate"),
        ("log of 200 lines", log.as_str()),
    ] {
        let ask = || {
            index.lookup(&Query {
                text: black_box(text),
                context: Context::default(),
                limit: 5,
                typing: false,
            })
        };
        criterion.bench_function(name, |bencher| bencher.iter(ask));
        let mut times: Vec<_> = (0..5000)
            .map(|_| {
                let started = Instant::now();
                black_box(ask());
                started.elapsed()
            })
            .collect();
        times.sort_unstable();
        println!(
            "{name}: single lookups: median {:?}, p99 {:?}",
            times[times.len() / 2],
            times[times.len() * 99 / 100]
        );
    }
}

criterion_group!(benches, lookups);
criterion_main!(benches);
