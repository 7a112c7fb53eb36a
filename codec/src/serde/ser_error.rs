//! [`SerializeError`]: why a type has no encoding.

use std::fmt::{self, Display};

use crate::EncodeError;

/// Why a type of yours cannot be written, and where in it.
///
/// ```
/// use hyperglyph::serde::AsSet;
///
/// let error = hyperglyph::to_vec(&[AsSet([1, 2]), AsSet([3, 3])]).unwrap_err();
/// assert_eq!(error.to_string(), "an item of the set is there twice, in root[1] [COL-3]");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SerializeError {
    // Boxed so that a result stays small on the way that matters.
    parts: Box<Parts>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Parts {
    cause: Cause,
    path: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Cause {
    Encode(EncodeError),
    DuplicateItem,
    DuplicateKey,
    Custom(String),
}

impl SerializeError {
    #[cold]
    fn new(cause: Cause) -> Self {
        Self {
            parts: Box::new(Parts {
                cause,
                path: String::from("root"),
            }),
        }
    }

    #[cold]
    pub(super) fn duplicate(set: bool) -> Self {
        Self::new(if set {
            Cause::DuplicateItem
        } else {
            Cause::DuplicateKey
        })
    }

    /// The same error, one step further out.
    #[cold]
    pub(super) fn step(mut self, step: &str) -> Self {
        self.parts.path.insert_str("root".len(), step);
        self
    }

    /// The place in the value: `root["users"][3]`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.parts.path
    }

    /// The requirement that what was to be written would break, if it is that.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        match &self.parts.cause {
            Cause::Encode(error) => Some(error.requirement()),
            Cause::DuplicateItem => Some("COL-3"),
            Cause::DuplicateKey => Some("COL-4"),
            Cause::Custom(_) => None,
        }
    }
}

impl From<EncodeError> for SerializeError {
    fn from(error: EncodeError) -> Self {
        Self::new(Cause::Encode(error))
    }
}

impl Display for SerializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.parts.path;
        match &self.parts.cause {
            Cause::Encode(error) => write!(f, "{error}, in {path}"),
            Cause::DuplicateItem => {
                write!(f, "an item of the set is there twice, in {path} [COL-3]")
            }
            Cause::DuplicateKey => write!(f, "a key of the dict is there twice, in {path} [COL-4]"),
            Cause::Custom(message) => write!(f, "{message}, in {path}"),
        }
    }
}

impl std::error::Error for SerializeError {}

impl ::serde::ser::Error for SerializeError {
    #[cold]
    fn custom<T: Display>(message: T) -> Self {
        Self::new(Cause::Custom(message.to_string()))
    }
}
