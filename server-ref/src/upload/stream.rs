//! [`UploadStream`]: a blob that is read while it comes; [`Feed`]: its other end.

use std::io;
use std::mem::take;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use hyperglyph::Value;
use tokio::io::{AsyncRead, ReadBuf};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

use super::{blob_of, content_type};
use crate::{Arrival, Failure, FromCall, Incoming};

/// A blob that is read while the client sends it: an argument that is nowhere, but
/// for the pieces that are on their way.
///
/// The handler begins as soon as its other arguments are there. While it takes
/// nothing, nothing is asked of the client; and whoever keeps the other waiting for
/// longer than [`Router::timeout`](crate::Router::timeout) ends the call.
///
/// - Its end, `Ok(None)` or a read of no bytes, means that the message was whole and
///   right. What a handler does with the content before, it must be able to undo.
/// - What goes wrong on the way (the client breaks off: 400; is too slow: 408; sends
///   too much: 413) is an error here, and then the answer, whatever the handler says.
///   A client that closes its connection may end the handler where it waits.
/// - A handler that answers before the end closes the connection.
/// - It is the only blob of its message, and the other arguments have 64 KiB at
///   most. Where either is too little, take an [`Upload`](crate::Upload).
/// - A method of a persistent instance that was changed meanwhile is not run again,
///   for the content is gone: the client gets a 409.
///
/// ```
/// use hyperglyph_server::{Failure, Router, UploadStream, arg};
///
/// async fn count(mut log: UploadStream) -> Result<u64, Failure> {
///     let mut lines = 0;
///     while let Some(piece) = log.chunk().await? {
///         lines += piece.iter().filter(|byte| **byte == b'\n').count() as u64;
///     }
///     Ok(lines)
/// }
///
/// let router = Router::new().body_limit(4 << 30).function("count", [arg("log")], count);
/// ```
#[derive(Debug)]
pub struct UploadStream {
    attributes: Value<'static>,
    source: Source,
    /// What came and was not read.
    piece: Bytes,
}

#[derive(Debug)]
enum Source {
    Coming(Coming),
    /// All that is left is in the piece.
    Ended,
    Failed(Failure),
}

/// The pieces of an upload, once for one call: a handler that runs again finds it empty.
pub(crate) type Tap = Mutex<Option<Coming>>;

/// The end where pieces come out.
#[derive(Debug)]
pub(crate) struct Coming(mpsc::Receiver<Piece>);

/// The end where pieces go in.
#[derive(Debug)]
pub(crate) struct Feed {
    pieces: mpsc::Sender<Piece>,
    /// Room for how it ends, whatever waits.
    last: Option<mpsc::OwnedPermit<Piece>>,
}

#[derive(Debug)]
enum Piece {
    Data(Bytes),
    /// The message was whole.
    End,
    Failed(Failure),
}

/// Both ends: a few pieces wait while another is worked on.
pub(crate) fn channel() -> (Feed, Tap) {
    let (pieces, coming) = mpsc::channel(3);
    let last = pieces.clone().try_reserve_owned().ok();
    (Feed { pieces, last }, Mutex::new(Some(Coming(coming))))
}

impl Feed {
    /// Gives it the next bytes; waits where it has enough. False if it wants no more.
    pub(super) async fn data(&self, data: Bytes) -> bool {
        match self.pieces.try_send(Piece::Data(data)) {
            Ok(()) => true,
            Err(TrySendError::Full(piece)) => self.pieces.send(piece).await.is_ok(),
            Err(TrySendError::Closed(_)) => false,
        }
    }

    /// Tells how it ended.
    pub(super) fn end(self, outcome: Result<(), Failure>) {
        if let Some(last) = self.last {
            last.send(outcome.map_or_else(Piece::Failed, |()| Piece::End));
        }
    }
}

impl UploadStream {
    /// The content type; `application/octet-stream`, if a lone body came without one.
    #[must_use]
    pub fn content_type(&self) -> &str {
        content_type(&self.attributes).unwrap_or_default()
    }

    /// All attributes of the blob, the content type among them.
    #[must_use]
    pub const fn attributes(&self) -> &Value<'static> {
        &self.attributes
    }

    /// The next bytes, never none: as many as came at once. `None` at the end.
    pub async fn chunk(&mut self) -> io::Result<Option<Bytes>> {
        std::future::poll_fn(|context| self.poll_chunk(context)).await
    }

    /// The same, for who polls.
    pub fn poll_chunk(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Option<Bytes>>> {
        if !self.piece.is_empty() {
            return Poll::Ready(Ok(Some(take(&mut self.piece))));
        }
        let came = match &mut self.source {
            Source::Coming(Coming(pieces)) => ready!(pieces.poll_recv(context)),
            Source::Ended => Some(Piece::End),
            Source::Failed(failure) => Some(Piece::Failed(failure.clone())),
        };
        match came {
            Some(Piece::Data(data)) => Poll::Ready(Ok(Some(data))),
            Some(Piece::End) => {
                self.source = Source::Ended;
                Poll::Ready(Ok(None))
            }
            Some(Piece::Failed(failure)) => Poll::Ready(Err(self.failed(failure))),
            None => {
                let over = Failure::internal("the call that the upload came with is over");
                Poll::Ready(Err(self.failed(over)))
            }
        }
    }

    /// Whoever reads on after an error must not take it for the end.
    fn failed(&mut self, failure: Failure) -> io::Error {
        self.source = Source::Failed(failure.clone());
        io::Error::other(failure)
    }
}

impl AsyncRead for UploadStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if let Some(mut piece) = ready!(self.poll_chunk(context))? {
            let length = piece.len().min(buffer.remaining());
            buffer.put_slice(&piece[..length]);
            piece.advance(length);
            self.piece = piece;
        }
        Poll::Ready(Ok(()))
    }
}

impl FromCall for UploadStream {
    const NAMED: usize = 1;
    const ARRIVAL: Arrival = Arrival::Streamed;

    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure> {
        let tap = incoming.tap();
        let (name, value) = incoming.next_argument()?;
        let blob = blob_of(name, value)?;
        let attributes = blob.attributes.clone().into_owned();
        let Some(tap) = tap else {
            // In a query, all of it is there.
            return Ok(Self {
                attributes,
                source: Source::Ended,
                piece: Bytes::copy_from_slice(&blob.content),
            });
        };
        let coming = tap.lock().unwrap_or_else(PoisonError::into_inner).take();
        let coming = coming.ok_or_else(changed_meanwhile)?;
        Ok(Self {
            attributes,
            source: Source::Coming(coming),
            piece: Bytes::new(),
        })
    }
}

fn changed_meanwhile() -> Failure {
    let message = "the instance was changed while the upload came: send it again";
    Failure::new(http::StatusCode::CONFLICT, message)
}
