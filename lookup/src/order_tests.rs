use proptest::prelude::*;

use super::sort_by;

proptest! {
    #[test]
    fn sorts_as_the_standard_library_does(keys in prop::collection::vec(0..40_u8, 0..200)) {
        let mut items: Vec<(u8, usize)> = keys.into_iter().zip(0..).collect();
        let mut expected = items.clone();
        expected.sort_by_key(|(key, _)| *key);
        sort_by(&mut items, |one, other| one.0.cmp(&other.0));
        prop_assert_eq!(items, expected);
    }
}
