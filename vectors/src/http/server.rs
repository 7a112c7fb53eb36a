//! A case for a server: what to send, and which answers conform.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{HeaderRule, HttpCase, StatusRule, present};
use crate::{BytesSpec, Problem, Provenance};

/// Requests to a server that offers the conformance page, one after the other.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServerCase {
    /// `server`, the stem of the file, and a name: `server/envelopes/post-form`.
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
    /// Names of the conformance page without which it is not applicable.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What is sent, and what must come back.
    pub exchanges: Vec<ServerExchange>,
    /// Answers that break a requirement: whoever judges must see that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<AnswerViolation>,
}

/// One request, and the answers that conform.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ServerExchange {
    /// What is sent.
    pub request: SentRequest,
    /// What must come back; where there are several, all conform, and a report
    /// shows which was seen.
    pub answers: Vec<ExpectedAnswer>,
}

/// A request, to be sent as it stands. `Host` and `Content-Length` are added.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SentRequest {
    /// The method.
    pub method: String,
    /// Where it goes.
    pub to: To,
    /// Headers, each a name and a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// The body, if there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BytesSpec>,
}

/// Where a request goes: urls are opaque, so it is found and not written down.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct To {
    /// The url of the link or form under these names, one inside the other; of
    /// the page itself where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<Vec<String>>,
    /// Which answer of the case holds the page, counted from 1; without it, the
    /// root page does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<usize>,
    /// Instead of a page: the `Location` of that answer, counted from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<usize>,
    /// A relative reference, resolved against what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// The query, as it goes over the wire, in place of any other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
}

/// What must hold of an answer.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedAnswer {
    /// Where several answers conform: what this one is called in reports.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The statuses that will do.
    pub status: StatusRule,
    /// What must hold of headers, by lower-case name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, HeaderRule>,
    /// The body is a message of a value that fits this pattern; a 204 is nil.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Value>,
    /// The body, once a content encoding is undone, is these bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BytesSpec>,
    /// A lone blob, as plain HTTP or as a message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blob: Option<ExpectedBlob>,
    /// Texts that the body must not hold, without regard to case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lacks: Vec<String>,
}

/// A blob that must come back.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedBlob {
    /// Its type, compared without case and parameters.
    pub content_type: String,
    /// Its bytes.
    pub content: BytesSpec,
}

/// An answer that breaks a requirement.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerViolation {
    /// The requirement that it breaks.
    pub requirement: String,
    /// What the server did wrong.
    pub note: String,
    /// To which request of the case, counted from 1.
    pub exchange: usize,
    /// The status.
    pub status: u16,
    /// Its headers, each a name and a value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<(String, String)>,
    /// Its body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<BytesSpec>,
}

impl HttpCase for ServerCase {
    const SIDE: &'static str = "server";
    const SCHEMA: &'static str = "schema/server-cases.schema.json";

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
        for (at, exchange) in self.exchanges.iter().enumerate() {
            if exchange.answers.is_empty() {
                return Err(Problem::NothingConforms);
            }
            if exchange.answers.len() > 1 && exchange.answers.iter().any(|it| it.seen.is_none()) {
                return Err(Problem::Unnamed);
            }
            let to = &exchange.request.to;
            if [to.answer, to.location]
                .into_iter()
                .flatten()
                .any(|of| of == 0 || of > at)
            {
                return Err(Problem::NoSuchExchange);
            }
        }
        let wrong = |it: &AnswerViolation| it.exchange == 0 || it.exchange > self.exchanges.len();
        if self.exchanges.is_empty() || self.violations.iter().any(wrong) {
            return Err(Problem::NoSuchExchange);
        }
        Ok(())
    }
}
