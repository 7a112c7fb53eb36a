//! [`Event`]: what a client does, for whoever watches it.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, Method, StatusCode};
use url::Url;

/// One step of a call. Values of headers that are secret are marked as sensitive.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'e> {
    /// A request goes out: the first of a call, one that a redirect asks for, or one more try.
    Request {
        /// The method on the wire.
        method: &'e Method,
        /// Where it goes.
        url: &'e Url,
        /// Its headers.
        headers: &'e HeaderMap,
        /// Its body, where there is one that is in memory.
        body: Option<&'e [u8]>,
    },
    /// The head of a response came.
    Response {
        /// Who answered.
        url: &'e Url,
        /// The status.
        status: StatusCode,
        /// Its headers.
        headers: &'e HeaderMap,
    },
    /// The body of a response came, whole, without its encodings.
    Body {
        /// Who answered.
        url: &'e Url,
        /// The bytes.
        bytes: &'e [u8],
    },
}

/// Whoever watches.
#[derive(Clone)]
pub(crate) struct Watch(pub(crate) Arc<dyn Fn(Event<'_>) + Send + Sync>);

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Watch")
    }
}
