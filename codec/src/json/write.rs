//! From a value to JSON.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map as Object, Value as Json, json};

use super::tag;
use crate::scalar::datetime::write_datetime_text;
use crate::scalar::float::write_float_text;
use crate::scalar::timedelta::write_timedelta_text;
use crate::{Integer, Map, Value};

/// The value as JSON.
#[must_use]
pub fn to_value(value: &Value<'_>) -> Json {
    match value {
        Value::Nil => Json::Null,
        Value::Bool(b) => Json::Bool(*b),
        Value::Integer(Integer::Small(n)) if n.unsigned_abs() < tag::TAGGED_FROM => json!(n),
        Value::Integer(integer) => json!({tag::INT: integer.to_string()}),
        Value::Float(float) => text(tag::FLOAT, |out| write_float_text(*float, out)),
        Value::Unicode(text) => Json::from(&text[..]),
        Value::Bytes(bytes) => json!({tag::BYTES: STANDARD.encode(bytes)}),
        Value::Datetime(datetime) => text(tag::DATETIME, |out| write_datetime_text(datetime, out)),
        Value::Timedelta(delta) => text(tag::TIMEDELTA, |out| write_timedelta_text(*delta, out)),
        Value::List(items) => items.iter().map(to_value).collect(),
        Value::Set(set) => json!({tag::SET: set.iter().map(to_value).collect::<Json>()}),
        Value::Dict(map) => dict(map),
        Value::OrderedDict(map) => json!({tag::ODICT: pairs(map)}),
        Value::Extension(extension) => {
            let parts = [&extension.name, &extension.attributes, &extension.content];
            json!({tag::EXT: parts.map(to_value)})
        }
        Value::Blob(blob) => json!({tag::BLOB: {
            "attributes": to_value(&blob.attributes),
            "content": STANDARD.encode(&blob.content),
        }}),
    }
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
    json!({tag: String::from_utf8_lossy(&out)})
}

/// An object where every key is unicode and none begins with `$`.
fn dict(map: &Map<'_>) -> Json {
    let entries = map.iter().map(|(key, value)| {
        let name = key.as_str().filter(|name| !name.starts_with('$'))?;
        Some((name.to_owned(), to_value(value)))
    });
    match entries.collect::<Option<Object<_, _>>>() {
        Some(object) => Json::Object(object),
        None => json!({tag::DICT: pairs(map)}),
    }
}

fn pairs(map: &Map<'_>) -> Json {
    map.iter()
        .map(|(key, value)| json!([to_value(key), to_value(value)]))
        .collect()
}
