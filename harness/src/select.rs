//! [`Selection`]: which cases are run; [`Shard`]: which of them by this run of several.

use std::fmt;
use std::str::FromStr;

use hyperglyph_vectors::Level;
use wildmatch::WildMatch;

use crate::Case;

/// Patterns of ids that are run or skipped. `*` stands for any run of
/// characters, slashes too, `?` for one.
///
/// A pattern is held against the id of the case (`server.echo/float/one`), of
/// its vector (`float/one`), and of each requirement that the vector cites
/// (`FLT-1`).
#[derive(Clone, Debug, Default)]
pub struct Selection {
    run: Vec<WildMatch>,
    skip: Vec<WildMatch>,
    least: Option<Level>,
}

impl Selection {
    /// All that one of the patterns of `run` takes, or everything where there
    /// are none, but nothing that a pattern of `skip` takes.
    #[must_use]
    pub fn new(run: &[String], skip: &[String]) -> Self {
        let patterns = |texts: &[String]| texts.iter().map(|text| WildMatch::new(text)).collect();
        Self {
            run: patterns(run),
            skip: patterns(skip),
            least: None,
        }
    }

    /// Of these, only cases whose strictest requirement is at least so strict. A prohibition is
    /// as strict as the requirement of its kind: `MUST NOT` as `MUST`.
    #[must_use]
    pub fn at_least(mut self, level: Level) -> Self {
        self.least = Some(level);
        self
    }

    /// Whether the case is run.
    #[must_use]
    pub fn takes(&self, case: &Case<'_>) -> bool {
        let strict = self
            .least
            .is_none_or(|least| strictness(case.level) <= strictness(least));
        strict && self.takes_named(&ids(case))
    }

    /// Whether something is run that has these ids.
    #[must_use]
    pub fn takes_named(&self, ids: &[&str]) -> bool {
        let taken_by = |patterns: &[WildMatch]| {
            let mut each = patterns.iter();
            each.any(|pattern| ids.iter().any(|id| pattern.matches(id)))
        };
        (self.run.is_empty() || taken_by(&self.run)) && !taken_by(&self.skip)
    }
}

const fn strictness(level: Level) -> u8 {
    match level {
        Level::Must | Level::MustNot => 0,
        Level::Should | Level::ShouldNot => 1,
        Level::May => 2,
    }
}

/// One of several runs that share the cases: `2/4` is the second of four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    number: usize,
    of: usize,
}

impl Shard {
    /// Whether the case at this place of the selection is of the shard. Neighbours are of
    /// different ones, so that each has cases of every section.
    #[must_use]
    pub const fn takes(self, at: usize) -> bool {
        at % self.of == self.number - 1
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (number, of) = text
            .split_once('/')
            .ok_or("write it as I/N: 2/4 is the second of four")?;
        match (number.parse(), of.parse()) {
            (Ok(number), Ok(of)) if (1..=of).contains(&number) => Ok(Self { number, of }),
            (Ok(_), Ok(of)) if of > 0 => Err(format!("of {of} shards, a number from 1 to {of}")),
            _ => Err(
                "write it as I/N, with whole numbers from 1: 2/4 is the second of four".to_owned(),
            ),
        }
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

/// Whether a pattern is of the case, of its vector, or of one of its requirements.
pub(crate) fn names(pattern: &WildMatch, case: &Case<'_>) -> bool {
    ids(case).into_iter().any(|id| pattern.matches(id))
}

/// What a case goes by.
fn ids<'c>(case: &'c Case<'_>) -> Vec<&'c str> {
    let own = [case.id.as_str(), case.subject_id()].into_iter();
    own.chain(case.requirements().iter().map(String::as_str))
        .collect()
}
