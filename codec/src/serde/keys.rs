//! Items of sets and keys of dicts that have gone by, to find duplicates
//! without keeping values (COL-5).

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// Up to here comparing all pairs is faster than hashing.
const FEW: usize = 16;

/// Nobody outside can prepare keys that collide.
static SEED: LazyLock<RandomState> = LazyLock::new(RandomState::new);

/// Whether two of them are the same bytes. A random seed keeps strangers from
/// preparing many that collide.
pub(super) fn repeats<'k, K: Copy + PartialEq + 'k>(
    keys: &'k [K],
    bytes: impl Fn(K) -> &'k [u8],
) -> bool {
    if keys.len() <= FEW {
        return keys.iter().enumerate().any(|(at, key)| {
            keys[..at]
                .iter()
                .any(|earlier| same(bytes(*earlier), bytes(*key)))
        });
    }
    let mut prints: Vec<(u64, &[u8])> = keys
        .iter()
        .map(|key| (SEED.hash_one(bytes(*key)), bytes(*key)))
        .collect();
    prints.sort_unstable();
    prints.windows(2).any(|pair| pair[0] == pair[1])
}

/// Most keys of a dict differ in length or in their first byte: a call to
/// compare the rest is seldom worth it.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.first() == b.first() && a == b
}
