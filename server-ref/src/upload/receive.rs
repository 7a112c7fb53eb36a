//! From a body on a socket to what came in it: pieces are collected here, and
//! read in blocking threads, so many at once that the change of thread costs little.
//!
//! Nothing is asked of the socket while a whole batch waits, so a client can be
//! no faster than the disk, and holds no more memory than two batches.

use std::fmt::Display;
use std::mem::take;
use std::pin::{Pin, pin};

use bytes::{Buf, Bytes};
use http_body_util::BodyExt;
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant, sleep_until, timeout_at};

use super::intake::{Arrived, Intake};
use crate::aside::{self, Aside, LARGE};
use crate::config::Config;
use crate::gzip::Bounds;
use crate::{Failure, read};

/// The bytes that make a batch.
const BATCH: usize = 512 << 10;

/// What a piece costs, however short it is.
const PIECE: usize = 64;

/// The beginning of a body.
pub(crate) struct Beginning {
    pub(crate) batch: Batch,
    /// Whether that is all.
    pub(crate) has_ended: bool,
    at: Instant,
}

/// The body as far as it is not worth a change of thread, or all of it.
pub(crate) async fn begin<B>(
    mut body: Pin<&mut B>,
    config: &Config,
    deadline: Instant,
) -> Result<Beginning, Failure>
where
    B: http_body::Body,
    B::Error: Display,
{
    let bounds = Bounds::new(config.body_limit, config.expansion);
    bounds.check(usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX))?;
    let mut beginning = Beginning {
        batch: Batch::default(),
        has_ended: false,
        at: Instant::now(),
    };
    while beginning.batch.length < LARGE {
        let frame = timeout_at(deadline, body.frame()).await;
        let Some(frame) = frame.map_err(|_| read::too_slow())? else {
            beginning.has_ended = true;
            break;
        };
        beginning.batch.push(frame)?;
        bounds.check(beginning.batch.length)?;
    }
    Ok(beginning)
}

/// What comes in a body, all of it: when this is done, the client has done its part.
pub(crate) async fn receive<B>(
    mut body: Pin<&mut B>,
    beginning: Beginning,
    intake: Intake,
    config: &Config,
    aside: &Aside,
) -> Result<Arrived, Failure>
where
    B: http_body::Body,
    B::Error: Display,
{
    let Beginning {
        mut batch,
        mut has_ended,
        at: start,
    } = beginning;
    let bounds = Bounds::new(config.body_limit, config.expansion);
    let mut came = batch.length;
    let mut idle = Idle(Some(intake));
    let mut busy: Option<JoinHandle<Result<Intake, Failure>>> = None;
    // The first batch goes as it is: what is wrong with the arguments is told early.
    let mut is_due = true;
    let mut patience = pin!(sleep_until(due(start, came, config)));
    while !has_ended {
        if is_due && let Some(mut intake) = idle.0.take() {
            let pieces = take(&mut batch).pieces;
            let work = move || intake.take(&pieces).map(|()| intake);
            let begun = timeout_at(due(start, came, config), aside.begin(work)).await;
            busy = Some(begun.map_err(|_| read::too_long())??);
        }
        tokio::select! {
            biased;
            outcome = done(&mut busy) => {
                busy = None;
                idle.0 = Some(outcome?);
            }
            frame = body.frame(), if !batch.is_full() => match frame {
                Some(frame) => {
                    came += batch.push(frame)?;
                    bounds.check(came)?;
                }
                None => has_ended = true,
            },
            () = patience.as_mut() => {
                let due = due(start, came, config);
                if due <= Instant::now() {
                    // Whoever is not asked for more is not late.
                    let is_ours = batch.is_full();
                    return Err(if is_ours { read::too_long() } else { read::too_slow() });
                }
                patience.as_mut().reset(due);
            }
        }
        is_due = batch.is_full();
    }
    let rest = async {
        let mut intake = match idle.0.take() {
            Some(intake) => intake,
            None => done(&mut busy).await?,
        };
        let ending = move || {
            intake.take(&batch.pieces)?;
            intake.finish()
        };
        aside.run(ending).await
    };
    timeout_at(Instant::now() + config.timeout, rest)
        .await
        .map_err(|_| read::too_long())?
}

/// What nobody works on. If it is given up, its files may be large, and their end
/// takes a while.
struct Idle(Option<Intake>);

impl Drop for Idle {
    fn drop(&mut self) {
        if let Some(intake) = self.0.take() {
            aside::drop(intake);
        }
    }
}

/// When the body is late, after so many bytes.
pub(super) fn due(start: Instant, came: usize, config: &Config) -> Instant {
    let seconds = came as u64 / u64::from(config.uploads.pace).max(1);
    start + config.timeout + Duration::from_secs(seconds)
}

/// What a thread has done; never, if none works.
async fn done(busy: &mut Option<JoinHandle<Result<Intake, Failure>>>) -> Result<Intake, Failure> {
    match busy {
        Some(working) => working.await.map_err(Failure::internal)?,
        None => std::future::pending().await,
    }
}

/// Pieces of a body, as they came: slices of what was read from the socket.
#[derive(Debug, Default)]
pub(crate) struct Batch {
    pieces: Vec<Bytes>,
    length: usize,
}

impl Batch {
    /// Takes a frame of a body; how many bytes of it there are.
    fn push<D: Buf, E: Display>(
        &mut self,
        frame: Result<http_body::Frame<D>, E>,
    ) -> Result<usize, Failure> {
        // What is no data is trailers, which say nothing to us.
        let Ok(mut data) = frame.map_err(read::broken)?.into_data() else {
            return Ok(0);
        };
        let length = data.remaining();
        self.length += length;
        self.pieces.push(data.copy_to_bytes(length));
        Ok(length)
    }

    fn is_full(&self) -> bool {
        self.length + PIECE * self.pieces.len() >= BATCH
    }

    pub(crate) fn concat(mut self) -> Bytes {
        match self.pieces.len() {
            1 => self.pieces.swap_remove(0),
            _ => self.pieces.concat().into(),
        }
    }
}
