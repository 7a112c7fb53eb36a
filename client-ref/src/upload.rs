//! [`Upload`]: an argument whose bytes come from a source while it is sent.
//!
//! ```text
//! envelope blob    the bytes
//! envelope form    root object, then for each blob in document order
//!                      'c' id ':' length ':' bytes ';' 'c' id ';'      where the length is known
//!                    ( 'c' id ':' length ':' bytes ';' )* 'c' id ';'   where it is not
//! ```

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::path::Path;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use hyperglyph::stream::{BlobId, Encoder, FrameError};
use tokio::io::{AsyncRead, ReadBuf};

/// So much is read from a source at once, and so much is held of it.
const PIECE: usize = 64 << 10;

/// A blob whose content comes from a file or any other [`AsyncRead`], and is never
/// held whole (BLB-12). Nothing is read while the server takes no more.
///
/// ```no_run
/// # async fn upload(page: hyperglyph_client::Page) -> Result<(), Box<dyn std::error::Error>> {
/// use hyperglyph_client::{Upload, args};
///
/// let song = Upload::open("song.ogg", "audio/ogg").await?;
/// page.call("add_song", args! { title: "La la la", song: song }).await?;
/// # Ok(())
/// # }
/// ```
pub struct Upload {
    pub(crate) content_type: String,
    /// Behind a lock that nobody ever takes: so a request may be shared, as the others are.
    reader: Mutex<Pin<Box<dyn AsyncRead + Send>>>,
    length: Option<u64>,
}

impl Upload {
    /// An upload of all that a source gives.
    pub fn new(content_type: impl Into<String>, source: impl AsyncRead + Send + 'static) -> Self {
        Self {
            content_type: content_type.into(),
            reader: Mutex::new(Box::pin(source)),
            length: None,
        }
    }

    /// An upload of a file.
    pub async fn open(path: impl AsRef<Path>, content_type: impl Into<String>) -> io::Result<Self> {
        let mut file = tokio::fs::File::open(path).await?;
        file.set_max_buf_size(PIECE);
        let metadata = file.metadata().await?;
        let upload = Self::new(content_type, file);
        // What is no regular file has no length to speak of.
        Ok(if metadata.is_file() {
            upload.length(metadata.len())
        } else {
            upload
        })
    }

    /// How many bytes the source gives: no more are sent, and fewer are an error.
    /// The server then knows before it reads them.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}

/// Why a source gives no more.
#[derive(Debug)]
pub(crate) struct Source(pub(crate) io::Error);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the source of an upload failed: {}", self.0)
    }
}

impl std::error::Error for Source {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// A body made of what is there already and of what sources give.
#[derive(Debug)]
pub(crate) struct Stream {
    parts: VecDeque<Part>,
    /// Of all that is left, where every source knows it.
    length: Option<u64>,
    buffer: BytesMut,
    progress: Arc<Progress>,
}

/// How far an upload is, for whoever waits for the answer.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    pieces: AtomicU64,
    ended: AtomicBool,
}

impl Progress {
    /// Counts the pieces that were sent: while it grows, the upload is alive.
    pub(crate) fn pieces(&self) -> u64 {
        self.pieces.load(Ordering::Relaxed)
    }

    /// Whether all of it was handed on.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

#[derive(Debug)]
enum Part {
    Bytes(Bytes),
    /// All that a source gives, or as much as it was told to.
    Plain(Upload),
    /// What a source gives, each piece in a chunk of its own.
    Chunks(Upload, BlobId),
}

impl Stream {
    /// The bytes of one upload, as they are (ENV-3).
    pub(crate) fn plain(upload: Upload) -> Self {
        let mut stream = Self::new();
        stream.push_plain(upload);
        stream
    }

    /// A message: its root, whose blobs have no content, and for each blob its
    /// content or its upload, in document order (ENV-6).
    pub(crate) fn message(
        root: Vec<u8>,
        mut encoder: Encoder,
        blobs: impl IntoIterator<Item = Result<Upload, Bytes>>,
    ) -> Result<Self, FrameError> {
        let mut stream = Self::new();
        stream.push(root.into());
        for (index, blob) in blobs.into_iter().enumerate() {
            let id = BlobId::new(index);
            let sized = match &blob {
                Ok(upload) => upload.length,
                Err(bytes) => Some(bytes.len() as u64),
            };
            if let Some(length) = sized.filter(|length| *length > 0) {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                stream.push(Bytes::copy_from_slice(&encoder.chunk(id, length)?));
            }
            match blob {
                Ok(upload) if upload.length.is_some() => stream.push_plain(upload),
                Ok(upload) => {
                    stream.parts.push_back(Part::Chunks(upload, id));
                    stream.length = None;
                }
                Err(bytes) => stream.push(bytes),
            }
            if sized.is_some_and(|length| length > 0) {
                stream.push(Bytes::from_static(Encoder::CHUNK_END));
            }
            stream.push(Bytes::copy_from_slice(&encoder.end(id)?));
        }
        encoder.finish()?;
        Ok(stream)
    }

    fn new() -> Self {
        Self {
            parts: VecDeque::new(),
            length: Some(0),
            buffer: BytesMut::new(),
            progress: Arc::default(),
        }
    }

    fn push(&mut self, bytes: Bytes) {
        self.length = self.length.map(|length| length + bytes.len() as u64);
        self.parts.push_back(Part::Bytes(bytes));
    }

    fn push_plain(&mut self, upload: Upload) {
        self.length = self
            .length
            .zip(upload.length)
            .and_then(|(all, one)| all.checked_add(one));
        self.parts.push_back(Part::Plain(upload));
    }

    /// How many bytes are left, where that is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    pub(crate) fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress)
    }

    /// The next bytes to send, never none.
    pub(crate) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Source>>> {
        loop {
            let bytes = match self.parts.front_mut() {
                None => {
                    self.progress.ended.store(true, Ordering::Relaxed);
                    return Poll::Ready(None);
                }
                Some(Part::Bytes(bytes)) => {
                    let bytes = std::mem::take(bytes);
                    self.parts.pop_front();
                    bytes
                }
                Some(Part::Plain(upload)) => {
                    match ready!(poll_read(upload, &mut self.buffer, cx)) {
                        Ok(None) => {
                            self.parts.pop_front();
                            continue;
                        }
                        Ok(Some(bytes)) => bytes,
                        Err(error) => return Poll::Ready(Some(Err(Source(error)))),
                    }
                }
                Some(Part::Chunks(upload, id)) => {
                    let id = id.index();
                    match ready!(poll_read(upload, &mut self.buffer, cx)) {
                        // The end of the blob follows as a part of its own.
                        Ok(None) => {
                            self.parts.pop_front();
                            continue;
                        }
                        Ok(Some(bytes)) => {
                            let head = format!("c{id}:{}:", bytes.len());
                            self.parts
                                .push_front(Part::Bytes(Bytes::from_static(Encoder::CHUNK_END)));
                            self.parts.push_front(Part::Bytes(bytes));
                            Bytes::from(head)
                        }
                        Err(error) => return Poll::Ready(Some(Err(Source(error)))),
                    }
                }
            };
            if bytes.is_empty() {
                continue;
            }
            self.progress.pieces.fetch_add(1, Ordering::Relaxed);
            self.length = self
                .length
                .map(|length| length.saturating_sub(bytes.len() as u64));
            if self.length == Some(0) {
                // Nobody asks for what follows the last byte.
                self.progress.ended.store(true, Ordering::Relaxed);
            }
            return Poll::Ready(Some(Ok(bytes)));
        }
    }
}

/// The next bytes of a source; nothing at its end.
fn poll_read(
    upload: &mut Upload,
    buffer: &mut BytesMut,
    cx: &mut Context<'_>,
) -> Poll<io::Result<Option<Bytes>>> {
    let most = match upload.length {
        Some(0) => return Poll::Ready(Ok(None)),
        Some(left) => usize::try_from(left).unwrap_or(usize::MAX).min(PIECE),
        None => PIECE,
    };
    // Room that was sent is used again.
    buffer.resize(most, 0);
    let mut room = ReadBuf::new(buffer);
    let reader = upload.reader.get_mut();
    let reader = reader.unwrap_or_else(PoisonError::into_inner).as_mut();
    ready!(reader.poll_read(cx, &mut room))?;
    let count = room.filled().len();
    if count == 0 {
        return Poll::Ready(match upload.length {
            None => Ok(None),
            Some(left) => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                format!("it ended {left} bytes before its length"),
            )),
        });
    }
    upload.length = upload.length.map(|left| left - count as u64);
    Poll::Ready(Ok(Some(buffer.split_to(count).freeze())))
}
