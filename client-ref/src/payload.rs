//! [`Payload`]: the body of a request before it is sent, and [`Body`] on its way.

use std::io::Read;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::GzEncoder;
use hyper::body::{Body as HttpBody, Frame, SizeHint};

use crate::upload::{Source, Stream};

/// From so many bytes on, to compress them would hold others up.
const LARGE: usize = 64 << 10;

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

/// Bytes in gzip, made in a thread of their own where there are many.
pub(crate) async fn compressed(bytes: Bytes) -> Bytes {
    if bytes.len() < LARGE {
        return gzip(&bytes);
    }
    let plain = bytes.clone();
    let work = tokio::task::spawn_blocking(move || gzip(&plain));
    work.await.unwrap_or_else(|_| gzip(&bytes))
}

fn gzip(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(bytes, Compression::fast());
    let mut compressed = Vec::with_capacity(bytes.len() / 2);
    // From memory to memory, which cannot fail.
    let outcome = encoder.read_to_end(&mut compressed);
    debug_assert!(outcome.is_ok(), "{outcome:?}");
    compressed.into()
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
