//! Messages in pieces: large blobs in and out, never held whole.
//!
//! ```text
//! pieces of bytes ── Decoder ──> root value, then chunk data and the end of each blob
//! frames of bytes <── Encoder ── root value, then chunk data and the end of each blob
//! ```
//!
//! - [`Decoder`] and [`Encoder`] know no input and no output: any transport can
//!   feed the one and carry what the other makes.
//! - [`Reader`] and [`Writer`] are the two around [`std::io::Read`] and [`std::io::Write`].
//! - `AsyncReader` and `AsyncWriter` (feature `tokio`) are the two around
//!   tokio's `AsyncRead` and `AsyncWrite`.
//!
//! A blob of a streamed message has its attributes and no content: its
//! `content` is empty, in both directions. [`blobs`] lists the blobs of a value
//! in document order, and a [`BlobId`] is a place in that list; [`contents_mut`] is
//! the way to their contents.
//!
//! ```
//! use hyperglyph::stream::{BlobId, Reader, Writer};
//! use hyperglyph::{Blob, Value};
//!
//! // Contents come from any `Read`, and go where they belong piece by piece.
//! let song = Value::from(Blob::new("audio/ogg", b""));
//! let message = Writer::new(Vec::new()).write(&song, [&b"la la la"[..]])?;
//! assert_eq!(message, b"B0:Du12:content-type;u9:audio/ogg;;;c0:8:la la la;c0;");
//!
//! let (root, mut blobs) = Reader::new(&message[..]).root()?;
//! assert_eq!(root, song);
//! let mut heard = 0;
//! while let Some((blob, data)) = blobs.next_chunk()? {
//!     assert_eq!(blob, BlobId::new(0));
//!     heard += data.len();
//! }
//! assert_eq!(heard, 8);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Memory
//!
//! A decoder holds the bytes of the root object until it is whole, and
//! [`Limits::message`](crate::Limits::message) bounds these alone: the content of blobs does not count
//! towards it, as nothing of it is kept. Whoever writes contents to a disk
//! counts them there. A chunk may have any length that fits 64 bits.
//!
//! An encoder holds the bytes of the root object until they are written, and
//! [`Writer`] one chunk after that.

mod blob_id;
mod buffer;
mod chunk;
mod decoder;
mod encoder;
mod frame_error;
mod read;
mod read_error;
mod root;
mod scanner;
#[cfg(feature = "tokio")]
mod tokio_read;
#[cfg(feature = "tokio")]
mod tokio_write;
pub(crate) mod trailers;
mod write;
mod write_error;

pub use blob_id::{BlobId, blobs, contents_mut};
pub use decoder::{Decoder, Event};
pub use encoder::{Encoder, Frame};
pub use frame_error::FrameError;
pub use read::{Blobs, Reader};
pub use read_error::ReadError;
#[cfg(feature = "tokio")]
pub use tokio_read::{AsyncBlobs, AsyncReader};
#[cfg(feature = "tokio")]
pub use tokio_write::AsyncWriter;
pub use write::Writer;
pub use write_error::WriteError;
