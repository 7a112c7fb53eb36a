//! Duplicates among items and keys that are containers themselves, or blobs, and
//! whether two sets or maps hold the same of these.
//!
//! Every value gets a fingerprint, and a container gets its own from those of
//! its parts: each value is looked at once, however deep it lies in however many
//! sets. Two independent keyed hashes make 128 bits that nobody can prepare a
//! collision for, so equal fingerprints are taken for equal values.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::LazyLock;

use super::{Map, Value};

static SEEDS: LazyLock<[RandomState; 2]> =
    LazyLock::new(|| [RandomState::new(), RandomState::new()]);

type Print = [u64; 2];

/// Where a duplicate stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Duplicate {
    /// The way from the root to its container: which part, of which part, …
    pub(crate) path: Vec<usize>,
    /// The part of the container that repeats an earlier one.
    pub(crate) part: usize,
    /// Whether it is a key, and not an item of a set.
    pub(crate) is_key: bool,
}

/// The first duplicate in a value, from the inside out. Parts of a dict are its
/// keys and values in turn, of an extension its name, attributes and content.
pub(crate) fn duplicate(root: &Value<'_>) -> Option<Duplicate> {
    visit(root, &mut Vec::new()).err()
}

/// Whether both hold the same items, which are different from each other, in
/// whatever order.
pub(crate) fn same_items(a: &[Value<'_>], b: &[Value<'_>]) -> bool {
    sorted_items(a) == sorted_items(b)
}

/// Whether both hold the same entries, in whatever order.
pub(crate) fn same_entries(a: &Map<'_>, b: &Map<'_>) -> bool {
    sorted_entries(a) == sorted_entries(b)
}

fn sorted_items(items: &[Value<'_>]) -> Result<Vec<Print>, Duplicate> {
    let mut prints = visit_all(items.iter(), &mut Vec::new())?;
    prints.sort_unstable();
    Ok(prints)
}

fn sorted_entries(map: &Map<'_>) -> Result<Vec<[Print; 2]>, Duplicate> {
    let mut entries = visit_map(map, &mut Vec::new())?;
    entries.sort_unstable();
    Ok(entries)
}

fn visit(value: &Value<'_>, path: &mut Vec<usize>) -> Result<Print, Duplicate> {
    match value {
        Value::List(items) => {
            let prints = visit_all(items.iter(), path)?;
            Ok(print(value, &prints))
        }
        Value::Set(set) => {
            let mut prints = visit_all(set.iter(), path)?;
            refuse(&prints, path, false)?;
            prints.sort_unstable();
            Ok(print(value, &prints))
        }
        Value::Dict(map) => {
            let mut entries = visit_map(map, path)?;
            entries.sort_unstable();
            Ok(print(value, &entries))
        }
        Value::OrderedDict(map) => {
            let entries = visit_map(map, path)?;
            Ok(print(value, &entries))
        }
        Value::Extension(extension) => {
            let parts = [&extension.name, &extension.attributes, &extension.content];
            let prints = visit_all(parts.into_iter(), path)?;
            Ok(print(value, &prints))
        }
        Value::Blob(blob) => {
            let prints = visit_all(std::iter::once(&blob.attributes), path)?;
            Ok(print(value, &(prints, &blob.content)))
        }
        scalar => Ok(print(value, scalar)),
    }
}

fn visit_map(map: &Map<'_>, path: &mut Vec<usize>) -> Result<Vec<[Print; 2]>, Duplicate> {
    let prints = visit_all(map.flat().iter(), path)?;
    let (entries, _) = prints.as_chunks::<2>();
    let keys: Vec<Print> = entries.iter().map(|[key, _]| *key).collect();
    refuse(&keys, path, true)?;
    Ok(entries.to_vec())
}

fn visit_all<'v, 'a: 'v>(
    parts: impl Iterator<Item = &'v Value<'a>>,
    path: &mut Vec<usize>,
) -> Result<Vec<Print>, Duplicate> {
    let mut prints = Vec::with_capacity(parts.size_hint().0);
    for (at, part) in parts.enumerate() {
        path.push(at);
        prints.push(visit(part, path)?);
        path.pop();
    }
    Ok(prints)
}

fn refuse(prints: &[Print], path: &[usize], is_key: bool) -> Result<(), Duplicate> {
    let mut sorted: Vec<(Print, usize)> = prints.iter().copied().zip(0..).collect();
    sorted.sort_unstable();
    let repeats = sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    match repeats.map(|pair| pair[1].1).min() {
        None => Ok(()),
        Some(at) => Err(Duplicate {
            path: path.to_vec(),
            part: if is_key { 2 * at } else { at },
            is_key,
        }),
    }
}

fn print(value: &Value<'_>, content: &impl Hash) -> Print {
    SEEDS.each_ref().map(|seed| {
        let mut state = seed.build_hasher();
        std::mem::discriminant(value).hash(&mut state);
        content.hash(&mut state);
        state.finish()
    })
}
