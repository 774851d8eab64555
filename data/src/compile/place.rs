//! Where a content file stands, and where its relative links lead.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// What can be linked to.
#[derive(Debug, Default)]
pub(super) struct Known {
    /// Ids of solutions, with their category and title.
    pub(super) solutions: BTreeMap<String, KnownSolution>,
    /// Ids of categories.
    pub(super) categories: BTreeSet<String>,
    /// Ids of categories that have a guide.
    pub(super) guides: BTreeSet<String>,
}

/// A solution that can be linked to.
#[derive(Debug)]
pub(super) struct KnownSolution {
    pub(super) category: String,
    pub(super) title: String,
}

/// The folder of a content file.
pub(super) struct Place<'a> {
    /// `data/catalogue`.
    pub(super) catalogue: &'a Path,
    /// The folder below it, such as `concurrency/some-id`.
    pub(super) folder: String,
    pub(super) known: &'a Known,
}

impl Place<'_> {
    /// The path of the page that a relative link leads to; `None` when there is none.
    pub(super) fn page(&self, link: &str) -> Option<String> {
        let (path, fragment) = match link.split_once('#') {
            Some((path, fragment)) => (path, format!("#{fragment}")),
            None => (link, String::new()),
        };
        let parts = self.resolve(path)?;
        let page = match parts.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [category, id, "solution.md"] if self.known.solutions.get(id)?.category == category => {
                format!("/solutions/{id}")
            }
            [category, "guide.md"] if self.known.guides.contains(category) => format!("/guides/{category}"),
            [category, "category.md"] if self.known.categories.contains(category) => {
                format!("/categories/{category}")
            }
            _ => return None,
        };
        Some(page + &fragment)
    }

    /// The program that a code link leads to; `None` when it is not one of a proof.
    pub(super) fn program(&self, link: &str) -> Option<PathBuf> {
        let parts = self.resolve(link)?;
        let [_, _, proof, _] = &parts[..] else { return None };
        (proof == "proof").then(|| parts.iter().fold(self.catalogue.to_owned(), |path, part| path.join(part)))
    }

    fn resolve(&self, link: &str) -> Option<Vec<String>> {
        let mut parts: Vec<String> = self.folder.split('/').map(str::to_owned).collect();
        for part in link.split('/') {
            match part {
                "." => {}
                ".." => {
                    parts.pop()?;
                }
                _ => parts.push(part.to_owned()),
            }
        }
        Some(parts)
    }
}
