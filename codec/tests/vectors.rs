//! The shared vectors against the codec alone: both profiles, every spelling, the exact error, and
//! the canonical form to the byte. `hyperglyph check` does the same from outside.

#![cfg(feature = "json")]

use hyperglyph::{DecodeError, DecodeOptions, Profile, Value, canonical, decode, encode, json};
use hyperglyph_vectors::{Expect, Suite, Vector, Verdict};

/// Longer ones take most of the time, and what they show is shown by `hostile.rs` too: mutation
/// testing, which runs these two thousand times, leaves them out.
const LONGEST: usize = if cfg!(mutants) { 100_000 } else { usize::MAX };

fn vectors(suite: &Suite) -> impl Iterator<Item = &Vector> {
    let short = |vector: &&Vector| vector.bytes.to_vec().len() < LONGEST;
    suite.vectors().filter(short)
}

fn value_of(vector: &Vector) -> Option<Value<'static>> {
    let json = vector.value.as_ref()?;
    Some(json::from_value(json).unwrap_or_else(|error| panic!("{}: {error}", vector.id)))
}

fn decoded(vector: &Vector, profile: Profile, expected: Verdict) {
    let options = DecodeOptions::new().profile(profile);
    let value = value_of(vector);
    for bytes in std::iter::once(&vector.bytes).chain(&vector.alternatives) {
        let bytes = bytes.to_vec();
        let document = options.document(&bytes);
        let document = document.map(|document| document.to_value().into_owned());
        for seen in [options.decode(&bytes), document] {
            let id = format!("{} in {profile:?}", vector.id);
            match (expected, seen) {
                (Verdict::Accept, Ok(seen)) => {
                    if let Some(value) = &value {
                        assert_eq!(&seen, value, "{id}");
                    }
                }
                (Verdict::Reject, Err(error)) => same_error(vector, &error, &id),
                (_, seen) => panic!("{id}: {expected:?} expected, {seen:?} seen"),
            }
        }
    }
}

fn same_error(vector: &Vector, seen: &DecodeError, id: &str) {
    let Some(expected) = vector.error else { return };
    assert_eq!(seen.kind().id(), expected.kind.to_string(), "{id}");
    if let Some(offset) = expected.offset {
        assert_eq!(seen.offset(), offset, "{id}: {seen}");
    }
}

#[test]
fn every_vector_is_read_as_it_says() {
    for vector in vectors(&Suite::embedded().unwrap()) {
        decoded(vector, Profile::Spec, vector.spec());
        decoded(vector, Profile::Interop, vector.interop());
    }
}

#[test]
fn every_value_of_a_vector_is_written_as_it_says() {
    for vector in vectors(&Suite::embedded().unwrap()) {
        let (Some(value), Some(wanted)) = (value_of(vector), &vector.canonical) else {
            continue;
        };
        let id = &vector.id;
        // What only interop reads may be refused here (D16b, BLB-2).
        let refused = |error: String| assert_eq!(vector.expect, Expect::Either, "{id}: {error}");
        match encode(&value) {
            Ok(written) => match decode(&written) {
                Ok(read) => assert_eq!(read, value, "{id}"),
                Err(error) => refused(error.to_string()),
            },
            Err(error) => refused(error.to_string()),
        }
        match canonical(&value) {
            Ok(seen) => assert_eq!(seen, wanted.to_vec(), "{id}"),
            Err(error) => refused(error.to_string()),
        }
    }
}
