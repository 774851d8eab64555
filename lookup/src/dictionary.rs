//! The term dictionary: an FST ([`fst`]) from term to ordinal, asked for a word, for what a word may be
//! the beginning of, and for what it may be a misspelling of.

use std::ops::Range;

use fst::{
    IntoStreamer, Streamer,
    raw::{Fst, Output},
};

use crate::{levenshtein::Levenshtein, work::Meter};

/// The dictionary of an opened index, whose bytes were checked by [`crate::fst_check`].
pub(crate) struct Dictionary<'i> {
    fst: Fst<&'i [u8]>,
}

impl<'i> Dictionary<'i> {
    pub(crate) fn new(bytes: &'i [u8]) -> Option<Self> {
        Some(Self { fst: Fst::new(bytes).ok()? })
    }

    /// The ordinal of a term.
    pub(crate) fn get(&self, term: &str) -> Option<u32> {
        self.fst.get(term).and_then(ordinal)
    }

    /// The ordinals of all terms that begin with `prefix`. Terms are numbered in their order, so that
    /// these are one range: from the first key below the prefix to the last one.
    pub(crate) fn beginning_with(&self, prefix: &str) -> Option<Range<u32>> {
        let mut node = self.fst.root();
        let mut output = Output::zero();
        for byte in prefix.bytes() {
            let transition = node.transition(node.find_input(byte)?);
            output = output.cat(transition.out);
            node = self.fst.node(transition.addr);
        }
        let (mut first, mut last) = ((node, output), (node, output));
        while !first.0.is_final() && !first.0.is_empty() {
            let transition = first.0.transition(0);
            first = (self.fst.node(transition.addr), first.1.cat(transition.out));
        }
        while !last.0.is_empty() {
            let transition = last.0.transition(last.0.len() - 1);
            last = (self.fst.node(transition.addr), last.1.cat(transition.out));
        }
        let first = ordinal(first.1.cat(first.0.final_output()))?;
        let last = ordinal(last.1.cat(last.0.final_output()))?;
        Some(first..last.checked_add(1)?)
    }

    /// The terms within `distance` edits of a word, each with its distance, in the dictionary's order.
    pub(crate) fn near(&self, word: &str, distance: u8, meter: &Meter) -> Vec<(u32, u8)> {
        let automaton = Levenshtein::new(word, distance, meter);
        let mut stream = self.fst.search_with_state(&automaton).into_stream();
        let mut found = Vec::new();
        while let Some((_, output, state)) = stream.next() {
            found.extend(ordinal(output).map(|ordinal| (ordinal, automaton.distance(&state))));
        }
        found
    }
}

fn ordinal(output: Output) -> Option<u32> {
    u32::try_from(output.value()).ok()
}
