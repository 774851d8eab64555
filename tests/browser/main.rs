//! The widget in a real browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod engine;
mod widget;
