//! From JSON to a value.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::node::Node;
use super::{JsonError, tag};
use crate::value::unique;
use crate::{Blob, DecodeOptions, Extension, Integer, Limits, Map, Set, Value};

/// Reads a value from JSON text.
///
/// Refused, with the place: numbers with a fraction or an exponent, `-0`, and
/// integers of a magnitude of 2^53 and more outside `$int`; objects that mix
/// `$` keys with others, have several, or one that is unknown; duplicates in
/// objects, sets and dicts; bad base64; and what is no JSON, lone surrogates
/// and nesting deeper than 128 levels included.
pub fn from_str(json: &str) -> Result<Value<'static>, JsonError> {
    let node: Node = serde_json::from_str(json)
        .map_err(|error| JsonError::new(format!("this is not JSON: {error}")))?;
    value(node)
}

/// Reads a value from JSON that is parsed already. serde_json has dropped
/// duplicates in objects by then, so they are not seen here.
pub fn from_value(json: &serde_json::Value) -> Result<Value<'static>, JsonError> {
    let node = Node::deserialize(json)
        .map_err(|error| JsonError::new(format!("this is not JSON: {error}")))?;
    value(node)
}

fn value(node: Node) -> Result<Value<'static>, JsonError> {
    match node {
        Node::Null => Ok(Value::Nil),
        Node::Bool(b) => Ok(b.into()),
        Node::Integer(n) => small_integer(n),
        Node::Fraction(number) => Err(JsonError::new(format!(
            "the number {number} may be meant as a float: write {{\"$float\": \"…\"}}, or an integer without fraction, exponent and -0"
        ))),
        Node::String(text) => Ok(text.into()),
        Node::Array(items) => list(items).map(Value::List),
        Node::Object(entries) => object(entries),
    }
}

fn small_integer(n: i128) -> Result<Value<'static>, JsonError> {
    if n.unsigned_abs() < tag::TAGGED_FROM.into() {
        return Ok(n.into());
    }
    Err(JsonError::new(format!(
        "the integer {n} is too large for a JSON number: write {{\"$int\": \"{n}\"}}"
    )))
}

fn list(items: Vec<Node>) -> Result<Vec<Value<'static>>, JsonError> {
    items
        .into_iter()
        .enumerate()
        .map(|(at, item)| value(item).map_err(|error| error.at(at)))
        .collect()
}

fn object(mut entries: Vec<(String, Node)>) -> Result<Value<'static>, JsonError> {
    let tags = entries
        .iter()
        .filter(|(key, _)| key.starts_with('$'))
        .count();
    match (tags, entries.len()) {
        (0, _) => plain_dict(entries),
        (1, 1) => {
            let (tag, content) = entries.swap_remove(0);
            tagged(&tag, content).map_err(|error| error.at(&tag))
        }
        _ => Err(JsonError::new(
            "an object with a key that begins with '$' has no other key: write such a dict as {\"$dict\": [[key, value], …]}",
        )),
    }
}

fn plain_dict(entries: Vec<(String, Node)>) -> Result<Value<'static>, JsonError> {
    let entries = entries
        .into_iter()
        .map(|(key, node)| match value(node) {
            Ok(value) => Ok((key.into(), value)),
            Err(error) => Err(error.at(key)),
        })
        .collect::<Result<Vec<_>, _>>()?;
    map(entries, |at, flat| {
        flat[2 * at].as_str().unwrap_or_default().to_owned()
    })
    .map(Value::Dict)
}

/// A map of entries whose keys must differ; `step` names the place of one.
fn map(
    entries: Vec<(Value<'static>, Value<'static>)>,
    step: impl Fn(usize, &[Value<'static>]) -> String,
) -> Result<Map<'static>, JsonError> {
    let flat: Vec<_> = entries.into_iter().flat_map(<[_; 2]>::from).collect();
    match unique::first_duplicate(flat.iter().step_by(2)) {
        Some(at) => Err(JsonError::new("this key is there already").at(step(at, &flat))),
        None => Ok(Map::from_flat(flat)),
    }
}

fn tagged(key: &str, content: Node) -> Result<Value<'static>, JsonError> {
    match key {
        tag::INT => {
            let text = string(content, "decimal digits")?;
            let integer = Integer::parse(&text).ok_or_else(|| {
                JsonError::new(format!("{text:?} is no integer in decimal digits"))
            })?;
            Ok(integer.into_owned().into())
        }
        tag::FLOAT => scalar('f', content),
        tag::DATETIME => scalar('d', content),
        tag::TIMEDELTA => scalar('p', content),
        tag::BYTES => bytes(content).map(|bytes| Value::Bytes(bytes.into())),
        tag::SET => {
            let items = list(array(content, "items")?)?;
            match unique::first_duplicate(items.iter()) {
                Some(at) => Err(JsonError::new("this item is there already").at(at)),
                None => Ok(Set::from_unique(items).into()),
            }
        }
        tag::DICT => pairs(content).map(Value::Dict),
        tag::ODICT => pairs(content).map(Value::OrderedDict),
        tag::EXT => {
            let parts = list(array(content, "name, attributes and content")?)?;
            let [name, attributes, content] = <[_; 3]>::try_from(parts).map_err(|_| {
                JsonError::new("an extension has three parts: [name, attributes, content]")
            })?;
            Ok(Extension {
                name,
                attributes,
                content,
            }
            .into())
        }
        tag::BLOB => blob(content).map(Value::from),
        _ => Err(JsonError::new(format!(
            "the tag is unknown: $int, $float, $bytes, $set, $dict, $odict, $datetime, $timedelta, $ext and $blob are known; write a dict with the key {key:?} as {{\"$dict\": [[key, value], …]}}"
        ))),
    }
}

/// A scalar by its text between type letter and `;`, read as a message would be.
fn scalar(letter: char, content: Node) -> Result<Value<'static>, JsonError> {
    let text = string(content, "the text between type letter and ';'")?;
    let message = format!("{letter}{text};");
    // A text of any length is here already, so only its form can be wrong.
    let limits = Limits {
        digits: message.len(),
        message: message.len(),
        ..Limits::default()
    };
    match DecodeOptions::new()
        .limits(limits)
        .decode(message.as_bytes())
    {
        Ok(value) => Ok(value.into_owned()),
        Err(error) => Err(JsonError::new(format!(
            "expected {}, found {text:?} [{}]",
            error.expected(),
            error.requirement(),
        ))),
    }
}

fn pairs(content: Node) -> Result<Map<'static>, JsonError> {
    let entries = array(content, "[key, value] pairs")?
        .into_iter()
        .enumerate()
        .map(|(at, pair)| entry(pair).map_err(|error| error.at(at)))
        .collect::<Result<Vec<_>, _>>()?;
    map(entries, |at, _| at.to_string())
}

fn entry(pair: Node) -> Result<(Value<'static>, Value<'static>), JsonError> {
    let parts = list(array(pair, "a [key, value] pair")?)?;
    let [key, value] = <[_; 2]>::try_from(parts)
        .map_err(|_| JsonError::new("an entry has two parts: [key, value]"))?;
    Ok((key, value))
}

fn blob(content: Node) -> Result<Blob<'static>, JsonError> {
    let form = || JsonError::new("a blob is {\"attributes\": a dict, \"content\": base64}");
    let Node::Object(entries) = content else {
        return Err(form());
    };
    let (mut attributes, mut bytes_) = (None, None);
    for (key, node) in entries {
        let taken = match key.as_str() {
            "attributes" => attributes
                .replace(value(node).map_err(|error| error.at(&key))?)
                .is_some(),
            "content" => bytes_
                .replace(bytes(node).map_err(|error| error.at(&key))?)
                .is_some(),
            _ => true,
        };
        if taken {
            return Err(form());
        }
    }
    let (Some(attributes), Some(content)) = (attributes, bytes_) else {
        return Err(form());
    };
    if attributes.as_map().is_none() {
        return Err(form());
    }
    Ok(Blob {
        attributes,
        content: content.into(),
    })
}

fn bytes(content: Node) -> Result<Vec<u8>, JsonError> {
    let text = string(content, "base64")?;
    STANDARD
        .decode(text)
        .map_err(|error| JsonError::new(format!("this is not base64 with padding: {error}")))
}

fn string(node: Node, what: &str) -> Result<String, JsonError> {
    match node {
        Node::String(text) => Ok(text),
        _ => Err(JsonError::new(format!("expected a string of {what}"))),
    }
}

fn array(node: Node, what: &str) -> Result<Vec<Node>, JsonError> {
    match node {
        Node::Array(items) => Ok(items),
        _ => Err(JsonError::new(format!("expected an array of {what}"))),
    }
}
