//! [`Report`]: a run as plain data, which every format is written from.

use std::collections::BTreeMap;
use std::time::Duration;

use hyperglyph_vectors::Suite;
use serde::Serialize;

use crate::{Case, Difference, Finding, Plan, Recorded, Verdict, visible};

/// Everything that a run found, of every subject.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The version of this command.
    pub hyperglyph: &'static str,
    /// What was tested, in the order of the run.
    pub subjects: Vec<Subject>,
}

/// What was found of one subject.
#[derive(Clone, Debug, Serialize)]
pub struct Subject {
    /// Its name: `built-in`, a url, or that of a testee file.
    pub name: String,
    /// How long its cases took, in seconds.
    pub seconds: f64,
    /// How many cases were selected and not run, because another had failed.
    pub not_run: usize,
    /// How many cases had each verdict.
    pub counts: BTreeMap<&'static str, usize>,
    /// Its cases, in the order of the suite.
    pub cases: Vec<Record>,
}

/// A case and what was found.
#[derive(Clone, Debug, Serialize)]
pub struct Record {
    /// `server.echo/integer/zero`
    pub id: String,
    /// The side that was held against the vector: `server.echo`.
    pub side: &'static str,
    /// The section of the specification: `encoding/integer`.
    pub section: String,
    /// How it went.
    pub verdict: &'static str,
    /// The requirements at stake, the one that tells against the subject first.
    pub requirements: Vec<Cited>,
    /// Why the case exists.
    pub note: String,
    /// What was sent; empty where nothing was.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sent: String,
    /// What had to happen; empty where it did.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expected: String,
    /// What happened instead, or which of two ways was taken.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub seen: String,
    /// Where what was seen leaves what was expected, where the bytes of both are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub difference: Option<Box<Difference>>,
    /// What went over the wire, where the case fell short.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exchanges: Vec<Recorded>,
    /// The command that runs the case again.
    pub again: String,
}

/// A requirement, as a case cites it.
#[derive(Clone, Debug, Serialize)]
pub struct Cited {
    /// Its number: `INT-5`.
    pub id: String,
    /// `MUST`, `SHOULD` …
    pub level: String,
    /// In words.
    pub text: String,
}

impl Report {
    /// A report of nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            hyperglyph: env!("CARGO_PKG_VERSION"),
            subjects: Vec::new(),
        }
    }

    /// The records that fell short, with their subjects.
    pub fn short(&self) -> impl Iterator<Item = (&Subject, &Record)> {
        self.subjects.iter().flat_map(|subject| {
            let short = subject.cases.iter().filter(|record| record.is_short());
            short.map(move |record| (subject, record))
        })
    }
}

impl Default for Report {
    fn default() -> Self {
        Self::new()
    }
}

impl Subject {
    /// What was found; `again` is the command that runs its cases, without a case.
    #[must_use]
    pub fn new(
        name: String,
        suite: &Suite,
        plan: &Plan<'_>,
        findings: &[Finding],
        again: &str,
        took: Duration,
    ) -> Self {
        let mut counts = BTreeMap::from(Verdict::ALL.map(|verdict| (verdict.name(), 0)));
        for finding in findings {
            *counts.entry(finding.verdict.name()).or_default() += 1;
        }
        let cases = plan.cases.iter().zip(findings);
        Self {
            name,
            seconds: took.as_secs_f64(),
            not_run: 0,
            counts,
            cases: cases
                .map(|(case, finding)| Record::new(suite, case, finding, again))
                .collect(),
        }
    }

    /// How many cases had a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.get(verdict.name()).copied().unwrap_or(0)
    }
}

impl Record {
    pub(super) fn new(suite: &Suite, case: &Case<'_>, finding: &Finding, again: &str) -> Self {
        let told = case.told_by(finding);
        let others = case.requirements().iter().map(String::as_str);
        let cited = std::iter::once(told).chain(others.filter(|id| *id != told));
        Self {
            id: case.id.clone(),
            side: case.side.name(),
            section: case.section.to_owned(),
            verdict: finding.verdict.name(),
            requirements: cited.filter_map(|id| Cited::new(suite, id)).collect(),
            note: case.note().to_owned(),
            // A server has a say in these.
            sent: visible::line(&finding.sent).into(),
            expected: visible::line(&finding.expected).into(),
            seen: visible::line(&finding.seen).into(),
            difference: finding.difference.clone(),
            exchanges: finding.exchanges.clone(),
            again: format!("{again} --run '{}'", case.id),
        }
    }

    /// What there is to tell, as `label: words`; no label comes twice.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let told = self.requirements.first().map_or("", |cited| &cited.id);
        let mut lines = vec![
            ("requirement".to_owned(), told.to_owned()),
            ("case".to_owned(), self.note.clone()),
            ("sent".to_owned(), self.sent.clone()),
            ("expected".to_owned(), self.expected.clone()),
            ("seen".to_owned(), self.seen.clone()),
        ];
        if let Some(difference) = &self.difference {
            lines.push(("differs".to_owned(), difference.place()));
            for (label, around) in [
                ("expected bytes", &difference.expected),
                ("seen bytes", &difference.seen),
            ] {
                let words = format!("from byte {}: {}  {}", around.from, around.hex, around.text);
                lines.push((label.to_owned(), words));
            }
        }
        lines.extend(self.exchanged());
        lines.push(("again".to_owned(), self.again.clone()));
        lines.extend(self.curl().map(|curl| ("curl".to_owned(), curl.to_owned())));
        lines.retain(|(_, words)| !words.is_empty());
        let line = |(label, words)| format!("{label}: {words}");
        lines.into_iter().map(line).collect()
    }

    /// Each request and its answer, in words, with a number where there are several.
    pub(super) fn exchanged(&self) -> Vec<(String, String)> {
        let several = self.exchanges.len() > 1;
        let mut lines = Vec::new();
        for (at, exchange) in self.exchanges.iter().enumerate() {
            let number = if several {
                format!(" {}", at + 1)
            } else {
                String::new()
            };
            let (request, answer) = exchange.in_words();
            lines.push((format!("request{number}"), request));
            lines.push((format!("answer{number}"), answer));
        }
        lines
    }

    /// The line for a shell that sends the request again that fell short: the last.
    #[must_use]
    pub fn curl(&self) -> Option<&str> {
        self.exchanges.last()?.curl.as_deref()
    }

    /// Whether the case fell short, known or not.
    #[must_use]
    pub fn is_short(&self) -> bool {
        ["fail", "flaky", "warn", "known"].contains(&self.verdict)
    }
}

impl Cited {
    pub(crate) fn new(suite: &Suite, id: &str) -> Option<Self> {
        suite.requirement(id).map(|requirement| Self {
            id: id.to_owned(),
            level: requirement.level.to_string(),
            text: requirement.text.clone(),
        })
    }
}
