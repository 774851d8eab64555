use super::{Metrics, advantage, interval};
use crate::testing::{outcome, query};

#[test]
fn ranking_is_measured_on_positives_and_false_answers_on_negatives() {
    let (positive, near, far) = (query(Some("a"), None), query(None, Some("a")), query(None, None));
    let outcomes = [
        outcome(&positive, &["a", "b"], 0.9, true),
        outcome(&positive, &["b", "a"], 0.8, true),
        outcome(&positive, &["b", "c", "d", "a"], 0.2, false),
        outcome(&positive, &[], 0.0, false),
        outcome(&near, &["a"], 0.7, true),
        outcome(&near, &["a"], 0.1, false),
        outcome(&far, &["b"], 0.1, false),
    ];
    let metrics = Metrics::of(&outcomes);
    assert_eq!((metrics.positives, metrics.hit_1, metrics.hit_3), (4, 1, 2));
    assert!((metrics.mrr() - (1.0 + 0.5 + 0.25) / 4.0).abs() < 1e-12);
    assert_eq!((metrics.answered, metrics.answered_rightly), (2, 1));
    assert_eq!((metrics.negatives, metrics.false_answers), (3, 1));
    assert_eq!((metrics.near, metrics.near_false_answers), (2, 1));
}

#[test]
fn an_interval_holds_the_mean_and_narrows_with_more_values() {
    let half = |count: usize| (0..count).map(|number| (number % 2) as f64).collect::<Vec<_>>();
    let (low, high) = interval(&half(100));
    // The normal approximation: 0.5 ± 1.96 · 0.5 / √100.
    assert!((low - 0.402).abs() < 0.02 && (high - 0.598).abs() < 0.02, "{low} {high}");
    assert_eq!(interval(&half(100)), (low, high));
    let (narrow_low, narrow_high) = interval(&half(1_000));
    assert!(narrow_low > low && narrow_high < high);
    assert_eq!(interval(&[1.0; 5]), (1.0, 1.0));
    assert_eq!(interval(&[]), (0.0, 0.0));
}

#[test]
fn an_advantage_is_paired() {
    let positive = query(Some("a"), None);
    let right = outcome(&positive, &["a"], 0.9, true);
    let wrong = outcome(&positive, &["b"], 0.9, true);
    let one = [right.clone(), right.clone(), wrong.clone(), right.clone()];
    let other = [wrong.clone(), right.clone(), right, wrong];
    assert!((advantage(&one, &other).0 - 0.25).abs() < 1e-12);
}
