//! How many are wanted at most.

use crate::problem::{Kind, Problem};

/// The range of a `limit` and its default.
pub(super) struct Limit {
    pub(super) max: usize,
    pub(super) default: usize,
}

impl Limit {
    /// Reads a limit as it was written: decimal digits, from 1 to the maximum.
    pub(super) fn read(&self, written: Option<&str>) -> Result<usize, Problem> {
        let Some(written) = written else { return Ok(self.default) };
        match written.parse() {
            Ok(limit) if (1..=self.max).contains(&limit) => Ok(limit),
            _ => Err(Problem::new(
                Kind::InvalidLimit,
                format!(
                    "`limit` is `{}`; it must be a whole number from 1 to {}",
                    shortened(written),
                    self.max
                ),
            )
            .field("limit")
            .limit(self.max as u64)),
        }
    }
}

/// What was sent, short enough to be repeated in a message.
pub(super) fn shortened(written: &str) -> String {
    const LONGEST: usize = 40;
    match written.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", written.get(..end).unwrap_or_default()),
        None => written.to_owned(),
    }
}
