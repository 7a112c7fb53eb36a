//! Room for short things at the end of a buffer.

/// Writes up to `N` bytes behind what `out` holds: `write` fills as much of them
/// as it needs, from the first on, and says how much that is.
///
/// One check of the capacity stands before all the bytes of a scalar, and they
/// go where they stay: byte by byte, or from a buffer on the stack, the same
/// takes two to ten times as long.
#[inline(always)]
pub(crate) fn room<const N: usize>(out: &mut Vec<u8>, write: impl FnOnce(&mut [u8; N]) -> usize) {
    let start = out.len();
    out.extend_from_slice(&[0; N]);
    if let Some(room) = out.last_chunk_mut() {
        let used = write(room);
        out.truncate(start + used);
    }
}
