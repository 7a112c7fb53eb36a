//! The harness: replays the vectors against an implementation, and judges it.
//!
//! ```text
//! Suite ── plan, select ──> Case ── judge ──> Finding ── report ──> people
//!                                     │
//!              codec, called directly ┼ server, over raw HTTP ┼ client, against a scripted server
//! ```
//!
//! A [`Subject`] is tested: the built-in implementation, a running server, or a program; [`Setup`]
//! starts what that takes. A [`Case`] is one vector seen from one side: [`Side::ServerEcho`] sends its
//! bytes to a server, [`Side::CodecDecode`] hands them to the codec. Or it is one
//! case over HTTP: requests for a server, or a [`Script`] for a client. [`Plan`]
//! says which cases a target has, [`run`] runs them and calls back with each
//! [`Finding`], and [`report`] shows them. What a server or a vector says goes to
//! people through [`visible`] alone.
//!
//! [`matrix`] lets several subjects work with each other, and judges every pair; [`bench`](mod@bench)
//! measures how fast they are.
//! [`fuzz`] needs no vectors: it asks several codecs the same, and finds what they disagree on.
//!
//! [`lint`] looks at the files of vectors themselves, and a [`Generator`] makes new ones.
//!
//! With the feature `faults` the suite itself is tested, by implementations that are broken on purpose:
//! `selftest`.
//!
//! A message by itself goes another way, token by token: [`Layout`] writes it
//! indented, and [`Annotated`] says what each of its bytes means.
//!
//! The command `hyperglyph` is thin around this.

pub mod bench;
mod case;
mod connector;
mod curl;
mod difference;
mod explanation;
mod finding;
pub mod fuzz;
mod generate;
pub mod judge;
mod known;
mod layout;
pub mod lint;
pub mod matrix;
mod plan;
mod recorded;
pub mod report;
mod run;
mod script;
mod scripted;
mod select;
#[cfg(feature = "faults")]
pub mod selftest;
mod setup;
mod target;
pub mod testee;
mod trust;
pub mod visible;
mod wire;

pub use case::{About, Case, Side};
pub use curl::curl;
pub use difference::{Around, Difference};
pub use explanation::{Annotated, Listed};
pub use finding::{Finding, Verdict};
pub use generate::{Generator, Type as ValueType};
pub use known::{forgive, is_known};
pub use layout::Layout;
pub use plan::Plan;
pub use recorded::{Body, Recorded, Request, Response};
pub use run::{RunOptions, run, run_until};
pub use script::Script;
pub use scripted::Scripted;
pub use select::{Selection, Shard};
pub use setup::{Setup, SetupError, Subject};
pub use target::{Target, TargetError};
pub use trust::Trust;
pub use wire::{Ask, Exchange, Wire, WireError};
