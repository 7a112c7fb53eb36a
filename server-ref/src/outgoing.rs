//! [`Outgoing`]: the contents that follow a page, while the page is written.
//!
//! A handler says where a download stands, and the page is put together around
//! it; only then is it known how many blobs come before. So each download leaves
//! a ticket as the content of its blob, which nobody else can make, and which is
//! taken out again when the page is whole.

use std::hash::{BuildHasher, RandomState};
use std::mem::take;
use std::sync::{LazyLock, Mutex, PoisonError};

use bytes::Bytes;
use hyperglyph::stream::contents_mut;
use hyperglyph::{Blob, Value};

use crate::pieces::Pieces;
use crate::{Download, Failure};

/// The contents of the downloads on one page.
#[derive(Debug, Default)]
pub(crate) struct Outgoing(Mutex<Vec<Option<Pieces>>>);

impl Outgoing {
    /// What stands on the page for a download.
    pub(crate) fn put(&self, download: Download) -> Result<Value<'static>, Failure> {
        let (attributes, pieces) = download.into_parts()?;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ticket = ticket(all.len());
        all.push(Some(pieces));
        let content = ticket.into();
        Ok(Value::from(Blob {
            attributes,
            content,
        }))
    }

    /// Takes the contents out of a page, if one of them is a download: the page
    /// without them, and all of them in the order of its blobs.
    pub(crate) fn taken_from(self, page: &mut Value<'static>) -> Vec<Pieces> {
        let mut all = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        if all.is_empty() {
            return Vec::new();
        }
        let contents = contents_mut(page).into_iter();
        contents
            .map(|content| {
                let content = take(content);
                let at = number(&content);
                at.and_then(|at| all.get_mut(at)?.take())
                    .unwrap_or_else(|| Pieces::Bytes(Bytes::from(content.into_owned())))
            })
            .collect()
    }
}

fn ticket(number: usize) -> Vec<u8> {
    [&secret()[..], &number.to_be_bytes()].concat()
}

/// The number on a ticket, if it is one.
fn number(content: &[u8]) -> Option<usize> {
    let number = content.strip_prefix(&secret())?;
    Some(usize::from_be_bytes(number.try_into().ok()?))
}

/// What is on every ticket, and nowhere else.
fn secret() -> [u8; 16] {
    static SECRET: LazyLock<[u8; 16]> = LazyLock::new(|| {
        let half = || RandomState::new().hash_one("ticket").to_be_bytes();
        let mut secret = [0; 16];
        secret[..8].copy_from_slice(&half());
        secret[8..].copy_from_slice(&half());
        secret
    });
    *SECRET
}
