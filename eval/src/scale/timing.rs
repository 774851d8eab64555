//! How long things take.

use serde::{Deserialize, Serialize};

/// Questions of one sort, put to one engine.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Timing {
    /// How long each took.
    pub(super) nanoseconds: Vec<u64>,
    /// The place of its document among the hits, from 1; 0 when it was not found.
    pub(super) places: Vec<usize>,
}

impl Timing {
    /// The time that this share of questions did not exceed.
    pub(super) fn quantile(&self, share: f64) -> u64 {
        let mut sorted = self.nanoseconds.clone();
        sorted.sort_unstable();
        // Nearest rank.
        let rank = (share * sorted.len() as f64).ceil() as usize;
        sorted.get(rank.saturating_sub(1)).copied().unwrap_or_default()
    }

    /// Questions whose document was among the first ones.
    pub(super) fn within(&self, first: usize) -> usize {
        self.places.iter().filter(|place| (1..=first).contains(*place)).count()
    }

    /// Of each question that both have, the shorter time.
    pub(super) fn fastest(&mut self, other: &Self) {
        let both = self.nanoseconds.len().min(other.nanoseconds.len());
        self.nanoseconds.truncate(both);
        self.places.truncate(both);
        for (own, other) in self.nanoseconds.iter_mut().zip(&other.nanoseconds) {
            *own = (*own).min(*other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Timing;

    fn timing(nanoseconds: impl IntoIterator<Item = u64>) -> Timing {
        let nanoseconds: Vec<u64> = nanoseconds.into_iter().collect();
        Timing { places: vec![1; nanoseconds.len()], nanoseconds }
    }

    #[test]
    fn quantiles_are_times_that_were_measured() {
        let many = timing((1..=200).rev());
        assert_eq!((many.quantile(0.5), many.quantile(0.99)), (100, 198));
        assert_eq!((timing([7]).quantile(0.99), timing([]).quantile(0.5)), (7, 0));
    }

    #[test]
    fn what_else_the_machine_did_in_one_round_does_not_count() {
        let mut fastest = timing([5, 900, 7]);
        fastest.fastest(&timing([800, 6, 8, 9]));
        assert_eq!(fastest, timing([5, 6, 7]));
    }

    #[test]
    fn places_are_counted_from_one() {
        let timing = Timing { nanoseconds: vec![1; 4], places: vec![0, 1, 3, 10] };
        assert_eq!((timing.within(1), timing.within(3), timing.within(10)), (1, 2, 3));
    }
}
