//! `canonical`: one value has one canonical form, however it was spelled, and
//! two values have two.

use arbitrary::{Arbitrary, Result, Unstructured};
use hyperglyph::{Map, Profile, Set, Value, canonical, encode};

use super::options::{spec, unlimited, with};
use super::spelling::spell;
use super::value::{any, hash};

/// The input is what values, their spellings and changes are chosen by.
pub(crate) fn holds(input: &[u8]) {
    // Nothing is chosen where the bytes are at an end.
    let _ = values(&mut Unstructured::new(input));
}

fn values(from: &mut Unstructured<'_>) -> Result<()> {
    const DEPTH: usize = 4;
    let value = any(from, DEPTH)?;
    let form = form(&value);
    let spelled = spell(&value, from)?;
    let read = spec().decode(&spelled).unwrap_or_else(|error| {
        panic!("{}{value:?}", error.explain(&spelled));
    });
    same(&read, &value);
    let interop = with(Profile::Interop, &unlimited());
    assert_eq!(interop.decode(&spelled).as_ref(), Ok(&read));
    let written = encode(&read).expect("what is read from it is written");
    assert_eq!(spec().decode(&written).as_ref(), Ok(&value));
    assert_eq!(spec().decode(&form).as_ref(), Ok(&value));

    let other = if bool::arbitrary(from)? {
        any(from, DEPTH)?
    } else {
        changed(&value, from)?
    };
    same(&value, &other);
    Ok(())
}

/// Equal values have one form and one hash, others have two forms (D6, D17).
fn same(a: &Value<'_>, b: &Value<'_>) {
    let is_same = a == b;
    assert_eq!(b == a, is_same, "{a:?} and {b:?}");
    assert_eq!(form(a) == form(b), is_same, "{a:?} and {b:?}");
    if is_same {
        assert_eq!(hash(a), hash(b), "{a:?} and {b:?}");
    }
}

fn form(value: &Value<'_>) -> Vec<u8> {
    canonical(value).expect("it has an encoding")
}

/// The value with one thing in it changed, which may be nothing: the order of a
/// set, or the payload of a NaN.
fn changed(value: &Value<'static>, from: &mut Unstructured<'_>) -> Result<Value<'static>> {
    let value = value.clone();
    Ok(match value {
        Value::Integer(ref n) => match (n.to_i128(), bool::arbitrary(from)?) {
            (Some(n), false) => Value::from(n.wrapping_add(1)),
            (Some(n), true) => Value::Unicode(n.to_string().into()),
            (None, _) => Value::from(0),
        },
        Value::Float(f) => match from.int_in_range(0..=2)? {
            0 => Value::Float(-f),
            1 => Value::Float(f64::from_bits(f.to_bits() ^ 1)),
            #[expect(clippy::cast_possible_truncation, reason = "any other value will do")]
            _ => Value::from(f as i64),
        },
        Value::Unicode(text) => Value::Bytes(text.into_owned().into_bytes().into()),
        Value::Bytes(bytes) => String::from_utf8_lossy(&bytes).into_owned().into(),
        Value::List(items) => Value::List(one_changed(items, from)?),
        Value::Set(set) => {
            let items = one_changed(set.into_iter().collect(), from)?;
            Value::Set(Set::from_iter(items))
        }
        Value::Dict(map) => match from.int_in_range(0..=3)? {
            0 => Value::OrderedDict(map),
            _ => Value::Dict(entry_changed(map, from)?),
        },
        Value::OrderedDict(map) => match from.int_in_range(0..=3)? {
            0 => Value::Dict(map),
            _ => Value::OrderedDict(entry_changed(map, from)?),
        },
        Value::Extension(mut parts) => {
            parts.content = changed(&parts.content, from)?;
            Value::Extension(parts)
        }
        Value::Blob(mut blob) => {
            blob.content.to_mut().push(b';');
            Value::Blob(blob)
        }
        Value::Nil => Value::from(false),
        Value::Bool(is) => Value::from(!is),
        Value::Datetime(_) | Value::Timedelta(_) => any(from, 0)?,
    })
}

fn one_changed(
    mut items: Vec<Value<'static>>,
    from: &mut Unstructured<'_>,
) -> Result<Vec<Value<'static>>> {
    if items.is_empty() {
        return Ok(vec![Value::Nil]);
    }
    let at = from.choose_index(items.len())?;
    match from.int_in_range(0..=2)? {
        0 => items[at] = changed(&items[at], from)?,
        1 => items.rotate_left(at),
        _ => drop(items.remove(at)),
    }
    Ok(items)
}

fn entry_changed(map: Map<'static>, from: &mut Unstructured<'_>) -> Result<Map<'static>> {
    let mut entries: Vec<_> = map.into_iter().collect();
    if entries.is_empty() {
        return Ok(Map::from_iter([(Value::Nil, Value::Nil)]));
    }
    let at = from.choose_index(entries.len())?;
    match from.int_in_range(0..=2)? {
        0 => entries[at].1 = changed(&entries[at].1, from)?,
        1 => entries.rotate_left(at),
        _ => drop(entries.remove(at)),
    }
    Ok(Map::from_iter(entries))
}
