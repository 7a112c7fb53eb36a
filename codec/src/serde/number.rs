//! Integers and floats among the numbers that serde knows.

use crate::Integer;
use crate::scalar::integer::BigInteger;

/// An integer beyond `i64` as the narrowest type that serde has for it.
pub(super) enum Wide {
    U64(u64),
    I128(i128),
    U128(u128),
    /// Larger than them all.
    Beyond,
}

impl Wide {
    pub(super) fn of(big: &BigInteger<'_>) -> Self {
        let digits = big.as_str();
        if let Ok(n) = digits.parse() {
            Self::U64(n)
        } else if let Ok(n) = digits.parse::<i128>() {
            Self::I128(n)
        } else {
            digits.parse().map_or(Self::Beyond, Self::U128)
        }
    }
}

impl Integer<'_> {
    /// The float that is exactly this integer, if there is one up to 2^53;
    /// beyond that most integers are none.
    #[expect(clippy::cast_precision_loss, reason = "up to 2^53 nothing is lost")]
    pub(super) fn to_f64(&self) -> Option<f64> {
        match self {
            Self::Small(n) if n.unsigned_abs() <= 1 << 53 => Some(*n as f64),
            _ => None,
        }
    }
}
