//! The canonical form: one value, one encoding (D17).

use std::borrow::Cow;

use super::writer::Writer;
use super::{EncodeError, encode};
use crate::{Blob, Extension, Map, Set, Value};

/// Writes a value in the one form that equal values share: as [`encode`] does,
/// with the items of sets and the entries of dicts sorted by the encoded bytes
/// of item or key. For vectors, and for signing.
///
/// ```
/// use hyperglyph::{canonical, decode};
///
/// let value = decode(b"Du1:b;i2;u1:a;i1;;")?;
/// assert_eq!(canonical(&value)?, b"Du1:a;i1;u1:b;i2;;");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn canonical(value: &Value<'_>) -> Result<Vec<u8>, EncodeError> {
    // Writing it as it is finds what cannot be written, depth included.
    encode(value)?;
    encode(&sorted(value)?)
}

/// The same value, borrowed, with everything sorted that has no order.
fn sorted<'v>(value: &'v Value<'_>) -> Result<Value<'v>, EncodeError> {
    Ok(match value {
        Value::Nil => Value::Nil,
        Value::Bool(b) => Value::Bool(*b),
        Value::Integer(integer) => Value::Integer(integer.clone()),
        Value::Float(float) => Value::Float(*float),
        Value::Unicode(text) => Value::Unicode(Cow::Borrowed(text)),
        Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
        Value::Datetime(datetime) => Value::Datetime(*datetime),
        Value::Timedelta(delta) => Value::Timedelta(*delta),
        Value::List(items) => Value::List(items.iter().map(sorted).collect::<Result<_, _>>()?),
        Value::Set(set) => {
            let items = set.iter().map(|item| Ok((sorted(item)?, ())));
            let items = sort(items.collect::<Result<_, _>>()?)?;
            Value::Set(Set::from_unique(items.map(|(item, ())| item).collect()))
        }
        Value::Dict(map) => {
            let entries = entries(map)?;
            Value::Dict(Map::from_flat(
                sort(entries)?.flat_map(<[_; 2]>::from).collect(),
            ))
        }
        Value::OrderedDict(map) => {
            let entries = entries(map)?.into_iter();
            Value::OrderedDict(Map::from_flat(entries.flat_map(<[_; 2]>::from).collect()))
        }
        Value::Extension(extension) => Value::Extension(Box::new(Extension {
            name: sorted(&extension.name)?,
            attributes: sorted(&extension.attributes)?,
            content: sorted(&extension.content)?,
        })),
        Value::Blob(blob) => Value::Blob(Box::new(Blob {
            attributes: sorted(&blob.attributes)?,
            content: Cow::Borrowed(&blob.content),
        })),
    })
}

fn entries<'v>(map: &'v Map<'_>) -> Result<Vec<(Value<'v>, Value<'v>)>, EncodeError> {
    map.iter()
        .map(|(key, value)| Ok((sorted(key)?, sorted(value)?)))
        .collect()
}

/// By the encoded bytes of the first of each pair.
fn sort<T>(
    pairs: Vec<(Value<'_>, T)>,
) -> Result<impl Iterator<Item = (Value<'_>, T)>, EncodeError> {
    let mut keyed = pairs
        .into_iter()
        .map(|pair| Ok((sort_key(&pair.0)?, pair)))
        .collect::<Result<Vec<_>, EncodeError>>()?;
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(keyed.into_iter().map(|(_, pair)| pair))
}

/// The root object with the ids of blobs left blank, then their contents.
fn sort_key(value: &Value<'_>) -> Result<(Vec<u8>, Vec<Vec<u8>>), EncodeError> {
    let mut object = Vec::new();
    let contents = Writer::new(&mut object).without_ids(value)?;
    Ok((object, contents))
}
