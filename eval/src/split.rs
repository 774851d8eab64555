//! Which queries the engine may be tuned on, and which only judge it.
//!
//! A query belongs to *hold* when the top bit of the FNV-1a hash (64 bits) of its text, without the white space
//! around it, is set, else to *tune*: about half and half, decided by the text alone. A query keeps its side
//! when others come or go, and nobody chooses. *Hold* is looked at to report, never to improve.

use std::fmt;

/// A side of the split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Split {
    /// For tuning: may be read, fitted on, and argued with.
    Tune,
    /// For judging.
    Hold,
}

impl Split {
    /// The side of a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        if fnv1a(text.trim().as_bytes()) >> 63 == 0 { Self::Tune } else { Self::Hold }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Tune => "tune",
            Self::Hold => "hold",
        })
    }
}

/// FNV-1a, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv).
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    })
}

#[cfg(test)]
mod tests {
    use super::{Split, fnv1a};

    #[test]
    fn the_hash_is_the_published_one() {
        assert_eq!(fnv1a(b""), 0xCBF2_9CE4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xAF63_DC4C_8601_EC8C);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_F739_67E8);
    }

    #[test]
    fn white_space_around_a_text_does_not_move_it() {
        assert_eq!(Split::of("database is locked"), Split::of("\n  database is locked\n"));
        assert_eq!(Split::of("a"), Split::Hold);
        assert_eq!(Split::of("database is locked"), Split::of("database is locked"));
    }

    #[test]
    fn the_sides_are_about_equal() {
        let tune = (0..10_000).filter(|number| Split::of(&format!("query {number}")) == Split::Tune).count();
        assert!((4_500..5_500).contains(&tune), "{tune} of 10000");
    }
}
