//! What a server serves, besides a router: any tower service.

use std::future::{Ready, ready};
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use http::{Request, Response, StatusCode};
use hyper::body::Incoming;
use hyperglyph_server::Body;
use tower::ServiceBuilder;
use tower_http::timeout::TimeoutLayer;
use tower_service::Service;

use crate::wire::{Served, hello, post};

#[test]
fn htp_5_a_router_in_a_layer_is_served() {
    let router = hello().function("stuck", [], std::future::pending::<()>);
    let layer =
        TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, Duration::from_millis(200));
    let layered = ServiceBuilder::new().layer(layer);
    let served = Served::with(layered.service(router.into_service()), |server| server);
    let mut wire = served.connect();
    wire.write(post("/stuck", "", ""));
    assert_eq!(wire.reply().status, 504);
    served.assert_lives();
}

/// Ready for one request at a second look, and for no other.
#[derive(Default)]
struct Shy {
    looks: u8,
}

impl Clone for Shy {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Service<Request<Incoming>> for Shy {
    type Response = Response<Body>;
    type Error = io::Error;
    type Future = Ready<io::Result<Response<Body>>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.looks += 1;
        if self.looks == 1 {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Incoming>) -> Self::Future {
        assert_eq!(self.looks, 2, "it is called as it is not ready");
        self.looks = 0;
        ready(match request.uri().path() {
            "/fail" => Err(io::Error::other("no answer")),
            _ => Ok(Response::new(Body::new("shy"))),
        })
    }
}

#[test]
fn htp_5_a_service_is_asked_when_it_is_ready_and_one_that_fails_loses_its_connection() {
    let served = Served::with(Shy::default(), |server| server.health_at("/health"));
    let mut wire = served.connect();
    for _ in 0..2 {
        wire.write(post("/", "", ""));
        assert_eq!(wire.reply().body, b"shy");
    }
    wire.write(post("/fail", "", ""));
    assert!(wire.try_reply().is_none());
    assert_eq!(served.get("/").body, b"shy");
    assert_eq!(served.get("/health").body, b"ok\n");
}
