//! A router under a path of an axum application, in layers of tower-http: ids of
//! requests, traces, a time-out, gzip. `cargo run -p hyperglyph-server --example mounted`

use std::error::Error;
use std::time::Duration;

use axum::response::Html;
use axum::routing::get;
use http::{Request, StatusCode};
use hyperglyph::Value;
use hyperglyph::page::Link;
use hyperglyph_client::{Client, Page, args};
use hyperglyph_server::{Failure, Router, Server, arg, class, function};
use serde::{Deserialize, Serialize};
use tower::ServiceBuilder;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{
    MakeRequestUuid, PropagateRequestIdLayer, RequestId, SetRequestIdLayer,
};
use tower_http::timeout::TimeoutLayer;
use tower_http::trace::TraceLayer;

/// What is on the shelf, each as a page of its own.
#[derive(Serialize, Deserialize)]
struct Book {
    title: String,
}

#[class]
impl Book {
    fn new(title: String) -> Self {
        Self { title }
    }

    #[property]
    fn title(&self) -> String {
        self.title.clone()
    }

    #[method(safe)]
    fn blurb(&self) -> String {
        format!("You will not put {} down.", self.title)
    }
}

#[function(redirect)]
async fn find(word: String) -> Result<Book, Failure> {
    ["Middlemarch", "Moby-Dick"]
        .into_iter()
        .find(|title| title.contains(&word))
        .map(|title| Book::new(String::from(title)))
        .ok_or_else(|| Failure::new(StatusCode::NOT_FOUND, "no title has that word in it"))
}

/// The pages for programs. They begin where they are mounted.
fn books() -> Router {
    Router::new()
        .mounted_at("/api")
        // The layer around it does that.
        .gzip(false)
        .offer(find {})
        .class::<Book>()
        .function("repeat", [arg("text"), arg("times")], repeated)
        // The page for people, as seen from here.
        .value("people", Link::new("../"))
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "the arguments of a handler are its own"
)]
fn repeated(text: String, times: u16) -> String {
    text.repeat(times.into())
}

/// Pages for people and for programs, side by side.
fn application() -> axum::Router {
    let layers = ServiceBuilder::new()
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        // What the server logs of a failure, with its logref, stands in this span.
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TimeoutLayer::with_status_code(
            StatusCode::GATEWAY_TIMEOUT,
            Duration::from_secs(10),
        ))
        .layer(CompressionLayer::new());
    axum::Router::new()
        .route("/", get(async || Html("<h1>Books</h1>")))
        .nest_service("/api", books().into_service())
        .layer(layers)
}

fn span<B>(request: &Request<B>) -> tracing::Span {
    let id = request
        .extensions()
        .get::<RequestId>()
        .and_then(|id| id.header_value().to_str().ok());
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// What a program does that knows the url of the application.
async fn walk(url: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let shop = Client::new().get(&format!("{url}api/")).await?;
    let mut steps = Vec::new();
    let mut step = |call: &str, answer: &Value<'_>| {
        steps.push(format!("{call} = {}", shown(answer)));
    };
    let book = shop.call("find", args!["Moby"]).await?;
    step("find('Moby').title", book.get("title")?.value());
    let blurb = book.call("blurb", args![]).await?;
    step("find('Moby').blurb()", blurb.value());
    let other = shop.call("Book", args!["Emma"]).await?;
    step("Book('Emma').title", other.get("title")?.value());
    let twice = shop.call("repeat", args!["ho", 2]).await?;
    step("repeat('ho', 2)", twice.value());
    let people: Page = shop.call("people", args![]).await?;
    step("people()", people.value());
    Ok(steps)
}

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Blob(blob) => String::from_utf8_lossy(&blob.content).into_owned(),
        other => String::from(other.as_str().unwrap_or(other.type_name())),
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    tracing_subscriber::fmt::init();
    // `axum::serve` would do; this one has limits, and ends gracefully.
    let server = Server::bind("127.0.0.1:0").await?.spawn(application());
    println!("an application at {}", server.url());
    for step in walk(&server.url()).await? {
        println!("{step}");
    }
    Ok(server.stop().await?)
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Seek};
    use std::sync::Arc;

    use axum::body::Body;
    use http::Response;
    use http_body_util::BodyExt;
    use tower_service::Service as _;

    use super::*;

    #[tokio::test]
    async fn the_walk_shows_every_step() {
        let server = Server::bind("127.0.0.1:0")
            .await
            .unwrap()
            .spawn(application());
        let steps = walk(&server.url()).await.unwrap();
        server.stop().await.unwrap();
        assert_eq!(
            steps,
            [
                "find('Moby').title = Moby-Dick",
                "find('Moby').blurb() = You will not put Moby-Dick down.",
                "Book('Emma').title = Emma",
                "repeat('ho', 2) = hoho",
                "people() = <h1>Books</h1>",
            ]
        );
    }

    async fn respond(mut app: axum::Router, request: Request<Body>) -> Response<Body> {
        app.call(request).await.unwrap()
    }

    /// A request with nothing in its body, and one header.
    fn request(path: &str, name: &str, value: &str) -> Request<Body> {
        Request::get(path)
            .header(name, value)
            .body(Body::empty())
            .unwrap()
    }

    #[tokio::test]
    async fn lnk_11_urls_lead_where_it_is_mounted_with_and_without_a_slash() {
        let server = Server::bind("127.0.0.1:0")
            .await
            .unwrap()
            .spawn(application());
        for page in ["api", "api/"] {
            let page = Client::new()
                .get(&format!("{}{page}", server.url()))
                .await
                .unwrap();
            let url = |name| {
                let item = page.get(name).unwrap();
                let extension = item.value().as_extension().unwrap();
                let url = extension.attribute("url").and_then(Value::as_str);
                String::from(url.unwrap())
            };
            assert_eq!(url("find"), format!("{}api/find", server.url()));
            assert_eq!(url("people"), server.url());
        }
        server.stop().await.unwrap();
    }

    #[tokio::test]
    async fn htp_2_the_layer_compresses_and_the_router_does_not() {
        let response = respond(application(), request("/api/", "accept-encoding", "gzip")).await;
        assert_eq!(response.headers()["content-encoding"], "gzip");
        let bytes = response.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(bytes[..2], [0x1f, 0x8b]);
    }

    #[tokio::test(start_paused = true)]
    async fn htp_18_the_layer_ends_what_takes_too_long() {
        let slow = Router::new()
            .mounted_at("/slow")
            .function("wait", [], async || {
                tokio::time::sleep(Duration::from_secs(20)).await;
            });
        let layer =
            TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_secs(10));
        let app = axum::Router::new()
            .nest_service("/slow", slow.into_service())
            .layer(layer);
        let wait = Request::post("/slow/wait").body(Body::empty()).unwrap();
        assert_eq!(
            respond(app, wait).await.status(),
            StatusCode::GATEWAY_TIMEOUT
        );
    }

    #[test]
    fn err_1_the_logref_stands_in_the_span_of_the_request() {
        let mut log = tempfile::tempfile().unwrap();
        let subscriber = tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(Arc::new(log.try_clone().unwrap()))
            .finish();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let response = tracing::subscriber::with_default(subscriber, || {
            runtime.block_on(respond(
                application(),
                request("/api/none", "x-request-id", "mine-7"),
            ))
        });
        assert_eq!(response.headers()["x-request-id"], "mine-7");
        let mut lines = String::new();
        log.rewind().unwrap();
        log.read_to_string(&mut lines).unwrap();
        let line = lines.lines().find(|line| line.contains("logref=")).unwrap();
        let span =
            "request{id=\"mine-7\" method=GET path=\"/api/none\"}: hyperglyph_server::failure: ";
        assert!(line.contains(span), "{line}");
    }
}
