//! Runs the proofs of the catalogue, and records what was seen.

mod fence;
mod inside;
mod interpreter;
mod left;
mod memory;
mod program;
mod progress;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use remedy_data::{ProofFile, ProofSpec, proof_digest};

pub(crate) use self::inside::{Inside, run as run_inside};
use self::{
    fence::Fence,
    interpreter::Interpreter,
    memory::Memory,
    program::{Ending, Program},
    progress::Progress,
};

/// What to run.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Ids of solutions; all when none is given.
    ids: Vec<String>,
    /// How often each program is run.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Write `proof/broken.txt` and `proof/verified.toml` from what was seen.
    #[arg(long)]
    record: bool,
    /// Leave out proofs that held here before, with the same programs, runtime, fence and number of runs.
    #[arg(long)]
    changed: bool,
    /// How many proofs run at the same time; two for each processor by default, since they wait a lot.
    #[arg(long)]
    jobs: Option<usize>,
    /// Seconds after which a run counts as hanging and is stopped; a proof should need far fewer.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..))]
    limit: u64,
    /// Another folder with `catalogue/` in it, instead of `data/`.
    #[arg(long)]
    data: Option<PathBuf>,
}

/// Runs the proofs and prints a line for each.
///
/// # Errors
/// When a proof does not hold, or cannot be run.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    let specs = select(options.data.as_deref().unwrap_or(&root.join("data")), &options.ids)?;
    let fence = Fence::find()?;
    println!("{}", fence.describe());
    let jobs = options.jobs.unwrap_or_else(|| 2 * thread::available_parallelism().map_or(1, usize::from));
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    println!("{}", row("proof", "runtime", ["broken seen", "fixed passed", "runs"], "time"));
    let progress = Progress::new(specs.len());
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, specs.len().max(1)) {
            scope.spawn(|| {
                while let Some(spec) = specs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    progress.begins(&spec.id);
                    let (line, result) = prove(root, spec, &fence, options);
                    progress.ended(&spec.id, &line);
                    if let Err(error) = result {
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                        failures.push(format!("{}: {error:#}", spec.id));
                    }
                }
            });
        }
    });
    progress.finish();
    let mut failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    failures.sort();
    for failure in &failures {
        println!("\nFAILED {failure}");
    }
    let held = specs.len() - failures.len();
    println!(
        "{held} of {} proofs hold, {} runs each, {:.1} s",
        specs.len(),
        options.runs,
        started.elapsed().as_secs_f32()
    );
    if failures.is_empty() { Ok(()) } else { bail!("{} proofs do not hold", failures.len()) }
}

fn select(data: &Path, ids: &[String]) -> anyhow::Result<Vec<ProofSpec>> {
    let all = remedy_data::proofs(data).map_err(|mistakes| {
        anyhow::anyhow!(mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    if let Some(unknown) = ids.iter().find(|id| all.iter().all(|spec| spec.id != **id)) {
        bail!("there is no solution `{unknown}` in {}", data.join("catalogue").display());
    }
    Ok(all.into_iter().filter(|spec| ids.is_empty() || ids.contains(&spec.id)).collect())
}

/// A line of the table.
fn row(id: &str, runtime: &str, [broken, fixed, runs]: [&str; 3], rest: &str) -> String {
    format!("{id:62} {runtime:16} {broken:>11} {fixed:>12} {runs:>5} {rest:>8}")
}

/// How often each program did what it must.
#[derive(Default)]
struct Counts {
    broken_seen: u32,
    fixed_passed: u32,
}

/// Proves one solution; the line of the table, and whether the proof holds.
fn prove(root: &Path, spec: &ProofSpec, fence: &Fence, options: &Options) -> (String, anyhow::Result<()>) {
    let started = Instant::now();
    let runs = options.runs.to_string();
    let interpreter = match Interpreter::find(spec.runtime) {
        Ok(interpreter) => interpreter,
        Err(error) => return (row(&spec.id, spec.runtime.name(), ["0", "0", &runs], "FAILED"), Err(error)),
    };
    let runtime = format!("{} {}", spec.runtime.name(), interpreter.version);
    let memory = Memory::new(root, spec, &runtime, fence, options);
    if options.changed && memory.holds() {
        return (row(&spec.id, &runtime, ["", "", &runs], "as before"), Ok(()));
    }
    let mut counts = Counts::default();
    let result = run_both(spec, &interpreter, fence, options, &mut counts)
        .and_then(|output| {
            if options.record { record(spec, &interpreter.version, options.runs, &output) } else { Ok(()) }
        })
        .map(|()| memory.keep());
    let time = match result {
        Ok(()) => format!("{:.1} s", started.elapsed().as_secs_f32()),
        Err(_) => "FAILED".into(),
    };
    let counts = [&counts.broken_seen.to_string(), &counts.fixed_passed.to_string(), runs.as_str()];
    (row(&spec.id, &runtime, counts, &time), result)
}

/// Runs both programs as often as asked; what the broken one printed the first time.
fn run_both(
    spec: &ProofSpec,
    interpreter: &Interpreter,
    fence: &Fence,
    options: &Options,
    counts: &mut Counts,
) -> anyhow::Result<String> {
    let limit = Duration::from_secs(options.limit);
    let mut output = String::new();
    for run in 1..=options.runs {
        let ending = Program { spec, stem: "broken", interpreter, fence, limit }.run()?;
        check_broken(spec, &ending).map_err(|error| with_output(run, &error, &ending.output))?;
        counts.broken_seen += 1;
        if run == 1 {
            output = ending.output;
        }
    }
    for run in 1..=options.runs {
        let ending = Program { spec, stem: "fixed", interpreter, fence, limit }.run()?;
        check_fixed(&ending).map_err(|error| with_output(run, &error, &ending.output))?;
        counts.fixed_passed += 1;
    }
    Ok(output)
}

fn check_broken(spec: &ProofSpec, ending: &Ending) -> anyhow::Result<()> {
    check_left_behind("broken", ending)?;
    if ending.passed() {
        bail!("broken passed; it must show the failure every time");
    }
    if ending.timed_out() {
        bail!("broken {}; a failure that hangs must be shown by a time limit of its own", ending.how());
    }
    if !remedy_lookup::signature_matches(&spec.fails_with, &ending.output) {
        bail!("broken did not print what it claims: {}", spec.fails_with);
    }
    Ok(())
}

fn check_fixed(ending: &Ending) -> anyhow::Result<()> {
    check_left_behind("fixed", ending)?;
    if ending.passed() { Ok(()) } else { bail!("fixed {}", ending.how()) }
}

fn check_left_behind(stem: &str, ending: &Ending) -> anyhow::Result<()> {
    if ending.left_behind.is_empty() {
        return Ok(());
    }
    bail!("{stem} left behind: {}", ending.left_behind.join(", "))
}

/// What is wrong, and below it what the program printed.
fn with_output(run: u32, error: &anyhow::Error, output: &str) -> anyhow::Error {
    let output: String = output.lines().map(|line| format!("\n    | {line}")).collect();
    anyhow::anyhow!("run {run}: {error:#}{output}")
}

/// The programs of a proof.
fn files(spec: &ProofSpec) -> anyhow::Result<Vec<ProofFile>> {
    ["broken", "fixed"]
        .map(|stem| format!("{stem}.{}", spec.runtime.extension()))
        .into_iter()
        .map(|name| {
            let path = spec.folder.join(&name);
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            Ok(ProofFile { name, text: text.replace("\r\n", "\n") })
        })
        .collect()
}

fn record(spec: &ProofSpec, version: &str, runs: u32, output: &str) -> anyhow::Result<()> {
    fs::write(spec.folder.join("broken.txt"), output)?;
    let verified = format!(
        "runtime = \"{}\"\nversion = \"{version}\"\nruns = {runs}\non = {}\nsha256 = \"{}\"\n",
        spec.runtime.name(),
        jiff::Zoned::now().date(),
        proof_digest(&files(spec)?),
    );
    fs::write(spec.folder.join("verified.toml"), verified)?;
    Ok(())
}
