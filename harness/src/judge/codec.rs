//! The built-in codec, called directly: both profiles, every alternative, and
//! the exact kind and place of every error.

use hyperglyph::{DecodeError, DecodeOptions, Profile, Value, canonical};
use hyperglyph_vectors::{Expect, Vector, Verdict as Expected};

use super::value::{of, other, show, show_bytes};
use crate::{Difference, Finding};

/// The codec reads the bytes.
#[must_use]
pub fn decode(vector: &Vector) -> Finding {
    let value = match of(vector) {
        Ok(value) => value,
        Err(error) => return Finding::short("a vector that can be read", error),
    };
    for (profile, expected) in [
        (Profile::Spec, vector.spec()),
        (Profile::Interop, vector.interop()),
    ] {
        for bytes in std::iter::once(&vector.bytes).chain(&vector.alternatives) {
            let bytes = bytes.to_vec();
            let seen = DecodeOptions::new().profile(profile).decode(&bytes);
            if let Some(mut finding) = differs(vector, expected, value.as_ref(), seen) {
                let bytes = show_bytes(&bytes);
                finding.expected += &format!(" from {bytes} in the {profile:?} profile");
                return finding;
            }
        }
    }
    match vector.expect {
        Expect::Either => Finding::either(match (vector.spec(), vector.interop()) {
            (Expected::Accept, Expected::Accept) => "accepted",
            (Expected::Reject, Expected::Reject) => "refused",
            (Expected::Reject, Expected::Accept) => "refused by spec, accepted by interop",
            (Expected::Accept, Expected::Reject) => "accepted by spec, refused by interop",
        }),
        _ => Finding::pass(),
    }
}

/// What was expected and what was seen, where they differ.
fn differs(
    vector: &Vector,
    expected: Expected,
    value: Option<&Value<'_>>,
    seen: Result<Value<'_>, DecodeError>,
) -> Option<Finding> {
    match (expected, seen) {
        (Expected::Accept, Ok(seen)) => match value {
            Some(value) if *value != seen => Some(other(value, &seen)),
            _ => None,
        },
        (Expected::Accept, Err(error)) => {
            let expected = value.map_or_else(|| "a value".to_owned(), show);
            Some(Finding::short(expected, format!("an error: {error}")))
        }
        (Expected::Reject, Ok(seen)) => Some(Finding::short("an error", show(&seen))),
        (Expected::Reject, Err(error)) => {
            let reason = vector.error?;
            let kind = reason.kind.to_string();
            let same_place = reason.offset.is_none_or(|offset| offset == error.offset());
            if kind == error.kind().id() && same_place {
                return None;
            }
            let place = reason
                .offset
                .map_or_else(String::new, |at| format!(" at byte {at}"));
            let seen = format!("{} at byte {}: {error}", error.kind().id(), error.offset());
            Some(Finding::short(format!("the error {kind}{place}"), seen))
        }
    }
}

/// The codec writes the value: what it writes is read again, and its canonical
/// form is the vector's, to the byte.
#[must_use]
pub fn encode(vector: &Vector) -> Finding {
    let (value, wanted) = match (of(vector), &vector.canonical) {
        (Ok(Some(value)), Some(wanted)) => (value, wanted.to_vec()),
        (Err(error), _) => return Finding::short("a vector that can be read", error),
        _ => return Finding::not_applicable("the vector has no value to write"),
    };
    let written = match hyperglyph::encode(&value) {
        Ok(written) => written,
        Err(error) if vector.expect == Expect::Either => {
            return Finding::either(format!("not written: {error}"));
        }
        Err(error) => return Finding::short(show_bytes(&wanted), format!("an error: {error}")),
    };
    match hyperglyph::decode(&written) {
        Ok(read) if read == value => {}
        Ok(read) => {
            return Finding::short(
                show(&value),
                format!("written and read again: {}", show(&read)),
            );
        }
        Err(error) if vector.expect == Expect::Either => {
            return Finding::either(format!("written, but read by interop alone: {error}"));
        }
        Err(error) => {
            let seen = format!(
                "{} is written, which is refused: {error}",
                show_bytes(&written)
            );
            return Finding::short("an encoding that can be read", seen);
        }
    }
    match canonical(&value) {
        Ok(seen) if seen == wanted => Finding::pass(),
        Ok(seen) => Finding::short(
            format!("the canonical form {}", show_bytes(&wanted)),
            show_bytes(&seen),
        )
        .differing(Difference::of_bytes(&wanted, &seen)),
        Err(error) => Finding::short(show_bytes(&wanted), format!("an error: {error}")),
    }
}
