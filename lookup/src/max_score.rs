//! The documents with the greatest scores, without looking at most of them.
//!
//! MaxScore (Turtle and Flood, *Query evaluation: strategies and optimizations*, IPM 31(6), 1995): terms
//! whose greatest scores together cannot lift a document into the best `k` are only asked about documents
//! that other terms have brought up. The bounds are those of the blocks within a window of documents, as
//! in block-max MaxScore (Ding and Suel, SIGIR 2011; Chakrabarti et al., *Interval-based pruning for top-k
//! processing over compressed lists*, ICDE 2011). Memory depends on `k` and on the window, not on the
//! number of documents.

use std::{cmp::Ordering, collections::BinaryHeap};

use crate::{
    order::sort_by,
    postings::{Block, Postings},
};

/// Documents that are looked at together.
const WINDOW: u32 = 4096;

/// A term's postings and what one step of impact adds to a score.
pub(crate) struct List<'i> {
    postings: Postings<'i>,
    step: f32,
    /// The first block of the window, and the first after it.
    from: usize,
    to: usize,
    /// The most that the term can add to a document of the window.
    bound: f32,
    /// The most that this term and all before it can add together.
    bounds: f32,
    /// The block read last.
    read: Option<(usize, Block<'i>)>,
}

impl<'i> List<'i> {
    pub(crate) fn new(postings: Postings<'i>, step: f32) -> Self {
        Self { postings, step, from: 0, to: 0, bound: 0.0, bounds: 0.0, read: None }
    }

    /// Moves to the blocks that have documents of a window.
    fn enter(&mut self, first: u32, last: u32) {
        self.from = self.postings.block_from(self.from, first);
        self.to = self.from;
        let mut greatest = 0;
        while let Some(record) = self.postings.record(self.to) {
            greatest = greatest.max(record.greatest);
            self.to += 1;
            if record.last >= last {
                break;
            }
        }
        self.bound = f32::from(greatest) * self.step;
    }

    /// Adds the term's scores to those of the window's documents.
    fn accumulate(&mut self, first: u32, last: u32, window: &mut Window) {
        for number in self.from..self.to {
            self.load(number);
            let Some((_, block)) = &self.read else { continue };
            for (document, impact) in block.documents().iter().zip(block.impacts) {
                if (first..=last).contains(document) {
                    window.add((document - first) as usize, f32::from(*impact) * self.step);
                }
            }
        }
    }

    /// What the term adds to one document of the window.
    fn score(&mut self, document: u32) -> f32 {
        let number = self.postings.block_from(self.from, document);
        if number >= self.to {
            return 0.0;
        }
        self.load(number);
        let Some((_, block)) = &self.read else { return 0.0 };
        block.documents().binary_search(&document).map_or(0.0, |at| f32::from(block.impacts[at]) * self.step)
    }

    fn load(&mut self, number: usize) {
        if self.read.as_ref().is_none_or(|(known, _)| *known != number) {
            self.read = self.postings.read(number).map(|block| (number, block));
        }
    }
}

/// Scores of a window's documents, and which of them have any.
struct Window {
    scores: Vec<f32>,
    present: [u64; WINDOW as usize / 64],
}

impl Window {
    fn add(&mut self, at: usize, score: f32) {
        self.scores[at] += score;
        self.present[at / 64] |= 1 << (at % 64);
    }
}

/// A document among the best so far; the least of them is the greatest in this order.
#[derive(PartialEq)]
struct Best {
    score: f32,
    document: u32,
}

impl Eq for Best {}

impl Ord for Best {
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then(self.document.cmp(&other.document))
    }
}

impl PartialOrd for Best {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The `k` documents with the greatest scores, in the order of their numbers; of equal ones the first.
pub(crate) fn best_documents(mut lists: Vec<List<'_>>, documents: u32, k: usize) -> Vec<u32> {
    let mut window = Window { scores: vec![0.0; WINDOW as usize], present: [0; WINDOW as usize / 64] };
    let mut best: BinaryHeap<Best> = BinaryHeap::with_capacity(k + 1);
    let mut first = 0;
    while first < documents && k > 0 {
        let last = first.saturating_add(WINDOW - 1).min(documents - 1);
        for list in &mut lists {
            list.enter(first, last);
        }
        sort_by(&mut lists, |one, other| {
            one.bound.total_cmp(&other.bound).then(one.postings.documents.cmp(&other.postings.documents))
        });
        let threshold = if best.len() < k { 0.0 } else { best.peek().map_or(0.0, |least| least.score) };
        // Lists before `essential` cannot lift a document over the threshold, even all together.
        let mut together = 0.0;
        for list in &mut lists {
            together += list.bound;
            list.bounds = together;
        }
        let essential = lists.partition_point(|list| list.bounds <= threshold);
        let (others, essentials) = lists.split_at_mut(essential);
        if !essentials.is_empty() {
            for list in essentials {
                list.accumulate(first, last, &mut window);
            }
            collect(&mut window, others, first, k, &mut best);
        }
        let Some(next) = last.checked_add(1) else { break };
        first = next;
    }
    let mut found: Vec<u32> = best.into_iter().map(|best| best.document).collect();
    sort_by(&mut found, u32::cmp);
    found
}

fn collect(window: &mut Window, others: &mut [List<'_>], first: u32, k: usize, best: &mut BinaryHeap<Best>) {
    for word in 0..window.present.len() {
        let mut bits = std::mem::take(&mut window.present[word]);
        while bits != 0 {
            let at = word * 64 + bits.trailing_zeros() as usize;
            bits &= bits - 1;
            let mut score = std::mem::take(&mut window.scores[at]);
            let threshold = if best.len() < k { 0.0 } else { best.peek().map_or(0.0, |least| least.score) };
            let document = first + at as u32;
            for list in others.iter_mut().rev() {
                if score + list.bounds <= threshold {
                    break;
                }
                score += list.score(document);
            }
            if score > threshold {
                best.push(Best { score, document });
                if best.len() > k {
                    best.pop();
                }
            }
        }
    }
}
