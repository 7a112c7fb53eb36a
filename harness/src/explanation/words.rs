//! Tokens in words.

use hyperglyph::Timedelta;
use hyperglyph::token::{Container, Role, TokenKind};

/// What an object is to its container; nothing is said of the root.
pub(super) fn role(role: Role) -> String {
    match role {
        Role::Item(n) => format!("item {n}: "),
        Role::Key(_) => String::from("key: "),
        Role::Value(_) => String::from("value: "),
        Role::Name => String::from("name: "),
        Role::Attributes => String::from("attributes: "),
        Role::Content => String::from("content: "),
        _ => String::new(),
    }
}

/// What a token is, and what it says where its bytes say it otherwise.
pub(super) fn kind(kind: &TokenKind<'_>, bytes: &[u8]) -> String {
    let written = bytes.get(1..bytes.len().max(2) - 1).unwrap_or_default();
    match kind {
        TokenKind::Space => String::from("white space"),
        TokenKind::Nil => String::from("nil"),
        TokenKind::Bool(value) => value.to_string(),
        TokenKind::Integer(value) => {
            let value = value.to_string();
            match value.len() {
                _ if value.as_bytes() == written => String::from("integer"),
                0..=40 => format!("integer {value}"),
                length => format!("integer of {length} digits"),
            }
        }
        TokenKind::Float(value) if value.is_finite() => {
            let value = if value.abs() >= 1e16 || (*value != 0.0 && value.abs() < 1e-5) {
                format!("{value:e}")
            } else {
                value.to_string()
            };
            if value.as_bytes() == written {
                String::from("float")
            } else {
                format!("float {value}")
            }
        }
        TokenKind::Float(value) if value.is_nan() => String::from("float, not a number"),
        TokenKind::Float(value) if *value > 0.0 => String::from("float, infinity"),
        TokenKind::Float(_) => String::from("float, minus infinity"),
        TokenKind::Datetime(value) => {
            format!("datetime {}", value.format("%-d %b %Y, %H:%M:%S%.f UTC"))
        }
        TokenKind::Timedelta(value) => format!("timedelta {}", timedelta(*value)),
        TokenKind::Unicode(length) => format!("unicode, {}", count(*length, "byte")),
        TokenKind::Bytes(length) => format!("bytearray, {}", count(*length, "byte")),
        TokenKind::Text(_) | TokenKind::Data => String::from("bytes"),
        TokenKind::Terminator => String::from("end"),
        TokenKind::Open(container) => container.name().to_owned(),
        TokenKind::Close { container, parts } => match container {
            Container::List | Container::Set => {
                format!(
                    "end of {}, {}",
                    container.name(),
                    count(*parts as u64, "item")
                )
            }
            Container::Dict | Container::OrderedDict => {
                let entries = *parts as u64 / 2;
                let word = if entries == 1 { "entry" } else { "entries" };
                format!("end of {}, {entries} {word}", container.name())
            }
            _ => format!("end of {}", container.name()),
        },
        TokenKind::Chunk { length, .. } => format!("chunk of a blob, {}", count(*length, "byte")),
        TokenKind::BlobEnd(_) => String::from("end of the content of a blob"),
        _ => String::from("token"),
    }
}

/// `1 byte`, `2 bytes`
pub(super) fn count(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// `-1 month 3 days 2 minutes 0.5 seconds`, without what is zero.
fn timedelta(value: Timedelta) -> String {
    let (months, seconds) = (i64::from(value.months()), value.seconds());
    let mut parts = Vec::new();
    let mut part = |n: i64, noun: &str| {
        if n != 0 {
            parts.push(format!("{n} {noun}{}", if n.abs() == 1 { "" } else { "s" }));
        }
    };
    part(months / 12, "year");
    part(months % 12, "month");
    part(seconds / 86_400, "day");
    part(seconds / 3_600 % 24, "hour");
    part(seconds / 60 % 60, "minute");
    if value.subsec_nanos() == 0 {
        part(seconds % 60, "second");
    } else {
        let sign = if seconds < 0 || value.subsec_nanos() < 0 {
            "-"
        } else {
            ""
        };
        let (whole, nanos) = (seconds % 60, value.subsec_nanos().unsigned_abs());
        let fraction = format!("{nanos:09}");
        let fraction = fraction.trim_end_matches('0');
        parts.push(format!("{sign}{}.{fraction} seconds", whole.unsigned_abs()));
    }
    if parts.is_empty() {
        return String::from("zero");
    }
    parts.join(" ")
}
