//! Duplicates: which item repeats an earlier one, and equality without order.
//!
//! Up to [`FEW`] scalars every pair is compared. Beyond that items are found by
//! fingerprints under a random seed, so that nobody can prepare items that
//! collide, and only items with equal fingerprints are compared in full.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::Value;

/// Up to here comparing all pairs is faster than hashing.
pub(crate) const FEW: usize = 16;

/// A search that goes on for longer than this has met an attack, or the end of
/// the world: sorting is slower, and never slow.
const LONG: usize = 64;

static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::default);

/// The fingerprint of an item, the same for equal ones in this process.
pub(crate) fn print(item: &(impl Hash + ?Sized)) -> u64 {
    SEED.hash_one(item)
}

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
    first_duplicate_by(
        items.len(),
        |at| print(items[at]),
        |a, b| items[a] == items[b],
    )
}

/// The same for any items, by their fingerprints and then by themselves.
pub(crate) fn first_duplicate_by(
    count: usize,
    print: impl Fn(usize) -> u64,
    equal: impl Fn(usize, usize) -> bool,
) -> Option<usize> {
    /// No item is here.
    const FREE: (u64, usize) = (0, usize::MAX);
    let mask = (2 * count).next_power_of_two() - 1;
    let mut table = vec![FREE; mask + 1];
    for item in 0..count {
        let wanted = print(item);
        let mut steps = 0;
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let mut slot = wanted as usize & mask;
        loop {
            let (found, earlier) = table[slot];
            if earlier == FREE.1 {
                table[slot] = (wanted, item);
                break;
            }
            if found == wanted && equal(earlier, item) {
                return Some(item);
            }
            steps += 1;
            if steps > LONG {
                return first_duplicate_sorted(count, print, equal);
            }
            slot = (slot + 1) & mask;
        }
    }
    None
}

#[cold]
fn first_duplicate_sorted(
    count: usize,
    print: impl Fn(usize) -> u64,
    equal: impl Fn(usize, usize) -> bool,
) -> Option<usize> {
    let mut prints: Vec<(u64, usize)> = (0..count).map(|item| (print(item), item)).collect();
    prints.sort_unstable();
    let runs = prints.chunk_by(|a, b| a.0 == b.0);
    runs.filter_map(|run| {
        let repeats = |n: usize| {
            run[..n]
                .iter()
                .any(|&(_, earlier)| equal(earlier, run[n].1))
        };
        (1..run.len()).find(|&n| repeats(n)).map(|n| run[n].1)
    })
    .min()
}

/// Whether comparing it costs no more than reading it did. Comparing containers
/// pair by pair would read each of them many times.
pub(crate) fn is_scalar(value: &Value<'_>) -> bool {
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
    let sum = items.fold(0u64, |sum, item| sum.wrapping_add(print(&item)));
    state.write_u64(sum);
}

/// Fingerprint and index of every item, sorted by both.
fn sorted_prints<T: Hash>(items: impl Iterator<Item = T>) -> Vec<(u64, usize)> {
    let mut prints: Vec<(u64, usize)> = items
        .enumerate()
        .map(|(at, item)| (print(&item), at))
        .collect();
    prints.sort_unstable();
    prints
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn col_5_items_whose_fingerprints_all_collide_are_sorted() {
        let items: Vec<usize> = (0..1_000).chain([500, 7]).collect();
        let equal = |a: usize, b: usize| items[a] == items[b];
        assert_eq!(first_duplicate_by(items.len(), |_| 7, equal), Some(1_000));
        assert_eq!(first_duplicate_by(1_000, |_| 7, equal), None);
        assert_eq!(
            first_duplicate_by(items.len(), |at| items[at] as u64 % 3, equal),
            Some(1_000)
        );
    }
}
