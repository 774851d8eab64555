//! From `data/` to a compiled catalogue, or every mistake in it.

mod category_file;
mod elsewhere;
mod fields;
mod html;
mod lookup_index;
mod markdown;
mod mistake;
mod parts;
mod place;
mod proof;
mod signature;
mod slug;
mod solution_file;
mod symptoms;
mod thesaurus;
mod write;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use remedy_lookup::{Concept, Document};

use self::{
    elsewhere::Failure,
    fields::Fields,
    mistake::{Report, SourceFile},
    parts::Parts,
    place::{Known, KnownSolution, Place},
};
pub use self::{mistake::Mistake, proof::proof_digest};
use crate::{Category, Guide, Runtime, Solution};

/// Everything that was read, in the order of ids.
#[derive(Debug, Default)]
struct Content {
    categories: Vec<Category>,
    solutions: Vec<Solution>,
    /// Symptoms of each solution, by id, that only the lookup knows.
    symptoms: BTreeMap<String, Vec<String>>,
    guides: Vec<Guide>,
    concepts: Vec<Concept>,
    elsewhere: Vec<Failure>,
}

/// Compiles the folder `data` (the one with `catalogue/`, `elsewhere/` and `thesaurus.toml` in it) to the bytes of a
/// SQLite file. The same content gives the same bytes.
///
/// # Errors
/// Every mistake in the content, by file and line.
pub fn compile(data: &Path) -> Result<Vec<u8>, Vec<Mistake>> {
    let report = Report::default();
    let content = read(data, &report);
    let mistakes = report.mistakes();
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    write::write(&content).map_err(|error| {
        vec![Mistake {
            path: data.display().to_string(),
            line: 1,
            message: format!("cannot be compiled: {error}"),
        }]
    })
}

/// What the compiler gives the lookup index, for those who build another index of it: the documents, in
/// the order of their ids, and the concepts of the thesaurus.
///
/// # Errors
/// Every mistake in the content, by file and line.
pub fn lookup_documents(data: &Path) -> Result<(Vec<Document>, Vec<Concept>), Vec<Mistake>> {
    let report = Report::default();
    let content = read(data, &report);
    let mistakes = report.mistakes();
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    Ok((lookup_index::documents(&content), content.concepts))
}

/// A proof to run, as its solution's front matter describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofSpec {
    /// Id of the solution.
    pub id: String,
    /// The `proof/` folder.
    pub folder: PathBuf,
    /// What runs it.
    pub runtime: Runtime,
    /// The error text, with `{placeholders}`, that the broken program must print.
    pub fails_with: String,
}

/// The proofs of all solutions, by id. Content that is wrong elsewhere does not matter here.
///
/// # Errors
/// Every solution whose front matter does not say how its proof is run.
pub fn proofs(data: &Path) -> Result<Vec<ProofSpec>, Vec<Mistake>> {
    let report = Report::default();
    let mut specs = Vec::new();
    for folder in solution_folders(&data.join("catalogue"), &report) {
        let Some(file) = SourceFile::read(&folder.path.join("solution.md"), &report) else { continue };
        let parts = Parts::split(&file);
        let fields = Fields::parse(&file, parts.front_matter, parts.front_matter_at);
        let Some(proof) = fields.table("proof", true) else { continue };
        let (runtime, fails_with) = (proof.one_of("runtime", &proof::RUNTIMES), proof.string("fails_with"));
        if let (Some(runtime), Some(fails_with)) = (runtime, fails_with) {
            let folder_path = folder.path.join("proof");
            specs.push(ProofSpec {
                id: folder.id,
                folder: folder_path,
                runtime,
                fails_with: fails_with.value,
            });
        }
    }
    specs.sort_by(|one, other| one.id.cmp(&other.id));
    let mistakes = report.mistakes();
    if mistakes.is_empty() { Ok(specs) } else { Err(mistakes) }
}

struct SolutionFolder {
    id: String,
    category: String,
    path: PathBuf,
}

/// The folders below `folder`, sorted by name.
fn folders(folder: &Path, report: &Report) -> Vec<(String, PathBuf)> {
    let mut found = Vec::new();
    match std::fs::read_dir(folder) {
        Ok(entries) => {
            for entry in entries.flatten().filter(|entry| entry.path().is_dir()) {
                found.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
            }
        }
        Err(error) => report
            .folder(folder, format!("cannot be read ({error}), name the folder that has catalogue/ in it")),
    }
    found.sort();
    found
}

fn solution_folders(catalogue: &Path, report: &Report) -> Vec<SolutionFolder> {
    let mut found: Vec<SolutionFolder> = Vec::new();
    for (category, path) in folders(catalogue, report) {
        for (id, path) in folders(&path, report) {
            if !is_slug(&id) {
                report.folder(&path, format!("`{id}` is not an id, write lower case, digits and hyphens"));
            }
            if let Some(other) = found.iter().find(|other| other.id == id) {
                report
                    .folder(&path, format!("duplicate id: {} has it too, rename one", other.path.display()));
                continue;
            }
            found.push(SolutionFolder { id, category: category.clone(), path });
        }
    }
    found
}

fn is_slug(id: &str) -> bool {
    id.split('-').all(|word| {
        !word.is_empty() && word.chars().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit())
    })
}

fn title(file: &SourceFile) -> String {
    let parts = Parts::split(file);
    let fields = Fields::parse(file, parts.front_matter, parts.front_matter_at);
    fields.optional_string("title").map(|title| title.value).unwrap_or_default()
}

fn read(data: &Path, report: &Report) -> Content {
    let catalogue = data.join("catalogue");
    let solutions: Vec<(SolutionFolder, SourceFile)> = solution_folders(&catalogue, report)
        .into_iter()
        .filter_map(|folder| {
            let file = SourceFile::read(&folder.path.join("solution.md"), report)?;
            Some((folder, file))
        })
        .collect();
    let categories = folders(&catalogue, report);
    let mut known = Known::default();
    for (id, path) in &categories {
        known.categories.insert(id.clone());
        if path.join("guide.md").is_file() {
            known.guides.insert(id.clone());
        }
    }
    for (folder, file) in &solutions {
        let solution = KnownSolution { category: folder.category.clone(), title: title(file) };
        known.solutions.insert(folder.id.clone(), solution);
    }

    let place = |folder: String| Place { catalogue: &catalogue, folder, known: &known };
    let mut content = Content::default();
    for (folder, file) in &solutions {
        let place = place(format!("{}/{}", folder.category, folder.id));
        let Some(solution) = solution_file::read(file, &folder.id, &folder.category, &place, report) else {
            continue;
        };
        let symptoms = symptoms::read(&folder.path, &solution.symptoms, report);
        content.symptoms.insert(folder.id.clone(), symptoms);
        content.solutions.push(solution);
    }
    for (id, path) in &categories {
        let place = place(id.clone());
        let count = content.solutions.iter().filter(|solution| solution.category == *id).count();
        let solutions = u32::try_from(count).unwrap_or(u32::MAX);
        let category = SourceFile::read(&path.join("category.md"), report)
            .and_then(|file| category_file::category(&file, id, &place));
        content.categories.extend(category.map(|category| Category { solutions, ..category }));
        if known.guides.contains(id) {
            let guide = SourceFile::read(&path.join("guide.md"), report);
            content.guides.extend(guide.and_then(|file| category_file::guide(&file, id, &place)));
        }
    }
    content.solutions.sort_by(|one, other| one.id.cmp(&other.id));
    content.elsewhere =
        elsewhere::read(&data.join("elsewhere"), |id| known.solutions.contains_key(id), report);
    let thesaurus = SourceFile::read(&data.join("thesaurus.toml"), report);
    content.concepts = thesaurus.map(|file| thesaurus::read(&file)).unwrap_or_default();
    content
}
