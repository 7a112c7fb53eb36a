//! [`Matrix`]: every encoder against every decoder, and every client against every server.
//!
//! ```text
//! Subject ── Player ──┬─ messages: what one writes, the other reads ──────────────┬─ Cell ─ Matrix ── report
//!                     └─ calls: a client at a server, every vector and every Walk ┘
//! ```
//!
//! The judge knows what must come back; neither of the two that it judges is us, unless we
//! take part. A [`Walk`] leads over the conformance page. What both ways conform to is told
//! by [`Behaviour`].

mod behaviour;
mod calls;
mod cell;
mod known;
mod messages;
mod player;
pub mod report;
mod walk;

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::future::{join, join_all};
use hyperglyph_vectors::Suite;
use serde::Serialize;

pub use behaviour::Behaviour;
pub use cell::{Cell, Record, State};
pub use player::{Participant, Player};
pub use walk::{Leg, Walk};

use crate::{Plan, Selection, Side};
use cell::Outcome;

/// What each did with each.
#[derive(Clone, Debug, Serialize)]
pub struct Matrix {
    /// The version of this command.
    pub hyperglyph: &'static str,
    /// Who took part.
    pub participants: Vec<Participant>,
    /// What one wrote and another read: a row for each that writes, a column for each that
    /// reads.
    pub messages: Grid,
    /// A row for each client, a column for each server.
    pub calls: Grid,
    /// What is wrong with the known failures that testee files tell of walks.
    pub wrong: Vec<String>,
    /// How long it took.
    pub seconds: f64,
}

/// Cells, row by row.
#[derive(Clone, Debug, Serialize)]
pub struct Grid {
    /// How many cases each cell has.
    pub cases: usize,
    /// As many as there are participants, squared.
    pub cells: Vec<Cell>,
    /// What was done where both ways conform.
    pub behaviours: Vec<Behaviour>,
}

/// Which cases are played, and how many at once.
#[derive(Clone, Debug)]
pub struct MatrixOptions {
    /// The vectors and walks.
    pub selection: Selection,
    /// Cases under way at once, in all cells together.
    pub jobs: usize,
}

/// The cases of the two grids.
#[derive(Debug)]
pub struct Cases<'s> {
    suite: &'s Suite,
    written: Plan<'s>,
    called: Plan<'s>,
    walks: Vec<&'s Walk>,
    /// Whether nothing was left out.
    all: bool,
}

impl<'s> Cases<'s> {
    /// Those that are selected.
    #[must_use]
    pub fn new(suite: &'s Suite, walks: &'s [Walk], selection: &Selection) -> Self {
        let written = Plan::new(suite, &[Side::CodecEncode], selection);
        let called = Plan::new(suite, &[Side::ClientCall], selection);
        let chosen = walks.iter().filter(|walk| {
            let requirements = walk.requirements.iter().map(String::as_str);
            let ids: Vec<_> = std::iter::once(&*walk.id).chain(requirements).collect();
            selection.takes_named(&ids)
        });
        let chosen: Vec<_> = chosen.collect();
        let all = chosen.len() == walks.len()
            && written.cases.len() == written.of
            && called.cases.len() == called.of;
        Self {
            suite,
            written,
            called,
            walks: chosen,
            all,
        }
    }

    /// How many cases a cell of messages has, and one of calls.
    #[must_use]
    pub const fn count(&self) -> (usize, usize) {
        (
            self.written.cases.len(),
            self.called.cases.len() + self.walks.len(),
        )
    }
}

impl Matrix {
    /// Plays every case in every cell, and tells of each outcome when it is there.
    pub async fn play(cases: &Cases<'_>, players: &[Player], jobs: usize, done: impl Fn()) -> Self {
        let began = Instant::now();
        // Rows share what may be under way; a slow one holds up no other.
        let each = jobs.div_ceil(2 * players.len().max(1)).max(1);
        let done = &done;
        let messages = players.iter().map(|encoder| async move {
            let rows = futures_util::stream::iter(&cases.written.cases)
                .map(|case| messages::exchanged(cases.suite, case, encoder, players))
                .buffered(each)
                .inspect(|row| row.iter().for_each(|_| done()));
            cell::turned(rows.collect().await, players.len())
        });
        let calls = players.iter().map(|client| async move {
            let all = calls::of_cell(cases);
            let rows = futures_util::stream::iter(&all)
                .map(|case| calls::made(cases.suite, case, client, players))
                .buffered(each)
                .inspect(|row| row.iter().for_each(|_| done()));
            cell::turned(rows.collect().await, players.len())
        });
        let (messages, calls) = join(join_all(messages), join_all(calls)).await;
        let wrong = known::wrong(cases, players, &calls);
        Self {
            hyperglyph: env!("CARGO_PKG_VERSION"),
            participants: players.iter().map(Player::participant).collect(),
            messages: grid(
                cases.suite,
                players,
                messages,
                ["codec", "codec"],
                cases.count().0,
            ),
            calls: grid(
                cases.suite,
                players,
                calls,
                ["client", "server"],
                cases.count().1,
            ),
            wrong,
            seconds: began.elapsed().as_secs_f64(),
        }
    }

    /// All cells of both grids.
    pub fn cells(&self) -> impl Iterator<Item = &Cell> {
        self.messages.cells.iter().chain(&self.calls.cells)
    }

    /// Whether everybody that takes part did so to the end, and nothing failed.
    #[must_use]
    pub fn holds(&self) -> bool {
        let held = |cell: &Cell| cell.count(crate::Verdict::Fail) == 0 && !cell.is_cut_short();
        self.wrong.is_empty() && self.cells().all(held)
    }
}

fn grid(
    suite: &Suite,
    players: &[Player],
    rows: Vec<Vec<Vec<Outcome>>>,
    roles: [&'static str; 2],
    cases: usize,
) -> Grid {
    let mut cells = Vec::new();
    for (from, row) in players.iter().zip(rows) {
        for (to, outcomes) in players.iter().zip(row) {
            cells.push(Cell::new(suite, [from, to], roles, &outcomes));
        }
    }
    Grid {
        cases,
        behaviours: Behaviour::of(&cells),
        cells,
    }
}

/// Starts everybody, at once.
pub async fn start(
    subjects: impl IntoIterator<Item = (String, crate::Subject)>,
    timeout: Duration,
) -> Vec<Player> {
    let started = subjects
        .into_iter()
        .map(|(name, subject)| Player::start(name, subject, timeout));
    join_all(started).await
}
