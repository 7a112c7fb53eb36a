//! Values built, asked, changed, compared and cut loose, without a message.
#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a closure holds for every lifetime, the method for one"
)]

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::DateTime;
use hyperglyph::{Blob, Extension, Integer, Map, Set, Timedelta, Value, decode, encode};

/// One value of every type.
fn all() -> Vec<Value<'static>> {
    vec![
        Value::Nil,
        Value::Bool(true),
        Value::Bool(false),
        Value::from(7),
        Value::from(u64::MAX),
        Value::from(1.5),
        Value::from("text"),
        Value::from(&b"bytes"[..]),
        Value::from(DateTime::from_timestamp(0, 0).unwrap()),
        Value::from(Timedelta::new(1, 2, 3).unwrap()),
        Value::List(vec![Value::from(7)]),
        Value::Set(Set::from_iter([7])),
        Value::Dict(Map::from([("a", 7)])),
        Value::OrderedDict(Map::from([("a", 7)])),
        Value::from(Extension::new("x", Map::from([("a", 7)]), Value::from(8))),
        Value::from(Blob::new("text/plain", &b"content"[..])),
    ]
}

fn hash(value: &impl Hash) -> u64 {
    let mut state = DefaultHasher::new();
    value.hash(&mut state);
    state.finish()
}

#[test]
fn every_value_is_of_one_type() {
    let names: Vec<&str> = all().iter().map(Value::type_name).collect();
    assert_eq!(
        names,
        [
            "nil",
            "true",
            "false",
            "integer",
            "integer",
            "float",
            "unicode",
            "bytearray",
            "datetime",
            "timedelta",
            "list",
            "set",
            "dict",
            "ordered dict",
            "extension",
            "blob",
        ]
    );
    let only = |is: fn(&Value<'_>) -> bool| -> Vec<&str> {
        let values = all();
        let names = values.iter().filter(|value| is(value));
        names.map(Value::type_name).collect()
    };
    assert_eq!(only(|it| it.is_nil()), ["nil"]);
    assert_eq!(only(|it| it.as_bool().is_some()), ["true", "false"]);
    assert_eq!(only(|it| it.as_i64().is_some()), ["integer"]);
    assert_eq!(only(|it| it.as_f64().is_some()), ["float"]);
    assert_eq!(only(|it| it.as_str().is_some()), ["unicode"]);
    assert_eq!(only(|it| it.as_bytes().is_some()), ["bytearray"]);
    assert_eq!(only(|it| it.as_list().is_some()), ["list"]);
    assert_eq!(only(|it| it.as_map().is_some()), ["dict", "ordered dict"]);
    assert_eq!(only(|it| it.as_extension().is_some()), ["extension"]);
    assert_eq!(only(|it| it.as_blob().is_some()), ["blob"]);
    assert_eq!(only(|it| it.get("a").is_some()), ["dict", "ordered dict"]);
}

#[test]
fn a_value_gives_what_it_was_made_of() {
    assert_eq!(Value::Bool(true).as_bool(), Some(true));
    assert_eq!(Value::Bool(false).as_bool(), Some(false));
    assert_eq!(Value::from(-7).as_i64(), Some(-7));
    assert_eq!(Value::from(1.5).as_f64(), Some(1.5));
    assert_eq!(Value::from("a").as_str(), Some("a"));
    assert_eq!(Value::from(String::from("a")).as_str(), Some("a"));
    assert_eq!(Value::from(&b"a"[..]).as_bytes(), Some(&b"a"[..]));
    let list: Value<'_> = [Value::from(7)].into_iter().collect();
    assert_eq!(list.as_list(), Some(&[Value::from(7)][..]));
    let map = Map::from([("a", 7)]);
    assert_eq!(Value::from(map.clone()).as_map(), Some(&map));
    let extension = Extension::new("x", Map::new(), Value::from(map));
    assert_eq!(
        Value::from(extension.clone()).get("a"),
        Some(&Value::from(7)),
        "RES-5"
    );
    assert_eq!(
        Value::from(extension.clone()).as_extension(),
        Some(&extension)
    );
    let blob = Blob::new("text/plain", &b"content"[..]);
    assert_eq!(Value::from(blob.clone()).as_blob(), Some(&blob));
    assert_eq!(Value::from(()), Value::Nil);
    assert_eq!(Value::from(None::<i64>), Value::Nil);
    assert_eq!(Value::from(Some(7)), Value::from(7));
    let delta = chrono::TimeDelta::new(2, 3).unwrap();
    assert_eq!(
        Value::from(delta),
        Value::from(Timedelta::new(0, 2, 3).unwrap())
    );
}

#[test]
fn d6_values_are_equal_to_themselves_and_to_no_other() {
    let (values, again) = (all(), all());
    for (at, a) in values.iter().enumerate() {
        for (other, b) in again.iter().enumerate() {
            assert_eq!(a == b, at == other, "{a:?} {b:?}");
            if at == other {
                assert_eq!(hash(a), hash(b), "{a:?}");
            }
        }
        assert_eq!(&a.clone().into_owned(), a);
    }
    let prints: HashSet<u64> = values.iter().map(hash).collect();
    assert_eq!(prints.len(), values.len(), "what differs rarely collides");
}

#[test]
fn d6_order_and_bits_count_where_they_mean_something() {
    let unequal = [
        (Value::from(0.0), Value::from(-0.0)),
        (Value::from(1), Value::from(1.0)),
        (Value::from(1), Value::Bool(true)),
        (
            Value::List(vec![1.into(), 2.into()]),
            Value::List(vec![2.into(), 1.into()]),
        ),
        (
            Value::OrderedDict(Map::from([(1, 2), (3, 4)])),
            Value::OrderedDict(Map::from([(3, 4), (1, 2)])),
        ),
        (
            Value::Dict(Map::from([(1, 2)])),
            Value::Dict(Map::from([(1, 3)])),
        ),
        (
            Value::Dict(Map::from([(1, 2)])),
            Value::Dict(Map::from([(1, 2), (3, 4)])),
        ),
        (
            Value::Set(Set::from_iter([1])),
            Value::Set(Set::from_iter([2])),
        ),
        (
            Value::Set(Set::from_iter([1])),
            Value::Set(Set::from_iter([1, 2])),
        ),
    ];
    for (a, b) in &unequal {
        assert_ne!(a, b);
        assert_ne!(hash(a), hash(b), "{a:?} {b:?}");
    }
    let equal = [
        (Value::from(f64::NAN), Value::from(-f64::NAN)),
        (
            Value::Set(Set::from_iter([1, 2])),
            Value::Set(Set::from_iter([2, 1])),
        ),
        (
            Value::Dict(Map::from([(1, 2), (3, 4)])),
            Value::Dict(Map::from([(3, 4), (1, 2)])),
        ),
    ];
    for (a, b) in &equal {
        assert_eq!(a, b);
        assert_eq!(hash(a), hash(b), "{a:?} {b:?}");
    }
}

#[test]
fn col_5_a_map_holds_each_key_once_where_it_first_stood() {
    let mut map = Map::new();
    assert!(map.is_empty());
    assert_eq!(map.insert("a", 1), None);
    assert_eq!(map.insert("b", 2), None);
    assert_eq!(map.insert("c", 3), None);
    assert_eq!(map.insert("b", 4), Some(Value::from(2)));
    assert_eq!((map.len(), map.is_empty()), (3, false));
    assert_eq!(map.get("b"), Some(&Value::from(4)));
    assert_eq!(map.get("d"), None);
    assert_eq!(map.get_value(&Value::from("c")), Some(&Value::from(3)));
    assert_eq!(map.get_value(&Value::from(3)), None);
    assert_eq!(
        encode(&Value::OrderedDict(map.clone())).unwrap(),
        b"Ou1:a;i1;u1:b;i4;u1:c;i3;;"
    );

    for value in map.values_mut() {
        *value = Value::from(value.as_i64().unwrap() * 10);
    }
    assert_eq!(map.remove("b"), Some(Value::from(40)));
    assert_eq!(map.remove("b"), None);
    assert_eq!(map.remove("c"), Some(Value::from(30)));
    assert_eq!(map, Map::from([("a", 10)]));
    assert_eq!(map.insert("z", 1), None);
    assert_eq!(map.remove("a"), Some(Value::from(10)));
    assert_eq!(map, Map::from([("z", 1)]));

    let map = Map::from([(1, 2), (3, 4), (1, 5)]);
    let keys: Vec<_> = map.keys().map(Value::as_i64).collect();
    assert_eq!(keys, [Some(1), Some(3)]);
    let values: Vec<_> = map.values().map(Value::as_i64).collect();
    assert_eq!(values, [Some(5), Some(4)]);
    let pairs: Vec<_> = map.iter().collect();
    assert_eq!(pairs[1], (&Value::from(3), &Value::from(4)));
    let mut entries = map.into_iter();
    assert_eq!((entries.len(), entries.size_hint()), (2, (2, Some(2))));
    assert_eq!(entries.next(), Some((Value::from(1), Value::from(5))));
    assert_eq!(entries.len(), 1);
    assert_eq!(entries.next(), Some((Value::from(3), Value::from(4))));
    assert_eq!(entries.next(), None);
}

#[test]
fn col_5_a_set_holds_each_item_once() {
    let mut set = Set::new();
    assert!(set.is_empty());
    assert!(set.insert(2));
    assert!(set.insert(1));
    assert!(!set.insert(2));
    assert_eq!((set.len(), set.is_empty()), (2, false));
    assert!(set.contains(&Value::from(1)));
    assert!(!set.contains(&Value::from(3)));
    assert_eq!(set.as_slice(), [Value::from(2), Value::from(1)]);
    assert_eq!(set.iter().count(), 2);
    let items: Vec<_> = (&set).into_iter().map(Value::as_i64).collect();
    assert_eq!(items, [Some(2), Some(1)]);
    let many: Set<'_> = (0..40).chain(0..40).collect();
    assert_eq!(many.len(), 40);
    let items: Vec<_> = many.into_iter().filter_map(|item| item.as_i64()).collect();
    assert_eq!(items, (0..40).collect::<Vec<_>>(), "the first stays");
}

#[test]
fn col_5_few_and_many_repeated_items_are_found_at_their_place() {
    for count in [2, 3, 15, 16, 17, 18, 40] {
        for repeated in [0, count / 2 - 1, count - 2] {
            let items = (0..count - 1).fold(String::new(), |all, n| all + &format!("i{n};"));
            let message = format!("S{items}i{repeated};;");
            let error = decode(message.as_bytes()).unwrap_err();
            assert_eq!(error.offset(), 1 + items.len(), "{message}");
            assert_eq!(error.path(), format!("root.item({})", count - 1));
            assert!(decode(format!("S{items};").as_bytes()).is_ok());
        }
    }
}

#[test]
fn ext_4_names_that_are_not_for_applications() {
    let extension = |name: &'static str| Extension::new(name, Map::from([("a", 1)]), Value::Nil);
    for name in ["integer", "bool", "ordered_dict", "response"] {
        assert!(extension(name).is_reserved(), "{name}");
    }
    for name in ["link", "collection", "Integer", "", "user"] {
        assert!(!extension(name).is_reserved(), "{name}");
    }
    assert_eq!(extension("x").attribute("a"), Some(&Value::from(1)));
    assert_eq!(extension("x").attribute("b"), None);
}

#[test]
fn blb_2_d19a_the_content_type_of_a_blob_is_text() {
    let typed = |value: Value<'static>| Blob {
        attributes: Value::Dict(Map::from([("content-type", value)])),
        content: b"x"[..].into(),
    };
    assert_eq!(typed("a/b".into()).content_type(), Some("a/b"));
    assert_eq!(typed(Value::from(&b"a/b"[..])).content_type(), Some("a/b"));
    assert_eq!(typed(Value::from(&b"\xff"[..])).content_type(), None);
    assert_eq!(typed(Value::from(1)).content_type(), None);
}

#[test]
fn int_1_integers_of_any_size() {
    for (text, written) in [
        ("0", "0"),
        ("-0", "0"),
        ("+7", "7"),
        ("9223372036854775807", "9223372036854775807"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("9223372036854775808", "9223372036854775808"),
        ("-9223372036854775809", "-9223372036854775809"),
        ("-009223372036854775809", "-9223372036854775809"),
        ("+009223372036854775808", "9223372036854775808"),
    ] {
        let integer = Integer::parse(text).unwrap();
        assert_eq!(integer.to_string(), written);
        assert_eq!(integer.to_i128(), Some(written.parse().unwrap()));
        let small = written.parse::<i64>().is_ok();
        assert_eq!(matches!(integer, Integer::Small(_)), small, "{text}");
        if let Integer::Big(big) = &integer {
            assert_eq!(big.as_str(), written);
        }
        assert_eq!(integer.clone().into_owned(), integer);
    }
    for text in ["", "+", "-", "+-7", "7 ", "0x7", "7.0", "٣"] {
        assert_eq!(Integer::parse(text), None, "{text}");
    }
    let huge = "1".repeat(50);
    assert_eq!(Integer::parse(&huge).unwrap().to_i128(), None);
}
