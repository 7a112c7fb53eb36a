//! [`Format`]: what a report can be written as.

use std::fmt;
use std::str::FromStr;

use super::{Report, badge, html, junit, markdown, tap};

/// A format of reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JUnit's XML, for build servers.
    Junit,
    /// The Test Anything Protocol, version 14.
    Tap,
    /// All of it, as one JSON document.
    Json,
    /// A JSON document for each case, on a line of its own.
    Ndjson,
    /// A table and the failures, for people.
    Markdown,
    /// One page that holds everything, for a browser.
    Html,
    /// A picture of the verdict, for a README.
    Badge,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 7] = [
        Self::Junit,
        Self::Tap,
        Self::Json,
        Self::Ndjson,
        Self::Markdown,
        Self::Html,
        Self::Badge,
    ];

    /// The name of it on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Junit => "junit",
            Self::Tap => "tap",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Markdown => "markdown",
            Self::Html => "html",
            Self::Badge => "badge",
        }
    }

    /// The report in this format.
    #[must_use]
    pub fn write(self, report: &Report) -> String {
        match self {
            Self::Junit => junit::write(report),
            Self::Tap => tap::write(report),
            Self::Json => json(report),
            Self::Ndjson => ndjson(report),
            Self::Markdown => markdown::write(report),
            Self::Html => html::write(report),
            Self::Badge => badge::write(report),
        }
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = Self::ALL.into_iter().find(|format| format.name() == text);
        named.ok_or_else(|| format!("expected one of {}", Self::ALL.map(Self::name).join(", ")))
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn json(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(report).unwrap_or_default();
    text.push('\n');
    text
}

/// Each line is a record of the JSON report, with the `subject` that it is of.
fn ndjson(report: &Report) -> String {
    let mut text = String::new();
    for subject in &report.subjects {
        for record in &subject.cases {
            let mut line = serde_json::json!(record);
            line["subject"] = subject.name.clone().into();
            text += &line.to_string();
            text.push('\n');
        }
    }
    text
}
