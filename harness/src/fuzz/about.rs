//! Which requirement a message, or a difference of two values, is about.
//!
//! | a message has | it is about |
//! |---|---|
//! | a number or name in another form than an encoder writes | that form: zeros INT-5, a plus INT-2, a decimal float FLT-1 … |
//! | white space | MSG-3; around the root MSG-2 |
//! | a container | the outermost: COL-1, COL-7, EXT-4, BLB-5 |
//! | one scalar | its type |

use hyperglyph::token::{Container, Token, TokenKind, Tokens};
use hyperglyph::{DecodeOptions, Extension, Integer, Map, Value};

/// How telling something is: what stands out says more than where it stands.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Scalar,
    Container,
    Space,
    Form,
}

/// The requirement that a message is about: of all that it holds, that which stands
/// out most, and of several the first.
pub(super) fn message(message: &[u8]) -> &'static str {
    let mut tokens = Tokens::with_options(DecodeOptions::interop());
    let mut rest = message;
    let mut best = None;
    while let Ok(Some(token)) = tokens.next(&mut rest) {
        let Some((rank, requirement)) = of_token(&token) else {
            continue;
        };
        if best.is_none_or(|(known, _)| rank > known) {
            best = Some((rank, requirement));
        }
    }
    best.map_or("MSG-1", |(_, requirement)| requirement)
}

fn of_token(token: &Token<'_>) -> Option<(Rank, &'static str)> {
    let inner = token.bytes.get(1..).unwrap_or_default();
    let digits = inner.strip_prefix(b"-").unwrap_or(inner);
    Some(match &token.kind {
        TokenKind::Space if token.depth > 0 => (Rank::Space, "MSG-3"),
        TokenKind::Space => (Rank::Space, "MSG-2"),
        TokenKind::Integer(_) if inner.starts_with(b"+") => (Rank::Form, "INT-2"),
        TokenKind::Integer(_) if token.bytes == b"i-0;" => (Rank::Form, "INT-6"),
        TokenKind::Integer(_) if digits.len() > 2 && digits[0] == b'0' => (Rank::Form, "INT-5"),
        TokenKind::Integer(Integer::Big(_)) => (Rank::Form, "INT-1"),
        TokenKind::Integer(_) => (Rank::Scalar, "INT-1"),
        TokenKind::Float(float) => float_form(*float, inner),
        TokenKind::Unicode(0) => (Rank::Scalar, "STR-4"),
        TokenKind::Unicode(_) if inner.starts_with(b"0") => (Rank::Form, "STR-8"),
        TokenKind::Unicode(_) => (Rank::Scalar, "STR-1"),
        TokenKind::Bytes(0) => (Rank::Scalar, "BYT-2"),
        TokenKind::Bytes(_) if inner.starts_with(b"0") => (Rank::Form, "STR-8"),
        TokenKind::Bytes(_) => (Rank::Scalar, "BYT-1"),
        TokenKind::Datetime(_) => (Rank::Scalar, "DTM-2"),
        TokenKind::Timedelta(_) => (Rank::Scalar, "TDL-1"),
        TokenKind::Nil | TokenKind::Bool(_) => (Rank::Scalar, "SNG-1"),
        TokenKind::Open(container) => (Rank::Container, of_container(*container)),
        TokenKind::Chunk { .. } => (Rank::Container, "BLB-7"),
        _ => return None,
    })
}

fn float_form(float: f64, inner: &[u8]) -> (Rank, &'static str) {
    if !float.is_finite() {
        (Rank::Form, "FLT-5")
    } else if !inner.iter().any(|byte| matches!(byte, b'x' | b'X')) {
        (Rank::Form, "FLT-1")
    } else if inner.iter().any(u8::is_ascii_uppercase) {
        (Rank::Form, "FLT-3")
    } else if float == 0.0 && float.is_sign_negative() {
        (Rank::Form, "FLT-6")
    } else {
        (Rank::Scalar, "FLT-7")
    }
}

const fn of_container(container: Container) -> &'static str {
    match container {
        Container::List => "COL-1",
        Container::Extension => "EXT-4",
        Container::Blob(_) => "BLB-5",
        _ => "COL-7",
    }
}

/// The requirement that two different values are about: the type at the first place
/// where they differ.
pub(super) fn difference(one: &Value<'_>, other: &Value<'_>) -> &'static str {
    match (one, other) {
        (Value::List(a), Value::List(b)) if a.len() == b.len() => {
            first(a.iter().zip(b)).unwrap_or("COL-1")
        }
        (Value::Set(a), Value::Set(b)) => lone(
            a.iter().filter(|it| !b.contains(it)),
            b.iter().filter(|it| !a.contains(it)),
        ),
        (Value::Dict(a), Value::Dict(b)) => maps(a, b),
        (Value::OrderedDict(a), Value::OrderedDict(b)) if same_keys(a, b) => "COL-2",
        (Value::OrderedDict(a), Value::OrderedDict(b)) => first(
            a.iter()
                .flat_map(<[_; 2]>::from)
                .zip(b.iter().flat_map(<[_; 2]>::from)),
        )
        .unwrap_or("COL-2"),
        (Value::Extension(a), Value::Extension(b)) => {
            first(parts(a).into_iter().zip(parts(b))).unwrap_or("EXT-4")
        }
        (Value::Blob(a), Value::Blob(b)) if a.content == b.content => {
            difference(&a.attributes, &b.attributes)
        }
        (Value::Blob(_), Value::Blob(_)) => "BLB-7",
        (Value::Float(a), Value::Float(b)) if is_zero(*a) && is_zero(*b) => "FLT-6",
        _ => of_types(one, other),
    }
}

fn is_zero(float: f64) -> bool {
    float == 0.0
}

fn of_types(one: &Value<'_>, other: &Value<'_>) -> &'static str {
    match (one, other) {
        (Value::Unicode(_), Value::Bytes(_)) | (Value::Bytes(_), Value::Unicode(_)) => "BYT-3",
        (Value::Dict(_), Value::OrderedDict(_))
        | (Value::OrderedDict(_), Value::Dict(_))
        | (Value::List(_), Value::Set(_))
        | (Value::Set(_), Value::List(_)) => "COL-8",
        _ => of_type(one),
    }
}

const fn of_type(value: &Value<'_>) -> &'static str {
    match value {
        Value::Nil | Value::Bool(_) => "SNG-1",
        Value::Integer(_) => "INT-1",
        Value::Float(_) => "FLT-7",
        Value::Unicode(_) => "STR-1",
        Value::Bytes(_) => "BYT-1",
        Value::Datetime(_) => "DTM-3",
        Value::Timedelta(_) => "TDL-1",
        Value::List(_) => "COL-1",
        Value::Set(_) | Value::Dict(_) => "COL-7",
        Value::OrderedDict(_) => "COL-2",
        Value::Extension(_) => "EXT-4",
        Value::Blob(_) => "BLB-7",
    }
}

fn first<'v>(pairs: impl Iterator<Item = (&'v Value<'v>, &'v Value<'v>)>) -> Option<&'static str> {
    let mut different = pairs.filter(|(one, other)| one != other);
    different.next().map(|(one, other)| difference(one, other))
}

/// What only one of two has, where each has one such.
fn lone<'v>(
    mut here: impl Iterator<Item = &'v Value<'v>>,
    mut there: impl Iterator<Item = &'v Value<'v>>,
) -> &'static str {
    match (here.next(), there.next()) {
        (Some(one), Some(other)) => difference(one, other),
        _ => "COL-7",
    }
}

fn maps(one: &Map<'_>, other: &Map<'_>) -> &'static str {
    for (key, value) in one.iter() {
        match other.get_value(key) {
            Some(seen) if seen == value => {}
            Some(seen) => return difference(value, seen),
            None => {
                let missing = other.keys().find(|key| one.get_value(key).is_none());
                return missing.map_or("COL-7", |missing| difference(key, missing));
            }
        }
    }
    "COL-7"
}

/// Whether two have the same keys, in another order.
fn same_keys(one: &Map<'_>, other: &Map<'_>) -> bool {
    let known = |key: &Value<'_>| other.get_value(key).is_some();
    one.len() == other.len() && one.keys().all(known) && !one.keys().eq(other.keys())
}

fn parts<'v, 'a>(extension: &'v Extension<'a>) -> [&'v Value<'a>; 3] {
    [&extension.name, &extension.attributes, &extension.content]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_about_what_stands_out_in_it() {
        for (bytes, requirement) in [
            (&b"i7;"[..], "INT-1"),
            (b"i007;", "INT-5"),
            (b"Lu1:a;i-00;;", "INT-5"),
            (b"i+1;", "INT-2"),
            (b"i-0;", "INT-6"),
            (b"i99999999999999999999;", "INT-1"),
            (b"f0x1.8p+0;", "FLT-7"),
            (b"f0X1.8P+0;", "FLT-3"),
            (b"f1.5;", "FLT-1"),
            (b"fnan;", "FLT-5"),
            (b"f-0x0p0;", "FLT-6"),
            (b"u;", "STR-4"),
            (b"u02:hi;", "STR-8"),
            (b" N;", "MSG-2"),
            (b"L N;;", "MSG-3"),
            (b"LSN;;;", "COL-1"),
            (b"Ou;N;;", "COL-7"),
            (b"", "MSG-1"),
        ] {
            assert_eq!(message(bytes), requirement, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn two_values_differ_about_the_type_at_the_place_where_they_do() {
        let read = |bytes: &'static [u8]| DecodeOptions::interop().decode(bytes).unwrap();
        for (one, other, requirement) in [
            (&b"i1;"[..], &b"i2;"[..], "INT-1"),
            (b"u1:a;", b"b1:a;", "BYT-3"),
            (b"D;", b"O;", "COL-8"),
            (b"Li1;f0x0p0;;", b"Li1;f-0x0p0;;", "FLT-6"),
            (b"Li1;;", b"Li1;i1;;", "COL-1"),
            (b"Oi1;N;i2;N;;", b"Oi2;N;i1;N;;", "COL-2"),
            (b"Ob;N;;", b"Ou;N;;", "BYT-3"),
            (b"Oi1;T;;", b"Oi1;F;;", "SNG-1"),
            (b"Di1;T;;", b"Di1;F;;", "SNG-1"),
            (b"Du1:a;N;;", b"Db1:a;N;;", "BYT-3"),
            (b"Si1;u1:a;;", b"Si1;b1:a;;", "BYT-3"),
            (b"Xu1:a;D;N;;", b"Xu1:a;O;N;;", "COL-8"),
        ] {
            assert_eq!(difference(&read(one), &read(other)), requirement);
        }
    }
}
