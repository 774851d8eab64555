//! The lookup engine in WebAssembly gives the answers that the native one gives.

use remedy_tests::{Service, browser::with_browser, real_input};
use serde_json::{Value, json};

/// What does not depend on when and where the lookup ran.
fn timeless(mut answer: Value) -> Value {
    answer["took_us"] = json!(0);
    answer
}

#[test]
fn without_a_server_the_widget_answers_bit_for_bit_like_the_service() {
    with_browser(|browser| async move {
        let service = Service::start();
        browser.open(&format!("{}/", service.origin)).await;
        browser.until("!!window.remedy").await;
        let mut texts: Vec<String> =
            real_input::recorded_failures().into_iter().map(|(_, output)| output).collect();
        texts.extend([
            real_input::service_log(),
            real_input::UNRELATED_NODE_TRACE.to_owned(),
            real_input::KOREAN.to_owned(),
            String::new(),
            String::from_utf8_lossy(&real_input::random_bytes()).into_owned(),
            "telegrm bot repplies twice to evry mesage".to_owned(),
        ]);
        for text in texts {
            let index = json!(format!("{}/widget/v1/index.bin", service.origin));
            let alone = browser
                .awaited(
                    "window.remedy.lookup(arguments[0], { index: arguments[1] })",
                    vec![json!(text), index],
                )
                .await;
            assert_eq!(timeless(alone), timeless(service.lookup(text.as_bytes())), "{text}");
        }
    });
}
