//! [`Error`]: what went wrong, where, and who is to blame.

use std::fmt;
use std::time::Duration;

use hyperglyph::Value;
use hyperglyph::http::{Failure, Refused, ResponseError};
use hyperglyph::page::PageError;
use hyperglyph::serde::DeserializeError;
use hyperglyph::stream::FrameError;

use crate::Key;

/// Names that a message lists at most.
const LISTED: usize = 10;

/// Texts longer than this are cut in a message.
const LONG: usize = 80;

/// Why there is no page.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The call cannot be made as asked.
    Refused(Refused),
    /// The page holds nothing there.
    Missing {
        /// What was looked for.
        key: String,
        /// What there is instead.
        offers: String,
    },
    /// What is called is no link and no form, but this.
    NotCallable(String),
    /// The link or form breaks a rule, so that it cannot be called.
    Page(PageError),
    /// A url of a scheme that this client was built without, given or behind a redirect:
    /// https, without the feature `tls`.
    Scheme(String),
    /// An upload stands among the arguments of a form that sends them in its url.
    UploadInQuery,
    /// A message with uploads cannot be written.
    Frame(FrameError),
    /// The server wants the body of this request again, elsewhere, and an upload is
    /// spent when it was sent.
    Spent(String),
    /// The source of an upload failed.
    Upload {
        /// Where it went.
        url: String,
        /// What happened.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The HTTP library cannot send this request.
    Unsendable {
        /// Where it should go.
        url: String,
        /// Why not.
        source: http::Error,
    },
    /// The server answered 4xx: something is wrong with the request.
    ClientError {
        /// Who answered.
        url: String,
        /// The status, and the error that came with it.
        failure: Box<Failure<'static>>,
    },
    /// The server answered 5xx: something is wrong with the server.
    ServerError {
        /// Who answered.
        url: String,
        /// The status, and the error that came with it.
        failure: Box<Failure<'static>>,
    },
    /// The server answered something without meaning.
    Response {
        /// Who answered.
        url: String,
        /// Why it means nothing.
        source: ResponseError,
    },
    /// The body of the response is compressed in a way that nobody asked for.
    Encoding {
        /// Who answered.
        url: String,
        /// The `Content-Encoding`.
        encoding: String,
    },
    /// The body of the response says that it is gzip, and is not, or not all of it.
    Gzip(String),
    /// The answer is not what the caller's type expects.
    Type(DeserializeError),
    /// The answer is not the one blob that was to be read.
    NotOneBlob {
        /// Who answered.
        url: String,
        /// What it is instead.
        found: String,
    },
    /// What was downloaded could not be put where it belongs.
    Save {
        /// Where it came from.
        url: String,
        /// What happened.
        source: std::io::Error,
    },
    /// The body of the response is too large.
    TooLarge {
        /// Who answered.
        url: String,
        /// The bytes that it may have.
        limit: usize,
    },
    /// The call took too long.
    Timeout {
        /// Who was called.
        url: String,
        /// The time that the call had.
        limit: Duration,
    },
    /// The bytes did not get through.
    Transport {
        /// Who was called.
        url: String,
        /// What happened.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// Who is to blame for an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Blame {
    /// The caller: the request cannot be made.
    Caller,
    /// The page that was called from: no request was made.
    Page,
    /// The request, says the server (4xx).
    Request,
    /// The server, as it says itself (5xx).
    Server,
    /// The response: it cannot be understood.
    Response,
    /// What lies between.
    Transport,
}

impl Error {
    /// Who is to blame.
    #[must_use]
    pub const fn blame(&self) -> Blame {
        match self {
            Self::Refused(_)
            | Self::Missing { .. }
            | Self::NotCallable(_)
            | Self::Scheme(_)
            | Self::UploadInQuery
            | Self::Frame(_)
            | Self::Spent(_)
            | Self::Upload { .. }
            | Self::Save { .. }
            | Self::Unsendable { .. } => Blame::Caller,
            Self::Page(_) => Blame::Page,
            Self::ClientError { .. } => Blame::Request,
            Self::ServerError { .. } => Blame::Server,
            Self::Response { .. }
            | Self::Encoding { .. }
            | Self::Gzip(_)
            | Self::Type(_)
            | Self::NotOneBlob { .. }
            | Self::TooLarge { .. } => Blame::Response,
            Self::Timeout { .. } | Self::Transport { .. } => Blame::Transport,
        }
    }

    /// The failure that the server told, where it told one: its status, and the
    /// error that came with it.
    #[must_use]
    pub fn failure(&self) -> Option<&Failure<'static>> {
        match self {
            Self::ClientError { failure, .. } | Self::ServerError { failure, .. } => Some(failure),
            _ => None,
        }
    }

    /// The requirement of the specification that is broken, where one speaks of it.
    #[must_use]
    pub fn requirement(&self) -> Option<&'static str> {
        match self {
            Self::Refused(refused) => Some(refused.requirement()),
            Self::Page(error) => Some(error.requirement()),
            Self::Response { source: error, .. } => error.requirement(),
            Self::Encoding { .. } | Self::Gzip(_) => Some("HTP-3"),
            Self::Frame(error) => Some(error.requirement()),
            _ => None,
        }
    }

    #[cold]
    pub(crate) fn missing(key: Key<'_>, page: &Value<'_>) -> Self {
        let key = match key {
            Key::Name(name) => short(name),
            Key::Index(_) => key.to_string(),
        };
        Self::Missing {
            key,
            offers: offers(page),
        }
    }

    #[cold]
    pub(crate) fn not_callable(value: &Value<'_>) -> Self {
        Self::NotCallable(describe(value))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => write!(f, "no request was made: {refused}"),
            Self::Missing { key, offers } => {
                write!(f, "no request was made: nothing under {key} in {offers}")
            }
            Self::NotCallable(found) => write!(
                f,
                "no request was made: expected a link or a form to call, found {found}",
            ),
            Self::Page(error) => write!(f, "no request was made: {error}"),
            Self::Scheme(url) => write!(
                f,
                "expected a url of the scheme http, found {}: \
                 build the client with the feature `tls` for https",
                short(url),
            ),
            Self::UploadInQuery => f.write_str(
                "no request was made: the form sends its arguments in the url, \
                 and an upload cannot stand there: read it into a blob if it is small",
            ),
            Self::Frame(error) => write!(f, "no request was made: {error}"),
            Self::Spent(url) => write!(
                f,
                "{} wants the upload again after a redirect, and its source is spent: \
                 call the form at its new place",
                short(url),
            ),
            Self::Upload { url, source: error } => {
                write!(f, "the upload to {} failed", short(url))?;
                causes(f, &**error)
            }
            Self::Encoding { url, encoding } => write!(
                f,
                "from {}: expected a body as it is or in gzip, found the encoding {} [HTP-3]",
                short(url),
                short(encoding),
            ),
            Self::Gzip(url) => write!(
                f,
                "from {}: expected a body in gzip, as its Content-Encoding says, \
                 found something else or only a part of it [HTP-3]",
                short(url),
            ),
            Self::Type(error) => write!(f, "the answer has another type: {error}"),
            Self::NotOneBlob { url, found } => write!(
                f,
                "from {}: expected one blob to read, found {found}",
                short(url),
            ),
            Self::Save { url, source } => {
                write!(f, "what {} sends cannot be saved: {source}", short(url))
            }
            Self::Unsendable { url, source: error } => {
                write!(
                    f,
                    "no request was made: {} cannot be sent: {error}",
                    short(url)
                )
            }
            Self::ClientError { url, failure } | Self::ServerError { url, failure } => {
                write!(f, "{} answered {}", short(url), failure.status)?;
                match failure.error() {
                    Some(error) => write!(
                        f,
                        ": {} (logref {})",
                        short(&error.message),
                        short(&error.logref),
                    ),
                    None => f.write_str(" without an error to read"),
                }
            }
            Self::Response { url, source: error } => write!(f, "from {}: {error}", short(url)),
            Self::TooLarge { url, limit } => write!(
                f,
                "from {}: expected a body of at most {limit} bytes, found a larger one: \
                 raise `max_body` if it is welcome",
                short(url),
            ),
            Self::Timeout { url, limit } => {
                write!(f, "from {}: no answer within {limit:?}", short(url))
            }
            Self::Transport { url, source: error } => {
                write!(f, "the way to {} failed: {error}", short(url))?;
                causes(f, &**error)
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Refused(error) => Some(error),
            Self::Page(error) => Some(error),
            Self::Unsendable { source: error, .. } => Some(error),
            Self::Response { source: error, .. } => Some(error),
            Self::Transport { source: error, .. } | Self::Upload { source: error, .. } => {
                Some(&**error)
            }
            Self::Frame(error) => Some(error),
            Self::Type(error) => Some(error),
            Self::Save { source: error, .. } => Some(error),
            _ => None,
        }
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl From<PageError> for Error {
    fn from(error: PageError) -> Self {
        Self::Page(error)
    }
}

/// What is behind an error: the outermost says little, `client error (Connect)`.
fn causes(f: &mut fmt::Formatter<'_>, error: &dyn std::error::Error) -> fmt::Result {
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}

/// What a value offers, for one who looked for something else.
fn offers(value: &Value<'_>) -> String {
    let content = value.as_extension().map_or(value, |it| &it.content);
    let what = describe(value);
    if let Some(items) = content.as_list() {
        return format!("{what} of {} items", items.len());
    }
    let Some(map) = content.as_map() else {
        return what;
    };
    let names: Vec<String> = map
        .keys()
        .filter_map(Value::as_str)
        .take(LISTED)
        .map(short)
        .collect();
    let more = if map.len() > names.len() { ", …" } else { "" };
    if names.is_empty() {
        return format!("{what} without names");
    }
    format!("{what} with {}{more}", names.join(", "))
}

pub(crate) fn describe(value: &Value<'_>) -> String {
    match value.as_extension().map(|it| it.name.as_str()) {
        Some(Some(name)) => format!("the extension {}", short(name)),
        Some(None) => String::from("an extension without a unicode name"),
        None => format!("the type {}", value.type_name()),
    }
}

/// A text from elsewhere in quotes, escaped, and cut where it is long.
fn short(text: &str) -> String {
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}
