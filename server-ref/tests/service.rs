//! The service without a socket: as a tower service, and what it logs.

use std::io::Write;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyperglyph::{Value, decode};
use hyperglyph_server::{Download, Failure, Router, StatusCode, arg};
use tower_service::Service as _;

fn router() -> Router {
    Router::new()
        .function("hello", [arg("name")], async |name: String| {
            format!("Hello {name}")
        })
        .function("fail", [], async || -> Result<(), Failure> {
            let failure = Failure::new(StatusCode::BAD_GATEWAY, "the store is away");
            Err(failure.because("connection to db7 refused"))
        })
        .function("short", [], || {
            Download::new("audio/ogg", &b"la"[..]).length(3)
        })
}

fn post(path: &str, body: &'static str) -> Request<Full<Bytes>> {
    Request::post(path).body(Full::new(body.into())).unwrap()
}

#[tokio::test]
async fn htp_5_the_service_is_a_tower_service() {
    let mut service = router().into_service();
    std::future::poll_fn(|context| {
        tower_service::Service::<Request<Full<Bytes>>>::poll_ready(&mut service, context)
    })
    .await
    .unwrap();
    let response = service
        .call(post("/hello", "Ou4:name;u3:Bob;;"))
        .await
        .unwrap();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    assert_eq!(body, "u9:Hello Bob;");
}

/// What applications ask of what they mount: `axum::Router::nest_service`, for one.
fn mountable<S, R>(_: &S)
where
    S: tower_service::Service<
            Request<R>,
            Response = http::Response<hyperglyph_server::Body>,
            Error = std::convert::Infallible,
            Future: Send,
        > + Clone
        + Send
        + Sync
        + 'static,
    hyperglyph_server::Body: http_body::Body<Data = Bytes, Error: Into<Box<dyn std::error::Error + Send + Sync>>>
        + Send
        + 'static,
{
}

#[tokio::test]
async fn htp_5_the_service_can_be_mounted() {
    use http_body_util::combinators::UnsyncBoxBody;
    use std::io::Error;

    let service = router().mounted_at("/api").into_service();
    mountable::<_, UnsyncBoxBody<Bytes, Error>>(&service);
    let response = service.handle(post("/hello", "Ou4:name;u3:Bob;;")).await;
    assert_eq!(response.status(), 200);
}

/// What was logged, as lines.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// The body of the response, and the log.
fn logged(request: Request<Full<Bytes>>) -> (std::io::Result<Bytes>, String) {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let body = tracing::subscriber::with_default(subscriber, || {
        runtime.block_on(async {
            let response = router().into_service().handle(request).await;
            response.into_body().collect().await
        })
    });
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    (body.map(http_body_util::Collected::to_bytes), log)
}

/// The logref that the client sees, and the log.
fn failing(request: Request<Full<Bytes>>) -> (String, String) {
    let (body, log) = logged(request);
    let body = body.unwrap();
    let error = decode(&body).unwrap();
    let logref = error
        .as_extension()
        .unwrap()
        .attribute("logref")
        .and_then(Value::as_str)
        .unwrap()
        .to_owned();
    (logref, log)
}

#[test]
fn htp_20_a_download_that_breaks_off_is_in_the_log() {
    let (body, log) = logged(post("/short?token=x", ""));
    let error = "the reader has another length than it was said to have: 2 bytes instead of 3";
    assert_eq!(body.unwrap_err().to_string(), error);
    let expected = format!(
        "ERROR hyperglyph_server::sending: a download broke off path=\"/short\" error={error}\n"
    );
    assert!(log.ends_with(&expected), "{log}\n{expected}");
}

#[test]
fn err_1_the_log_has_the_logref_and_the_reason_that_the_client_has_not() {
    let (logref, log) = failing(post("/fail?token=x", ""));
    let expected = format!(
        "ERROR hyperglyph_server::failure: the store is away logref=\"{logref}\" method=POST path=\"/fail\" status=502 reason=\"connection to db7 refused\"\n"
    );
    assert!(log.ends_with(&expected), "{log}\n{expected}");
    assert_eq!(log.lines().count(), 1);
}

#[test]
fn err_1_a_mistake_of_the_client_is_logged_as_information() {
    let (logref, log) = failing(post("/none", ""));
    assert!(log.contains(" INFO "), "{log}");
    assert!(
        log.contains(&format!(
            "logref=\"{logref}\" method=POST path=\"/none\" status=404"
        )),
        "{log}"
    );
}
