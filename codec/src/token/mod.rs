//! Messages taken apart: every byte of one, with its name in the grammar.
//!
//! ```text
//! pieces of bytes ── Tokens ──> Token { offset, bytes, depth, role, kind } …
//! ```
//!
//! [`Tokens`] takes bytes in any split and gives out [`Token`]s, which together
//! are the message, byte by byte. It builds no value and keeps no payload, so a
//! message may be larger than the memory. The commands `fmt` and `explain` are
//! made of it, and the streaming [`Decoder`](crate::stream::Decoder) finds the
//! end of the root object with it.
//!
//! ```
//! use hyperglyph::token::{TokenKind, Tokens};
//!
//! /// The message without its white space.
//! fn compact(mut message: &[u8]) -> Result<Vec<u8>, hyperglyph::DecodeError> {
//!     let mut tokens = Tokens::new();
//!     let mut out = Vec::new();
//!     while let Some(token) = tokens.next(&mut message)? {
//!         if token.kind != TokenKind::Space {
//!             out.extend_from_slice(token.bytes);
//!         }
//!     }
//!     tokens.finish()?;
//!     Ok(out)
//! }
//!
//! assert_eq!(compact(b"D u4:a  b; i1; ;\n")?, b"Du4:a  b;i1;;");
//! # Ok::<(), hyperglyph::DecodeError>(())
//! ```

mod objects;
mod open;
mod text;
#[expect(clippy::module_inception, reason = "a file for the type of that name")]
mod token;
mod tokens;

pub(crate) use objects::Objects;
pub use token::{Container, Role, Token, TokenKind};
pub use tokens::Tokens;
