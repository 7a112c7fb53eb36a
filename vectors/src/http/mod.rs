//! Cases over HTTP: requests for a server with the answers that conform, and a
//! script for a client with the requests and the report that conform.
//!
//! Urls are a server's own affair, so that a server case finds them by name on the
//! conformance page; a client case is browsed with the steps of the testee protocol.

mod client;
mod header;
mod server;
mod status;

pub use client::{
    ClientCase, ExpectedBody, ExpectedFailure, ExpectedQuery, ExpectedReport, ExpectedRequest, Key,
    ReportKind, ReportViolation, Scripted, ScriptedAnswer, SeenRequest, Step,
};
pub use header::HeaderRule;
pub use server::{
    AnswerViolation, ExpectedAnswer, ExpectedBlob, SentRequest, ServerCase, ServerExchange, To,
};
pub use status::{StatusClass, StatusRule};

use crate::Problem;

/// The cases of one file.
#[derive(Clone, Debug)]
pub struct CaseFile<C> {
    /// The name of the file without its ending.
    pub stem: String,
    /// The part of the specification, such as `http/envelopes`.
    pub section: String,
    /// The section, for people.
    pub title: String,
    /// The cases, in an order worth reading.
    pub cases: Vec<C>,
}

/// What cases for servers and for clients have in common.
pub(crate) trait HttpCase: serde::de::DeserializeOwned {
    /// The folder under `http/`, which the id begins with.
    const SIDE: &'static str;
    /// Where the fields are described.
    const SCHEMA: &'static str;

    fn id(&self) -> &str;
    fn requirements(&self) -> &[String];

    /// The requirements that its violations break.
    fn violated(&self) -> impl Iterator<Item = &str>;

    /// What the shape of the fields cannot tell.
    fn check(&self) -> Result<(), Problem>;
}

/// `side/stem/name`, the name in kebab-case; requirements cited; each violation
/// of one that is.
pub(crate) fn check<C: HttpCase>(case: &C, stem: &str) -> Result<(), Problem> {
    let prefix = format!("{}/{stem}", C::SIDE);
    let name = case.id().strip_prefix(&prefix);
    let name = name.and_then(|rest| rest.strip_prefix('/'));
    if !name.is_some_and(crate::check::is_kebab) {
        return Err(Problem::Id { stem: prefix });
    }
    if case.requirements().is_empty() {
        return Err(Problem::NoRequirement);
    }
    if let Some(id) = case
        .violated()
        .find(|id| !case.requirements().iter().any(|cited| cited == id))
    {
        return Err(Problem::Uncited { id: id.to_owned() });
    }
    case.check()
}

/// Keeps a `null` that stands apart from a field that does not: nil is a value.
pub(crate) fn present<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<serde_json::Value>, D::Error> {
    use serde::Deserialize;
    serde_json::Value::deserialize(deserializer).map(Some)
}
