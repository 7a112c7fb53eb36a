//! [`Generator`]: new vectors, valid and not, the same ones for the same seed.
//!
//! ```text
//! seed ─ Written (value, and one of its spellings) ─┬─────────── vector that must be taken
//!                                                   └ mutation ─ vector of what the reference does
//! ```
//!
//! A value and its spelling are made side by side, without the encoder: where the
//! reference reads another value, one of the two is wrong.

mod mutation;
mod written;

use std::collections::HashSet;

use hyperglyph::{DecodeError, DecodeOptions, Profile, Value, canonical, json};
use hyperglyph_vectors::BytesSpec;
use serde_json::{Map, Value as Json, json};

pub use written::Type;
pub(crate) use written::{Writer, Written};

/// The version that new vectors carry.
const SINCE: &str = env!("CARGO_PKG_VERSION");

/// After so many tries in a row that made nothing new there is nothing more.
const MISSES: usize = 10_000;

/// Makes vectors, one after the other.
///
/// ```
/// use hyperglyph_harness::Generator;
/// use hyperglyph::Profile;
///
/// let file = Generator::new(1, Profile::Interop, &[]).file(10);
/// assert_eq!(file["vectors"].as_array().unwrap().len(), 10);
/// assert_eq!(file, Generator::new(1, Profile::Interop, &[]).file(10));
/// ```
#[derive(Debug)]
pub struct Generator {
    seed: u64,
    random: fastrand::Rng,
    profile: Profile,
    types: Vec<Type>,
    seen: HashSet<Vec<u8>>,
}

impl Generator {
    /// A generator of values of these types, or of all where there are none. In the
    /// profile *spec* every vector is decided: none is *either*.
    #[must_use]
    pub fn new(seed: u64, profile: Profile, types: &[Type]) -> Self {
        Self {
            seed,
            random: fastrand::Rng::with_seed(seed),
            profile,
            types: if types.is_empty() {
                Type::ALL.to_vec()
            } else {
                types.to_vec()
            },
            seen: HashSet::new(),
        }
    }

    /// A file of so many vectors, half of them mutated; of fewer, where the types
    /// have no more.
    pub fn file(&mut self, count: usize) -> Json {
        let mut vectors = Vec::new();
        let mut misses = 0;
        while vectors.len() < count && misses < MISSES {
            let mutated = vectors.len() % 2 == 1;
            let Some(mut vector) = self.vector(mutated) else {
                misses += 1;
                continue;
            };
            misses = 0;
            let id = format!("generated/seed-{}-number-{}", self.seed, vectors.len() + 1);
            vector.shift_insert(0, "id".to_owned(), id.into());
            vectors.push(Json::Object(vector));
        }
        json!({
            "$schema": "../schema/codec-vectors.schema.json",
            "section": "encoding/message",
            "title": format!("Generated with the seed {}", self.seed),
            "vectors": vectors,
        })
    }

    /// A vector without its id; nothing where it would not be new.
    fn vector(&mut self, mutated: bool) -> Option<Map<String, Json>> {
        let kind = *self.random.choice(&self.types)?;
        let lenient = matches!(self.profile, Profile::Interop);
        let written = Writer::new(&mut self.random, lenient).message(kind);
        if !mutated {
            return self.of(&written, &format!("Generated: {}.", kind.in_words()));
        }
        let (written, how) = mutation::mutated(&mut self.random, &written)?;
        self.of(&written, &format!("Generated: {}, {how}.", kind.in_words()))
    }

    /// The vector of a message; nothing where there was such a message.
    fn of(&mut self, written: &Written, note: &str) -> Option<Map<String, Json>> {
        if !self.seen.insert(written.bytes.clone()) {
            return None;
        }
        let vector = vector(written, note, Origin::Generated, false)?;
        let either = vector["expect"] == "either";
        (!either || matches!(self.profile, Profile::Interop)).then_some(vector)
    }
}

/// Where a vector comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Origin {
    /// The generator.
    Generated,
    /// The fuzzer.
    Fuzzing,
}

/// The vector of a message, without its id: what must happen is what both profiles do, or
/// either where that is `open`. Nothing where the reference cannot tell.
pub(crate) fn vector(
    written: &Written,
    note: &str,
    origin: Origin,
    open: bool,
) -> Option<Map<String, Json>> {
    let read = |profile| DecodeOptions::new().profile(profile).decode(&written.bytes);
    let (spec, interop) = (read(Profile::Spec), read(Profile::Interop));
    let mut vector = Map::new();
    let mut put = |field: &str, value: Json| {
        vector.insert(field.to_owned(), value);
    };
    put("since", SINCE.into());
    put("note", note.into());
    let error = spec.as_ref().err().or(interop.as_ref().err());
    let requirement = error.map_or(written.requirement, DecodeError::requirement);
    put("requirements", json!([requirement]));
    let provenance = match origin {
        Origin::Generated => "generated",
        Origin::Fuzzing => "fuzzing",
    };
    put("provenance", provenance.into());
    let expect = match (&spec, &interop) {
        (Ok(one), Ok(other)) if one == other && !open => "accept",
        (Err(one), Err(other)) if one.kind() == other.kind() && !open => "reject",
        (Err(_), Ok(_)) => "either",
        (Ok(_), Ok(_)) | (Err(_), Err(_)) if open => "either",
        _ => return None,
    };
    put("expect", expect.into());
    if expect == "either" {
        let verdict = |seen: &Result<Value<'_>, DecodeError>| match seen {
            Ok(_) => "accept",
            Err(_) => "reject",
        };
        put(
            "profiles",
            json!({"spec": verdict(&spec), "interop": verdict(&interop)}),
        );
    }
    put("bytes", spelled(&written.bytes));
    if let Some(split) = split(written, error) {
        put("split", split.into());
    }
    if let Ok(seen) = &interop {
        // What was made counts, not what was read: lint holds them equal.
        let value = match &written.value {
            Some(value) => json::from_value(value).ok()?,
            None => seen.clone().into_owned(),
        };
        match canonical(&value) {
            Ok(bytes) => {
                put("value", json::to_value(&value));
                put("canonical", spelled(&bytes));
            }
            Err(_) if expect == "either" => {}
            Err(_) => return None,
        }
    }
    if let Some(error) = error {
        put("error", told(error, &spec, &interop));
    }
    Some(vector)
}

/// Kind and place of an error; no place where the profiles differ.
fn told(
    error: &DecodeError,
    spec: &Result<Value<'_>, DecodeError>,
    interop: &Result<Value<'_>, DecodeError>,
) -> Json {
    let kind = error.kind().id();
    match (spec, interop) {
        (Err(one), Err(other)) if one.offset() != other.offset() => json!({"kind": kind}),
        _ => json!({"kind": kind, "offset": error.offset()}),
    }
}

/// Where the root object ends, if more than whitespace follows it.
fn split(written: &Written, error: Option<&DecodeError>) -> Option<usize> {
    match error {
        Some(error) if error.kind().id() == "trailing-bytes" && written.root.is_none() => {
            Some(error.offset())
        }
        _ => written.root,
    }
}

/// Bytes as a vector file writes them: text where it is printable ASCII, else hex.
pub(crate) fn spelled(bytes: &[u8]) -> Json {
    let text = bytes.iter().all(|byte| matches!(byte, b' '..=b'~'));
    let spec = match std::str::from_utf8(bytes) {
        Ok(plain) if text => BytesSpec::Text(plain.to_owned()),
        _ => BytesSpec::Hex(bytes.to_vec()),
    };
    serde_json::to_value(spec).unwrap_or_default()
}
