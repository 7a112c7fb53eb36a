//! [`EncodeError`]: why a value has no encoding.

use std::fmt;

/// Why a value cannot be written.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// A datetime before the year 0000 or after 9999 (DTM-2, D7).
    Year(i32),
    /// A datetime within a leap second: as second 60 it cannot be read again (D7).
    LeapSecond,
    /// A timedelta whose months and seconds have different signs: one sign
    /// stands before all fields (TDL-1, D9b).
    TimedeltaSigns,
    /// A blob without a unicode `content-type` among its attributes (BLB-2).
    BlobContentType,
    /// A blob whose attributes are no dict (BLB-1).
    BlobAttributes,
    /// An extension of a name that the specification defines, with attributes
    /// that are no dict or ordered dict (EXT-3).
    ExtensionAttributes(String),
    /// Containers nested deeper than [`Limits::MAX_DEPTH`](crate::Limits::MAX_DEPTH).
    Depth,
    /// Keys of a dict, or items of a set, that NFC makes equal (STR-5, D17c).
    NfcCollision(String),
}

impl EncodeError {
    /// The requirement that the value breaks.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        match self {
            Self::Year(_) | Self::LeapSecond => "DTM-2",
            Self::TimedeltaSigns => "TDL-1",
            Self::BlobContentType => "BLB-2",
            Self::BlobAttributes => "BLB-1",
            Self::ExtensionAttributes(_) => "EXT-3",
            Self::Depth => "MSG-7",
            Self::NfcCollision(_) => "STR-5",
        }
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year(year) => write!(f, "a datetime in the year {year} cannot be written: years have four digits")?,
            Self::LeapSecond => f.write_str("a datetime within a leap second cannot be written: take the second before or after it")?,
            Self::TimedeltaSigns => f.write_str("a timedelta with months and seconds of different signs cannot be written: one sign stands before all fields")?,
            Self::BlobContentType => f.write_str("a blob needs a unicode 'content-type' among its attributes")?,
            Self::BlobAttributes => f.write_str("the attributes of a blob must be a dict")?,
            Self::ExtensionAttributes(name) => write!(f, "the attributes of a '{name}' must be a dict or ordered dict")?,
            Self::Depth => write!(f, "the value is nested deeper than {} containers", crate::Limits::MAX_DEPTH)?,
            Self::NfcCollision(key) => write!(f, "two keys or items become the same string {key:?} in NFC: rename one, or turn normalisation off")?,
        }
        write!(f, " [{}]", self.requirement())
    }
}

impl std::error::Error for EncodeError {}
