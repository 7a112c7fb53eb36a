//! [`ArgumentError`]: arguments that do not fit a form; [`BadArguments`]: bytes
//! that are no arguments at all.

use std::fmt;

use crate::DecodeError;
use crate::page::{Input, found_text};

/// Names of arguments that a message lists at most.
const LISTED: usize = 10;

/// Why arguments do not fit what a form takes (INP-6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArgumentError {
    fault: Fault,
    /// What the form takes, for people.
    takes: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// Neither a value nor a default.
    Missing(String),
    /// More by position than there are.
    Surplus(usize),
    /// A name that the form does not have.
    Unknown(String),
    /// By position and by name, or by name twice.
    Repeated(String),
}

impl ArgumentError {
    #[cold]
    pub(super) fn new(fault: Fault, inputs: &[Input<'_>]) -> Self {
        Self {
            fault,
            takes: takes(inputs),
        }
    }

    /// The argument in question; none where there are too many by position.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match &self.fault {
            Fault::Missing(name) | Fault::Unknown(name) | Fault::Repeated(name) => Some(name),
            Fault::Surplus(_) => None,
        }
    }

    /// The requirement that the arguments break.
    #[must_use]
    pub const fn requirement(&self) -> &'static str {
        "INP-6"
    }
}

impl fmt::Display for ArgumentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.fault {
            Fault::Missing(name) => {
                write!(
                    f,
                    "argument {} is missing and has no default",
                    found_text(name)
                )?;
            }
            Fault::Surplus(given) => write!(f, "{given} arguments are given by position")?,
            Fault::Unknown(name) => write!(f, "argument {} is unknown", found_text(name))?,
            Fault::Repeated(name) => write!(f, "argument {} is given twice", found_text(name))?,
        }
        write!(
            f,
            ": the form takes {} [{}]",
            self.takes,
            self.requirement()
        )
    }
}

impl std::error::Error for ArgumentError {}

fn takes(inputs: &[Input<'_>]) -> String {
    if inputs.is_empty() {
        return String::from("none");
    }
    let listed: Vec<String> = inputs
        .iter()
        .take(LISTED)
        .map(|input| found_text(&input.name))
        .collect();
    let more = match inputs.len().checked_sub(LISTED) {
        None | Some(0) => String::new(),
        Some(more) => format!(" and {more} more"),
    };
    format!("{}{more}", listed.join(", "))
}

/// Why a body or a query holds no arguments: the one who sent it is to blame,
/// and hears 400 (HTP-20, D25).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadArguments {
    /// It is no message.
    Decode(DecodeError),
    /// It is a message, but no dict: of this type.
    Type(&'static str),
    /// One of its keys is no name, but of this type.
    Key(&'static str),
}

impl BadArguments {
    /// The requirement that the bytes break.
    #[must_use]
    pub fn requirement(&self) -> &'static str {
        match self {
            Self::Decode(error) => error.requirement(),
            Self::Type(_) | Self::Key(_) => "ENV-6",
        }
    }
}

impl fmt::Display for BadArguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let found = match self {
            Self::Decode(error) => return write!(f, "the arguments are no message: {error}"),
            Self::Type(found) => found,
            Self::Key(found) => {
                return write!(
                    f,
                    "expected unicode names as keys of the arguments, found the type {found} [ENV-6]"
                );
            }
        };
        write!(
            f,
            "expected an ordered dict of name to value as arguments, found the type {found} [ENV-6]"
        )
    }
}

impl std::error::Error for BadArguments {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Decode(error) => Some(error),
            Self::Type(_) | Self::Key(_) => None,
        }
    }
}
