//! What is counted, and for whom.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hyperglyph_server::{Class, Method, Metrics, Router, arg};
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::wire::{Served, hello, post};

#[derive(Serialize, Deserialize)]
struct Cat {
    name: String,
}

fn cats() -> Router {
    let cat = Class::new("Cat", [arg("name")], |name| Cat { name })
        .offer(Method::new("call", [], |cat: &Cat| cat.name.clone()).safe());
    hello().offer(cat)
}

/// A server, and what it counts.
fn counting(router: Router) -> (Served, Metrics) {
    let metrics = Metrics::new();
    let served = Served::with(router.metrics(&metrics), |server| {
        server.metrics(&metrics).metrics_at("/metrics", &metrics)
    });
    (served, metrics)
}

/// What a line of the text says.
fn counted(metrics: &Metrics, name: &str) -> Option<String> {
    let text = metrics.text();
    let line = text.lines().find_map(|line| line.strip_prefix(name))?;
    line.strip_prefix(' ').map(str::to_owned)
}

/// Waits for what happens after the last answer: a connection is closed.
fn until(metrics: &Metrics, name: &str, count: &str) {
    eventually(metrics, || counted(metrics, name).as_deref() == Some(count));
}

fn eventually(metrics: &Metrics, is_so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(
            begin.elapsed() < Duration::from_secs(30),
            "{}",
            metrics.text()
        );
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn requests_are_counted_by_route_and_status() {
    let (served, metrics) = counting(cats());
    assert_eq!(served.get("/").status, 200);
    served.assert_lives();
    served.assert_lives();
    assert_eq!(served.get("/hello").status, 405);
    let made = served.post("/Cat", "Ou4:name;u3:Tom;;");
    let tom = made.header("location").unwrap();
    assert_eq!(served.get(tom).status, 200);
    assert_eq!(served.get(&format!("{tom}/call")).status, 200);
    // What clients make up is one route, however often they do.
    for path in ["/a", "/b", "/Cat/x/y", "/metricsx", "/hello/x"] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
    let text = metrics.text();
    let requests: Vec<_> = text
        .lines()
        .filter_map(|line| line.strip_prefix("hyperglyph_requests_total"))
        .collect();
    for line in [
        "{route=\"/\",status=\"200\"} 1",
        "{route=\"/hello\",status=\"200\"} 2",
        "{route=\"/hello\",status=\"405\"} 1",
        "{route=\"/Cat\",status=\"303\"} 1",
        "{route=\"/Cat/{instance}\",status=\"200\"} 1",
        "{route=\"/Cat/{instance}/call\",status=\"200\"} 1",
        "{route=\"none\",status=\"404\"} 5",
    ] {
        assert!(requests.contains(&line), "{line}\n{text}");
    }
    assert_eq!(requests.len(), 7, "{text}");
    let durations = "hyperglyph_request_duration_seconds_count{route=\"/hello\"}";
    assert_eq!(counted(&metrics, durations).as_deref(), Some("3"));
}

#[test]
fn connections_and_bytes_are_counted() {
    let (served, metrics) = counting(hello());
    let mut wire = served.connect();
    let request = post("/hello", "", "O;");
    wire.write(&request);
    assert_eq!(wire.reply().status, 200);
    let length = request.len().to_string();
    let received = counted(&metrics, "hyperglyph_received_bytes_total");
    assert_eq!(received, Some(length), "{}", metrics.text());
    // The bytes are here before they are counted there.
    let sent = || counted(&metrics, "hyperglyph_sent_bytes_total").unwrap();
    eventually(&metrics, || sent().parse::<u64>().unwrap() > 100);
    let mut other = served.connect();
    other.write(&request);
    assert_eq!(other.reply().status, 200);
    until(&metrics, "hyperglyph_connections", "2");
    drop((wire, other));
    until(&metrics, "hyperglyph_connections", "0");
    let accepted = counted(&metrics, "hyperglyph_connections_accepted_total");
    assert_eq!(accepted.as_deref(), Some("2"));
}

#[test]
fn what_is_in_flight_is_counted_until_it_is_answered_or_given_up() {
    let go = Arc::new(Notify::new());
    let gate = Arc::clone(&go);
    let router = hello().function("wait", [], move || {
        let gate = Arc::clone(&gate);
        async move { gate.notified().await }
    });
    let (served, metrics) = counting(router);
    let mut patient = served.connect();
    patient.write(post("/wait", "", ""));
    // Whatever they have sent, and in however many parts it came.
    let long = format!("O{};", " ".repeat(300_000));
    let chunks =
        "POST /wait HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nO;\r\n0\r\n\r\n";
    let requests = [
        post("/wait", "", ""),
        post("/wait", "", "O;"),
        post("/wait", "", long),
        chunks.into(),
    ];
    for (at, request) in requests.iter().enumerate() {
        let mut hasty = served.connect();
        hasty.write(request);
        until(&metrics, "hyperglyph_requests_in_flight", "2");
        drop(hasty);
        until(&metrics, "hyperglyph_requests_in_flight", "1");
        let gone = counted(
            &metrics,
            "hyperglyph_requests_total{route=\"/wait\",status=\"0\"}",
        );
        assert_eq!(gone, Some((at + 1).to_string()), "{}", metrics.text());
    }
    go.notify_one();
    assert_eq!(patient.reply().status, 204);
    until(&metrics, "hyperglyph_requests_in_flight", "0");
}

#[test]
fn metrics_are_shown_at_a_path_and_on_a_listener_of_their_own() {
    let (served, metrics) = counting(hello());
    served.assert_lives();
    let inside = Served::with(metrics, |server| server);
    for reply in [served.get("/metrics"), inside.get("/metrics")] {
        assert_eq!(
            (reply.status, reply.header("content-type")),
            (
                200,
                Some("application/openmetrics-text; version=1.0.0; charset=utf-8")
            )
        );
        let text = String::from_utf8(reply.body).unwrap();
        let line = "\nhyperglyph_requests_total{route=\"/hello\",status=\"200\"} 1\n";
        assert!(text.contains(line), "{text}");
        assert!(text.ends_with("# EOF\n"), "{text}");
    }
    let refused = served.post("/metrics", "");
    assert_eq!(
        (refused.status, refused.header("allow")),
        (405, Some("GET, HEAD"))
    );
    // They are no requests of the application.
    let text = String::from_utf8(served.get("/metrics").body).unwrap();
    assert!(!text.contains("route=\"none\""), "{text}");
}
