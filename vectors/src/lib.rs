//! The conformance vectors of hyperglyph 1.0, and the catalogue of its requirements.
//!
//! The vectors are data: JSON files that any language can read, without this crate and without a
//! codec. The crate is the Rust way to them, and the guard that keeps them consistent.
//!
//! ```text
//! requirements.json ─┐               ┌ VectorFile ─ Vector ─ bytes, value, canonical, error
//! codec/*.json ──────┼ check ─ Suite ─┤
//! http/*/*.json ─────┤               └ CaseFile ─ ServerCase, ClientCase
//! exclusions.json ───┘                  └─ Coverage
//! ```
//!
//! A [`Vector`] is one message with what a decoder must make of it and what an encoder must write
//! for its value. [`Suite::embedded`] gives the vectors that this version was built with,
//! [`Suite::from_dir`] those of a folder, so that a case can be tried before it is released.
//! What clients and servers say to each other is in [`http`]; [`Coverage`] tells which requirement is
//! tested by what.
//!
//! ```
//! use hyperglyph_vectors::{Expect, Suite};
//!
//! let suite = Suite::embedded()?;
//! let vector = suite.vector("integer/leading-zeros").expect("it is in the suite");
//!
//! assert_eq!(vector.expect, Expect::Accept);
//! assert_eq!(vector.bytes.to_vec(), b"i007;");
//! assert_eq!(vector.value, Some(7.into()));
//! assert_eq!(vector.canonical.as_ref().unwrap().to_vec(), b"i7;");
//!
//! // What is it about? The catalogue says.
//! let requirement = suite.requirement(&vector.requirements[0]).unwrap();
//! assert_eq!(requirement.text, "Integers are not written with leading zeros.");
//! # Ok::<(), hyperglyph_vectors::SuiteError>(())
//! ```
//!
//! What is *not* here: a decoder. Values stay in their JSON notation, as [`serde_json::Value`];
//! whoever compares them turns them into values of their own.

mod bundle;
mod bytes_spec;
mod check;
mod coverage;
mod embedded;
mod error;
mod error_kind;
mod exclusion;
pub mod http;
mod requirement;
mod suite;
mod vector;

pub use bundle::Bundle;
pub use bytes_spec::{BytesSpec, BytesSpecError};
pub use coverage::{Account, Coverage, Gap};
pub use error::{Problem, SuiteError};
pub use error_kind::ErrorKind;
pub use exclusion::{Exclusion, Extent};
pub use requirement::{Level, Requirement, Role};
pub use suite::{Suite, VectorFile};
pub use vector::{Expect, ExpectedError, Profiles, Provenance, Vector, Verdict, Violation};
