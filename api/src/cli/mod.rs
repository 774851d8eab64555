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

/// Exit status for an error or wrong use, as clap has it too.
pub(crate) const FAILED: u8 = 2;

/// Where the catalogue comes from.
#[derive(Debug, clap::Args)]
pub(crate) struct CatalogueOption {
    /// A catalogue made by `remedy build`, instead of the one inside this program
    #[arg(long, value_name = "FILE", env = "REMEDY_CATALOGUE", hide_env_values = true)]
    catalogue: Option<PathBuf>,
}

impl CatalogueOption {
    fn path(&self) -> Option<&Path> {
        self.catalogue.as_deref().filter(|path| !path.as_os_str().is_empty())
    }
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
