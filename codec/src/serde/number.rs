//! Integers as floats, where that loses nothing.

use crate::Integer;

impl Integer<'_> {
    /// The float that is exactly this integer, if there is one.
    pub(super) fn to_f64(&self) -> Option<f64> {
        match self {
            // Up to 2^53 every integer is a float.
            Self::Small(n) if n.unsigned_abs() <= 1 << 53 => Some(*n as f64),
            _ => None,
        }
    }
}
