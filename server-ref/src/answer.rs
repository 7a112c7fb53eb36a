//! [`Answer`]: what a handler gives back.
//!
//! | answer | response |
//! |---|---|
//! | nil | 204 (HTP-13) |
//! | a lone blob | 200, plain HTTP with the content type of the blob (BLB-8, D26e) |
//! | any other content | 200, `application/vnd.hyperglyph` (HTP-1, HTP-11) |
//! | a stream | 200, plain HTTP with its content type |
//! | a redirect | 303, or the status it names, with `Location` (HTP-16) |
//! | something created | 201 with `Location` (HTP-12) |

use chrono::{DateTime, Utc};
use http::StatusCode;

use crate::content::{Boxed, Kind};
use crate::{Body, Content, Failure, Instance, IntoContent, State, Stored};

/// What a handler gives back, where it is more than [`Content`].
///
/// ```
/// use hyperglyph_server::{Answer, Function, Router};
///
/// let motd = Function::new("motd", [], || Answer::new("Be kind.").etag("1")).embed();
/// let router = Router::new()
///     .offer(motd)
///     .function("elsewhere", [], || Answer::redirect("https://example.org/"));
/// ```
#[derive(Debug)]
pub struct Answer {
    pub(crate) what: What,
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<DateTime<Utc>>,
}

#[derive(Debug)]
pub(crate) enum What {
    Content(Content),
    Stream(String, Body),
    Located(StatusCode, Location),
}

/// What becomes an [`Answer`]: content, an answer itself, or a `Result` of one
/// whose error becomes a [`Failure`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no answer",
    note = "what is `serde::Serialize` goes as `Data(…)`, an instance of a class as `Instance(…)`",
    note = "an error needs `impl From<…> for Failure`, which says by which status it is told"
)]
pub trait IntoAnswer {
    /// The answer.
    fn into_answer(self) -> Result<Answer, Failure>;
}

impl<T: IntoContent> IntoAnswer for T {
    fn into_answer(self) -> Result<Answer, Failure> {
        Ok(Answer::new(self))
    }
}

impl IntoAnswer for Answer {
    fn into_answer(self) -> Result<Answer, Failure> {
        Ok(self)
    }
}

impl<T: IntoAnswer, E: Into<Failure>> IntoAnswer for Result<T, E> {
    fn into_answer(self) -> Result<Answer, Failure> {
        self.map_err(Into::into)?.into_answer()
    }
}

impl Answer {
    /// Content.
    pub fn new(content: impl IntoContent) -> Self {
        Self::of(What::Content(content.into_content()))
    }

    /// The bytes of a body, as they come, with their content type. It must be
    /// no hyperglyph: that is encoded by the server.
    pub fn stream(content_type: impl Into<String>, body: Body) -> Self {
        Self::of(What::Stream(content_type.into(), body))
    }

    /// A 303: the client gets the location at once (HTP-15, HTP-16).
    pub fn redirect(location: impl Into<Location>) -> Self {
        Self::redirect_by(StatusCode::SEE_OTHER, location)
    }

    /// A 301, 302, 303, 307 or 308. Any other status is a 500.
    pub fn redirect_by(status: StatusCode, location: impl Into<Location>) -> Self {
        Self::of(What::Located(status, location.into()))
    }

    /// A 201: the client gets a link to the location (HTP-12).
    pub fn created(location: impl Into<Location>) -> Self {
        Self::of(What::Located(StatusCode::CREATED, location.into()))
    }

    /// The entity tag of this content (LNK-6): a client that has it already need
    /// not get it again.
    #[must_use]
    pub fn etag(mut self, etag: impl Into<String>) -> Self {
        self.etag = Some(etag.into());
        self
    }

    /// When this content last changed (LNK-6).
    #[must_use]
    pub fn last_modified(mut self, when: DateTime<Utc>) -> Self {
        self.last_modified = Some(when);
        self
    }

    const fn of(what: What) -> Self {
        Self {
            what,
            etag: None,
            last_modified: None,
        }
    }
}

/// Where an answer leads: a url, a path of this server, or an instance.
#[derive(Clone, Debug)]
pub struct Location(pub(crate) Place);

#[derive(Clone, Debug)]
pub(crate) enum Place {
    Url(String),
    Content(Content),
}

impl From<&str> for Location {
    /// An absolute url, or one relative to that of the request.
    fn from(url: &str) -> Self {
        Self(Place::Url(url.to_owned()))
    }
}

impl From<String> for Location {
    /// An absolute url, or one relative to that of the request.
    fn from(url: String) -> Self {
        Self(Place::Url(url))
    }
}

impl<T: State> From<Instance<T>> for Location {
    fn from(instance: Instance<T>) -> Self {
        Self(Place::Content(instance.into_content()))
    }
}

impl<T: State> From<Stored<T>> for Location {
    fn from(stored: Stored<T>) -> Self {
        Self(Place::Content(stored.into_content()))
    }
}

impl From<Boxed> for Location {
    fn from(instance: Boxed) -> Self {
        Self(Place::Content(Content(Kind::Instance(instance))))
    }
}
