//! A codec or a client behind stdin and stdout.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hyperglyph::{DecodeOptions, EncodeOptions, Value, json};
use hyperglyph_vectors::http::{Key, ReportKind, Step};
use hyperglyph_vectors::{Expect, Vector, Verdict as Expected};
use serde_json::{Map, Value as Json, json};
use url::Url;

use super::client::same;
use super::http::{Report, browse_by};
use super::spelling::misspelt;
use super::value::{misencoded, of, other, show, show_bytes};
use crate::testee::{Answer, Fault, Testee};
use crate::{Difference, Finding, Target};

/// The testee reads the bytes.
pub async fn decode_by(testee: &Testee, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(value) => value,
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    let mut seen = Vec::new();
    for bytes in std::iter::once(&vector.bytes).chain(&vector.alternatives) {
        let bytes = bytes.to_vec();
        let question = json!({"op": "decode", "bytes": STANDARD.encode(&bytes)});
        let finding = match testee.ask(&question).await {
            Ok(answer) => decoded(vector, value.as_ref(), answer),
            Err(fault) => lost(vector, &fault),
        };
        if !matches!(
            finding.verdict,
            crate::Verdict::Pass | crate::Verdict::Either
        ) {
            return finding.sent(format!("decode {}", show_bytes(&bytes)));
        }
        seen.push(finding);
    }
    seen.swap_remove(0)
}

/// What it answers when it is asked to read a message with this value.
pub(crate) fn decoded(vector: &Vector, value: Option<&Value<'_>>, answer: Answer) -> Finding {
    let expected = || value.map_or_else(|| "a value".to_owned(), show);
    match (answer, vector.expect) {
        (Answer::Error(_), Expect::Reject) => Finding::pass(),
        (Answer::Error(error), Expect::Either) => {
            Finding::either(format!("refused: {}", words(&error)))
        }
        (Answer::Error(error), Expect::Accept) => {
            Finding::short(expected(), format!("an error: {}", words(&error)))
        }
        (Answer::Value(seen), Expect::Reject) => Finding::short("an error", seen.to_string()),
        // What no profile of ours reads (a timedelta of a hundred digits) we cannot judge.
        (Answer::Value(_), Expect::Either)
            if value.is_none() && vector.interop() == Expected::Reject =>
        {
            Finding::either("accepted")
        }
        (Answer::Value(seen), expect) => match (json::from_value(&seen), value) {
            (Err(error), _) => Finding::short(
                expected(),
                format!("{seen}, which is no value in the JSON notation: {error}"),
            ),
            (Ok(seen), Some(value)) if seen != *value => other(value, &seen),
            (Ok(_), _) if expect == Expect::Either => Finding::either("accepted"),
            (Ok(_), _) => Finding::pass(),
        },
        (answer, _) => no_answer(&answer, "\"value\" or \"error\""),
    }
}

/// The testee writes the value: compared decoded, since chunking and spelling are free.
pub async fn encode_by(testee: &Testee, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(Some(value)) => value,
        Err(error) => return Finding::short("a vector that can be read", error),
        Ok(None) => return Finding::not_applicable("the vector has no value to write"),
    };
    let notation = json::to_value(&value);
    let question = json!({"op": "encode", "value": notation});
    let finding = match testee.ask(&question).await {
        Ok(Answer::Bytes(text)) => match STANDARD.decode(&text) {
            Ok(bytes) => written(vector, &value, &bytes),
            Err(error) => Finding::short("bytes in base64", format!("{text}: {error}")),
        },
        Ok(Answer::Error(error)) if vector.expect == Expect::Either => {
            Finding::either(format!("not written: {}", words(&error)))
        }
        Ok(Answer::Error(error)) => {
            Finding::short(show(&value), format!("an error: {}", words(&error)))
        }
        Ok(other) => no_answer(&other, "\"bytes\" or \"error\""),
        Err(fault) => lost(vector, &fault),
    };
    finding.sent(format!("encode {notation}"))
}

/// The bytes that were written for the value of a vector.
pub(crate) fn written(vector: &Vector, value: &Value<'_>, bytes: &[u8]) -> Finding {
    match DecodeOptions::new().decode(bytes) {
        Ok(seen) if seen == *value => match misspelt(bytes) {
            None => Finding::pass(),
            Some((requirement, seen)) => Finding::short(show(value), seen)
                .against(requirement)
                .differing(misencoded(Some(value), bytes)),
        },
        Ok(seen) => Finding::short(
            show(value),
            format!("{}, which is {}", show_bytes(bytes), show(&seen)),
        )
        .differing(Difference::of_values(value, &seen)),
        Err(error) if vector.expect == Expect::Either => {
            Finding::either(format!("written, but read by interop alone: {error}"))
        }
        Err(error) => Finding::short(
            show(value),
            format!(
                "{} is written, which is refused: {error}",
                show_bytes(bytes)
            ),
        )
        .against(error.requirement())
        .differing(misencoded(Some(value), bytes)),
    }
}

/// The client of the testee reads the bytes as the page behind a url.
pub async fn read_by(testee: &Testee, url: &Url, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(value) => value,
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    let report = match browse_by(testee, url.as_str(), &[], &[]).await {
        Ok(report) => report,
        Err(finding) => return finding,
    };
    match (vector.expect, report) {
        (Expect::Accept, Report::Value(seen)) => same(value, &seen, url),
        (Expect::Either, Report::Value(_)) => Finding::either("accepted"),
        (Expect::Reject, Report::Value(seen)) => Finding::short("an error", show(&seen)),
        (Expect::Accept, Report::Error { text, .. }) => {
            Finding::short("a value", format!("an error: {text}"))
        }
        (Expect::Either, Report::Error { text, .. }) => Finding::either(format!("refused: {text}")),
        (
            Expect::Reject,
            Report::Error {
                kind: Some(ReportKind::Decode),
                ..
            },
        ) => Finding::pass(),
        (Expect::Reject, Report::Error { text, .. }) => Finding::short(
            "an error of the kind decode",
            format!("another error: {text}"),
        ),
    }
}

/// The client of the testee sends the value to `echo`, and reads it back.
pub async fn call_by(testee: &Testee, target: &Target, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(Some(value)) => value,
        Ok(None) => return Finding::not_applicable("the vector has no value to send"),
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    match browse_by(testee, target.root.as_str(), &to_echo(&value), &[]).await {
        Ok(report) => echoed(vector, &value, &target.echo, report),
        Err(finding) => finding,
    }
}

/// From the page of a server: a call of `echo` with this value.
pub(crate) fn to_echo(value: &Value<'_>) -> [Step; 2] {
    [
        Step::Get {
            get: Key::Name("echo".to_owned()),
        },
        Step::Call {
            call: vec![json::to_value(value)],
            named: Map::new(),
        },
    ]
}

/// What a client reports of its call of `echo` with this value.
pub(crate) fn echoed(
    vector: &Vector,
    value: &Value<'static>,
    echo: &Url,
    report: Report,
) -> Finding {
    match report {
        Report::Value(seen) => match same(Some(value.clone()), &seen, echo) {
            // A client may normalise what it sends (STR-5).
            finding if finding == Finding::pass() => finding,
            finding => match normalised(value).filter(|it| it != value) {
                Some(sent) if same(Some(sent.clone()), &seen, echo) == Finding::pass() => {
                    Finding::either("sent in NFC")
                }
                _ => finding,
            },
        },
        Report::Error { text, .. } if vector.expect == Expect::Either => {
            Finding::either(format!("not sent, or refused: {text}"))
        }
        // Names that differ alone in what normalising takes away cannot be sent then.
        Report::Error { text, .. } if normalised(value).is_none() => {
            Finding::either(format!("not sent in NFC: {text}"))
        }
        Report::Error { text, .. } => Finding::short(show(value), format!("an error: {text}")),
    }
}

fn normalised(value: &Value<'_>) -> Option<Value<'static>> {
    let bytes = EncodeOptions::new().nfc(true).encode(value).ok()?;
    Some(DecodeOptions::interop().decode(&bytes).ok()?.into_owned())
}

/// A process that dies over a message has not refused it (HTP-20 says it of servers).
fn lost(vector: &Vector, fault: &Fault) -> Finding {
    let expected = match vector.expect {
        Expect::Accept => "an answer",
        Expect::Reject => "an error, told",
        Expect::Either => "an answer, or an error",
    };
    Finding::short(expected, fault.to_string())
}

pub(crate) fn no_answer(answer: &Answer, expected: &str) -> Finding {
    match answer {
        Answer::Unsupported => Finding::not_applicable("the testee does not do this"),
        other => Finding::short(format!("an answer with {expected}"), format!("{other:?}")),
    }
}

pub(crate) fn words(error: &Json) -> String {
    match error {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
