//! Items of sets and keys of dicts as bytes, to find duplicates without values
//! (COL-3, COL-4, COL-5).

use crate::value::unique::{FEW, first_duplicate_by, print};

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
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.first() == b.first() && a == b
}
