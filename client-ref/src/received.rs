//! [`Received`]: the body of a response, as it comes.

use std::io::Write;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Buf, Bytes, BytesMut};
use flate2::write::MultiGzDecoder;
use http::HeaderMap;
use http::header::CONTENT_ENCODING;
use hyper::body::{Body, Incoming};

use crate::pool::{Connection, Pool};
use crate::upload::Progress;

/// So much is expanded at once: gzip makes up to a thousand times as much of it.
const BITE: usize = 1 << 10;

/// What a body that nobody wants may have, so that its connection is used again …
const SPARE: usize = 64 << 10;
/// … and how long it may take.
const SPARE_TIME: Duration = Duration::from_millis(250);

/// A body, without transfer and content encodings. Its connection goes back to
/// the pool when all of it was read.
#[derive(Debug)]
pub(crate) struct Received {
    body: Incoming,
    gunzip: Option<Box<Gunzip>>,
    /// A content encoding that nobody asked for.
    unknown: Option<String>,
    connection: Option<(Connection, Arc<Pool>)>,
    /// What was being sent when the answer began.
    upload: Option<Arc<Progress>>,
}

/// Why a body has no next bytes.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The connection broke, or the framing is wrong.
    Transport(hyper::Error),
    /// Its `Content-Encoding` is one that this client did not ask for.
    Encoding(String),
    /// It is not what its `Content-Encoding` says.
    Gzip,
    /// It is larger than whoever reads it takes.
    TooLarge,
}

#[derive(Debug)]
struct Gunzip {
    decoder: MultiGzDecoder<Vec<u8>>,
    /// What came, and was not expanded yet.
    waiting: Bytes,
    began: bool,
    ended: bool,
}

impl Received {
    /// The body of a response with these headers.
    pub(crate) fn new(
        body: Incoming,
        headers: &HeaderMap,
        connection: Connection,
        pool: &Arc<Pool>,
        upload: Option<Arc<Progress>>,
    ) -> Self {
        let (mut gunzip, mut unknown) = (None, None);
        for encoding in headers.get_all(CONTENT_ENCODING) {
            match encoding.as_bytes().to_ascii_lowercase().as_slice() {
                b"" | b"identity" => {}
                b"gzip" | b"x-gzip" if gunzip.is_none() => gunzip = Some(Box::new(Gunzip::new())),
                _ => unknown = Some(String::from_utf8_lossy(encoding.as_bytes()).into_owned()),
            }
        }
        hyperglyph::fault!("HTP-3/not-expanded" => gunzip = None);
        hyperglyph::fault!("HTP-3/refused" if gunzip.is_some() => unknown = Some("gzip".into()));
        Self {
            body,
            gunzip,
            unknown,
            connection: Some((connection, Arc::clone(pool))),
            upload,
        }
    }

    /// How many bytes will come, where the server said so.
    pub(crate) fn length(&self) -> Option<u64> {
        match self.gunzip {
            None => self.body.size_hint().exact(),
            Some(_) => None,
        }
    }

    /// The next bytes, never none.
    pub(crate) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        if let Some(encoding) = self.unknown.take() {
            return Poll::Ready(Some(Err(BodyError::Encoding(encoding))));
        }
        loop {
            if let Some(gunzip) = &mut self.gunzip
                && let Some(expanded) = gunzip.next()?
            {
                return Poll::Ready(Some(Ok(expanded)));
            }
            let frame = match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(Ok(frame)) => frame,
                Some(Err(error)) => return Poll::Ready(Some(Err(BodyError::Transport(error)))),
                None => {
                    self.done();
                    return Poll::Ready(match &mut self.gunzip {
                        None => None,
                        Some(gunzip) => gunzip.finish().transpose(),
                    });
                }
            };
            // Trailers say nothing here.
            let Ok(data) = frame.into_data() else {
                continue;
            };
            match &mut self.gunzip {
                Some(gunzip) => gunzip.waiting = data,
                None if data.is_empty() => {}
                None => return Poll::Ready(Some(Ok(data))),
            }
        }
    }

    async fn next(&mut self) -> Option<Result<Bytes, BodyError>> {
        std::future::poll_fn(|cx| self.poll_next(cx)).await
    }

    /// All of it, if that is not more than `most`; what announces more is not
    /// read at all.
    pub(crate) async fn collect(mut self, most: usize) -> Result<Bytes, BodyError> {
        if self.body.size_hint().lower() > most as u64 {
            return Err(BodyError::TooLarge);
        }
        let Some(first) = self.next().await.transpose()? else {
            return Ok(Bytes::new());
        };
        let mut all = BytesMut::new();
        let mut next = first;
        loop {
            if all.len() + next.len() > most {
                return Err(BodyError::TooLarge);
            }
            let behind = self.next().await.transpose()?;
            match behind {
                None if all.is_empty() => return Ok(next),
                None => {
                    all.extend_from_slice(&next);
                    return Ok(all.freeze());
                }
                Some(behind) => {
                    all.extend_from_slice(&next);
                    next = behind;
                }
            }
        }
    }

    /// Reads what says nothing, if that is little: the connection is worth more.
    pub(crate) async fn discard(mut self) {
        // Whether the connection is used again is all that is at stake.
        (self.gunzip, self.unknown) = (None, None);
        if self.body.is_end_stream() {
            return self.done();
        }
        let _ = tokio::time::timeout(SPARE_TIME, async {
            let mut read = 0;
            while let Some(Ok(data)) = self.next().await {
                read += data.len();
                if read > SPARE {
                    break;
                }
            }
        })
        .await;
    }

    fn done(&mut self) {
        // The answer may come before all of an upload was sent: closing ends that.
        let sent = self.upload.as_ref().is_none_or(|it| it.has_ended());
        if let Some((connection, pool)) = self.connection.take().filter(|_| sent) {
            pool.put(connection);
        }
    }
}

impl Gunzip {
    fn new() -> Self {
        Self {
            decoder: MultiGzDecoder::new(Vec::new()),
            waiting: Bytes::new(),
            began: false,
            ended: false,
        }
    }

    /// What can be expanded of what waits.
    fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        while !self.waiting.is_empty() {
            self.began = true;
            let bite = self.waiting.len().min(BITE);
            self.decoder
                .write_all(&self.waiting[..bite])
                .map_err(|_| BodyError::Gzip)?;
            self.waiting.advance(bite);
            if let Some(expanded) = self.expanded() {
                return Ok(Some(expanded));
            }
        }
        Ok(None)
    }

    /// The last bytes; an empty body is nothing compressed.
    fn finish(&mut self) -> Result<Option<Bytes>, BodyError> {
        if self.began && !self.ended {
            self.ended = true;
            self.decoder.try_finish().map_err(|_| BodyError::Gzip)?;
            return Ok(self.expanded());
        }
        Ok(None)
    }

    fn expanded(&mut self) -> Option<Bytes> {
        let out = std::mem::take(self.decoder.get_mut());
        (!out.is_empty()).then(|| out.into())
    }
}
