//! Ranks by Zipf's law: rank *k* is drawn in proportion to *k*^-s.
//!
//! Rejection-inversion (Hörmann and Derflinger, *Rejection-inversion to generate variates from monotone discrete
//! distributions*, ACM TOMACS 1996): constant time and no table, whatever the number of ranks.

use crate::Prng;

/// A distribution over the ranks 1 to `ranks`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Zipf {
    ranks: u64,
    exponent: f64,
    low: f64,
    high: f64,
    cut: f64,
}

impl Zipf {
    /// The exponent must not be 1.
    pub(super) fn new(ranks: u64, exponent: f64) -> Self {
        let mut zipf = Self { ranks: ranks.max(1), exponent, low: 0.0, high: 0.0, cut: 0.0 };
        zipf.low = zipf.integral(1.5) - 1.0;
        zipf.high = zipf.integral(zipf.ranks as f64 + 0.5);
        zipf.cut = 2.0 - zipf.inverse(zipf.integral(2.5) - zipf.density(2.0));
        zipf
    }

    fn density(&self, at: f64) -> f64 {
        libm::pow(at, -self.exponent)
    }

    fn integral(&self, to: f64) -> f64 {
        (libm::pow(to, 1.0 - self.exponent) - 1.0) / (1.0 - self.exponent)
    }

    fn inverse(&self, value: f64) -> f64 {
        libm::pow(1.0 + value * (1.0 - self.exponent), 1.0 / (1.0 - self.exponent))
    }

    /// A rank, from 1.
    pub(super) fn draw(&self, prng: &mut Prng) -> u64 {
        loop {
            let under = self.high + prng.unit() * (self.low - self.high);
            let at = self.inverse(under);
            let rank = (libm::round(at) as u64).clamp(1, self.ranks);
            let whole = rank as f64;
            if whole - at <= self.cut || under >= self.integral(whole + 0.5) - self.density(whole) {
                return rank;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Zipf;
    use crate::Prng;

    #[test]
    fn ranks_are_as_frequent_as_the_law_says() {
        let (ranks, exponent, draws) = (1_000_u64, 1.07, 200_000);
        let zipf = Zipf::new(ranks, exponent);
        let mut prng = Prng::new(3);
        let mut counts = vec![0_u32; 1_001];
        for _ in 0..draws {
            counts[zipf.draw(&mut prng) as usize] += 1;
        }
        let total: f64 = (1..=ranks).map(|rank| (rank as f64).powf(-exponent)).sum();
        for rank in [1, 2, 10, 100] {
            let expected = f64::from(draws) * (rank as f64).powf(-exponent) / total;
            let found = f64::from(counts[rank]);
            assert!((found - expected).abs() < 6.0 * expected.sqrt(), "rank {rank}: {found}, not {expected}");
        }
        assert_eq!(counts[0], 0);
    }
}
