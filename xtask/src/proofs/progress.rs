//! The line below the table that says how far it is.

use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// Shown on a terminal only; the table is printed everywhere.
pub(super) struct Progress {
    bar: ProgressBar,
    running: Mutex<Vec<String>>,
}

impl Progress {
    pub(super) fn new(count: usize) -> Self {
        let bar = ProgressBar::new(count as u64);
        if let Ok(style) = ProgressStyle::with_template("{pos} of {len}, {elapsed}: {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_secs(1));
        Self { bar, running: Mutex::default() }
    }

    pub(super) fn begins(&self, id: &str) {
        self.change(|running| running.push(id.to_owned()));
    }

    /// Prints the line of the table.
    pub(super) fn ended(&self, id: &str, line: &str) {
        self.bar.suspend(|| println!("{line}"));
        self.bar.inc(1);
        self.change(|running| running.retain(|other| other != id));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn change(&self, change: impl FnOnce(&mut Vec<String>)) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut running);
        self.bar.set_message(running.join(", "));
    }
}
