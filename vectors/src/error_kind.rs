//! The names of the errors that our own decoder reports.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! error_kinds {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// What is wrong with a message, as our own decoder puts it.
        ///
        /// The offset that goes with it is that of the first byte that cannot be right.
        #[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
        pub enum ErrorKind {
            $($(#[$doc])+ #[serde(rename = $name)] $variant,)+
        }

        impl ErrorKind {
            /// Every kind there is.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// Its name in the vector files, such as `duplicate-key`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

error_kinds! {
    /// The input ends inside an object, or before any. Offset: the length of the input.
    UnexpectedEnd = "unexpected-end",
    /// A byte that begins no object, where an object must stand.
    UnknownType = "unknown-type",
    /// Another byte than `;` where the object must end.
    Terminator = "terminator",
    /// An integer without a digit.
    Integer = "integer",
    /// A length that is none.
    Length = "length",
    /// Text that is not well-formed UTF-8.
    Utf8 = "utf8",
    /// Text that is no float.
    Float = "float",
    /// A float that no double holds. Offset: the first byte after `f`.
    FloatRange = "float-range",
    /// Text that is no datetime.
    Datetime = "datetime",
    /// A date or time that does not exist. Offset: the first byte after `d`.
    DatetimeRange = "datetime-range",
    /// An offset other than `Z`, in profile spec. Offset: the sign.
    DatetimeOffset = "datetime-offset",
    /// Text that is no timedelta.
    Timedelta = "timedelta",
    /// A timedelta with fields missing, in profile spec. Offset: the first byte after `p`.
    TimedeltaFields = "timedelta-fields",
    /// A timedelta too long to be held.
    TimedeltaRange = "timedelta-range",
    /// An item that the set holds already. Offset: the second one.
    DuplicateItem = "duplicate-item",
    /// A key that the dict holds already. Offset: the second one.
    DuplicateKey = "duplicate-key",
    /// A key without a value. Offset: the `;` in its place.
    MissingValue = "missing-value",
    /// An extension of fewer than three parts. Offset: the `;` in place of the next.
    ExtensionParts = "extension-parts",
    /// A name that is no unicode string, in profile spec. Offset: the name.
    ExtensionName = "extension-name",
    /// Attributes that are no dict, in profile spec. Offset: the attributes.
    ExtensionAttributes = "extension-attributes",
    /// The id of a blob or of a chunk is no number.
    BlobId = "blob-id",
    /// The attributes of a blob are no dict. Offset: where the dict should begin.
    BlobAttributes = "blob-attributes",
    /// Two blobs of one id. Offset: the second one.
    DuplicateBlob = "duplicate-blob",
    /// A chunk for a blob that the message does not hold. Offset: the chunk.
    UnknownBlob = "unknown-blob",
    /// A chunk for a blob that has ended. Offset: the chunk.
    EndedBlob = "ended-blob",
    /// The message ends and a blob has not. Offset: the length of the input.
    UnendedBlob = "unended-blob",
    /// Bytes after the message.
    TrailingBytes = "trailing-bytes",
    /// Nested deeper than the limit.
    LimitDepth = "limit-depth",
    /// Longer than the limit, or a length that is.
    LimitMessage = "limit-message",
    /// An integer of more digits than the limit.
    LimitDigits = "limit-digits",
    /// A container of more entries than the limit.
    LimitEntries = "limit-entries",
    /// More blobs at once than the limit.
    LimitBlobs = "limit-blobs",
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
