//! Strings in NFC (STR-5, D17c).

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::EncodeError;
use crate::value::unique;
use crate::{Blob, Extension, Limits, Map, Set, Value};

/// The value with its strings in NFC; nothing where they are so already.
pub(super) fn normalised<'v>(value: &'v Value<'_>) -> Result<Option<Value<'v>>, EncodeError> {
    // The writer refuses what is deeper; here it must only not be followed.
    part(value, Limits::MAX_DEPTH)
}

fn part<'v>(value: &'v Value<'_>, depth: usize) -> Result<Option<Value<'v>>, EncodeError> {
    let Some(depth) = depth.checked_sub(1) else {
        return Ok(None);
    };
    Ok(match value {
        Value::Unicode(text) => nfc(text).map(|text| Value::Unicode(Cow::Owned(text))),
        Value::List(items) => parts(items, depth)?.map(Value::List),
        Value::Set(set) => match parts(set.as_slice(), depth)? {
            Some(items) => {
                refuse_duplicate(items.iter())?;
                Some(Value::Set(Set::from_unique(items)))
            }
            None => None,
        },
        Value::Dict(map) => entries(map, depth)?.map(Value::Dict),
        Value::OrderedDict(map) => entries(map, depth)?.map(Value::OrderedDict),
        Value::Extension(extension) => in_extension(extension, depth)?.map(Value::from),
        Value::Blob(blob) => in_blob(blob, depth)?.map(Value::from),
        _ => None,
    })
}

// Functions of their own, so that one level of a deep value takes little stack.

fn in_extension<'v>(
    extension: &'v Extension<'_>,
    depth: usize,
) -> Result<Option<Extension<'v>>, EncodeError> {
    let Extension {
        name,
        attributes,
        content,
    } = extension;
    let all = [
        part(name, depth)?,
        part(attributes, depth)?,
        part(content, depth)?,
    ];
    if all.iter().all(Option::is_none) {
        return Ok(None);
    }
    let [n, a, c] = all;
    Ok(Some(Extension {
        name: n.unwrap_or_else(|| name.clone()),
        attributes: a.unwrap_or_else(|| attributes.clone()),
        content: c.unwrap_or_else(|| content.clone()),
    }))
}

fn in_blob<'v>(blob: &'v Blob<'_>, depth: usize) -> Result<Option<Blob<'v>>, EncodeError> {
    let attributes = part(&blob.attributes, depth)?;
    Ok(attributes.map(|attributes| Blob {
        attributes,
        content: Cow::Borrowed(&blob.content[..]),
    }))
}

/// All values with those replaced that are not normal; nothing where all are.
fn parts<'v>(values: &'v [Value<'_>], depth: usize) -> Result<Option<Vec<Value<'v>>>, EncodeError> {
    let mut all: Option<Vec<Value<'v>>> = None;
    for (at, value) in values.iter().enumerate() {
        let normal = part(value, depth)?;
        match &mut all {
            Some(all) => all.push(normal.unwrap_or_else(|| value.clone())),
            None => {
                if let Some(normal) = normal {
                    let mut before = Vec::with_capacity(values.len());
                    before.extend_from_slice(&values[..at]);
                    before.push(normal);
                    all = Some(before);
                }
            }
        }
    }
    Ok(all)
}

fn entries<'v>(map: &'v Map<'_>, depth: usize) -> Result<Option<Map<'v>>, EncodeError> {
    let Some(flat) = parts(map.flat(), depth)? else {
        return Ok(None);
    };
    refuse_duplicate(flat.iter().step_by(2))?;
    Ok(Some(Map::from_flat(flat)))
}

fn refuse_duplicate<'v, 'a: 'v>(
    keys: impl ExactSizeIterator<Item = &'v Value<'a>> + Clone,
) -> Result<(), EncodeError> {
    let at = unique::first_duplicate(keys.clone());
    match at {
        Some(at) => {
            let mut keys = keys;
            let key = keys.nth(at).and_then(Value::as_str);
            Err(EncodeError::NfcCollision(
                key.unwrap_or("inside a key").to_owned(),
            ))
        }
        None => Ok(()),
    }
}

fn nfc(text: &str) -> Option<String> {
    crate::fault!("STR-5/not-normalised" => return None);
    if text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        return None;
    }
    let normal: String = text.nfc().collect();
    (normal != text).then_some(normal)
}
