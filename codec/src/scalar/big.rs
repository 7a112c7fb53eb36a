//! Integers of any size from and to those of `num-bigint` (feature of that name).
//!
//! Reading takes time that grows with the power 1.6 of the number of digits: digits
//! are split in halves, and large numbers multiplied as num-bigint does. What came
//! in a message has no more digits than [`Limits::digits`](crate::Limits::digits).
//! Writing is num-bigint's own, which grows with the square; an application writes
//! its own numbers only.

use num_bigint::{BigInt, BigUint, Sign};

use super::integer::{BigInteger, Integer};
use crate::Value;

/// Up to so many digits num-bigint reads faster by itself.
const LEAF: u32 = 512;

impl From<&BigInteger<'_>> for BigInt {
    fn from(integer: &BigInteger<'_>) -> Self {
        let text = integer.as_str();
        let (sign, digits) = match text.strip_prefix('-') {
            Some(digits) => (Sign::Minus, digits),
            None => (Sign::Plus, text),
        };
        Self::from_biguint(sign, natural(digits.as_bytes()))
    }
}

impl From<&Integer<'_>> for BigInt {
    /// ```
    /// use hyperglyph::Integer;
    /// use num_bigint::BigInt;
    ///
    /// let integer = Integer::parse("-123456789012345678901234567890").unwrap();
    /// let big = BigInt::from(&integer);
    /// assert_eq!(big, "-123456789012345678901234567890".parse().unwrap());
    /// assert_eq!(Integer::from(big), integer);
    /// ```
    fn from(integer: &Integer<'_>) -> Self {
        match integer {
            Integer::Small(n) => Self::from(*n),
            Integer::Big(big) => Self::from(big),
        }
    }
}

impl From<&BigInt> for Integer<'static> {
    fn from(big: &BigInt) -> Self {
        match i64::try_from(big) {
            Ok(n) => Self::Small(n),
            Err(_) => Self::Big(BigInteger::from_digits(big.to_string())),
        }
    }
}

impl From<BigInt> for Integer<'static> {
    fn from(big: BigInt) -> Self {
        Self::from(&big)
    }
}

impl From<BigInt> for Value<'static> {
    fn from(big: BigInt) -> Self {
        Self::Integer(big.into())
    }
}

/// The number that decimal digits write.
fn natural(digits: &[u8]) -> BigUint {
    // 10 to the power of LEAF, 2 LEAF, 4 LEAF, …: one for each time the digits split.
    let mut powers: Vec<BigUint> = Vec::new();
    while digits.len() > (LEAF as usize) << powers.len() {
        let next = match powers.last() {
            None => BigUint::from(10u32).pow(LEAF),
            Some(last) => last * last,
        };
        powers.push(next);
    }
    halves(digits, &powers)
}

fn halves(digits: &[u8], powers: &[BigUint]) -> BigUint {
    let Some((power, smaller)) = powers.split_last() else {
        return BigUint::parse_bytes(digits, 10).unwrap_or_default();
    };
    let low = (LEAF as usize) << smaller.len();
    match digits.len().checked_sub(low) {
        None | Some(0) => halves(digits, smaller),
        Some(high) => halves(&digits[..high], smaller) * power + halves(&digits[high..], smaller),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn int_1_any_number_of_digits_goes_both_ways() {
        // Digits without a pattern that a split could hide.
        let digits: String = (1u64..6_000)
            .map(|n| char::from(b'0' + u8::try_from(n * n * 7 % 97 % 10).unwrap()))
            .collect();
        for length in [
            1, 18, 19, 20, 511, 512, 513, 1_023, 1_024, 1_025, 1_537, 5_999,
        ] {
            for sign in ["", "-"] {
                let text = format!("{sign}{}", &digits[..length]);
                let integer = Integer::parse(&text).unwrap();
                let big = BigInt::from(&integer);
                assert_eq!(big, text.parse().unwrap(), "{length}");
                assert_eq!(Integer::from(&big), integer, "{length}");
            }
        }
        for edge in [i64::MIN, i64::MAX, 0] {
            for near in [-1, 0, 1] {
                let n = i128::from(edge) + near;
                assert_eq!(Integer::from(BigInt::from(n)), Integer::from(n));
            }
        }
    }
}
