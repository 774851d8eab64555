//! The lookup engine in WebAssembly gives the answers that the native one gives.

use remedy_tests::{Service, browser::with_browser, real_input};
use serde_json::{Value, json};

/// Lookups in one call of the browser.
const BATCH: usize = 100;

/// What depends neither on when and where the lookup ran, nor on how a number is written: 1 and 1.0 are one.
fn timeless(mut answer: Value) -> Value {
    answer["took_us"] = json!(0);
    for found in answer["matches"].as_array_mut().into_iter().flatten() {
        found["confidence"] = json!(found["confidence"].as_f64());
    }
    answer
}

/// The question as `POST /v1/lookup` takes it.
fn question(query: &Value) -> Value {
    let mut question = json!({ "text": query["text"] });
    for (name, value) in query["context"].as_object().into_iter().flatten() {
        question[name] = value.clone();
    }
    question
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
            "ΚΛΕΙΔΩΘΗΚΕ Ο ΚΑΤΑΛΟΓΟΣ: ΣΦΑΛΜΑΣ-1, İstanbul, ÉCHEC ﬁle, Größe GROẞ, Ⅷ ①, ǅungla, maxΣΑΣÉtat"
                .to_owned(),
            real_input::ANSWERED_ELSEWHERE.to_owned(),
        ]);
        let mut questions: Vec<Value> = texts.into_iter().map(|text| json!({ "text": text })).collect();
        questions.extend(real_input::evaluation_queries().iter().map(question));
        let index = json!(format!("{}/widget/v1/index.bin", service.origin));
        let mut elsewhere = 0;
        for batch in questions.chunks(BATCH) {
            let answers = browser
                .awaited(
                    "(async ([questions, index]) => {
                        const answers = [];
                        for (const { text, ...context } of questions) {
                            answers.push(await window.remedy.lookup(text, { ...context, index }));
                        }
                        return answers;
                    })(arguments)",
                    vec![json!(batch), index.clone()],
                )
                .await;
            let answers = answers.as_array().expect("a list").clone();
            assert_eq!(answers.len(), batch.len());
            for (question, alone) in batch.iter().zip(answers) {
                let body = question.to_string();
                let served = service.post("/v1/lookup", "application/json", body.as_bytes()).json();
                elsewhere += usize::from(served.get("elsewhere").is_some());
                assert_eq!(timeless(alone), timeless(served), "{question}");
            }
        }
        assert!(elsewhere > 0, "no answer was elsewhere");
    });
}
