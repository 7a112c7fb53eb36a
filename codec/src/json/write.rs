//! From a value to JSON.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map as Object, Value as Json, json};

use super::tag;
use crate::scalar::datetime::write_datetime_text;
use crate::scalar::float::write_float_text;
use crate::scalar::timedelta::write_timedelta_text;
use crate::{Blob, Extension, Integer, Map, Value};

/// The value as JSON.
///
/// One small function for each container keeps the frames of the thread small:
/// this goes as deep as the value.
#[must_use]
pub fn to_value(value: &Value<'_>) -> Json {
    match value {
        Value::List(items) => array(items),
        Value::Set(set) => tagged(tag::SET, array(set.as_slice())),
        Value::Dict(map) => dict(map),
        Value::OrderedDict(map) => tagged(tag::ODICT, pairs(map)),
        Value::Extension(parts) => extension(parts),
        Value::Blob(parts) => blob(parts),
        _ => scalar(value),
    }
}

fn scalar(value: &Value<'_>) -> Json {
    match value {
        Value::Bool(b) => Json::Bool(*b),
        Value::Integer(Integer::Small(n)) if n.unsigned_abs() < tag::TAGGED_FROM => json!(n),
        Value::Integer(integer) => tagged(tag::INT, integer.to_string().into()),
        Value::Float(float) => text(tag::FLOAT, |out| write_float_text(*float, out)),
        Value::Unicode(text) => Json::from(&text[..]),
        Value::Bytes(bytes) => tagged(tag::BYTES, STANDARD.encode(bytes).into()),
        Value::Datetime(datetime) => text(tag::DATETIME, |out| write_datetime_text(datetime, out)),
        Value::Timedelta(delta) => text(tag::TIMEDELTA, |out| write_timedelta_text(*delta, out)),
        _ => Json::Null,
    }
}

fn tagged(tag: &str, content: Json) -> Json {
    let mut object = Object::new();
    object.insert(tag.to_owned(), content);
    Json::Object(object)
}

fn array(items: &[Value<'_>]) -> Json {
    let mut array = Vec::with_capacity(items.len());
    for item in items {
        array.push(to_value(item));
    }
    Json::Array(array)
}

fn extension(parts: &Extension<'_>) -> Json {
    let name = to_value(&parts.name);
    let attributes = to_value(&parts.attributes);
    let content = to_value(&parts.content);
    tagged(tag::EXT, Json::Array(vec![name, attributes, content]))
}

fn blob(parts: &Blob<'_>) -> Json {
    let mut blob = Object::new();
    blob.insert("attributes".to_owned(), to_value(&parts.attributes));
    blob.insert("content".to_owned(), STANDARD.encode(&parts.content).into());
    tagged(tag::BLOB, Json::Object(blob))
}

/// The value as JSON on one line.
#[must_use]
pub fn to_string(value: &Value<'_>) -> String {
    to_value(value).to_string()
}

/// The value as indented JSON.
#[must_use]
pub fn to_string_pretty(value: &Value<'_>) -> String {
    let mut out = String::new();
    write!(out, "{:#}", to_value(value)).expect("a string takes everything");
    out
}

/// A scalar by its canonical text, which is ASCII.
fn text(tag: &str, write: impl FnOnce(&mut Vec<u8>)) -> Json {
    let mut out = Vec::new();
    write(&mut out);
    tagged(tag, String::from_utf8_lossy(&out).into())
}

/// An object where every key is unicode and none begins with `$`.
fn dict(map: &Map<'_>) -> Json {
    let is_plain = |key: &Value<'_>| key.as_str().is_some_and(|name| !name.starts_with('$'));
    if !map.keys().all(is_plain) {
        return tagged(tag::DICT, pairs(map));
    }
    let mut object = Object::new();
    for (key, value) in map.iter() {
        object.insert(key.as_str().unwrap_or_default().to_owned(), to_value(value));
    }
    Json::Object(object)
}

fn pairs(map: &Map<'_>) -> Json {
    let mut pairs = Vec::with_capacity(map.len());
    for (key, value) in map.iter() {
        pairs.push(Json::Array(vec![to_value(key), to_value(value)]));
    }
    Json::Array(pairs)
}
