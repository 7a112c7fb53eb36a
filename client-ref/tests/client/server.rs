//! A server that answers what a test tells it to, and remembers what it was asked.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;

/// What to answer: status, headers, body.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

/// An answer of that status, without headers and body.
pub(crate) fn answer(status: u16) -> Script {
    Script {
        status,
        headers: Vec::new(),
        body: Vec::new(),
    }
}

/// A 200 that is a message.
pub(crate) fn message(body: &str) -> Script {
    answer(200)
        .header("content-type", "application/vnd.hyperglyph")
        .body(body.as_bytes())
}

impl Script {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self
    }
}

/// What the server was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: HashMap<String, String>,
    /// Expanded, where it came in gzip.
    pub(crate) body: String,
}

impl Asked {
    /// Method, target and body in one line.
    pub(crate) fn line(&self) -> String {
        format!("{} {} {}", self.method, self.target, self.body)
            .trim_end()
            .to_owned()
    }
}

/// A running server; it ends with the test's runtime.
pub(crate) struct Server {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// Serves scripts by path; a path without one is never answered.
    pub(crate) async fn start(scripts: impl IntoIterator<Item = (&'static str, Script)>) -> Self {
        Self::start_with(
            scripts
                .into_iter()
                .map(|(path, script)| (path, vec![script])),
        )
        .await
    }

    /// The same, with a script for each request in turn; the last stays.
    pub(crate) async fn start_with(
        scripts: impl IntoIterator<Item = (&'static str, Vec<Script>)>,
    ) -> Self {
        let scripts = scripts
            .into_iter()
            .map(|(path, turns)| (path, Mutex::new(turns)));
        let scripts: Arc<HashMap<&str, Mutex<Vec<Script>>>> = Arc::new(scripts.collect());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let seen = Arc::clone(&asked);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (scripts, seen) = (Arc::clone(&scripts), Arc::clone(&seen));
                let service = service_fn(move |request| {
                    let (scripts, seen) = (Arc::clone(&scripts), Arc::clone(&seen));
                    async move {
                        Ok::<_, std::convert::Infallible>(reply(request, &scripts, &seen).await)
                    }
                });
                let http = hyper::server::conn::http1::Builder::new();
                tokio::spawn(http.serve_connection(TokioIo::new(stream), service));
            }
        });
        Self { address, asked }
    }

    /// A url of the server.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What it was asked until now.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("unpoisoned").clone()
    }

    /// The same, each in a line.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.asked().iter().map(Asked::line).collect()
    }
}

async fn reply(
    request: http::Request<Incoming>,
    scripts: &HashMap<&str, Mutex<Vec<Script>>>,
    seen: &Mutex<Vec<Asked>>,
) -> http::Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let mut body = body.collect().await.expect("a body").to_bytes();
    if head
        .headers
        .get("content-encoding")
        .is_some_and(|it| it == "gzip")
    {
        let mut expanded = Vec::new();
        let mut decoder = flate2::read::GzDecoder::new(&body[..]);
        std::io::Read::read_to_end(&mut decoder, &mut expanded).expect("a body in gzip");
        body = expanded.into();
    }
    let headers = head.headers.iter().map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        (name.as_str().to_owned(), value)
    });
    seen.lock().expect("unpoisoned").push(Asked {
        method: head.method.to_string(),
        target: head.uri.to_string(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    });
    let Some(turns) = scripts.get(head.uri.path()) else {
        return std::future::pending().await;
    };
    let script = {
        let mut turns = turns.lock().expect("unpoisoned");
        match turns.len() {
            1 => turns[0].clone(),
            _ => turns.remove(0),
        }
    };
    let mut response = http::Response::builder().status(script.status);
    for (name, value) in &script.headers {
        response = response.header(*name, value);
    }
    response
        .body(Full::new(Bytes::from(script.body.clone())))
        .expect("a response")
}
