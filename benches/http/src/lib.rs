//! The server and the client beside their peers, and beside the goals P5 and P6.
//!
//! ```text
//! server-goals ── child: a server, on a core of its own ── its clock, its memory
//!      │            └ or under valgrind                 ── its instructions
//!      └── load: connections to it, from another core, each answer checked
//! ```
//!
//! - [`peer`] has the servers and clients, ours among them. They are run as
//!   [`child`]ren, by this program itself; [`python`] has those that are written
//!   in Python, where there is one.
//! - [`http1`] and [`grpc`] are the load: what servers are called with.
//! - [`instructions`] are counted by valgrind.
//! - [`server`] is P5, [`memory`] what P5 says of connections, [`blobs`] of blobs;
//!   [`client`] is P6, [`uploads`] what P6 says of large ones.
#![forbid(unsafe_code)]

pub mod blobs;
pub mod child;
pub mod client;
pub mod cores;
pub mod goal;
pub mod grpc;
pub mod http1;
pub mod instructions;
pub mod memory;
pub mod peer;
pub mod python;
pub mod server;
pub mod uploads;

/// What goes wrong ends the measurement; a peer that is not there does not.
pub type Error = Box<dyn std::error::Error + Send + Sync>;
