//! [`RequestIds`]: a name for each request, in its answer and in the log.

use std::fmt;

use http::{HeaderName, HeaderValue, Request, Response};
use tracing::Span;

use crate::Body;
use crate::unique::unique;

/// How requests get their ids: made here, or, if that is trusted, taken from a
/// header of the request. An id goes back in the same header, and stands in the
/// span `request` of all that is logged meanwhile, beside the `logref` of an
/// error. A handler finds its [`RequestId`] in the extensions of its
/// [`Call`](crate::Call).
///
/// ```
/// use hyperglyph_server::{RequestIds, Router};
///
/// // A proxy in front gives ids, and nobody can get past it.
/// let router = Router::new().request_ids(RequestIds::new().trusted());
/// ```
#[derive(Clone, Debug)]
pub struct RequestIds {
    header: HeaderName,
    is_trusted: bool,
}

impl RequestIds {
    /// The bytes of the longest id that is taken from a request.
    pub const MAX_ID: usize = 128;

    /// Ids made here, in the header `x-request-id`.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            header: HeaderName::from_static("x-request-id"),
            is_trusted: false,
        }
    }

    /// In another header.
    #[must_use]
    pub fn header(mut self, header: HeaderName) -> Self {
        self.header = header;
        self
    }

    /// Takes the id that a request brings: letters, digits and `-._~:=+/`, 128
    /// bytes at most. For one that brings another, or two, an id is made.
    #[must_use]
    pub const fn trusted(mut self) -> Self {
        self.is_trusted = true;
        self
    }

    /// Names a request. What it brought stands in its headers still.
    pub(crate) fn name<B>(&self, request: &mut Request<B>) -> Named {
        let brought = self.is_trusted.then(|| self.brought(request)).flatten();
        let id = RequestId(brought.unwrap_or_else(made));
        let span = tracing::info_span!(
            "request",
            id = id.as_str(),
            method = %request.method(),
            path = request.uri().path(),
        );
        request.extensions_mut().insert(id.clone());
        Named {
            id,
            header: self.header.clone(),
            span,
        }
    }

    fn brought<B>(&self, request: &Request<B>) -> Option<HeaderValue> {
        let mut all = request.headers().get_all(&self.header).iter();
        let id = all.next().filter(|_| all.next().is_none())?;
        let is_plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~:=+/".contains(byte);
        let is_id = (1..=Self::MAX_ID).contains(&id.len()) && id.as_bytes().iter().all(is_plain);
        is_id.then(|| id.clone())
    }
}

impl Default for RequestIds {
    fn default() -> Self {
        Self::new()
    }
}

fn made() -> HeaderValue {
    HeaderValue::try_from(unique()).unwrap_or_else(|_| HeaderValue::from_static("none"))
}

/// The id of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(HeaderValue);

impl RequestId {
    /// It is plain ASCII.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.to_str().unwrap_or_default()
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A request that has its id.
pub(crate) struct Named {
    id: RequestId,
    header: HeaderName,
    pub(crate) span: Span,
}

impl Named {
    /// Puts the id into the answer.
    pub(crate) fn sign(self, response: &mut Response<Body>) {
        let status = response.status().as_u16();
        tracing::debug!(parent: &self.span, status, "answered");
        response.headers_mut().insert(self.header, self.id.0);
    }
}
