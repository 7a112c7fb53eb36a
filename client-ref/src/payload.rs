//! [`Payload`]: the body of a request before it is sent, and [`Body`] on its way.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use crate::upload::{Source, Stream};

/// What a request carries.
#[derive(Debug)]
pub(crate) enum Payload {
    /// In memory: it can be sent as often as needed.
    Bytes(Bytes),
    /// From sources that give their bytes once; nothing, when they are spent.
    Stream(Option<Box<Stream>>),
}

impl Payload {
    /// The body to send; nothing, where it is spent.
    pub(crate) fn open(&mut self) -> Option<Body> {
        match self {
            Self::Bytes(bytes) => Some(Body::Bytes(bytes.clone())),
            Self::Stream(stream) => stream.take().map(Body::Stream),
        }
    }

    /// Takes back a body that was never sent.
    pub(crate) fn close(&mut self, body: Body) {
        if let Body::Stream(unsent) = body {
            *self = Self::Stream(Some(unsent));
        }
    }
}

impl From<Vec<u8>> for Payload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

/// A body that is being sent.
#[derive(Debug)]
pub(crate) enum Body {
    Bytes(Bytes),
    Stream(Box<Stream>),
}

impl HttpBody for Body {
    type Data = Bytes;
    type Error = Source;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Source>>> {
        match self.get_mut() {
            Self::Bytes(bytes) if bytes.is_empty() => Poll::Ready(None),
            Self::Bytes(bytes) => Poll::Ready(Some(Ok(Frame::data(std::mem::take(bytes))))),
            Self::Stream(stream) => stream
                .poll_next(cx)
                .map(|next| next.map(|bytes| bytes.map(Frame::data))),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Bytes(bytes) => bytes.is_empty(),
            Self::Stream(_) => false,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Bytes(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Self::Stream(stream) => stream
                .length()
                .map_or_else(SizeHint::new, SizeHint::with_exact),
        }
    }
}
