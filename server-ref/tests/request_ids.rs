//! The ids of requests: in answers, in spans, and at handlers. One log for the
//! whole process, since work goes to other threads; each test finds its own lines.
#![allow(clippy::tests_outside_test_module, reason = "a test crate is one")]

use std::io::Write;
use std::sync::{Mutex, OnceLock};

use bytes::Bytes;
use http::{HeaderName, Request, Response};
use http_body_util::Full;
use hyperglyph_server::handler::Handler;
use hyperglyph_server::{Body, Failure, RequestId, RequestIds, Router, StatusCode, arg};

/// What was logged, as text.
static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOG.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The lines that were logged under an id.
fn logged(id: &str) -> Vec<String> {
    let log = String::from_utf8(LOG.lock().unwrap().clone()).unwrap();
    let span = format!("request{{id=\"{id}\" ");
    let lines = log.lines().filter(|line| line.contains(&span));
    lines.map(str::to_owned).collect()
}

fn log() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer(|| Log)
            .init();
    });
}

fn offered<H: Handler<M>, M>(name: &str, handler: H) -> Router {
    log();
    Router::new().function(name, [arg("a").or(0)], handler)
}

async fn post(router: Router, ids: RequestIds, brought: &[&str], body: Vec<u8>) -> Response<Body> {
    let mut request = Request::post("/f");
    for id in brought {
        request = request.header("x-request-id", *id);
    }
    let request = request.body(Full::new(Bytes::from(body))).unwrap();
    router.request_ids(ids).into_service().handle(request).await
}

fn id(response: &Response<Body>) -> String {
    let id = response.headers()["x-request-id"].to_str().unwrap();
    id.to_owned()
}

async fn answered(ids: RequestIds, brought: &[&str]) -> String {
    id(&post(offered("f", |_: i64| ()), ids, brought, Vec::new()).await)
}

#[tokio::test]
async fn without_a_word_there_are_no_ids() {
    let request = Request::post("/f").header("x-request-id", "a");
    let request = request.body(Full::<Bytes>::default()).unwrap();
    let service = offered("f", |_: i64| ()).into_service();
    let response = service.handle(request).await;
    assert_eq!(response.headers().get("x-request-id"), None);
}

#[tokio::test]
async fn each_request_has_an_id_of_its_own_whatever_it_brings() {
    let made = answered(RequestIds::new(), &[]).await;
    let other = answered(RequestIds::new(), &["brought"]).await;
    assert_ne!(made, other);
    assert_ne!(other, "brought");
    assert!(!made.is_empty());
}

#[tokio::test]
async fn a_trusted_id_is_taken_if_it_is_plain() {
    let longest = "x".repeat(RequestIds::MAX_ID);
    for good in ["a", "Root=1-67891233-abcdef", "0af7:5.6~7_8+9/=", &longest] {
        assert_eq!(answered(RequestIds::new().trusted(), &[good]).await, good);
    }
    let longer = "x".repeat(RequestIds::MAX_ID + 1);
    for bad in [
        &["a b"][..],
        &["a\"b"],
        &["\u{e9}"],
        &[""],
        &[&longer],
        &["a", "a"],
    ] {
        let id = answered(RequestIds::new().trusted(), bad).await;
        assert!(!bad.contains(&&*id), "{bad:?}");
        assert!(!id.is_empty());
    }
}

#[tokio::test]
async fn another_header_can_bear_the_id() {
    let ids = RequestIds::new().header(HeaderName::from_static("x-trace"));
    let response = post(offered("f", |_: i64| ()), ids, &[], Vec::new()).await;
    assert!(response.headers().contains_key("x-trace"));
    assert!(!response.headers().contains_key("x-request-id"));
}

#[tokio::test]
async fn err_1_the_logref_of_an_error_stands_in_the_span_of_its_request() {
    let fail = |_: i64| -> Result<(), Failure> {
        Err(Failure::new(StatusCode::BAD_GATEWAY, "the store is away"))
    };
    let response = post(offered("f", fail), RequestIds::new(), &[], Vec::new()).await;
    let lines = logged(&id(&response));
    let [line] = &lines[..] else {
        panic!("one line: {lines:?}");
    };
    assert!(
        line.contains(
            "method=POST path=\"/f\"}: hyperglyph_server::failure: the store is away logref="
        ),
        "{line}"
    );
}

/// Large arguments are read in another thread, and the handler begins there.
#[tokio::test]
async fn what_a_handler_logs_stands_in_the_span_wherever_it_runs() {
    for size in [1, 1 << 20] {
        let handler = |text: String| {
            let thread = std::thread::current().id();
            tracing::info!(?thread, "a text of {}", text.len());
        };
        let body = format!("Ou1:a;u{size}:{};;", "x".repeat(size));
        let response = post(offered("f", handler), RequestIds::new(), &[], body.into()).await;
        assert_eq!(response.status(), 204);
        let lines = logged(&id(&response));
        let own = format!("{:?}", std::thread::current().id());
        let line = lines
            .iter()
            .find(|line| line.contains(&format!("a text of {size}")));
        assert_eq!(line.unwrap().contains(&own), size == 1, "{lines:?}");
    }
}

#[tokio::test]
async fn a_handler_finds_the_id() {
    log();
    let router = Router::new().function("f", [], |call: hyperglyph_server::Call| {
        call.extensions()
            .get::<RequestId>()
            .map(ToString::to_string)
    });
    let response = post(router, RequestIds::new().trusted(), &["mine-8"], Vec::new()).await;
    let body = http_body_util::BodyExt::collect(response.into_body()).await;
    assert_eq!(body.unwrap().to_bytes(), "u6:mine-8;");
}
