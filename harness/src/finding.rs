//! [`Finding`]: what was seen, and how it is judged.

use std::fmt;

use crate::{Difference, Recorded};

/// How a case went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// As it must be.
    Pass,
    /// The specification leaves it open; [`Finding::seen`] says what was done.
    Either,
    /// The target does not offer what the case needs.
    NotApplicable,
    /// Short of something, as its testee file says it is.
    Known,
    /// Short of something that it should do.
    Warn,
    /// Short of something that it must do in one run, and not in another.
    Flaky,
    /// Short of something that it must do.
    Fail,
}

impl Verdict {
    /// Every verdict, from best to worst.
    pub const ALL: [Self; 7] = [
        Self::Pass,
        Self::Either,
        Self::NotApplicable,
        Self::Known,
        Self::Warn,
        Self::Flaky,
        Self::Fail,
    ];

    /// Whether a run with such a finding ends with exit code 1.
    #[must_use]
    pub const fn fails_the_run(self) -> bool {
        matches!(self, Self::Flaky | Self::Fail)
    }

    /// The word for it in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Either => "either",
            Self::NotApplicable => "not-applicable",
            Self::Known => "known",
            Self::Warn => "warn",
            Self::Flaky => "flaky",
            Self::Fail => "fail",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// What was seen in a case, and how it is judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The judgement.
    pub verdict: Verdict,
    /// What had to happen; empty where it did.
    pub expected: String,
    /// What happened instead, or which of two ways was taken.
    pub seen: String,
    /// What was sent to the target; empty where nothing was.
    pub sent: String,
    /// The requirement that tells against the target, if it is another than
    /// the first one of the vector.
    pub requirement: Option<&'static str>,
    /// Where what was seen leaves what was expected, where the bytes of both are known.
    pub difference: Option<Box<Difference>>,
    /// What went over the wire; empty where nothing did, and of what holds.
    pub exchanges: Vec<Recorded>,
}

impl Finding {
    /// All as it must be.
    #[must_use]
    pub fn pass() -> Self {
        Self::of(Verdict::Pass, "", "")
    }

    /// One of two ways that both conform.
    #[must_use]
    pub fn either(seen: impl Into<String>) -> Self {
        Self::of(Verdict::Either, "", seen)
    }

    /// The target cannot be asked.
    #[must_use]
    pub fn not_applicable(reason: impl Into<String>) -> Self {
        Self::of(Verdict::NotApplicable, "", reason)
    }

    /// Something else happened than had to. Whether that is a failure or a
    /// warning depends on the case.
    #[must_use]
    pub fn short(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self::of(Verdict::Fail, expected, seen)
    }

    /// The same, with what was sent.
    #[must_use]
    pub fn sent(mut self, sent: impl Into<String>) -> Self {
        self.sent = sent.into();
        self
    }

    /// The same, with where what was seen leaves what was expected.
    #[must_use]
    pub fn differing(mut self, difference: Option<Box<Difference>>) -> Self {
        self.difference = difference;
        self
    }

    /// The same, with what went over the wire, if it fell short.
    #[must_use]
    pub fn recorded(mut self, exchanges: impl FnOnce() -> Vec<Recorded>) -> Self {
        if self.verdict == Verdict::Fail {
            self.exchanges = exchanges();
        }
        self
    }

    /// The same, told against another requirement than the first of the vector.
    #[must_use]
    pub fn against(mut self, requirement: &'static str) -> Self {
        self.requirement = Some(requirement);
        self
    }

    /// The same, of a case that held when it was run for the `runs`th time.
    pub(crate) fn flaky(mut self, runs: usize) -> Self {
        self.verdict = Verdict::Flaky;
        self.seen = format!("held in run {runs}, but before that: {}", self.seen);
        self
    }

    fn of(verdict: Verdict, expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            verdict,
            expected: expected.into(),
            seen: seen.into(),
            sent: String::new(),
            requirement: None,
            difference: None,
            exchanges: Vec::new(),
        }
    }
}
