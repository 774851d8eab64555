use remedy_tests::{
    Service,
    browser::{Browser, OtherOrigin, with_browser},
    real_input,
};
use serde_json::{Value, json};

/// Widgets on a page of another origin.
struct Page {
    site: OtherOrigin,
    folder: tempfile::TempDir,
}

impl Page {
    /// A page with this in its body, and the widget's script from `script`.
    fn with(body: &str, script: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let script = format!(r#"<script type="module" src="{script}"></script>"#);
        let html = format!("<!doctype html><title>A page</title><body>{body}{script}</body>");
        std::fs::write(folder.path().join("index.html"), html).expect("a page");
        Self { site: OtherOrigin::serve(folder.path().to_str().expect("text")), folder }
    }
}

fn script(service: &Service) -> String {
    format!("{}/widget/v1/remedy.js", service.origin)
}

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
        browser.keys("shall we go for a walk").await;
        browser.until("/no match/i.test(parts('status').map((part) => part.textContent).join())").await;
    });
}

#[test]
fn what_is_answered_elsewhere_is_named_with_and_without_a_service() {
    with_browser(|browser| async move {
        let service = Service::start();
        let text = real_input::ANSWERED_ELSEWHERE;
        let hint = service.lookup(text.as_bytes())["elsewhere"]["hint"].clone();
        for index in [String::new(), format!("{}/widget/v1/index.bin", service.origin)] {
            let body =
                format!(r#"<remedy-widget mode="inline" query="{text}" index="{index}"></remedy-widget>"#);
            let page = Page::with(&body, &script(&service));
            browser.open(&page.site.origin).await;
            let said = format!("No solution here. It looks like: {}.", real_input::ANSWERED_ELSEWHERE_TITLE);
            browser
                .until(&format!("!!root?.querySelector('.notice')?.textContent.includes({})", json!(said)))
                .await;
            assert_eq!(browser.value("root.querySelector('.notice .hint').textContent").await, hint);
            let heard = browser.value("parts('status')[0].textContent").await;
            assert!(heard.as_str().is_some_and(|heard| heard.starts_with(&said)), "{heard}");
        }
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

#[test]
fn inline_the_panel_stands_in_the_page_and_stays() {
    with_browser(|browser| async move {
        let service = Service::start();
        let body = r#"<div style="width: 500px"><remedy-widget mode="inline" query="database is locked"></remedy-widget></div>"#;
        let page = Page::with(body, &script(&service));
        browser.open(&page.site.origin).await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
        assert_eq!(browser.value("parts('button').length").await, json!(0), "nothing opens it");
        assert_eq!(
            browser.value("root.querySelectorAll('.close').length").await,
            json!(0),
            "nothing closes it"
        );
        assert_eq!(browser.value("parts('panel')[0].getBoundingClientRect().width").await, json!(500));
        assert_eq!(browser.value("getComputedStyle(root.host).position").await, json!("static"));
        assert_eq!(browser.value("parts('input')[0].value").await, json!("database is locked"));
        browser.click("input").await;
        browser.keys(ESCAPE).await;
        browser.keys(" error").await;
        browser
            .until("parts('input')[0].value === 'database is locked error' && parts('result').length > 0")
            .await;
        // The attribute changes what is asked.
        browser.value("void root.host.setAttribute('query', 'telegram bot answers twice')").await;
        browser.until("parts('result')[0]?.textContent.includes('Telegram')").await;
    });
}

#[test]
fn several_on_one_page_share_what_is_loaded_and_nothing_else() {
    with_browser(|browser| async move {
        let service = Service::start();
        let body = r#"<remedy-widget mode="inline" query="database is locked"></remedy-widget>
                      <remedy-widget mode="inline" query="telegram bot answers twice"></remedy-widget>
                      <remedy-widget context="database is locked"></remedy-widget>"#;
        let page = Page::with(body, &script(&service));
        browser.open(&page.site.origin).await;
        let shown = |place: usize, part: &str| {
            format!(
                "[...document.querySelectorAll('remedy-widget')][{place}].shadowRoot.querySelector('[part=\"{part}\"]')?.textContent"
            )
        };
        browser.until(&format!("!!{}?.includes('SQLite')", shown(0, "result"))).await;
        browser.until(&format!("!!{}?.includes('Telegram')", shown(1, "result"))).await;
        browser.until(&format!("!!{}?.includes('solution for this page')", shown(2, "teaser"))).await;
        let loaded =
            "performance.getEntriesByType('resource').filter((entry) => entry.name.endsWith('.wasm')).length";
        assert_eq!(browser.value(loaded).await, json!(1));
        // One that leaves takes nothing with it, and is whole again when it comes back.
        browser.value("void (window.gone = root.host, window.gone.remove())").await;
        browser.until("parts('result')[0]?.textContent.includes('Telegram')").await;
        browser.value("void document.body.prepend(window.gone)").await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite')").await;
        assert_eq!(browser.value("document.querySelectorAll('remedy-widget').length").await, json!(3));
        assert_eq!(browser.value("parts('panel').length").await, json!(1));
    });
}

#[test]
fn what_cannot_be_loaded_leaves_a_link_and_is_tried_again() {
    with_browser(|browser| async move {
        let service = Service::start();
        let body = format!(
            r#"<remedy-widget mode="inline" query="database is locked" api="{}"></remedy-widget>"#,
            service.origin
        );
        let page = Page::with(&body, "remedy.js");
        let dist = remedy_tests::root().join("widget/dist");
        let copy = |name: &std::path::Path| {
            std::fs::copy(dist.join(name), page.folder.path().join(name)).expect("the widget is built");
        };
        // The entry alone: bindings and WebAssembly are missing.
        copy("remedy.js".as_ref());
        browser.open(&page.site.origin).await;
        browser.until(&format!("root?.querySelector('a')?.href === '{}/'", service.origin)).await;
        for entry in std::fs::read_dir(&dist).expect("the widget is built") {
            copy(entry.expect("a file").file_name().as_ref());
        }
        browser.value("void document.body.append(root.host)").await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
        assert_eq!(browser.value("root.querySelectorAll('a').length").await, json!(0));
    });
}

#[test]
fn a_service_that_does_not_answer_is_said_and_can_be_asked_again() {
    with_browser(|browser| async move {
        let service = Service::start();
        // Port 9 discards: nothing answers there.
        let body = r#"<remedy-widget mode="inline" query="database is locked" api="http://127.0.0.1:9"></remedy-widget>"#;
        let page = Page::with(body, &script(&service));
        browser.open(&page.site.origin).await;
        browser.until("root?.querySelector('.failure')?.textContent.includes('cannot be reached')").await;
        browser.value("void root.querySelector('.failure button').click()").await;
        browser.until("root.querySelector('.failure')?.textContent.includes('cannot be reached')").await;
        browser.value(&format!("void root.host.setAttribute('api', '{}')", service.origin)).await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
    });
}

#[test]
fn an_index_answers_without_a_service_and_only_then_is_the_engine_loaded() {
    with_browser(|browser| async move {
        let service = Service::start();
        let body = r#"<remedy-widget mode="inline" query="database is locked"></remedy-widget>"#;
        let page = Page::with(body, &script(&service));
        browser.open(&page.site.origin).await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
        let requests = |part: &str| {
            format!(
                "performance.getEntriesByType('resource').filter((entry) => entry.name.includes('{part}')).length"
            )
        };
        assert_eq!(browser.value(&requests("remedy-engine")).await, json!(0));
        browser.value("void performance.clearResourceTimings()").await;
        browser
            .value(&format!("void root.host.setAttribute('index', '{}/widget/v1/index.bin')", service.origin))
            .await;
        browser.until(&format!("{} === 1", requests("remedy-engine"))).await;
        browser.click("input").await;
        browser.keys(" error").await;
        browser.until("parts('input')[0].value.endsWith(' error') && root.querySelector('.search').ariaBusy === 'false'").await;
        browser.until("parts('result')[0]?.textContent.includes('SQLite Database Errors')").await;
        assert_eq!(browser.value(&requests("/v1/lookup")).await, json!(0));
        assert_eq!(browser.value(&requests("index.bin")).await, json!(1));
        // An index that is none is said to be unreadable.
        browser
            .value(&format!("void root.host.setAttribute('index', '{}/v1/categories')", service.origin))
            .await;
        browser.until("root.querySelector('.failure')?.textContent.includes('cannot read')").await;
    });
}
