//! [`Flow`]: a body whose upload is handed on while it comes.
//!
//! ```text
//! pieces ──(gzip)──> Flow::next ──> Decoder ──> root: the arguments
//!                                      └──────> chunks ──> Feed ──> UploadStream
//! ```
//!
//! Nothing of it blocks, so it runs where the connection does.

use std::fmt::Display;
use std::future::poll_fn;
use std::io::Write;
use std::mem::take;
use std::pin::{Pin, pin};
use std::task::Poll;

use bytes::{Buf, Bytes};
use flate2::write::MultiGzDecoder;
use http::{HeaderMap, StatusCode};
use http_body_util::BodyExt;
use hyperglyph::Value;
use hyperglyph::http::{Arguments, Envelope};
use hyperglyph::stream::{Decoder, Event, blobs};
use tokio::time::Instant;

use super::form::places;
use super::intake::upload_too_large;
use super::receive::due;
use super::stream::Feed;
use crate::aside::LARGE;
use crate::config::Config;
use crate::deadline::Bell;
use crate::gzip::{self, Bounds};
use crate::routine::Routine;
use crate::{Failure, read};

/// So many compressed bytes are expanded at a time: what they can become is not
/// much, either.
const STEP: usize = 4 << 10;

/// A body on its way in.
pub(crate) struct Flow<'b, B> {
    body: Pin<&'b mut B>,
    config: &'b Config,
    expanding: Option<Expanding>,
    bounds: Bounds,
    /// Bytes that came, and of these when they were expanded.
    came: usize,
    expanded: usize,
    /// When the client began; later by what it had to wait for us.
    start: Instant,
    bell: Bell,
}

/// A body in gzip.
struct Expanding {
    decoder: MultiGzDecoder<Vec<u8>>,
    compressed: Bytes,
    has_ended: bool,
}

/// The arguments, and what comes behind them.
type Opened = (Vec<Value<'static>>, Content);

/// What of a body is the upload.
#[derive(Default)]
pub(crate) struct Content {
    /// Without one, all of it is.
    decoder: Option<Decoder>,
    /// What came with the arguments.
    rest: Bytes,
    /// Of a parameter that the message leaves out.
    default: Bytes,
}

impl<'b, B> Flow<'b, B>
where
    B: http_body::Body,
    B::Error: Display,
{
    pub(crate) fn new(
        body: Pin<&'b mut B>,
        is_compressed: bool,
        config: &'b Config,
    ) -> Result<Self, Failure> {
        let mut bounds = Bounds::new(config.body_limit, config.expansion);
        bounds.check(usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX))?;
        let expanding = is_compressed.then(|| Expanding {
            decoder: MultiGzDecoder::new(Vec::new()),
            compressed: Bytes::new(),
            has_ended: false,
        });
        bounds.compressed = is_compressed.then_some(0);
        Ok(Self {
            body,
            config,
            expanding,
            bounds,
            came: 0,
            expanded: 0,
            start: Instant::now(),
            bell: Bell::default(),
        })
    }

    /// Reads as far as the arguments go.
    pub(crate) async fn open(
        &mut self,
        routine: &Routine,
        headers: &HeaderMap,
    ) -> Result<Opened, Failure> {
        if routine.envelope() == Envelope::Blob {
            let blob = read::blob(headers, &routine.params, &[])?;
            return Ok((vec![blob.into_owned()], Content::default()));
        }
        let mut decoder = Decoder::with_options(self.config.decoding.clone());
        let most = self.config.message_limit.min(LARGE);
        let mut held = 0;
        while let Some(piece) = self.next().await? {
            let room = piece.len().min(most - held);
            let mut left = &piece[..room];
            if let Some(Event::Root(root)) = decoder.push(&mut left).map_err(read::no_message)? {
                let rest = piece.slice(room - left.len()..);
                return opened(routine, root, decoder, rest);
            }
            held += room;
            if room < piece.len() {
                return Err(arguments_too_large(most));
            }
        }
        if held > 0 {
            decoder.finish().map_err(read::no_message)?;
        }
        // Nothing at all says nothing of any argument.
        let values = bound(routine, Arguments::default())?;
        let content = Content {
            default: default_of(routine, &values),
            ..Content::default()
        };
        Ok((values, content))
    }

    /// Hands the upload on, to the end of the body. True if that was reached, false
    /// if nobody wants the rest.
    pub(crate) async fn feed(mut self, content: Content, feed: Feed) -> Result<bool, Failure> {
        let outcome = self.hand_on(content, &feed).await;
        match &outcome {
            Ok(false) => {}
            Ok(true) => feed.end(Ok(())),
            Err(failure) => feed.end(Err(failure.clone())),
        }
        outcome
    }

    async fn hand_on(&mut self, mut content: Content, feed: &Feed) -> Result<bool, Failure> {
        let limit = self.config.uploads.limit;
        let mut length = 0_usize;
        let default = take(&mut content.default);
        if !default.is_empty() && !self.patiently(feed.data(default)).await? {
            return Ok(false);
        }
        let mut piece = take(&mut content.rest);
        loop {
            while let Some(data) = content.next_in(&mut piece)? {
                length = length.saturating_add(data.len());
                if length > limit {
                    return Err(upload_too_large(limit));
                }
                if !self.patiently(feed.data(data)).await? {
                    return Ok(false);
                }
            }
            match self.next().await? {
                Some(next) => piece = next,
                None => break,
            }
        }
        if let Some(decoder) = &content.decoder {
            decoder.finish().map_err(read::no_message)?;
        }
        Ok(true)
    }

    /// Waits for the handler, for a while, during which the client need not hurry.
    async fn patiently(&mut self, taking: impl Future<Output = bool>) -> Result<bool, Failure> {
        let mut taking = pin!(taking);
        // Most wait for nothing, and need no clock.
        let at_once = poll_fn(|context| Poll::Ready(taking.as_mut().poll(context)));
        if let Poll::Ready(taken) = at_once.await {
            return Ok(taken);
        }
        let begin = Instant::now();
        let taken = self
            .bell
            .timeout_at(begin + self.config.timeout, taking.as_mut())
            .await;
        self.start += begin.elapsed();
        taken.map_err(|_| read::too_long())
    }

    /// The next bytes, expanded; never none, but at the end.
    async fn next(&mut self) -> Result<Option<Bytes>, Failure> {
        loop {
            if let Some(expanding) = &mut self.expanding {
                let bytes = expanding.next(&mut self.bounds)?;
                self.expanded += bytes.len();
                self.bounds.check(self.expanded)?;
                if !bytes.is_empty() {
                    return Ok(Some(bytes));
                }
                if expanding.has_ended {
                    return Ok(None);
                }
            }
            let due = due(self.start, self.came, self.config);
            let frame = self.bell.timeout_at(due, pin!(self.body.frame())).await;
            let Some(frame) = frame.map_err(|_| read::too_slow())? else {
                match &mut self.expanding {
                    Some(expanding) => {
                        expanding.has_ended = true;
                        continue;
                    }
                    None => return Ok(None),
                }
            };
            // What is no data is trailers, which say nothing to us.
            let Ok(mut data) = frame.map_err(read::broken)?.into_data() else {
                continue;
            };
            let piece = data.copy_to_bytes(data.remaining());
            self.came += piece.len();
            match &mut self.expanding {
                Some(expanding) => expanding.compressed = piece,
                None if piece.is_empty() => {}
                None => {
                    self.bounds.check(self.came)?;
                    return Ok(Some(piece));
                }
            }
        }
    }
}

impl Content {
    /// The next bytes of the upload in a piece of the body, which they are taken from.
    fn next_in(&mut self, piece: &mut Bytes) -> Result<Option<Bytes>, Failure> {
        let Some(decoder) = &mut self.decoder else {
            return Ok((!piece.is_empty()).then(|| take(piece)));
        };
        let mut left = &piece[..];
        while let Some(event) = decoder.push(&mut left).map_err(read::no_message)? {
            if let Event::Chunk { data, .. } = event {
                let data = piece.slice_ref(data);
                *piece = piece.slice_ref(left);
                return Ok(Some(data));
            }
        }
        Ok(None)
    }
}

impl Expanding {
    /// Some of what the compressed bytes hold; nothing once they are used up.
    fn next(&mut self, bounds: &mut Bounds) -> Result<Bytes, Failure> {
        while !self.compressed.is_empty() {
            let step = self.compressed.split_to(STEP.min(self.compressed.len()));
            bounds.came(step.len());
            self.decoder.write_all(&step).map_err(gzip::broken)?;
            let bytes = take(self.decoder.get_mut());
            if !bytes.is_empty() {
                return Ok(bytes.into());
            }
        }
        if self.has_ended {
            self.decoder.try_finish().map_err(gzip::broken)?;
        }
        Ok(take(self.decoder.get_mut()).into())
    }
}

/// A root whose one blob may be the upload.
fn opened(
    routine: &Routine,
    root: Value<'static>,
    decoder: Decoder,
    rest: Bytes,
) -> Result<Opened, Failure> {
    let all = blobs(&root).len();
    let places = places(&routine.params, &root);
    let place = routine.stream().and_then(|at| places[at].as_ref());
    // Behind it in its place stand those in its attributes.
    let own = place.map_or(0, |place| place.len().min(1));
    if all > own {
        return Err(Failure::bad_request(format!(
            "an upload that is read while it comes must be the only blob of its message: found {all} blobs"
        )));
    }
    let arguments = Arguments::from_message(root).map_err(read::no_arguments)?;
    let values = bound(routine, arguments)?;
    let default = match own {
        0 => default_of(routine, &values),
        _ => Bytes::new(),
    };
    let content = Content {
        decoder: Some(decoder),
        rest,
        default,
    };
    Ok((values, content))
}

fn bound(routine: &Routine, arguments: Arguments<'static>) -> Result<Vec<Value<'static>>, Failure> {
    arguments
        .bind(&routine.params)
        .map_err(|error| read::unfitting(routine, &error))
}

/// The content of the upload, where it is the default of its parameter.
fn default_of(routine: &Routine, values: &[Value<'_>]) -> Bytes {
    let value = routine.stream().and_then(|at| values[at].as_blob());
    value.map_or_else(Bytes::new, |blob| Bytes::copy_from_slice(&blob.content))
}

fn arguments_too_large(most: usize) -> Failure {
    let message = format!(
        "the arguments are larger than {most} bytes without the upload, the most this server reads beside one that it reads while it comes"
    );
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    #[test]
    fn msg_7_a_bomb_is_expanded_a_little_at_a_time() {
        let mut bomb = GzEncoder::new(Vec::new(), Compression::best());
        bomb.write_all(&vec![0; 64 << 20]).unwrap();
        let mut expanding = Expanding {
            decoder: MultiGzDecoder::new(Vec::new()),
            compressed: bomb.finish().unwrap().into(),
            has_ended: true,
        };
        let mut bounds = Bounds::new(usize::MAX, 2_000);
        let mut length = 0;
        while length < 64 << 20 {
            let bytes = expanding.next(&mut bounds).unwrap();
            // No deflate makes more of a byte.
            assert!((1..=STEP * 1_032).contains(&bytes.len()), "{length}");
            length += bytes.len();
        }
        assert!(expanding.next(&mut bounds).unwrap().is_empty());
    }
}
