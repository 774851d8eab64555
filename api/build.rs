//! Compiles `data/` to the catalogue and takes the built widget, so that the program needs no other file.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(format!("cargo did not set {name}"));
    let (package, out) = (variable("CARGO_MANIFEST_DIR")?, variable("OUT_DIR")?);
    let readable = |error: io::Error| format!("cannot write to {}: {error}", out.display());

    let data = package.with_file_name("data");
    for part in ["catalogue", "thesaurus.toml"] {
        println!("cargo:rerun-if-changed={}", data.join(part).display());
    }
    let catalogue = remedy_data::compile(&data).map_err(|mistakes| {
        let lines: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        format!("{}\n{} mistakes in the catalogue", lines.join("\n"), lines.len())
    })?;
    fs::write(out.join("catalogue.sqlite"), catalogue).map_err(readable)?;

    let widget = package.with_file_name("widget");
    let dist = widget.join("dist");
    let files = if dist.is_dir() { list(&dist).map_err(|error| error.to_string())? } else { Vec::new() };
    // Cargo takes a path that does not exist for one that has changed.
    println!("cargo:rerun-if-changed={}", if dist.is_dir() { dist } else { widget }.display());
    if files.is_empty() {
        println!("cargo:warning=the widget is not built, so the service has none; run `cargo xtask widget`");
    }
    fs::write(out.join("widget_files.rs"), widget_files(&files)).map_err(readable)
}

/// The files of a folder, by name and absolute path, sorted.
fn list(folder: &Path) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            files.push((entry.file_name().to_string_lossy().into_owned(), entry.path().canonicalize()?));
        }
    }
    files.sort();
    Ok(files)
}

fn widget_files(files: &[(String, PathBuf)]) -> String {
    let lines: String =
        files.iter().map(|(name, path)| format!("    ({name:?}, include_bytes!({path:?})),\n")).collect();
    format!(
        "/// The files of the built widget by name; none when it was not built.\n\
         pub(crate) static WIDGET_FILES: &[(&str, &[u8])] = &[\n{lines}];\n"
    )
}
