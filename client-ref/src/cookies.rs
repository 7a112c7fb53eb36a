//! [`Cookies`]: what servers ask to be told again.
//!
//! ```text
//! Set-Cookie = name "=" value *( ";" attribute [ "=" value ] )
//! Cookie     = name "=" value *( "; " name "=" value )
//! ```
//!
//! A cookie goes back to the origin that set it, and nowhere else (D23). RFC 6265
//! hands cookies to other ports, and with `Domain` to other hosts: no store that
//! follows it will do here.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http::header::SET_COOKIE;
use http::{HeaderMap, HeaderValue};
use url::Url;

use crate::origin::Origin;

/// Cookies of one origin; the oldest leave first.
const OF_ONE: usize = 50;
/// Cookies in all.
const OF_ALL: usize = 3_000;
/// Bytes of one.
const LONGEST: usize = 4_096;

#[derive(Debug, Default)]
pub(crate) struct Cookies {
    /// The one that was set first stands first.
    jar: Mutex<VecDeque<Cookie>>,
}

#[derive(Debug)]
struct Cookie {
    origin: Origin,
    path: String,
    name: String,
    value: String,
    until: Option<SystemTime>,
}

impl Cookies {
    /// Keeps what a response sets.
    pub(crate) fn keep(&self, url: &Url, headers: &HeaderMap) {
        for header in headers.get_all(SET_COOKIE) {
            let text = header.to_str().ok().filter(|text| text.len() <= LONGEST);
            if let Some(cookie) = text.and_then(|text| Cookie::read(text, url)) {
                self.set(cookie);
            }
        }
    }

    fn set(&self, cookie: Cookie) {
        let mut jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        jar.retain(|old| {
            old.is_alive()
                && !(old.origin == cookie.origin
                    && old.name == cookie.name
                    && old.path == cookie.path)
        });
        if !cookie.is_alive() {
            return;
        }
        let of_one = jar.iter().filter(|old| old.origin == cookie.origin).count();
        let leaves = if of_one >= OF_ONE {
            jar.iter().position(|old| old.origin == cookie.origin)
        } else {
            (jar.len() >= OF_ALL).then_some(0)
        };
        if let Some(at) = leaves {
            jar.remove(at);
        }
        jar.push_back(cookie);
    }

    /// The header `Cookie` for a request, where there is something to tell.
    pub(crate) fn header(&self, url: &Url) -> Option<HeaderValue> {
        let jar = self.jar.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for cookie in jar.iter().filter(|cookie| cookie.goes_to(url)) {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&cookie.name);
            text.push('=');
            text.push_str(&cookie.value);
        }
        if text.is_empty() {
            return None;
        }
        let mut value = HeaderValue::try_from(text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Cookie {
    fn read(text: &str, url: &Url) -> Option<Self> {
        let mut parts = text.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let name = name.trim();
        if name.is_empty() {
            return None;
        }
        let (mut path, mut max_age, mut expires) = (None, None, None);
        for part in parts {
            let (attribute, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match attribute.trim().to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => path = Some(value.to_owned()),
                "max-age" => max_age = value.parse::<i64>().ok(),
                "expires" => expires = httpdate::parse_http_date(value).ok(),
                _ => {}
            }
        }
        let until = match max_age {
            Some(seconds) => {
                let seconds = Duration::from_secs(u64::try_from(seconds).unwrap_or(0));
                SystemTime::now().checked_add(seconds)
            }
            None => expires,
        };
        Some(Self {
            origin: Origin::of(url),
            path: path.unwrap_or_else(|| default_path(url)),
            name: name.to_owned(),
            value: value.trim().to_owned(),
            until,
        })
    }

    fn is_alive(&self) -> bool {
        self.until.is_none_or(|until| until > SystemTime::now())
    }

    fn goes_to(&self, url: &Url) -> bool {
        let below =
            |rest: &str| rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/');
        self.is_alive()
            && self.origin.holds(url)
            && url.path().strip_prefix(&*self.path).is_some_and(below)
    }
}

/// The folder of the url that sets the cookie.
fn default_path(url: &Url) -> String {
    let path = url.path();
    match path.rfind('/') {
        None | Some(0) => String::from("/"),
        Some(end) => path[..end].to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(cookies: &Cookies, url: &str, set: &str) {
        let mut headers = HeaderMap::new();
        headers.append(SET_COOKIE, set.parse().unwrap());
        cookies.keep(&url.parse().unwrap(), &headers);
    }

    fn told(cookies: &Cookies, url: &str) -> String {
        let header = cookies.header(&url.parse().unwrap());
        header.map_or_else(String::new, |it| it.to_str().unwrap().to_owned())
    }

    #[test]
    fn d23_a_cookie_goes_back_to_its_origin_alone_whatever_its_domain() {
        let cookies = Cookies::default();
        keep(&cookies, "http://a.org/", "k=v; Domain=org; HttpOnly");
        assert_eq!(told(&cookies, "http://a.org/b?c"), "k=v");
        for other in [
            "https://a.org/",
            "http://a.org:8080/",
            "http://b.a.org/",
            "http://org/",
        ] {
            assert_eq!(told(&cookies, other), "", "{other}");
        }
    }

    #[test]
    fn a_cookie_is_for_its_path_and_what_is_below() {
        let cookies = Cookies::default();
        keep(&cookies, "http://h/", "a=1; Path=/x");
        keep(&cookies, "http://h/y/z", "b=2");
        keep(&cookies, "http://h/", "c=3; path=/");
        assert_eq!(told(&cookies, "http://h/x"), "a=1; c=3");
        assert_eq!(told(&cookies, "http://h/x/y"), "a=1; c=3");
        assert_eq!(told(&cookies, "http://h/xy"), "c=3");
        assert_eq!(told(&cookies, "http://h/y/"), "b=2; c=3");
    }

    #[test]
    fn a_cookie_is_set_again_and_taken_back() {
        let cookies = Cookies::default();
        keep(&cookies, "http://h/", "a=1");
        keep(
            &cookies,
            "http://h/",
            "a=2; Max-Age=100; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        );
        assert_eq!(told(&cookies, "http://h/"), "a=2");
        keep(
            &cookies,
            "http://h/",
            "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
        );
        assert_eq!(told(&cookies, "http://h/"), "");
        keep(&cookies, "http://h/", "a=1");
        keep(&cookies, "http://h/", "a=; Max-Age=-1");
        assert_eq!(told(&cookies, "http://h/"), "");
    }

    #[test]
    fn no_server_fills_the_jar() {
        let cookies = Cookies::default();
        keep(&cookies, "http://other/", "stays=1");
        for n in 0..10 * OF_ONE {
            keep(&cookies, "http://h/", &format!("k{n}=v"));
        }
        assert_eq!(told(&cookies, "http://h/").split("; ").count(), OF_ONE);
        assert_eq!(told(&cookies, "http://other/"), "stays=1");
        keep(
            &cookies,
            "http://long/",
            &format!("k={}", "x".repeat(LONGEST)),
        );
        assert_eq!(told(&cookies, "http://long/"), "");
        keep(&cookies, "http://none/", "no pair");
        keep(&cookies, "http://none/", "=v");
        assert_eq!(told(&cookies, "http://none/"), "");
    }
}
