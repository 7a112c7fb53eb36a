//! [`Upload`]: a blob that a client sends, however large it is.

mod contents;
mod flow;
mod form;
mod intake;
mod receive;
mod save;
mod stream;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes};
use hyperglyph::{Blob, Value};
use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};

use crate::pieces::FilePieces;
use crate::{Arrival, Failure, FromCall, Incoming};

pub(crate) use contents::{Contents, Spool};
pub(crate) use flow::Flow;
pub(crate) use form::Form;
pub(crate) use intake::{Arrived, Intake, Shape, upload_too_large};
pub(crate) use receive::{begin, receive};
pub use stream::UploadStream;
pub(crate) use stream::{Tap, channel};

/// A blob that a client sends, however large it is: an argument that is never
/// whole in memory.
///
/// It is there when the handler begins: up to 64 KiB in memory
/// ([`Router::upload_memory`](crate::Router::upload_memory)), else in a temporary
/// file without a name, which ends with the last clone of the upload. A client
/// that vanishes on the way calls nothing.
///
/// It reads as an [`AsyncRead`], from its beginning; each clone for itself.
///
/// ```
/// use hyperglyph_server::{Envelope, Failure, Function, Router, Upload, Verb, arg};
/// use tokio::io::{AsyncReadExt, copy, sink};
///
/// // Among the arguments of a form, or as the lone body of a request.
/// async fn attach(title: String, mut file: Upload) -> Result<u64, Failure> {
///     Ok(copy(&mut file, &mut sink()).await?)
/// }
///
/// async fn keep(file: Upload) -> Result<(), Failure> {
///     Ok(file.save("/var/lib/notebook/picture").await?)
/// }
///
/// let router = Router::new()
///     .body_limit(4 << 30)
///     .function("attach", [arg("title"), arg("file")], attach)
///     .offer(Function::new("keep", [arg("file")], keep).verb(Verb::Put, Envelope::Blob));
/// ```
#[derive(Debug)]
pub struct Upload {
    attributes: Value<'static>,
    contents: Contents,
    reading: Reading,
}

/// How far it was read.
#[derive(Debug)]
enum Reading {
    Memory(Bytes),
    File { pieces: FilePieces, piece: Bytes },
}

impl Upload {
    fn new(attributes: Value<'static>, contents: Contents) -> Self {
        Self {
            attributes,
            reading: Reading::of(&contents),
            contents,
        }
    }

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

    /// How many bytes it has, read or not.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.contents.length()
    }

    pub(crate) fn into_parts(self) -> (Value<'static>, Contents) {
        (self.attributes, self.contents)
    }

    /// All its bytes, in memory. Look at [`Upload::length`] first: there may be
    /// more of them than memory.
    pub async fn bytes(&self) -> io::Result<Bytes> {
        match &self.contents {
            Contents::Memory(bytes) => Ok(bytes.clone()),
            Contents::File { length, .. } => {
                let length = usize::try_from(*length).map_err(io::Error::other)?;
                let mut bytes = Vec::with_capacity(length);
                self.clone().read_to_end(&mut bytes).await?;
                Ok(bytes.into())
            }
        }
    }
}

impl Clone for Upload {
    /// The same upload, read from its beginning.
    fn clone(&self) -> Self {
        Self::new(self.attributes.clone(), self.contents.clone())
    }
}

impl Reading {
    fn of(contents: &Contents) -> Self {
        match contents {
            Contents::Memory(bytes) => Self::Memory(bytes.clone()),
            Contents::File { file, length } => Self::File {
                pieces: FilePieces::new(file.clone(), *length),
                piece: Bytes::new(),
            },
        }
    }
}

impl AsyncRead for Upload {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let from = match &mut self.reading {
            Reading::Memory(bytes) => bytes,
            Reading::File { pieces, piece } => {
                if piece.is_empty() {
                    *piece = ready!(pieces.poll_piece(context, 0))?.freeze();
                }
                piece
            }
        };
        let length = from.len().min(buffer.remaining());
        buffer.put_slice(&from[..length]);
        from.advance(length);
        Poll::Ready(Ok(()))
    }
}

impl FromCall for Upload {
    const NAMED: usize = 1;
    const ARRIVAL: Arrival = Arrival::Spooled;

    fn from_call(incoming: &mut Incoming<'_>) -> Result<Self, Failure> {
        let (name, value, contents) = incoming.next_streamed()?;
        let blob = blob_of(name, value)?;
        let contents = match contents {
            Some(contents) => contents.clone(),
            None => Contents::Memory(Bytes::copy_from_slice(&blob.content)),
        };
        Ok(Self::new(blob.attributes.clone().into_owned(), contents))
    }
}

/// The blob that an upload is; 400 for what is none, or one without a type (BLB-2, D5b).
fn blob_of<'v, 'b>(name: &str, value: &'v Value<'b>) -> Result<&'v Blob<'b>, Failure> {
    let message = match value {
        Value::Blob(blob) if blob.content_type().is_some() => return Ok(blob),
        Value::Blob(_) => format!(
            "argument {name:?}: expected a blob with a content-type, found one without [BLB-2]"
        ),
        other => format!(
            "argument {name:?}: expected a blob, found {}",
            other.type_name()
        ),
    };
    Err(Failure::bad_request(message))
}

fn content_type<'v>(attributes: &'v Value<'_>) -> Option<&'v str> {
    match attributes.get("content-type")? {
        Value::Unicode(text) => Some(text),
        Value::Bytes(bytes) => str::from_utf8(bytes).ok(),
        _ => None,
    }
}
