//! [`Client`]: where every walk begins.

use std::borrow::Cow;
use std::sync::Arc;

use hyperglyph::http::{Arguments, Refused, Request, ResponseError};
use hyperglyph::page::{Form, Link};
use hyperglyph::{DecodeOptions, EncodeOptions, Value};

use crate::send::{Answer, Sender};
use crate::{ClientBuilder, Error, Page, userinfo};

/// Connections and settings. A clone shares both.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    sender: Sender,
    decode: DecodeOptions,
    encode: EncodeOptions,
    fresh: bool,
    tunnel: bool,
}

impl Default for Client {
    fn default() -> Self {
        Self::new()
    }
}

impl Client {
    /// A client with the default settings.
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Settings to choose.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    pub(crate) fn with(settings: &ClientBuilder) -> Self {
        let inner = Inner {
            sender: Sender::new(settings.max_body, settings.timeout),
            decode: settings.decode_options(),
            encode: settings.encode_options(),
            fresh: settings.fresh,
            tunnel: settings.tunnel,
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Gets a page.
    ///
    /// A name and a password in the url are neither sent nor told in errors.
    pub async fn get(&self, url: &str) -> Result<Page, Error> {
        let request = Request::get(url).map_err(userinfo::untold)?;
        self.page(self.send(request).await?, None)
    }

    /// What a link leads to: what it inlines, or what it is asked for (LNK-5, LNK-8).
    pub(crate) async fn follow(
        &self,
        link: Link<'_>,
        arguments: Arguments<'_>,
    ) -> Result<Page, Error> {
        arguments.bind(&[]).map_err(Refused::from)?;
        let inlined = link.response();
        if let Some(response) = inlined
            && !self.inner.fresh
        {
            return Ok(Page::new(self.clone(), response.clone().into_owned()));
        }
        let request = Request::from_link(&link, self.inner.fresh)?;
        self.page(self.send(request).await?, inlined)
    }

    /// What a form answers to its arguments (FRM-11).
    pub(crate) async fn submit<'v>(
        &self,
        form: Form<'v>,
        arguments: Arguments<'v>,
    ) -> Result<Page, Error> {
        let request = Request::from_form(&form, arguments, &self.inner.encode)?;
        let request = if self.inner.tunnel {
            request.tunnelled()
        } else {
            request
        };
        self.page(self.send(request).await?, None)
    }

    async fn send(&self, request: Request<Cow<'_, [u8]>>) -> Result<Answer, Error> {
        let mut request = request.map_body(|body| body.into_owned().into());
        userinfo::strip(&mut request);
        self.inner.sender.send(request, &self.inner.decode).await
    }

    fn page(&self, answer: Answer, inlined: Option<&Value<'_>>) -> Result<Page, Error> {
        let value = match (answer, inlined) {
            (Answer::Value(value), _) => value,
            (Answer::NotModified(_), Some(response)) => response.clone().into_owned(),
            (Answer::NotModified(url), None) => {
                return Err(Error::Response {
                    url,
                    source: ResponseError::NotModified,
                });
            }
        };
        Ok(Page::new(self.clone(), value))
    }
}
