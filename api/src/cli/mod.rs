//! The command line: one file a command.

pub(crate) mod ask;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod openapi;
pub(crate) mod serve;

use std::{
    io::{self, ErrorKind, Write as _},
    path::{Path, PathBuf},
};

use anyhow::bail;

use crate::served::{Catalogue, CatalogueError};

/// Exit status for an error or wrong use, as clap has it too.
pub(crate) const FAILED: u8 = 2;

/// Where the catalogue comes from.
#[derive(Debug, clap::Args)]
pub(crate) struct CatalogueOption {
    /// A catalogue made by `remedy build`, instead of the one inside this program
    #[arg(long, value_name = "FILE", env = "REMEDY_CATALOGUE", hide_env_values = true)]
    catalogue: Option<PathBuf>,
    /// How likely the first match must be to be called an answer, 0 to 1; a lower one answers more, rightly and wrongly
    #[arg(long, value_name = "P", default_value_t = remedy_lookup::DEFAULT_THRESHOLD, value_parser = probability,
        env = "REMEDY_THRESHOLD", hide_env_values = true)]
    threshold: f32,
}

impl CatalogueOption {
    /// Opens the catalogue.
    fn open(&self) -> Result<Catalogue, CatalogueError> {
        let path = self.catalogue.as_deref().filter(|path| !path.as_os_str().is_empty());
        Catalogue::open(path, self.threshold)
    }
}

fn probability(text: &str) -> Result<f32, String> {
    text.parse()
        .ok()
        .filter(|value| (0.0..=1.0).contains(value))
        .ok_or("write a number from 0 to 1, such as 0.7".into())
}

/// Where the knowledge is.
#[derive(Debug, clap::Args)]
pub(crate) struct DataOption {
    /// The folder with `catalogue/` and `thesaurus.toml` in it
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
}

impl DataOption {
    /// The folder, if it can be one.
    fn path(&self) -> anyhow::Result<&Path> {
        if !self.data.join("catalogue").is_dir() {
            bail!(
                "there is no folder {}; name the folder that has it with --data",
                self.data.join("catalogue").display()
            );
        }
        Ok(&self.data)
    }
}

/// Prints to standard output. That nobody reads it any more (`| head`) is no error.
fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(io::Error::into(error)),
        _ => Ok(()),
    }
}

/// `1 mistake`, `2 mistakes`.
fn count(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
