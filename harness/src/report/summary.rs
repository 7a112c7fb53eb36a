//! [`Summary`]: findings, counted.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Case, Finding, Side, Verdict};

/// How many findings there are of each verdict, by section and side.
#[derive(Clone, Debug, Default)]
pub struct Summary<'s> {
    counts: BTreeMap<(&'s str, Side, Verdict), usize>,
    sections: Vec<&'s str>,
    requirements: BTreeSet<&'s str>,
    vectors: BTreeSet<&'s str>,
    short_of: BTreeMap<&'s str, usize>,
}

impl<'s> Summary<'s> {
    /// Counts the finding of a case.
    pub fn add(&mut self, case: &Case<'s>, finding: &Finding) {
        let key = (case.section, case.side, finding.verdict);
        *self.counts.entry(key).or_default() += 1;
        if !self.sections.contains(&case.section) {
            self.sections.push(case.section);
        }
        self.vectors.insert(case.subject_id());
        let requirements = case.requirements().iter();
        self.requirements.extend(requirements.map(String::as_str));
        if matches!(
            finding.verdict,
            Verdict::Warn | Verdict::Flaky | Verdict::Fail
        ) {
            *self.short_of.entry(case.told_by(finding)).or_default() += 1;
        }
    }

    /// The sections, in the order in which they came.
    #[must_use]
    pub fn sections(&self) -> &[&'s str] {
        &self.sections
    }

    /// The sides that have findings, in the order of reports.
    #[must_use]
    pub fn sides(&self) -> Vec<Side> {
        let seen = |side: &Side| self.counts.keys().any(|(_, s, _)| s == side);
        Side::ALL.into_iter().filter(seen).collect()
    }

    /// The findings of a verdict, in one section and side or in all.
    #[must_use]
    pub fn count(&self, verdict: Verdict, section: Option<&str>, side: Option<Side>) -> usize {
        self.counts
            .iter()
            .filter(|((in_section, of_side, of_verdict), _)| {
                *of_verdict == verdict
                    && section.is_none_or(|section| section == *in_section)
                    && side.is_none_or(|side| side == *of_side)
            })
            .map(|(_, count)| count)
            .sum()
    }

    /// All findings, in one section and side or in all.
    #[must_use]
    pub fn cases(&self, section: Option<&str>, side: Option<Side>) -> usize {
        Verdict::ALL
            .into_iter()
            .map(|verdict| self.count(verdict, section, side))
            .sum()
    }

    /// The requirements that tell against the target, and in how many cases; the
    /// most frequent first.
    #[must_use]
    pub fn short_of(&self) -> Vec<(&'s str, usize)> {
        let mut short_of: Vec<_> = self
            .short_of
            .iter()
            .map(|(&id, &count)| (id, count))
            .collect();
        short_of.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        short_of
    }

    /// The vectors and cases that were used.
    #[must_use]
    pub fn vectors(&self) -> usize {
        self.vectors.len()
    }

    /// The requirements that they cite.
    #[must_use]
    pub fn requirements(&self) -> usize {
        self.requirements.len()
    }
}
