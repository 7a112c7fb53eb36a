//! Runs of digits: lengths, ids, and the digits of numbers.

use nom::bytes::streaming::{tag, take_while};
use nom::{Err, Needed};

use crate::Limits;
use crate::decode::{ErrorKind, Parsed, expect, fault};

/// `digit+`, with leading zeros (D4). Without a digit: the fault `kind`.
pub(crate) fn digits<'a>(
    input: &'a [u8],
    kind: ErrorKind,
    limits: &Limits,
) -> Parsed<'a, &'a [u8]> {
    let run = run(input, u8::is_ascii_digit, limits)?;
    if run.1.is_empty() {
        return Err(fault(kind, input));
    }
    Ok(run)
}

/// Bytes of one class, none or more, and a byte behind them.
pub(crate) fn run<'a>(
    input: &'a [u8],
    class: impl Fn(&u8) -> bool,
    limits: &Limits,
) -> Parsed<'a, &'a [u8]> {
    let taken: Parsed<'a, &'a [u8]> = take_while(|byte| class(&byte))(input);
    let length = match &taken {
        Ok((_, run)) => run.len(),
        Err(Err::Incomplete(_)) => input.len(),
        Err(_) => 0,
    };
    if length > limits.digits {
        return Err(fault(ErrorKind::LimitDigits, &input[limits.digits..]));
    }
    taken
}

/// The next byte, left where it is.
pub(crate) fn peek(input: &[u8]) -> Parsed<'_, u8> {
    match input.first() {
        Some(&byte) => Ok((input, byte)),
        None => Err(Err::Incomplete(Needed::new(1))),
    }
}

/// `digit+ ':'`, as a number of bytes. One that no message within the limits
/// can hold is refused here, before anything is kept for it.
pub(crate) fn length<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, usize> {
    if let Some((rest, length)) = short_length(input)
        && length <= limits.message
    {
        return Ok((rest, length));
    }
    let (rest, digits) = digits(input, ErrorKind::Length, limits)?;
    let (rest, _) = expect(ErrorKind::Length, tag(&b":"[..]))(rest)?;
    match number::<usize>(digits) {
        Some(length) if length <= limits.message => Ok((rest, length)),
        _ => Err(fault(ErrorKind::LimitMessage, input)),
    }
}

/// `digit{1,7} ':'`, eight bytes at once
fn short_length(input: &[u8]) -> Option<(&[u8], usize)> {
    let word = u64::from_le_bytes(*input.first_chunk::<8>()?);
    let digits = run_of_digits(word);
    if digits == 0 || word.unbounded_shr(bits(digits)) & 0xff != u64::from(b':') {
        return None;
    }
    let length = usize::try_from(value_of_first_digits(word, digits)).ok()?;
    Some((input.get(digits + 1..)?, length))
}

/// `id = digit+`, without its leading zeros: `B0` and `B00` are one blob (D4).
pub(crate) fn id<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, &'a [u8]> {
    let (rest, digits) = digits(input, ErrorKind::BlobId, limits)?;
    Ok((rest, without_zeros(digits)))
}

/// The digits behind the leading zeros; one zero stays where there is nothing else.
pub(crate) fn without_zeros(digits: &[u8]) -> &[u8] {
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros.min(digits.len() - 1)..]
}

/// The number that the digits write, if it fits.
pub(crate) fn number<N: std::str::FromStr>(digits: &[u8]) -> Option<N> {
    str::from_utf8(digits).ok()?.parse().ok()
}

const ZEROS: u64 = 0x3030_3030_3030_3030;

/// How many of eight bytes are digits, from the first on.
#[inline(always)]
pub(super) const fn run_of_digits(word: u64) -> usize {
    let high = word ^ ZEROS;
    // Beyond 9 a byte gets its fifth bit, or it has one of the upper three.
    let others = (high.wrapping_add(0x0606_0606_0606_0606) | high) & 0xf0f0_f0f0_f0f0_f0f0;
    others.trailing_zeros() as usize / 8
}

/// The number that the first of eight bytes write, which are digits.
///
/// They move to the end, and zeros stand before them; then pairs become one,
/// pairs of pairs, and all eight.
#[inline(always)]
#[expect(
    clippy::cast_possible_truncation,
    reason = "the upper half is of no use"
)]
pub(super) const fn value_of_first_digits(word: u64, digits: usize) -> u32 {
    let word = (word ^ ZEROS).unbounded_shl(64 - bits(digits));
    let pairs = word.wrapping_mul(10).wrapping_add(word >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) as u32
}

/// Of up to eight bytes.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "64 at the most")]
pub(super) const fn bits(bytes: usize) -> u32 {
    8 * bytes as u32
}
