//! One thing that is asked for, again and again.

use std::rc::Rc;

use web_sys::{AbortController, AbortSignal};

use crate::client::ClientError;

/// A value that is asked for. A newer question aborts the older one, whose answer is then ignored.
#[derive(Debug)]
pub(crate) struct Request<T> {
    turn: u32,
    waiting: Option<AbortController>,
    result: Option<Result<Rc<T>, ClientError>>,
}

impl<T> Default for Request<T> {
    fn default() -> Self {
        Self { turn: 0, waiting: None, result: None }
    }
}

impl<T> Request<T> {
    /// A new question: its turn, to be given back with the answer, and what tells that it was given up.
    /// What was known stays until the answer comes.
    pub(crate) fn begin(&mut self) -> (u32, Option<AbortSignal>) {
        self.give_up();
        self.waiting = AbortController::new().ok();
        (self.turn, self.waiting.as_ref().map(AbortController::signal))
    }

    /// The answer of a turn; false when a newer question was asked since.
    pub(crate) fn end(&mut self, turn: u32, result: Result<Rc<T>, ClientError>) -> bool {
        if turn != self.turn {
            return false;
        }
        self.waiting = None;
        self.result = Some(result);
        true
    }

    /// Forgets question and answer.
    pub(crate) fn clear(&mut self) {
        self.give_up();
        self.result = None;
    }

    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting.is_some()
    }

    /// The latest answer or error, if there is one.
    pub(crate) fn result(&self) -> Option<Result<&Rc<T>, &ClientError>> {
        self.result.as_ref().map(Result::as_ref)
    }

    /// The latest answer, if it was not an error.
    pub(crate) fn value(&self) -> Option<&Rc<T>> {
        self.result()?.ok()
    }

    fn give_up(&mut self) {
        self.turn = self.turn.wrapping_add(1);
        if let Some(controller) = self.waiting.take() {
            controller.abort();
        }
    }
}

impl<T> Drop for Request<T> {
    fn drop(&mut self) {
        self.give_up();
    }
}
