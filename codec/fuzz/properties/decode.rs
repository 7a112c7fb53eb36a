//! `decode`: any bytes are a message in the whole codec, or in none of it.

use hyperglyph::{
    DecodeError, DecodeOptions, EncodeError, ErrorKind, Found, Profile, Value, canonical, encode,
};

use super::document::same;
use super::options::{PROFILES, limits, unlimited, with};
use super::value::hash;

pub(crate) fn holds(bytes: &[u8]) {
    for limits in &limits() {
        let [strict, loose] = PROFILES.map(|profile| decode(bytes, &with(profile, limits)));
        if let Ok(value) = &strict {
            assert_eq!(loose.as_ref(), Ok(value), "spec is a part of interop");
        }
    }
    for profile in PROFILES {
        let found = limits().map(|limits| decode(bytes, &with(profile, &limits)));
        for pair in found.windows(2) {
            limits_only_refuse(&pair[0], &pair[1]);
        }
        let [wide, ..] = found;
        match wide {
            Ok(value) => taken(&value, profile),
            Err(error) => refused(bytes, &error),
        }
        beginnings(bytes, &with(profile, &unlimited()));
    }
}

/// The value that value and document agree on, or their error.
fn decode<'a>(bytes: &'a [u8], options: &DecodeOptions) -> Result<Value<'a>, DecodeError> {
    let value = options.decode(bytes);
    let document = options.document(bytes);
    match (&value, &document) {
        (Ok(value), Ok(document)) => {
            assert_eq!(document.to_value(), *value);
            same(document.root(), value);
        }
        (Err(value), Err(document)) => assert_eq!(document, value),
        (value, document) => panic!("{value:?}, but as a document {document:?}"),
    }
    value
}

/// What is taken within limits is taken within wider ones, and what is refused
/// by the wider ones is refused by these, for that reason or an earlier limit.
fn limits_only_refuse(
    wide: &Result<Value<'_>, DecodeError>,
    narrow: &Result<Value<'_>, DecodeError>,
) {
    match (wide, narrow) {
        (_, Err(error)) if error.kind().is_limit() => {}
        (wide, narrow) => assert_eq!(narrow, wide, "limits change nothing else"),
    }
}

/// What was read can be written, and is the same value then, in every form.
fn taken(value: &Value<'_>, profile: Profile) {
    let owned = value.clone().into_owned();
    assert_eq!(owned, *value);
    assert_eq!(hash(&owned), hash(value), "equal values have one hash");
    super::json::there_and_back(value);
    let written = match encode(value) {
        Ok(written) => written,
        Err(error) => return unwritten(value, &error, profile),
    };
    // In the same profile: parts of any type in an extension are for interop alone.
    let options = with(profile, &unlimited());
    let again = options.decode(&written).expect("what is written is read");
    assert_eq!(again, *value, "what is written is the same value");
    assert_eq!(encode(&again).as_ref(), Ok(&written), "in the same order");
    let sorted = canonical(value).expect("what is written has a canonical form");
    let again = options.decode(&sorted).expect("and that is read too");
    assert_eq!(again, *value, "canonical is the same value");
    assert_eq!(canonical(&again), Ok(sorted), "canonical stays as it is");
}

/// What a decoder takes for the sake of others, and no encoder writes.
fn unwritten(value: &Value<'_>, error: &EncodeError, profile: Profile) {
    match error {
        EncodeError::BlobContentType => {}
        EncodeError::ExtensionAttributes(_) => {
            assert_eq!(profile, Profile::Interop, "{value:?}");
        }
        other => panic!("{value:?} was read, and cannot be written: {other}"),
    }
    assert!(canonical(value).is_err(), "nor is there a canonical form");
}

/// An error points into the message, and can be shown.
fn refused(bytes: &[u8], error: &DecodeError) {
    assert!(error.offset() <= bytes.len());
    let found = match bytes.get(error.offset()) {
        Some(&byte) => Found::Byte(byte),
        None => Found::End,
    };
    assert_eq!(error.found(), found);
    if error.is_incomplete() {
        assert_eq!(error.offset(), bytes.len(), "only the end is missing");
    }
    assert!(error.path().starts_with("root"));
    assert!(error.explain(bytes).contains('^'));
    assert!(error.to_string().ends_with(']'));
}

/// What a message begins with is incomplete, or whole where only white space
/// or nothing stood behind it. What is in front of an error is so too, but for
/// errors that are told where something longer begins, or last of all.
fn beginnings(bytes: &[u8], options: &DecodeOptions) {
    let (right, is_right) = match options.decode(bytes) {
        Ok(_) => (bytes, true),
        Err(error) => (&bytes[..error.offset()], false),
    };
    for end in [right.len() / 2, right.len().saturating_sub(1), right.len()] {
        let Err(error) = options.decode(&right[..end]) else {
            continue;
        };
        let is_told_later = matches!(
            error.kind(),
            ErrorKind::DuplicateItem | ErrorKind::DuplicateKey | ErrorKind::Utf8
        );
        assert!(
            error.is_incomplete() || (is_told_later && !is_right),
            "{error}, and that is in front of what is wrong",
        );
    }
}
