//! Patterns: values in the JSON notation, with more tags for what may differ.
//!
//! | pattern | fits |
//! |---|---|
//! | `{"$any": true}` | anything |
//! | `{"$type": "unicode"}` | a value of that type; `map` is a dict or an ordered dict |
//! | `{"$map": {"must": {…}, "may": {…}}}` | a dict or ordered dict of unicode keys, with these entries, and others |
//! | `{"$items": PATTERN}` | a list whose items all fit |
//! | `{"$size": 5}` | a bytearray of that many bytes |
//! | `{"$either": [PATTERN, …]}` | what one of them fits; none, where there are none |
//! | `{"$url": "/path"}` | the url of that path on the scripted server |
//! | anything else | the value that it is, patterns inside included |

use hyperglyph::{Value, json};
use serde_json::{Map as Object, Value as Json};

/// Whether a value fits a pattern. The origin is that of the scripted server.
pub(super) fn fits(pattern: &Json, value: &Value<'_>, origin: &str) -> bool {
    match pattern {
        Json::Array(patterns) => value
            .as_list()
            .is_some_and(|items| all_fit(patterns, items, origin)),
        Json::Object(object) => {
            if let Some((tag, inside)) = one(object) {
                return tagged(pattern, tag, inside, value, origin);
            }
            let Value::Dict(map) = value else {
                return false;
            };
            object.len() == map.len()
                && object.iter().all(|(key, pattern)| {
                    map.get(key.as_str())
                        .is_some_and(|value| fits(pattern, value, origin))
                })
        }
        _ => is(pattern, value),
    }
}

fn tagged(pattern: &Json, tag: &str, inside: &Json, value: &Value<'_>, origin: &str) -> bool {
    match (tag, inside) {
        ("$any", _) => true,
        ("$type", Json::String(name)) => is_of_type(name, value),
        ("$map", Json::Object(rules)) => fits_map(rules, value, origin),
        ("$items", item) => value
            .as_list()
            .is_some_and(|items| items.iter().all(|value| fits(item, value, origin))),
        ("$size", size) => match value {
            Value::Bytes(bytes) => size.as_u64() == Some(bytes.len() as u64),
            _ => false,
        },
        ("$either", Json::Array(patterns)) => {
            patterns.iter().any(|pattern| fits(pattern, value, origin))
        }
        ("$url", Json::String(path)) => value
            .as_str()
            .is_some_and(|url| url.strip_prefix(origin) == Some(path)),
        ("$ext", Json::Array(parts)) => match (parts.as_slice(), value) {
            ([name, attributes, content], Value::Extension(it)) => {
                fits(name, &it.name, origin)
                    && fits(attributes, &it.attributes, origin)
                    && fits(content, &it.content, origin)
            }
            _ => false,
        },
        ("$odict", Json::Array(entries)) => match value {
            Value::OrderedDict(map) => {
                entries.len() == map.len()
                    && entries
                        .iter()
                        .zip(map.iter())
                        .all(|(pattern, (key, value))| {
                            fits(&pattern[0], key, origin) && fits(&pattern[1], value, origin)
                        })
            }
            _ => false,
        },
        ("$blob", Json::Object(parts)) => match value {
            Value::Blob(blob) => {
                let content = Value::Bytes((&*blob.content).into());
                parts
                    .get("attributes")
                    .is_none_or(|pattern| fits(pattern, &blob.attributes, origin))
                    && parts
                        .get("content")
                        .is_none_or(|text| is(&serde_json::json!({"$bytes": text}), &content))
            }
            _ => false,
        },
        _ => is(pattern, value),
    }
}

/// The one entry of an object, if its key is a tag.
pub(super) fn one(object: &Object<String, Json>) -> Option<(&str, &Json)> {
    let (key, inside) = object.iter().next()?;
    (object.len() == 1 && key.starts_with('$')).then_some((key, inside))
}

fn all_fit(patterns: &[Json], values: &[Value<'_>], origin: &str) -> bool {
    patterns.len() == values.len()
        && patterns
            .iter()
            .zip(values)
            .all(|(pattern, value)| fits(pattern, value, origin))
}

/// A value without patterns in it.
fn is(pattern: &Json, value: &Value<'_>) -> bool {
    json::from_value(pattern).is_ok_and(|expected| expected == *value)
}

fn fits_map(rules: &Object<String, Json>, value: &Value<'_>, origin: &str) -> bool {
    let (Value::Dict(map) | Value::OrderedDict(map)) = value else {
        return false;
    };
    let entries = |name: &str| {
        let entries = rules.get(name).and_then(Json::as_object);
        entries.into_iter().flatten()
    };
    map.keys().all(|key| key.as_str().is_some())
        && entries("must").all(|(key, pattern)| {
            map.get(key.as_str())
                .is_some_and(|value| fits(pattern, value, origin))
        })
        && entries("may").all(|(key, pattern)| {
            map.get(key.as_str())
                .is_none_or(|value| fits(pattern, value, origin))
        })
}

fn is_of_type(name: &str, value: &Value<'_>) -> bool {
    match value {
        Value::Nil => name == "nil",
        Value::Bool(_) => name == "bool",
        Value::Integer(_) => name == "integer",
        Value::Float(_) => name == "float",
        Value::Unicode(_) => name == "unicode",
        Value::Bytes(_) => name == "bytes",
        Value::Datetime(_) => name == "datetime",
        Value::Timedelta(_) => name == "timedelta",
        Value::List(_) => name == "list",
        Value::Set(_) => name == "set",
        Value::Dict(_) => matches!(name, "dict" | "map"),
        Value::OrderedDict(_) => matches!(name, "ordered-dict" | "map"),
        Value::Extension(_) => name == "extension",
        Value::Blob(_) => name == "blob",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json as js;

    use super::*;

    fn holds(pattern: &Json, value: &Json) -> bool {
        fits(pattern, &json::from_value(value).unwrap(), "http://h:1")
    }

    #[test]
    fn a_pattern_fits_what_it_says() {
        for (pattern, value) in [
            (js!({"$any": true}), js!(null)),
            (js!({"$type": "map"}), js!({"$odict": []})),
            (js!({"$items": {"$type": "integer"}}), js!([1, 2])),
            (js!({"$map": {"must": {"a": 1}}}), js!({"a": 1, "b": 2})),
            (
                js!({"$map": {"may": {"c": 1}}}),
                js!({"$odict": [["a", 1]]}),
            ),
            (js!({"$either": [1, "x"]}), js!("x")),
            (js!({"$size": 1}), js!({"$bytes": "YQ=="})),
            (js!({"$url": "/a?b"}), js!("http://h:1/a?b")),
            (
                js!({"$ext": ["x", {"$any": true}, [{"$type": "nil"}]]}),
                js!({"$ext": ["x", {}, [null]]}),
            ),
            (
                js!({"$blob": {"attributes": {"$any": true}, "content": "YQ=="}}),
                js!({"$blob": {"attributes": {"k": 1}, "content": "YQ=="}}),
            ),
            (
                js!({"$odict": [["a", {"$any": true}]]}),
                js!({"$odict": [["a", 7]]}),
            ),
            (js!({"$set": [1, 2]}), js!({"$set": [2, 1]})),
        ] {
            assert!(holds(&pattern, &value), "{pattern} {value}");
        }
    }

    #[test]
    fn a_pattern_fits_nothing_else() {
        for (pattern, value) in [
            (js!({"$type": "unicode"}), js!({"$bytes": "YQ=="})),
            (js!({"$type": "dict"}), js!({"$odict": []})),
            (js!({"$items": {"$type": "integer"}}), js!([1, "2"])),
            (js!({"$map": {"must": {"a": 1}}}), js!({"b": 2})),
            (js!({"$map": {"may": {"a": 1}}}), js!({"a": 2})),
            (js!({"$map": {}}), js!({"$dict": [[1, 2]]})),
            (js!({"$either": []}), js!(null)),
            (js!({"$size": 2}), js!({"$bytes": "YQ=="})),
            (js!({"$size": 1}), js!("a")),
            (js!({"$url": "/a"}), js!("/a")),
            (js!({"$url": "/a"}), js!("http://h:1/ab")),
            (
                js!({"$ext": ["x", {}, null]}),
                js!({"$ext": ["y", {}, null]}),
            ),
            (
                js!({"$blob": {"content": "YQ=="}}),
                js!({"$blob": {"attributes": {}, "content": "Yg=="}}),
            ),
            (
                js!({"$odict": [["a", 1], ["b", 2]]}),
                js!({"$odict": [["b", 2], ["a", 1]]}),
            ),
            (js!({"a": {"$any": true}}), js!({"a": 1, "b": 2})),
            (js!([1]), js!([1, 2])),
            (js!(1), js!(true)),
        ] {
            assert!(!holds(&pattern, &value), "{pattern} {value}");
        }
    }
}
