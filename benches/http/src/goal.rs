//! The figures of the goals P5 and P6.

use crate::peer::{Client, Server};
use crate::python;

/// P5: instructions of a call ÷ those of raw hyper, at most.
pub const SERVER_INSTRUCTIONS: f64 = 1.45;

/// P5: calls a second ÷ those of the peer, at least.
pub const SERVER_CALLS: [(&str, f64); 6] = [
    (Server::Hyper.name(), 0.93),
    (Server::Axum.name(), 1.10),
    (Server::Jsonrpsee.name(), 1.25),
    (Server::Tonic.name(), 1.8),
    (python::FASTAPI, 18.0),
    (python::OF_2012, 55.0),
];

/// P5: pipelined calls a second ÷ those of raw hyper, at least.
pub const PIPELINED: f64 = 4.5;

/// P5: blobs a second ÷ those of raw hyper that drops the bytes, at least.
pub const BLOB_DISCARDED: f64 = 0.95;

/// P5: blobs a second ÷ those of raw hyper that writes the bytes into a file, at least.
pub const BLOB_INTO_FILE: f64 = 0.9;

/// P5: resident memory of an idle connection ÷ that of raw hyper, at most.
pub const IDLE_CONNECTION: f64 = 1.2;

/// P5: resident memory after many connections ÷ that before, at most.
pub const AFTER_CONNECTIONS: f64 = 2.0;

/// P6: instructions of a call ÷ those of the legacy client, at most.
pub const CLIENT_INSTRUCTIONS: f64 = 0.75;

/// P6: calls a second ÷ those of the peer, at least.
pub const CLIENT_CALLS: [(&str, f64); 5] = [
    (Client::Legacy.name(), 0.97),
    (Client::Reqwest.name(), 1.3),
    (Client::Jsonrpsee.name(), 1.3),
    (Client::Tonic.name(), 2.1),
    (python::OF_2012, 60.0),
];

/// P6: a large upload from memory ÷ the same by curl, at least.
pub const UPLOAD_FROM_MEMORY: f64 = 2.2;

/// P6: a large upload from a file ÷ the same by curl, at least.
pub const UPLOAD_FROM_FILE: f64 = 1.2;
