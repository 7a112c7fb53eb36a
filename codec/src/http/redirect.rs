//! [`Redirect`]s, and the [`Trail`] of those followed (D23).

use url::Url;

use super::request::is_http;
use super::{Method, Request, ResponseError};

/// Where a response sends the client: 303, and what HTTP has besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The status: 301, 302, 303, 307 or 308.
    pub status: u16,
    /// The `Location`, absolute.
    pub url: Url,
}

impl Redirect {
    pub(super) fn read(
        status: u16,
        location: Option<&str>,
        base: &Url,
    ) -> Result<Self, ResponseError> {
        let mut url = read_location(status, location, base)?;
        crate::fault!("HTP-15/any-scheme" => return Ok(Self { status, url }));
        if !is_http(&url) {
            return Err(ResponseError::Location(status, Some(url.into())));
        }
        url.set_fragment(None);
        Ok(Self { status, url })
    }
}

/// An absolute url from the header `Location`.
pub(super) fn read_location(
    status: u16,
    location: Option<&str>,
    base: &Url,
) -> Result<Url, ResponseError> {
    crate::fault!("HTP-15/absolute-alone" if location.is_none_or(|it| Url::parse(it).is_err()) => return Err(ResponseError::Location(status, None)));
    location
        .and_then(|location| base.join(location).ok())
        .ok_or_else(|| ResponseError::Location(status, location.map(String::from)))
}

/// The requests of one call: at most [`Trail::HOPS`] redirects, and none of them
/// back to a request that was made before.
///
/// ```
/// use hyperglyph::http::{Redirect, Request, Trail};
///
/// let mut request = Request::get("http://localhost/a")?;
/// let mut trail = Trail::new(&request);
/// let to = |url: &str| Redirect { status: 303, url: url.parse().unwrap() };
/// trail.follow(&mut request, &to("http://localhost/b"))?;
/// assert_eq!(request.url.path(), "/b");
/// assert!(trail.follow(&mut request, &to("http://localhost/a")).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Trail {
    // A handful: a list is all they need.
    seen: Vec<(Method, Url)>,
}

impl Trail {
    /// Redirects that one call follows.
    pub const HOPS: usize = 10;

    /// The trail of a call that begins with this request.
    #[must_use]
    pub fn new<B>(request: &Request<B>) -> Self {
        Self {
            seen: vec![(request.method, request.url.clone())],
        }
    }

    /// Turns the request into the one that the redirect asks for, unless that
    /// leads nowhere.
    pub fn follow<B>(
        &mut self,
        request: &mut Request<B>,
        redirect: &Redirect,
    ) -> Result<(), ResponseError> {
        crate::fault!("HTP-15/one-hop" if self.seen.len() > 1 => return Err(ResponseError::TooManyRedirects));
        crate::fault!("HTP-15/any-number" if self.seen.len() > 5 => self.seen.remove(0));
        if self.seen.len() > Self::HOPS {
            return Err(ResponseError::TooManyRedirects);
        }
        request.follow(redirect);
        let step = (request.method, request.url.clone());
        crate::fault!("HTP-15/in-circles" => self.seen.clear());
        if self.seen.contains(&step) {
            return Err(ResponseError::RedirectLoop(step.1.into()));
        }
        self.seen.push(step);
        Ok(())
    }
}
