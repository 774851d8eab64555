//! What holds for any text and any bytes.
#![allow(clippy::expect_used)]

mod fixture;

use fixture::{ask, builder, documents, index};
use proptest::prelude::*;
use remedy_lookup::{Context, Index, MAX_NORMALISED_BYTES, OpenError, Query, signature_matches};

proptest! {
    #[test]
    fn any_text_is_answered_with_spans_inside_it(text in "\\PC{0,300}", typing: bool) {
        let index = index();
        let answer = index.lookup(&Query { text: &text, context: Context::default(), limit: 9, typing });
        prop_assert!(answer.query.normalised.len() <= MAX_NORMALISED_BYTES);
        for hit in &answer.hits {
            prop_assert!((0.0..=1.0).contains(&hit.confidence));
            for why in &hit.why {
                if let Some([start, end]) = why.span {
                    prop_assert!(start < end && text.get(start..end).is_some(), "{start}..{end} of {text:?}");
                }
            }
        }
    }

    #[test]
    fn words_of_the_corpus_in_any_order_and_dress(words in prop::collection::vec(
        prop::sample::select(vec!["sqlite3.OperationalError:", "database", "locked", "\u{1b}[31mERROR\u{1b}[0m", "\n",
            "telegram", "twice", "{", "}", "at /srv/a.py:1", "2026-01-01T00:00:00Z", "thread", "created", "e\u{301}"]), 0..60)) {
        let text = words.join(" ");
        let index = index();
        for hit in ask(&index, &text).hits {
            for why in hit.why {
                if let Some([start, end]) = why.span {
                    prop_assert!(text.get(start..end).is_some());
                }
            }
        }
    }

    #[test]
    fn the_order_of_documents_does_not_change_a_byte(seed in any::<u64>()) {
        let mut shuffled = documents();
        let length = shuffled.len();
        for place in 0..length {
            let other = usize::try_from(seed.rotate_left(u32::try_from(place * 7).expect("small")) % 5).expect("small");
            shuffled.swap(place, other);
        }
        prop_assert!(builder(shuffled).build() == builder(documents()).build());
    }

    #[test]
    fn a_changed_byte_is_noticed(at in any::<prop::sample::Index>(), change in 1_u8..) {
        let mut bytes = builder(documents()).build().expect("a small corpus");
        let at = at.index(bytes.len());
        bytes[at] ^= change;
        prop_assert!(Index::open(bytes).and_then(|index| index.verify()).is_err(), "byte {at}");
    }

    #[test]
    fn a_truncated_index_is_refused(length in any::<prop::sample::Index>()) {
        let bytes = builder(documents()).build().expect("a small corpus");
        let length = length.index(bytes.len());
        prop_assert!(Index::open(&bytes[..length]).is_err());
    }

    #[test]
    fn a_signature_matches_what_it_was_made_from(before in "[a-z ]{0,20}", value in "[0-9]{1,9}", after in "[a-z ]{0,20}") {
        let text = format!("{before} cannot reach replica {value} of shard nine {after}");
        let (right, wrong) = ("cannot reach replica {id} of shard nine", "cannot reach replica {id} of shard ten");
        let (matches, differs) = (signature_matches(right, &text), !signature_matches(wrong, &text));
        prop_assert!(matches && differs);
    }
}

#[test]
fn arbitrary_bytes_are_not_an_index() {
    assert_eq!(Index::open(b"".as_slice()).err(), Some(OpenError::NotAnIndex));
    assert_eq!(Index::open(b"SQLite format 3".as_slice()).err(), Some(OpenError::NotAnIndex));
}

#[test]
fn an_index_keeps_its_header_and_counts_its_documents() {
    let index = index();
    assert_eq!(index.header(), "the header");
    let answers = documents().iter().filter(|document| !document.elsewhere).count();
    assert_eq!(index.documents(), answers);
}

#[test]
fn two_documents_with_one_id_are_refused() {
    let mut twins = documents();
    twins.push(twins[0].clone());
    assert!(builder(twins).build().is_err());
}

#[test]
fn hostile_texts_are_answered() {
    let index = index();
    for text in
        ["a".repeat(64 * 1024), "\u{301}".repeat(30_000), "{".repeat(60_000), "\u{202e}dekcol".repeat(5_000)]
    {
        assert!(!ask(&index, &text).answered);
    }
}
