//! [`Bench`]: how many messages and calls a second.
//!
//! ```text
//! Player ── Work: the same vectors for everybody ── rounds, one after the other ── Pace
//! ```
//!
//! Rounds are interleaved: whatever else the machine does meets everybody. What is measured is
//! a testee together with the pipe and the harness at its other end, which are the same for all.

mod pace;
mod report;
mod work;

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use serde::Serialize;

pub use pace::Pace;
pub use report::{BenchFormat, table};
pub use work::{Measure, Work};

use crate::matrix::Player;

/// How fast each was.
#[derive(Clone, Debug, Serialize)]
pub struct Bench {
    /// The version of this command.
    pub hyperglyph: &'static str,
    /// How often each was measured, after one round that does not count.
    pub rounds: usize,
    /// Messages in a round of `decode` and of `encode`.
    pub messages: usize,
    /// Calls in a round of `calls` and of `answers`.
    pub calls: usize,
    /// Everybody, in the order of the command.
    pub testees: Vec<Row>,
}

/// How fast one was.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// What reports call it.
    pub name: String,
    /// How it introduced itself.
    pub is: String,
    /// Messages read, written; calls made, answered; nothing where it does not do that.
    pub paces: Vec<Option<Pace>>,
    /// How it was lost.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lost: Option<String>,
}

impl Bench {
    /// Measures everybody, so often and with so many questions under way at once.
    pub async fn run(
        players: &[Player],
        work: &Work,
        rounds: usize,
        jobs: usize,
        done: impl Fn(),
    ) -> Self {
        let mut seen: Vec<Vec<Seen>> = players.iter().map(|_| Seen::each()).collect();
        let mut lost: Vec<Option<String>> = vec![None; players.len()];
        for round in 0..=rounds {
            for ((player, seen), lost) in players.iter().zip(&mut seen).zip(&mut lost) {
                for (measure, seen) in Measure::ALL.into_iter().zip(seen) {
                    if lost.is_none() && seen.does {
                        match timed(player, work, measure, jobs).await {
                            Ok(Some(once)) if round > 0 => seen.rounds.push(once),
                            Ok(Some(_)) => {}
                            Ok(None) => seen.does = false,
                            Err(why) => *lost = Some(why),
                        }
                    }
                    done();
                }
            }
        }
        let rows = players.iter().zip(seen).zip(lost);
        Self {
            hyperglyph: env!("CARGO_PKG_VERSION"),
            rounds,
            messages: work.messages(),
            calls: work.calls(),
            testees: rows
                .map(|((player, seen), lost)| row(player, seen, lost))
                .collect(),
        }
    }
}

/// What was seen of one in one measure.
struct Seen {
    does: bool,
    rounds: Vec<Once>,
}

impl Seen {
    fn each() -> Vec<Self> {
        let each = Measure::ALL.into_iter();
        each.map(|_| Self {
            does: true,
            rounds: Vec::new(),
        })
        .collect()
    }
}

/// One round.
struct Once {
    took: Duration,
    count: usize,
    refused: usize,
}

/// A round of one measure; nothing where the player does not do that, an error where it was lost.
async fn timed(
    player: &Player,
    work: &Work,
    measure: Measure,
    jobs: usize,
) -> Result<Option<Once>, String> {
    let count = work.count(measure);
    let began = Instant::now();
    let mut answers = futures_util::stream::iter(0..count)
        .map(|at| work.one(player, measure, at))
        .buffer_unordered(jobs);
    let mut refused = 0;
    while let Some(answer) = answers.next().await {
        match answer? {
            Some(true) => {}
            Some(false) => refused += 1,
            None => return Ok(None),
        }
    }
    let took = began.elapsed();
    Ok(Some(Once {
        took,
        count,
        refused,
    }))
}

fn row(player: &Player, seen: Vec<Seen>, lost: Option<String>) -> Row {
    let participant = player.participant();
    let paces = seen.into_iter().map(|seen| {
        let refused = seen.rounds.first()?.refused;
        let rounds = seen.rounds.iter();
        let a_second = rounds.map(|it| Pace::a_second(it.count, it.took)).collect();
        Pace::of(a_second, refused)
    });
    Row {
        name: participant.name,
        is: participant.is,
        paces: paces.collect(),
        lost: participant.error.or(lost),
    }
}
