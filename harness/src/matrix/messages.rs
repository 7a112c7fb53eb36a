//! Messages: what one writes, each of the others reads.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::future::join_all;
use hyperglyph::{Value, json as notation};
use hyperglyph_vectors::{Expect, Suite, Vector};
use serde_json::json;

use super::Player;
use super::cell::Outcome;
use super::known::Judged;
use crate::judge::{decoded, no_answer, of, show, words};
use crate::testee::{Answer, Testee};
use crate::{About, Case, Finding, Verdict};

/// The value of a vector, written by one and read by everybody.
pub(super) async fn exchanged(
    suite: &Suite,
    case: &Case<'_>,
    encoder: &Player,
    players: &[Player],
) -> Vec<Outcome> {
    let About::Vector(vector) = case.about else {
        return Vec::new();
    };
    let written = match (encoder.codec(), of(vector)) {
        (Some(codec), Ok(Some(value))) => write(codec, vector, value).await,
        (_, Err(error)) => Err((Finding::short("a vector that can be read", error), None)),
        _ => Err((Finding::not_applicable("there is nobody to write it"), None)),
    };
    let read = players.iter().map(|decoder| async {
        let (finding, lost) = match (&written, decoder.codec()) {
            (_, None) => (Finding::not_applicable("there is nobody to read it"), None),
            (Err((finding, lost)), _) => (finding.clone(), lost.clone()),
            (Ok((value, bytes)), Some(codec)) => read(codec, vector, value, bytes).await,
        };
        let judged = Judged::Message(case);
        judged.outcome(suite, [encoder, decoder], finding, lost)
    });
    join_all(read).await
}

type Found = (Finding, Option<String>);

/// The message, in base64, or why there is none.
async fn write(
    codec: &Testee,
    vector: &Vector,
    value: Value<'static>,
) -> Result<(Value<'static>, String), Found> {
    let notation = notation::to_value(&value);
    let asked = format!("encode {notation}");
    let finding = match codec.ask(&json!({"op": "encode", "value": notation})).await {
        Ok(Answer::Bytes(bytes)) => return Ok((value, bytes)),
        Ok(Answer::Error(error)) if vector.expect == Expect::Either => {
            Finding::either(format!("not written: {}", words(&error)))
        }
        Ok(Answer::Error(error)) => {
            Finding::short(show(&value), format!("not written: {}", words(&error)))
        }
        Ok(other) => no_answer(&other, "\"bytes\" or \"error\""),
        Err(fault) => {
            let finding = Finding::short("an answer of who writes", fault.to_string());
            return Err((finding.sent(asked), Some(codec.file().name.clone())));
        }
    };
    Err((finding.sent(asked), None))
}

async fn read(codec: &Testee, vector: &Vector, value: &Value<'_>, bytes: &str) -> Found {
    let sent = match STANDARD.decode(bytes) {
        Ok(bytes) => format!("decode {}", bytes.escape_ascii()),
        Err(error) => {
            let seen = format!("{bytes}: {error}");
            return (Finding::short("bytes in base64", seen), None);
        }
    };
    match codec.ask(&json!({"op": "decode", "bytes": bytes})).await {
        Ok(answer) => {
            let finding = decoded(vector, Some(value), answer);
            match finding.verdict {
                Verdict::Pass => (finding, None),
                _ => (finding.sent(sent), None),
            }
        }
        Err(fault) => {
            let finding = Finding::short("an answer of who reads", fault.to_string());
            (finding.sent(sent), Some(codec.file().name.clone()))
        }
    }
}
