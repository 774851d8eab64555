use std::collections::BTreeSet;

use super::Kind;

#[test]
fn all_kinds_are_listed_in_order() {
    assert_eq!(Kind::ALL.len(), Kind::NotReady as usize + 1);
    for (place, kind) in Kind::ALL.into_iter().enumerate() {
        assert_eq!(kind as usize, place, "{kind:?}");
    }
}

#[test]
fn each_kind_has_a_code_of_its_own_that_can_stand_in_an_address() {
    let codes: BTreeSet<&str> = Kind::ALL.into_iter().map(Kind::code).collect();
    assert_eq!(codes.len(), Kind::ALL.len());
    for code in codes {
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{code}");
    }
}

#[test]
fn each_kind_is_an_error() {
    for kind in Kind::ALL {
        assert!(kind.status().is_client_error() || kind.status().is_server_error(), "{kind:?}");
    }
}
