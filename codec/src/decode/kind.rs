//! [`ErrorKind`]: everything that can be wrong with a message.

/// What is wrong with a message.
///
/// Each kind knows what the grammar expects, the requirement that says so, and
/// what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The message ends before the root object does.
    UnexpectedEnd,
    /// A byte that begins no object stands where an object must begin.
    UnknownType,
    /// Something other than `;` stands where an object ends.
    Terminator,
    /// An integer without a digit.
    Integer,
    /// A length without a digit, or without its `:`.
    Length,
    /// Bytes of a unicode string that are not well-formed UTF-8.
    Utf8,
    /// A float that is neither hexadecimal, decimal nor a name.
    Float,
    /// A float beyond what a double can hold.
    FloatRange,
    /// A datetime of another form than `YYYY-MM-DDTHH:MM:SS.fffZ`.
    Datetime,
    /// A date or time that does not exist.
    DatetimeRange,
    /// A datetime with an offset other than `Z`, in the spec profile.
    DatetimeOffset,
    /// A timedelta of another form than `PnYnMnDTnHnMnS`.
    Timedelta,
    /// A timedelta that leaves fields out, in the spec profile.
    TimedeltaFields,
    /// A timedelta beyond what can be held: 2^31 months, 2^63 seconds.
    TimedeltaRange,
    /// An item of a set that equals an earlier one.
    DuplicateItem,
    /// A key of a dict or ordered dict that equals an earlier one.
    DuplicateKey,
    /// A dict or ordered dict that ends after a key.
    MissingValue,
    /// An extension that ends before its third part.
    ExtensionParts,
    /// An extension whose name is not unicode, in the spec profile.
    ExtensionName,
    /// An extension whose attributes are not a dict, in the spec profile.
    ExtensionAttributes,
    /// A blob id without a digit, or not followed by `:` (or `;` after a chunk).
    BlobId,
    /// A blob whose attributes are not a dict or ordered dict.
    BlobAttributes,
    /// A second blob with the id of an earlier one.
    DuplicateBlob,
    /// A chunk for an id that no blob has.
    UnknownBlob,
    /// A chunk for a blob that has ended.
    EndedBlob,
    /// The message ends before the end chunk of a blob.
    UnendedBlob,
    /// Something stands behind the message.
    TrailingBytes,
    /// Containers nested deeper than [`Limits::depth`](field@crate::Limits::depth).
    LimitDepth,
    /// A message, or a length in it, over [`Limits::message`](crate::Limits::message).
    LimitMessage,
    /// A number of more digits than [`Limits::digits`](field@crate::Limits::digits).
    LimitDigits,
    /// A container of more entries than [`Limits::entries`](crate::Limits::entries).
    LimitEntries,
    /// More values in all than [`Limits::values`](crate::Limits::values).
    LimitValues,
    /// More blobs than [`Limits::blobs`](crate::Limits::blobs).
    LimitBlobs,
}

/// One row for each kind: id, what was expected, requirement, advice.
type Row = (&'static str, &'static str, &'static str, &'static str);

impl ErrorKind {
    /// A stable name, as vectors and reports write it: `duplicate-key`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        self.row().0
    }

    /// What the grammar expects where the error is.
    #[must_use]
    pub const fn expected(self) -> &'static str {
        self.row().1
    }

    /// The requirement that the bytes break: `COL-5`.
    #[must_use]
    pub const fn requirement(self) -> &'static str {
        self.row().2
    }

    /// What to do about it.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        self.row().3
    }

    /// Whether more bytes could still make the message whole.
    #[must_use]
    pub const fn is_incomplete(self) -> bool {
        matches!(self, Self::UnexpectedEnd | Self::UnendedBlob)
    }

    /// Whether the message is refused for its size, not for its form.
    #[must_use]
    pub const fn is_limit(self) -> bool {
        matches!(
            self,
            Self::LimitDepth
                | Self::LimitMessage
                | Self::LimitDigits
                | Self::LimitEntries
                | Self::LimitValues
                | Self::LimitBlobs
        )
    }

    #[rustfmt::skip]
    const fn row(self) -> Row {
        match self {
            Self::UnexpectedEnd => ("unexpected-end", "the rest of the object", "MSG-5",
                "every object ends with ';': look for a message cut short, or a length that is too large"),
            Self::UnknownType => ("unknown-type", "an object (one of i u b f d p T F N L S D O X B)", "MSG-6",
                "type letters are case-sensitive, and a length that is too small leaves the rest of its bytes here"),
            Self::Terminator => ("terminator", "';' at the end of the object", "MSG-5",
                "every object ends with ';', strings too (u5:hello;), and a length counts bytes, not characters"),
            Self::Integer => ("integer", "a digit of an integer", "INT-7",
                "an integer is an optional sign and decimal digits, without spaces, points or separators"),
            Self::Length => ("length", "a length in decimal digits and ':'", "STR-8",
                "write u5:hello; or, for the empty string, u;"),
            Self::Utf8 => ("utf8", "well-formed UTF-8", "STR-3",
                "surrogates, overlong forms and other charsets are not UTF-8: send a bytearray, or encode the text again"),
            Self::Float => ("float", "a hexadecimal, decimal or named float", "FLT-8",
                "write f0x1.8p+0; or f1.5; or one of inf, -inf, infinity, nan"),
            Self::FloatRange => ("float-range", "a float within the range of a double", "FLT-7",
                "the value is too large for 64 bits: send inf, or an integer"),
            Self::Datetime => ("datetime", "a datetime YYYY-MM-DDTHH:MM:SS.fffZ", "DTM-2",
                "four digits of year, two of everything else, one to six of fraction, and a capital T and Z"),
            Self::DatetimeRange => ("datetime-range", "a date and time that exist", "DTM-5",
                "check month, day, leap year, hour (00 to 23), minute and second (00 to 59)"),
            Self::DatetimeOffset => ("datetime-offset", "'Z', for UTC", "DTM-1",
                "convert to UTC before sending; the interop profile converts for you"),
            Self::Timedelta => ("timedelta", "a timedelta PnYnMnDTnHnMnS", "TDL-1",
                "fields stand in this order, each a number and its letter; only seconds take a fraction"),
            Self::TimedeltaFields => ("timedelta-fields", "all six fields of a timedelta", "TDL-2",
                "write zeros too: P0Y0M5DT0H0M0S; the interop profile takes fields missing"),
            Self::TimedeltaRange => ("timedelta-range", "a timedelta within 2^31 months and 2^63 seconds", "TDL-1",
                "the duration is longer than can be held"),
            Self::DuplicateItem => ("duplicate-item", "an item that is not in the set yet", "COL-5",
                "a set holds each value once; equal integers are equal however they are written"),
            Self::DuplicateKey => ("duplicate-key", "a key that is not there yet", "COL-5",
                "a dict holds each key once; equal keys are equal however they are written"),
            Self::MissingValue => ("missing-value", "the value of the key before it", "COL-6",
                "a dict holds keys and values in turn"),
            Self::ExtensionParts => ("extension-parts", "name, attributes and content of an extension", "EXT-3",
                "an extension has three parts: write N; for no content and D; for no attributes"),
            Self::ExtensionName => ("extension-name", "a unicode name of an extension", "EXT-1",
                "write the name as unicode; the interop profile takes any object"),
            Self::ExtensionAttributes => ("extension-attributes", "a dict or ordered dict of attributes", "EXT-2",
                "write D; for no attributes; the interop profile takes any object"),
            Self::BlobId => ("blob-id", "a blob id in decimal digits", "BLB-4",
                "write B0:D…;; and chunks c0:LENGTH:BYTES; and at last c0;"),
            Self::BlobAttributes => ("blob-attributes", "the dict of a blob's attributes", "BLB-1",
                "a dict follows the ':' of a blob at once, and ';' follows the dict; only the interop profile takes space there"),
            Self::DuplicateBlob => ("duplicate-blob", "an id that no other blob has", "BLB-4",
                "number the blobs of a message 0, 1, 2 …; leading zeros do not make another id"),
            Self::UnknownBlob => ("unknown-blob", "a chunk of a blob in the message", "BLB-11",
                "chunks carry the id of a blob in the root object"),
            Self::EndedBlob => ("ended-blob", "no more chunks of a blob that has ended", "BLB-11",
                "c0; ends a blob: send it once, behind its last chunk"),
            Self::UnendedBlob => ("unended-blob", "the end chunk of every blob", "BLB-5",
                "end each blob with cID; , an empty one too"),
            Self::TrailingBytes => ("trailing-bytes", "the end of the message", "MSG-1",
                "a message is one object: put several into a list"),
            Self::LimitDepth => ("limit-depth", "fewer nested containers", "MSG-7",
                "raise Limits::depth if you trust the sender"),
            Self::LimitMessage => ("limit-message", "a shorter message", "MSG-7",
                "raise Limits::message if you trust the sender, or send large content as a blob"),
            Self::LimitDigits => ("limit-digits", "fewer digits", "MSG-7",
                "raise Limits::digits if you trust the sender"),
            Self::LimitEntries => ("limit-entries", "fewer entries in one container", "MSG-7",
                "raise Limits::entries if you trust the sender"),
            Self::LimitValues => ("limit-values", "fewer values in one message", "MSG-7",
                "raise Limits::values if you trust the sender, or send the values in several messages"),
            Self::LimitBlobs => ("limit-blobs", "fewer blobs in one message", "MSG-7",
                "raise Limits::blobs if you trust the sender"),
        }
    }
}
