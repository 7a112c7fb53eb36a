//! [`Target`]: the server that vectors are sent to, and where its `echo` is.

use std::fmt;

use hyper::StatusCode;
use hyper::header::LOCATION;
use hyperglyph::page::{Form, resolve};
use hyperglyph::{DecodeOptions, Map, Value};
use url::Url;

use crate::{Wire, WireError, visible};

/// Redirects from the first url to the page, at most.
const HOPS: usize = 10;

/// A server under test.
#[derive(Clone, Debug)]
pub struct Target {
    /// How it is reached.
    pub wire: Wire,
    /// Its first url, as it was given.
    pub root: Url,
    /// Where `echo` takes its argument.
    pub echo: Url,
    /// The name of that argument, `value` on most servers.
    pub argument: String,
    /// Where the page was found in the end.
    pub at: Url,
    /// The page, its urls resolved.
    pub page: Value<'static>,
}

impl Target {
    /// Looks for the form `echo` on the page behind a url.
    pub async fn find(wire: Wire, root: Url) -> Result<Self, TargetError> {
        let (at, body) = page(&wire, &root).await?;
        let mut value = DecodeOptions::interop()
            .decode(&body)
            .map_err(|error| TargetError::Page(at.clone(), error.to_string()))?
            .into_owned();
        resolve(&mut value, &at);
        let form = value
            .get("echo")
            .and_then(Value::as_extension)
            .ok_or_else(|| TargetError::NoEcho(at.clone(), names(&value)))?;
        let form =
            Form::read(form).map_err(|error| TargetError::Page(at.clone(), error.to_string()))?;
        let echo = form.url.as_deref().and_then(|url| Url::parse(url).ok());
        let argument = match form.values.as_slice() {
            [input] => Some(input.name.to_string()),
            _ => None,
        };
        match (echo, argument) {
            (Some(echo), Some(argument)) => Ok(Self {
                wire,
                root,
                echo,
                argument,
                at,
                page: value,
            }),
            _ => Err(TargetError::Page(
                at,
                "the form echo needs a url and one argument".to_owned(),
            )),
        }
    }
}

/// The page behind a url, and where it was found in the end.
async fn page(wire: &Wire, root: &Url) -> Result<(Url, bytes::Bytes), TargetError> {
    let mut url = root.clone();
    for _ in 0..HOPS {
        let exchange = wire.get(&url).await.map_err(TargetError::Wire)?;
        let location = exchange.headers.get(LOCATION);
        match (exchange.status, location) {
            (StatusCode::OK, _) if exchange.is_hyperglyph() => return Ok((url, exchange.body)),
            (
                StatusCode::SEE_OTHER | StatusCode::FOUND | StatusCode::MOVED_PERMANENTLY,
                Some(to),
            ) => {
                let to = to.to_str().ok().and_then(|to| url.join(to).ok());
                url =
                    to.ok_or_else(|| TargetError::Page(url, "it redirects to no url".to_owned()))?;
            }
            (status, _) => {
                let kind = exchange
                    .content_type()
                    .unwrap_or_else(|| "no type".to_owned());
                let seen = format!("it answers {status} with {kind}, not a hyperglyph page");
                return Err(TargetError::Page(url, seen));
            }
        }
    }
    Err(TargetError::Page(
        url,
        format!("more than {HOPS} redirects"),
    ))
}

fn names(page: &Value<'_>) -> Vec<String> {
    let map = match page {
        Value::Extension(extension) => extension.content.as_map(),
        other => other.as_map(),
    };
    let keys = map.into_iter().flat_map(Map::keys);
    keys.filter_map(|key| key.as_str().map(str::to_owned))
        .collect()
}

/// Why a server cannot be tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// It does not answer.
    Wire(WireError),
    /// What it answers is no page that could be used.
    Page(Url, String),
    /// Its page has no `echo`, but these names.
    NoEcho(Url, Vec<String>),
}

impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wire(error) if error.is_of_certificates() => write!(
                f,
                "{error}\n  help: --cacert FILE names the authority to trust, --insecure trusts anybody"
            ),
            Self::Wire(error) => write!(
                f,
                "{error}\n  help: start the server first, or check host and port"
            ),
            Self::Page(url, reason) => write!(f, "the page at {url} cannot be used: {reason}"),
            Self::NoEcho(url, names) => write!(
                f,
                "the page at {url} offers no 'echo', but: {}\n  help: add a function echo(value) that answers its argument; every vector goes through it",
                if names.is_empty() {
                    "nothing".to_owned()
                } else {
                    visible::line(&names.join(", ")).into_owned()
                },
            ),
        }
    }
}

impl std::error::Error for TargetError {}
