//! Asks the service, or the index that stands in for it.

use std::rc::Rc;

use js_sys::{JSON, encode_uri_component};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortSignal, RequestInit, Response};

use crate::{
    offline, page,
    settings::Settings,
    wire::{self, Answer, Solution},
};

/// Longest text, in bytes, that goes into an address: with every byte escaped it still fits into the
/// 8,000 bytes that servers are expected to take
/// (<https://www.rfc-editor.org/rfc/rfc9110#section-4.1>).
pub(crate) const LONGEST_IN_ADDRESS: usize = 1500;

/// How many solutions are asked for.
const LIMIT: u32 = 5;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum ClientError {
    /// The network, the server's absence or the page's policy.
    #[error("the service cannot be reached")]
    Unreachable,
    /// The server answered with an error.
    #[error("the service answered with status {status}: {detail}")]
    Refused { status: u16, detail: String },
    /// The answer, or the index, is not what it should be.
    #[error("the answer cannot be read")]
    Unreadable,
}

/// An answer, and the same as it came: a `LookupAnswer` as a JavaScript object.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) answer: Rc<Answer>,
    pub(crate) object: JsValue,
}

/// Looks a text up; `typing` says that its last word may be unfinished.
pub(crate) async fn lookup(
    settings: &Settings,
    text: &str,
    typing: bool,
    signal: Option<&AbortSignal>,
) -> Result<Found, ClientError> {
    let object = match &settings.index {
        // Meanwhile a newer question may have been asked.
        Some(_) if signal.is_some_and(AbortSignal::aborted) => return Err(ClientError::Unreachable),
        Some(index) => {
            let ask = settings.engine.as_ref().ok_or(ClientError::Unreadable)?;
            offline::lookup(ask, index, &question(settings, text, typing)).await?
        }
        None => {
            let init = RequestInit::new();
            let mut path = "/v1/lookup".to_owned();
            if text.len() > LONGEST_IN_ADDRESS {
                post(&init, &question(settings, text, typing))?;
            } else {
                path.push_str(&parameters(settings, text, typing));
            }
            ask(settings, &path, &init, signal).await?
        }
    };
    let answer = Rc::new(wire::answer(&object).ok_or(ClientError::Unreadable)?);
    Ok(Found { answer, object })
}

/// A whole solution, by id.
pub(crate) async fn solution(
    settings: &Settings,
    id: &str,
    signal: Option<&AbortSignal>,
) -> Result<Rc<Solution>, ClientError> {
    let path = format!("/v1/solutions/{}", escaped(id));
    let object = ask(settings, &path, &RequestInit::new(), signal).await?;
    wire::solution(&object).map(Rc::new).ok_or(ClientError::Unreadable)
}

fn hints(settings: &Settings) -> [(&'static str, Option<&String>); 3] {
    let hints = &settings.hints;
    [
        ("language", hints.language.as_ref()),
        ("framework", hints.framework.as_ref()),
        ("platform", hints.platform.as_ref()),
    ]
}

fn parameters(settings: &Settings, text: &str, typing: bool) -> String {
    let mut parameters = format!("?limit={LIMIT}&q={}", escaped(text));
    for (name, value) in hints(settings) {
        if let Some(value) = value {
            parameters.push_str(&format!("&{name}={}", escaped(value)));
        }
    }
    if typing {
        parameters.push_str("&typing=true");
    }
    parameters
}

fn question(settings: &Settings, text: &str, typing: bool) -> JsValue {
    let question = wire::object(&[
        ("text", Some(text.into())),
        ("limit", Some(LIMIT.into())),
        ("typing", Some(typing.into())),
    ]);
    let hints = hints(settings).map(|(name, value)| (name, value.map(JsValue::from)));
    js_sys::Object::assign(&question, &wire::object(&hints)).into()
}

fn post(init: &RequestInit, body: &JsValue) -> Result<(), ClientError> {
    let body = JSON::stringify(body).map_err(|_| ClientError::Unreadable)?;
    init.set_method("POST");
    init.set_headers(&wire::object(&[("content-type", Some("application/json".into()))]));
    init.set_body(&body);
    Ok(())
}

fn escaped(text: &str) -> String {
    encode_uri_component(text).into()
}

/// The JSON that the service answers.
async fn ask(
    settings: &Settings,
    path: &str,
    init: &RequestInit,
    signal: Option<&AbortSignal>,
) -> Result<JsValue, ClientError> {
    let address = settings.page(path).ok_or(ClientError::Unreachable)?;
    let response = fetch(&address, init, signal).await?;
    let body = read(response.json()).await;
    if response.ok() {
        return body.map_err(|_| ClientError::Unreadable);
    }
    // What a proxy answers need not be a problem in JSON.
    let problem = body.unwrap_or_default();
    let detail = wire::text(&problem, "detail").or_else(|| wire::text(&problem, "title")).unwrap_or_default();
    Err(ClientError::Refused { status: response.status(), detail })
}

/// Sends a request; any status is an answer.
async fn fetch(
    address: &str,
    init: &RequestInit,
    signal: Option<&AbortSignal>,
) -> Result<Response, ClientError> {
    init.set_signal(signal);
    let window = page::window().ok_or(ClientError::Unreachable)?;
    let response = JsFuture::from(window.fetch_with_str_and_init(address, init)).await;
    response.and_then(JsCast::dyn_into).map_err(|_| ClientError::Unreachable)
}

/// The body of a response, once it is there.
async fn read(body: Result<js_sys::Promise, JsValue>) -> Result<JsValue, ClientError> {
    let body = body.map_err(|_| ClientError::Unreachable)?;
    JsFuture::from(body).await.map_err(|_| ClientError::Unreachable)
}
