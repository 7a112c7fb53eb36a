//! Large bodies and answers: they hold nobody up, and are what small ones are.
//!
//! One thread serves, and one does what takes long. The second is kept busy, so
//! whatever is given to it cannot have ended before it is set free; what is done
//! in the first ends where it stands.

use std::sync::Mutex;
use std::sync::mpsc;
use std::time::Duration;

use bytes::Bytes;
use http::Request;
use http_body_util::{BodyExt, Full};
use hyperglyph::{EncodeOptions, Map, Value, encode};
use hyperglyph_server::{Router, Service, arg};
use tokio::runtime::{Builder, Runtime};
use tokio::task::spawn_blocking;

fn runtime() -> Runtime {
    Builder::new_current_thread()
        .max_blocking_threads(1)
        .enable_all()
        .build()
        .unwrap()
}

/// A list that is 128 KiB when written.
fn large() -> Value<'static> {
    Value::List(vec![Value::Nil; 64 << 10])
}

fn router() -> Router {
    Router::new()
        .function("count", [arg("list")], |list: Vec<()>| {
            format!("{} items", list.len())
        })
        .function("large", [], large)
        .function("small", [], || "small")
}

fn list(value: Value<'static>) -> Vec<u8> {
    encode(&Value::OrderedDict(Map::from([("list", value)]))).unwrap()
}

async fn post(service: &Service, path: &str, body: Vec<u8>) -> (u16, Bytes) {
    let body = Full::new(Bytes::from(body));
    let request = Request::post(path).body(body).unwrap();
    let response = service.handle(request).await;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, body)
}

/// A large call, and then a small one: which of them ends first, and the body
/// of the large one.
fn first_to_end(path: &str, body: Vec<u8>) -> (&'static str, Bytes) {
    let service = router().into_service();
    let (free, freed) = mpsc::channel::<()>();
    let order = Mutex::new(Vec::new());
    let answer = runtime().block_on(async {
        let _busy = spawn_blocking(move || freed.recv());
        let long = async {
            let (_, answer) = post(&service, path, body).await;
            order.lock().unwrap().push("large");
            answer
        };
        let short = async {
            assert_eq!(post(&service, "/small", Vec::new()).await.1, "u5:small;");
            order.lock().unwrap().push("small");
            drop(free);
        };
        tokio::join!(long, short).0
    });
    (order.into_inner().unwrap()[0], answer)
}

#[test]
fn msg_7_a_large_body_does_not_hold_up_a_small_call() {
    let (first, answer) = first_to_end("/count", list(large()));
    assert_eq!(first, "small");
    assert_eq!(answer, "u11:65536 items;");
}

/// Which thread read it.
struct Reader(std::thread::ThreadId);

impl<'de> serde::Deserialize<'de> for Reader {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer)?;
        Ok(Self(std::thread::current().id()))
    }
}

#[test]
fn msg_7_large_arguments_are_made_into_types_aside() {
    let ours = std::thread::current().id();
    let read = move |list: Reader| list.0 == ours;
    let service = Router::new()
        .function("read", [arg("list")], read)
        .into_service();
    runtime().block_on(async {
        let few = list(Value::List(vec![Value::Nil; 10]));
        assert_eq!(post(&service, "/read", few).await.1, "T;");
        assert_eq!(post(&service, "/read", list(large())).await.1, "F;");
    });
}

#[test]
fn msg_7_a_large_answer_does_not_hold_up_a_small_call() {
    let (first, answer) = first_to_end("/large", Vec::new());
    assert_eq!(first, "small");
    assert_eq!(answer, EncodeOptions::new().encode(&large()).unwrap());
}

#[test]
fn msg_7_a_small_body_is_not_worth_a_change_of_thread() {
    let few = Value::List(vec![Value::Nil; 1000]);
    let (first, answer) = first_to_end("/count", list(few));
    assert_eq!(first, "large", "it was read at once");
    assert_eq!(answer, "u10:1000 items;");
}

#[test]
fn htp_20_a_large_body_that_is_malformed_is_a_400_like_a_small_one() {
    let mut body = list(large());
    // `Ou4:list;L`, and 65,536 times `N;`.
    body.truncate(body.len() - 2);
    let (first, answer) = first_to_end("/count", body);
    assert_eq!(first, "small");
    let error = hyperglyph::decode(&answer).unwrap();
    let message = error.as_extension().unwrap().attribute("message").unwrap();
    assert_eq!(
        message.as_str(),
        Some(
            "the arguments are no message: expected the rest of the object, found the end of the message, at byte 131082 in root[\"list\"][65536] [MSG-5]"
        )
    );
}

#[test]
fn htp_18_a_large_body_or_answer_that_takes_too_long_is_a_503() {
    let service = router().timeout(Duration::from_millis(200)).into_service();
    let (free, freed) = mpsc::channel::<()>();
    runtime().block_on(async {
        // Not for ever, so that a server without a time-out fails and does not hang.
        let _busy = spawn_blocking(move || freed.recv_timeout(Duration::from_secs(10)));
        for (path, body) in [("/count", list(large())), ("/large", Vec::new())] {
            let (status, answer) = post(&service, path, body).await;
            assert_eq!(status, 503, "{path}");
            let text = String::from_utf8_lossy(&answer);
            let message = "the call took longer than this server waits";
            assert!(text.contains(message), "{text}");
        }
        assert_eq!(post(&service, "/small", Vec::new()).await.0, 200);
        drop(free);
    });
}
