use super::*;

#[test]
fn every_letter_has_a_lower_case_of_its_own() {
    assert_eq!(folded("ΟΔΟΣ"), "οδοσ");
    assert_eq!(folded("İstanbul"), "istanbul");
    assert_eq!(lower_case("ΟΔΟΣ"), "οδος");
    assert_eq!(folded("ﬁnal ①"), "final 1");
}
