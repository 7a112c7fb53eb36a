//! Runs of digits: lengths, ids, and the digits of numbers.

use nom::bytes::streaming::{tag, take_while};
use nom::{Err, Needed};

use crate::Limits;
use crate::decode::{ErrorKind, Parsed, expect, fault};
use crate::encode::append;

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
    if length > limits.digits() {
        return Err(fault(ErrorKind::LimitDigits, &input[limits.digits()..]));
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

/// `digit+ ':'`, as a number of bytes; whoever reads these holds it to the limit.
pub(crate) fn length<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, usize> {
    crate::fault!("STR-8/length-with-a-sign" if input.starts_with(b"+") => return length(&input[1..], limits));
    crate::fault!("STR-8/no-length" if input.starts_with(b":") => return Ok((&input[1..], 0)));
    if let Some(parsed) = short_length(input) {
        return Ok(parsed);
    }
    let (rest, digits) = digits(input, ErrorKind::Length, limits)?;
    let (rest, _) = expect(ErrorKind::Length, tag(&b":"[..]))(rest)?;
    crate::fault!("MSG-7/length-wraps" if digits.len() > 19 => return Ok((rest, digits.iter().fold(0usize, |n, it| n.wrapping_mul(10).wrapping_add(usize::from(it - b'0'))))));
    crate::fault!("MSG-7/length-panics" if digits.len() > 19 => panic!("a length of {} digits", digits.len()));
    match number(digits) {
        Some(length) => Ok((rest, length)),
        None => Err(fault(ErrorKind::LimitMessage, input)),
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
    crate::fault!("BLB-4/leading-zeros-tell-ids-apart" => return Ok((rest, digits)));
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

/// A number in decimal.
#[inline]
pub(crate) fn write_number(n: usize, out: &mut Vec<u8>) {
    write_digits(n as u64, out);
}

/// A number in decimal, of any length.
#[inline]
pub(crate) fn write_digits(n: u64, out: &mut Vec<u8>) {
    match short_digits(n) {
        Some((word, count)) => append(word.to_le_bytes(), count, out),
        None => write_long(n, out),
    }
}

/// Nine to twenty digits: the first ones, then eight or sixteen more.
#[inline(never)]
fn write_long(n: u64, out: &mut Vec<u8>) {
    let last = (eight_digits(n % EIGHT) | ZEROS).to_le_bytes();
    let n = n / EIGHT;
    if let Some((word, count)) = short_digits(n) {
        append(word.to_le_bytes(), count, out);
    } else {
        let middle = eight_digits(n % EIGHT) | ZEROS;
        if let Some((word, count)) = short_digits(n / EIGHT) {
            append(word.to_le_bytes(), count, out);
        }
        out.extend_from_slice(&middle.to_le_bytes());
    }
    out.extend_from_slice(&last);
}

/// The text of a number of one to eight digits, the first in the lowest byte,
/// and how many there are.
#[inline(always)]
pub(crate) fn short_digits(n: u64) -> Option<(u64, usize)> {
    if n >= EIGHT {
        return None;
    }
    let digits = eight_digits(n);
    // The zeros before the first digit go, but for the last digit of all.
    let zeros = (digits | 1 << 56).trailing_zeros() / 8;
    Some(((digits | ZEROS) >> (8 * zeros), 8 - zeros as usize))
}

/// Ten to the eighth.
const EIGHT: u64 = 100_000_000;

const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The eight digits of a number below 10^8, one in each byte, the first in the
/// lowest: halves, then pairs, then digits. `x * 10486 >> 20` is `x / 100`, and
/// `x * 103 >> 10` is `x / 10`, for all `x` that come here.
#[inline(always)]
fn eight_digits(n: u64) -> u64 {
    let high = (n * 109_951_163) >> 40;
    let fours = high | (n - 10_000 * high) << 32;
    let hundreds = ((fours * 10_486) >> 20) & 0x0000_007f_0000_007f;
    let pairs = hundreds | (fours - 100 * hundreds) << 16;
    let tens = ((pairs * 103) >> 10) & 0x000f_000f_000f_000f;
    tens | (pairs - 10 * tens) << 8
}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(n: u64) -> String {
        let mut out = vec![b'-'];
        write_digits(n, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn d4_one_zero_stays_of_many() {
        assert_eq!(without_zeros(b"000"), b"0");
        assert_eq!(without_zeros(b"0070"), b"70");
        assert_eq!(without_zeros(b"7"), b"7");
    }

    #[test]
    fn int_4_digits_are_those_that_std_writes() {
        // Each half of eight digits is every number there is below 10^4.
        for half in 0..10_000 {
            for n in [half, half * 10_000, half * 10_000 + 9_999, EIGHT + half] {
                assert_eq!(written(n), format!("-{n}"));
            }
        }
        // And every length, at its ends.
        for power in (0..20).map(|power| 10u64.pow(power)) {
            for n in [power - 1, power, power + 1, power / 5 * 9] {
                assert_eq!(written(n), format!("-{n}"));
            }
        }
        assert_eq!(written(u64::MAX), format!("-{}", u64::MAX));
    }
}
