//! [`misfit`]: where inside a value a pattern does not fit.

use hyperglyph::{Value, json};
use serde_json::Value as Json;

use super::pattern::{fits, one};

/// Longer ones are cut: all of it stands beside it.
const LONG: usize = 120;

/// The innermost place at which a value does not fit, and what is wrong there:
/// `at root["a"][0]: expected 1, found 2`. Nothing where that is the value as a whole.
pub(super) fn misfit(pattern: &Json, value: &Value<'_>, origin: &str) -> Option<String> {
    let mut path = "root".to_owned();
    let (mut pattern, mut value) = (pattern, value);
    loop {
        let parts = parts(pattern, value);
        let mut parts = parts.into_iter();
        let wrong =
            parts.find(|(_, pattern, part)| part.is_none_or(|part| !fits(pattern, part, origin)));
        match wrong {
            Some((place, inside, None)) => {
                return Some(format!(
                    "at {path}{place}: expected {}, found nothing",
                    cut(&inside.to_string())
                ));
            }
            Some((place, inside, Some(part))) => {
                path += &place;
                (pattern, value) = (inside, part);
            }
            None if path == "root" => return None,
            None => {
                let [expected, found] = [pattern.to_string(), json::to_string(value)];
                return Some(format!(
                    "at {path}: expected {}, found {}",
                    cut(&expected),
                    cut(&found)
                ));
            }
        }
    }
}

type Part<'p> = (String, &'p Json, Option<&'p Value<'p>>);

/// The parts of a pattern, each with the part of the value that must fit it.
fn parts<'p>(pattern: &'p Json, value: &'p Value<'p>) -> Vec<Part<'p>> {
    let items = || value.as_list().unwrap_or_default();
    let entry = |(name, pattern): (&'p String, &'p Json)| {
        let part = value.as_map().and_then(|map| map.get(name.as_str()));
        (format!("[{name:?}]"), pattern, part)
    };
    match pattern {
        Json::Array(patterns) if patterns.len() == items().len() => {
            let pairs = patterns.iter().zip(items()).enumerate();
            pairs
                .map(|(at, (pattern, part))| (format!("[{at}]"), pattern, Some(part)))
                .collect()
        }
        Json::Object(object) => match (one(object), value) {
            (None, Value::Dict(_)) => object.iter().map(entry).collect(),
            (Some(("$map", rules)), Value::Dict(_) | Value::OrderedDict(_)) => {
                let must = rules.get("must").and_then(Json::as_object);
                must.into_iter().flatten().map(entry).collect()
            }
            (Some(("$items", pattern)), Value::List(_)) => {
                let items = items().iter().enumerate();
                items
                    .map(|(at, part)| (format!("[{at}]"), pattern, Some(part)))
                    .collect()
            }
            (Some(("$ext", Json::Array(parts))), Value::Extension(it)) => {
                let places = [".name", ".attributes", ".content"];
                let values = [&it.name, &it.attributes, &it.content];
                let parts = places.iter().zip(parts.iter().zip(values));
                parts
                    .map(|(place, (pattern, part))| ((*place).to_owned(), pattern, Some(part)))
                    .collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json as js;

    use super::*;

    #[test]
    fn the_innermost_place_is_told() {
        for (pattern, value, told) in [
            (
                js!({"a": [1, 2]}),
                js!({"a": [1, 3]}),
                "at root[\"a\"][1]: expected 2, found 3",
            ),
            (
                js!({"a": 1}),
                js!({"b": 1}),
                "at root[\"a\"]: expected 1, found nothing",
            ),
            (
                js!({"$ext": ["x", {"$map": {"must": {"url": {"$type": "unicode"}}}}, null]}),
                js!({"$ext": ["x", {"$odict": [["url", 7]]}, null]}),
                "at root.attributes[\"url\"]: expected {\"$type\":\"unicode\"}, found 7",
            ),
            (
                js!({"$items": {"$type": "integer"}}),
                js!([1, "x"]),
                "at root[1]: expected {\"$type\":\"integer\"}, found \"x\"",
            ),
        ] {
            let value = json::from_value(&value).unwrap();
            assert_eq!(misfit(&pattern, &value, "").unwrap(), told);
        }
        for (pattern, value) in [
            (js!(1), js!(2)),
            (js!([1]), js!([1, 2])),
            (js!({}), js!(null)),
        ] {
            assert_eq!(
                misfit(&pattern, &json::from_value(&value).unwrap(), ""),
                None
            );
        }
    }
}
