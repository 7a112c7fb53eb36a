//! The greeting as a service of tonic.

#![allow(
    missing_docs,
    clippy::pedantic,
    clippy::nursery,
    unused_qualifications,
    reason = "most of it is generated, see build.rs"
)]

/// Who is greeted.
#[derive(Clone, PartialEq, prost::Message)]
pub struct HelloRequest {
    #[prost(string, tag = "1")]
    pub name: String,
}

/// How.
#[derive(Clone, PartialEq, prost::Message)]
pub struct HelloReply {
    #[prost(string, tag = "1")]
    pub message: String,
}

include!(concat!(env!("OUT_DIR"), "/bench.Greeter.rs"));
