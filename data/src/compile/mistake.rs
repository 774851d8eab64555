//! Mistakes in content: all of them, each with its line and what to write instead.

use std::{cell::RefCell, fmt, path::Path, rc::Rc};

/// A mistake in a file of `data/`. Shown as `path:line: what is wrong, what to write instead`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// The file, as the caller named `data/`, joined.
    pub path: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong and what to write instead, one line.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.path, self.line, self.message)
    }
}

/// Collects mistakes, so that one does not hide the others.
#[derive(Debug, Clone, Default)]
pub(super) struct Report(Rc<RefCell<Vec<Mistake>>>);

impl Report {
    /// All mistakes so far, by file and line.
    pub(super) fn mistakes(&self) -> Vec<Mistake> {
        let mut mistakes = self.0.borrow().clone();
        mistakes.sort();
        mistakes.dedup();
        mistakes
    }

    /// Reports a mistake about a folder.
    pub(super) fn folder(&self, path: &Path, message: impl Into<String>) {
        self.add(&path.display().to_string(), 1, message.into());
    }

    fn add(&self, path: &str, line: usize, message: String) {
        self.0.borrow_mut().push(Mistake { path: path.to_owned(), line, message });
    }
}

/// A file of `data/` and where to report what is wrong in it.
#[derive(Debug, Clone)]
pub(super) struct SourceFile {
    /// For messages.
    pub(super) path: String,
    /// The whole text, line ends normalised to `\n`.
    pub(super) text: String,
    report: Report,
}

impl SourceFile {
    /// Reads a file; that it cannot be read is a mistake.
    pub(super) fn read(path: &Path, report: &Report) -> Option<Self> {
        let shown = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Some(Self { path: shown, text: text.replace("\r\n", "\n"), report: report.clone() }),
            Err(error) => {
                report.add(&shown, 1, format!("cannot be read ({error}), write it as UTF-8 text"));
                None
            }
        }
    }

    /// Reports a mistake at a byte offset of the text.
    pub(super) fn mistake(&self, offset: usize, message: impl Into<String>) {
        let before = self.text.as_bytes().get(..offset).unwrap_or(self.text.as_bytes());
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        self.report.add(&self.path, line, message.into());
    }
}
