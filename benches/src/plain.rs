//! A dataset as formats without extensions hold it.
//!
//! An extension becomes a list of its three parts: the same number of values
//! and containers, which is the least that a peer could get away with.

use hyperglyph::{Integer, Map, Value};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use crate::Error;

/// The value without extensions.
#[must_use]
pub fn plain(value: &Value<'_>) -> Value<'static> {
    map_leaves(value, &|leaf| leaf.clone().into_owned())
}

/// The value without extensions, and with other leaves.
pub(crate) fn map_leaves(
    value: &Value<'_>,
    leaf: &impl Fn(&Value<'_>) -> Value<'static>,
) -> Value<'static> {
    let down = |part: &Value<'_>| map_leaves(part, leaf);
    match value {
        Value::List(items) => items.iter().map(down).collect(),
        Value::Dict(map) | Value::OrderedDict(map) => {
            let entries: Map<'static> = map.iter().map(|(k, v)| (down(k), down(v))).collect();
            Value::Dict(entries)
        }
        Value::Extension(extension) => {
            let parts = [&extension.name, &extension.attributes, &extension.content];
            parts.into_iter().map(down).collect()
        }
        other => leaf(other),
    }
}

/// A value of a dataset for a serde format.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'v>(pub &'v Value<'v>);

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Value::Nil => serializer.serialize_unit(),
            Value::Bool(b) => serializer.serialize_bool(*b),
            Value::Integer(Integer::Small(n)) => serializer.serialize_i64(*n),
            Value::Float(f) => serializer.serialize_f64(*f),
            Value::Unicode(text) => serializer.serialize_str(text),
            Value::Bytes(bytes) => serializer.serialize_bytes(bytes),
            Value::List(items) => serializer.collect_seq(items.iter().map(Plain)),
            Value::Dict(map) => {
                let mut entries = serializer.serialize_map(Some(map.len()))?;
                for (key, value) in map.iter() {
                    entries.serialize_entry(&Plain(key), &Plain(value))?;
                }
                entries.end()
            }
            Value::Extension(extension) => {
                let parts = [&extension.name, &extension.attributes, &extension.content];
                serializer.collect_seq(parts.map(Plain))
            }
            other => Err(S::Error::custom(format!(
                "no dataset holds a {}",
                other.type_name()
            ))),
        }
    }
}

/// What a peer has read, by way of its own `Serialize`.
pub fn read_back(tree: &impl Serialize) -> Result<Value<'static>, Error> {
    from_json(serde_json::to_value(tree)?)
}

fn from_json(json: serde_json::Value) -> Result<Value<'static>, Error> {
    use serde_json::Value as Json;

    Ok(match json {
        Json::Null => Value::Nil,
        Json::Bool(b) => b.into(),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(n), _) => n.into(),
            (None, Some(f)) => f.into(),
            (None, None) => return Err(format!("no dataset holds {number}").into()),
        },
        Json::String(text) => text.into(),
        Json::Array(items) => {
            let items: Result<Vec<Value<'_>>, Error> = items.into_iter().map(from_json).collect();
            items?.into()
        }
        Json::Object(entries) => {
            let entries = entries
                .into_iter()
                .map(|(key, value)| Ok((key, from_json(value)?)));
            let entries: Result<Map<'_>, Error> = entries.collect();
            entries?.into()
        }
    })
}

/// Whether two values are equal, but for so many units in the last place of
/// their floats. Entries of dicts come in any order.
#[must_use]
pub fn same(a: &Value<'_>, b: &Value<'_>, float_error: u64) -> bool {
    if a == b {
        return true;
    }
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => close(*a, *b, float_error),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, float_error))
        }
        (Value::Dict(a), Value::Dict(b)) => {
            a.len() == b.len()
                && a.iter().all(|(key, value)| {
                    let other = b.get_value(key);
                    other.is_some_and(|other| same(value, other, float_error))
                })
        }
        _ => false,
    }
}

/// Whether two floats are so few units in the last place apart.
#[must_use]
pub fn close(a: f64, b: f64, float_error: u64) -> bool {
    a.is_sign_negative() == b.is_sign_negative() && a.to_bits().abs_diff(b.to_bits()) <= float_error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_dropped_or_changed_is_seen() {
        let value = |score: f64, name: &'static str| {
            let entries = [("score", Value::from(score)), ("name", name.into())];
            Value::List(vec![Value::Dict(Map::from(entries))])
        };
        let right = value(0.5, "a");
        assert!(same(&right, &right, 0));
        assert!(!same(&value(0.5f64.next_up(), "a"), &right, 0));
        assert!(same(&value(0.5f64.next_up(), "a"), &right, 1));
        assert!(!same(&value(-0.5, "a"), &right, u64::MAX));
        assert!(!same(&value(0.5f64.next_up(), "b"), &right, 1));
        assert!(!same(&Value::List(Vec::new()), &right, 1));
    }
}
