//! [`Body`]: the bytes of a response.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};

/// The body of a response: bytes that are there, or a stream of them.
pub struct Body(Inner);

enum Inner {
    Whole(Full<Bytes>),
    Stream(UnsyncBoxBody<Bytes, io::Error>),
}

impl Body {
    /// Bytes that are there.
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self(Inner::Whole(Full::new(bytes.into())))
    }

    /// Bytes that come as they are asked for. An error in the middle cuts the
    /// connection, so that the client sees that it has not got all.
    pub fn stream<B>(body: B) -> Self
    where
        B: http_body::Body<Data = Bytes, Error = io::Error> + Send + 'static,
    {
        Self(Inner::Stream(body.boxed_unsync()))
    }

    /// All its bytes, if they are there.
    pub(crate) fn whole(&self) -> Option<usize> {
        match &self.0 {
            Inner::Whole(full) => http_body::Body::size_hint(full)
                .exact()
                .and_then(|length| usize::try_from(length).ok()),
            Inner::Stream(_) => None,
        }
    }
}

impl Default for Body {
    /// No bytes.
    fn default() -> Self {
        Self(Inner::Whole(Full::default()))
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        match &mut self.0 {
            Inner::Whole(full) => Pin::new(full)
                .poll_frame(context)
                .map_err(|never| match never {}),
            Inner::Stream(stream) => Pin::new(stream).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.0 {
            Inner::Whole(full) => full.is_end_stream(),
            Inner::Stream(stream) => stream.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.0 {
            Inner::Whole(full) => full.size_hint(),
            Inner::Stream(stream) => stream.size_hint(),
        }
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Body")
            .field(&http_body::Body::size_hint(self))
            .finish()
    }
}
