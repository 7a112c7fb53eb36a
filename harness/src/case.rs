//! [`Case`]: one vector, seen from one side.

use std::fmt;

use hyperglyph_vectors::{Level, Suite, Vector};

use crate::Finding;

/// What a vector is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    /// The built-in codec reads the bytes.
    CodecDecode,
    /// The built-in codec writes the value.
    CodecEncode,
    /// A server reads the bytes as an argument of `echo`, and writes them back.
    ServerEcho,
    /// The built-in client reads the bytes as the page of a scripted server.
    ClientRead,
    /// The built-in client sends the value to `echo`, and reads it back.
    ClientCall,
}

impl Side {
    /// Every side, in the order of reports.
    pub const ALL: [Self; 5] = [
        Self::CodecDecode,
        Self::CodecEncode,
        Self::ServerEcho,
        Self::ClientRead,
        Self::ClientCall,
    ];

    /// The first part of a case id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::CodecDecode => "codec.decode",
            Self::CodecEncode => "codec.encode",
            Self::ServerEcho => "server.echo",
            Self::ClientRead => "client.read",
            Self::ClientCall => "client.call",
        }
    }

    /// Whether the vector says anything about this side: without a value there
    /// is nothing to write.
    #[must_use]
    pub const fn concerns(self, vector: &Vector) -> bool {
        match self {
            Self::CodecDecode | Self::ServerEcho | Self::ClientRead => true,
            Self::CodecEncode | Self::ClientCall => vector.value.is_some(),
        }
    }
}

/// One vector, seen from one side.
#[derive(Clone, Debug)]
pub struct Case<'s> {
    /// The side, a slash and the id of the vector: `server.echo/integer/zero`.
    pub id: String,
    /// What is held against the vector.
    pub side: Side,
    /// What must happen.
    pub vector: &'s Vector,
    /// The section of the specification: `encoding/integer`.
    pub section: &'s str,
    /// The strictest of the levels of the requirements that the vector cites.
    pub level: Level,
}

impl<'s> Case<'s> {
    pub(crate) fn new(suite: &'s Suite, section: &'s str, vector: &'s Vector, side: Side) -> Self {
        let levels = vector
            .requirements
            .iter()
            .filter_map(|id| suite.requirement(id));
        Self {
            id: format!("{}/{}", side.name(), vector.id),
            side,
            vector,
            section,
            level: levels
                .map(|requirement| requirement.level)
                .min()
                .unwrap_or(Level::Must),
        }
    }

    /// The requirement that tells against the target when the case fell short.
    #[must_use]
    pub fn told_by(&self, finding: &Finding) -> &'s str {
        let first = || self.vector.requirements.first().map_or("", String::as_str);
        finding.requirement.unwrap_or_else(first)
    }

    /// Whether a finding that fell short is a failure, and not only a warning:
    /// the requirement that it names decides, else the strictest of the vector.
    #[must_use]
    pub fn is_binding(&self, suite: &Suite, finding: &Finding) -> bool {
        let named = finding.requirement.and_then(|id| suite.requirement(id));
        let level = named.map_or(self.level, |requirement| requirement.level);
        matches!(level, Level::Must | Level::MustNot)
    }
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}
