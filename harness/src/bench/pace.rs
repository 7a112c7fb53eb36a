//! [`Pace`]: how many a second, over some rounds.

use std::time::Duration;

use serde::Serialize;

/// How many a second.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Pace {
    /// In the middle of the rounds.
    pub median: f64,
    /// In each round.
    pub rounds: Vec<f64>,
    /// How many of a round were answered with an error.
    pub refused: usize,
}

impl Pace {
    /// So many in such a time.
    #[must_use]
    pub fn a_second(count: usize, took: Duration) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "no round has 2^52 questions")]
        let count = count as f64;
        count / took.as_secs_f64().max(1e-9)
    }

    /// Nothing, where there were no rounds.
    #[must_use]
    pub fn of(rounds: Vec<f64>, refused: usize) -> Option<Self> {
        let mut sorted = rounds.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len().checked_sub(1)? / 2;
        let median = f64::midpoint(sorted[middle], sorted[sorted.len() / 2]);
        Some(Self {
            median,
            rounds,
            refused,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        let median = |rounds: &[f64]| Pace::of(rounds.to_vec(), 0).map(|it| it.median);
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 3.0]), Some(3.0));
        assert_eq!(median(&[9.0, 1.0, 3.0, 4.0]), Some(3.5));
        let two = Pace::a_second(1_000, Duration::from_millis(500));
        assert!((two - 2_000.0).abs() < 1e-6, "{two}");
    }
}
