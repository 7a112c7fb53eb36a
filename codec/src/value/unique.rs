//! Duplicates: which item repeats an earlier one, and equality without order.
//!
//! Up to [`FEW`] scalars every pair is compared. Beyond that items are found by
//! fingerprints under a random seed, so that nobody can prepare items that
//! collide, and only items with equal fingerprints are compared in full.

use std::hash::{BuildHasher, Hash, Hasher};
use std::sync::LazyLock;

use foldhash::quality::RandomState;

use super::Value;
use crate::Integer;
use crate::decode::Repeats;

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

/// The fingerprint of a string, which is most of what there is to look up.
pub(crate) fn print_of_text(text: &str) -> u64 {
    let mut state = SEED.build_hasher();
    state.write(text.as_bytes());
    state.finish()
}

/// The fingerprint of a key, as a [`Map`](super::Map) looks it up.
pub(crate) fn print_of_key(key: &Value<'_>) -> u64 {
    match key {
        Value::Unicode(text) => print_of_text(text),
        other => print(other),
    }
}

/// Which of `parts` repeats an earlier one; every `step`-th counts, and there are
/// only [`FEW`] of these.
///
/// Each leaves its mark among 64 that there are. One that finds its mark free
/// differs from all before it, and only another one is compared with those.
#[inline(always)]
pub(crate) fn repeats_of_few<T>(
    parts: &[T],
    step: usize,
    mark: impl Fn(&T) -> Option<u32>,
    equal: impl Fn(&T, &T) -> bool,
) -> Repeats {
    let mut marks = 0u64;
    let mut repeats = Repeats::Nothing;
    for (at, part) in parts.iter().enumerate().step_by(step) {
        let Some(mark) = mark(part) else {
            return Repeats::Later;
        };
        let mark = 1 << (mark % 64);
        if marks & mark != 0
            && repeats == Repeats::Nothing
            && parts[..at]
                .iter()
                .step_by(step)
                .any(|earlier| equal(earlier, part))
        {
            repeats = Repeats::Part(at);
        }
        marks |= mark;
    }
    repeats
}

/// The mark of a scalar: the same for equal ones. Nothing for a container.
#[inline(always)]
pub(crate) fn mark_of_value(value: &Value<'_>) -> Option<u32> {
    crate::fault!("COL-7/true-equals-one" => return Some(0));
    crate::fault!("BYT-3/equal-to-text" => return Some(0));
    match value {
        Value::Unicode(text) => Some(mark_of_bytes(text.as_bytes())),
        Value::Integer(Integer::Small(n)) => Some(mark_of_integer(*n)),
        other if is_scalar(other) => Some(0),
        _ => None,
    }
}

/// Made of the length, the first byte, the last, and one between them.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
pub(crate) fn mark_of_bytes(bytes: &[u8]) -> u32 {
    let [first, .., last] = bytes else {
        return bytes.len() as u32;
    };
    let between = bytes[bytes.len() / 2];
    let all = u32::from_le_bytes([*first, between, *last, bytes.len() as u8]);
    scatter(all)
}

/// Made of the lower half.
#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "any bits will do"
)]
pub(crate) fn mark_of_integer(n: i64) -> u32 {
    scatter(n as u32)
}

/// The upper bits of a product depend on all bits below them.
const fn scatter(bits: u32) -> u32 {
    bits.wrapping_mul(0x9e37_79b1) >> 26
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
        |at| print_of_key(items[at]),
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
    let wrapped = |slot: usize| slot & mask;
    for item in 0..count {
        let wanted = print(item);
        let mut steps = 0;
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let mut slot = wrapped(wanted as usize);
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
            slot = wrapped(slot + 1);
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
