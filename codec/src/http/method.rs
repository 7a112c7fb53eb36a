//! [`Method`], and which [`Envelope`]s each allows.

use std::fmt;

use super::Envelope;

/// A method of the protocol. There are no others (HTP-22, D26i).
///
/// | method | envelopes allowed | default | |
/// |---|---|---|---|
/// | GET | query, none | query | ENV-10 |
/// | POST | form, blob, none | form | ENV-9 |
/// | PUT | blob, form | blob | ENV-13 |
/// | PATCH | blob, form | blob | ENV-14 |
/// | DELETE | none, query, blob, form | none | ENV-15 |
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Safe and idempotent, without a body.
    Get,
    /// The method of a form that names none.
    Post,
    /// Puts a thing in its place.
    Put,
    /// Changes a thing in place.
    Patch,
    /// Takes a thing away.
    Delete,
}

impl Method {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// Reads a method; methods are written in capitals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        crate::fault!("HTP-22/head-is-get" if matches!(text, "HEAD" | "OPTIONS" | "TRACE") => return Some(Self::Get));
        crate::fault!("HTP-5/any-is-post" if Self::ALL.iter().all(|it| it.as_str() != text) => return Some(Self::Post));
        Self::ALL.into_iter().find(|method| method.as_str() == text)
    }

    /// As it stands in a request.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The envelopes that go with it; the first is the default (FRM-8).
    #[must_use]
    pub const fn envelopes(self) -> &'static [Envelope] {
        use Envelope::{Blob, Form, None, Query};
        match self {
            Self::Get => &[Query, None],
            Self::Post => &[Form, Blob, None],
            Self::Put | Self::Patch => &[Blob, Form],
            Self::Delete => &[None, Query, Blob, Form],
        }
    }

    /// The envelope where a form names none (FRM-8).
    #[must_use]
    pub const fn default_envelope(self) -> Envelope {
        self.envelopes()[0]
    }

    /// The requirement that forbids an envelope, if one does.
    #[must_use]
    pub fn forbids(self, envelope: Envelope) -> Option<&'static str> {
        (!self.envelopes().contains(&envelope)).then_some(match self {
            Self::Get => "ENV-10",
            Self::Post => "ENV-9",
            Self::Put => "ENV-13",
            Self::Patch => "ENV-14",
            Self::Delete => "ENV-15",
        })
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
