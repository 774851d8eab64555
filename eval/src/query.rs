//! Queries from real reports, read from `queries/*.toml`.

use std::{fs, path::Path};

use anyhow::{Context as _, bail, ensure};
use remedy_lookup::Context;
use serde::Deserialize;

use crate::Split;

/// What sort of text it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A sentence or two, as somebody states it.
    Phrase,
    /// The output of a program, as people paste it.
    Log,
    /// A question.
    Question,
    /// A few words, as typed into a search box.
    Keywords,
}

impl Kind {
    /// All kinds, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Phrase, Self::Log, Self::Question, Self::Keywords];

    /// The name in files and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Phrase => "phrase",
            Self::Log => "log",
            Self::Question => "question",
            Self::Keywords => "keywords",
        }
    }
}

/// A query and what should come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// The file's name without its extension.
    pub file: String,
    /// The number within its file, from 1.
    pub number: usize,
    /// What sort of text it is.
    pub kind: Kind,
    /// The report it comes from.
    pub source: String,
    /// What is looked up.
    pub text: String,
    /// Where it was seen, as far as the one who asks would know.
    pub context: Context,
    /// The right solution; `None` when there is none.
    pub expected: Option<String>,
    /// Of a query without a solution: the one that it resembles.
    pub near: Option<String>,
    /// The side of the split that its text belongs to.
    pub split: Split,
}

impl Query {
    /// Where it stands, for messages: `file #number`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} #{}", self.file, self.number)
    }

    /// Its first 70 characters on one line.
    #[must_use]
    pub fn short(&self) -> String {
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        words.chars().take(70).collect()
    }
}

/// As it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    kind: Kind,
    source: String,
    text: String,
    #[serde(default)]
    context: EntryContext,
    near: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryContext {
    language: Option<String>,
    framework: Option<String>,
    platform: Option<String>,
}

/// Files of this name hold queries that no solution answers.
const NEGATIVES: &str = "negatives-";

/// Reads all query files of a folder, by name.
///
/// # Errors
/// When a file or an entry is not what it should be: names the file and the number of the query.
pub fn read(folder: &Path) -> anyhow::Result<Vec<Query>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut queries = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        let file = path.file_stem().unwrap_or_default().to_string_lossy();
        queries.extend(parse(&file, &text)?);
    }
    Ok(queries)
}

fn parse(file: &str, text: &str) -> anyhow::Result<Vec<Query>> {
    let mut table: toml::Table = toml::from_str(text).with_context(|| format!("{file}.toml is not TOML"))?;
    let Some(toml::Value::Array(entries)) = table.remove("query") else {
        bail!("{file}.toml has no [[query]]");
    };
    if let Some(key) = table.keys().next() {
        bail!("{file}.toml has `{key}`, only [[query]] is known");
    }
    let mut queries = Vec::new();
    for (index, entry) in entries.into_iter().enumerate() {
        let number = index + 1;
        queries.push(query(file, number, entry).with_context(|| format!("{file}.toml, query {number}"))?);
    }
    Ok(queries)
}

fn query(file: &str, number: usize, entry: toml::Value) -> anyhow::Result<Query> {
    let Entry { kind, source, text, context, near } = entry.try_into()?;
    let negative = file.starts_with(NEGATIVES);
    ensure!(!text.trim().is_empty(), "`text` is empty");
    ensure!(
        source.starts_with("https://") || source.starts_with("http://"),
        "`source` is not the address of a report"
    );
    ensure!(negative || near.is_none(), "`near` is for files named {NEGATIVES}*.toml only");
    let EntryContext { language, framework, platform } = context;
    Ok(Query {
        split: Split::of(&text),
        file: file.to_owned(),
        number,
        kind,
        source,
        text,
        context: Context { language, framework, platform },
        expected: (!negative).then(|| file.to_owned()),
        near,
    })
}

#[cfg(test)]
mod tests {
    use super::{Kind, parse};

    const GOOD: &str =
        "[[query]]\nkind = \"log\"\nsource = \"https://example.org/1\"\ntext = '''\nboom\n'''\n";

    #[test]
    fn a_files_name_says_what_is_expected() {
        let queries = parse("event-loop", GOOD).unwrap_or_default();
        assert_eq!(queries.len(), 1);
        assert_eq!((queries[0].expected.as_deref(), queries[0].kind), (Some("event-loop"), Kind::Log));
        let near = format!("{GOOD}near = \"event-loop\"\ncontext = {{ language = \"go\" }}\n");
        let queries = parse("negatives-a", &near).unwrap_or_default();
        assert_eq!((queries[0].expected.as_deref(), queries[0].near.as_deref()), (None, Some("event-loop")));
        assert_eq!(queries[0].context.language.as_deref(), Some("go"));
    }

    #[test]
    fn a_mistake_names_its_file_and_query() {
        let mistake = |more: &str| {
            parse("event-loop", &format!("{GOOD}{more}"))
                .err()
                .map(|error| format!("{error:#}"))
                .unwrap_or_default()
        };
        assert!(mistake("[[query]]\nkind = \"poem\"\n").starts_with("event-loop.toml, query 2"));
        assert!(mistake("near = \"other\"\n").contains("query 1: `near` is for files named"));
        assert!(mistake("colour = \"red\"\n").contains("unknown field `colour`"));
        assert!(mistake("[other]\n").contains("only [[query]] is known"));
        assert!(mistake("[[").starts_with("event-loop.toml is not TOML"));
    }
}
