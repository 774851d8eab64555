//! The proof of a solution: its programs, their regions, what was recorded.

use std::{fmt::Write as _, path::Path};

use sha2::{Digest, Sha256};

use super::{
    fields::Fields,
    mistake::{Report, SourceFile},
};
use crate::{ProofFile, Runtime, Verified};

/// Names of runtimes in front matter.
pub(super) const RUNTIMES: [(&str, Runtime); 2] = [("python", Runtime::Python), ("node", Runtime::Node)];

/// SHA-256 over the programs of a proof, in hexadecimal: tells whether a record is of these programs.
#[must_use]
pub fn proof_digest(files: &[ProofFile]) -> String {
    let mut hasher = Sha256::new();
    for file in files {
        for part in [&file.name, &file.text] {
            hasher.update((part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
    }
    hasher.finalize().iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// What stands in a `proof/` folder.
pub(super) struct ProofFolder {
    pub(super) files: Vec<ProofFile>,
    pub(super) output: String,
    pub(super) verified: Option<Verified>,
}

impl ProofFolder {
    /// Reads `<solution>/proof`. Mistakes about the folder as a whole are reported at `solution`.
    pub(super) fn read(
        solution: &SourceFile,
        at: usize,
        folder: &Path,
        runtime: Runtime,
        report: &Report,
    ) -> Self {
        let mut files = Vec::new();
        for stem in ["broken", "fixed"] {
            let name = format!("{stem}.{}", runtime.extension());
            let path = folder.join(&name);
            if path.is_file() {
                files.extend(SourceFile::read(&path, report).map(|file| ProofFile { name, text: file.text }));
            } else {
                solution.mistake(at, format!("proof/{name} is missing, write the program"));
            }
        }
        let record = "run `cargo xtask proofs --record` with this id";
        let output = folder.join("broken.txt");
        let output = if output.is_file() {
            SourceFile::read(&output, report).map(|file| file.text).unwrap_or_default()
        } else {
            solution.mistake(at, format!("proof/broken.txt is missing, {record}"));
            String::new()
        };
        let verified = folder.join("verified.toml");
        let verified = if verified.is_file() {
            SourceFile::read(&verified, report).and_then(|file| {
                let (verified, digest) = read_verified(&file);
                if digest.is_some_and(|digest| digest != proof_digest(&files)) {
                    file.mistake(0, format!("the proof has changed since it was recorded, {record}"));
                }
                verified
            })
        } else {
            solution.mistake(at, format!("proof/verified.toml is missing, {record}"));
            None
        };
        Self { files, output, verified }
    }
}

fn read_verified(file: &SourceFile) -> (Option<Verified>, Option<String>) {
    let fields = Fields::parse(file, &file.text, 0);
    let runtime = fields.one_of("runtime", &RUNTIMES);
    let version = fields.string("version");
    let runs = fields.count("runs");
    let on = fields.date("on");
    let digest = fields.string("sha256").map(|digest| digest.value);
    fields.finish();
    let verified =
        || Some(Verified { runtime: runtime?, version: version?.value, runs: runs?, on: on?.value });
    (verified(), digest)
}

/// The lines between `# region: name` and `# endregion` (or `//`), without their common indent.
pub(super) fn region(source: &str, name: &str) -> Option<String> {
    let marker = |line: &str| -> Option<String> {
        let line = line.trim();
        let comment = line.strip_prefix('#').or_else(|| line.strip_prefix("//"))?;
        Some(comment.trim().to_owned())
    };
    let begin = format!("region: {name}");
    let mut lines = source.lines().skip_while(|line| marker(line).as_deref() != Some(&begin));
    lines.next()?;
    let mut body = Vec::new();
    loop {
        let line = lines.next()?;
        match marker(line) {
            Some(comment) if comment == "endregion" => break,
            Some(comment) if comment.starts_with("region: ") => return None,
            _ => body.push(line),
        }
    }
    let indent = body
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(|line| line.len() - line.trim_start().len())
        .min()?;
    let mut code = String::new();
    for line in body {
        code.push_str(line.get(indent..).unwrap_or_default().trim_end());
        code.push('\n');
    }
    Some(code.trim_matches('\n').to_owned() + "\n")
}
