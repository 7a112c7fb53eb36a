//! [`Scripted`]: a server that answers each url with exactly the bytes it was
//! told, right or wrong. What a client makes of them is the question.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

use crate::judge::http::{Answer, Asked};
use crate::{Exchange, Recorded};

/// More requests for one page are only answered.
const MOST: usize = 4;

/// Pages by path, and who asked for them.
#[derive(Debug)]
struct Pages {
    pages: HashMap<String, Bytes>,
    asked: Mutex<HashMap<String, Vec<Asked>>>,
}

/// A scripted server on a free loopback port. It ends when it is dropped.
#[derive(Debug)]
pub struct Scripted {
    url: Url,
    pages: Arc<Pages>,
    accepting: JoinHandle<()>,
}

impl Scripted {
    /// Serves each page under its path, as a hyperglyph message.
    pub async fn start(pages: impl IntoIterator<Item = (String, Vec<u8>)>) -> io::Result<Self> {
        let pages = Arc::new(Pages {
            pages: pages
                .into_iter()
                .map(|(path, bytes)| (format!("/{path}"), bytes.into()))
                .collect(),
            asked: Mutex::default(),
        });
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        Ok(Self {
            url: Url::parse(&url).map_err(io::Error::other)?,
            pages: Arc::clone(&pages),
            accepting: tokio::spawn(accept(listener, pages)),
        })
    }

    /// Who asked for the page under this path since the last time, and what was answered.
    #[must_use]
    pub fn recorded(&self, path: &str) -> Vec<Recorded> {
        let asked = self.pages.asked().remove(self.url(path).path());
        let asked = asked.unwrap_or_default().into_iter();
        let answer = |asked: &Asked| Answer::from(&self.pages.answer(&asked.target));
        asked
            .map(|asked| Recorded::of_theirs(&asked, &answer(&asked)))
            .collect()
    }

    /// The url of the page under this path.
    #[must_use]
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, pages: Arc<Pages>) {
    // A connection that cannot be accepted fails the case that asked for it.
    while let Ok((stream, _)) = listener.accept().await {
        let pages = Arc::clone(&pages);
        tokio::spawn(async move {
            let service = service_fn(|request: Request<_>| {
                let response = pages.asked_for(&request);
                async { Ok::<_, Infallible>(response) }
            });
            // A client may leave at any time.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl Pages {
    fn asked(&self) -> MutexGuard<'_, HashMap<String, Vec<Asked>>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked_for<B>(&self, request: &Request<B>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        // Nobody looks for what is not there.
        if self.pages.contains_key(path) {
            let mut asked = self.asked();
            let of_page = asked.entry(path.to_owned()).or_default();
            if of_page.len() < MOST {
                of_page.push(Asked::head(request));
            }
        }
        let answer = self.answer(path);
        let mut response = Response::new(Full::new(answer.body));
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        response
    }

    fn answer(&self, path: &str) -> Exchange {
        let page = self.pages.get(path);
        let kind = HeaderValue::from_static(hyperglyph::CONTENT_TYPE);
        Exchange {
            status: match page {
                Some(_) => StatusCode::OK,
                None => StatusCode::NOT_FOUND,
            },
            headers: HeaderMap::from_iter([(CONTENT_TYPE, kind)]),
            body: page.cloned().unwrap_or_default(),
        }
    }
}
