//! gzip, in both directions (HTP-2, HTP-3, D26j).

use std::io::{Read, Write};

use bytes::Bytes;
use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, ETAG};
use http::{HeaderMap, HeaderValue, Response, StatusCode};
use http_body_util::BodyExt;

use crate::aside::{Aside, LARGE};
use crate::{Body, Failure, negotiate, read};

/// Answers shorter than this fit into one packet, compressed or not.
const SHORT: usize = 1 << 10;

/// So much may be expanded of next to nothing.
const FREE: usize = 1 << 20;

/// How far a body may expand (MSG-7).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    limit: usize,
    /// The most bytes for each that came.
    ratio: usize,
    /// How many came, if they came compressed.
    pub(crate) compressed: Option<usize>,
}

impl Bounds {
    pub(crate) const fn new(limit: usize, ratio: usize) -> Self {
        Self {
            limit,
            ratio,
            compressed: None,
        }
    }

    /// So many more compressed bytes came.
    pub(crate) fn came(&mut self, compressed: usize) {
        *self.compressed.get_or_insert_default() += compressed;
    }

    /// The most bytes that may be made of what came.
    fn most(&self) -> usize {
        self.compressed.map_or(self.limit, |compressed| {
            let most = compressed.saturating_mul(self.ratio);
            self.limit.min(most.max(FREE))
        })
    }

    /// 413 for more bytes than that.
    pub(crate) fn check(&self, bytes: usize) -> Result<(), Failure> {
        if bytes <= self.most() {
            return Ok(());
        }
        if bytes > self.limit {
            return Err(read::too_large(self.limit));
        }
        let ratio = self.ratio;
        let message = format!(
            "the body expands to more than {ratio} times what came, the most this server takes: send it as it is"
        );
        Err(Failure::new(StatusCode::PAYLOAD_TOO_LARGE, message).and_close())
    }
}

/// The bytes of a compressed body, if they are within bounds: a bomb is cut
/// there, and costs no more than a body of the limit's size.
pub(crate) fn expanded(compressed: &[u8], mut bounds: Bounds) -> Result<Bytes, Failure> {
    bounds.came(compressed.len());
    let mut bytes = Vec::new();
    // Up to one more than may be.
    let mut reader = MultiGzDecoder::new(compressed).take(bounds.most() as u64 + 1);
    reader.read_to_end(&mut bytes).map_err(broken)?;
    bounds.check(bytes.len())?;
    Ok(bytes.into())
}

pub(crate) fn broken(error: std::io::Error) -> Failure {
    Failure::bad_request("the body is no gzip, which its Content-Encoding says [HTP-3]")
        .because(error)
}

/// Whether the client takes gzip, and the response is worth it.
pub(crate) fn is_worth(request: &HeaderMap, response: &Response<Body>) -> bool {
    hyperglyph::fault!("HTP-2/never" => return false);
    hyperglyph::fault!("HTP-11/gzip-unasked" if request.contains_key(CONTENT_TYPE) => return true);
    response.body().whole().unwrap_or(0) >= SHORT
        && takes_gzip(request)
        && shrinks(response.headers())
}

/// The response compressed.
pub(crate) async fn compressed(response: Response<Body>, aside: &Aside) -> Response<Body> {
    let length = response.body().whole().unwrap_or(0);
    let (mut head, body) = response.into_parts();
    // A body that is whole fails at nothing.
    let bytes = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(_) => Bytes::new(),
    };
    let whole = bytes.clone();
    let smaller = if length < LARGE {
        gzip(&bytes)
    } else {
        aside.run(move || gzip(&bytes)).await
    };
    let Ok(smaller) = smaller else {
        return Response::from_parts(head, Body::new(whole));
    };
    hyperglyph::fault!("HTP-2/not-said" => return Response::from_parts(head, Body::new(smaller)));
    let gzip = HeaderValue::from_static("gzip");
    head.headers.insert(CONTENT_ENCODING, gzip);
    // Other bytes under the same tag would be a lie (RFC 9110, 8.8.3).
    if let Some(weak) = head.headers.get(ETAG).and_then(weak) {
        head.headers.insert(ETAG, weak);
    }
    Response::from_parts(head, Body::new(smaller))
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::fast());
    encoder.write_all(bytes).map_err(Failure::internal)?;
    encoder.finish().map_err(Failure::internal)
}

fn weak(etag: &HeaderValue) -> Option<HeaderValue> {
    let etag = etag.to_str().ok().filter(|etag| !etag.starts_with("W/"))?;
    HeaderValue::try_from(format!("W/{etag}")).ok()
}

/// Pictures, films and archives are compressed already.
fn shrinks(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let essence = kind.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || essence.ends_with("json")
        || essence.ends_with("xml")
        || essence == hyperglyph::CONTENT_TYPE
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    hyperglyph::fault!("HTP-11/gzip-refused-yet" if headers.contains_key(CONTENT_TYPE) => return headers.contains_key(ACCEPT_ENCODING));
    let codings = headers.get_all(ACCEPT_ENCODING).iter();
    let mut codings = codings
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','));
    codings.any(|coding| {
        let (name, parameters) = coding.split_once(';').unwrap_or((coding, ""));
        name.trim().eq_ignore_ascii_case("gzip") && !negotiate::is_refused(parameters)
    })
}
