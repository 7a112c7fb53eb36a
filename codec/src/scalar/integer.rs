//! Integers of any size.

use std::borrow::Cow;
use std::fmt;

use nom::Parser;
use nom::character::streaming::one_of;
use nom::combinator::opt;

use super::digits::{
    bits, digits, number, run_of_digits, short_digits, value_of_first_digits, without_zeros,
    write_digits,
};
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

/// An integer beyond `i64`: its decimal digits, validated and not converted. The
/// feature `num-bigint` converts it to and from that crate's `BigInt`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct BigInteger<'a> {
    /// An optional `-`, then digits without leading zeros.
    text: Cow<'a, str>,
}

impl BigInteger<'_> {
    /// An optional `-`, and digits of a number beyond `i64`, without leading zeros.
    #[cfg(feature = "num-bigint")]
    pub(super) fn from_digits(text: String) -> Self {
        Self {
            text: Cow::Owned(text),
        }
    }

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
        crate::fault!("INT-1/saturates" => return Self::Small(number(signed).unwrap_or(i64::MAX)));
        crate::fault!("INT-1/cut" if digits.len() > 19 => return Self::from_parts(&digits[..19], &digits[..19]));
        crate::fault!("INT-2/minus-sign" if signed.starts_with(b"-") => return Self::from_parts(digits, digits));
        crate::fault!("INT-5/octal" if digits.starts_with(b"0") => return Self::Small(i64::from_str_radix(ascii(digits), 8).unwrap_or(0)));
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
    match quick_integer(input) {
        Some((length, n)) => Ok((&input[length..], Integer::Small(n))),
        None => any_integer(input, limits),
    }
}

/// An integer of up to 19 digits, eight at once: most integers, several times
/// faster than digit by digit. Its length with the `;`, and its value; nothing for
/// any other, and near the end of a message.
#[inline(always)]
pub(crate) fn quick_integer(input: &[u8]) -> Option<(usize, i64)> {
    // A sign is left to the other branch: where the digits begin must not wait for it.
    match short(input) {
        Some(parsed) => Some(parsed),
        None => long_or_negative(input),
    }
}

#[inline(never)]
fn long_or_negative(input: &[u8]) -> Option<(usize, i64)> {
    let [b'-', unsigned @ ..] = input else {
        return long(input);
    };
    let (length, n) = match short(unsigned) {
        Some(parsed) => parsed,
        None => long(unsigned)?,
    };
    Some((1 + length, -n))
}

/// One to seven digits and the `;`.
#[inline(always)]
fn short(input: &[u8]) -> Option<(usize, i64)> {
    let word = u64::from_le_bytes(*input.first_chunk::<8>()?);
    let digits = run_of_digits(word);
    // Eight digits leave no byte for the `;`.
    if digits == 0 || word.unbounded_shr(bits(digits)) & 0xff != u64::from(b';') {
        return None;
    }
    let n = value_of_first_digits(word, digits);
    Some((digits + 1, i64::from(n)))
}

/// Eight to 19 digits and the `;`.
fn long(input: &[u8]) -> Option<(usize, i64)> {
    let (first, rest) = input.split_first_chunk::<8>()?;
    let first = u64::from_le_bytes(*first);
    if run_of_digits(first) < 8 {
        return None;
    }
    let first = u64::from(value_of_first_digits(first, 8));
    let (mut n, mut digits) = more_digits(first, rest)?;
    if digits == 8 {
        let last;
        (n, last) = more_digits(n, rest.get(8..)?)?;
        digits += last;
    }
    // 19 digits are below 10^19, and so below 2^64.
    if digits > 11 || rest.get(digits) != Some(&b';') {
        return None;
    }
    Some((8 + digits + 1, i64::try_from(n).ok()?))
}

/// `n` with up to eight more digits behind it, and how many these are.
#[inline(always)]
fn more_digits(n: u64, input: &[u8]) -> Option<(u64, usize)> {
    const POWERS: [u64; 9] = [
        1,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        100_000_000,
    ];
    let word = u64::from_le_bytes(*input.first_chunk::<8>()?);
    let digits = run_of_digits(word);
    let more = u64::from(value_of_first_digits(word, digits));
    Some((n.wrapping_mul(POWERS[digits]).wrapping_add(more), digits))
}

#[inline(never)]
pub(crate) fn any_integer<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, Integer<'a>> {
    crate::fault!("INT-5/leading-zero" if input.starts_with(b"00") => return Err(crate::decode::fault(ErrorKind::Integer, input)));
    crate::fault!("INT-6/minus-zero" if input.starts_with(b"-0;") => return Err(crate::decode::fault(ErrorKind::Integer, input)));
    crate::fault!("INT-6/plus-zero" if input.starts_with(b"+0;") => return Err(crate::decode::fault(ErrorKind::Integer, input)));
    crate::fault!("INT-7/no-digit" if input.starts_with(b";") => return Ok((&input[1..], Integer::Small(0))));
    crate::fault!("INT-7/two-signs" if input.starts_with(b"--") => return any_integer(&input[2..], limits));
    crate::fault!("MSG-4/integer" if input.starts_with(b" ") => return any_integer(&input[1..], limits));
    crate::fault!("INT-2/plus-sign" if input.starts_with(b"+") => return Err(crate::decode::fault(ErrorKind::Integer, input)));
    let (unsigned, _) = opt(one_of::<_, _, Fault>("+-")).parse(input)?;
    let (rest, digits) = digits(unsigned, ErrorKind::Integer, limits)?;
    crate::fault!("INT-7/fraction" if rest.starts_with(b".") => return any_integer(&rest[1..], limits));
    crate::fault!("INT-7/underscore" if rest.starts_with(b"_") => return any_integer(&rest[1..], limits));
    crate::fault!("INT-3/in-64-bits" if digits.len() > 20 => return any_integer(&unsigned[digits.len() - 18..], limits));
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
    fn int_1_up_to_19_digits_go_the_quick_way() {
        for digits in 1..=21 {
            let text = "1".repeat(digits);
            for sign in ["", "-"] {
                let quick = quick_integer(format!("{sign}{text};0000000000000000").as_bytes());
                let expected = format!("{sign}{text}").parse().ok();
                let expected = expected.map(|n: i64| (sign.len() + digits + 1, n));
                assert_eq!(quick, expected, "{sign}{text}");
            }
        }
        assert_eq!(quick_integer(b"+1;0000000000000000"), None);
    }

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
