//! The same without async, for scripts (feature `blocking`).
//!
//! ```no_run
//! use hyperglyph_client::args;
//! use hyperglyph_client::blocking::Client;
//!
//! let server = Client::new()?.get("http://localhost:8000/")?;
//! let bob = server.call("find_user", args!["bob"])?;
//! bob.call("message", args! { subject: "lol", body: "feels good man" })?;
//! let bio: String = bob.call("bio", args![])?.decode()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A client has a runtime of its own, on the thread that calls. Inside an async
//! runtime that would block all else: use the client outside of this module there.

use std::io;
use std::sync::Arc;

use hyperglyph::Value;
use serde::Deserialize;
use tokio::io::AsyncReadExt;
use tokio::runtime::{Builder, Runtime};

use crate::{Arguments, ClientBuilder, Error, Key};

/// What [`crate::Client`] is, on the thread that calls.
#[derive(Clone, Debug)]
pub struct Client {
    runtime: Arc<Runtime>,
    inner: crate::Client,
}

/// What [`crate::Page`] is, on the thread that calls.
#[derive(Clone, Debug)]
pub struct Page {
    runtime: Arc<Runtime>,
    inner: crate::Page,
}

/// What [`crate::Item`] is, on the thread that calls.
#[derive(Clone, Copy, Debug)]
pub struct Item<'p> {
    runtime: &'p Arc<Runtime>,
    inner: crate::Item<'p>,
}

/// What [`crate::BlobReader`] is, on the thread that calls.
#[derive(Debug)]
pub struct BlobReader {
    runtime: Arc<Runtime>,
    inner: crate::BlobReader,
}

impl Client {
    /// A client with the default settings.
    pub fn new() -> io::Result<Self> {
        Self::with(&ClientBuilder::default())
    }

    /// A client with these settings. What fails is the runtime: the system gives no more.
    pub fn with(settings: &ClientBuilder) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let inner = settings.build();
        let runtime = Arc::new(runtime);
        Ok(Self { runtime, inner })
    }

    /// Gets a page: see [`crate::Client::get`].
    pub fn get(&self, url: &str) -> Result<Page, Error> {
        let inner = self.runtime.block_on(self.inner.get(url))?;
        Ok(Page::new(&self.runtime, inner))
    }
}

impl Page {
    fn new(runtime: &Arc<Runtime>, inner: crate::Page) -> Self {
        Self {
            runtime: Arc::clone(runtime),
            inner,
        }
    }

    /// The value.
    #[must_use]
    pub const fn value(&self) -> &Value<'static> {
        self.inner.value()
    }

    /// The value, taken out.
    #[must_use]
    pub fn into_value(self) -> Value<'static> {
        self.inner.into_value()
    }

    /// The page as an item, to go on from.
    #[must_use]
    pub const fn item(&self) -> Item<'_> {
        Item {
            runtime: &self.runtime,
            inner: self.inner.item(),
        }
    }

    /// The page as a type of the caller's: see [`crate::Item::decode`].
    pub fn decode<'v, T: Deserialize<'v>>(&'v self) -> Result<T, Error> {
        self.inner.decode()
    }

    /// What the page holds: see [`crate::Item::get`].
    pub fn get<'k>(&self, key: impl Into<Key<'k>>) -> Result<Item<'_>, Error> {
        self.item().get(key)
    }

    /// Calls what the page holds: see [`crate::Item::call`].
    pub fn call<'k>(
        &self,
        key: impl Into<Key<'k>>,
        arguments: Arguments<'_>,
    ) -> Result<Self, Error> {
        self.item().get(key)?.invoke(arguments)
    }

    /// Calls what the page is: see [`crate::Item::invoke`].
    pub fn invoke(&self, arguments: Arguments<'_>) -> Result<Self, Error> {
        self.item().invoke(arguments)
    }
}

impl<'p> Item<'p> {
    /// The value.
    #[must_use]
    pub const fn value(self) -> &'p Value<'static> {
        self.inner.value()
    }

    /// It as a type of the caller's: see [`crate::Item::decode`].
    pub fn decode<T: Deserialize<'p>>(self) -> Result<T, Error> {
        self.inner.decode()
    }

    /// What it holds: see [`crate::Item::get`].
    pub fn get<'k>(self, key: impl Into<Key<'k>>) -> Result<Self, Error> {
        let inner = self.inner.get(key)?;
        Ok(Self { inner, ..self })
    }

    /// Calls the link or form that it is: see [`crate::Item::invoke`].
    pub fn invoke(self, arguments: Arguments<'_>) -> Result<Page, Error> {
        let inner = self.runtime.block_on(self.inner.invoke(arguments))?;
        Ok(Page::new(self.runtime, inner))
    }

    /// Calls the link or form that it is, and reads the one blob of the answer as it
    /// comes: see [`crate::Download::into_reader`].
    pub fn read(self, arguments: Arguments<'_>) -> Result<BlobReader, Error> {
        let download = self.runtime.block_on(self.inner.download(arguments))?;
        Ok(BlobReader {
            runtime: Arc::clone(self.runtime),
            inner: download.into_reader()?,
        })
    }
}

impl BlobReader {
    /// What was answered; its blob has no content.
    #[must_use]
    pub const fn value(&self) -> &Value<'static> {
        self.inner.page().value()
    }
}

impl io::Read for BlobReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.runtime.block_on(self.inner.read(buffer))
    }
}
