//! An opened index.

use std::collections::BTreeMap;

use crate::{
    Field, OpenError,
    bytes::Reader,
    format,
    signature::{Element, sequence},
};

/// An index, checked and ready to be asked. Built by [`crate::IndexBuilder`].
#[derive(Debug)]
pub struct Index<B> {
    bytes: B,
    ranges: [(usize, usize); format::SECTIONS],
    pub(crate) documents: Vec<Stored>,
    pub(crate) signatures: Vec<Signature>,
    pub(crate) phrases: BTreeMap<String, String>,
    pub(crate) average: [f32; Field::COUNT],
}

#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) stored: String,
    pub(crate) length: [u32; Field::COUNT],
    pub(crate) facets: Vec<String>,
    pub(crate) units: Vec<(String, Vec<u32>)>,
}

#[derive(Debug)]
pub(crate) struct Signature {
    pub(crate) document: u32,
    /// Which element of the sequence is the anchor.
    pub(crate) anchor: usize,
    pub(crate) text: String,
    pub(crate) sequence: Vec<Element>,
}

/// A term's documents.
pub(crate) struct Postings<'i> {
    pub(crate) surface: &'i str,
    pub(crate) count: u32,
    reader: Reader<'i>,
    last: u32,
    left: u32,
}

impl Iterator for Postings<'_> {
    type Item = (u32, [u32; Field::COUNT]);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        self.last = self.last.checked_add(self.reader.varint()?)?;
        let mask = self.reader.varint()?;
        let mut tf = [0; Field::COUNT];
        for (field, tf) in tf.iter_mut().enumerate() {
            if mask >> field & 1 == 1 {
                *tf = self.reader.varint()?;
            }
        }
        Some((self.last, tf))
    }
}

impl<B: AsRef<[u8]>> Index<B> {
    /// Opens an index: checks magic number, version, checksum and every offset.
    ///
    /// # Errors
    /// [`OpenError`] when the bytes are not an index that this version can read.
    pub fn open(bytes: B) -> Result<Self, OpenError> {
        let ranges = format::open(bytes.as_ref())?;
        let mut index = Self {
            bytes,
            ranges,
            documents: Vec::new(),
            signatures: Vec::new(),
            phrases: BTreeMap::new(),
            average: [0.0; Field::COUNT],
        };
        let damaged = OpenError::Damaged("a record is not what it should be");
        index.documents = read_documents(index.section(4)).ok_or_else(|| damaged.clone())?;
        index.signatures =
            read_signatures(index.section(7), index.documents.len()).ok_or_else(|| damaged.clone())?;
        index.phrases = read_phrases(index.section(8)).ok_or_else(|| damaged.clone())?;
        for section in [1, 5] {
            fst::Map::new(index.section(section)).map_err(|_| damaged.clone())?;
        }
        if std::str::from_utf8(index.section(0)).is_err() {
            return Err(damaged);
        }
        for field in 0..Field::COUNT {
            let total: f32 = index.documents.iter().map(|document| document.length[field] as f32).sum();
            index.average[field] = total / index.documents.len().max(1) as f32;
        }
        Ok(index)
    }

    /// The header that was given to [`crate::IndexBuilder::new`].
    pub fn header(&self) -> &str {
        std::str::from_utf8(self.section(0)).unwrap_or_default()
    }

    /// Number of documents.
    pub fn documents(&self) -> usize {
        self.documents.len()
    }

    fn section(&self, number: usize) -> &[u8] {
        let (start, end) = self.ranges[number];
        self.bytes.as_ref().get(start..end).unwrap_or_default()
    }

    pub(crate) fn terms(&self) -> Option<fst::Map<&[u8]>> {
        fst::Map::new(self.section(1)).ok()
    }

    pub(crate) fn anchors(&self) -> Option<fst::Map<&[u8]>> {
        fst::Map::new(self.section(5)).ok()
    }

    pub(crate) fn postings(&self, ordinal: u32) -> Option<Postings<'_>> {
        let at = ordinal as usize * 4;
        let start = Reader(self.section(2).get(at..)?).u32()? as usize;
        let mut reader = Reader(self.section(3).get(start..)?);
        let surface = reader.str()?;
        let count = reader.varint()?;
        Some(Postings { surface, count, reader, last: 0, left: count })
    }

    pub(crate) fn anchored(&self, at: u64) -> Vec<u32> {
        let read = || {
            let mut reader = Reader(self.section(6).get(usize::try_from(at).ok()?..)?);
            let count = reader.varint()?;
            (0..count).map(|_| reader.varint()).collect::<Option<Vec<_>>>()
        };
        read().unwrap_or_default()
    }
}

fn read_documents(bytes: &[u8]) -> Option<Vec<Stored>> {
    let mut reader = Reader(bytes);
    let mut documents = Vec::new();
    for _ in 0..reader.varint()? {
        let (id, stored) = (reader.str()?.to_owned(), reader.str()?.to_owned());
        let mut length = [0; Field::COUNT];
        for field in &mut length {
            *field = reader.varint()?;
        }
        let mut facets = Vec::new();
        for _ in 0..reader.varint()? {
            facets.push(reader.str()?.to_owned());
        }
        let mut units = Vec::new();
        for _ in 0..reader.varint()? {
            let text = reader.str()?.to_owned();
            let mut terms = Vec::new();
            for _ in 0..reader.varint()? {
                terms.push(reader.varint()?);
            }
            units.push((text, terms));
        }
        documents.push(Stored { id, stored, length, facets, units });
    }
    Some(documents)
}

fn read_signatures(bytes: &[u8], documents: usize) -> Option<Vec<Signature>> {
    let mut reader = Reader(bytes);
    let mut signatures = Vec::new();
    while !reader.0.is_empty() {
        let (document, anchor, text) = (reader.varint()?, reader.size()?, reader.str()?.to_owned());
        let sequence = sequence(&text);
        if document as usize >= documents || anchor >= sequence.len() {
            return None;
        }
        signatures.push(Signature { document, anchor, text, sequence });
    }
    Some(signatures)
}

fn read_phrases(bytes: &[u8]) -> Option<BTreeMap<String, String>> {
    let mut reader = Reader(bytes);
    let mut phrases = BTreeMap::new();
    while !reader.0.is_empty() {
        phrases.insert(reader.str()?.to_owned(), reader.str()?.to_owned());
    }
    Some(phrases)
}
