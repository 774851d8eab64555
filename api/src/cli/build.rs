//! `remedy build`: compile the knowledge to a catalogue.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use remedy_data::Store;

use crate::cli::{DataOption, count, print};

/// What to compile, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    data: DataOption,
    /// The file to write; replaced as a whole, so that it can be in use
    #[arg(long, value_name = "FILE", default_value = "catalogue.sqlite")]
    output: PathBuf,
}

/// Compiles, or lists every mistake.
pub(crate) fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let catalogue = match remedy_data::compile(options.data.path()?) {
        Ok(catalogue) => catalogue,
        Err(mistakes) => {
            for mistake in &mistakes {
                eprintln!("{mistake}");
            }
            eprintln!("{}; nothing was written", count(mistakes.len(), "mistake"));
            return Ok(ExitCode::FAILURE);
        }
    };
    replace(&options.output, &catalogue)
        .with_context(|| format!("cannot write {}", options.output.display()))?;
    let store = Store::open(&options.output)?;
    let categories = store.categories()?;
    let solutions = categories.iter().map(|category| category.solutions as usize).sum();
    print(&format!(
        "{}: {} in {}, version {}, {} KiB\n",
        options.output.display(),
        count(solutions, "solution"),
        if categories.len() == 1 {
            "1 category".to_owned()
        } else {
            format!("{} categories", categories.len())
        },
        store.info().version,
        catalogue.len().div_ceil(1024),
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Writes beside the file, then renames: whoever opens it finds the old one or the new one, whole.
fn replace(file: &Path, content: &[u8]) -> std::io::Result<()> {
    let mut name = OsString::from(".");
    name.push(file.file_name().unwrap_or_default());
    name.push(format!(".{}", std::process::id()));
    let new = file.with_file_name(name);
    let written = fs::write(&new, content).and_then(|()| fs::rename(&new, file));
    if written.is_err() {
        // The reason for the failure matters more than whether this one fails too.
        let _ = fs::remove_file(&new);
    }
    written
}
