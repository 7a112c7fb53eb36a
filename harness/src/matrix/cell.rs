//! [`Cell`]: what two did together.

use std::collections::BTreeMap;

use hyperglyph_vectors::Suite;
use serde::Serialize;

use super::Player;
use crate::report::Cited;
use crate::{Finding, Verdict, visible};

/// What came of one case in one cell.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) id: String,
    pub(super) note: String,
    pub(super) requirements: Vec<String>,
    pub(super) finding: Finding,
    /// Who was lost over it.
    pub(super) lost: Option<String>,
}

/// All cases of one who writes or calls, with one who reads or answers.
#[derive(Clone, Debug, Serialize)]
pub struct Cell {
    /// Who writes, or calls.
    pub from: String,
    /// Who reads, or answers.
    pub to: String,
    /// Whether it was played to the end.
    pub state: State,
    /// How many cases had each verdict.
    pub counts: BTreeMap<&'static str, usize>,
    /// The cases that did not simply pass.
    pub cases: Vec<Record>,
}

/// Whether a cell was played to the end.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[serde(tag = "is", content = "why", rename_all = "kebab-case")]
pub enum State {
    /// Every case was played.
    Complete,
    /// One of the two does not have the role that it takes.
    Absent(String),
    /// One of the two could not be started, or was lost on the way.
    CutShort(String),
}

/// A case that did not simply pass.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// The id of the vector or walk.
    pub id: String,
    /// How it went.
    pub verdict: &'static str,
    /// Why the case exists.
    pub note: String,
    /// The requirements at stake.
    pub requirements: Vec<Cited>,
    /// What was asked; empty where nothing was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sent: String,
    /// What had to happen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// What happened instead, or which of two ways was taken.
    pub seen: String,
}

impl Cell {
    pub(super) fn new(
        suite: &Suite,
        [from, to]: [&Player; 2],
        roles: [&'static str; 2],
        outcomes: &[Outcome],
    ) -> Self {
        let mut counts = BTreeMap::from(Verdict::ALL.map(|verdict| (verdict.name(), 0)));
        for outcome in outcomes {
            *counts.entry(outcome.finding.verdict.name()).or_default() += 1;
        }
        let told = outcomes
            .iter()
            .filter(|it| it.finding.verdict != Verdict::Pass);
        Self {
            from: from.name().to_owned(),
            to: to.name().to_owned(),
            state: State::of([from, to], roles, outcomes),
            counts,
            cases: told.map(|outcome| Record::new(suite, outcome)).collect(),
        }
    }

    /// How many cases had a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.get(verdict.name()).copied().unwrap_or(0)
    }

    /// How many cases are as they must be.
    #[must_use]
    pub fn held(&self) -> usize {
        self.count(Verdict::Pass) + self.count(Verdict::Either)
    }

    /// How many cases were judged.
    #[must_use]
    pub fn judged(&self) -> usize {
        self.counts.values().sum::<usize>() - self.count(Verdict::NotApplicable)
    }

    /// Whether it should have been played to the end, and was not.
    #[must_use]
    pub const fn is_cut_short(&self) -> bool {
        matches!(self.state, State::CutShort(_))
    }

    /// The cell in few words: `1367/1367`, or `-` where a role lacks.
    #[must_use]
    pub fn in_words(&self) -> String {
        let judged = self.judged();
        let mut words = match &self.state {
            State::Absent(_) => return "-".to_owned(),
            State::CutShort(_) if judged == 0 => return "cut short".to_owned(),
            State::CutShort(_) => "cut short: ".to_owned(),
            State::Complete if judged == 0 => return "nothing judged".to_owned(),
            State::Complete => String::new(),
        };
        words += &format!("{}/{judged}", self.held());
        for verdict in [
            Verdict::Fail,
            Verdict::Warn,
            Verdict::Known,
            Verdict::NotApplicable,
        ] {
            let (count, word) = match (self.count(verdict), verdict) {
                (0, _) => continue,
                (count, Verdict::NotApplicable) => (count, "n/a"),
                (count, verdict) => (count, verdict.name()),
            };
            words += &format!(", {count} {word}");
        }
        words
    }
}

impl State {
    fn of(players: [&Player; 2], roles: [&'static str; 2], outcomes: &[Outcome]) -> Self {
        for player in players {
            if let Some(error) = player.error() {
                return Self::CutShort(visible::line(error).into());
            }
        }
        for (player, role) in players.into_iter().zip(roles) {
            if !player.has(role) {
                return Self::Absent(format!("{} is no {role}", player.name()));
            }
        }
        let mut lost = outcomes
            .iter()
            .filter_map(|it| Some((&it.id, it.lost.as_ref()?)));
        let Some((id, who)) = lost.next() else {
            return Self::Complete;
        };
        let more = match lost.count() {
            0 => String::new(),
            more => format!(", and at {more} more"),
        };
        Self::CutShort(format!("{who} was lost at {id}{more}"))
    }
}

impl Record {
    fn new(suite: &Suite, outcome: &Outcome) -> Self {
        let finding = &outcome.finding;
        let cited = outcome.requirements.iter();
        Self {
            id: outcome.id.clone(),
            verdict: finding.verdict.name(),
            note: outcome.note.clone(),
            requirements: cited.filter_map(|id| Cited::new(suite, id)).collect(),
            // Testees have a say in these.
            sent: visible::line(&finding.sent).into(),
            expected: visible::line(&finding.expected).into(),
            seen: visible::line(&finding.seen).into(),
        }
    }
}

/// From outcomes by case to outcomes by cell.
pub(super) fn turned(rows: Vec<Vec<Outcome>>, columns: usize) -> Vec<Vec<Outcome>> {
    let mut cells: Vec<Vec<Outcome>> = vec![Vec::new(); columns];
    for row in rows {
        for (cell, outcome) in cells.iter_mut().zip(row) {
            cell.push(outcome);
        }
    }
    cells
}
