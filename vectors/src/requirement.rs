//! One numbered statement of the specification.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A normative statement that an implementation can keep or break.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Requirement {
    /// Its stable name, such as `INT-5`.
    pub id: String,
    /// How binding it is.
    pub level: Level,
    /// Who must keep it.
    pub roles: Vec<Role>,
    /// The part of the specification it belongs to, such as `encoding/integer`.
    pub section: String,
    /// The statement, in a sentence or two.
    pub text: String,
    /// The decisions, such as `D4`, that settle what the text of 2012 leaves open here.
    pub decisions: Vec<String>,
    /// Whether it follows from the grammar or a decision and is not said in so many words.
    pub derived: bool,
}

/// How binding a requirement is, in the words of RFC 2119.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub enum Level {
    /// An absolute requirement.
    #[serde(rename = "MUST")]
    Must,
    /// An absolute prohibition.
    #[serde(rename = "MUST NOT")]
    MustNot,
    /// To be kept unless there is a good reason.
    #[serde(rename = "SHOULD")]
    Should,
    /// To be avoided unless there is a good reason.
    #[serde(rename = "SHOULD NOT")]
    ShouldNot,
    /// Free to do or to leave.
    #[serde(rename = "MAY")]
    May,
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Must => "MUST",
            Self::MustNot => "MUST NOT",
            Self::Should => "SHOULD",
            Self::ShouldNot => "SHOULD NOT",
            Self::May => "MAY",
        })
    }
}

/// A part that an implementation plays.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Writes messages.
    Encoder,
    /// Reads messages.
    Decoder,
    /// Browses a server.
    Client,
    /// Answers clients.
    Server,
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Encoder => "encoder",
            Self::Decoder => "decoder",
            Self::Client => "client",
            Self::Server => "server",
        })
    }
}
