//! [`Download`]: a blob that the server sends, however large it is.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use hyperglyph::{Blob, Value};
use tokio::io::AsyncRead;
use tokio::task::spawn_blocking;

use crate::content::Kind;
use crate::pieces::{FilePieces, Pieces, ReaderPieces};
use crate::upload::Contents;
use crate::{Content, Failure, IntoContent, Upload};

/// A blob that the server sends, however large it is: an answer, or a part of
/// one, of which never more than a few pieces are in memory.
///
/// Alone it is a response of its content type; on a page or in a list its
/// content follows in chunks. It is read as fast as the client takes it. If the
/// reader fails on the way, the log says why, and the connection is cut, so that
/// nobody takes the part for the whole.
///
/// ```
/// use hyperglyph_server::{Download, Failure, Function, Router, Upload, arg};
/// use tokio::io::{AsyncReadExt, repeat};
///
/// async fn recording(name: String) -> Result<Download, Failure> {
///     let known = ["monday", "tuesday"].contains(&&*name);
///     let name = if known { name } else { return Err(Failure::not_found()) };
///     Ok(Download::open("audio/ogg", format!("/var/lib/recorder/{name}.ogg")).await?)
/// }
///
/// fn zeros(count: u64) -> Download {
///     Download::new("application/octet-stream", repeat(0).take(count)).length(count)
/// }
///
/// let router = Router::new()
///     .offer(Function::new("recording", [arg("name")], recording).safe())
///     .offer(Function::new("zeros", [arg("count")], zeros).safe())
///     .function("echo", [arg("file")], |file: Upload| Download::from(file));
/// ```
#[derive(Clone, Debug)]
pub struct Download {
    attributes: Value<'static>,
    source: Source,
}

#[derive(Clone)]
enum Source {
    /// Whoever sends it takes it; so it can be sent once.
    Reader(Arc<Mutex<Option<Reader>>>, Option<u64>),
    Contents(Contents),
}

type Reader = Pin<Box<dyn AsyncRead + Send>>;

impl Download {
    /// What a reader reads, to its end.
    pub fn new(content_type: impl Into<String>, reader: impl AsyncRead + Send + 'static) -> Self {
        let reader: Reader = Box::pin(reader);
        let source = Source::Reader(Arc::new(Mutex::new(Some(reader))), None);
        Self::of(content_type, source)
    }

    /// How many bytes the reader reads: then the client knows it before. Another
    /// number of them counts as a failure of the reader.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        if let Source::Reader(_, length) = &mut self.source {
            *length = Some(bytes);
        }
        self
    }

    /// A file, as long as it is now. It is not locked: one that becomes shorter
    /// meanwhile is a failure, one that grows is sent to where it was.
    pub async fn open(
        content_type: impl Into<String>,
        path: impl Into<PathBuf>,
    ) -> io::Result<Self> {
        let path = path.into();
        let opening = spawn_blocking(move || Contents::of_file(File::open(path)?));
        let contents = opening.await.map_err(io::Error::other)??;
        Ok(Self::of(content_type, Source::Contents(contents)))
    }

    /// A file that is open already; as [`Download::open`]. It is read from its beginning.
    pub async fn file(content_type: impl Into<String>, file: File) -> io::Result<Self> {
        let asking = spawn_blocking(move || Contents::of_file(file));
        let contents = asking.await.map_err(io::Error::other)??;
        Ok(Self::of(content_type, Source::Contents(contents)))
    }

    fn of(content_type: impl Into<String>, source: Source) -> Self {
        Self {
            attributes: Blob::new(content_type.into(), b"").attributes,
            source,
        }
    }

    /// The blob without its content, and the content.
    pub(crate) fn into_parts(self) -> Result<(Value<'static>, Pieces), Failure> {
        let pieces = match self.source {
            Source::Reader(reader, length) => {
                let mut reader = reader.lock().unwrap_or_else(PoisonError::into_inner);
                let reader = reader.take().ok_or_else(|| {
                    Failure::internal("a download of a reader is sent twice: it can be read once")
                })?;
                Pieces::Reader(ReaderPieces::new(reader, length))
            }
            Source::Contents(Contents::Memory(bytes)) => Pieces::Bytes(bytes),
            Source::Contents(Contents::File { file, length }) => {
                Pieces::File(FilePieces::new(file, length))
            }
        };
        Ok((self.attributes, pieces))
    }
}

impl From<Upload> for Download {
    /// What came, with all its attributes.
    fn from(upload: Upload) -> Self {
        let (attributes, contents) = upload.into_parts();
        Self {
            attributes,
            source: Source::Contents(contents),
        }
    }
}

impl IntoContent for Download {
    fn into_content(self) -> Content {
        Content(Kind::Download(Box::new(self)))
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reader(_, length) => f.debug_tuple("Reader").field(length).finish(),
            Self::Contents(contents) => contents.fmt(f),
        }
    }
}
