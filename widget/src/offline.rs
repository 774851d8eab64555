//! Looks up in the page itself, with an exported index and no service.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::{client::ClientError, wire::field};

/// Asks the index at `address`. The engine that reads it ([`crate::engine`]) is in a file of its own, which the entry
/// loads for the first question.
pub(crate) async fn lookup(
    ask: &Function,
    address: &str,
    question: &JsValue,
) -> Result<JsValue, ClientError> {
    let answer =
        ask.call2(&JsValue::UNDEFINED, &address.into(), question).and_then(JsCast::dyn_into::<Promise>);
    JsFuture::from(answer.map_err(|_| ClientError::Unreadable)?).await.map_err(|error| {
        match field(&error, "status").as_f64() {
            Some(status) => ClientError::Refused { status: status as u16, detail: String::new() },
            // Anything that cannot be fetched is a TypeError.
            None if error.is_instance_of::<js_sys::TypeError>() => ClientError::Unreachable,
            None => ClientError::Unreadable,
        }
    })
}
