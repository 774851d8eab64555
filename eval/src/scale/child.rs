//! What one process measures: one engine at one size, so that its memory is that engine's own.

use std::{
    fs,
    hint::black_box,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::{memory::Memory, timing::Timing};
use crate::{
    engine::{Engine, Request},
    generate::{Catalogue, asked::Asked, asked::Sort},
    outcome::DEPTH,
    quality::catalogue,
};

/// Of which engine and size.
#[derive(Debug, Clone, Args)]
pub struct Subject {
    #[arg(long, value_enum)]
    pub(super) engine: Engine,
    #[arg(long)]
    pub(super) documents: u64,
    #[arg(long)]
    pub(super) folder: PathBuf,
    #[arg(long)]
    pub(super) data: PathBuf,
}

/// What a process does; prints one line of JSON.
#[derive(Debug, Clone, Subcommand)]
pub enum Task {
    /// Build an index.
    Build(Subject),
    /// Open it and ask.
    Ask {
        /// Of which engine and size.
        #[command(flatten)]
        subject: Subject,
        /// Questions of each sort.
        #[arg(long)]
        queries: u64,
        /// The most time for a sort, in seconds.
        #[arg(long)]
        seconds: u64,
    },
}

/// How an index was built.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Built {
    /// Without the time it took to make the documents up, in seconds.
    pub(super) seconds: f64,
    /// Size of all files of the index.
    pub(super) bytes: u64,
    /// The most resident memory.
    pub(super) peak: u64,
}

/// How an index answered.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Answered {
    /// Opening and the first phrase, in nanoseconds.
    pub(super) cold: u64,
    /// Memory that opening took.
    pub(super) opened: Memory,
    /// Memory after all questions, on top of what was there before opening.
    pub(super) asked: Memory,
    /// By sort, in the order of [`Sort::ALL`].
    pub(super) timings: Vec<Timing>,
}

const SEED: u64 = 20_260_101;
/// Fewer are asked of a sort only when there are fewer.
const FEWEST: usize = 20;
/// Answers nobody looks at, before time is taken.
const WARM_UP: usize = 20;

/// Does it and prints what was measured.
///
/// # Errors
/// When the engine fails.
pub fn run(task: &Task) -> anyhow::Result<()> {
    let json = match task {
        Task::Build(subject) => serde_json::to_string(&build(subject)?)?,
        Task::Ask { subject, queries, seconds } => {
            serde_json::to_string(&ask(subject, *queries, Duration::from_secs(*seconds))?)?
        }
    };
    println!("{json}");
    Ok(())
}

fn build(subject: &Subject) -> anyhow::Result<Built> {
    let (real, concepts) = catalogue(&subject.data)?;
    let generated = Catalogue::new(SEED, subject.documents, &real);
    let mut making = Duration::ZERO;
    let start = Instant::now();
    let mut stream = generated.iter();
    let mut documents = std::iter::from_fn(|| {
        let start = Instant::now();
        let document = stream.next();
        making += start.elapsed();
        document
    });
    subject.engine.build(&subject.folder, &mut documents, &concepts)?;
    let seconds = (start.elapsed() - making).as_secs_f64();
    Ok(Built { seconds, bytes: size(&subject.folder)?, peak: Memory::now().peak })
}

fn size(folder: &Path) -> std::io::Result<u64> {
    fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).sum()
}

fn ask(subject: &Subject, queries: u64, limit: Duration) -> anyhow::Result<Answered> {
    let (real, _) = catalogue(&subject.data)?;
    let generated = Catalogue::new(SEED, subject.documents, &real);
    let asked = |sort| (0..queries).map(|number| generated.asked(sort, number)).collect::<Vec<Asked>>();
    let questions = Sort::ALL.map(asked);
    let before = Memory::now();
    let start = Instant::now();
    let mut searcher = subject.engine.open(&subject.folder)?;
    let opened = Memory::now().since(before);
    if let Some(first) = questions[0].first() {
        black_box(searcher.search(&request(first))?);
    }
    let cold = start.elapsed().as_nanos() as u64;
    let mut timings = Vec::new();
    for questions in &questions {
        let begin = Instant::now();
        for asked in questions.iter().rev().take(WARM_UP).take_while(|_| begin.elapsed() < limit / 4) {
            black_box(searcher.search(&request(asked))?);
        }
        let begin = Instant::now();
        let mut timing = Timing::default();
        for asked in questions {
            if timing.places.len() >= FEWEST && begin.elapsed() > limit {
                break;
            }
            let start = Instant::now();
            let found = black_box(searcher.search(&request(asked))?);
            timing.nanoseconds.push(start.elapsed().as_nanos() as u64);
            let place = found.hits.iter().position(|hit| hit.id == asked.id);
            timing.places.push(place.map_or(0, |place| place + 1));
        }
        timings.push(timing);
    }
    Ok(Answered { cold, opened, asked: Memory::now().since(before), timings })
}

fn request(asked: &Asked) -> Request<'_> {
    Request { text: &asked.text, limit: DEPTH, typing: asked.typing, ..Request::default() }
}
