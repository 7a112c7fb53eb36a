//! [`Server`]: what answers the greeting.

use std::io::{Read, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::Duration;

use axum::Json;
use axum::routing::post;
use bytes::Bytes;
use clap::ValueEnum;
use http::{Request, Response, header};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyperglyph::http::{Envelope, Method};
use hyperglyph::page::{Form, Input};
use hyperglyph::{Map, Value};
use hyperglyph_server::{Failure, Router, Upload, UploadStream, arg};
use jsonrpsee::RpcModule;
use jsonrpsee::types::ErrorObjectOwned;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;

use super::greeter::greeter_server::{Greeter, GreeterServer};
use super::greeter::{HelloReply, HelloRequest};
use crate::Error;
use crate::blobs::BLOB;

/// The servers that are built into this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Server {
    /// Ours.
    Hyperglyph,
    /// hyper with its default settings, and the least that a server can do.
    Hyper,
    /// The same, but with its `pipeline_flush`, which is off by default.
    HyperFlush,
    /// axum with serde_json.
    Axum,
    /// jsonrpsee over HTTP.
    Jsonrpsee,
    /// tonic over one connection of HTTP/2.
    Tonic,
}

/// The arguments of the greeting, where they travel as JSON.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Hello {
    /// Who is greeted.
    pub name: String,
}

impl Server {
    /// In tables, and as the argument of this program.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hyperglyph => "hyperglyph",
            Self::Hyper => "hyper",
            Self::HyperFlush => "hyper-flush",
            Self::Axum => "axum",
            Self::Jsonrpsee => "jsonrpsee",
            Self::Tonic => "tonic",
        }
    }

    /// Serves in one thread until the input of this process ends.
    pub fn serve(self) -> Result<(), Error> {
        thread::spawn(|| {
            // An end either way.
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(0);
        });
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            match self {
                Self::Hyperglyph => hyperglyph().await,
                Self::Hyper => hyper(&http1::Builder::new()).await,
                Self::HyperFlush => hyper(http1::Builder::new().pipeline_flush(true)).await,
                Self::Axum => axum().await,
                Self::Jsonrpsee => jsonrpsee().await,
                Self::Tonic => tonic().await,
            }
        })
    }
}

const ANY_PORT: &str = "127.0.0.1:0";
/// Longer than anything is measured.
const LONG: Duration = Duration::from_hours(1);
/// More than are ever opened.
const CONNECTIONS: usize = 20_000;

fn announce(address: SocketAddr) {
    println!("http://{address}/");
}

async fn hyperglyph() -> Result<(), Error> {
    let router = Router::new()
        .body_limit(2 * BLOB)
        .function("hello", [arg("name")], async |name: String| {
            format!("Hello {name}")
        })
        // There is nothing to do: it is in a file.
        .function("file", [arg("file")], |file: Upload| file.length())
        .function("discard", [arg("file")], discard);
    let server = hyperglyph_server::Server::bind(ANY_PORT).await?;
    announce(server.local_addr());
    server
        .max_connections(CONNECTIONS)
        // Some machines take a minute to open so many.
        .idle_timeout(LONG)
        .head_timeout(LONG)
        .serve(router)
        .await;
    Ok(())
}

/// Reads to the end, which is where a message is known to be right.
async fn discard(mut file: UploadStream) -> Result<u64, Failure> {
    let mut length = 0;
    while let Some(bytes) = file.chunk().await? {
        length += bytes.len() as u64;
    }
    Ok(length)
}

async fn hyper(http: &http1::Builder) -> Result<(), Error> {
    let listener = TcpListener::bind(ANY_PORT).await?;
    announce(listener.local_addr()?);
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let serving = http.serve_connection(TokioIo::new(stream), service_fn(raw));
        tokio::spawn(async move {
            // What ends early is seen by the client.
            let _ = serving.await;
        });
    }
}

/// The least that a server can do; the answers to clients that want a format are
/// put together before they are asked for, so that only the client is measured.
async fn raw(request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let (head, mut body) = request.into_parts();
    let path = head.uri.path();
    if path == "/discard" || path == "/file" {
        let mut file = tempfile::tempfile().ok().filter(|_| path == "/file");
        let mut length = 0;
        while let Some(frame) = body.frame().await {
            let Ok(data) = frame?.into_data() else {
                continue;
            };
            length += data.len();
            if let Some(file) = &mut file {
                // The least that a server can do: others wait while it writes.
                file.write_all(&data).expect("a file that can be written");
            }
        }
        let mut response = Response::new(Full::new(format!("i{length};").into()));
        let kind = http::HeaderValue::from_static(hyperglyph::CONTENT_TYPE);
        response.headers_mut().insert(header::CONTENT_TYPE, kind);
        return Ok(response);
    }
    let body = body.collect().await?.to_bytes();
    let (kind, answer) = match path {
        "/hyperglyph" => (hyperglyph::CONTENT_TYPE, canned_answer()),
        "/json" => ("application/json", Bytes::from_static(b"\"Hello dave\"")),
        "/" => (hyperglyph::CONTENT_TYPE, canned_page()),
        _ => ("text/plain", [b"Hello ", &*body].concat().into()),
    };
    let mut response = Response::new(Full::new(answer));
    let kind = http::HeaderValue::from_static(kind);
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    Ok(response)
}

fn canned_answer() -> Bytes {
    Bytes::from_static(b"u10:Hello dave;")
}

/// A page with the form that is answered so, and one that takes a blob.
fn canned_page() -> Bytes {
    let hello = Form::new("/hyperglyph", Method::Post, [Input::new("name")]);
    let mut upload = Form::new("/discard", Method::Post, [Input::new("file")]);
    upload.envelope = Some(Envelope::Blob);
    let [hello, upload] =
        [hello, upload].map(|form| form.write().map(Value::from).unwrap_or_default());
    let page = Value::Dict(Map::from([("hello", hello), ("upload", upload)]));
    hyperglyph::encode(&page).unwrap_or_default().into()
}

async fn axum() -> Result<(), Error> {
    let greet = async |Json(hello): Json<Hello>| Json(format!("Hello {}", hello.name));
    let app = axum::Router::new().route("/hello", post(greet));
    let listener = TcpListener::bind(ANY_PORT).await?;
    announce(listener.local_addr()?);
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| {
        // Slower without, and no less right.
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

async fn jsonrpsee() -> Result<(), Error> {
    let server = jsonrpsee::server::Server::builder().build(ANY_PORT).await?;
    announce(server.local_addr()?);
    let mut module = RpcModule::new(());
    module.register_method("hello", |params, (), _| {
        let hello: Hello = params.parse()?;
        Ok::<_, ErrorObjectOwned>(format!("Hello {}", hello.name))
    })?;
    server.start(module).stopped().await;
    Ok(())
}

struct Greets;

#[tonic::async_trait]
impl Greeter for Greets {
    async fn hello(
        &self,
        request: tonic::Request<HelloRequest>,
    ) -> Result<tonic::Response<HelloReply>, tonic::Status> {
        let message = format!("Hello {}", request.into_inner().name);
        Ok(tonic::Response::new(HelloReply { message }))
    }
}

async fn tonic() -> Result<(), Error> {
    let incoming = TcpIncoming::bind(ANY_PORT.parse()?)?.with_nodelay(Some(true));
    announce(incoming.local_addr()?);
    tonic::transport::Server::builder()
        .add_service(GreeterServer::new(Greets))
        .serve_with_incoming(incoming)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::peer::{GREETING, NAME};

    #[test]
    fn what_is_put_together_before_is_what_our_server_would_say() {
        let answer = hyperglyph::encode(&GREETING.into()).unwrap();
        assert_eq!(*answer, *canned_answer());
        assert!(GREETING.ends_with(NAME));
        assert!(hyperglyph::decode(&canned_page()).is_ok());
    }
}
