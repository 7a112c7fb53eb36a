//! Answers of a server, held against those that conform.

use hyperglyph::{CONTENT_TYPE, Value, json};
use hyperglyph_vectors::BytesSpec;
use hyperglyph_vectors::http::{AnswerViolation, ExpectedAnswer, ExpectedBlob};

use super::body::{essence, expanded, header, message};
use super::misfit::misfit;
use super::{header_mismatch, pattern};
use crate::judge::value::{show, show_bytes};
use crate::{Difference, Exchange, Finding};

/// An answer, from whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl From<&Exchange> for Answer {
    fn from(exchange: &Exchange) -> Self {
        let headers = exchange.headers.iter();
        Self {
            status: exchange.status.as_u16(),
            headers: headers
                .map(|(name, value)| {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    (name.to_string(), value.into_owned())
                })
                .collect(),
            body: exchange.body.to_vec(),
        }
    }
}

impl From<&AnswerViolation> for Answer {
    fn from(violation: &AnswerViolation) -> Self {
        let body = violation.body.as_ref();
        Self {
            status: violation.status,
            headers: violation.headers.clone(),
            body: body.map(BytesSpec::to_vec).unwrap_or_default(),
        }
    }
}

/// Where something differs from what conforms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What had to be.
    pub expected: String,
    /// What was.
    pub seen: String,
    /// The requirement that tells against it, if it is another than the first of
    /// the case.
    pub requirement: Option<&'static str>,
    /// Where it leaves what had to be, where the bytes of both are known.
    pub difference: Option<Box<Difference>>,
}

impl Mismatch {
    pub(super) fn new(expected: impl Into<String>, seen: impl Into<String>) -> Self {
        Self {
            expected: expected.into(),
            seen: seen.into(),
            requirement: None,
            difference: None,
        }
    }

    /// The same, of these bytes.
    pub(super) fn between(mut self, expected: &[u8], seen: &[u8]) -> Self {
        self.difference = Difference::of_bytes(expected, seen);
        self
    }

    /// Something else than a value that fits a pattern: where it does not, and how.
    pub(super) fn misfit(
        expected: impl Into<String>,
        pattern: &serde_json::Value,
        seen: &Value<'_>,
        origin: &str,
    ) -> Self {
        let mut mismatch = Self::new(expected, show(seen));
        if let Ok(exact) = json::from_value(pattern) {
            mismatch.difference = Difference::of_values(&exact, seen);
        }
        if let Some(at) = misfit(pattern, seen, origin) {
            mismatch.seen += &format!("; {at}");
        }
        mismatch
    }

    pub(super) fn finding(self) -> Finding {
        let finding = Finding::short(self.expected, self.seen).differing(self.difference);
        match self.requirement {
            Some(requirement) => finding.against(requirement),
            None => finding,
        }
    }

    fn against(mut self, requirement: &'static str) -> Self {
        self.requirement = Some(requirement);
        self
    }
}

/// Which of the answers that conform it is, or how it differs from the last.
pub fn answered<'e>(
    expected: &'e [ExpectedAnswer],
    answer: &Answer,
) -> Result<&'e ExpectedAnswer, Mismatch> {
    let mut last = Mismatch::new("an answer", "one that nothing is said about");
    for expected in expected {
        match differs(expected, answer) {
            None => return Ok(expected),
            Some(mismatch) => last = mismatch,
        }
    }
    Err(last)
}

fn differs(expected: &ExpectedAnswer, answer: &Answer) -> Option<Mismatch> {
    if !expected.status.allows(answer.status) {
        let mismatch = Mismatch::new(format!("{}", expected.status), summary(answer));
        let blamed_on_itself = answer.status >= 500 && expected.status.allows(400);
        return Some(if blamed_on_itself {
            mismatch.against("HTP-20")
        } else {
            mismatch
        });
    }
    let held = answer.body.to_ascii_lowercase();
    let holds = |text: &&String| {
        let text = text.to_ascii_lowercase();
        held.windows(text.len().max(1))
            .any(|part| part == text.as_bytes())
    };
    if let Some(text) = expected.lacks.iter().find(holds) {
        let mismatch = Mismatch::new(format!("a body without {text:?}"), summary(answer));
        return Some(match answer.status {
            400.. => mismatch.against("HTP-21"),
            _ => mismatch,
        });
    }
    if let Some((_, expected, seen)) = header_mismatch(&expected.headers, &answer.headers) {
        return Some(Mismatch::new(expected, seen));
    }
    let body = match expanded(&answer.headers, &answer.body) {
        Ok(body) => body,
        Err(error) => return Some(Mismatch::new("a body that can be read", error)),
    };
    if let Some(bytes) = &expected.body
        && bytes.to_vec() != *body
    {
        let bytes = bytes.to_vec();
        let expected = format!("the body {:?}", show_bytes(&bytes));
        return Some(Mismatch::new(expected, summary(answer)).between(&bytes, &body));
    }
    if let Some(blob) = &expected.blob
        && !is_blob(blob, answer, &body)
    {
        let expected = format!("a blob of the type {}", blob.content_type);
        return Some(Mismatch::new(expected, summary(answer)));
    }
    let pattern = expected.value.as_ref()?;
    let mismatch = value_mismatch(pattern, answer, &body)?;
    Some(match answer.status {
        // What a failure says besides its status.
        400.. => mismatch.against("HTP-18"),
        _ => mismatch,
    })
}

fn value_mismatch(pattern: &serde_json::Value, answer: &Answer, body: &[u8]) -> Option<Mismatch> {
    let expected = format!("a value such as {pattern}");
    let value = if answer.status == 204 {
        Value::Nil
    } else {
        let kind = header(&answer.headers, "content-type").map(essence);
        if kind.as_deref() != Some(CONTENT_TYPE) {
            return Some(Mismatch::new(expected, summary(answer)));
        }
        match message(body) {
            Ok(value) => value,
            Err(error) => {
                let seen = format!("{}: {error}", summary(answer));
                return Some(Mismatch::new(expected, seen));
            }
        }
    };
    (!pattern::fits(pattern, &value, "")).then(|| Mismatch::misfit(expected, pattern, &value, ""))
}

/// A lone blob comes as plain HTTP, or as a message (BLB-8).
fn is_blob(expected: &ExpectedBlob, answer: &Answer, body: &[u8]) -> bool {
    let same = |kind: &str, content: &[u8]| {
        essence(kind) == essence(&expected.content_type) && content == expected.content.to_vec()
    };
    let kind = header(&answer.headers, "content-type").unwrap_or_default();
    if essence(kind) != CONTENT_TYPE {
        return same(kind, body);
    }
    match message(body) {
        Ok(Value::Blob(blob)) => same(blob.content_type().unwrap_or_default(), &blob.content),
        _ => false,
    }
}

/// An answer in one line: status, type, and how the body begins.
pub(super) fn summary(answer: &Answer) -> String {
    let kind = header(&answer.headers, "content-type").unwrap_or("no type");
    match answer.body.as_slice() {
        [] => format!("{}, {kind}, no body", answer.status),
        body => format!("{}, {kind}: {}", answer.status, show_bytes(body)),
    }
}
