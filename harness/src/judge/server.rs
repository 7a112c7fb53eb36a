//! A server: the bytes of a vector go to `echo` inside a form, and what comes
//! back must be the same value, or a refusal where the bytes are wrong.

use bytes::Bytes;
use hyperglyph::{Blob, DecodeOptions, Profile, Value, decode};
use hyperglyph_vectors::{BytesSpec, Expect, Vector, Verdict as Expected};

use super::spelling::misspelt;
use super::value::{misencoded, of, other, show, show_bytes};
use crate::{Ask, Exchange, Finding, Recorded, Target, Verdict, WireError};

/// The server reads the bytes as an argument of `echo`, and writes them back.
pub async fn echo(target: &Target, vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(value) => value,
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    let body = form_body(&target.argument, vector);
    let sent = format!("POST {} with {}", target.echo.path(), show_bytes(&body));
    let ask = Ask::message(&target.echo, body);
    let came = target.wire.send(&ask).await;
    judge(&came, vector, value.as_ref())
        .sent(sent)
        .recorded(|| vec![Recorded::of_ours(&target.wire, &ask, &came)])
}

fn judge(
    came: &Result<Exchange, WireError>,
    vector: &Vector,
    value: Option<&Value<'_>>,
) -> Finding {
    let exchange = match came {
        Ok(exchange) => exchange,
        Err(error) => {
            let finding = Finding::short("an answer", error.to_string());
            return match vector.expect {
                Expect::Accept => finding,
                _ => finding.against("HTP-20"),
            };
        }
    };
    let refused = exchange.status.is_client_error();
    match vector.expect {
        Expect::Accept => accepted(exchange, value, Profile::Spec),
        Expect::Reject if refused => Finding::pass(),
        Expect::Either if refused => Finding::either(format!("refused with {}", exchange.status)),
        Expect::Either if exchange.status.is_success() => taken(exchange, vector, value),
        Expect::Reject if exchange.status.is_success() => Finding::short(
            "a refusal, 4xx",
            format!("it is taken: {}", summary(exchange)),
        ),
        _ => Finding::short("a refusal, 4xx", summary(exchange)).against("HTP-20"),
    }
}

/// The body of a form with one argument: the root object of the vector inside
/// an ordered dict, and the chunks of its blobs behind it (ENV-6).
pub(crate) fn form_body(argument: &str, vector: &Vector) -> Bytes {
    let (root, trailers) = vector.parts();
    let open = format!("Ou{}:{argument};", argument.len());
    [open.as_bytes(), &root, b";", &trailers].concat().into()
}

/// Both ways conform, and the server took it. Where our own decoder refuses the
/// vector in both profiles (a leap second, a depth beyond our limits) it cannot
/// judge what the server made of it, so that is not held against the server.
fn taken(exchange: &Exchange, vector: &Vector, value: Option<&Value<'_>>) -> Finding {
    if value.is_none() && vector.interop() == Expected::Reject {
        return Finding::either("accepted");
    }
    let finding = accepted(exchange, value, written(vector));
    match finding.verdict {
        Verdict::Pass => Finding::either("accepted"),
        _ => finding,
    }
}

/// The profile that reads the value when it is well written: a few values, such
/// as extensions without a unicode name, have no encoding that spec takes.
fn written(vector: &Vector) -> Profile {
    let canonical = vector.canonical.as_ref().map(BytesSpec::to_vec);
    match canonical {
        Some(bytes) if decode(&bytes).is_err() => Profile::Interop,
        _ => Profile::Spec,
    }
}

/// The value that comes back must be the one that was sent, in an encoding
/// that any decoder of the specification takes.
fn accepted(exchange: &Exchange, value: Option<&Value<'_>>, profile: Profile) -> Finding {
    let expected = || value.map_or_else(|| "a value".to_owned(), show);
    if !exchange.status.is_success() {
        return Finding::short(expected(), summary(exchange));
    }
    if exchange.status.as_u16() == 204 {
        return same(value, &Value::Nil);
    }
    if !exchange.is_hyperglyph() {
        return lone_blob(exchange, value);
    }
    match DecodeOptions::new().profile(profile).decode(&exchange.body) {
        Ok(seen) => match (same(value, &seen), misspelt(&exchange.body)) {
            (finding, Some((requirement, seen))) if finding == Finding::pass() => {
                Finding::short(expected(), seen)
                    .against(requirement)
                    .differing(misencoded(value, &exchange.body))
            }
            (finding, _) => finding,
        },
        Err(error) => {
            let also = match DecodeOptions::interop().decode(&exchange.body) {
                Ok(seen) => format!("; the interop profile reads {}", show(&seen)),
                Err(_) => String::new(),
            };
            let seen = format!("{} is answered: {error}{also}", show_bytes(&exchange.body));
            Finding::short(expected(), seen)
                .against(error.requirement())
                .differing(misencoded(value, &exchange.body))
        }
    }
}

fn same(expected: Option<&Value<'_>>, seen: &Value<'_>) -> Finding {
    match expected {
        Some(expected) if expected != seen => other(expected, seen),
        _ => Finding::pass(),
    }
}

/// A lone blob may come back as plain HTTP (BLB-8).
fn lone_blob(exchange: &Exchange, value: Option<&Value<'_>>) -> Finding {
    let expected = match value {
        Some(Value::Blob(blob)) => blob,
        Some(other) => {
            let seen = format!(
                "{} (HTP-1: hyperglyph data has its own type)",
                summary(exchange)
            );
            return Finding::short(show(other), seen).against("HTP-1");
        }
        None => return Finding::pass(),
    };
    let kind = expected.content_type().map(essence);
    if kind == exchange.content_type() && expected.content[..] == exchange.body[..] {
        return Finding::pass();
    }
    let seen = Blob::new(
        exchange.content_type().unwrap_or_default(),
        &exchange.body[..],
    );
    other(&Value::Blob(expected.clone()), &seen.into())
}

fn essence(content_type: &str) -> String {
    let essence = content_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// An answer in one line: status, type, and how the body begins.
fn summary(exchange: &Exchange) -> String {
    const SHORT: usize = 160;
    let kind = exchange
        .content_type()
        .unwrap_or_else(|| "no type".to_owned());
    let body = &exchange.body[..exchange.body.len().min(SHORT)];
    let dots = if body.len() < exchange.body.len() {
        "…"
    } else {
        ""
    };
    format!("{}, {kind}: {}{dots}", exchange.status, show_bytes(body))
}
