//! [`JsonError`]: why JSON is no value.

use std::fmt;

/// Why JSON text is not a value in the notation, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    path: String,
    message: String,
}

impl JsonError {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            path: String::new(),
            message: message.into(),
        }
    }

    /// The same error, one step further out.
    pub(super) fn at(mut self, step: impl fmt::Display) -> Self {
        self.path = format!("/{step}{}", self.path);
        self
    }

    /// The place, as a JSON pointer: `/users/3/score`. Empty for the whole, and
    /// for text that is no JSON.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is wrong there, and what to write instead.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_str() {
            "" => f.write_str(&self.message),
            path => write!(f, "at {path}: {}", self.message),
        }
    }
}

impl std::error::Error for JsonError {}
