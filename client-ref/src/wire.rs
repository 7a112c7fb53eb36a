//! A request in the words of the HTTP library.

use http::header::{ACCEPT, ACCEPT_ENCODING, HOST, PROXY_AUTHORIZATION, USER_AGENT};
use http::{HeaderName, HeaderValue, Method as HttpMethod, Uri};
use hyperglyph::CONTENT_TYPE;
use hyperglyph::http::{Method, Request};
use url::Position;

use crate::Error;
use crate::payload::{Body, Payload};
use crate::pool::{Way, WayKind};

static OURS: HeaderValue = HeaderValue::from_static(CONTENT_TYPE);
static GZIP: HeaderValue = HeaderValue::from_static("gzip");
static AGENT: HeaderValue =
    HeaderValue::from_static(concat!("hyperglyph-client/", env!("CARGO_PKG_VERSION")));

/// The request as it goes out on a connection (HTP-3, HTP-8).
pub(crate) fn request(
    request: &Request<Payload>,
    way: &Way,
    body: Body,
) -> Result<http::Request<Body>, Error> {
    let mut outgoing = http::Request::new(body);
    *outgoing.method_mut() = method(request.method);
    hyperglyph::fault!("HTP-5/get-alone" => *outgoing.method_mut() = HttpMethod::GET);
    hyperglyph::fault!("HTP-6/post-alone" if request.method != Method::Get => *outgoing.method_mut() = HttpMethod::POST);
    *outgoing.uri_mut() =
        target(request, way).map_err(|error| unsendable(request, error.into()))?;
    let headers = outgoing.headers_mut();
    headers.reserve(8);
    headers.insert(HOST, way.host.clone());
    headers.insert(USER_AGENT, AGENT.clone());
    headers.insert(ACCEPT_ENCODING, GZIP.clone());
    for (name, value) in &request.headers {
        hyperglyph::fault!("HTP-8/accept-any" if *name == "Accept" => headers.insert(ACCEPT, HeaderValue::from_static("*/*")); continue);
        hyperglyph::fault!("HTP-8/no-accept" if *name == "Accept" => continue);
        let known = match *name {
            "Accept" => Some(ACCEPT),
            "Content-Type" => Some(http::header::CONTENT_TYPE),
            _ => None,
        };
        let name = known.map_or_else(|| HeaderName::from_bytes(name.as_bytes()), Ok);
        let name = name.map_err(|error| unsendable(request, error.into()))?;
        let value = if value == CONTENT_TYPE {
            Ok(OURS.clone())
        } else {
            HeaderValue::from_bytes(value.as_bytes())
        };
        headers.insert(
            name,
            value.map_err(|error| unsendable(request, error.into()))?,
        );
    }
    if let WayKind::Forwarded(Some(credentials)) = &way.kind {
        headers.insert(PROXY_AUTHORIZATION, credentials.clone());
    }
    Ok(outgoing)
}

/// Path and query for a server, the whole url for a proxy that forwards.
fn target(request: &Request<Payload>, way: &Way) -> Result<Uri, http::uri::InvalidUri> {
    let url = &request.url;
    Uri::try_from(match way.kind {
        WayKind::Direct => &url[Position::BeforePath..Position::AfterQuery],
        WayKind::Forwarded(_) => &url[..Position::AfterQuery],
    })
}

const fn method(method: Method) -> HttpMethod {
    match method {
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Patch => HttpMethod::PATCH,
        Method::Delete => HttpMethod::DELETE,
    }
}

#[cold]
fn unsendable(request: &Request<Payload>, source: http::Error) -> Error {
    Error::Unsendable {
        url: String::from(request.url.as_str()),
        source,
    }
}
