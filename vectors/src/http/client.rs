//! A case for a client: what a scripted server answers, what must be asked, and
//! what must be reported.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{HeaderRule, HttpCase, present};
use crate::{BytesSpec, Problem, Provenance};

/// A script, and the steps with which a client walks through it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClientCase {
    /// `client`, the stem of the file, and a name: `client/redirects/see-other`.
    pub id: String,
    /// The first version of the suite that holds it.
    pub since: String,
    /// Why it exists, for somebody who sees it fail.
    pub note: String,
    /// The requirements at stake, the main one first.
    pub requirements: Vec<String>,
    /// The decisions that settle the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// Where the case comes from.
    pub provenance: Provenance,
    /// What the client is told to do besides: `fresh`, `tunnel`, `gzip`. One that
    /// cannot is not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// Path and query of the first url.
    pub start: String,
    /// The requests that must come, in this order and no more, and their answers.
    pub script: Vec<Scripted>,
    /// What the client does with the answer to the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// What it must report; where there are several, all conform, and a report
    /// of the run shows which was seen.
    pub reports: Vec<ExpectedReport>,
    /// Requests and reports that break a requirement: whoever judges must see that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<ReportViolation>,
}

/// One request that must come, and the answer to it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Scripted {
    /// What must come; where there are several, all conform.
    pub requests: Vec<ExpectedRequest>,
    /// What is answered.
    pub answer: ScriptedAnswer,
}

/// What must hold of a request.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedRequest {
    /// Where several requests conform: what this one is called in reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The method.
    pub method: String,
    /// The path, to the byte.
    pub path: String,
    /// The query; without it, there must be none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<ExpectedQuery>,
    /// What must hold of headers, by lower-case name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, HeaderRule>,
    /// The body; without it, there must be none, or an empty one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<ExpectedBody>,
}

/// A query that must come.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExpectedQuery {
    /// This one, to the byte.
    Text(String),
    /// A percent-encoded message of a value that fits this pattern.
    Value(Value),
}

/// A body that must come.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ExpectedBody {
    /// These bytes.
    Bytes(BytesSpec),
    /// A message of a value that fits this pattern.
    Value(Value),
}

/// What the scripted server answers. `{origin}` in a header stands for its scheme,
/// host and port.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ScriptedAnswer {
    /// The status.
    pub status: u16,
    /// Headers, each a name and a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BytesSpec>,
    /// Whether the body is compressed, if the request takes gzip.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gzip: bool,
}

/// What a client does next, as the testee protocol has it.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// Reaches for an item.
    Get {
        /// Its name in a page or dict, or its index in a list.
        get: Key,
    },
    /// Calls the link or form.
    Call {
        /// The arguments by position, in the JSON notation.
        call: Vec<Value>,
        /// The arguments by name.
        #[serde(default, skip_serializing_if = "Map::is_empty")]
        named: Map<String, Value>,
    },
    /// Reads the bytes of a blob.
    Read {
        /// Always true.
        read: bool,
    },
}

/// An item of a page, dict or list.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Key {
    /// By name.
    Name(String),
    /// By index.
    Index(usize),
}

/// What a client must report.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedReport {
    /// Where several reports conform: what this one is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// A value that fits this pattern.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Value>,
    /// An error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ExpectedFailure>,
}

/// An error that a client must report.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedFailure {
    /// Who is to blame.
    pub kind: ReportKind,
    /// The status that came, where one must be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// The error extension that came with it.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub error: Option<Value>,
}

/// Who is to blame for an error, in the words of the testee protocol.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReportKind {
    /// The server answered 4xx.
    ClientError,
    /// The server answered 5xx.
    ServerError,
    /// No request was made.
    Refused,
    /// The answer cannot be understood.
    Decode,
    /// The bytes did not get through.
    Transport,
}

impl ReportKind {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClientError => "client-error",
            Self::ServerError => "server-error",
            Self::Refused => "refused",
            Self::Decode => "decode",
            Self::Transport => "transport",
        }
    }
}

/// Something that a client must not do: a request, or a report.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ReportViolation {
    /// The requirement that it breaks.
    pub requirement: String,
    /// What the client did wrong.
    pub note: String,
    /// Which request went wrong, counted from 1; one more than the script has is
    /// one too many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<usize>,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sends: Option<SeenRequest>,
    /// What was reported instead, in the words of the testee protocol.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reports: Option<Value>,
}

/// A request as it came.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SeenRequest {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Headers, each a name and a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BytesSpec>,
}

impl HttpCase for ClientCase {
    const SIDE: &'static str = "client";
    const SCHEMA: &'static str = "schema/client-cases.schema.json";

    fn id(&self) -> &str {
        &self.id
    }

    fn requirements(&self) -> &[String] {
        &self.requirements
    }

    fn violated(&self) -> impl Iterator<Item = &str> {
        self.violations.iter().map(|it| it.requirement.as_str())
    }

    fn check(&self) -> Result<(), Problem> {
        if self.reports.is_empty() || self.script.iter().any(|it| it.requests.is_empty()) {
            return Err(Problem::NothingConforms);
        }
        let unnamed_requests =
            |it: &Scripted| it.requests.len() > 1 && it.requests.iter().any(|it| it.seen.is_none());
        let unnamed_reports =
            self.reports.len() > 1 && self.reports.iter().any(|it| it.seen.is_none());
        if unnamed_reports || self.script.iter().any(unnamed_requests) {
            return Err(Problem::Unnamed);
        }
        if self
            .reports
            .iter()
            .any(|it| it.value.is_some() == it.error.is_some())
        {
            return Err(Problem::ValueOrError);
        }
        let whole = |it: &ReportViolation| {
            let request = it
                .request
                .is_some_and(|at| at >= 1 && at <= self.script.len() + 1);
            match (it.request, &it.sends, &it.reports) {
                (Some(_), Some(_), None) => request,
                (None, None, Some(_)) => true,
                _ => false,
            }
        };
        if self.script.is_empty() || !self.violations.iter().all(whole) {
            return Err(Problem::NoSuchExchange);
        }
        Ok(())
    }
}
