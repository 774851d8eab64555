//! An opened index.

use std::collections::BTreeMap;

use crate::{
    Field, OpenError,
    analysis::{informativeness, stem},
    bytes::Reader,
    format,
    rank::idf,
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
    /// What each term says by itself, by its number: rarity times informativeness.
    pub(crate) information: Vec<f32>,
}

#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) stored: String,
    pub(crate) length: [u32; Field::COUNT],
    pub(crate) facets: Vec<String>,
    pub(crate) units: Vec<Unit>,
}

/// A short text that is matched as a whole: a title, a summary or a symptom.
#[derive(Debug)]
pub(crate) struct Unit {
    pub(crate) text: String,
    /// Numbers of its terms.
    pub(crate) terms: Vec<u32>,
    /// Length of the vector of its terms' information.
    pub(crate) norm: f32,
}

#[derive(Debug)]
pub(crate) struct Signature {
    pub(crate) document: u32,
    /// Which element of the sequence is the anchor.
    pub(crate) anchor: usize,
    pub(crate) text: String,
    pub(crate) sequence: Vec<Element>,
    /// The information in its fixed words.
    pub(crate) strength: f32,
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
            information: Vec::new(),
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
        index.weigh();
        Ok(index)
    }

    /// Works out once what every lookup needs.
    fn weigh(&mut self) {
        let count = self.documents.len();
        for field in 0..Field::COUNT {
            let total: f32 = self.documents.iter().map(|document| document.length[field] as f32).sum();
            self.average[field] = total / count.max(1) as f32;
        }
        let terms = u32::try_from(self.section(2).len() / 4).unwrap_or(u32::MAX);
        self.information = (0..terms)
            .map(|ordinal| {
                self.postings(ordinal)
                    .map_or(0.0, |postings| informativeness(postings.surface) * idf(count, postings.count))
            })
            .collect();
        let strengths: Vec<f32> =
            self.signatures.iter().map(|signature| self.strength(&signature.sequence)).collect();
        for (signature, strength) in self.signatures.iter_mut().zip(strengths) {
            signature.strength = strength;
        }
        for unit in self.documents.iter_mut().flat_map(|document| &mut document.units) {
            let known = |ordinal: &u32| self.information.get(*ordinal as usize).copied().unwrap_or(0.0);
            unit.norm = unit.terms.iter().map(known).map(|own| own * own).sum::<f32>().sqrt();
        }
    }

    /// What a signature says: the information in its fixed words. A word of every report says a little
    /// too, because it stands in its place.
    fn strength(&self, sequence: &[Element]) -> f32 {
        let terms = self.terms();
        let rarity = |word: &str| {
            let ordinal = terms.as_ref().and_then(|terms| terms.get(stem(word)));
            let postings = ordinal.and_then(|ordinal| self.postings(u32::try_from(ordinal).ok()?));
            idf(self.documents.len(), postings.map_or(0, |postings| postings.count))
        };
        sequence
            .iter()
            .map(|element| match element {
                Element::Word(word) => informativeness(word).max(0.1) * rarity(word),
                Element::Varies | Element::Gap => 0.0,
            })
            .sum()
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
            units.push(Unit { text, terms, norm: 0.0 });
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
        signatures.push(Signature { document, anchor, text, sequence, strength: 0.0 });
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
