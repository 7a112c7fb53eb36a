//! The exact words of errors: what a type expected, what was found, where.
#![cfg(all(feature = "serde", feature = "json"))]

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use chrono::{DateTime, TimeDelta, Utc};
use hyperglyph::serde::{AsExtension, AsOrderedDict, AsSet};
use hyperglyph::{
    Blob, DecodeOptions, Extension, Integer, Map, Set, Timedelta, Value, decode, from_slice,
    from_value, to_vec,
};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Deserialize, Serialize, Serializer};

/// The error of reading from bytes; and from a value the same, without the offset.
#[track_caller]
fn says<T: DeserializeOwned + Debug>(message: &[u8], text: &str) {
    let error = from_slice::<T>(message).unwrap_err();
    assert_eq!(error.to_string(), text);
    let tree = decode(message).unwrap();
    let of_value = from_value::<T>(&tree).unwrap_err();
    let place = format!(", at byte {}", error.offset().unwrap());
    assert_eq!(of_value.to_string(), text.replacen(&place, "", 1));
    assert_eq!(of_value.offset(), None);
    assert_eq!(of_value.path(), error.path());
    assert_eq!(of_value.expected(), error.expected());
    assert_eq!(of_value.found(), error.found());
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only its errors are looked at")]
struct User {
    name: String,
    #[serde(default)]
    friends: Vec<User>,
}

#[test]
fn the_place_is_named_in_every_container() {
    says::<User>(
        b"Du4:name;u1:a;u7:friends;LDu4:name;u1:b;;Du4:name;i1;;;;",
        "expected a string, found integer 1, at byte 50 in root[\"friends\"][1][\"name\"]",
    );
    says::<User>(
        b" Du7:friends;LD;;;",
        "missing field `name`, at byte 14 in root[\"friends\"][0]",
    );
    says::<AsSet<Vec<u8>>>(
        b"Si1;i256;;",
        "expected u8, found integer 256, at byte 4 in root.item(1)",
    );
    says::<BTreeMap<u8, u8>>(
        b"Di1;i2;u1:a;N;;",
        "expected u8, found unicode \"a\", at byte 7 in root.key(1)",
    );
    says::<BTreeMap<i8, u8>>(
        b"Oi-7;N;;",
        "expected u8, found nil, at byte 5 in root[i-7]",
    );
    says::<HashMap<(), u8>>(
        b"DN;T;;",
        "expected u8, found true, at byte 3 in root.value(0, of a nil)",
    );
    says::<AsExtension<(String, Map<'_>, u8)>>(
        b"Xu1:a;D;f1.5;;",
        "expected u8, found float 1.5, at byte 8 in root.content",
    );
    says::<AsExtension<(String, u8, ())>>(
        b"Xu1:a;D;N;;",
        "expected u8, found a dict, at byte 6 in root.attributes",
    );
}

#[test]
fn every_type_is_told_by_its_name() {
    for (object, found) in [
        (&b"N;"[..], "nil"),
        (b"T;", "true"),
        (b"F;", "false"),
        (b"i99999999999999999999;", "integer 99999999999999999999"),
        (b"f-0x1.8p+0;", "float -1.5"),
        (b"u1:\";", r#"unicode "\"""#),
        (b"b1:a;", "a bytearray"),
        (b"d1970-01-01T00:00:00.000Z;", "a datetime"),
        (b"pP0Y0M0DT0H0M0S;", "a timedelta"),
        (b"L;", "a list"),
        (b"S;", "a set"),
        (b"D;", "a dict"),
        (b"O;", "an ordered dict"),
        (b"Xu1:a;D;N;;", "an extension"),
        (b"B0:Du12:content-type;u1:a;;;c0;", "a blob"),
    ] {
        let root = |expected| format!("expected {expected}, found {found}, at byte 0 in root");
        if found != "nil" {
            says::<()>(object, &root("unit"));
        }
        if !found.starts_with("unicode") {
            says::<String>(object, &root("a string"));
            says::<char>(object, &root("a character"));
        }
        if !found.contains("integer") && !found.contains("float") {
            says::<f64>(object, &root("f64"));
        }
        if found != "a datetime" {
            says::<At>(object, &root("a datetime"));
        }
        if found != "a timedelta" {
            says::<Timedelta>(object, &root("a timedelta"));
        }
        if found != "an extension" {
            says::<Extension<'_>>(object, &root("an extension"));
        }
        if found != "a blob" {
            says::<Blob<'_>>(object, &root("a blob"));
        }
        if !found.contains("integer") {
            says::<Integer<'_>>(object, &root("an integer"));
            says::<i128>(object, &root("i128"));
        }
        if found != "true" && found != "false" {
            says::<bool>(object, &root("a boolean"));
        }
        if found != "a bytearray" {
            says::<serde_bytes::ByteBuf>(object, &root("byte array"));
        }
        if found != "a list" && found != "a set" {
            says::<(u8,)>(object, &root("a tuple of size 1"));
            says::<Set<'_>>(object, &root("a set"));
        }
        if !found.ends_with("dict") {
            says::<User>(object, &root("struct User"));
            says::<Map<'_>>(object, &root("a dict"));
        }
        if !found.ends_with("dict") && !found.starts_with("unicode") {
            says::<Choice>(object, &root("enum Choice"));
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(transparent)]
#[expect(dead_code, reason = "only its errors are looked at")]
struct At(#[serde(with = "hyperglyph::serde::datetime")] DateTime<Utc>);

#[derive(Debug, Deserialize)]
#[serde(transparent)]
#[expect(dead_code, reason = "only its errors are looked at")]
struct Lasts(#[serde(with = "hyperglyph::serde::timedelta")] TimeDelta);

#[derive(Debug, Serialize, Deserialize)]
enum Choice {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[test]
fn enums_tell_what_they_are_made_of() {
    says::<Choice>(
        b"u4:unit;",
        "unknown variant `unit`, expected one of `Unit`, `Newtype`, `Tuple`, `Struct`, at byte 0 in root",
    );
    says::<Choice>(
        b"u7:Newtype;",
        "expected newtype variant, found a unicode, at byte 0 in root",
    );
    says::<Choice>(
        b"D;",
        "expected a dict of one entry, for a variant, found an empty dict, at byte 0 in root",
    );
    says::<Choice>(
        b"Di0;i1;;",
        "expected the name of a variant, found integer 0, at byte 1 in root.key(0)",
    );
    says::<Choice>(
        b"Du7:Newtype;N;;",
        "expected u8, found nil, at byte 12 in root[\"Newtype\"]",
    );
    says::<Choice>(
        b"Du4:Unit;i1;;",
        "expected unit, found integer 1, at byte 9 in root[\"Unit\"]",
    );
    says::<Choice>(
        b"Du5:Tuple;Li1;i2;i3;;;",
        "expected 2 items and no more, found another item, at byte 10 in root[\"Tuple\"]",
    );
    says::<Choice>(
        b"Du6:Struct;Du1:a;T;;;",
        "expected u8, found true, at byte 17 in root[\"Struct\"][\"a\"]",
    );
    says::<Choice>(
        b"Du7:Newtype;i1;u4:Unit;N;;",
        "expected one entry and no more, found another entry, at byte 0 in root",
    );
}

#[test]
fn numbers_that_do_not_fit() {
    says::<u8>(b"i-1;", "expected u8, found integer -1, at byte 0 in root");
    says::<i64>(
        b"i9223372036854775808;",
        "expected i64, found integer 9223372036854775808, at byte 0 in root",
    );
    let digits = "1".repeat(60);
    says::<u128>(
        format!("i{digits};").as_bytes(),
        &format!(
            "expected u128, found integer {}, at byte 0 in root",
            "1".repeat(40)
        ),
    );
    says::<i32>(b"f1;", "expected i32, found float 1.0, at byte 0 in root");
    assert_eq!(
        from_slice::<f64>(b"i-9007199254740992;").unwrap().to_bits(),
        (-9_007_199_254_740_992f64).to_bits()
    );
    says::<f64>(
        b"i9007199254740993;",
        "expected f64, found integer 9007199254740993, at byte 0 in root",
    );
    says::<(u8, u8)>(
        b"Li1;;",
        "expected a tuple of size 2, found 1 of them, at byte 0 in root",
    );
    says::<(u8,)>(
        b"Li1;i2;;",
        "expected 1 items and no more, found another item, at byte 0 in root",
    );
    says::<Lasts>(
        b"pP0Y1M0DT0H0M0S;",
        "expected a timedelta without months that fits a chrono TimeDelta, at byte 0 in root",
    );
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "only its errors are looked at")]
struct Strict {
    a: u8,
}

#[test]
fn keys_that_a_strict_struct_does_not_know() {
    says::<Strict>(
        b"Du1:b;N;;",
        "unknown field `b`, expected `a`, at byte 1 in root.key(0)",
    );
    says::<Strict>(
        b"Di0;i1;;",
        "unknown field `\u{fffd} (a key that is not unicode)`, expected `a`, at byte 1 in root.key(0)",
    );
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "only its errors are looked at")]
struct Alias {
    #[serde(alias = "b")]
    a: u8,
}

#[test]
fn col_5_duplicates_are_told_as_decode_tells_them() {
    #[track_caller]
    fn duplicate<T: DeserializeOwned + Debug>(message: &[u8]) {
        let error = from_slice::<T>(message).unwrap_err();
        assert_eq!(
            error.decode_error(),
            Some(&decode(message).unwrap_err()),
            "{error}"
        );
        assert!(error.to_string().ends_with("[COL-5]"), "{error}");
    }
    // Of a field, of one that nobody knows, and deep in what is dropped.
    duplicate::<User>(b"Du4:name;u1:a;u04:name;u1:b;;");
    duplicate::<User>(b"Du4:name;u1:a;u1:x;N;u1:x;N;;");
    duplicate::<User>(b"Du4:name;u1:a;u1:x;LDi1;N;i+01;N;;;;");
    duplicate::<User>(b"Du4:name;u1:a;LSi1;i2;;;N;LSi2;i1;;;N;;");
    duplicate::<IgnoredAny>(b"Sf0x1.0p0;f1;;");
    duplicate::<Vec<i64>>(b"Si1;i2;i01;;");
    duplicate::<HashMap<String, u8>>(b"Du1:a;i1;u1:a;i1;;");
    // More than are compared in pairs.
    let many = (10..60).fold(String::new(), |all, n| all + &format!("u2:{n};i1;"));
    duplicate::<IgnoredAny>(format!("D{many}u2:33;N;;").as_bytes());
    duplicate::<HashMap<String, u8>>(format!("O{many}u2:10;i1;;").as_bytes());
    assert!(from_slice::<IgnoredAny>(format!("D{many};").as_bytes()).is_ok());
    // Two names of one field are two keys, and no error of the bytes.
    says::<Alias>(
        b"Du1:a;i1;u1:b;i2;;",
        "the field `a` is there twice, at byte 0 in root",
    );
}

#[test]
fn what_is_wrong_with_the_bytes_comes_with_its_requirement() {
    let error = from_slice::<User>(b"Du4:name;u1:a;u1:x;LN;i;;;").unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a digit of an integer, found ';', at byte 23 in root[\"x\"][1] [INT-7]"
    );
    assert_eq!(error.expected(), Some("a digit of an integer"));
    assert_eq!(error.found().as_deref(), Some("';'"));
    assert_eq!((error.offset(), error.path()), (Some(23), "root[\"x\"][1]"));
    assert!(from_slice::<Timedelta>(b"pP5D;").is_err());
    assert!(
        DecodeOptions::interop()
            .from_slice::<Timedelta>(b"pP5D;")
            .is_ok()
    );
}

#[test]
fn long_names_and_values_are_cut() {
    let long = "é".repeat(1_000);
    let message = format!("Du2000:{long};u2000:{long};;");
    let error = from_slice::<HashMap<String, u8>>(message.as_bytes()).unwrap_err();
    let cut = "é".repeat(40);
    assert_eq!(
        error.to_string(),
        format!("expected u8, found unicode \"{cut}\"…, at byte 2008 in root[\"{cut}\"…]")
    );
}

/// A type that goes on where it should stop.
#[derive(Debug)]
struct Stubborn;

impl<'de> Deserialize<'de> for Stubborn {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> serde::de::Visitor<'de> for Any {
            type Value = Stubborn;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("anything")
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut items: A,
            ) -> Result<Stubborn, A::Error> {
                while !matches!(items.next_element::<u8>(), Ok(None)) {}
                Ok(Stubborn)
            }
        }
        deserializer.deserialize_seq(Any)
    }
}

#[test]
fn who_swallows_an_error_is_told() {
    let error = from_slice::<Stubborn>(b"Li1;Li2;;i3;;").unwrap_err();
    assert_eq!(
        error.to_string(),
        "a Deserialize implementation went on after an error in root"
    );
}

#[track_caller]
fn refuses(value: impl Serialize, text: &str) {
    assert_eq!(to_vec(&value).unwrap_err().to_string(), text);
}

#[test]
fn col_3_col_4_duplicates_are_not_written() {
    refuses(
        AsSet([1, 2, 1]),
        "an item of the set is there twice, in root [COL-3]",
    );
    refuses(
        AsSet([[AsSet([1, 2])], [AsSet([2, 1])]]),
        "an item of the set is there twice, in root.item(1) [COL-3]",
    );
    refuses(
        vec![Pairs(&[("a", 1), ("b", 2), ("a", 3)])],
        "a key of the dict is there twice, in root[0] [COL-4]",
    );
    refuses(
        Choice2::Struct(Pairs(&[("a", 1), ("a", 3)])),
        "a key of the dict is there twice, in root[\"Struct\"] [COL-4]",
    );
    refuses(Twice, "a key of the dict is there twice, in root [COL-4]");
    refuses(
        AsSet([f64::NAN, -f64::NAN]),
        "an item of the set is there twice, in root [COL-3]",
    );
    assert!(to_vec(&AsSet([0.0, -0.0])).is_ok());
    refuses(
        AsSet([Blob::new("a/b", &b"x"[..]), Blob::new("a/b", &b"x"[..])]),
        "an item of the set is there twice, in root.item(1) [COL-3]",
    );
    refuses(
        AsSet((0..50).chain([7]).collect::<Vec<_>>()),
        "an item of the set is there twice, in root [COL-3]",
    );
}

#[derive(Serialize)]
enum Choice2 {
    Struct(Pairs),
}

struct Pairs(&'static [(&'static str, u8)]);

impl Serialize for Pairs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

struct Twice;

impl Serialize for Twice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("Twice", 2)?;
        fields.serialize_field("a", &1)?;
        fields.serialize_field("a", &2)?;
        fields.end()
    }
}

#[test]
fn what_cannot_be_written_says_why_and_where() {
    let late = DateTime::from_timestamp(300_000_000_000, 0).unwrap();
    refuses(
        vec![Value::from(late)],
        "a datetime in the year 11476 cannot be written: years have four digits [DTM-2], in root[0]",
    );
    refuses(
        BTreeMap::from([("a", Timedelta::new(1, -1, 0).unwrap())]),
        "a timedelta with months and seconds of different signs cannot be written: one sign stands before all fields [TDL-1], in root[\"a\"]",
    );
    refuses(
        AsExtension(("link", [0], ())),
        "the attributes of a 'link' must be a dict or ordered dict [EXT-3], in root.attributes",
    );
    refuses(
        AsExtension(("a", 1)),
        "the parts are [\"name\", \"attributes\", \"content\"], in this order, in root",
    );
    refuses(
        AsExtension(("a", 1, 2, 3)),
        "the parts are [\"name\", \"attributes\", \"content\"], in this order, in root",
    );
    refuses(
        AsExtension(Choice::Struct { a: 1 }),
        "what is to be an extension is something else, in root",
    );
    refuses(
        AsExtension(BTreeMap::from([("name", 1)])),
        "the parts are [\"name\", \"attributes\", \"content\"], in this order, in root",
    );
    refuses(AsSet("text"), "\"text\" is not a set, in root");
    refuses(AsSet(1), "what is to be a set is something else, in root");
    refuses(
        AsOrderedDict([1]),
        "what is to be an ordered dict is something else, in root",
    );
    let blob = |attributes| Blob {
        attributes,
        content: (&b"x"[..]).into(),
    };
    refuses(
        Some([blob(Value::Dict(Map::from([("url", "/")])))]),
        "a blob needs a unicode 'content-type' among its attributes [BLB-2], in root[0].attributes",
    );
    refuses(
        blob(Value::Nil),
        "the attributes of a blob must be a dict [BLB-1], in root.attributes",
    );
    let outer = blob(Value::Dict(Map::from([(
        "inner",
        Value::from(Blob::new("a/b", &b"y"[..])),
    )])));
    refuses(
        outer,
        "a blob needs a unicode 'content-type' among its attributes [BLB-2], in root.attributes",
    );
}
