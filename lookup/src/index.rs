//! An opened index.

use std::ops::Range;

use crate::{
    OpenError,
    builder::TermRecord,
    bytes::Reader,
    confidence::DEFAULT_THRESHOLD,
    dictionary::Dictionary,
    format::{self, Directory, Section},
    fst_check,
    postings::{Postings, RECORD_BYTES},
    signature::Signatures,
    stored::Stored,
    thesaurus::Phrases,
    work::Meter,
};

/// An index, checked and ready to be asked. Built by [`crate::IndexBuilder`].
///
/// It is read in place: opening reads the directory, the term dictionary and the thesaurus, and nothing that
/// grows with the number of documents, so that the bytes can be a memory-mapped file.
#[derive(Debug)]
pub struct Index<B> {
    bytes: B,
    directory: Directory,
    phrases: Phrases,
    documents: u32,
    answers: u32,
    pub(crate) threshold: f32,
}

impl<B: AsRef<[u8]>> Index<B> {
    /// Opens an index: checks magic number, version, directory, term dictionary and thesaurus. What else is
    /// damaged is noticed by [`Index::verify`]; a lookup passes over it and never panics.
    ///
    /// # Errors
    /// [`OpenError`] when the bytes are not an index that this version can read.
    pub fn open(bytes: B) -> Result<Self, OpenError> {
        let directory = format::open(bytes.as_ref())?;
        let mut index = Self {
            bytes,
            directory,
            phrases: Phrases::default(),
            documents: 0,
            answers: 0,
            threshold: DEFAULT_THRESHOLD,
        };
        const DAMAGED: OpenError = OpenError::Damaged("a record is not what it should be");
        let mut totals = Reader(index.section(Section::Totals));
        let mut total = || totals.u32().ok_or(DAMAGED);
        let (documents, terms, answers) = (total()?, total()?, total()?);
        let fits = |section, records: u64, bytes: usize| {
            index.section(section).len() as u64 == records * bytes as u64
        };
        if std::str::from_utf8(index.section(Section::Header)).is_err()
            || !fits(Section::DocumentTable, u64::from(documents) + 1, 8)
            || !fits(Section::TermTable, u64::from(terms), TermRecord::BYTES)
            || !fst_check::is_sound(index.section(Section::Terms), terms)
        {
            return Err(DAMAGED);
        }
        index.phrases = Phrases::read(index.section(Section::Phrases)).ok_or(DAMAGED)?;
        (index.documents, index.answers) = (documents, answers);
        Ok(index)
    }

    /// The same index with another threshold, 0 to 1, in place of [`DEFAULT_THRESHOLD`].
    #[must_use]
    pub fn with_threshold(self, threshold: f32) -> Self {
        Self { threshold, ..self }
    }

    /// Compares every section with its checksum. Reads the whole index once.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] when a byte has changed.
    pub fn verify(&self) -> Result<(), OpenError> {
        self.directory.iter().try_for_each(|entry| format::verify(self.bytes.as_ref(), entry))
    }

    /// The header that was given to [`crate::IndexBuilder::new`].
    pub fn header(&self) -> &str {
        std::str::from_utf8(self.section(Section::Header)).unwrap_or_default()
    }

    /// Number of documents that can be found; those that are [`crate::Document::elsewhere`] do not count.
    pub fn documents(&self) -> usize {
        self.answers as usize
    }

    pub(crate) fn parts(&self) -> Parts<'_> {
        Parts {
            dictionary: Dictionary::new(self.section(Section::Terms)),
            term_table: self.section(Section::TermTable),
            surfaces: self.section(Section::Surfaces),
            blocks: self.section(Section::Blocks),
            postings: self.section(Section::Postings),
            document_table: self.section(Section::DocumentTable),
            stored: self.section(Section::Documents),
            signatures: Signatures {
                table: self.section(Section::SignatureTable),
                data: self.section(Section::Signatures),
            },
            phrases: &self.phrases,
            documents: self.documents,
            meter: Meter::default(),
        }
    }

    fn section(&self, section: Section) -> &[u8] {
        let entry = self.directory[section as usize];
        self.bytes.as_ref().get(entry.start..entry.end).unwrap_or_default()
    }
}

/// The parts of an index that a lookup reads.
pub(crate) struct Parts<'i> {
    pub(crate) dictionary: Option<Dictionary<'i>>,
    term_table: &'i [u8],
    surfaces: &'i [u8],
    blocks: &'i [u8],
    postings: &'i [u8],
    document_table: &'i [u8],
    stored: &'i [u8],
    pub(crate) signatures: Signatures<'i>,
    pub(crate) phrases: &'i Phrases,
    pub(crate) documents: u32,
    /// What was done with the index.
    pub(crate) meter: Meter,
}

impl<'i> Parts<'i> {
    pub(crate) fn term(&self, ordinal: u32) -> Option<TermRecord> {
        TermRecord::read(self.term_table, ordinal)
    }

    /// A term as people write it.
    pub(crate) fn surface(&self, ordinal: u32) -> &'i str {
        let read = || Reader(self.surfaces.get(self.term(ordinal)?.surface as usize..)?).str();
        read().unwrap_or_default()
    }

    pub(crate) fn postings(&self, ordinal: u32) -> Option<Postings<'_>> {
        let term = self.term(ordinal)?;
        let blocks = self.blocks.get((term.block as usize).checked_mul(RECORD_BYTES)?..)?;
        let data = self.postings.get(usize::try_from(term.postings).ok()?..)?;
        Postings::new(blocks, data, term.documents, &self.meter)
    }

    pub(crate) fn document(&self, number: u32) -> Option<Stored<'i>> {
        let mut reader = Reader(self.document_table.get((number as usize).checked_mul(8)?..)?);
        let range: Range<usize> =
            usize::try_from(reader.u64()?).ok()?..usize::try_from(reader.u64()?).ok()?;
        Stored::read(self.stored.get(range)?)
    }
}
