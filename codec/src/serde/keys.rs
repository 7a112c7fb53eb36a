//! Items of sets and keys of dicts as bytes, to find duplicates without values
//! (COL-3, COL-4, COL-5).

use crate::value::unique::{FEW, first_duplicate_by, print};

/// Which keys of a container have gone by, roughly: one bit of 64 for each. Most
/// structs have so few that no two share a bit, and nothing needs a comparison.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Seen(u64);

impl Seen {
    /// Marks a key, and says whether the same may have gone by before.
    #[inline(always)]
    pub(super) fn meets(&mut self, key: &[u8]) -> bool {
        let at = |at: usize| key.get(at).map_or(0, |&byte| u64::from(byte));
        let length = key.len();
        let mixed = at(0) ^ at(length / 2) << 8 ^ at(length.wrapping_sub(2)) << 16;
        let mixed = (mixed ^ (length as u64) << 24).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let bit = 1 << (mixed >> 58);
        let met = self.0 & bit != 0;
        self.0 |= bit;
        met
    }
}

/// Whether two of them are the same bytes.
#[inline]
pub(super) fn repeats<'k, K: Copy>(keys: &[K], bytes: impl Fn(K) -> &'k [u8]) -> bool {
    if keys.len() > FEW {
        let bytes = |at: usize| bytes(keys[at]);
        return first_duplicate_by(
            keys.len(),
            |at| print(bytes(at)),
            |a, b| bytes(a) == bytes(b),
        )
        .is_some();
    }
    let repeats = |(at, key): (usize, &K)| {
        let key = bytes(*key);
        keys[..at].iter().any(|earlier| same(bytes(*earlier), key))
    };
    keys.iter().enumerate().any(repeats)
}

/// Most keys of a dict differ in length or in their first byte: a call to
/// compare the rest is seldom worth it.
#[inline]
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.first() == b.first() && a == b
}
