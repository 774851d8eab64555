//! The service from outside, over HTTP.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod bad_input;
mod catalogue;
mod lookup;
mod pages;
mod solutions;
mod widget_files;
