//! Typed reading of TOML that reports every mistake, not only the first.

use std::cell::RefCell;

use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::mistake::SourceFile;

/// A value and the byte offset in its file where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located<T> {
    pub(super) value: T,
    pub(super) at: usize,
}

/// A TOML table whose fields are taken one by one; what is left over is unknown.
pub(super) struct Fields<'a> {
    file: &'a SourceFile,
    table: DeTable<'a>,
    /// Offset of the TOML text in the file.
    base: usize,
    /// Offset of this table in the file.
    pub(super) at: usize,
    known: RefCell<Vec<&'static str>>,
}

impl<'a> Fields<'a> {
    /// Parses `toml`, which stands at byte `base` of the file.
    pub(super) fn parse(file: &'a SourceFile, toml: &'a str, base: usize) -> Self {
        let (table, errors) = DeTable::parse_recoverable(toml);
        for error in errors {
            let at = base + error.span().map_or(0, |span| span.start);
            file.mistake(at, format!("not valid TOML: {}", error.message().replace('\n', " ")));
        }
        Self { file, table: table.into_inner(), base, at: base, known: RefCell::default() }
    }

    /// A mistake about this table as a whole.
    pub(super) fn mistake(&self, message: impl Into<String>) {
        self.file.mistake(self.at, message);
    }

    fn get(&self, name: &'static str) -> Option<&Spanned<DeValue<'a>>> {
        self.known.borrow_mut().push(name);
        self.table.get(name)
    }

    fn required(&self, name: &'static str, example: &str) -> Option<&Spanned<DeValue<'a>>> {
        let found = self.get(name);
        if found.is_none() {
            self.mistake(format!("the field `{name}` is missing, write `{name} = {example}`"));
        }
        found
    }

    fn text(&self, name: &str, value: &Spanned<DeValue<'a>>) -> Option<Located<String>> {
        let at = self.base + value.span().start;
        let Some(text) = value.get_ref().as_str() else {
            let found = value.get_ref().type_str();
            self.file.mistake(at, format!("`{name}` is of type {found}, write a string in quotes"));
            return None;
        };
        if text.trim() != text || text.is_empty() {
            self.file.mistake(at, format!("`{name}` is empty or has space around it, write the text alone"));
        }
        Some(Located { value: text.to_owned(), at })
    }

    /// A required string.
    pub(super) fn string(&self, name: &'static str) -> Option<Located<String>> {
        let value = self.required(name, "\"…\"")?;
        self.text(name, value)
    }

    /// A string that may be absent.
    pub(super) fn optional_string(&self, name: &'static str) -> Option<Located<String>> {
        let value = self.get(name)?;
        self.text(name, value)
    }

    /// A required list of strings without repetition; it may be empty.
    pub(super) fn strings(&self, name: &'static str) -> Vec<Located<String>> {
        let Some(value) = self.required(name, "[\"…\"]") else { return Vec::new() };
        let at = self.base + value.span().start;
        let Some(array) = value.get_ref().as_array() else {
            self.file.mistake(at, format!("`{name}` is not a list, write `{name} = [\"…\"]`"));
            return Vec::new();
        };
        let mut strings: Vec<Located<String>> = Vec::new();
        for text in array.iter().filter_map(|item| self.text(name, item)) {
            if strings.iter().any(|other| other.value == text.value) {
                let repeated = &text.value;
                self.file.mistake(text.at, format!("`{name}` says \"{repeated}\" twice, remove one"));
            } else {
                strings.push(text);
            }
        }
        strings
    }

    /// A required date, as `YYYY-MM-DD`.
    pub(super) fn date(&self, name: &'static str) -> Option<Located<String>> {
        let value = self.required(name, "2026-01-31")?;
        let at = self.base + value.span().start;
        match value.get_ref().as_datetime() {
            Some(moment) if moment.time.is_none() => Some(Located { value: moment.to_string(), at }),
            _ => {
                self.file.mistake(at, format!("`{name}` is not a date, write `{name} = 2026-01-31`"));
                None
            }
        }
    }

    /// A required whole number above zero.
    pub(super) fn count(&self, name: &'static str) -> Option<u32> {
        let value = self.required(name, "10")?;
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        if number.is_none_or(|number| number == 0) {
            let at = self.base + value.span().start;
            self.file.mistake(at, format!("`{name}` is not a whole number above zero, write `{name} = 10`"));
        }
        number
    }

    /// A required string out of a closed set.
    pub(super) fn one_of<T: Copy>(&self, name: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.string(name)?;
        let found = choices.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
        if found.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            self.file.mistake(
                text.at,
                format!("`{name}` cannot be \"{}\", write one of: {}", text.value, words.join(", ")),
            );
        }
        found
    }

    /// A table; when absent and `required`, that is a mistake.
    pub(super) fn table(&self, name: &'static str, required: bool) -> Option<Self> {
        let Some(value) = self.get(name) else {
            if required {
                self.mistake(format!("the table `[{name}]` is missing, add it"));
            }
            return None;
        };
        self.nested(name, value)
    }

    /// An array of tables; it may be absent.
    pub(super) fn tables(&self, name: &'static str) -> Vec<Self> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            let at = self.base + value.span().start;
            self.file.mistake(at, format!("`{name}` is not a list of tables, write `[[{name}]]`"));
            return Vec::new();
        };
        array.iter().filter_map(|item| self.nested(name, item)).collect()
    }

    fn nested(&self, name: &str, value: &Spanned<DeValue<'a>>) -> Option<Self> {
        let at = self.base + value.span().start;
        let Some(table) = value.get_ref().as_table() else {
            self.file.mistake(at, format!("`{name}` is not a table, write `[{name}]`"));
            return None;
        };
        Some(Self { file: self.file, table: table.clone(), base: self.base, at, known: RefCell::default() })
    }

    /// Reports the fields that nobody asked for.
    pub(super) fn finish(self) {
        let known = self.known.borrow();
        for (key, _) in &self.table {
            let name = key.get_ref();
            if !known.iter().any(|known| known == name) {
                let at = self.base + key.span().start;
                let allowed = known.join(", ");
                self.file.mistake(at, format!("unknown field `{name}`, write one of: {allowed}"));
            }
        }
    }
}
