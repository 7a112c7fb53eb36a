//! [`Envelope`]: how arguments travel.

use std::fmt;

/// How the arguments of a form travel in its request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Envelope {
    /// There are none, and no body (ENV-1).
    None,
    /// An ordered dict in the query (ENV-8).
    Query,
    /// An ordered dict as the body (ENV-6).
    Form,
    /// One blob, whose content is the body (ENV-3).
    Blob,
}

impl Envelope {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::None, Self::Query, Self::Form, Self::Blob];

    /// Reads the name of an envelope.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|envelope| envelope.as_str() == text)
    }

    /// Its name, as forms write it (FRM-7).
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Query => "query",
            Self::Form => "form",
            Self::Blob => "blob",
        }
    }

    /// Which number of arguments it expects, and by which requirement, if this
    /// is another.
    pub(crate) const fn miscounts(self, arguments: usize) -> Option<(&'static str, &'static str)> {
        match self {
            Self::None if arguments != 0 => Some(("no arguments in the envelope none", "ENV-1")),
            Self::Blob if arguments != 1 => {
                Some(("exactly one argument in the envelope blob", "ENV-5"))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
