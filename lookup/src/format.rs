//! The index as bytes: `magic, version, checksum, section lengths, sections`, little-endian.

use crate::{BuildError, OpenError, bytes::Reader};

const MAGIC: &[u8; 8] = b"REMEDYLX";
const VERSION: u32 = 1;

/// The parts of an index.
#[derive(Default)]
pub(crate) struct Sections {
    pub(crate) header: String,
    pub(crate) terms: Vec<u8>,
    pub(crate) term_starts: Vec<u8>,
    pub(crate) postings: Vec<u8>,
    pub(crate) documents: Vec<u8>,
    pub(crate) anchors: Vec<u8>,
    pub(crate) anchor_lists: Vec<u8>,
    pub(crate) signatures: Vec<u8>,
    pub(crate) phrases: Vec<u8>,
}

pub(crate) const SECTIONS: usize = 9;

pub(crate) fn assemble(sections: &Sections) -> Result<Vec<u8>, BuildError> {
    let parts: [&[u8]; SECTIONS] = [
        sections.header.as_bytes(),
        &sections.terms,
        &sections.term_starts,
        &sections.postings,
        &sections.documents,
        &sections.anchors,
        &sections.anchor_lists,
        &sections.signatures,
        &sections.phrases,
    ];
    let mut body = Vec::new();
    for part in parts {
        let length = u32::try_from(part.len()).map_err(|_| BuildError::TooLarge("a section"))?;
        body.extend_from_slice(&length.to_le_bytes());
    }
    for part in parts {
        body.extend_from_slice(part);
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&VERSION.to_le_bytes());
    bytes.extend_from_slice(&checksum(&body).to_le_bytes());
    bytes.extend_from_slice(&body);
    Ok(bytes)
}

/// Start and end of each section.
pub(crate) fn open(bytes: &[u8]) -> Result<[(usize, usize); SECTIONS], OpenError> {
    let mut reader = Reader(bytes);
    if reader.take(MAGIC.len()) != Some(MAGIC) {
        return Err(OpenError::NotAnIndex);
    }
    let truncated = OpenError::Damaged("it is truncated");
    let found = reader.u32().ok_or_else(|| truncated.clone())?;
    if found != VERSION {
        return Err(OpenError::OtherVersion { found, expected: VERSION });
    }
    let sum = reader.u64().ok_or_else(|| truncated.clone())?;
    if sum != checksum(reader.0) {
        return Err(OpenError::Damaged("its checksum does not match"));
    }
    let mut ranges = [(0, 0); SECTIONS];
    let mut start = bytes.len() - reader.0.len() + SECTIONS * 4;
    for range in &mut ranges {
        let length = reader.u32().ok_or_else(|| truncated.clone())? as usize;
        *range = (start, start.checked_add(length).ok_or_else(|| truncated.clone())?);
        start = range.1;
    }
    if start == bytes.len() { Ok(ranges) } else { Err(truncated) }
}

/// FNV-1a, 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>): guards against damage, not against malice.
fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xCBF2_9CE4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3))
}
