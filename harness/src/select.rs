//! [`Selection`]: which cases are run.

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
        }
    }

    /// Whether the case is run.
    #[must_use]
    pub fn takes(&self, case: &Case<'_>) -> bool {
        let taken_by = |patterns: &[WildMatch]| patterns.iter().any(|pattern| names(pattern, case));
        (self.run.is_empty() || taken_by(&self.run)) && !taken_by(&self.skip)
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

/// Whether a pattern is of the case, of its vector, or of one of its requirements.
pub(crate) fn names(pattern: &WildMatch, case: &Case<'_>) -> bool {
    let requirements = case.requirements().iter().map(String::as_str);
    [case.id.as_str(), case.subject_id()]
        .into_iter()
        .chain(requirements)
        .any(|id| pattern.matches(id))
}
