//! [`Cell`]: a figure beside its goal.

use serde::{Deserialize, Serialize};

/// What a figure should be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// This, or more.
    AtLeast(f64),
    /// This, or less.
    AtMost(f64),
}

/// A figure, with or without a goal.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// Nothing where there is nothing to be measured yet.
    seen: Option<f64>,
    goal: Option<Goal>,
    verdict: Verdict,
    decimals: usize,
}

/// How a figure compares with its goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Reached.
    Ok,
    /// Not reached.
    Short,
    /// There is a goal and nothing to measure yet.
    Missing,
    /// There is no goal.
    NoGoal,
}

impl Cell {
    /// Shown with two decimals.
    #[must_use]
    pub fn new(seen: Option<f64>, goal: Option<Goal>) -> Self {
        let verdict = match (seen, goal) {
            (_, None) => Verdict::NoGoal,
            (None, _) => Verdict::Missing,
            (Some(seen), Some(goal)) if goal.holds(seen) => Verdict::Ok,
            _ => Verdict::Short,
        };
        Self {
            seen,
            goal,
            verdict,
            decimals: 2,
        }
    }

    /// Shown with that many decimals.
    #[must_use]
    pub fn decimals(self, decimals: usize) -> Self {
        Self { decimals, ..self }
    }

    /// What was measured.
    #[must_use]
    pub fn seen(&self) -> Option<f64> {
        self.seen
    }

    /// What should have been.
    #[must_use]
    pub fn goal(&self) -> Option<Goal> {
        self.goal
    }

    /// How the two compare.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// `1.23`, or `-`
    pub(super) fn seen_text(&self) -> String {
        self.seen
            .map_or("-".into(), |seen| format!("{seen:.*}", self.decimals))
    }

    /// `(1.2) ok`, `(≤ 16) SHORT`, or nothing
    pub(super) fn goal_text(&self) -> String {
        let goal = match self.goal {
            Some(Goal::AtLeast(goal)) => format!("({goal})"),
            Some(Goal::AtMost(goal)) => format!("(≤ {goal})"),
            None => return String::new(),
        };
        match self.verdict {
            Verdict::Ok => goal + " ok",
            Verdict::Short => goal + " SHORT",
            Verdict::Missing | Verdict::NoGoal => goal,
        }
    }
}

impl Goal {
    fn holds(self, seen: f64) -> bool {
        match self {
            Self::AtLeast(goal) => seen >= goal,
            Self::AtMost(goal) => seen <= goal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(seen: Option<f64>, goal: Option<Goal>) -> String {
        let cell = Cell::new(seen, goal);
        format!("{} {}", cell.seen_text(), cell.goal_text())
    }

    #[test]
    fn what_falls_short_says_so() {
        assert_eq!(shown(Some(2.5), Some(Goal::AtLeast(2.5))), "2.50 (2.5) ok");
        assert_eq!(
            shown(Some(2.4), Some(Goal::AtLeast(2.5))),
            "2.40 (2.5) SHORT"
        );
        assert_eq!(
            shown(Some(16.0), Some(Goal::AtMost(16.0))),
            "16.00 (≤ 16) ok"
        );
        assert_eq!(
            shown(Some(16.1), Some(Goal::AtMost(16.0))),
            "16.10 (≤ 16) SHORT"
        );
        assert_eq!(shown(None, Some(Goal::AtLeast(2.5))), "- (2.5)");
        assert_eq!(shown(Some(2.0), None), "2.00 ");
        assert_eq!(
            shown(Some(f64::NAN), Some(Goal::AtMost(1.0))),
            "NaN (≤ 1) SHORT"
        );
    }
}
