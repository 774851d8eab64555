//! Documents as they are stored: what a hit gives back, and the short texts that are matched as a whole.
//!
//! ```text
//! document   elsewhere u8 │ count of units │ norm f32 of each │ facets │ id │ stored │ texts of the units
//! ```
//!
//! A *unit* is a title, a summary, a symptom or a signature's text; its norm is the length of the vector of
//! its terms' information. The texts of a document that competes only are left out: they are never shown.

use crate::{
    Field,
    bytes::{Reader, put_str, put_varint},
    unicode::lower_case,
};

const UNIT_BYTES: usize = 4;

/// Whether a field's texts are units.
pub(crate) fn is_unit(field: Field) -> bool {
    matches!(field, Field::Title | Field::Summary | Field::Symptom | Field::Signature)
}

/// What the builder knows of a document.
pub(crate) struct Record<'d> {
    pub(crate) id: &'d str,
    pub(crate) stored: &'d str,
    pub(crate) facets: &'d [String],
    pub(crate) elsewhere: bool,
    /// Norm and text of each unit.
    pub(crate) units: Vec<(f32, &'d str)>,
}

impl Record<'_> {
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(self.elsewhere));
        put_varint(out, self.units.len() as u32);
        for (norm, _) in &self.units {
            out.extend_from_slice(&norm.to_le_bytes());
        }
        put_varint(out, self.facets.len() as u32);
        for facet in self.facets {
            put_str(out, &lower_case(facet));
        }
        put_str(out, self.id);
        put_str(out, self.stored);
        if !self.elsewhere {
            for (_, text) in &self.units {
                put_str(out, text);
            }
        }
    }
}

/// A document of an opened index, read as far as it is needed.
#[derive(Clone, Copy, Default)]
pub(crate) struct Stored<'i> {
    /// Whether it competes only.
    pub(crate) elsewhere: bool,
    units: &'i [u8],
    rest: &'i [u8],
}

impl<'i> Stored<'i> {
    pub(crate) fn read(bytes: &'i [u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        let elsewhere = reader.byte()? != 0;
        let count = reader.size()?;
        let units = reader.take(count.checked_mul(UNIT_BYTES)?)?;
        Some(Self { elsewhere, units, rest: reader.0 })
    }

    /// Number of units.
    pub(crate) fn units(&self) -> usize {
        self.units.len() / UNIT_BYTES
    }

    /// The norm of each unit.
    pub(crate) fn norms(&self) -> impl Iterator<Item = f32> + use<'i> {
        self.units.chunks_exact(UNIT_BYTES).map(|unit| Reader(unit).f32().unwrap_or_default())
    }

    /// Whether the document is about a language, framework, platform or component.
    pub(crate) fn has_facet(&self, value: &str) -> bool {
        let mut reader = Reader(self.rest);
        let count = reader.varint().unwrap_or_default();
        (0..count).map_while(|_| reader.str()).any(|facet| facet == value)
    }

    /// Id, stored text, and the text of one unit, which a document that competes only does not have.
    pub(crate) fn texts(&self, unit: Option<usize>) -> Option<(&'i str, &'i str, &'i str)> {
        let mut reader = Reader(self.rest);
        for _ in 0..reader.varint()? {
            reader.skip_str()?;
        }
        let (id, stored) = (reader.str()?, reader.str()?);
        let Some(unit) = unit else { return Some((id, stored, "")) };
        for _ in 0..unit {
            reader.skip_str()?;
        }
        Some((id, stored, reader.str()?))
    }
}
