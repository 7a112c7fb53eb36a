//! Short things at the end of a buffer.

/// Writes the first `used` bytes behind what `out` holds.
///
/// All of them are copied and those beyond cut off again: a copy of fixed size
/// is a store or two after one check of the capacity, while one of `used` bytes
/// is a call, and byte by byte is a check for each.
#[inline(always)]
pub(crate) fn append<const N: usize>(bytes: [u8; N], used: usize, out: &mut Vec<u8>) {
    append_with(bytes, out, |_| used);
}

/// The same with bytes that are changed where they stand: a place that depends
/// on a number is cheaper there than in a buffer of its own, which would be
/// read before all of it has been written. `change` tells how many are used.
#[inline(always)]
pub(crate) fn append_with<const N: usize>(
    bytes: [u8; N],
    out: &mut Vec<u8>,
    change: impl FnOnce(&mut [u8; N]) -> usize,
) {
    // As a loop it tells the compiler that there is room from here on, whichever
    // way it came: it checks and loads nothing twice.
    while out.capacity() - out.len() < N {
        reserve(N, out);
    }
    let start = out.len();
    out.extend_from_slice(&bytes);
    if let Some(room) = out.last_chunk_mut() {
        let used = change(room);
        out.truncate(start + used);
    }
}

#[cold]
#[inline(never)]
fn reserve(room: usize, out: &mut Vec<u8>) {
    out.reserve(room);
}
