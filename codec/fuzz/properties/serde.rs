//! `serde`: a message read into a type of the user's is taken where `decode`
//! takes it and it is that type, by way of bytes and of values alike.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use hyperglyph::serde::DeserializeError;
use hyperglyph::{
    Blob, DecodeError, DecodeOptions, Extension, Integer, Map, Profile, Set, Timedelta, Value,
    encode, from_value, to_value, to_vec,
};
use serde::de::IgnoredAny;
use serde::{Deserialize, Serialize};

use super::options::{PROFILES, limits, unlimited, with};

pub(crate) fn holds(bytes: &[u8]) {
    for profile in PROFILES {
        for limits in &limits() {
            as_decode(bytes, &with(profile, limits));
        }
    }
    // What spec takes is the same there.
    let options = with(Profile::Interop, &unlimited());
    let value = options.decode(bytes).ok();
    for shape in SHAPES {
        shape(bytes, value.as_ref(), &options);
    }
    if let Some(value) = &value {
        there_and_back(value);
    }
}

/// A value that borrows, as only our own formats can give it.
#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow, with = "hyperglyph::serde::borrowed")] Value<'a>);

/// What takes any value agrees with `decode`: on the value, and on the whole error.
fn as_decode(bytes: &[u8], options: &DecodeOptions) {
    let decoded = options.decode(bytes);
    let error = |error: DeserializeError| match error.decode_error() {
        Some(error) => error.clone(),
        None => panic!("of the bytes: {error}"),
    };
    let owned = options.from_slice::<Value<'_>>(bytes).map_err(error);
    assert_eq!(owned, decoded);
    let borrowed = options.from_slice::<Borrowed<'_>>(bytes).map_err(error);
    assert_eq!(borrowed.map(|borrowed| borrowed.0), decoded);
    let ignored = options.from_slice::<IgnoredAny>(bytes).map_err(error);
    assert_eq!(ignored.map(drop), decoded.map(drop));
}

/// A value is written as the codec writes it.
fn there_and_back(value: &Value<'_>) {
    match (to_vec(value), encode(value)) {
        (Ok(written), Ok(encoded)) => assert_eq!(written, encoded),
        (Err(error), Err(other)) => assert_eq!(error.requirement(), Some(other.requirement())),
        (written, encoded) => panic!("{written:?} and {encoded:?}"),
    }
    if let Ok(same) = to_value(value) {
        assert_eq!(same, *value);
    }
    assert_eq!(from_value::<Value<'_>>(value).as_ref(), Ok(value));
    assert_eq!(
        from_value::<Borrowed<'_>>(value).map(|it| it.0).as_ref(),
        Ok(value)
    );
}

/// Reads bytes, and the value that they are if they are one, into a type.
type Shape = fn(&[u8], Option<&Value<'_>>, &DecodeOptions);

/// A type is read from the bytes where it is read from the value, and is then
/// written as something that is read as the same.
macro_rules! shapes {
    ($($shape:ty),* $(,)?) => {
        const SHAPES: &[Shape] = &[$(|bytes, value, options| {
            let read = options.from_slice::<$shape>(bytes);
            let Some(value) = value else {
                return refused(read.map(drop), &options.decode(bytes).map(drop), bytes);
            };
            match (read, from_value::<$shape>(value)) {
                (Ok(read), Ok(also)) => {
                    let Ok(written) = to_vec(&read) else {
                        assert!(encode(value).is_err(), "what was read can be written");
                        return;
                    };
                    assert_eq!(to_vec(&also).as_ref(), Ok(&written), "from bytes and value");
                    let again = options.from_slice::<$shape>(&written).expect("it is read");
                    assert_eq!(to_vec(&again), Ok(written), "and is the same");
                }
                (Err(error), Err(other)) => {
                    // A key that is a container has its type in the path of one of them alone.
                    if !error.path().contains(".value(") {
                        assert_eq!(error.path(), other.path(), "{error}, and {other}");
                    }
                    refused(Err(error), &Ok(()), bytes);
                }
                (read, also) => panic!(
                    "{}: {:?} from bytes and {:?} from the value",
                    stringify!($shape), read.map(drop), also.map(drop),
                ),
            }
        },)*];
    };
}

fn refused(read: Result<(), DeserializeError>, decoded: &Result<(), DecodeError>, bytes: &[u8]) {
    let error = read.expect_err("what is no message is no type");
    if let Some(error) = error.decode_error() {
        assert_eq!(Err(error), decoded.as_ref().map(drop));
    }
    assert!(
        error.offset().is_some_and(|offset| offset <= bytes.len()),
        "{error}"
    );
    assert!(error.path().starts_with("root") && !error.to_string().is_empty());
}

shapes![
    bool,
    u8,
    i64,
    u64,
    i128,
    u128,
    f32,
    f64,
    char,
    &str,
    &serde_bytes::Bytes,
    (),
    Option<String>,
    (u8, String),
    [i8; 3],
    Vec<Option<u16>>,
    BTreeMap<String, i64>,
    BTreeMap<i128, Vec<char>>,
    BTreeMap<(u8, u8), Option<Unit>>,
    BTreeSet<i32>,
    Integer<'_>,
    Timedelta,
    Set<'_>,
    Map<'_>,
    Extension<'_>,
    Blob<'_>,
    Numbers,
    User<'_>,
    Strict,
    Deep,
    Shaped,
    External,
    Internal,
    Adjacent,
    Untagged,
    Flat,
    Special,
];

#[derive(Serialize, Deserialize)]
struct Unit;

#[derive(Serialize, Deserialize)]
struct Numbers(u8, i16, u32, i64, f32, f64);

#[derive(Serialize, Deserialize)]
struct User<'a> {
    #[serde(borrow)]
    name: &'a str,
    #[serde(borrow, default)]
    key: Option<&'a serde_bytes::Bytes>,
    #[serde(default)]
    tags: Vec<String>,
    #[serde(rename = "n", alias = "number", default)]
    number: Option<f64>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Strict {
    a: Option<u8>,
    b: Value<'static>,
}

#[derive(Serialize, Deserialize)]
struct Deep(Vec<Deep>);

#[derive(Serialize, Deserialize)]
enum External {
    Unit,
    Newtype(Option<u8>),
    Tuple(u8, char),
    Struct { field: Box<External> },
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Internal {
    Unit,
    Struct {
        field: Value<'static>,
        at: Option<Integer<'static>>,
    },
    Newtype(BTreeMap<String, u8>),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(String),
    Tuple(u8, u8),
    Struct { a: Box<Adjacent> },
}

/// One variant alone holds others: two would double the work at every level.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Untagged {
    Number(u8),
    #[serde(with = "hyperglyph::serde::datetime")]
    Datetime(DateTime<Utc>),
    #[serde(with = "hyperglyph::serde::timedelta")]
    Timedelta(TimeDelta),
    Big(Integer<'static>),
    Extension(Extension<'static>),
    Blob(Blob<'static>),
    Struct {
        a: u8,
    },
    List(Vec<Untagged>),
    Any(Value<'static>),
}

#[derive(Serialize, Deserialize)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    rest: BTreeMap<String, Value<'static>>,
}

#[derive(Serialize, Deserialize)]
struct Inner {
    name: String,
    #[serde(with = "hyperglyph::serde::datetime")]
    at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Special {
    #[serde(with = "hyperglyph::serde::datetime")]
    at: DateTime<Utc>,
    #[serde(with = "hyperglyph::serde::timedelta")]
    within: TimeDelta,
    #[serde(with = "hyperglyph::serde::set")]
    set: BTreeSet<u8>,
    #[serde(with = "hyperglyph::serde::ordered_dict")]
    dict: BTreeMap<String, External>,
}

/// An extension, by its parts.
#[derive(Serialize, Deserialize)]
struct Shaped(#[serde(with = "hyperglyph::serde::extension")] (String, Attributes, Option<u8>));

#[derive(Serialize, Deserialize)]
struct Attributes {
    url: String,
}
