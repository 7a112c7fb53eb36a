//! [`Beside`]: what a server answers itself, whatever application it serves.
//!
//! | path | answer |
//! |---|---|
//! | that of `Server::health_at` | 200, or 503 once the server was told to stop |
//! | the same and `/live` | 200 for as long as the process answers |
//! | that of `Server::metrics_at` | the text of the metrics |

use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Request, Response, StatusCode};
use tokio::sync::watch;

use super::Phase;
use crate::Body;
use crate::metrics::Metrics;
use crate::response::read_only;

/// The paths that are not the application's.
#[derive(Clone, Debug, Default)]
pub(super) struct Beside {
    pub(super) health: Option<Health>,
    pub(super) metrics: Option<(String, Metrics)>,
}

#[derive(Clone, Debug)]
pub(super) struct Health {
    ready: String,
    live: String,
}

impl Health {
    pub(super) fn at(path: String) -> Self {
        Self {
            live: format!("{}/live", path.trim_end_matches('/')),
            ready: path,
        }
    }
}

impl Beside {
    /// The response to a request that is none for the application.
    pub(super) fn answer<B>(
        &self,
        request: &Request<B>,
        phase: &watch::Receiver<Phase>,
    ) -> Option<Response<Body>> {
        if let Some(health) = &self.health {
            let path = request.uri().path();
            if path == health.ready {
                let is_ready = *phase.borrow() == Phase::Serving;
                return Some(read_only(request.method(), || state(is_ready)));
            }
            if path == health.live {
                return Some(read_only(request.method(), || state(true)));
            }
        }
        let (at, metrics) = self.metrics.as_ref()?;
        (request.uri().path() == at).then(|| metrics.answer(request))
    }
}

fn state(is_fine: bool) -> Response<Body> {
    let (status, text) = if is_fine {
        (StatusCode::OK, "ok\n")
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
    };
    let mut response = Response::new(Body::new(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    headers.insert(CONTENT_TYPE, plain);
    // It is true now, and for nobody later.
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Refuses what no request can ask for.
#[track_caller]
pub(super) fn check_path(path: &str) {
    assert!(
        path.starts_with('/') && !path.contains(['?', '#', ' ']),
        "{path:?}: a path is like /health"
    );
}
