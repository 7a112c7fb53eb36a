//! Integers of any size.

use std::borrow::Cow;
use std::fmt;

use nom::Parser;
use nom::character::streaming::one_of;
use nom::combinator::opt;

use super::digits::{digits, number, short_digits, without_zeros, write_digits};
use super::terminator;
use crate::Limits;
use crate::decode::{ErrorKind, Fault, Parsed};
use crate::encode::{append, append_with};

/// An integer: an `i64`, or more digits than fit into one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Integer<'a> {
    /// From -2^63 to 2^63 - 1. An integer in this range is never `Big`.
    Small(i64),
    /// Anything beyond.
    Big(BigInteger<'a>),
}

/// An integer beyond `i64`: its decimal digits, validated and not converted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigInteger<'a> {
    /// An optional `-`, then digits without leading zeros.
    text: Cow<'a, str>,
}

impl BigInteger<'_> {
    /// The integer in decimal: an optional `-`, then digits without leading zeros.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<'a> Integer<'a> {
    /// Reads decimal digits with an optional sign, as `str::parse` does for `i64`.
    ///
    /// ```
    /// use hyperglyph::Integer;
    ///
    /// assert_eq!(Integer::parse("-007"), Some(Integer::Small(-7)));
    /// assert_eq!(Integer::parse("7 "), None);
    /// assert_eq!(Integer::parse("9223372036854775808").unwrap().to_string(), "9223372036854775808");
    /// ```
    #[must_use]
    pub fn parse(text: &'a str) -> Option<Self> {
        let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
        if unsigned.is_empty() || !unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self::from_parts(text.as_bytes(), unsigned.as_bytes()))
    }

    /// The integer as `i128`, if it fits.
    #[must_use]
    pub fn to_i128(&self) -> Option<i128> {
        match self {
            Self::Small(n) => Some((*n).into()),
            Self::Big(big) => big.text.parse().ok(),
        }
    }

    /// `signed` is `digits` behind an optional sign; both are ASCII.
    fn from_parts(signed: &'a [u8], digits: &'a [u8]) -> Self {
        if let Some(n) = number(signed) {
            return Self::Small(n);
        }
        let significant = without_zeros(digits);
        let text = if signed[0] != b'-' {
            Cow::Borrowed(ascii(significant))
        } else if significant.len() + 1 == signed.len() {
            Cow::Borrowed(ascii(signed))
        } else {
            Cow::Owned(format!("-{}", ascii(significant)))
        };
        Self::Big(BigInteger { text })
    }

    /// The same integer, borrowing from nothing.
    #[must_use]
    pub fn into_owned(self) -> Integer<'static> {
        match self {
            Self::Small(n) => Integer::Small(n),
            Self::Big(big) => Integer::Big(BigInteger {
                text: Cow::Owned(big.text.into_owned()),
            }),
        }
    }
}

fn ascii(digits: &[u8]) -> &str {
    str::from_utf8(digits).expect("digits are ASCII")
}

impl fmt::Display for Integer<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Small(n) => n.fmt(f),
            Self::Big(big) => f.write_str(&big.text),
        }
    }
}

macro_rules! from_primitive {
    ($($small:ty),* ; $($large:ty),*) => {
        $(impl From<$small> for Integer<'_> {
            fn from(n: $small) -> Self {
                Self::Small(n.into())
            }
        })*
        $(impl From<$large> for Integer<'_> {
            fn from(n: $large) -> Self {
                i64::try_from(n).map_or_else(
                    |_| Self::Big(BigInteger { text: Cow::Owned(n.to_string()) }),
                    Self::Small,
                )
            }
        })*
    };
}

from_primitive! { i8, i16, i32, i64, u8, u16, u32; u64, i128, u128 }

/// `integer = 'i' ['+'|'-'] digit+ ';'`
#[inline(always)]
pub(crate) fn integer<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, Integer<'a>> {
    let (unsigned, negative) = match input {
        [b'-', rest @ ..] => (rest, true),
        _ => (input, false),
    };
    if let Some((rest, n)) = short(unsigned) {
        return Ok((rest, Integer::Small(if negative { -n } else { n })));
    }
    match long(unsigned) {
        Some((rest, n)) if n < 1 << 63 => {
            let n = n.cast_signed();
            Ok((rest, Integer::Small(if negative { -n } else { n })))
        }
        _ => any_integer(input, limits),
    }
}

/// Eight to 19 digits and the `;`: eight at once, and the others after them.
fn long(input: &[u8]) -> Option<(&[u8], u64)> {
    let (first, rest) = input.split_first_chunk::<8>()?;
    let first = u64::from_le_bytes(*first);
    if run_of_digits(first) < 8 {
        return None;
    }
    let mut n = u64::from(value_of_digits(first ^ ZEROS));
    for (at, &byte) in rest.iter().take(12).enumerate() {
        match byte {
            // With eleven more digits it is below 10^19, and so below 2^64.
            b'0'..=b'9' if at < 11 => n = 10 * n + u64::from(byte - b'0'),
            b';' => return Some((&rest[at + 1..], n)),
            _ => return None,
        }
    }
    None
}

/// One to seven digits and the `;`, eight bytes at once: most integers, several
/// times faster than digit by digit.
#[inline(always)]
fn short(input: &[u8]) -> Option<(&[u8], i64)> {
    let word = u64::from_le_bytes(*input.first_chunk::<8>()?);
    let digits = run_of_digits(word);
    let (_, rest) = input.split_at_checked(digits)?;
    match rest {
        [b';', rest @ ..] if digits > 0 && digits < 8 => {
            // The digits move to the end, and zeros stand before them.
            let word = (word ^ ZEROS) << (8 * (8 - digits));
            Some((rest, i64::from(value_of_digits(word))))
        }
        _ => None,
    }
}

const ZEROS: u64 = 0x3030_3030_3030_3030;

/// How many of eight bytes are digits, from the first on.
fn run_of_digits(word: u64) -> usize {
    let high = word ^ ZEROS;
    // Beyond 9 a byte gets its fifth bit, or it has one of the upper three.
    let others = (high.wrapping_add(0x0606_0606_0606_0606) | high) & 0xf0f0_f0f0_f0f0_f0f0;
    others.trailing_zeros() as usize / 8
}

/// The number that eight bytes from 0 to 9 write, the first the most significant:
/// pairs, then fours, then all eight.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the upper half is of no use"
)]
fn value_of_digits(word: u64) -> u32 {
    let pairs = word.wrapping_mul(10).wrapping_add(word >> 8) & 0x00ff_00ff_00ff_00ff;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_ffff_0000_ffff;
    fours.wrapping_mul(10_000).wrapping_add(fours >> 32) as u32
}

#[inline(never)]
fn any_integer<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, Integer<'a>> {
    let (unsigned, _) = opt(one_of::<_, _, Fault>("+-")).parse(input)?;
    let (rest, digits) = digits(unsigned, ErrorKind::Integer, limits)?;
    let signed = &input[..input.len() - rest.len()];
    let (rest, ()) = terminator(rest)?;
    Ok((rest, Integer::from_parts(signed, digits)))
}

/// Without leading zeros and `+` (INT-4).
#[inline(always)]
pub(crate) fn write_integer(integer: &Integer<'_>, out: &mut Vec<u8>) {
    match integer {
        Integer::Small(n) => write_small(*n, out),
        Integer::Big(big) => write_big(big, out),
    }
}

#[inline(always)]
fn write_small(n: i64, out: &mut Vec<u8>) {
    let Some((digits, count)) = short_digits(n.unsigned_abs()) else {
        return write_long(n, out);
    };
    append_with(*b"i-              ", out, |room| {
        let start = 1 + usize::from(n < 0);
        room[start..start + 8].copy_from_slice(&digits.to_le_bytes());
        room[start + count] = b';';
        start + count + 1
    });
}

/// Nine to nineteen digits.
#[inline(never)]
fn write_long(n: i64, out: &mut Vec<u8>) {
    append(*b"i-", 1 + usize::from(n < 0), out);
    write_digits(n.unsigned_abs(), out);
    out.push(b';');
}

#[cold]
fn write_big(big: &BigInteger<'_>, out: &mut Vec<u8>) {
    out.push(b'i');
    out.extend_from_slice(big.text.as_bytes());
    out.push(b';');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn int_4_every_length_is_written_the_same_way() {
        for digits in 1..=25 {
            for first in ["1", "9"] {
                for sign in ["", "-"] {
                    let text = format!("{sign}{}", first.repeat(digits));
                    let mut out = vec![b'L'];
                    write_integer(&Integer::parse(&text).unwrap(), &mut out);
                    assert_eq!(String::from_utf8(out).unwrap(), format!("Li{text};"));
                }
            }
        }
        for n in [0, i64::MIN, i64::MAX] {
            let mut out = Vec::new();
            write_integer(&Integer::Small(n), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), format!("i{n};"));
        }
    }

    #[test]
    fn int_1_every_length_is_read_the_same_way() {
        for digits in 1..=20 {
            for first in ["1", "9", "0"] {
                let text = first.repeat(digits);
                for sign in ["", "-", "+"] {
                    let message = format!("{sign}{text};and more");
                    let (rest, read) = integer(message.as_bytes(), &Limits::default()).unwrap();
                    assert_eq!(rest, b"and more");
                    let plain: i128 = format!("{sign}{text}").parse().unwrap();
                    assert_eq!(read, Integer::from(plain), "{message}");
                }
            }
        }
    }

    #[test]
    fn int_7_every_byte_but_a_digit_ends_a_short_integer() {
        for byte in (0..=u8::MAX).filter(|byte| !byte.is_ascii_digit()) {
            for digits in 0..8 {
                let mut input = vec![b'7'; digits];
                input.push(byte);
                input.extend_from_slice(b"00000000");
                let read = short(&input);
                assert_eq!(read.is_some(), byte == b';' && digits > 0, "{input:?}");
            }
        }
    }
}
