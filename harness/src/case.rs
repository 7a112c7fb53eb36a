//! [`Case`]: one vector, seen from one side, or one case over HTTP.

use std::fmt;

use hyperglyph_vectors::http::{ClientCase, ServerCase};
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
    /// A server gets the requests of a case over HTTP.
    HttpServer,
    /// The built-in client walks through the script of a case over HTTP.
    HttpClient,
}

impl Side {
    /// Every side, in the order of reports.
    pub const ALL: [Self; 7] = [
        Self::CodecDecode,
        Self::CodecEncode,
        Self::ServerEcho,
        Self::ClientRead,
        Self::ClientCall,
        Self::HttpServer,
        Self::HttpClient,
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
            Self::HttpServer => "http.server",
            Self::HttpClient => "http.client",
        }
    }

    /// Whether the vector says anything about this side: without a value there
    /// is nothing to write.
    #[must_use]
    pub const fn concerns(self, vector: &Vector) -> bool {
        match self {
            Self::CodecDecode | Self::ServerEcho | Self::ClientRead => true,
            Self::CodecEncode | Self::ClientCall => vector.value.is_some(),
            Self::HttpServer | Self::HttpClient => false,
        }
    }
}

/// What a case is about.
#[derive(Clone, Copy, Debug)]
pub enum About<'s> {
    /// A message.
    Vector(&'s Vector),
    /// Requests, and their answers.
    Server(&'s ServerCase),
    /// A script, and the walk through it.
    Client(&'s ClientCase),
}

/// One vector, seen from one side, or one case over HTTP.
#[derive(Clone, Debug)]
pub struct Case<'s> {
    /// The side, a slash and the id of the vector: `server.echo/integer/zero`,
    /// `http.server/envelopes/post-form`.
    pub id: String,
    /// What is held against it.
    pub side: Side,
    /// What must happen.
    pub about: About<'s>,
    /// The section of the specification: `encoding/integer`.
    pub section: &'s str,
    /// The strictest of the levels of the requirements that are cited.
    pub level: Level,
}

impl<'s> Case<'s> {
    pub(crate) fn of_vector(
        suite: &'s Suite,
        section: &'s str,
        vector: &'s Vector,
        side: Side,
    ) -> Self {
        let id = format!("{}/{}", side.name(), vector.id);
        Self::new(suite, section, About::Vector(vector), side, id)
    }

    pub(crate) fn of_server(suite: &'s Suite, section: &'s str, case: &'s ServerCase) -> Self {
        let id = format!("http.{}", case.id);
        Self::new(suite, section, About::Server(case), Side::HttpServer, id)
    }

    pub(crate) fn of_client(suite: &'s Suite, section: &'s str, case: &'s ClientCase) -> Self {
        let id = format!("http.{}", case.id);
        Self::new(suite, section, About::Client(case), Side::HttpClient, id)
    }

    fn new(suite: &'s Suite, section: &'s str, about: About<'s>, side: Side, id: String) -> Self {
        let cited = about.requirements().iter();
        let levels = cited.filter_map(|id| Some(suite.requirement(id)?.level));
        Self {
            id,
            side,
            about,
            section,
            level: levels.min().unwrap_or(Level::Must),
        }
    }

    /// The id of the vector, without the side.
    #[must_use]
    pub const fn subject_id(&self) -> &'s str {
        match self.about {
            About::Vector(vector) => vector.id.as_str(),
            About::Server(case) => case.id.as_str(),
            About::Client(case) => case.id.as_str(),
        }
    }

    /// Why the case exists.
    #[must_use]
    pub const fn note(&self) -> &'s str {
        match self.about {
            About::Vector(vector) => vector.note.as_str(),
            About::Server(case) => case.note.as_str(),
            About::Client(case) => case.note.as_str(),
        }
    }

    /// The requirements that are cited, the main one first.
    #[must_use]
    pub const fn requirements(&self) -> &'s [String] {
        self.about.requirements()
    }

    /// The requirement that tells against the target when the case fell short.
    #[must_use]
    pub fn told_by(&self, finding: &Finding) -> &'s str {
        let first = || self.requirements().first().map_or("", String::as_str);
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

impl<'s> About<'s> {
    const fn requirements(self) -> &'s [String] {
        match self {
            Self::Vector(vector) => vector.requirements.as_slice(),
            Self::Server(case) => case.requirements.as_slice(),
            Self::Client(case) => case.requirements.as_slice(),
        }
    }
}

impl fmt::Display for Case<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}
