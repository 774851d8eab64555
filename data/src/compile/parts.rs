//! Splits a content file into front matter and body before anything else parses it.

use super::mistake::SourceFile;

/// The two parts of a content file, each with its byte offset in the file.
pub(super) struct Parts<'a> {
    pub(super) front_matter: &'a str,
    pub(super) front_matter_at: usize,
    pub(super) body: &'a str,
    pub(super) body_at: usize,
}

const FENCE: &str = "+++\n";

impl<'a> Parts<'a> {
    /// Splits; a file without front matter is a mistake, and all body.
    pub(super) fn split(file: &'a SourceFile) -> Self {
        let all_body = Parts { front_matter: "", front_matter_at: 0, body: &file.text, body_at: 0 };
        let Some(rest) = file.text.strip_prefix(FENCE) else {
            file.mistake(0, "no front matter, begin the file with a line `+++`");
            return all_body;
        };
        let Some(end) = rest.find("\n+++\n") else {
            file.mistake(0, "the front matter does not end, close it with a line `+++`");
            return all_body;
        };
        let body_at = FENCE.len() + end + "\n+++\n".len();
        Parts {
            front_matter: &rest[..=end],
            front_matter_at: FENCE.len(),
            body: &file.text[body_at..],
            body_at,
        }
    }
}
