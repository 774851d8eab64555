use remedy_tests::{
    Service,
    browser::{Browser, OtherOrigin, with_browser},
    real_input,
};
use serde_json::{Value, json};

const DOWN: &str = "\u{E015}";
const ENTER: &str = "\u{E007}";
const ESCAPE: &str = "\u{E00C}";

/// Opens the panel on a page of the service and leaves the focus in the search field.
async fn open_panel(browser: &Browser, service: &Service) {
    browser.open(&format!("{}/", service.origin)).await;
    browser.until("parts('button').length === 1").await;
    browser.click("button").await;
    browser.until("parts('input').length === 1 && root.activeElement === parts('input')[0]").await;
}

#[test]
fn typing_finds_and_the_keyboard_opens_a_solution_in_place_and_leads_back() {
    with_browser(|browser| async move {
        let service = Service::start();
        open_panel(&browser, &service).await;
        browser.keys("database is locked").await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
        browser.keys(DOWN).await;
        browser.keys(ENTER).await;
        browser.until("parts('solution')[0]?.textContent.includes('Root cause')").await;
        browser.until("parts('solution')[0].querySelector('pre') !== null").await;
        let shown = browser.value("parts('solution')[0].textContent").await;
        let shown = shown.as_str().expect("text");
        assert!(shown.contains("python") && shown.contains("10 runs"), "{shown}");
        browser.keys(ESCAPE).await;
        browser.until("parts('solution').length === 0 && parts('result').length > 0").await;
        browser.keys(ESCAPE).await;
        browser.until("parts('input').length === 0 || parts('panel')[0]?.hidden === true").await;
        browser.until("root.activeElement === parts('button')[0]").await;
    });
}

#[test]
fn on_another_origin_it_suggests_from_the_page_before_anyone_types() {
    with_browser(|browser| async move {
        let service = Service::start();
        let site = OtherOrigin::serve("widget/demo");
        browser.open(&format!("{}/?remedy={}", site.origin, service.origin)).await;
        browser.until("performance.getEntriesByName('remedy:first-suggestion').length > 0").await;
        browser.until("parts('button').length === 1").await;
        browser.click("button").await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
        let took = browser.value("performance.getEntriesByName('remedy:first-suggestion')[0].duration").await;
        println!("from script start to first suggestion: {took} ms");
    });
}

#[test]
fn what_is_not_in_the_catalogue_is_said_to_be_unknown() {
    with_browser(|browser| async move {
        let service = Service::start();
        for text in [real_input::UNRELATED_NODE_TRACE, real_input::KOREAN, ""] {
            open_panel(&browser, &service).await;
            let answer = browser.awaited("window.remedy.lookup(arguments[0], {})", vec![json!(text)]).await;
            assert_eq!(answer["answered"], Value::Bool(false), "{answer}");
        }
        browser.keys("how do I center a div").await;
        browser.until("/no match/i.test(parts('status').map((part) => part.textContent).join())").await;
    });
}

#[test]
fn what_is_typed_is_never_markup() {
    with_browser(|browser| async move {
        let service = Service::start();
        open_panel(&browser, &service).await;
        browser.keys("<img src=x onerror=window.hit=1> database is locked").await;
        browser.until("parts('result').length > 0").await;
        assert_eq!(browser.value("root.querySelectorAll('img').length").await, json!(0));
        assert_eq!(browser.value("window.hit === undefined").await, Value::Bool(true));
    });
}

#[test]
fn a_page_hears_what_the_widget_answers() {
    with_browser(|browser| async move {
        let service = Service::start();
        let site = OtherOrigin::serve("widget/demo");
        browser.open(&format!("{}/?remedy={}", site.origin, service.origin)).await;
        browser
            .value("void document.addEventListener('remedy:answer', (event) => { window.heard = event.detail; })")
            .await;
        browser.until("parts('button').length === 1").await;
        browser.click("button").await;
        browser.until("parts('input').length === 1 && root.activeElement === parts('input')[0]").await;
        browser.keys("telegram bot answers twice").await;
        browser
            .until("window.heard?.matches?.[0]?.solution.id === 'telegram-sends-duplicate-responses'")
            .await;
    });
}
