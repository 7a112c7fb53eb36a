//! Any value that can be written, for property tests.

use chrono::{DateTime, Utc};
use hyperglyph::{Blob, Extension, Integer, Map, Set, Timedelta, Value};
use proptest::collection::vec;
use proptest::prelude::*;

/// Scalars of every type, edges included.
fn scalar() -> impl Strategy<Value = Value<'static>> {
    prop_oneof![
        Just(Value::Nil),
        any::<bool>().prop_map(Value::from),
        integer().prop_map(Value::from),
        float().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
        vec(any::<u8>(), 0..20).prop_map(|bytes| Value::Bytes(bytes.into())),
        datetime().prop_map(Value::from),
        timedelta().prop_map(Value::from),
    ]
}

fn integer() -> impl Strategy<Value = Integer<'static>> {
    prop_oneof![
        any::<i8>().prop_map(Integer::from),
        any::<i64>().prop_map(Integer::from),
        any::<i128>().prop_map(Integer::from),
        prop::sample::select(vec![i64::MIN, i64::MAX, 0, -1]).prop_map(Integer::from),
        "-?[1-9][0-9]{18,60}".prop_map(|text| Integer::parse(&text).expect("digits").into_owned()),
    ]
}

/// Every bit pattern, so every subnormal, infinity and nan too.
fn float() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<u64>().prop_map(f64::from_bits),
        any::<f64>(),
        Just(-0.0)
    ]
}

fn datetime() -> impl Strategy<Value = DateTime<Utc>> {
    // 0000-01-01 to 9999-12-31, to the second, milli-, micro- or nanosecond.
    let unit = prop::sample::select(vec![1_000_000_000u32, 1_000_000, 1_000, 1]);
    (
        -62_167_219_200i64..=253_402_300_799,
        0u32..1_000_000_000,
        unit,
    )
        .prop_map(|(seconds, nanos, unit)| {
            DateTime::from_timestamp(seconds, nanos / unit * unit).expect("in range")
        })
}

fn timedelta() -> impl Strategy<Value = Timedelta> {
    let sign = prop::bool::ANY;
    (sign, 0..=i32::MAX, 0..=i64::MAX / 2, 0..1_000_000_000i64).prop_map(
        |(negative, months, seconds, nanos)| {
            let sign = if negative { -1 } else { 1 };
            Timedelta::new(
                months * sign,
                seconds * i64::from(sign),
                nanos * i64::from(sign),
            )
            .expect("in range")
        },
    )
}

fn map(item: impl Strategy<Value = Value<'static>> + Clone) -> impl Strategy<Value = Map<'static>> {
    let key = prop_oneof![3 => any::<String>().prop_map(Value::from), 1 => item.clone()];
    vec((key, item), 0..20).prop_map(Map::from_iter)
}

fn blob(
    item: impl Strategy<Value = Value<'static>> + Clone,
) -> impl Strategy<Value = Blob<'static>> {
    (map(item), any::<String>(), vec(any::<u8>(), 0..40)).prop_map(|(mut more, kind, content)| {
        more.insert("content-type", kind);
        Blob {
            attributes: Value::Dict(more),
            content: content.into(),
        }
    })
}

/// Any value that has an encoding, nested a few levels deep.
pub(crate) fn value() -> impl Strategy<Value = Value<'static>> {
    scalar().prop_recursive(4, 60, 8, |item| {
        prop_oneof![
            vec(item.clone(), 0..8).prop_map(Value::List),
            vec(item.clone(), 0..20).prop_map(|items| Value::Set(Set::from_iter(items))),
            map(item.clone()).prop_map(Value::Dict),
            map(item.clone()).prop_map(Value::OrderedDict),
            (any::<String>(), map(item.clone()), item.clone()).prop_map(
                |(name, attributes, content)| Extension::new(name, attributes, content).into()
            ),
            blob(item).prop_map(Value::from),
        ]
    })
}

/// Any byte; those that mean something to the grammar come more often.
pub(crate) fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![
        2 => prop::sample::select(b"iubfdpTFNLSDOXBc;:+-.0129eExXPYMDTHSZ \t\x0b\r\n".to_vec()),
        1 => any::<u8>(),
    ]
}
