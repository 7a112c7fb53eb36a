//! [`Scripted`]: a server that answers each url with exactly the bytes it was
//! told, right or wrong. What a client makes of them is the question.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::header::CONTENT_TYPE;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use url::Url;

/// Pages by path.
type Pages = HashMap<String, Bytes>;

/// A scripted server on a free loopback port. It ends when it is dropped.
#[derive(Debug)]
pub struct Scripted {
    url: Url,
    accepting: JoinHandle<()>,
}

impl Scripted {
    /// Serves each page under its path, as a hyperglyph message.
    pub async fn start(pages: impl IntoIterator<Item = (String, Vec<u8>)>) -> io::Result<Self> {
        let pages: Pages = pages
            .into_iter()
            .map(|(path, bytes)| (format!("/{path}"), bytes.into()))
            .collect();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let url = format!("http://{}/", listener.local_addr()?);
        Ok(Self {
            url: Url::parse(&url).map_err(io::Error::other)?,
            accepting: tokio::spawn(accept(listener, Arc::new(pages))),
        })
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
                let response = answer(&pages, request.uri().path());
                async { Ok::<_, Infallible>(response) }
            });
            // A client may leave at any time.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

fn answer(pages: &Pages, path: &str) -> Response<Full<Bytes>> {
    let page = pages.get(path);
    let mut response = Response::new(Full::new(page.cloned().unwrap_or_default()));
    if page.is_none() {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    let kind = hyper::header::HeaderValue::from_static(hyperglyph::CONTENT_TYPE);
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}
