//! What the attributes `function` and `class` make, asked for as clients ask; and
//! what they say to mistakes.
#![allow(clippy::tests_outside_test_module, reason = "a test crate is one")]
#![allow(
    clippy::unused_async,
    reason = "what is async here shows that it may be"
)]

mod classes;
mod functions;

use bytes::Bytes;
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyperglyph_server::{Body, Router};
use tower_service::Service as _;

#[test]
fn mistakes_are_told_where_they_stand() {
    trybuild::TestCases::new().compile_fail("tests/attributes/mistakes/*.rs");
}

/// The status, where it leads, and the body.
async fn ask(router: Router, method: Method, path: &str, body: &'static str) -> String {
    let request = Request::builder().method(method).uri(path);
    let request = request.body(Full::new(Bytes::from_static(body.as_bytes())));
    let response: http::Response<Body> =
        router.into_service().call(request.unwrap()).await.unwrap();
    let mut answer = response.status().as_u16().to_string();
    if let Some(location) = response.headers().get("location") {
        answer += &format!(" -> {}", location.to_str().unwrap());
    }
    let body = response.into_body().collect().await.unwrap().to_bytes();
    if !body.is_empty() {
        answer += &format!(" {}", String::from_utf8_lossy(&body));
    }
    answer
}

async fn get(router: Router, path: &str) -> String {
    ask(router, Method::GET, path, "").await
}

async fn post(router: Router, path: &str, body: &'static str) -> String {
    ask(router, Method::POST, path, body).await
}
