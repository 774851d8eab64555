//! Indexes that lie: their checksums are right, and what they say is not.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{QUESTIONS, assert_sound, builder, documents, forge, large_builder};
use remedy_lookup::{Context, Index, Query};

fn small() -> Vec<u8> {
    builder(documents()).build().expect("a small corpus")
}

fn large() -> Vec<u8> {
    large_builder().build().expect("a corpus of hundreds")
}

/// Opens and asks; whether it could be opened.
fn ask_all(bytes: &[u8]) -> bool {
    let Ok(index) = Index::open(bytes) else { return false };
    for (text, typing) in QUESTIONS {
        let query = Query { text, context: Context::default(), limit: usize::MAX, typing };
        assert_sound(&index.lookup(&query), text);
    }
    true
}

#[test]
fn the_checksums_that_are_made_right_are_those_of_the_format() {
    let bytes = small();
    let mut sealed = bytes.clone();
    forge::seal(&mut sealed);
    assert!(sealed == bytes);
    let terms = bytes[forge::section(&bytes, forge::TERMS)].to_vec();
    assert!(forge::with_section(&bytes, forge::TERMS, &terms) == bytes);
}

#[test]
fn any_byte_may_be_another() {
    let bytes = builder(documents().into_iter().take(2).collect()).build().expect("a tiny corpus");
    let mut opened = 0;
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        // All bits in turn, and all at once.
        changed[at] ^= if at % 3 == 0 { 0xFF } else { 1 << (at % 8) };
        if at >= forge::HEAD {
            forge::seal(&mut changed);
        }
        opened += usize::from(ask_all(&changed));
    }
    assert!(opened > bytes.len() / 2, "most changes are not noticed at opening: {opened} of {}", bytes.len());
}

#[test]
fn any_byte_of_the_larger_parts_may_be_another() {
    let bytes = large();
    for which in
        [forge::TERM_TABLE, forge::BLOCKS, forge::POSTINGS, forge::DOCUMENT_TABLE, forge::SIGNATURE_TABLE]
    {
        let section = forge::section(&bytes, which);
        for at in section.clone().step_by(section.len() / 40 + 1) {
            let mut changed = bytes.clone();
            changed[at] = !changed[at];
            forge::seal(&mut changed);
            ask_all(&changed);
        }
    }
}

#[test]
fn any_section_may_be_missing_or_be_another() {
    let bytes = large();
    for which in 0..forge::SECTIONS {
        ask_all(&forge::with_section(&bytes, which, &[]));
        ask_all(&forge::with_section(&bytes, which, &[0xFF; 4096]));
        ask_all(&forge::with_section(&bytes, which, &[0; 4096]));
        for other in 0..forge::SECTIONS {
            ask_all(&forge::with_section(&bytes, which, &bytes[forge::section(&bytes, other)]));
        }
    }
}

#[test]
fn offsets_that_leave_the_index_are_refused() {
    let bytes = small();
    for entry in 0..forge::SECTIONS * 3 {
        for value in [0, 1, u64::MAX, u64::MAX / 2, bytes.len() as u64] {
            let at = 12 + entry * 8;
            let mut changed = bytes.clone();
            changed[at..at + 8].copy_from_slice(&value.to_le_bytes());
            forge::seal(&mut changed);
            // The checksum of a section is made right again; offset and length cannot be.
            let same = changed == bytes;
            assert!(
                same || entry % 3 == 2 || Index::open(changed.as_slice()).is_err(),
                "entry {entry}: {value}"
            );
            ask_all(&changed);
        }
    }
}

/// An index whose term dictionary is another.
fn with_terms(terms: &[u8]) -> Vec<u8> {
    forge::with_section(&small(), forge::TERMS, terms)
}

/// As many keys as the small index has terms.
fn count() -> usize {
    forge::section(&small(), forge::TERM_TABLE).len() / 24
}

fn map(value: impl Fn(usize) -> u64) -> Vec<u8> {
    let mut map = fst::MapBuilder::memory();
    for number in 0..count() {
        map.insert(format!("da{number:04}"), value(number)).expect("in order");
    }
    map.into_inner().expect("in memory")
}

#[test]
fn a_dictionary_that_numbers_its_terms_otherwise_is_refused() {
    let count = count() as u64;
    assert!(Index::open(with_terms(&map(|number| number as u64))).is_ok(), "other words, rightly numbered");
    let lies: [fn(u64) -> u64; 5] =
        [|_| 0, |number| number + 1, |number| number * 2, |number| number << 32, |number| u64::MAX - number];
    for lie in lies {
        assert!(Index::open(with_terms(&map(|number| lie(number as u64)))).is_err());
    }
    assert!(Index::open(with_terms(&map(|number| count - 1 - number as u64))).is_err());
    // Fewer or more than there are terms.
    let empty = fst::MapBuilder::memory().into_inner().expect("in memory");
    let mut one = fst::MapBuilder::memory();
    one.insert("", 0).expect("the first");
    for terms in [empty, one.into_inner().expect("in memory")] {
        assert!(Index::open(with_terms(&terms)).is_err());
    }
}

/// A dictionary whose nodes each lead twice to the one before: a few hundred bytes with more keys than there are
/// atoms. `says` is the number of keys that it claims, `first` the output of its first node.
fn shared(levels: u32, first: u32, says: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&3_u64.to_le_bytes());
    bytes.extend_from_slice(&0_u64.to_le_bytes());
    let mut before: Option<usize> = None;
    for level in 0..levels {
        let delta = before.map_or(0, |before| u8::try_from(bytes.len() - before).expect("a node before"));
        let output = if level == 0 { first } else { 1_u32.checked_shl(level).unwrap_or(u32::MAX) };
        // Outputs, addresses and inputs stand in reverse; then sizes and state.
        bytes.extend_from_slice(&output.to_le_bytes());
        bytes.extend_from_slice(&0_u32.to_le_bytes());
        bytes.extend_from_slice(&[delta, delta, b'b', b'a', 0x14, 2]);
        before = Some(bytes.len() - 1);
    }
    bytes.extend_from_slice(&says.to_le_bytes());
    bytes.extend_from_slice(&(before.unwrap_or(0) as u64).to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes
}

/// An index with eight terms and this dictionary.
fn with_eight_terms(terms: &[u8]) -> Vec<u8> {
    let bytes = with_terms(terms);
    let mut totals = bytes[forge::section(&bytes, forge::TOTALS)].to_vec();
    totals[4..8].copy_from_slice(&8_u32.to_le_bytes());
    let bytes = forge::with_section(&bytes, forge::TOTALS, &totals);
    let table = bytes[forge::section(&bytes, forge::TERM_TABLE)][..8 * 24].to_vec();
    forge::with_section(&bytes, forge::TERM_TABLE, &table)
}

#[test]
fn a_dictionary_that_shares_its_nodes_without_end_is_refused() {
    assert!(ask_all(&with_eight_terms(&shared(3, 1, 8))), "aaa to bbb, rightly numbered");
    assert!(!ask_all(&with_eight_terms(&shared(3, 1, 7))));
    assert!(!ask_all(&with_eight_terms(&shared(3, 0, 8))));
    for levels in [1, 2, 4, 8, 24, 31, 32, 33, 63, 64, 200] {
        for says in [8, 1_u64.checked_shl(levels).unwrap_or(0)] {
            assert!(!ask_all(&with_eight_terms(&shared(levels, 1, says))), "{levels} levels");
        }
    }
}

#[test]
fn any_byte_of_a_dictionary_may_be_another() {
    let terms = map(|number| number as u64);
    for at in 0..terms.len() {
        for value in [0, 0x80, 0xC0, 0xFF] {
            let mut changed = terms.clone();
            changed[at] = value;
            ask_all(&with_terms(&changed));
        }
    }
    for length in 0..64 {
        ask_all(&with_terms(&terms[..length]));
        ask_all(&with_terms(&vec![0xC0; length]));
        ask_all(&with_terms(&[&terms[..16], &vec![0x42; length], &terms[terms.len() - 20..]].concat()));
    }
}
