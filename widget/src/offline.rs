//! Looks up in the page itself, with an exported index and no service.

use std::{cell::RefCell, fmt::Write as _, rc::Rc};

use js_sys::{JSON, Uint8Array};
use remedy_lookup::{Index, Query};
use wasm_bindgen::JsValue;
use web_sys::{AbortSignal, RequestInit};

use crate::{
    client::{ClientError, LIMIT, fetch, read},
    page,
    settings::Settings,
};

type OpenIndex = Rc<Index<Vec<u8>>>;

thread_local! {
    /// The index that was asked last, by its address: pages have one.
    static LAST: RefCell<Option<(String, OpenIndex)>> = const { RefCell::new(None) };
}

/// Looks up in the index at `address`, which is fetched the first time. Gives the `LookupAnswer` that
/// a service with the same index would give, as a JavaScript object.
pub(crate) async fn lookup(
    address: &str,
    settings: &Settings,
    text: &str,
    typing: bool,
    signal: Option<&AbortSignal>,
) -> Result<JsValue, ClientError> {
    let index = open(address, signal).await?;
    let start = page::now();
    let query = Query { text, context: settings.hints.clone(), limit: LIMIT as usize, typing };
    let answer = index.lookup(&query);
    // Browsers coarsen their clock, so this can be 0.
    let took_us = ((page::now() - start) * 1000.0) as u64;
    // What the index stores is JSON already; reading it only to write it again would double the code.
    let mut json = format!(r#"{{"answered":{},"matches":["#, answer.answered);
    for (place, hit) in answer.hits.iter().enumerate() {
        let comma = if place == 0 { "" } else { "," };
        let (confidence, why) = (written(&hit.confidence)?, written(&hit.why)?);
        let _ = write!(json, r#"{comma}{{"solution":{},"confidence":{confidence},"why":{why}}}"#, hit.stored);
    }
    let (info, header) = (written(&answer.query)?, index.header());
    let _ = write!(json, r#"],"query":{info},"catalogue":{header},"took_us":{took_us}}}"#);
    JSON::parse(&json).map_err(|_| ClientError::Unreadable)
}

fn written(value: &impl serde::Serialize) -> Result<String, ClientError> {
    serde_json::to_string(value).map_err(|_| ClientError::Unreadable)
}

async fn open(address: &str, signal: Option<&AbortSignal>) -> Result<OpenIndex, ClientError> {
    let known = LAST.with_borrow(|last| {
        last.as_ref().filter(|(known, _)| known == address).map(|(_, index)| Rc::clone(index))
    });
    if let Some(index) = known {
        return Ok(index);
    }
    let response = fetch(address, &RequestInit::new(), signal).await?;
    if !response.ok() {
        return Err(ClientError::Refused { status: response.status(), detail: String::new() });
    }
    let bytes = Uint8Array::new(&read(response.array_buffer()).await?).to_vec();
    let index = Rc::new(Index::open(bytes).map_err(|_| ClientError::Unreadable)?);
    LAST.set(Some((address.into(), Rc::clone(&index))));
    Ok(index)
}
