//! Runs the proofs of the catalogue, and records what was seen.

mod program;

use std::{
    fs,
    path::Path,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, bail};
use remedy_data::{ProofFile, ProofSpec, Runtime, proof_digest};

use self::program::{Ending, Program};

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
    /// Leave out proofs that held here before, with the same programs, runtime and number of runs.
    #[arg(long)]
    changed: bool,
    /// How many proofs run at the same time; as many as there are processors by default.
    #[arg(long)]
    jobs: Option<usize>,
}

/// Runs the proofs and prints a line for each.
///
/// # Errors
/// When a proof does not hold, or cannot be run.
pub(crate) fn run(root: &Path, options: &Options) -> anyhow::Result<()> {
    let specs = select(root, &options.ids)?;
    let jobs = options.jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    let started = Instant::now();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    println!("{:62} {:16} {:>8} {:>8} {:>7}", "proof", "runtime", "broken", "fixed", "time");
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, specs.len().max(1)) {
            scope.spawn(|| {
                while let Some(spec) = specs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    if let Err(error) = prove(root, spec, options) {
                        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
                        failures.push(format!("{}: {error:#}", spec.id));
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap_or_else(PoisonError::into_inner);
    for failure in &failures {
        println!("FAILED {failure}");
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

fn select(root: &Path, ids: &[String]) -> anyhow::Result<Vec<ProofSpec>> {
    let all = remedy_data::proofs(&root.join("data")).map_err(|mistakes| {
        anyhow::anyhow!(mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    if let Some(unknown) = ids.iter().find(|id| all.iter().all(|spec| spec.id != **id)) {
        bail!("there is no solution `{unknown}` in data/catalogue");
    }
    Ok(all.into_iter().filter(|spec| ids.is_empty() || ids.contains(&spec.id)).collect())
}

/// Runs both programs of one proof as often as asked and prints its line.
fn prove(root: &Path, spec: &ProofSpec, options: &Options) -> anyhow::Result<()> {
    let started = Instant::now();
    let version = version(spec.runtime)?;
    let runtime = format!("{} {version}", spec.runtime.name());
    let held = root.join("target/xtask/proofs").join(&spec.id);
    let state =
        format!("{runtime}, {} runs, {}, {}", options.runs, spec.fails_with, proof_digest(&files(spec)?));
    if options.changed && fs::read_to_string(&held).is_ok_and(|before| before == state) {
        println!("{:62} {runtime:16} held before, unchanged", spec.id);
        return Ok(());
    }
    let mut output = String::new();
    for run in 1..=options.runs {
        let ending = Program::new(spec, "broken").run()?;
        check_broken(spec, &ending).with_context(|| format!("run {run} of broken\n{}", ending.output))?;
        if run == 1 {
            output = ending.output;
        }
    }
    for run in 1..=options.runs {
        let ending = Program::new(spec, "fixed").run()?;
        if !ending.passed() {
            bail!("run {run} of fixed {}\n{}", ending.how(), ending.output);
        }
    }
    if options.record {
        record(spec, &version, options.runs, &output)?;
    }
    let counts = format!("{0}/{0}", options.runs);
    let runtime = format!("{} {version}", spec.runtime.name());
    println!(
        "{:62} {runtime:16} {counts:>8} {counts:>8} {:>5.1} s",
        spec.id,
        started.elapsed().as_secs_f32()
    );
    Ok(())
}

fn check_broken(spec: &ProofSpec, ending: &Ending) -> anyhow::Result<()> {
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

/// The version of the runtime, such as `3.11.7`.
fn version(runtime: Runtime) -> anyhow::Result<String> {
    let command = program::command(runtime);
    let output = std::process::Command::new(command)
        .arg("--version")
        .output()
        .with_context(|| format!("{command} cannot be started; install it and put it on the PATH"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.trim().trim_start_matches("Python ").trim_start_matches('v').to_owned())
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

/// No run may take longer than this; a proof should need far less.
const TIME_LIMIT: Duration = Duration::from_secs(20);
