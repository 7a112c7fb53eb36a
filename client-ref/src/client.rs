//! [`Client`]: where every walk begins.

use std::sync::Arc;

use hyperglyph::http::{Refused, Request, ResponseError};
use hyperglyph::page::{Form, Link};
use hyperglyph::{DecodeOptions, EncodeOptions, Value};
use url::Url;

use crate::cache::{Cache, Key, Known};
use crate::payload::Payload;
use crate::send::{Answer, Sender};
use crate::{Arguments, ClientBuilder, Download, Error, Page, submit, userinfo};

/// Connections and settings. A clone shares both.
#[derive(Clone, Debug)]
pub struct Client {
    inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) sender: Sender,
    pub(crate) cache: Cache,
    pub(crate) decode: DecodeOptions,
    /// For the root of a message whose blobs are read as they come.
    pub(crate) decode_root: DecodeOptions,
    pub(crate) encode: EncodeOptions,
    pub(crate) fresh: bool,
    pub(crate) tunnel: bool,
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

    pub(crate) fn with(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// Gets a page.
    ///
    /// A name and a password in the url are neither sent nor told in errors.
    pub async fn get(&self, url: &str) -> Result<Page, Error> {
        let answer = self.call(self.request(url)?).await?;
        self.page(answer)
    }

    /// Gets a page, and reads the blobs in it as they come.
    pub async fn download(&self, url: &str) -> Result<Download, Error> {
        self.stream(self.request(url)?).await
    }

    /// What a link leads to: what it inlines, or what it is asked for (LNK-5, LNK-8).
    pub(crate) async fn follow(
        &self,
        link: Link<'_>,
        arguments: Arguments<'_>,
    ) -> Result<Page, Error> {
        takes_none(arguments)?;
        hyperglyph::fault!("LNK-8/stays-data" => return Ok(Page::new(self.clone(), Value::Nil)));
        let Some(inlined) = link.response() else {
            let answer = self.call(self.asked(&link, false)?).await?;
            return self.page(answer);
        };
        hyperglyph::fault!("LNK-5/asks" => return self.refresh(&link, inlined).await);
        if !self.inner.fresh {
            return Ok(Page::new(self.clone(), inlined.clone().into_owned()));
        }
        self.refresh(&link, inlined).await
    }

    /// What a link leads to, asked for conditionally (LNK-7).
    async fn refresh(&self, link: &Link<'_>, inlined: &Value<'_>) -> Result<Page, Error> {
        let mut request = self.asked(link, true)?;
        if !request.is_conditional() {
            let answer = self.call(request).await?;
            return self.page(answer);
        }
        let key = Key::of(&request);
        let known = self.inner.cache.get(&key);
        if let Some(known) = &known {
            known.validators.apply(&mut request);
        }
        let answer = self.call(request).await?;
        hyperglyph::fault!("LNK-7/304-is-nil" if answer.value.is_none() => return Ok(Page::new(self.clone(), Value::Nil)));
        let value = match answer.value {
            None => match known {
                Some(known) => known.value.clone(),
                None => inlined.clone().into_owned(),
            },
            Some(value) => {
                if !answer.validators.is_empty() {
                    let known = Known {
                        validators: answer.validators,
                        value: value.clone(),
                        bytes: answer.bytes,
                    };
                    self.inner.cache.put(key, known);
                }
                value
            }
        };
        Ok(Page::new(self.clone(), value))
    }

    /// What a form answers to its arguments (FRM-11).
    pub(crate) async fn submit<'v>(
        &self,
        form: Form<'v>,
        arguments: Arguments<'v>,
    ) -> Result<Page, Error> {
        hyperglyph::fault!("FRM-11/stays-data" => return Ok(Page::new(self.clone(), Value::Nil)));
        let answer = self.call(self.submitted(&form, arguments)?).await?;
        self.page(answer)
    }

    pub(crate) async fn follow_stream(
        &self,
        link: Link<'_>,
        arguments: Arguments<'_>,
    ) -> Result<Download, Error> {
        takes_none(arguments)?;
        self.stream(self.asked(&link, false)?).await
    }

    pub(crate) async fn submit_stream<'v>(
        &self,
        form: Form<'v>,
        arguments: Arguments<'v>,
    ) -> Result<Download, Error> {
        self.stream(self.submitted(&form, arguments)?).await
    }

    fn submitted<'v>(
        &self,
        form: &Form<'v>,
        arguments: Arguments<'v>,
    ) -> Result<Request<Payload>, Error> {
        let url = self.place(form.url.as_deref())?;
        let request = submit::request(url, form, arguments, &self.inner.encode)?;
        Ok(if self.inner.tunnel {
            request.tunnelled()
        } else {
            request
        })
    }

    fn request(&self, url: &str) -> Result<Request<Payload>, Error> {
        let url = self.place(Some(url)).map_err(userinfo::untold)?;
        Ok(Request::get_at(url).map_body(|body| body.into_owned().into()))
    }

    fn asked(&self, link: &Link<'_>, conditional: bool) -> Result<Request<Payload>, Error> {
        let url = self.place(link.url.as_deref())?;
        let request = Request::from_link_at(url, link, conditional)?;
        Ok(request.map_body(|body| body.into_owned().into()))
    }

    fn place(&self, url: Option<&str>) -> Result<Url, Refused> {
        self.inner.sender.pool.place(url.unwrap_or_default())
    }

    async fn call(&self, request: Request<Payload>) -> Result<Answer, Error> {
        self.inner.sender.call(request, &self.inner.decode).await
    }

    async fn stream(&self, request: Request<Payload>) -> Result<Download, Error> {
        let answered = self.inner.sender.open(request).await?;
        Download::begin(self.clone(), answered).await
    }

    pub(crate) fn page(&self, answer: Answer) -> Result<Page, Error> {
        match answer.value {
            Some(value) => Ok(Page::new(self.clone(), value)),
            None => Err(Error::Response {
                url: answer.url,
                source: ResponseError::NotModified,
            }),
        }
    }
}

/// A link takes no arguments.
fn takes_none(arguments: Arguments<'_>) -> Result<(), Error> {
    hyperglyph::fault!("INP-6/link-takes-any" => return Ok(()));
    arguments.values.bind(&[]).map_err(Refused::from)?;
    Ok(())
}
