//! Floats: hexadecimal, decimal, or by name.
//!
//! ```text
//! float   = 'f' [sign] (hex / decimal / name) ';'     ; case ignored in all of it
//! hex     = "0x" hexdigit+ ['.' hexdigit+] 'p' [sign] digit+
//! decimal = digit+ ['.' digit+] ['e' [sign] digit+]
//! name    = "inf" / "infinity" / "nan"
//! ```
//!
//! The interop profile also takes a bare point (`f.5;`, `f0x1.p0;`), a hex
//! float without an exponent, and a signed nan (D2, D3).

use std::num::NonZeroU64;

use nom::bytes::streaming::tag;

use super::digits::{bits, run, run_of_digits, value_of_first_digits};
use crate::decode::{ErrorKind, Parsed, expect, fault};
use crate::encode::{append, append_with};
use crate::{Limits, Profile};

/// `float`, from behind the `f`
#[inline(always)]
pub(crate) fn float<'a>(input: &'a [u8], limits: &Limits, profile: Profile) -> Parsed<'a, f64> {
    match quick_float(input) {
        Some((length, value)) => Ok((&input[length..], value)),
        None => any_float(input, limits, profile),
    }
}

/// A normal float as encoders write it, `0x1.8p+0;`, eight digits at once.
/// Its length with the `;`, and its value; nothing for any other, and near the end
/// of a message.
///
/// Signs come as they like, so nothing branches on them.
#[inline(always)]
pub(crate) fn quick_float(input: &[u8]) -> Option<(usize, f64)> {
    let negative = *input.first()? == b'-';
    let unsigned = input.get(usize::from(negative)..)?;
    let (length, magnitude) = match full(unsigned) {
        Some(parsed) => parsed,
        None => normal(unsigned)?,
    };
    let sign = u64::from(negative) << 63;
    let length = usize::from(negative) + length;
    Some((length, f64::from_bits(sign | magnitude)))
}

/// Length and bits of `0x1.`, 13 digits, and an exponent: fifteen of sixteen floats that
/// are not round have so many.
#[inline(always)]
fn full(input: &[u8]) -> Option<(usize, u64)> {
    let (prefix, rest) = input.split_first_chunk::<4>()?;
    let (high, rest) = rest.split_first_chunk::<8>()?;
    let (low, rest) = rest.split_first_chunk::<5>()?;
    let [b'p', exponent @ ..] = rest else {
        return None;
    };
    let mut last = [b'0'; 8];
    last[..5].copy_from_slice(low);
    let high = lower_hex(u64::from_le_bytes(*high))?;
    let low = lower_hex(u64::from_le_bytes(last))?;
    if *prefix != *b"0x1." {
        return None;
    }
    let (length, exponent) = short_exponent(exponent)?;
    Some((4 + 13 + 1 + length, bits_of(high, low, exponent)?))
}

/// Length and bits of `0x1.`, one to 13 digits, and an exponent.
#[inline(never)]
fn normal(input: &[u8]) -> Option<(usize, u64)> {
    let [b'0', b'x', b'1', b'.', hex @ ..] = input else {
        return None;
    };
    let (high, rest) = hex.split_first_chunk::<8>()?;
    let (high, mut digits) = hex_digits(*high);
    let mut low = 0;
    if digits == 8 {
        let more;
        (low, more) = hex_digits(*rest.first_chunk::<8>()?);
        digits += more;
    }
    let [b'p', exponent @ ..] = hex.get(digits..)? else {
        return None;
    };
    if !(1..=13).contains(&digits) {
        return None;
    }
    let (length, exponent) = short_exponent(exponent)?;
    Some((4 + digits + 1 + length, bits_of(high, low, exponent)?))
}

/// Of a normal float: 13 digits of fraction and three that are zero, and the exponent.
#[inline(always)]
fn bits_of(high: u32, low: u32, exponent: i32) -> Option<u64> {
    let biased = u64::try_from(exponent + 1023).ok()?;
    let fraction = (u64::from(high) << 32 | u64::from(low)) >> 12;
    (1..=2046)
        .contains(&biased)
        .then_some(biased << 52 | fraction)
}

/// What eight hex digits write, if they are lower case.
#[inline(always)]
fn lower_hex(word: u64) -> Option<u32> {
    let letters = word >> 6 & ONES;
    let nibbles = (word & (0x0f * ONES)) + 9 * letters;
    // One hex digit, which is the same when it is written again, or no digit at
    // all. Those from ten on reach the fifth bit when six is added.
    let ten = (nibbles + 6 * ONES) >> 4 & ONES;
    let written = nibbles + 0x30 * ONES + 0x27 * ten;
    (written == word && nibbles & (0xf0 * ONES) == 0).then(|| pack(nibbles))
}

/// Eight nibbles, each in a byte of its own and the first the most significant.
#[inline(always)]
fn pack(nibbles: u64) -> u32 {
    let bytes = (nibbles << 4 | nibbles >> 8) & 0x00ff_00ff_00ff_00ff;
    let words = (bytes << 8 | bytes >> 16) & 0x0000_ffff_0000_ffff;
    low_half(words << 16 | words >> 32)
}

const ONES: u64 = 0x0101_0101_0101_0101;

/// How many of eight bytes are hex digits, from the first on, and what these
/// write; zeros stand for the others.
fn hex_digits(bytes: [u8; 8]) -> (u32, usize) {
    const TOPS: u64 = 0x80 * ONES;
    let word = u64::from_le_bytes(bytes);
    let ascii = word & !TOPS;
    let lower = ascii | (0x20 * ONES);
    // The top bit of each byte tells whether it is in a range.
    let digit = (ascii + (0x80 - 0x30) * ONES) & !(ascii + (0x7f - 0x39) * ONES);
    let letter = (lower + (0x80 - 0x61) * ONES) & !(lower + (0x7f - 0x66) * ONES);
    let others = !((digit | letter) & !word) & TOPS;
    let count = others.trailing_zeros() as usize / 8;
    let kept = if count == 8 {
        word
    } else {
        word & ((1 << (8 * count)) - 1)
    };
    let nibbles = (kept & (0x0f * ONES)) + 9 * (kept >> 6 & ONES);
    (pack(nibbles), count)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the upper half is of no use"
)]
fn low_half(word: u64) -> u32 {
    word as u32
}

/// `[sign] digit{1,4} ';'`: its length and its value
#[inline(always)]
fn short_exponent(input: &[u8]) -> Option<(usize, i32)> {
    let word = match input.first_chunk::<8>() {
        Some(bytes) => u64::from_le_bytes(*bytes),
        None => last_word(input),
    };
    let first = word & 0xff;
    let negative = first == u64::from(b'-');
    let signed = usize::from(negative | (first == u64::from(b'+')));
    let word = word >> bits(signed);
    let digits = run_of_digits(word);
    if !(1..=4).contains(&digits) || word >> bits(digits) & 0xff != u64::from(b';') {
        return None;
    }
    let value = value_of_first_digits(word, digits).cast_signed();
    // All ones if it is negative: then this is the complement and one more.
    let mask = -i32::from(negative);
    Some((signed + digits + 1, (value ^ mask) - mask))
}

/// Fewer than eight bytes, and zeros behind them.
#[cold]
fn last_word(input: &[u8]) -> u64 {
    let mut word = [0; 8];
    word[..input.len()].copy_from_slice(input);
    u64::from_le_bytes(word)
}

#[inline(never)]
pub(crate) fn any_float<'a>(input: &'a [u8], limits: &Limits, profile: Profile) -> Parsed<'a, f64> {
    let (unsigned, negative) = sign(input);
    crate::fault!("FLT-1/decimal-refused" if unsigned.starts_with(b"1") => return Err(fault(ErrorKind::Float, input)));
    crate::fault!("FLT-1/hexadecimal-refused" if unsigned.starts_with(b"0x") => return Err(fault(ErrorKind::Float, input)));
    crate::fault!("FLT-3/capital-x" if unsigned.starts_with(b"0X") => return Err(fault(ErrorKind::Float, input)));
    crate::fault!("FLT-3/capital-names" if unsigned[0].is_ascii_uppercase() => return Err(fault(ErrorKind::Float, input)));
    crate::fault!("FLT-5/nan" if unsigned.starts_with(b"nan") => return Err(fault(ErrorKind::Float, input)));
    crate::fault!("FLT-5/infinity" if unsigned.starts_with(b"infinity") => return Err(fault(ErrorKind::Float, input)));
    crate::fault!("FLT-5/infinity-without-its-sign" if input.starts_with(b"-i") => return any_float(unsigned, limits, profile));
    crate::fault!("FLT-6/read-without-its-sign" if input.starts_with(b"-0") => return any_float(unsigned, limits, profile));
    crate::fault!("FLT-8/half-a-hexadecimal" if unsigned.starts_with(b"0x;") => return Ok((&unsigned[3..], 0.0)));
    crate::fault!("MSG-4/float" if input.starts_with(b" ") => return any_float(&input[1..], limits, profile));
    let (rest, magnitude) = match unsigned {
        [b'0', b'x' | b'X', hex @ ..] => hexadecimal(hex, input, limits, profile)?,
        [b'i' | b'I' | b'n' | b'N', ..] => {
            name(unsigned, unsigned.len() < input.len(), profile, limits)?
        }
        _ => decimal(unsigned, input, limits, profile)?,
    };
    // What follows half of a float is rarely meant to end it.
    let (rest, _) = expect(ErrorKind::Float, tag(&b";"[..]))(rest)?;
    Ok((rest, if negative { -magnitude } else { magnitude }))
}

/// `['+'|'-']`, and whether it is a minus
fn sign(input: &[u8]) -> (&[u8], bool) {
    match input {
        [b'-', rest @ ..] => (rest, true),
        [b'+', rest @ ..] => (rest, false),
        _ => (input, false),
    }
}

/// `"inf" / "infinity" / "nan"`
fn name<'a>(input: &'a [u8], signed: bool, profile: Profile, limits: &Limits) -> Parsed<'a, f64> {
    const NAMES: [(&[u8], f64); 3] = [
        (b"inf", f64::INFINITY),
        (b"infinity", f64::INFINITY),
        (b"nan", f64::NAN),
    ];
    let (rest, name) = run(input, u8::is_ascii_alphabetic, limits)?;
    crate::fault!("FLT-8/infinity-shortened" if name.starts_with(b"infin") => return Ok((rest, f64::INFINITY)));
    crate::fault!("FLT-8/inf-and-more" if name.starts_with(b"inf") => return Ok((rest, f64::INFINITY)));
    let known = NAMES
        .iter()
        .find(|(known, _)| name.eq_ignore_ascii_case(known));
    match known {
        Some((_, nan)) if nan.is_nan() && signed && profile == Profile::Spec => {
            Err(fault(ErrorKind::Float, input))
        }
        Some((_, value)) => Ok((rest, *value)),
        None => {
            let right = NAMES.map(|(known, _)| common(name, known));
            let right = right.into_iter().max().unwrap_or(0);
            Err(fault(ErrorKind::Float, &input[right..]))
        }
    }
}

/// How many bytes two names share at their beginning.
fn common(a: &[u8], b: &[u8]) -> usize {
    a.iter()
        .zip(b)
        .take_while(|(a, b)| a.eq_ignore_ascii_case(b))
        .count()
}

/// `digit+ ['.' digit+] ['e' [sign] digit+]`
fn decimal<'a>(
    input: &'a [u8],
    whole: &'a [u8],
    limits: &Limits,
    profile: Profile,
) -> Parsed<'a, f64> {
    let (rest, _) = mantissa(input, u8::is_ascii_digit, limits, profile)?;
    crate::fault!("FLT-3/capital-e" if rest.starts_with(b"E") => return Err(fault(ErrorKind::Float, rest)));
    let rest = match rest {
        [b'e' | b'E', exponent @ ..] => exponent_digits(exponent, limits)?.0,
        _ => rest,
    };
    let text = &input[..input.len() - rest.len()];
    // The grammar above is a part of what Rust reads, and Rust rounds correctly.
    match str::from_utf8(text)
        .ok()
        .and_then(|text| text.parse::<f64>().ok())
    {
        Some(value) if value.is_finite() => Ok((rest, value)),
        Some(_) => Err(fault(ErrorKind::FloatRange, whole)),
        None => Err(fault(ErrorKind::Float, input)),
    }
}

/// `hexdigit+ ['.' hexdigit+] 'p' [sign] digit+`, from behind `0x`
fn hexadecimal<'a>(
    input: &'a [u8],
    whole: &'a [u8],
    limits: &Limits,
    profile: Profile,
) -> Parsed<'a, f64> {
    let (rest, (int, fraction)) = mantissa(input, u8::is_ascii_hexdigit, limits, profile)?;
    crate::fault!("FLT-3/capital-p" if rest.starts_with(b"P") => return Err(fault(ErrorKind::Float, rest)));
    crate::fault!("FLT-3/capital-digits" if fraction.iter().any(u8::is_ascii_uppercase) => return Err(fault(ErrorKind::Float, input)));
    let (rest, exponent) = match rest {
        [b'p' | b'P', exponent @ ..] => exponent_digits(exponent, limits)?,
        _ if profile == Profile::Interop => (rest, 0),
        _ => return Err(fault(ErrorKind::Float, rest)),
    };
    match scale(int, fraction, exponent) {
        Some(value) => Ok((rest, value)),
        None => Err(fault(ErrorKind::FloatRange, whole)),
    }
}

/// `digit+ ['.' digit+]` in one base: the digits before and behind the point.
/// There is at least one digit; interop takes none on one side (D2, D3).
fn mantissa<'a>(
    input: &'a [u8],
    digit: impl Fn(&u8) -> bool,
    limits: &Limits,
    profile: Profile,
) -> Parsed<'a, (&'a [u8], &'a [u8])> {
    let (rest, int) = run(input, &digit, limits)?;
    let lenient = profile == Profile::Interop;
    match rest {
        [b'.', behind @ ..] if lenient || !int.is_empty() => {
            let (rest, fraction) = run(behind, &digit, limits)?;
            let missing = if lenient { int.is_empty() } else { true };
            if fraction.is_empty() && missing {
                return Err(fault(ErrorKind::Float, rest));
            }
            Ok((rest, (int, fraction)))
        }
        _ if int.is_empty() => Err(fault(ErrorKind::Float, rest)),
        _ => Ok((rest, (int, &[]))),
    }
}

/// `[sign] digit+`, from behind the letter. An exponent too large for its type
/// is as good as the largest: the mantissa cannot make up for it, as it has
/// fewer digits than the limits allow.
fn exponent_digits<'a>(input: &'a [u8], limits: &Limits) -> Parsed<'a, i64> {
    let (unsigned, negative) = sign(input);
    let (rest, digits) = run(unsigned, u8::is_ascii_digit, limits)?;
    crate::fault!("FLT-8/no-digit-of-exponent" if digits.is_empty() => return Ok((rest, 0)));
    crate::fault!("FLT-1/exponent-without-its-sign" if negative => return exponent_digits(unsigned, limits));
    if digits.is_empty() {
        return Err(fault(ErrorKind::Float, rest));
    }
    let magnitude = digits.iter().fold(0i64, |n, digit| {
        n.saturating_mul(10).saturating_add((digit - b'0').into())
    });
    Ok((rest, if negative { -magnitude } else { magnitude }))
}

/// The double nearest to `int.fraction * 2^exponent`, ties to even (D13).
/// Nothing if it is beyond the largest double.
fn scale(int: &[u8], fraction: &[u8], exponent: i64) -> Option<f64> {
    let mut mantissa = 0u64;
    let mut dropped = 0i64;
    let mut sticky = false;
    for &byte in int.iter().chain(fraction) {
        let digit = (byte as char).to_digit(16)?;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
        } else {
            dropped += 1;
            sticky |= digit != 0;
        }
    }
    if mantissa == 0 {
        return Some(0.0);
    }
    // Now the value is 1.xxx * 2^top, with the 1 in bit 63 of the mantissa.
    let shift = i64::from(mantissa.leading_zeros());
    mantissa <<= shift;
    let point = 4 * (dropped - i64::try_from(fraction.len()).ok()?);
    let top = exponent.saturating_add(point + 63 - shift);
    if top > 1023 {
        return None;
    }
    // 53 bits are kept, and fewer of a subnormal.
    let cut = 11 + (-1022i64).saturating_sub(top).max(0);
    if cut > 64 {
        return Some(0.0);
    }
    let kept = if cut == 64 { 0 } else { mantissa >> cut };
    let rest = mantissa << (64 - cut);
    let half = 1u64 << 63;
    crate::fault!("FLT-7/subnormals-are-zero" if top < -1022 => return Some(0.0));
    crate::fault!("FLT-7/digits-dropped-without-a-look" if sticky => return scale(&int[..1], &[], exponent));
    let up = rest > half || (rest == half && (sticky || kept & 1 == 1));
    // The leading bit of a normal mantissa adds the one that `top + 1022` lacks,
    // and a carry out of the mantissa moves on to the next power of two.
    let biased = u64::try_from(top + 1022).unwrap_or(0);
    let bits = (biased << 52) + kept + u64::from(up);
    crate::fault!("FLT-7/cut" if up => return Some(f64::from_bits(bits - 1)));
    crate::fault!("FLT-7/half-up" if rest == half && !up => return Some(f64::from_bits(bits + 1)));
    crate::fault!("FLT-7/half-down" if rest == half && up => return Some(f64::from_bits(bits - 1)));
    let value = f64::from_bits(bits);
    value.is_finite().then_some(value)
}

/// Canonical form (D12): `0x1.8p+0`, `0x0p0`, `0x0.8p-1022`, `inf`, `nan`.
#[inline(always)]
pub(crate) fn write_float(value: f64, out: &mut Vec<u8>) {
    let bits = value.to_bits();
    let Some(exponent) = EXPONENTS[(bits >> 52 & 0x7ff) as usize] else {
        return write_rare(value, out);
    };
    append_with(*b"f-0x1.                          ", out, |room| {
        let start = 1 + usize::from(value.is_sign_negative());
        room[start..start + 4].copy_from_slice(b"0x1.");
        let (digits, count) = fraction(bits);
        room[start + 4..start + 18].copy_from_slice(&digits);
        let end = start + 4 + count;
        let exponent = exponent.get().to_le_bytes();
        room[end..end + 8].copy_from_slice(&exponent);
        end + usize::from(exponent[7])
    });
}

/// What stands between `f` and `;`: the object, with both cut off again.
#[cfg(any(feature = "json", test))]
pub(crate) fn write_float_text(value: f64, out: &mut Vec<u8>) {
    let start = out.len();
    write_float(value, out);
    out.pop();
    out.remove(start);
}

/// The 52 bits of the fraction in 13 digits, and how many of them there are
/// without the zeros at the end, but for the first.
#[inline(always)]
fn fraction(bits: u64) -> ([u8; 14], usize) {
    let zeros = (bits | 1 << 48).trailing_zeros() / 4;
    let mut text = [0; 14];
    let (pairs, _) = text.as_chunks_mut::<2>();
    for (pair, byte) in pairs.iter_mut().zip((bits << 12).to_be_bytes()) {
        *pair = HEX[usize::from(byte)];
    }
    (text, 13 - zeros as usize)
}

/// The two digits of a byte.
static HEX: [[u8; 2]; 256] = {
    let digits = b"0123456789abcdef";
    let mut pairs = [[0; 2]; 256];
    let mut byte = 0;
    while byte < 256 {
        pairs[byte] = [digits[byte / 16], digits[byte % 16]];
        byte += 1;
    }
    pairs
};

/// For each exponent of a normal float: `'p' ('+' / '-') digit{1,4} ';'`, the
/// first character in the lowest byte, and the length in the highest. A store
/// of this is a third of the work that the float would be otherwise.
static EXPONENTS: [Option<NonZeroU64>; 2048] = {
    const BIAS: usize = 1023;
    let mut texts = [None; 2048];
    let mut biased = 1usize;
    while biased < 2047 {
        let mut left = biased.abs_diff(BIAS) as u64;
        let mut word = b';' as u64;
        let mut length = 1;
        loop {
            word = (word << 8) | (b'0' as u64 + left % 10);
            length += 1;
            left /= 10;
            if left == 0 {
                break;
            }
        }
        word = word << 8 | if biased < BIAS { b'-' } else { b'+' } as u64;
        word = word << 8 | b'p' as u64;
        length += 2;
        texts[biased] = NonZeroU64::new(word | length << 56);
        biased += 1;
    }
    texts
};

/// Zeros, subnormals, infinities and nan.
#[cold]
#[inline(never)]
fn write_rare(value: f64, out: &mut Vec<u8>) {
    out.push(b'f');
    if value.is_sign_negative() && !value.is_nan() {
        out.push(b'-');
    }
    if value.is_nan() {
        out.extend_from_slice(b"nan");
    } else if value.is_infinite() {
        out.extend_from_slice(b"inf");
    } else if value == 0.0 {
        out.extend_from_slice(b"0x0p0");
    } else {
        out.extend_from_slice(b"0x0.");
        let (digits, count) = fraction(value.to_bits());
        append(digits, count, out);
        out.extend_from_slice(b"p-1022");
    }
    out.push(b';');
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way that every float can go.
    fn slow(text: &str) -> Option<u64> {
        let input = format!("{text};0000000000000000");
        let read = any_float(input.as_bytes(), &Limits::default(), Profile::Spec);
        read.ok().map(|(_, value)| value.to_bits())
    }

    #[test]
    fn flt_7_both_ways_give_the_same_bits() {
        let mut exponents: Vec<i32> = (-1100..1100).step_by(7).collect();
        exponents.extend([-1023, -1022, -1021, 0, 1022, 1023, 1024, 9999, 99999]);
        for fraction in [
            "8",
            "0",
            "f",
            "921fb54442d18",
            "921FB54442d18",
            "00000000000001",
            "12345678",
        ] {
            for exponent in &exponents {
                for sign in ["", "-"] {
                    for plus in ["", "+"] {
                        let plus = if *exponent < 0 { "" } else { plus };
                        let text = format!("{sign}0x1.{fraction}p{plus}{exponent}");
                        let input = format!("{text};0000000000000000");
                        if let Some((length, value)) = quick_float(input.as_bytes()) {
                            assert_eq!(length, text.len() + 1);
                            assert_eq!(Some(value.to_bits()), slow(&text), "{text}");
                        }
                    }
                }
            }
        }
        assert!(quick_float(b"0x1.8p+0;0000000000000000").is_some());
        assert!(quick_float(b"-0x1.921fb54442d18p+1;0000").is_some());
    }

    #[test]
    fn flt_7_which_floats_go_the_quick_way() {
        let quick = |text: &str| {
            let input = format!("{text};0000000000000000");
            quick_float(input.as_bytes()).is_some_and(|(length, value)| {
                assert_eq!(length, text.len() + 1);
                assert_eq!(Some(value.to_bits()), slow(text));
                true
            })
        };
        for digits in 1..=17 {
            let text = format!("0x1.{}p+0", "8".repeat(digits));
            assert_eq!(quick(&text), digits <= 13, "{text}");
            assert_eq!(quick(&format!("-{text}")), digits <= 13, "{text}");
        }
        for (exponent, way) in [
            ("-1023", false),
            ("-1022", true),
            ("-1", true),
            ("0", true),
            ("+0001", true),
            ("1023", true),
            ("+1024", false),
            ("00001", false),
            ("", false),
            ("+", false),
            ("1x", false),
        ] {
            for fraction in ["8", "921fb54442d18"] {
                let text = format!("0x1.{fraction}p{exponent}");
                assert_eq!(quick(&text), way, "{text}");
            }
        }
        for other in [
            "0x1.p0",
            "0x1p0",
            "0x1.8",
            "0x2.8p0",
            "+0x1.8p0",
            "1.8",
            "0x1.921fb54442d18q0",
            "0x2.921fb54442d18p0",
            "0x1.921fb54442g18p0",
        ] {
            assert!(!quick(other), "{other}");
        }
    }

    #[test]
    fn flt_8_every_byte_but_a_hex_digit_ends_the_digits() {
        for byte in 0..=u8::MAX {
            for at in 0..8 {
                let mut bytes = *b"0f9Aa7F1";
                bytes[at] = byte;
                let (value, count) = hex_digits(bytes);
                let digits = if byte.is_ascii_hexdigit() { 8 } else { at };
                assert_eq!(count, digits, "{bytes:?}");
                let text = str::from_utf8(&bytes[..digits]).unwrap();
                let padded = format!("{text:0<8}");
                let expected = u32::from_str_radix(&padded, 16).unwrap();
                assert_eq!(value, expected);
                let lower = bytes.map(|b| if b == byte { b } else { b.to_ascii_lowercase() });
                let is_lower = matches!(byte, b'0'..=b'9' | b'a'..=b'f');
                let read = lower_hex(u64::from_le_bytes(lower));
                assert_eq!(read, is_lower.then_some(expected), "{lower:?}");
            }
        }
    }

    fn read(text: &str) -> Option<f64> {
        let input = format!("{text};");
        float(input.as_bytes(), &Limits::default(), Profile::Spec)
            .ok()
            .map(|(_, value)| value)
    }

    #[test]
    fn flt_7_hex_rounds_half_to_even_at_the_53rd_bit() {
        let one = 1.0f64;
        assert_eq!(read("0x1.00000000000008p0"), Some(one));
        assert_eq!(
            read("0x1.000000000000080000000000001p0"),
            Some(one.next_up())
        );
        assert_eq!(read("0x1.00000000000018p0"), Some(one.next_up().next_up()));
        // Digits that no mantissa of 64 bits can hold, zeros and another one.
        assert_eq!(read("0x1.00000000000008000000000000p0"), Some(one));
        assert_eq!(read("0x1.0000000000000801p0"), Some(one.next_up()));
        assert_eq!(read("0x1.fffffffffffff8p0"), Some(2.0));
        assert_eq!(read("0x0.00000000000008p-1022"), Some(0.0));
        assert_eq!(read("0x0.00000000000018p-1022"), Some(f64::from_bits(2)));
        assert_eq!(
            read("0x0.00000000000008000000000000000001p-1022"),
            Some(f64::from_bits(1))
        );
        assert_eq!(read("0x1.fffffffffffff7p1023"), Some(f64::MAX));
        assert_eq!(read("0x1.fffffffffffff8p1023"), None);
        assert_eq!(read("0x1p-1075"), Some(0.0));
        assert_eq!(read("0x1.00000001p-1075"), Some(f64::from_bits(1)));
    }

    #[test]
    fn flt_7_zeros_and_exponents_of_any_length() {
        assert_eq!(read("0x0p99999999999999999999999"), Some(0.0));
        assert_eq!(read("0x1p99999999999999999999999"), None);
        assert_eq!(read("0x1p-99999999999999999999999"), Some(0.0));
        assert_eq!(read(&format!("0x{}1p0", "0".repeat(500))), Some(1.0));
        assert_eq!(read(&format!("0x1{}p-2000", "0".repeat(500))), Some(1.0));
        assert_eq!(read(&format!("0x0.{}1p2004", "0".repeat(500))), Some(1.0));
    }

    /// The canonical form of a normal float, digit by digit.
    fn plain(value: f64) -> String {
        const FRACTION: u64 = (1 << 52) - 1;
        let bits = value.to_bits();
        let sign = if bits >> 63 == 1 { "-" } else { "" };
        let digits = format!("{:013x}", bits & FRACTION);
        let digits = match digits.trim_end_matches('0') {
            "" => "0",
            digits => digits,
        };
        let exponent = (bits >> 52 & 0x7ff).cast_signed() - 1023;
        format!("f{sign}0x1.{digits}p{exponent:+};")
    }

    #[test]
    fn flt_7_every_exponent_and_every_number_of_digits_is_written() {
        let mut state = 1u64;
        for biased in 1..2047 {
            for zeros in 0..=52 {
                state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
                let fraction = state >> 12 >> zeros << zeros;
                let sign = state << 63;
                let value = f64::from_bits(sign | biased << 52 | fraction);
                let mut out = Vec::new();
                write_float(value, &mut out);
                assert_eq!(String::from_utf8(out).unwrap(), plain(value));
            }
        }
    }

    #[test]
    fn flt_7_what_is_not_normal_is_written() {
        for (value, expected) in [
            (0.0, "f0x0p0;"),
            (-0.0, "f-0x0p0;"),
            (f64::INFINITY, "finf;"),
            (f64::NEG_INFINITY, "f-inf;"),
            (f64::NAN, "fnan;"),
            (-f64::NAN, "fnan;"),
            (f64::from_bits(1), "f0x0.0000000000001p-1022;"),
            (-f64::from_bits(1 << 51), "f-0x0.8p-1022;"),
        ] {
            let mut out = Vec::new();
            write_float(value, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        }
    }

    #[test]
    fn flt_7_canonical_hex_survives() {
        let edges = [
            1.0,
            -1.5,
            0.1,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            -0.0,
            1e300,
        ];
        for value in edges {
            let mut out = Vec::new();
            write_float_text(value, &mut out);
            let text = String::from_utf8(out).unwrap();
            assert_eq!(
                read(&text).map(f64::to_bits),
                Some(value.to_bits()),
                "{text}"
            );
        }
    }
}
