//! Values: how they hash, and any of them that can be written.

use std::hash::{DefaultHasher, Hash, Hasher};

use arbitrary::{Arbitrary, Result, Unstructured};
use chrono::{DateTime, Utc};
use hyperglyph::{Blob, Extension, Integer, Map, Set, Timedelta, Value};

pub(super) fn hash(value: &Value<'_>) -> u64 {
    let mut state = DefaultHasher::new();
    value.hash(&mut state);
    state.finish()
}

/// Any value that has an encoding, so many levels deep at most.
pub(super) fn any(from: &mut Unstructured<'_>, depth: usize) -> Result<Value<'static>> {
    // Where the bytes are at an end, arbitrary chooses 0.
    Ok(
        match from.int_in_range(0..=if depth == 0 { 7 } else { 13 })? {
            0 => Value::Nil,
            1 => bool::arbitrary(from)?.into(),
            2 => integer(from)?.into(),
            3 => float(from)?.into(),
            4 => text(from)?.into(),
            5 => Value::Bytes(bytes(from)?.into()),
            6 => datetime(from)?.into(),
            7 => timedelta(from)?.into(),
            8 => Value::List(several(from, depth)?),
            9 => Value::Set(Set::from_iter(several(from, depth)?)),
            10 => Value::Dict(map(from, depth)?),
            11 => Value::OrderedDict(map(from, depth)?),
            12 => Extension::new(text(from)?, map(from, depth)?, any(from, depth - 1)?).into(),
            _ => blob(from, depth)?.into(),
        },
    )
}

fn integer(from: &mut Unstructured<'_>) -> Result<Integer<'static>> {
    Ok(match from.int_in_range(0..=3)? {
        0 => i8::arbitrary(from)?.into(),
        1 => i64::arbitrary(from)?.into(),
        2 => i128::arbitrary(from)?.into(),
        _ => {
            let digits: String = bytes(from)?
                .iter()
                .map(|b| char::from(b'0' + b % 10))
                .collect();
            let sign = if bool::arbitrary(from)? { "-" } else { "" };
            let parsed = Integer::parse(&format!("{sign}1{digits}")).map(Integer::into_owned);
            parsed.expect("digits are an integer")
        }
    })
}

fn float(from: &mut Unstructured<'_>) -> Result<f64> {
    Ok(match from.int_in_range(0..=2)? {
        0 => f64::from(i8::arbitrary(from)?) / 4.0,
        1 => *from.choose(&[
            0.0,
            -0.0,
            f64::NAN,
            -f64::NAN,
            f64::INFINITY,
            1.0,
            f64::MIN_POSITIVE,
        ])?,
        _ => f64::from_bits(u64::arbitrary(from)?),
    })
}

fn text(from: &mut Unstructured<'_>) -> Result<String> {
    let bytes = bytes(from)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn bytes(from: &mut Unstructured<'_>) -> Result<Vec<u8>> {
    let length = from.int_in_range(0..=24)?;
    let length = from.len().min(length);
    Ok(from.bytes(length)?.to_vec())
}

/// The years 0000 to 9999, to the second, the milli-, micro- or nanosecond.
fn datetime(from: &mut Unstructured<'_>) -> Result<DateTime<Utc>> {
    let seconds = from.int_in_range(-62_167_219_200..=253_402_300_799)?;
    let unit = from.choose(&[1_000_000_000, 1_000_000, 1_000, 1])?;
    let nanos = from.int_in_range(0..=999_999_999)? / unit * unit;
    Ok(DateTime::from_timestamp(seconds, nanos).expect("in range"))
}

fn timedelta(from: &mut Unstructured<'_>) -> Result<Timedelta> {
    let sign = if bool::arbitrary(from)? { -1 } else { 1 };
    let months = from.int_in_range(0..=i32::MAX)?;
    let seconds = from.int_in_range(0..=i64::MAX / 2)?;
    let nanos = from.int_in_range(0..=999_999_999)?;
    let sign_ = i64::from(sign);
    Ok(Timedelta::new(months * sign, seconds * sign_, nanos * sign_).expect("in range"))
}

fn several(from: &mut Unstructured<'_>, depth: usize) -> Result<Vec<Value<'static>>> {
    let count = from.int_in_range(0..=20)?;
    let mut items = Vec::new();
    while items.len() < count && !from.is_empty() {
        items.push(any(from, depth - 1)?);
    }
    Ok(items)
}

fn map(from: &mut Unstructured<'_>, depth: usize) -> Result<Map<'static>> {
    let keys = several(from, depth)?;
    let entry = |key| Ok((key, any(from, depth - 1)?));
    let entries: Vec<(Value<'_>, Value<'_>)> =
        keys.into_iter().map(entry).collect::<Result<_>>()?;
    Ok(Map::from_iter(entries))
}

fn blob(from: &mut Unstructured<'_>, depth: usize) -> Result<Blob<'static>> {
    let mut attributes = map(from, depth)?;
    attributes.insert("content-type", text(from)?);
    let attributes = if bool::arbitrary(from)? {
        Value::OrderedDict(attributes)
    } else {
        Value::Dict(attributes)
    };
    Ok(Blob {
        attributes,
        content: bytes(from)?.into(),
    })
}
