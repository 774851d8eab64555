#![allow(clippy::unwrap_used)]

use super::{decode, encode};

#[test]
fn a_cursor_leads_back_to_its_id() {
    for id in ["a", "event-loop-already-running", "0"] {
        assert_eq!(decode(&encode(id)).unwrap(), id);
    }
}

#[test]
fn anything_else_is_refused() {
    for cursor in ["", "6", "6g", "zz", "ff", "6A", "event-loop", "한국", "e3"] {
        assert_eq!(decode(cursor).unwrap_err().kind.code(), "invalid-cursor", "{cursor}");
    }
}
