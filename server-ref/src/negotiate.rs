//! What a request says of itself: its method, its content type, what it accepts.

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use hyperglyph::http::is_hyperglyph;

use crate::Failure;

/// The header that tunnels a method through POST (HTP-7).
const METHOD: HeaderName = HeaderName::from_static("method");

/// The headers that every call asks for, found in one pass: to look up each of
/// them costs more than to compare all that there are with a few names.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Said<'h> {
    method: Field<'h>,
    accept: Field<'h>,
    content_type: Field<'h>,
    content_encoding: Field<'h>,
}

/// What stands under one name.
#[derive(Clone, Copy, Debug, Default)]
struct Field<'h> {
    first: Option<&'h HeaderValue>,
    is_repeated: bool,
}

impl<'h> Said<'h> {
    pub(crate) fn by(headers: &'h HeaderMap) -> Self {
        let mut said = Self::default();
        for (name, value) in headers {
            let field = if *name == CONTENT_TYPE {
                &mut said.content_type
            } else if *name == ACCEPT {
                &mut said.accept
            } else if *name == CONTENT_ENCODING {
                &mut said.content_encoding
            } else if *name == METHOD {
                &mut said.method
            } else {
                continue;
            };
            field.is_repeated = field.first.is_some();
            field.first.get_or_insert(value);
        }
        said
    }

    /// The method of the request: what the header `Method` says, if it is there,
    /// whatever carried it (D22).
    pub(crate) fn method(&self, carrier: &Method) -> Result<Method, Failure> {
        hyperglyph::fault!("ENV-9/put-is-post" if *carrier == Method::PUT => return Ok(Method::POST));
        hyperglyph::fault!("ENV-13/put-unknown" if *carrier == Method::PUT => return Ok(Method::GET));
        hyperglyph::fault!("ENV-14/patch-is-put" if *carrier == Method::PATCH => return Ok(Method::PUT));
        hyperglyph::fault!("ENV-15/delete-is-post" if *carrier == Method::DELETE => return Ok(Method::POST));
        // A 2xx to CONNECT would make the connection a tunnel.
        let Some(value) = self.method.first.filter(|_| *carrier != Method::CONNECT) else {
            return Ok(carrier.clone());
        };
        hyperglyph::fault!("HTP-7/ignored" => return Ok(carrier.clone()));
        hyperglyph::fault!("HTP-7/in-post-alone" if *carrier != Method::POST => return Ok(carrier.clone()));
        hyperglyph::fault!("HTP-7/any-is-post" if Method::from_bytes(value.as_bytes()).is_err() => return Ok(Method::POST));
        if self.method.is_repeated {
            return Err(Failure::bad_request(
                "the header 'Method' stands twice: send one method [HTP-7]",
            ));
        }
        Method::from_bytes(value.as_bytes()).map_err(|_| {
            Failure::bad_request(
                "the header 'Method' holds no method: expected a token such as PUT [HTP-7]",
            )
        })
    }

    /// 415 for a body that is not ours to read; one without a type is (D26b).
    pub(crate) fn readable(&self) -> Result<(), Failure> {
        hyperglyph::fault!("HTP-18/any-type" => return Ok(()));
        let is_ours = self.content_type.first.is_none_or(|kind| {
            // Spelled as we do, it needs no closer look.
            kind == hyperglyph::CONTENT_TYPE
                || kind.to_str().is_ok_and(|kind| is_hyperglyph(Some(kind)))
        });
        if is_ours {
            Ok(())
        } else {
            Err(unsupported("a body of the type application/vnd.hyperglyph"))
        }
    }

    /// Whether the body came compressed (HTP-3); 415 for any other encoding.
    pub(crate) fn is_compressed(&self) -> Result<bool, Failure> {
        hyperglyph::fault!("HTP-2/not-expanded" => return Ok(false));
        let Some(encoding) = self.content_encoding.first else {
            return Ok(false);
        };
        let is = |name: &[u8]| encoding.as_bytes().eq_ignore_ascii_case(name);
        match self.content_encoding.is_repeated {
            false if is(b"gzip") || is(b"x-gzip") => Ok(true),
            false if is(b"identity") => Ok(false),
            _ => Err(unsupported(
                "a body whose Content-Encoding is gzip, or none",
            )),
        }
    }

    /// Whether the client takes our content type (D26): the most specific range of
    /// `Accept` that covers it decides, and without the header it does.
    pub(crate) fn takes_hyperglyph(&self, headers: &HeaderMap) -> bool {
        hyperglyph::fault!("HTP-1/accept-exact" if self.accept.first.is_some_and(|it| it != hyperglyph::CONTENT_TYPE) => return false);
        // What our own clients and most others say needs no closer look.
        match self.accept.first {
            None => true,
            Some(only)
                if !self.accept.is_repeated
                    && (only == hyperglyph::CONTENT_TYPE || only == "*/*") =>
            {
                true
            }
            Some(_) => covers_hyperglyph(headers),
        }
    }
}

fn unsupported(expected: &str) -> Failure {
    Failure::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        format!("expected {expected}, found another [HTP-1]"),
    )
}

fn covers_hyperglyph(headers: &HeaderMap) -> bool {
    let mut decided: Option<(u8, bool)> = None;
    let mut is_empty = true;
    for range in headers
        .get_all(ACCEPT)
        .iter()
        .flat_map(|value| value.as_bytes().split(|&b| b == b','))
    {
        let range = String::from_utf8_lossy(range);
        let (kind, parameters) = range.split_once(';').unwrap_or((&range, ""));
        is_empty &= kind.trim().is_empty();
        let specific = match kind.trim() {
            kind if kind.eq_ignore_ascii_case(hyperglyph::CONTENT_TYPE) => 2,
            kind if kind.eq_ignore_ascii_case("application/*") => 1,
            "*/*" => 0,
            _ => continue,
        };
        if decided.is_none_or(|(before, _)| specific >= before) {
            decided = Some((specific, !is_refused(parameters)));
        }
    }
    decided.map_or(is_empty, |(_, takes)| takes)
}

/// `q=0`, in any of its spellings
pub(crate) fn is_refused(parameters: &str) -> bool {
    parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .any(|(name, value)| {
            name.trim().eq_ignore_ascii_case("q") && value.trim().parse::<f32>() == Ok(0.0)
        })
}
