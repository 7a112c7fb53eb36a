//! [`Download`]: an answer whose blobs are read as they come.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes};
use http::header::CONTENT_TYPE;
use hyperglyph::http::{ResponseError, is_hyperglyph};
use hyperglyph::page::resolve;
use hyperglyph::stream::{BlobId, Decoder, Event, blobs};
use hyperglyph::{Blob, DecodeError, Map, Value};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::time::Sleep;

use crate::error::describe;
use crate::received::Received;
use crate::send::{Answered, broken, text};
use crate::{Client, Error, Page};

/// An answer that is read piece by piece: its page is there, and the contents of
/// the blobs in it come when they are asked for. Nothing is held but the piece that
/// came last, and nothing more is read from the server until it is taken.
///
/// The time of a call (`timeout`) is that of each piece; how much comes in all is for
/// the caller to bound.
///
/// ```no_run
/// # async fn download(page: hyperglyph_client::Page) -> Result<(), Box<dyn std::error::Error>> {
/// use hyperglyph_client::args;
///
/// let song = page.get("song")?.download(args![]).await?;
/// println!("{:?}", song.page().value());
/// let mut file = tokio::fs::File::create("song.ogg").await?;
/// song.save(&mut file).await?;
/// # Ok(())
/// # }
/// ```
pub struct Download {
    page: Page,
    url: String,
    /// Nothing, where all of the answer is in the page.
    body: Option<Received>,
    /// Nothing, where the body is the content of the one blob.
    decoder: Option<Decoder>,
    /// What came, and was not looked at yet.
    piece: Bytes,
    length: Option<u64>,
    /// The one blob has had its end.
    ended: bool,
    patience: Duration,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Download {
    pub(crate) async fn begin(client: Client, answered: Answered) -> Result<Self, Error> {
        let patience = client.inner().sender.timeout;
        let options = &client.inner().decode;
        if answered.head.status.as_u16() != 200 {
            let url = String::from(answered.request.url.as_str());
            let read = client.inner().sender.read(answered, options);
            let answer =
                tokio::time::timeout(patience, read)
                    .await
                    .unwrap_or(Err(Error::Timeout {
                        url,
                        limit: patience,
                    }))?;
            return Ok(Self {
                url: answer.url.clone(),
                page: client.page(answer)?,
                body: None,
                decoder: None,
                piece: Bytes::new(),
                length: None,
                ended: true,
                patience,
                sleep: None,
            });
        }
        let content_type = text(&answered.head.headers, &CONTENT_TYPE);
        let mut download = Self {
            page: Page::new(client, Value::Nil),
            url: String::from(answered.request.url.as_str()),
            length: answered.body.length(),
            body: Some(answered.body),
            decoder: None,
            piece: Bytes::new(),
            ended: false,
            patience,
            sleep: None,
        };
        let mut root = if is_hyperglyph(content_type.as_deref()) {
            download.length = None;
            download.root().await?
        } else {
            let attributes = Map::from([
                (
                    "content-type",
                    content_type.unwrap_or_default().into_owned(),
                ),
                ("url", download.url.clone()),
            ]);
            Value::from(Blob {
                attributes: Value::Dict(attributes),
                content: Vec::new().into(),
            })
        };
        resolve(&mut root, &answered.request.url);
        download.page = Page::new(download.page.client().clone(), root);
        Ok(download)
    }

    /// Reads the root of a message; what it may have is what a whole body may have.
    async fn root(&mut self) -> Result<Value<'static>, Error> {
        let options = self.page.client().inner().decode_root.clone();
        let mut decoder = Decoder::with_options(options);
        loop {
            let mut rest = &self.piece[..];
            let event = decoder.push(&mut rest);
            let left = rest.len();
            let event = match event.map_err(|error| self.malformed(error))? {
                Some(Event::Root(root)) => Some(root),
                _ => None,
            };
            self.piece.advance(self.piece.len() - left);
            if let Some(root) = event {
                self.decoder = Some(decoder);
                return Ok(root);
            }
            let Some(piece) = std::future::poll_fn(|cx| self.poll_piece(cx)).await? else {
                return match decoder.finish() {
                    Err(error) => Err(self.malformed(error)),
                    // A message that ends has had its root.
                    Ok(()) => Ok(Value::Nil),
                };
            };
            self.piece = piece;
        }
    }

    /// What was answered; its blobs have no content.
    #[must_use]
    pub const fn page(&self) -> &Page {
        &self.page
    }

    /// How many bytes the content has that comes, where it is one blob and the server
    /// said so.
    #[must_use]
    pub const fn length(&self) -> Option<u64> {
        self.length
    }

    /// The next bytes of a blob; no bytes mean that this blob has ended. Nothing means
    /// that all of the answer came, and is well-formed.
    ///
    /// Blobs may take turns (BLB-6). Nothing is lost when the future is dropped.
    pub async fn next_chunk(&mut self) -> Result<Option<(BlobId, Bytes)>, Error> {
        std::future::poll_fn(|cx| self.poll_chunk(cx)).await
    }

    /// Writes the content of the one blob that the answer is or holds, and gives its
    /// length.
    pub async fn save<W: AsyncWrite + Unpin>(mut self, mut to: W) -> Result<u64, Error> {
        self.has_one_blob()?;
        let mut length = 0;
        while let Some((_, data)) = self.next_chunk().await? {
            let written = to.write_all(&data).await;
            written.map_err(|source| self.unsaved(source))?;
            length += data.len() as u64;
        }
        to.flush().await.map_err(|source| self.unsaved(source))?;
        Ok(length)
    }

    /// Writes the content of each blob where `open` says, which is asked once for each,
    /// when its first bytes (or its end) come. Gives the page, and the writers, flushed,
    /// in document order.
    pub async fn spool<W: AsyncWrite + Unpin>(
        mut self,
        mut open: impl AsyncFnMut(BlobId) -> io::Result<W>,
    ) -> Result<(Page, Vec<W>), Error> {
        let mut writers: Vec<Option<W>> = Vec::new();
        while let Some((blob, data)) = self.next_chunk().await? {
            if writers.len() <= blob.index() {
                writers.resize_with(blob.index() + 1, || None);
            }
            let slot = &mut writers[blob.index()];
            let writer = match slot {
                Some(writer) => writer,
                None => slot.insert(open(blob).await.map_err(|source| self.unsaved(source))?),
            };
            let written = if data.is_empty() {
                writer.flush().await
            } else {
                writer.write_all(&data).await
            };
            written.map_err(|source| self.unsaved(source))?;
        }
        // Every blob has ended, so every one has its writer.
        Ok((self.page, writers.into_iter().flatten().collect()))
    }

    /// The content of the one blob that the answer is or holds, to be read.
    pub fn into_reader(self) -> Result<BlobReader, Error> {
        self.has_one_blob()?;
        Ok(BlobReader {
            download: self,
            data: Bytes::new(),
        })
    }

    fn has_one_blob(&self) -> Result<(), Error> {
        let value = self.page.value();
        let count = blobs(value).len();
        if count == 1 && self.body.is_some() {
            return Ok(());
        }
        Err(Error::NotOneBlob {
            url: self.url.clone(),
            found: match count {
                0 | 1 => describe(value),
                _ => format!("{count} blobs in {}", describe(value)),
            },
        })
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<(BlobId, Bytes)>, Error>> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                let mut rest = &self.piece[..];
                let event = match decoder.push(&mut rest) {
                    Ok(Some(Event::Chunk { blob, data })) => {
                        Some((blob, self.piece.slice_ref(data)))
                    }
                    Ok(Some(Event::End { blob })) => Some((blob, Bytes::new())),
                    Ok(_) => None,
                    Err(error) => return Poll::Ready(Err(self.malformed(error))),
                };
                let left = rest.len();
                self.piece.advance(self.piece.len() - left);
                if event.is_some() {
                    return Poll::Ready(Ok(event));
                }
            }
            match (ready!(self.poll_piece(cx))?, &self.decoder) {
                (Some(piece), Some(_)) => self.piece = piece,
                (Some(piece), None) => return Poll::Ready(Ok(Some((BlobId::new(0), piece)))),
                (None, None) if !self.ended => {
                    self.ended = true;
                    return Poll::Ready(Ok(Some((BlobId::new(0), Bytes::new()))));
                }
                (None, None) => return Poll::Ready(Ok(None)),
                (None, Some(decoder)) => {
                    return Poll::Ready(match decoder.finish() {
                        Ok(()) => Ok(None),
                        Err(error) => Err(self.malformed(error)),
                    });
                }
            }
        }
    }

    /// The next bytes of the body, if they come in time.
    fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, Error>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(Ok(None));
        };
        if let Poll::Ready(next) = body.poll_next(cx) {
            self.sleep = None;
            let limit = self.page.client().inner().sender.max_body;
            let next = next.transpose();
            return Poll::Ready(next.map_err(|error| broken(self.url.clone(), error, limit)));
        }
        let patience = self.patience;
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        ready!(sleep.as_mut().poll(cx));
        Poll::Ready(Err(Error::Timeout {
            url: self.url.clone(),
            limit: patience,
        }))
    }

    #[cold]
    fn malformed(&self, error: DecodeError) -> Error {
        Error::Response {
            url: self.url.clone(),
            source: ResponseError::Decode(error),
        }
    }

    #[cold]
    fn unsaved(&self, source: io::Error) -> Error {
        Error::Save {
            url: self.url.clone(),
            source,
        }
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("page", &self.page)
            .finish_non_exhaustive()
    }
}

/// The content of a blob as it comes: see [`Download::into_reader`]. Its end says that
/// all of the answer came; what goes wrong before is an [`io::Error`] around an [`Error`].
#[derive(Debug)]
pub struct BlobReader {
    download: Download,
    data: Bytes,
}

impl BlobReader {
    /// What was answered; its blob has no content.
    #[must_use]
    pub const fn page(&self) -> &Page {
        self.download.page()
    }

    /// How many bytes the content has, where the server said so.
    #[must_use]
    pub const fn length(&self) -> Option<u64> {
        self.download.length()
    }
}

impl AsyncRead for BlobReader {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.data.is_empty() {
            match ready!(this.download.poll_chunk(cx)).map_err(io::Error::other)? {
                // The end of the blob; that of the answer follows.
                Some((_, data)) => this.data = data,
                None => return Poll::Ready(Ok(())),
            }
        }
        let count = this.data.len().min(buffer.remaining());
        buffer.put_slice(&this.data.split_to(count));
        Poll::Ready(Ok(()))
    }
}
