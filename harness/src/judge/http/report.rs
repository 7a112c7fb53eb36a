//! Reports of a client, held against those that conform.

use hyperglyph::{Value, json};
use hyperglyph_vectors::http::{ExpectedReport, ReportKind};
use serde_json::Value as Json;

use super::answer::Mismatch;
use super::pattern;
use crate::judge::value::show;

/// What a client reports in the end, in the words of the testee protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Report {
    /// The last result.
    Value(Value<'static>),
    /// There is none.
    Error {
        /// Who is to blame; nothing where the client uses no word of the protocol.
        kind: Option<ReportKind>,
        /// The status that came.
        status: Option<u16>,
        /// The error extension that came with it.
        error: Option<Value<'static>>,
        /// The client's own words.
        text: String,
    },
}

impl Report {
    /// Reads `{"value": …}` or `{"error": {"kind": …, "status": …, "error": …}}`.
    pub fn from_json(report: &Json) -> Result<Self, String> {
        let read = |value: &Json| json::from_value(value).map_err(|error| error.to_string());
        if let Some(value) = report.get("value") {
            return Ok(Self::Value(read(value)?));
        }
        let Some(error) = report.get("error") else {
            return Err("a report holds 'value' or 'error'".to_owned());
        };
        let kind = error.get("kind").cloned().unwrap_or_default();
        let status = error.get("status").and_then(Json::as_u64);
        Ok(Self::Error {
            kind: serde_json::from_value(kind).ok(),
            status: status.and_then(|status| u16::try_from(status).ok()),
            error: error.get("error").map(read).transpose()?,
            text: error.to_string(),
        })
    }
}

/// Which of the reports that conform it is, or how it differs from the last.
pub fn reported<'e>(
    expected: &'e [ExpectedReport],
    report: &Report,
    origin: &str,
) -> Result<&'e ExpectedReport, Mismatch> {
    let mut last = Mismatch::new("a report", "one that nothing is said about");
    for expected in expected {
        match differs(expected, report, origin) {
            None => return Ok(expected),
            Some(mismatch) => last = mismatch,
        }
    }
    Err(last)
}

fn differs(expected: &ExpectedReport, report: &Report, origin: &str) -> Option<Mismatch> {
    let wanted = || match (&expected.value, &expected.error) {
        (Some(value), _) => format!("the value {value}"),
        (None, Some(error)) => {
            let mut text = format!("an error of the kind {}", error.kind.name());
            if let Some(status) = error.status {
                text += &format!(" with the status {status}");
            }
            if let Some(error) = &error.error {
                text += &format!(" and {error}");
            }
            text
        }
        (None, None) => "a report".to_owned(),
    };
    let fits = match (report, &expected.value, &expected.error) {
        (Report::Value(seen), Some(value), _) => pattern::fits(value, seen, origin),
        (
            Report::Error {
                kind,
                status,
                error,
                ..
            },
            None,
            Some(expected),
        ) => {
            *kind == Some(expected.kind)
                && expected.status.is_none_or(|one| Some(one) == *status)
                && expected.error.as_ref().is_none_or(|pattern| {
                    error
                        .as_ref()
                        .is_some_and(|error| pattern::fits(pattern, error, origin))
                })
        }
        _ => false,
    };
    if fits {
        return None;
    }
    Some(match (report, &expected.value) {
        (Report::Value(seen), Some(value)) => Mismatch::misfit(wanted(), value, seen, origin),
        _ => Mismatch::new(wanted(), in_words(report)),
    })
}

/// A report in one line.
pub(super) fn in_words(report: &Report) -> String {
    match report {
        Report::Value(value) => format!("the value {}", show(value)),
        Report::Error { kind, text, .. } => format!(
            "an error of the kind {}: {text}",
            kind.map_or("(none)", ReportKind::name)
        ),
    }
}
