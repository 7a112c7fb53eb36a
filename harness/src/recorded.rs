//! [`Recorded`]: a request and what came back, kept for people.
//!
//! It is made only of what fell short. Bodies are cut, and everything is [visible], so that it
//! can be shown as it is.

use serde::Serialize;

use crate::curl::curl;
use crate::judge::http::{Answer, Asked};
use crate::wire::Ask;
use crate::{Exchange, Wire, WireError, visible};

/// So much of a body is kept.
const KEPT: usize = 1 << 10;
/// So many headers are kept, each of so many characters: those of HTTP have fewer.
const HEADERS: usize = 64;
const HEADER: usize = 1 << 10;

/// A request, and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// What was asked.
    pub request: Request,
    /// What came back; nothing where there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Response>,
    /// Why there was none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub error: String,
    /// A line for a shell that sends the same request; nothing where the subject asked us, or
    /// where it would be too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curl: Option<String>,
}

/// A request, as it went over the wire. `Host` and `Content-Length` of one of ours are not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The whole url of one of ours; path and query of one that we were asked.
    pub target: String,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// What came back, as it went over the wire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Body,
}

/// The beginning of a body.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Body {
    /// How many bytes it has in all.
    pub length: usize,
    /// Its first bytes, with everything escaped that does not print: `\x00`, `\n`, `\\`.
    pub text: String,
    /// Whether there are more.
    pub cut: bool,
}

impl Recorded {
    /// What we asked, and what came of it.
    #[must_use]
    pub fn of_ours(wire: &Wire, ask: &Ask, came: &Result<Exchange, WireError>) -> Self {
        let (answer, error) = match came {
            Ok(exchange) => (Some(Response::from(&Answer::from(exchange))), String::new()),
            Err(error) => (None, visible::line(&error.to_string()).into()),
        };
        Self {
            request: Request {
                method: ask.method.clone(),
                target: ask.url.to_string(),
                headers: headers(&ask.headers),
                body: Body::new(&ask.body),
            },
            answer,
            error,
            curl: curl(ask, wire.trust()),
        }
    }

    /// What we were asked, and what we answered.
    #[must_use]
    pub fn of_theirs(asked: &Asked, answer: &Answer) -> Self {
        Self {
            request: Request {
                method: visible::line(&asked.method).into(),
                target: visible::line(&asked.target).into(),
                headers: headers(&asked.headers),
                body: Body::new(&asked.body),
            },
            answer: Some(answer.into()),
            error: String::new(),
            curl: None,
        }
    }

    /// Both in a line each, for people: `POST /, accept: …, 7 bytes: Oi1;…`.
    #[must_use]
    pub fn in_words(&self) -> (String, String) {
        let Request {
            method,
            target,
            headers,
            body,
        } = &self.request;
        let request = in_words(format!("{method} {target}"), headers, body);
        let answer = self.answer.as_ref();
        let answer = answer.map(|it| in_words(it.status.to_string(), &it.headers, &it.body));
        (request, answer.unwrap_or_else(|| self.error.clone()))
    }
}

impl From<&Answer> for Response {
    fn from(answer: &Answer) -> Self {
        Self {
            status: answer.status,
            headers: headers(&answer.headers),
            body: Body::new(&answer.body),
        }
    }
}

impl Body {
    fn new(bytes: &[u8]) -> Self {
        let kept = &bytes[..bytes.len().min(KEPT)];
        Self {
            length: bytes.len(),
            text: kept.escape_ascii().to_string(),
            cut: kept.len() < bytes.len(),
        }
    }
}

fn headers(all: &[(String, String)]) -> Vec<(String, String)> {
    let short = |text: &str| match text.char_indices().nth(HEADER) {
        Some((end, _)) => format!("{}…", visible::line(&text[..end])),
        None => visible::line(text).into_owned(),
    };
    let kept = all.iter().take(HEADERS);
    kept.map(|(name, value)| (short(name), short(value)))
        .collect()
}

fn in_words(first: String, headers: &[(String, String)], body: &Body) -> String {
    /// More of a body stands in the other reports.
    const SHORT: usize = 300;
    let mut text = first;
    for (name, value) in headers {
        text += &format!(", {name}: {value}");
    }
    match body.length {
        0 => text += ", no body",
        length => {
            let begun = &body.text[..body.text.len().min(SHORT)];
            text += &format!(", {length} bytes: {begun}");
        }
    }
    if body.cut || body.text.len() > SHORT {
        text.push('…');
    }
    text
}
