//! Requests of a client, held against those that conform.

use hyper::Request;
use hyperglyph::http::read_query;
use hyperglyph_vectors::BytesSpec;
use hyperglyph_vectors::http::{ExpectedBody, ExpectedQuery, ExpectedRequest, SeenRequest};

use super::answer::Mismatch;
use super::body::{expanded, message};
use super::{header_mismatch, pattern};
use crate::judge::value::show_bytes;

/// A request, from whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The method.
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Name and value of each header.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Asked {
    /// A request whose body is another matter.
    pub(crate) fn head<B>(request: &Request<B>) -> Self {
        let headers = request.headers().iter().map(|(name, value)| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_string(), value.into_owned())
        });
        Self {
            method: request.method().to_string(),
            target: request.uri().to_string(),
            headers: headers.collect(),
            body: Vec::new(),
        }
    }
}

impl From<&SeenRequest> for Asked {
    fn from(seen: &SeenRequest) -> Self {
        let body = seen.body.as_ref();
        Self {
            method: seen.method.clone(),
            target: seen.target.clone(),
            headers: seen.headers.clone(),
            body: body.map(BytesSpec::to_vec).unwrap_or_default(),
        }
    }
}

/// Which of the requests that conform it is, or how it differs from the last.
pub fn asked<'e>(
    expected: &'e [ExpectedRequest],
    request: &Asked,
    origin: &str,
) -> Result<&'e ExpectedRequest, Mismatch> {
    let mut last = Mismatch::new("no request", in_words(request));
    for expected in expected {
        match differs(expected, request, origin) {
            None => return Ok(expected),
            Some(mismatch) => last = mismatch,
        }
    }
    Err(last)
}

fn differs(expected: &ExpectedRequest, request: &Asked, origin: &str) -> Option<Mismatch> {
    let (path, query) = match request.target.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (request.target.as_str(), None),
    };
    if expected.method != request.method || expected.path != path {
        let expected = format!("{} {}", expected.method, expected.path);
        return Some(Mismatch::new(expected, in_words(request)));
    }
    if let Some(expected) = query_mismatch(expected.query.as_ref(), query, origin) {
        return Some(Mismatch::new(expected, in_words(request)));
    }
    if let Some((_, expected, seen)) = header_mismatch(&expected.headers, &request.headers) {
        return Some(Mismatch::new(
            expected,
            format!("{seen} in {}", in_words(request)),
        ));
    }
    body_mismatch(expected.body.as_ref(), request, origin)
}

/// What had to be the query, where it is not.
fn query_mismatch(
    expected: Option<&ExpectedQuery>,
    query: Option<&str>,
    origin: &str,
) -> Option<String> {
    match (expected, query) {
        (None, None) => None,
        (None, Some(_)) => Some("no query".to_owned()),
        (Some(ExpectedQuery::Text(text)), query) if query == Some(text) => None,
        (Some(ExpectedQuery::Text(text)), _) => Some(format!("the query {text}")),
        (Some(ExpectedQuery::Value(value)), query) => {
            let seen = query.map(|query| message(&read_query(query)));
            let fits = matches!(&seen, Some(Ok(seen)) if pattern::fits(value, seen, origin));
            (!fits).then(|| format!("the query of {value}"))
        }
    }
}

fn body_mismatch(
    expected: Option<&ExpectedBody>,
    request: &Asked,
    origin: &str,
) -> Option<Mismatch> {
    let body = match expanded(&request.headers, &request.body) {
        Ok(body) => body,
        Err(error) => return Some(Mismatch::new("a body that can be read", error)),
    };
    match expected {
        None if body.is_empty() => None,
        None => Some(Mismatch::new("no body", in_words(request))),
        Some(ExpectedBody::Bytes(bytes)) if bytes.to_vec() == *body => None,
        Some(ExpectedBody::Bytes(bytes)) => {
            let bytes = bytes.to_vec();
            let expected = format!("the body {}", show_bytes(&bytes));
            Some(Mismatch::new(expected, in_words(request)).between(&bytes, &body))
        }
        Some(ExpectedBody::Value(value)) => match message(&body) {
            Ok(seen) if pattern::fits(value, &seen, origin) => None,
            Ok(seen) => Some(Mismatch::misfit(
                format!("a body of the value {value}"),
                value,
                &seen,
                origin,
            )),
            Err(error) => Some(Mismatch::new(
                format!("a body of the value {value}"),
                format!("{}: {error}", in_words(request)),
            )),
        },
    }
}

/// A request in one line.
pub(super) fn in_words(request: &Asked) -> String {
    let mut text = format!("{} {}", request.method, request.target);
    if !request.body.is_empty() {
        text += &format!(" with {}", show_bytes(&request.body));
    }
    text
}
