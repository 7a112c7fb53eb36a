//! State in urls: unsigned, or signed by [`Keys`].
//!
//! | | segment of a path |
//! |---|---|
//! | unsigned | `BASE64URL(state)` |
//! | signed | `KEY-ID.BASE64URL(hmac).BASE64URL(state)` |
//! | an id in a store | `~` and the id, percent-encoded |
//!
//! No segment can be `.` or `..`, which clients and proxies would resolve away.

use std::borrow::Cow;
use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use http::StatusCode;
use hyperglyph::http::{read_query, write_query};
use sha2::Sha256;

use crate::Failure;

/// Keys that sign the state of transient instances in their urls, so that only
/// urls of ours lead anywhere: any other is a 403.
///
/// Without keys, whoever can write a url can make an instance of any state that
/// serde reads, whatever the form of the class would say to it.
///
/// ```
/// use hyperglyph_server::{Keys, Router};
///
/// # let (new, old) = ([1; 32], [2; 32]);
/// // To change keys: sign by the new one, and accept the old one for as long as
/// // its urls may be about.
/// let keys = Keys::new("2026-11", new).accept("2026-05", old);
/// let router = Router::new().signed(keys);
/// ```
#[derive(Clone)]
pub struct Keys {
    /// The first one signs.
    by_id: Vec<(String, Hmac<Sha256>)>,
}

impl Keys {
    /// The key that signs, by a name that stands in the urls.
    ///
    /// # Panics
    ///
    /// If the secret is shorter than 32 bytes, or the name holds anything but
    /// letters, digits, `-` and `_`.
    pub fn new(id: impl Into<String>, secret: impl AsRef<[u8]>) -> Self {
        let none = Self { by_id: Vec::new() };
        none.accept(id, secret)
    }

    /// Another key whose urls are taken.
    ///
    /// # Panics
    ///
    /// As [`Keys::new`] does; and if the name is taken.
    #[must_use]
    pub fn accept(mut self, id: impl Into<String>, secret: impl AsRef<[u8]>) -> Self {
        let (id, secret) = (id.into(), secret.as_ref());
        assert!(
            secret.len() >= 32,
            "a key of {} bytes: 32 random ones at least",
            secret.len()
        );
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        assert!(
            !id.is_empty() && id.bytes().all(is_plain),
            "{id:?} cannot name a key: letters, digits, - and _"
        );
        assert!(self.find(&id).is_none(), "two keys are named {id:?}");
        let hmac = Hmac::new_from_slice(secret).expect("HMAC takes keys of any length");
        self.by_id.push((id, hmac));
        self
    }

    fn find(&self, id: &str) -> Option<&Hmac<Sha256>> {
        let (_, key) = self.by_id.iter().find(|(known, _)| known == id)?;
        Some(key)
    }

    fn sign(&self, class: &str, state: &[u8]) -> String {
        let (id, key) = &self.by_id[0];
        let mac = signed(key, class, state).finalize().into_bytes();
        format!("{id}.{}.{}", BASE64.encode(mac), BASE64.encode(state))
    }

    fn verify(&self, class: &str, segment: &str) -> Option<Vec<u8>> {
        let (id, rest) = segment.split_once('.')?;
        let (mac, state) = rest.split_once('.')?;
        let (mac, state) = (BASE64.decode(mac).ok()?, BASE64.decode(state).ok()?);
        let mac_of_state = signed(self.find(id)?, class, &state);
        // In the same time for every wrong one.
        mac_of_state.verify_slice(&mac).ok()?;
        Some(state)
    }
}

/// Of the class, too: the state of one class says nothing about another's.
fn signed(key: &Hmac<Sha256>, class: &str, state: &[u8]) -> Hmac<Sha256> {
    let mut mac = key.clone();
    mac.update(&(class.len() as u64).to_be_bytes());
    mac.update(class.as_bytes());
    mac.update(state);
    mac
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = self.by_id.iter().map(|(id, _)| id);
        f.debug_list().entries(ids).finish()
    }
}

/// How state gets into urls, and out of them.
#[derive(Clone, Debug)]
pub(crate) struct States {
    pub(crate) keys: Option<Keys>,
    /// The most bytes of state in a url: beyond, proxies cut in.
    pub(crate) limit: usize,
}

impl States {
    pub(crate) fn write(&self, class: &str, state: &[u8]) -> Result<String, Failure> {
        if state.len() > self.limit {
            return Err(Failure::internal(format_args!(
                "the state of a {class} takes {} bytes, and {} at most in a url: keep less in it, or make the class persistent",
                state.len(),
                self.limit
            )));
        }
        Ok(match &self.keys {
            Some(keys) => keys.sign(class, state),
            None => BASE64.encode(state),
        })
    }

    pub(crate) fn read(&self, class: &str, segment: &str) -> Result<Vec<u8>, Failure> {
        match &self.keys {
            Some(keys) => keys.verify(class, segment).ok_or_else(|| {
                let message = "this url was not made by this server, or by a key it no longer takes: start at the root and follow what it offers";
                Failure::new(StatusCode::FORBIDDEN, message)
            }),
            None => BASE64.decode(segment).map_err(|_| Failure::not_found()),
        }
    }
}

pub(crate) fn write_id(id: &str) -> String {
    format!("~{}", write_query(id.as_bytes()))
}

pub(crate) fn read_id(segment: &str) -> Option<String> {
    let id = read_query(segment.strip_prefix('~')?);
    match id {
        Cow::Borrowed(id) => str::from_utf8(id).ok().map(str::to_owned),
        Cow::Owned(id) => String::from_utf8(id).ok(),
    }
}
