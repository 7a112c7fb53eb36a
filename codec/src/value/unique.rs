//! Duplicates: which item repeats an earlier one, and equality without order.
//!
//! Up to [`FEW`] items every pair is compared. Beyond that items are compared
//! by fingerprints under a random seed, so that nobody can prepare items that
//! collide, and only items with equal fingerprints are compared in full.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::LazyLock;

use super::Value;

/// Up to here comparing all pairs is faster than hashing.
const FEW: usize = 16;

static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// The index of the first item that equals an earlier one.
pub(crate) fn first_duplicate<'v, 'a: 'v>(
    items: impl ExactSizeIterator<Item = &'v Value<'a>> + Clone,
) -> Option<usize> {
    if items.len() <= FEW && items.clone().all(is_scalar) {
        return items
            .clone()
            .enumerate()
            .position(|(at, item)| items.clone().take(at).any(|earlier| earlier == item));
    }
    let items: Vec<&Value<'a>> = items.collect();
    let prints = sorted_prints(items.iter());
    prints
        .chunk_by(|a, b| a.0 == b.0)
        .filter_map(|run| {
            // Real collisions are rare, so a run is one item or its duplicates.
            run.iter().enumerate().find_map(|(n, &(_, at))| {
                run[..n]
                    .iter()
                    .any(|&(_, earlier)| items[earlier] == items[at])
                    .then_some(at)
            })
        })
        .min()
}

/// Whether comparing it costs no more than reading it did. Comparing containers
/// pair by pair would read each of them many times.
fn is_scalar(value: &Value<'_>) -> bool {
    !matches!(
        value,
        Value::List(_)
            | Value::Set(_)
            | Value::Dict(_)
            | Value::OrderedDict(_)
            | Value::Extension(_)
            | Value::Blob(_)
    )
}

/// Whether both hold the same items, in whatever order; the items of each are unique.
///
/// Fingerprints come first: comparing in order first and then without order
/// would double the work at every level of nesting.
pub(super) fn equal_unordered<T: Hash + PartialEq>(
    a: impl ExactSizeIterator<Item = T>,
    b: impl ExactSizeIterator<Item = T>,
) -> bool {
    if a.len() != b.len() {
        return false;
    }
    let (a, b): (Vec<T>, Vec<T>) = (a.collect(), b.collect());
    let (of_a, of_b) = (sorted_prints(a.iter()), sorted_prints(b.iter()));
    of_a.iter().map(|p| p.0).eq(of_b.iter().map(|p| p.0))
        && of_a.iter().all(|&(print, at)| {
            let first = of_b.partition_point(|p| p.0 < print);
            of_b[first..]
                .iter()
                .take_while(|p| p.0 == print)
                .any(|&(_, other)| a[at] == b[other])
        })
}

/// Feeds a hasher with items so that their order does not matter.
pub(super) fn hash_unordered<T: Hash, H: Hasher>(
    items: impl ExactSizeIterator<Item = T>,
    state: &mut H,
) {
    state.write_usize(items.len());
    let sum = items.fold(0u64, |sum, item| sum.wrapping_add(SEED.hash_one(item)));
    state.write_u64(sum);
}

/// Fingerprint and index of every item, sorted by both.
fn sorted_prints<T: Hash>(items: impl Iterator<Item = T>) -> Vec<(u64, usize)> {
    let mut prints: Vec<(u64, usize)> = items
        .enumerate()
        .map(|(at, item)| (SEED.hash_one(item), at))
        .collect();
    prints.sort_unstable();
    prints
}
