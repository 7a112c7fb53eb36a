//! [`encode`], and [`EncodeOptions`] for what can be chosen.

use super::EncodeError;
use super::writer::write_message;
use crate::Value;

/// Writes a message: the value, in the order it was given, and then its blobs.
///
/// Everything is written in canonical form (D7, D9b, D12) but the order of
/// sets and dicts, which stays as it is; [`canonical`](crate::canonical) sorts them too.
pub fn encode(value: &Value<'_>) -> Result<Vec<u8>, EncodeError> {
    EncodeOptions::new().encode(value)
}

/// How a message is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EncodeOptions {
    #[cfg(feature = "nfc")]
    nfc: bool,
}

impl EncodeOptions {
    /// Strings stay as they are.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether strings are normalised to NFC before they are written (STR-5);
    /// off by default. Keys or items that become equal are an error (D17c).
    #[cfg(feature = "nfc")]
    #[must_use]
    pub fn nfc(mut self, nfc: bool) -> Self {
        self.nfc = nfc;
        self
    }

    /// Writes a message.
    pub fn encode(&self, value: &Value<'_>) -> Result<Vec<u8>, EncodeError> {
        // Short answers fit, and growth from nothing takes longer than they do.
        let mut out = Vec::with_capacity(64);
        self.encode_into(value, &mut out)?;
        Ok(out)
    }

    /// Writes a message behind what `out` holds. After an error `out` is as it was.
    ///
    /// No memory is asked for where `out` has room for the message and 32 bytes
    /// more: short things are copied with more than they need, and cut off.
    pub fn encode_into(&self, value: &Value<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        #[cfg(feature = "nfc")]
        if self.nfc
            && let Some(normal) = super::nfc::normalised(value)?
        {
            return write(&normal, out);
        }
        write(value, out)
    }
}

fn write(value: &Value<'_>, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let start = out.len();
    let written = write_message(value, out);
    if written.is_err() {
        out.truncate(start);
    }
    written
}
