//! The index as bytes. The layout is drawn in the crate's documentation.

use crate::{
    BuildError, OpenError,
    bytes::{Reader, checksum},
};

const MAGIC: &[u8; 8] = b"REMEDYLX";
const VERSION: u32 = 2;

/// The parts of an index, in the order in which they are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// The owner's string.
    Header,
    /// Numbers of the whole index: documents, terms, information of an unknown word.
    Totals,
    /// The term dictionary: an FST from term to ordinal.
    Terms,
    /// A record for each term, by ordinal.
    TermTable,
    /// The term as people wrote it, shortest form, by [`Section::TermTable`].
    Surfaces,
    /// A record for each block of postings.
    Blocks,
    /// Postings, block after block.
    Postings,
    /// Where each document begins, and where the last ends.
    DocumentTable,
    /// Documents.
    Documents,
    /// A record for each signature, ordered by the hash of its anchor.
    SignatureTable,
    /// Signatures.
    Signatures,
    /// Phrases of the thesaurus.
    Phrases,
}

pub(crate) const SECTIONS: usize = 12;

/// Sections whose checksum is compared when an index is opened: small, and read by other code than ours.
const CHECKED_AT_OPENING: [Section; 4] = [Section::Header, Section::Totals, Section::Terms, Section::Phrases];

/// Offset, length and checksum.
const ENTRY_BYTES: usize = 24;

/// Where a section lies.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    pub(crate) start: usize,
    pub(crate) end: usize,
    sum: u64,
}

/// All sections' places.
pub(crate) type Directory = [Entry; SECTIONS];

/// The sections to be written.
#[derive(Default)]
pub(crate) struct Sections([Vec<u8>; SECTIONS]);

impl Sections {
    pub(crate) fn of(&mut self, section: Section) -> &mut Vec<u8> {
        &mut self.0[section as usize]
    }

    /// The whole index.
    pub(crate) fn assemble(self) -> Result<Vec<u8>, BuildError> {
        let head = MAGIC.len() + 4 + SECTIONS * ENTRY_BYTES + 8;
        let total = self.0.iter().map(Vec::len).sum::<usize>();
        let mut bytes = Vec::with_capacity(head + total);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&VERSION.to_le_bytes());
        let mut offset = head as u64;
        for part in &self.0 {
            let length = part.len() as u64;
            for number in [offset, length, checksum(part)] {
                bytes.extend_from_slice(&number.to_le_bytes());
            }
            offset = offset.checked_add(length).ok_or(BuildError::TooLarge("bytes"))?;
        }
        let sum = checksum(&bytes);
        bytes.extend_from_slice(&sum.to_le_bytes());
        for part in self.0 {
            bytes.extend_from_slice(&part);
        }
        Ok(bytes)
    }
}

/// Reads and checks the directory, and the sections that are checked at opening.
pub(crate) fn open(bytes: &[u8]) -> Result<Directory, OpenError> {
    let mut reader = Reader(bytes);
    if reader.take(MAGIC.len()) != Some(MAGIC) {
        return Err(OpenError::NotAnIndex);
    }
    const TRUNCATED: OpenError = OpenError::Damaged("it is truncated");
    let found = reader.u32().ok_or(TRUNCATED)?;
    if found != VERSION {
        return Err(OpenError::OtherVersion { found, expected: VERSION });
    }
    let mut directory = Directory::default();
    let mut expected = MAGIC.len() + 4 + SECTIONS * ENTRY_BYTES + 8;
    let mut numbers = || reader.u64().ok_or(TRUNCATED);
    for entry in &mut directory {
        let (offset, length, sum) = (numbers()?, numbers()?, numbers()?);
        let range = usize::try_from(offset).ok().zip(usize::try_from(length).ok());
        let (start, length) = range.ok_or(TRUNCATED)?;
        let end = start.checked_add(length).ok_or(TRUNCATED)?;
        *entry = Entry { start, end, sum };
    }
    let head = bytes.len() - reader.0.len();
    if reader.u64() != Some(checksum(&bytes[..head])) {
        return Err(OpenError::Damaged("the checksum of its directory does not match"));
    }
    for entry in &directory {
        if entry.start != expected {
            return Err(OpenError::Damaged("its sections do not follow one another"));
        }
        expected = entry.end;
    }
    if expected != bytes.len() {
        return Err(TRUNCATED);
    }
    for section in CHECKED_AT_OPENING {
        verify(bytes, &directory[section as usize])?;
    }
    Ok(directory)
}

/// Compares a section with its checksum.
pub(crate) fn verify(bytes: &[u8], entry: &Entry) -> Result<(), OpenError> {
    let section = bytes.get(entry.start..entry.end).unwrap_or_default();
    if checksum(section) == entry.sum {
        Ok(())
    } else {
        Err(OpenError::Damaged("the checksum of a section does not match"))
    }
}
