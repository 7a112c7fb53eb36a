//! Derived types of every shape, there and back.
#![cfg(all(feature = "serde", feature = "json"))]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt::Debug;

use chrono::{DateTime, TimeDelta, Utc};
use hyperglyph::serde::{AsExtension, AsOrderedDict, AsSet};
use hyperglyph::{
    Blob, Extension, Integer, Map, Set, Timedelta, Value, decode, from_slice, from_value, to_value,
    to_vec,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// There and back, through bytes and through values.
#[track_caller]
#[expect(
    clippy::needless_pass_by_value,
    reason = "reads better at the place of use"
)]
fn round_trip<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: T, bytes: &[u8]) {
    let written = to_vec(&value).unwrap();
    assert_eq!(
        written.escape_ascii().to_string(),
        bytes.escape_ascii().to_string()
    );
    assert_eq!(from_slice::<T>(bytes).unwrap(), value);
    let tree = to_value(&value).unwrap();
    assert_eq!(tree, decode(bytes).unwrap());
    assert_eq!(from_value::<T>(&tree).unwrap(), value);
}

#[test]
fn scalars() {
    round_trip(true, b"T;");
    round_trip((), b"N;");
    round_trip(-7i8, b"i-7;");
    round_trip(u64::MAX, b"i18446744073709551615;");
    round_trip(i128::MIN, b"i-170141183460469231731687303715884105728;");
    round_trip(u128::MAX, b"i340282366920938463463374607431768211455;");
    round_trip(0.1f32, b"f0x1.99999ap-4;");
    round_trip(-0.5f64, b"f-0x1.0p-1;");
    round_trip('é', b"u2:\xc3\xa9;");
    round_trip(String::new(), b"u;");
    round_trip(ByteBuf::from(*b"\0;"), b"b2:\0;;");
    round_trip(Some(3), b"i3;");
    round_trip(None::<u8>, b"N;");
    round_trip(Some(String::from("x")), b"u1:x;");
}

#[test]
fn int_1_integers_of_any_size() {
    let digits = "123456789".repeat(20);
    let big = Integer::parse(&digits).unwrap().into_owned();
    round_trip(big, format!("i{digits};").as_bytes());
    round_trip(Integer::from(-1), b"i-1;");
}

#[test]
fn sequences_and_maps() {
    round_trip(vec![1, 2], b"Li1;i2;;");
    round_trip((1, String::from("a"), [true]), b"Li1;u1:a;LT;;;");
    round_trip(
        BTreeMap::from([("b", 1), ("a", 2)].map(|(k, v)| (k.to_owned(), v))),
        b"Du1:a;i2;u1:b;i1;;",
    );
    round_trip(HashMap::from([((1, 2), None::<u8>)]), b"DLi1;i2;;N;;");
    round_trip(
        BTreeMap::from([(1i128 << 70, 'x')]),
        b"Di1180591620717411303424;u1:x;;",
    );
    assert_eq!(
        from_slice::<HashSet<u8>>(b"Si1;i2;;").unwrap(),
        HashSet::from([1, 2])
    );
    assert_eq!(from_slice::<Vec<u8>>(b"Si1;i2;;").unwrap(), [1, 2]);
    assert_eq!(
        from_slice::<HashMap<u8, u8>>(b"Oi1;i2;;").unwrap(),
        HashMap::from([(1, 2)])
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Unit;
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Newtype(Vec<u8>);
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Tuple(u8, String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Generic<T, U = ()> {
    first: T,
    #[serde(rename = "2nd")]
    second: Option<U>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    more: Vec<T>,
}

#[test]
fn structs() {
    round_trip(Unit, b"N;");
    round_trip(Newtype(vec![1]), b"Li1;;");
    round_trip(Tuple(1, "a".into()), b"Li1;u1:a;;");
    let generic = Generic {
        first: Generic {
            first: 1,
            second: None::<u8>,
            more: vec![],
        },
        second: Some(Unit),
        more: vec![],
    };
    // An option of a unit cannot be told from none, in any self-describing format.
    assert_eq!(
        to_vec(&generic).unwrap(),
        b"Du5:first;Du5:first;i1;u3:2nd;N;;u3:2nd;N;;"
    );
    let generic = Generic {
        first: 'a',
        second: Some(2),
        more: vec!['b'],
    };
    round_trip(generic, b"Du5:first;u1:a;u3:2nd;i2;u4:more;Lu1:b;;;");
}

#[test]
fn col_7_keys_that_a_struct_does_not_know_may_be_anything() {
    let message = b"Oi0;i9;N;N;b5:first;i1;LN;;N;B0:D;;i2;u5:first;i1;u2:no;Du1:a;Li1;;;;c0;";
    let read: Generic<u8, u8> = from_slice(message).unwrap();
    assert_eq!(
        read,
        Generic {
            first: 1,
            second: None,
            more: vec![]
        }
    );
    assert_eq!(
        from_value::<Generic<u8, u8>>(&decode(message).unwrap()).unwrap(),
        read
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum External {
    Unit,
    Newtype(Option<u8>),
    Tuple(u8, u8),
    #[serde(rename = "struct")]
    Struct {
        field: Box<External>,
    },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind")]
enum Internal {
    Unit,
    Struct {
        field: Value<'static>,
        at: Option<Integer<'static>>,
    },
    Newtype(BTreeMap<String, u8>),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
enum Adjacent {
    Unit,
    Newtype(String),
    Tuple(u8, u8),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
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
    #[serde(with = "hyperglyph::serde::extension")]
    Typed(TypedLink),
    Any(Value<'static>),
}

#[test]
fn enums_with_the_tag_outside() {
    round_trip(External::Unit, b"u4:Unit;");
    round_trip(External::Newtype(None), b"Du7:Newtype;N;;");
    round_trip(External::Tuple(1, 2), b"Du5:Tuple;Li1;i2;;;");
    let inner = Box::new(External::Newtype(Some(1)));
    round_trip(
        External::Struct { field: inner },
        b"Du6:struct;Du5:field;Du7:Newtype;i1;;;;",
    );
    assert_eq!(
        from_slice::<External>(b"Ou4:Unit;N;;").unwrap(),
        External::Unit
    );
    round_trip(HashMap::from([(UnitKey::One, 1)]), b"Du3:One;i1;;");
}

#[derive(Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
enum UnitKey {
    One,
}

#[test]
fn enums_with_the_tag_inside_or_beside() {
    round_trip(Internal::Unit, b"Du4:kind;u4:Unit;;");
    round_trip(
        Internal::Struct { field: DateTime::UNIX_EPOCH.into(), at: Some(Integer::from(u128::MAX)) },
        b"Du4:kind;u6:Struct;u5:field;d1970-01-01T00:00:00.000Z;u2:at;i340282366920938463463374607431768211455;;",
    );
    round_trip(
        Internal::Newtype(BTreeMap::from([("a".into(), 1)])),
        b"Du4:kind;u7:Newtype;u1:a;i1;;",
    );
    // The body of a form is an ordered dict, with its arguments in their order.
    assert_eq!(
        from_slice::<Internal>(b"Ou5:field;N;u4:kind;u6:Struct;;").unwrap(),
        Internal::Struct {
            field: Value::Nil,
            at: None
        }
    );
    round_trip(Adjacent::Unit, b"Du1:t;u4:Unit;;");
    round_trip(
        Adjacent::Newtype("a".into()),
        b"Du1:t;u7:Newtype;u1:c;u1:a;;",
    );
    round_trip(Adjacent::Tuple(1, 2), b"Du1:t;u5:Tuple;u1:c;Li1;i2;;;");
}

#[test]
fn enums_without_a_tag() {
    let long = "9".repeat(50);
    round_trip(Untagged::Number(1), b"i1;");
    round_trip(
        Untagged::Datetime(DateTime::UNIX_EPOCH),
        b"d1970-01-01T00:00:00.000Z;",
    );
    round_trip(Untagged::Timedelta(TimeDelta::days(2)), b"pP0Y0M2DT0H0M0S;");
    round_trip(
        Untagged::Big(Integer::parse(&long).unwrap().into_owned()),
        format!("i{long};").as_bytes(),
    );
    round_trip(
        Untagged::Extension(Extension::new("a", Map::new(), Value::Nil)),
        b"Xu1:a;D;N;;",
    );
    round_trip(
        Untagged::Blob(Blob::new("a/b", &b"x"[..])),
        b"B0:Du12:content-type;u3:a/b;;;c0:1:x;c0;",
    );
    round_trip(Untagged::Struct { a: 1 }, b"Du1:a;i1;;");
    round_trip(Untagged::List(vec![Untagged::Number(1)]), b"Li1;;");
    round_trip(Untagged::Any(1.5.into()), b"f0x1.8p+0;");
    round_trip(
        Untagged::Any(Value::Dict(Map::from([("$datetime", 1)]))),
        b"Du9:$datetime;i1;;",
    );
    round_trip(
        Untagged::Any(Value::Dict(Map::from([("d", "1970-01-01T00:00:00.000Z")]))),
        b"Du1:d;u24:1970-01-01T00:00:00.000Z;;",
    );
    // Serde's buffers have no sets.
    assert_eq!(
        from_slice::<Untagged>(b"SN;;").unwrap(),
        Untagged::List(vec![Untagged::Any(Value::Nil)])
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    id: u8,
    #[serde(flatten)]
    inner: Inner,
    #[serde(flatten)]
    rest: BTreeMap<String, Value<'static>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    name: String,
    tags: Vec<String>,
    #[serde(with = "hyperglyph::serde::datetime")]
    at: DateTime<Utc>,
}

#[test]
fn flattened_structs() {
    let flat = Flat {
        id: 1,
        inner: Inner {
            name: "a".into(),
            tags: vec!["t".into()],
            at: DateTime::UNIX_EPOCH,
        },
        rest: BTreeMap::from([
            (
                "link".into(),
                Extension::new("link", Map::new(), Value::Nil).into(),
            ),
            ("y".into(), Value::Bytes(b"\0".into())),
        ]),
    };
    round_trip(
        flat,
        b"Du2:id;i1;u4:name;u1:a;u4:tags;Lu1:t;;u2:at;d1970-01-01T00:00:00.000Z;u4:link;Xu4:link;D;N;;u1:y;b1:\0;;",
    );
    let set = b"Du2:id;i1;u4:name;u1:a;u4:tags;Su1:t;;u2:at;d1970-01-01T00:00:00.000Z;;";
    assert_eq!(from_slice::<Flat>(set).unwrap().inner.tags, ["t"]);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Special {
    #[serde(with = "hyperglyph::serde::datetime")]
    at: DateTime<Utc>,
    #[serde(with = "hyperglyph::serde::timedelta")]
    lasts: TimeDelta,
    months: Timedelta,
    #[serde(with = "hyperglyph::serde::set")]
    tags: BTreeSet<String>,
    #[serde(with = "hyperglyph::serde::set")]
    maybe: Option<Vec<u8>>,
    #[serde(with = "hyperglyph::serde::ordered_dict")]
    order: BTreeMap<u8, u8>,
    #[serde(with = "hyperglyph::serde::extension")]
    link: TypedLink,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct TypedLink {
    name: String,
    attributes: BTreeMap<String, String>,
    content: Option<u8>,
}

fn typed_link() -> TypedLink {
    TypedLink {
        name: "link".into(),
        attributes: BTreeMap::from([("url".into(), "/".into())]),
        content: None,
    }
}

fn special() -> Special {
    Special {
        at: DateTime::from_timestamp(0, 1_000).unwrap(),
        lasts: TimeDelta::milliseconds(-1_500),
        months: Timedelta::new(14, 1, 0).unwrap(),
        tags: BTreeSet::from(["a".into(), "b".into()]),
        maybe: None,
        order: BTreeMap::from([(1, 2)]),
        link: typed_link(),
    }
}

#[test]
fn col_8_types_that_serde_lacks() {
    round_trip(
        special(),
        b"Du2:at;d1970-01-01T00:00:00.000001Z;u5:lasts;p-P0Y0M0DT0H0M1.5S;u6:months;pP1Y2M0DT0H0M1S;\
          u4:tags;Su1:a;u1:b;;u5:maybe;N;u5:order;Oi1;i2;;u4:link;Xu4:link;Du3:url;u1:/;;N;;;",
    );
    round_trip(AsSet(vec![AsSet(vec![1]), AsSet(vec![])]), b"SSi1;;S;;");
    round_trip(AsOrderedDict(Tuple2 { b: 1, a: 2 }), b"Ou1:b;i1;u1:a;i2;;");
    round_trip(
        AsExtension(("a".to_owned(), Map::new(), 'c')),
        b"Xu1:a;D;u1:c;;",
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Tuple2 {
    b: u8,
    a: u8,
}

#[test]
fn other_formats_have_what_comes_nearest() {
    let json = serde_json::to_string(&special()).unwrap();
    assert_eq!(
        json,
        r#"{"at":"1970-01-01T00:00:00.000001Z","lasts":"-P0Y0M0DT0H0M1.5S","months":"P1Y2M0DT0H0M1S","tags":["a","b"],"maybe":null,"order":{"1":2},"link":{"name":"link","attributes":{"url":"/"},"content":null}}"#
    );
    assert_eq!(serde_json::from_str::<Special>(&json).unwrap(), special());
    let value = Value::List(vec![
        Value::from(Set::from_iter([1, 2])),
        Extension::new("a", Map::new(), Value::Nil).into(),
        Blob::new("a/b", &b"\x01"[..]).into(),
        Value::from(u128::MAX),
    ]);
    let json = serde_json::to_string(&value).unwrap();
    assert_eq!(
        json,
        r#"[[1,2],{"name":"a","attributes":{},"content":null},{"attributes":{"content-type":"a/b"},"content":[1]},340282366920938463463374607431768211455]"#
    );
    let (set, extension, blob): (Set<'_>, Extension<'_>, Blob<'_>) =
        serde_json::from_str(r#"[[1,2],{"name":"a","attributes":{},"content":null},{"attributes":{"content-type":"a/b"},"content":[1]}]"#).unwrap();
    assert_eq!(Value::from(set), value.as_list().unwrap()[0]);
    assert_eq!(Value::from(extension), value.as_list().unwrap()[1]);
    assert_eq!(Value::from(blob), value.as_list().unwrap()[2]);
    // And the other way: any message as serde_json's value.
    let message = b"Du2:at;d1970-01-01T00:00:00.000Z;u1:x;Xu1:a;D;N;;;";
    assert_eq!(
        from_slice::<serde_json::Value>(message)
            .unwrap()
            .to_string(),
        r#"{"at":{"$datetime":"1970-01-01T00:00:00.000Z"},"x":{"$ext":["a",{},null]}}"#
    );
}

#[derive(Debug, PartialEq, Deserialize)]
struct Borrows<'a> {
    text: &'a str,
    bytes: &'a [u8],
    #[serde(borrow)]
    maybe: Cow<'a, str>,
    #[serde(borrow, with = "hyperglyph::serde::borrowed")]
    any: Value<'a>,
}

#[test]
fn strings_bytes_and_values_are_borrowed() {
    let message = b"Du4:text;u1:a;u5:bytes;b1:b;u5:maybe;u1:c;u3:any;LB0:Du12:content-type;u3:a/b;;;;;c0:1:x;c0;".to_vec();
    let read: Borrows<'_> = from_slice(&message).unwrap();
    let within = |bytes: &[u8]| message.as_ptr_range().contains(&bytes.as_ptr());
    assert!(within(read.text.as_bytes()) && within(read.bytes));
    assert!(matches!(read.maybe, Cow::Borrowed("c")));
    let blob = read.any.as_list().unwrap()[0].as_blob().unwrap();
    assert!(within(&blob.content));
    let tree = decode(&message).unwrap();
    assert_eq!(from_value::<Borrows<'_>>(&tree).unwrap(), read);
}
