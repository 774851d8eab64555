//! Where links of a text may lead.

use crate::prose::address;

#[test]
fn links_lead_to_the_web_or_to_the_service() {
    let api = Some("https://remedy.example/base");
    assert_eq!(address("https://sqlite.org/wal.html", api).as_deref(), Some("https://sqlite.org/wal.html"));
    assert_eq!(address("HTTP://sqlite.org", None).as_deref(), Some("HTTP://sqlite.org"));
    assert_eq!(address("/solutions/x#y", api).as_deref(), Some("https://remedy.example/base/solutions/x#y"));
}

#[test]
fn links_lead_nowhere_else() {
    let api = Some("https://remedy.example");
    for link in [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "//evil.example/x",
        "/\\evil.example/x",
        "vbscript:x",
        "file:///etc/passwd",
        "solution.md",
        "#part",
        "",
        "é",
    ] {
        assert_eq!(address(link, api), None, "{link}");
    }
    assert_eq!(address("/solutions/x", None), None, "without a service there is no page");
}
