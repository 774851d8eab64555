//! Which proofs held here before.

use std::{
    fs,
    path::{Path, PathBuf},
};

use remedy_data::{ProofSpec, proof_digest};

use super::{Options, fence::Fence, files};

/// What is known of one proof: a file that says under which circumstances it held.
pub(super) struct Memory {
    file: PathBuf,
    /// `None`: its programs cannot be read.
    circumstances: Option<String>,
}

impl Memory {
    pub(super) fn new(
        root: &Path,
        spec: &ProofSpec,
        runtime: &str,
        fence: &Fence,
        options: &Options,
    ) -> Self {
        let circumstances = files(spec).ok().map(|files| {
            let digest = proof_digest(&files);
            format!("{runtime}, {:?}, {} runs, {}, {digest}", fence.kind, options.runs, spec.fails_with)
        });
        // A proof of another folder may have the same id.
        let folder = if options.data.is_some() { "target/xtask/other-proofs" } else { "target/xtask/proofs" };
        Self { file: root.join(folder).join(&spec.id), circumstances }
    }

    pub(super) fn holds(&self) -> bool {
        let before = fs::read_to_string(&self.file).ok();
        before.is_some() && before == self.circumstances
    }

    pub(super) fn keep(&self) {
        if let (Some(circumstances), Some(folder)) = (&self.circumstances, self.file.parent()) {
            // What cannot be remembered is run again.
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(&self.file, circumstances));
        }
    }
}
