//! Contenders of one dataset, timed in turn.
//!
//! All of them once in every round, the order rotated, so that whatever else
//! the machine does falls on all of them alike. One sample repeats the work
//! until it takes long enough to be measured. The median over the rounds counts.

use std::hint::black_box;
use std::time::Duration;

use serde::Serialize;

use crate::clock::time;

/// How often and how long.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Samples of each contender.
    pub rounds: usize,
    /// The least that one sample takes.
    pub sample: Duration,
}

/// Something to be timed, under a name.
pub struct Contender {
    name: String,
    /// Does the work that many times, and says how long it took.
    repeat: Box<dyn FnMut(u64) -> Duration>,
}

impl Contender {
    /// Work that can be done over and over. The drop of its result counts.
    pub fn new<T>(name: impl Into<String>, mut work: impl FnMut() -> T + 'static) -> Self {
        let repeat = move |times| {
            time(|| {
                for _ in 0..times {
                    drop(black_box(work()));
                }
            })
        };
        Self {
            name: name.into(),
            repeat: Box::new(repeat),
        }
    }

    /// Work that is done elsewhere, in another process: it is told how often, and
    /// says how long that took.
    pub fn elsewhere(
        name: impl Into<String>,
        repeat: impl FnMut(u64) -> Duration + 'static,
    ) -> Self {
        Self {
            name: name.into(),
            repeat: Box::new(repeat),
        }
    }

    /// What it is called in timings.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Work that spoils what it works on: `prepare` mends it and is not timed.
    /// Reading the clock each time costs less than a microsecond, and what is
    /// measured so takes a hundred.
    pub fn with_preparation<S: 'static, R>(
        name: impl Into<String>,
        mut state: S,
        mut prepare: impl FnMut(&mut S) + 'static,
        mut work: impl FnMut(&mut S) -> R + 'static,
    ) -> Self
    where
        R: 'static,
    {
        let repeat = move |times| {
            let mut total = Duration::ZERO;
            for _ in 0..times {
                prepare(&mut state);
                total += time(|| drop(black_box(work(&mut state))));
            }
            total
        };
        Self {
            name: name.into(),
            repeat: Box::new(repeat),
        }
    }
}

/// What one contender took for doing its work once.
#[derive(Clone, Debug, Serialize)]
pub struct Timing {
    /// Of the contender.
    pub name: String,
    /// Over all rounds.
    pub median_ns: f64,
    /// The fastest round.
    pub min_ns: f64,
    /// The slowest round.
    pub max_ns: f64,
    /// Repetitions in one sample.
    pub times: u64,
}

/// Times the contenders.
#[must_use]
pub fn interleave(mut contenders: Vec<Contender>, plan: Plan) -> Vec<Timing> {
    let times: Vec<u64> = contenders
        .iter_mut()
        .map(|contender| calibrate(contender, plan.sample))
        .collect();
    let mut samples = vec![Vec::with_capacity(plan.rounds); contenders.len()];
    for round in 0..plan.rounds {
        for turn in 0..contenders.len() {
            let at = (round + turn) % contenders.len();
            let took = (contenders[at].repeat)(times[at]);
            samples[at].push(nanoseconds(took) / count(times[at]));
        }
    }
    contenders
        .into_iter()
        .zip(samples)
        .zip(times)
        .map(|((contender, samples), times)| timing(contender.name, samples, times))
        .collect()
}

/// How many repetitions fill a sample; warms the caches as well.
fn calibrate(contender: &mut Contender, sample: Duration) -> u64 {
    let mut times = 1;
    loop {
        let took = (contender.repeat)(times);
        if took >= sample {
            return times;
        }
        // The aim is a little beyond, and no more than tenfold at once: the first
        // repetitions are slower than the others.
        let factor = 1.1 * nanoseconds(sample) / nanoseconds(took).max(1.0);
        times = next_times(times, factor.clamp(1.1, 10.0));
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "repetitions are few enough for a float, and positive"
)]
fn next_times(times: u64, factor: f64) -> u64 {
    (count(times) * factor).ceil() as u64
}

fn timing(name: String, mut samples: Vec<f64>, times: u64) -> Timing {
    samples.sort_by(f64::total_cmp);
    Timing {
        name,
        median_ns: median(&samples),
        min_ns: samples.first().copied().unwrap_or(f64::NAN),
        max_ns: samples.last().copied().unwrap_or(f64::NAN),
        times,
    }
}

/// The middle one, or between the two in the middle.
fn median(sorted: &[f64]) -> f64 {
    let half = sorted.len() / 2;
    match sorted {
        [] => f64::NAN,
        _ if sorted.len() % 2 == 1 => sorted[half],
        _ => f64::midpoint(sorted[half - 1], sorted[half]),
    }
}

fn nanoseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e9
}

/// As a float.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "counts and sizes of a benchmark stay far below 2^53"
)]
pub fn count(n: u64) -> f64 {
    n as f64
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::rc::Rc;

    use super::*;
    use crate::clock;

    #[test]
    fn medians_are_in_the_middle() {
        assert!(median(&[]).is_nan());
        assert_eq!(median(&[1.0, 2.0, 9.0]).to_bits(), 2.0f64.to_bits());
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0]).to_bits(), 3.0f64.to_bits());
    }

    #[test]
    fn every_contender_begins_a_round_in_its_turn() {
        let order = Rc::new(RefCell::new(String::new()));
        let contender = |name: &'static str| {
            let order = Rc::clone(&order);
            Contender::new(name, move || order.borrow_mut().push_str(name))
        };
        let plan = Plan {
            rounds: 4,
            sample: Duration::ZERO,
        };
        let timings = interleave(vec![contender("a"), contender("b"), contender("c")], plan);
        // Once each for the calibration, then the rounds.
        assert_eq!(*order.borrow(), "abc abc bca cab abc".replace(' ', ""));
        assert!(timings.iter().all(|timing| timing.times == 1));
    }

    #[test]
    fn a_preparation_is_not_timed() {
        let slow = Duration::from_millis(20);
        let busy = move || {
            let end = clock::now() + slow;
            while clock::now() < end {}
        };
        let contender = Contender::with_preparation(
            "spoils",
            0u32,
            move |state| {
                busy();
                *state = 1;
            },
            |state| {
                assert_eq!(*state, 1, "prepared every time");
                *state = 2;
            },
        );
        let plan = Plan {
            rounds: 3,
            sample: Duration::ZERO,
        };
        let timings = interleave(vec![contender], plan);
        assert!(timings[0].min_ns < nanoseconds(slow));
    }
}
