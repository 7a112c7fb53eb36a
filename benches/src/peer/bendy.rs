//! bendy, the codec of the format that ours descends from.
//!
//! Bencode has byte strings, integers, lists and dicts. The rest of a dataset is
//! put into the cheapest of these: text stays bytes (nobody checks that it is
//! UTF-8), booleans are 0 and 1, nil is an empty list, and a float is its eight
//! bytes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bendy::decoding::{Decoder, Object};
use bendy::encoding::Encoder;
use bendy::value::Value as Tree;
use hyperglyph::{Map, Value};

use super::Peer;
use crate::Error;
use crate::plain::map_leaves;

/// Deeper than any dataset.
const DEPTH: usize = 64;

/// Bencode by bendy.
#[derive(Clone, Copy, Debug)]
pub struct Bendy;

impl Peer for Bendy {
    const NAME: &'static str = "bendy";
    type Tree<'a> = Tree<'a>;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        let tree = tree(&Self::expected(value))?;
        let mut encoder = Encoder::new().with_max_depth(DEPTH);
        let written = encoder.emit(tree).and_then(|()| encoder.get_output());
        written.map_err(|error| error.to_string().into())
    }

    fn decode(message: &mut [u8]) -> Result<Tree<'_>, Error> {
        let mut decoder = Decoder::new(message).with_max_depth(DEPTH);
        let object = decoder.next_object().map_err(|error| error.to_string())?;
        read(object.ok_or("an empty message")?).map_err(|error| error.to_string().into())
    }

    fn read_back(tree: &Tree<'_>) -> Result<Value<'static>, Error> {
        Ok(back(tree))
    }

    fn expected(value: &Value<'_>) -> Value<'static> {
        map_leaves(value, &|leaf| match leaf {
            Value::Nil => Value::List(Vec::new()),
            Value::Bool(b) => i64::from(*b).into(),
            Value::Float(f) => Value::Bytes(Cow::Owned(f.to_be_bytes().into())),
            Value::Unicode(text) => Value::Bytes(Cow::Owned(text.as_bytes().into())),
            other => other.clone().into_owned(),
        })
    }
}

/// Bendy's own value copies its strings when it reads one; this one borrows
/// them, as its objects allow.
fn read<'b>(object: Object<'_, 'b>) -> Result<Tree<'b>, bendy::decoding::Error> {
    Ok(match object {
        Object::Bytes(bytes) => Tree::Bytes(Cow::Borrowed(bytes)),
        Object::Integer(digits) => Tree::Integer(digits.parse()?),
        Object::List(mut decoder) => {
            let mut items = Vec::new();
            while let Some(item) = decoder.next_object()? {
                items.push(read(item)?);
            }
            Tree::List(items)
        }
        Object::Dict(mut decoder) => {
            let mut entries = BTreeMap::new();
            while let Some((key, value)) = decoder.next_pair()? {
                entries.insert(Cow::Borrowed(key), read(value)?);
            }
            Tree::Dict(entries)
        }
    })
}

fn tree(value: &Value<'_>) -> Result<Tree<'static>, Error> {
    Ok(match value {
        Value::Integer(_) => Tree::Integer(value.as_i64().ok_or("a big integer")?),
        Value::Bytes(bytes) => Tree::Bytes(Cow::Owned(bytes.to_vec())),
        Value::List(items) => Tree::List(items.iter().map(tree).collect::<Result<_, _>>()?),
        Value::Dict(map) => {
            let entry = |(key, value): (&Value<'_>, &Value<'_>)| {
                let key = key.as_bytes().ok_or("a key that is no string")?;
                Ok::<_, Error>((Cow::Owned(key.to_vec()), tree(value)?))
            };
            Tree::Dict(map.iter().map(entry).collect::<Result<_, _>>()?)
        }
        other => return Err(format!("bencode has no {}", other.type_name()).into()),
    })
}

fn back(tree: &Tree<'_>) -> Value<'static> {
    match tree {
        Tree::Bytes(bytes) => Value::Bytes(Cow::Owned(bytes.to_vec())),
        Tree::Integer(n) => (*n).into(),
        Tree::List(items) => items.iter().map(back).collect(),
        Tree::Dict(entries) => {
            let entry = |(key, value): (&Cow<'_, [u8]>, &Tree<'_>)| {
                (Value::Bytes(Cow::Owned(key.to_vec())), back(value))
            };
            Value::Dict(entries.iter().map(entry).collect::<Map<'_>>())
        }
    }
}
