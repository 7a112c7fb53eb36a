//! [`Intake`]: a body with uploads, read as its bytes come.
//!
//! ```text
//! pieces ──(gzip)──> Reader ──> Decoder ──> root: arguments, by name and type
//!                       │           └─────> chunks: into the values, or a Spool
//!                       └── the blob envelope: into a Spool
//! ```
//!
//! It blocks, on the files and on its own work, so it runs in blocking threads.
//! What is wrong is told as soon as it is seen: a wrong name in the arguments
//! before the gigabyte behind them.

use std::io::{self, Write};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;
use http::StatusCode;
use hyperglyph::Value;

use super::contents::{Contents, Spool};
use super::form::Form;
use crate::Failure;
use crate::config::Config;
use crate::gzip::{self, Bounds};

/// What came, in the order of the parameters.
#[derive(Debug)]
pub(crate) struct Arrived {
    pub(crate) values: Vec<Value<'static>>,
    pub(crate) contents: Vec<Option<Contents>>,
}

/// A body on its way in.
#[derive(Debug)]
pub(crate) enum Intake {
    Plain(Box<Reader>),
    Gzip(Box<MultiGzDecoder<Reader>>),
}

impl Intake {
    pub(crate) fn new(shape: Shape, is_compressed: bool, config: &Config) -> Self {
        let mut reader = Reader {
            shape,
            came: 0,
            bounds: Bounds::new(config.body_limit, config.expansion),
            failure: None,
        };
        if !is_compressed {
            return Self::Plain(Box::new(reader));
        }
        reader.bounds.compressed = Some(0);
        Self::Gzip(Box::new(MultiGzDecoder::new(reader)))
    }

    /// Takes the next pieces of the body.
    pub(crate) fn take(&mut self, pieces: &[Bytes]) -> Result<(), Failure> {
        for piece in pieces {
            match self {
                Self::Plain(reader) => reader.take(piece)?,
                Self::Gzip(expanding) => {
                    expanding.get_mut().bounds.came(piece.len());
                    let written = expanding.write_all(piece);
                    written.map_err(|error| gone_wrong(expanding, error))?;
                }
            }
        }
        Ok(())
    }

    /// The body has ended.
    pub(crate) fn finish(self) -> Result<Arrived, Failure> {
        let reader = match self {
            Self::Plain(reader) => *reader,
            Self::Gzip(mut expanding) => {
                let ended = expanding.try_finish();
                ended.map_err(|error| gone_wrong(&mut expanding, error))?;
                expanding.finish().map_err(gzip::broken)?
            }
        };
        reader.shape.finish()
    }
}

/// Why a body could not be expanded: it is no gzip, or what it holds is wrong.
fn gone_wrong(expanding: &mut MultiGzDecoder<Reader>, error: io::Error) -> Failure {
    let failure = expanding.get_mut().failure.take();
    failure.unwrap_or_else(|| gzip::broken(error))
}

/// What reads the bytes of a body, expanded.
#[derive(Debug)]
pub(crate) struct Reader {
    shape: Shape,
    came: usize,
    bounds: Bounds,
    /// What was wrong, while it is an error of [`Write`].
    failure: Option<Failure>,
}

impl Reader {
    fn take(&mut self, piece: &[u8]) -> Result<(), Failure> {
        self.came += piece.len();
        self.bounds.check(self.came)?;
        self.shape.take(piece)
    }
}

impl Write for Reader {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        match self.take(piece) {
            Ok(()) => Ok(piece.len()),
            Err(failure) => {
                self.failure = Some(failure);
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What a body holds.
#[derive(Debug)]
pub(crate) enum Shape {
    /// Arguments: the form envelope.
    Form(Box<Form>),
    /// One blob, whose attributes are in the head: the blob envelope.
    Blob { blob: Value<'static>, spool: Spool },
}

impl Shape {
    fn take(&mut self, piece: &[u8]) -> Result<(), Failure> {
        match self {
            Self::Form(form) => form.take(piece),
            Self::Blob { spool, .. } => keep(spool, piece),
        }
    }

    fn finish(self) -> Result<Arrived, Failure> {
        match self {
            Self::Form(form) => form.finish(),
            Self::Blob { blob, spool } => Ok(Arrived {
                values: vec![blob],
                contents: vec![Some(
                    spool.into_contents().map_err(|error| no_room(&error))?,
                )],
            }),
        }
    }
}

/// Puts the next bytes of an upload where they belong.
pub(super) fn keep(spool: &mut Spool, data: &[u8]) -> Result<(), Failure> {
    if let Some(limit) = spool.over(data.len()) {
        return Err(upload_too_large(limit));
    }
    spool.write(data).map_err(|error| no_room(&error))
}

pub(crate) fn upload_too_large(limit: usize) -> Failure {
    let message = format!("an upload is larger than {limit} bytes, the most this server takes");
    Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message)
}

/// A full disk, or none: others may have more luck, and later this client, too.
pub(super) fn no_room(error: &io::Error) -> Failure {
    let message = "the server has no room for the upload now; try again later";
    Failure::new(StatusCode::SERVICE_UNAVAILABLE, message)
        .because(format_args!("a temporary file: {error}"))
}
