//! Postings: for each term the documents that have it, in blocks of [`BLOCK`].
//!
//! ```text
//! block     deltas, bit-packed │ impacts, a byte each │ units of each posting
//! units     varint count, then varint deltas: in which short texts of the document the term stands
//! record    last document u32 │ offset u32 │ greatest impact u8 │ width u8 │ count − 1 u8 │ 0
//! ```
//!
//! An *impact* is the term's share of a document's score, worked out when the index is built and kept in a
//! byte, relative to its greatest share of any document (Anh and Moffat, *Simplified similarity scoring using term ranks*,
//! SIGIR 2005). Records of blocks lie together, apart from the blocks: they say which blocks a query can
//! pass over without reading them (Ding and Suel, *Faster top-k document retrieval using block-max
//! indexes*, SIGIR 2011).

use crate::{
    bytes::{Reader, put_varint},
    work::Meter,
};

/// Postings in a block.
pub(crate) const BLOCK: usize = 128;
/// Bytes of a block's record.
pub(crate) const RECORD_BYTES: usize = 12;

/// A posting as the builder has it.
pub(crate) struct Posting {
    pub(crate) document: u32,
    pub(crate) impact: u8,
    /// Numbers of the document's short texts that have the term, ascending.
    pub(crate) units: Vec<u32>,
}

/// Appends the postings of one term, ordered by document.
pub(crate) fn write(postings: &[Posting], blocks: &mut Vec<u8>, data: &mut Vec<u8>) -> Option<()> {
    let start = data.len();
    let mut previous = None;
    for block in postings.chunks(BLOCK) {
        let offset = u32::try_from(data.len() - start).ok()?;
        let mut deltas = Vec::with_capacity(block.len());
        for posting in block {
            let from = previous.map_or(0, |document: u32| document + 1);
            deltas.push(posting.document.checked_sub(from)?);
            previous = Some(posting.document);
        }
        let width = deltas.iter().map(|delta| 32 - delta.leading_zeros()).max().unwrap_or(0);
        pack(&deltas, width, data);
        data.extend(block.iter().map(|posting| posting.impact));
        for posting in block {
            put_varint(data, u32::try_from(posting.units.len()).ok()?);
            let mut before = 0;
            for unit in &posting.units {
                put_varint(data, unit - before);
                before = *unit;
            }
        }
        blocks.extend_from_slice(&previous?.to_le_bytes());
        blocks.extend_from_slice(&offset.to_le_bytes());
        let greatest = block.iter().map(|posting| posting.impact).max()?;
        blocks.extend_from_slice(&[greatest, width as u8, (block.len() - 1) as u8, 0]);
    }
    Some(())
}

fn pack(values: &[u32], width: u32, out: &mut Vec<u8>) {
    let (mut bits, mut filled) = (0_u64, 0);
    for value in values {
        bits |= u64::from(*value) << filled;
        filled += width;
        while filled >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            filled -= 8;
        }
    }
    if filled > 0 {
        out.push(bits as u8);
    }
}

/// The postings of one term, in place.
#[derive(Clone, Copy)]
pub(crate) struct Postings<'i> {
    blocks: &'i [u8],
    data: &'i [u8],
    /// Documents that have the term.
    pub(crate) documents: u32,
    meter: &'i Meter,
}

/// What a block's record says.
#[derive(Clone, Copy)]
pub(crate) struct Record {
    pub(crate) last: u32,
    pub(crate) greatest: u8,
    offset: u32,
    width: u8,
    count: usize,
}

/// A block, read.
pub(crate) struct Block<'i> {
    /// Its documents; the first [`Block::count`] count.
    pub(crate) documents: [u32; BLOCK],
    pub(crate) count: usize,
    /// The impact of each.
    pub(crate) impacts: &'i [u8],
    units: &'i [u8],
}

impl<'i> Postings<'i> {
    /// Postings whose records and blocks begin with these bytes.
    pub(crate) fn new(blocks: &'i [u8], data: &'i [u8], documents: u32, meter: &'i Meter) -> Option<Self> {
        let records = (documents as usize).div_ceil(BLOCK).checked_mul(RECORD_BYTES)?;
        Some(Self { blocks: blocks.get(..records)?, data, documents, meter })
    }

    pub(crate) fn blocks(&self) -> usize {
        self.blocks.len() / RECORD_BYTES
    }

    pub(crate) fn record(&self, block: usize) -> Option<Record> {
        let mut reader = Reader(self.blocks.get(block * RECORD_BYTES..)?);
        let (last, offset) = (reader.u32()?, reader.u32()?);
        let [greatest, width, count, _] = reader.take(4)?.try_into().ok()?;
        let count = usize::from(count) + 1;
        (count <= BLOCK && width <= 32).then_some(Record { last, greatest, offset, width, count })
    }

    /// The first block from `block` on that may have `document` or a later one.
    pub(crate) fn block_from(&self, block: usize, document: u32) -> usize {
        let last = |block: usize| self.record(block).map_or(u32::MAX, |record| record.last);
        // Most often it is this one or the next.
        let (mut low, mut step) = (block, 1);
        while low + step <= self.blocks() && last(low + step - 1) < document {
            low += step;
            step *= 2;
        }
        let mut high = (low + step - 1).min(self.blocks());
        while low < high {
            let middle = low.midpoint(high);
            if last(middle) < document {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Reads a block; a damaged one is as good as none.
    pub(crate) fn read(&self, block: usize) -> Option<Block<'i>> {
        let record = self.record(block)?;
        self.meter.postings.add(record.count);
        let before = match block.checked_sub(1) {
            Some(before) => Some(self.record(before)?.last),
            None => None,
        };
        let mut reader = Reader(self.data.get(record.offset as usize..)?);
        let packed = reader.take((record.count * usize::from(record.width)).div_ceil(8))?;
        let impacts = reader.take(record.count)?;
        let mut documents = [u32::MAX; BLOCK];
        let mut next = before.map_or(0, |document| document.wrapping_add(1));
        unpack(packed, record.width, &mut documents[..record.count]);
        for document in &mut documents[..record.count] {
            *document = document.wrapping_add(next);
            next = document.wrapping_add(1);
        }
        Some(Block { documents, count: record.count, impacts, units: reader.0 })
    }
}

fn unpack(packed: &[u8], width: u8, values: &mut [u32]) {
    let width = usize::from(width);
    let mask = (1_u64 << width) - 1;
    for (place, value) in values.iter_mut().enumerate() {
        let bit = place * width;
        let bytes = packed.get(bit / 8..).unwrap_or_default();
        let window = match bytes.first_chunk::<8>() {
            Some(bytes) => u64::from_le_bytes(*bytes),
            None => bytes.iter().rev().fold(0, |sum, byte| (sum << 8) | u64::from(*byte)),
        };
        *value = ((window >> (bit % 8)) & mask) as u32;
    }
}

impl<'i> Block<'i> {
    /// The documents of the block.
    pub(crate) fn documents(&self) -> &[u32] {
        &self.documents[..self.count]
    }

    /// The units of the block's postings, one after another.
    pub(crate) fn units(&self) -> Units<'i> {
        Units(Reader(self.units))
    }
}

/// Walks over the units of postings.
pub(crate) struct Units<'i>(Reader<'i>);

impl Units<'_> {
    /// Passes over the units of one posting.
    pub(crate) fn skip(&mut self) -> Option<()> {
        for _ in 0..self.0.varint()? {
            self.0.varint()?;
        }
        Some(())
    }

    /// Gives the units of one posting, each to `take`.
    pub(crate) fn each(&mut self, mut take: impl FnMut(u32)) -> Option<()> {
        let mut unit = 0_u32;
        for _ in 0..self.0.varint()? {
            unit = unit.checked_add(self.0.varint()?)?;
            take(unit);
        }
        Some(())
    }
}
