//! [`Part`]: content that was read where it stands, or made to be written.

use std::ops::Deref;

/// A value, borrowed from a page that was read or owned by one to be written.
///
/// A `Cow<Value>` would do the same, but it is invariant: a link read from a
/// page could not be compared with one of another lifetime.
#[derive(Clone, Debug)]
pub enum Part<'v, T> {
    /// As it stands in the extension that was read.
    Borrowed(&'v T),
    /// Made for an extension to be written.
    Owned(T),
}

impl<T: Clone> Part<'_, T> {
    /// The value itself, copied if it is borrowed.
    #[must_use]
    pub fn into_owned(self) -> T {
        match self {
            Self::Borrowed(value) => value.clone(),
            Self::Owned(value) => value,
        }
    }
}

impl<T> Deref for Part<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Borrowed(value) => value,
            Self::Owned(value) => value,
        }
    }
}

impl<T> From<T> for Part<'_, T> {
    fn from(value: T) -> Self {
        Self::Owned(value)
    }
}

impl<T: Default> Default for Part<'_, T> {
    fn default() -> Self {
        Self::Owned(T::default())
    }
}

impl<T: PartialEq> PartialEq for Part<'_, T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Part<'_, T> {}
