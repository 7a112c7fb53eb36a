//! The canonical form: one value, one encoding (D17).

use std::borrow::Cow;

use super::writer::{Ids, write_root};
use super::{EncodeError, encode};
use crate::stream::blobs;
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
///
/// One small function for each container keeps the frames of the thread small:
/// this goes as deep as the value.
fn sorted<'v>(value: &'v Value<'_>) -> Result<Value<'v>, EncodeError> {
    match value {
        Value::List(items) => list(items),
        Value::Set(items) => set(items),
        Value::Dict(map) => dict(map),
        Value::OrderedDict(map) => ordered_dict(map),
        Value::Extension(parts) => extension(parts),
        Value::Blob(parts) => blob(parts),
        _ => Ok(scalar(value)),
    }
}

fn scalar<'v>(value: &'v Value<'_>) -> Value<'v> {
    match value {
        Value::Unicode(text) => Value::Unicode(Cow::Borrowed(text)),
        Value::Bytes(bytes) => Value::Bytes(Cow::Borrowed(bytes)),
        other => other.clone(),
    }
}

fn list<'v>(items: &'v [Value<'_>]) -> Result<Value<'v>, EncodeError> {
    let mut list = Vec::with_capacity(items.len());
    for item in items {
        list.push(sorted(item)?);
    }
    Ok(Value::List(list))
}

fn set<'v>(set: &'v Set<'_>) -> Result<Value<'v>, EncodeError> {
    let mut items = Vec::with_capacity(set.len());
    for item in set {
        items.push((sorted(item)?, ()));
    }
    let items = sort(items)?.map(|(item, ())| item);
    Ok(Value::Set(Set::from_unique(items.collect())))
}

fn dict<'v>(map: &'v Map<'_>) -> Result<Value<'v>, EncodeError> {
    let entries = sort(entries(map)?)?.flat_map(<[_; 2]>::from);
    Ok(Value::Dict(Map::from_flat(entries.collect())))
}

fn ordered_dict<'v>(map: &'v Map<'_>) -> Result<Value<'v>, EncodeError> {
    let entries = entries(map)?.into_iter().flat_map(<[_; 2]>::from);
    Ok(Value::OrderedDict(Map::from_flat(entries.collect())))
}

fn extension<'v>(parts: &'v Extension<'_>) -> Result<Value<'v>, EncodeError> {
    let extension = Extension {
        name: sorted(&parts.name)?,
        attributes: sorted(&parts.attributes)?,
        content: sorted(&parts.content)?,
    };
    Ok(extension.into())
}

fn blob<'v>(parts: &'v Blob<'_>) -> Result<Value<'v>, EncodeError> {
    let blob = Blob {
        attributes: sorted(&parts.attributes)?,
        content: Cow::Borrowed(&parts.content),
    };
    Ok(blob.into())
}

fn entries<'v>(map: &'v Map<'_>) -> Result<Vec<(Value<'v>, Value<'v>)>, EncodeError> {
    let mut entries = Vec::with_capacity(map.len());
    for (key, value) in map.iter() {
        entries.push((sorted(key)?, sorted(value)?));
    }
    Ok(entries)
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
    write_root(value, Ids::Blank, &mut object)?;
    let contents = blobs(value).into_iter().map(|blob| blob.content.to_vec());
    Ok((object, contents.collect()))
}
