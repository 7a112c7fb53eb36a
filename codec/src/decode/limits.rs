//! [`Limits`]: what a decoder takes from a stranger (MSG-7, D18).

/// How much of everything a decoder takes. Whatever is over a limit ends in an
/// error of its own kind, before memory is spent on it.
///
/// A declared length never allocates, only bytes that came do. Beside the message
/// itself a decode takes at most 25 times its length, and that only for values of
/// two bytes each, nested to hurt: a tree takes 32 bytes for each value and a
/// document 24, while large strings and bytes are borrowed and take none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Containers inside one another: lists, sets, dicts, extensions, blobs.
    /// By default 256. Values over [`Limits::MAX_DEPTH`] count as that.
    pub depth: usize,
    /// Bytes of the whole message, and so of every length in it. By default 256 MiB.
    pub message: usize,
    /// Digits of one number or length. By default 100,000. Values under
    /// [`Limits::MIN_DIGITS`] count as that.
    pub digits: usize,
    /// Items of one container, or entries of one dict. By default 2^24.
    pub entries: usize,
    /// Values of the whole message, inside its root: items, keys, values of keys,
    /// parts of extensions, and attributes of blobs. By default 2^25: a tree of so
    /// many takes 1 GiB.
    pub values: usize,
    /// Blobs in one message. By default 1,024.
    pub blobs: usize,
}

impl Limits {
    /// No tree is deeper than these 512, whatever [`Limits::depth`](field@Limits::depth) says: comparing,
    /// writing and dropping a tree goes as deep as the tree, and the stack of a
    /// thread is all there is.
    pub const MAX_DEPTH: usize = 512;

    /// No limit of digits is lower than these 20: every integer and length of 64
    /// bits is taken, and so they can be read without counting.
    pub const MIN_DIGITS: usize = 20;

    pub(crate) fn digits(&self) -> usize {
        self.digits.max(Self::MIN_DIGITS)
    }

    pub(crate) fn depth(&self) -> usize {
        self.depth.min(Self::MAX_DEPTH)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: 256,
            message: 256 << 20,
            digits: 100_000,
            entries: 1 << 24,
            values: 1 << 25,
            blobs: 1_024,
        }
    }
}
