//! The conformance page: what a server under test offers at its root, as
//! `spec/testee.md` lists it.
#![expect(
    clippy::needless_pass_by_value,
    reason = "the arguments of a handler are its own"
)]

use std::collections::VecDeque;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use hyperglyph::page::{Link, Resource};
use hyperglyph::{Blob, Extension, Integer, Map, Set, Timedelta, Value, encode};
use num_bigint::BigInt;
use serde::{Deserialize, Serialize};
use tokio::task::spawn_blocking;

use crate::aside::is_large;
use crate::{
    Answer, Class, Content, Envelope, Failure, Function, Instance, Instances, IntoContent, Memory,
    Method, Offered, Router, StatusCode, Store, Upload, Verb, arg,
};

/// The most bytes that `download` makes.
pub const DOWNLOAD_LIMIT: i64 = 16 << 20;

/// The most items that a `Queue` holds.
pub const QUEUE_LIMIT: usize = 1_000;

/// The page, ready to serve.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> std::io::Result<()> {
/// use hyperglyph_server::{Server, conformance};
///
/// let server = Server::bind("127.0.0.1:0").await?.spawn(conformance::router());
/// # server.stop().await
/// # }
/// ```
#[must_use]
pub fn router() -> Router {
    with_store(Memory::new())
}

/// The page with its counters and queues in that store.
#[must_use]
pub fn with_store(instances: impl Store + Clone) -> Router {
    let router = Router::new()
        .named("conformance")
        // Codec vectors travel through it: what came goes back as it came.
        .offer(Function::new("echo", [arg("value")], given_back).nfc(false))
        .function("hello", [arg("name").or("World")], hello)
        .function("goodbye", [arg("name")], |name: String| {
            format!("Goodbye {name}")
        })
        .function("add", [arg("a"), arg("b")], |a, b| add(&a, &b))
        .function("woo", [], woo)
        .function("nothing", [], || ())
        .function("greeting", [arg("lang").or("en")], greeting)
        .offer(Function::new("find_user", [arg("name")], find_user).redirect())
        .offer(users())
        .offer(counters(instances.clone()))
        .offer(queues(instances))
        .offer(Function::new("now", [], || DateTime::<Utc>::from(SystemTime::now())).safe())
        .offer(Function::new("motd", [], motd).embed())
        .function("upload", [arg("file")], upload)
        .offer(Function::new("store", [arg("file")], store).verb(Verb::Post, Envelope::Blob))
        .function("join", [arg("a"), arg("b")], join)
        .function("download", [arg("size")], download)
        .function("pair", [], pair)
        .function("create", [], || Answer::created("/created"))
        .offer(Function::new("created", [], || "created").safe().hidden())
        .function("fail", [arg("status")], fail)
        .value("relative", Link::new("/pages"))
        .offer(Function::new("pages", [], pages).safe().hidden());
    items(router)
}

async fn given_back(value: Value<'static>) -> Result<Value<'static>, Failure> {
    if is_large(&value) {
        let checking = spawn_blocking(move || written_back(value));
        checking.await.map_err(Failure::internal)?
    } else {
        written_back(value)
    }
}

/// What interop reads is more than what can be written: a blob without a content
/// type, a link whose attributes are a list. The caller sent it, so the mistake
/// is the caller's.
fn written_back(value: Value<'static>) -> Result<Value<'static>, Failure> {
    match encode(&value) {
        Ok(_) => Ok(value),
        Err(error) => Err(Failure::bad_request(format!(
            "this value can be read but not written: {error}"
        ))),
    }
}

fn hello(name: String) -> String {
    format!("Hello {name}")
}

/// Two numbers: integers of any size, or floats; one of each makes a float.
fn add(a: &Value<'_>, b: &Value<'_>) -> Result<Value<'static>, Failure> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => sum(a, b),
        _ => Ok(Value::Float(float("a", a)? + float("b", b)?)),
    }
}

fn float(name: &str, value: &Value<'_>) -> Result<f64, Failure> {
    match value {
        Value::Float(float) => Ok(*float),
        // The nearest float, as decimal digits are read.
        Value::Integer(integer) => Ok(integer.to_string().parse().unwrap_or(f64::NAN)),
        other => Err(Failure::bad_request(format!(
            "argument {name:?}: expected integer or float, found {}",
            other.type_name()
        ))),
    }
}

fn sum(a: &Integer<'_>, b: &Integer<'_>) -> Result<Value<'static>, Failure> {
    if let (Integer::Small(a), Integer::Small(b)) = (a, b) {
        return Ok((i128::from(*a) + i128::from(*b)).into());
    }
    let sum = (big(a)? + big(b)?).to_string();
    match Integer::parse(&sum) {
        Some(sum) => Ok(Value::from(sum).into_owned()),
        None => Err(Failure::internal("a sum that is no integer")),
    }
}

fn big(integer: &Integer<'_>) -> Result<BigInt, Failure> {
    integer.to_string().parse().map_err(Failure::internal)
}

/// A value of every type.
fn woo() -> Value<'static> {
    let big = Integer::parse("123456789012345678901234567890");
    let extension = Extension::new("woo", Map::from([("a", 1)]), "content".into());
    Value::List(vec![
        Value::from(1),
        big.map_or(Value::Nil, Value::Integer),
        Value::from(true),
        Value::from(false),
        Value::Nil,
        Value::from(0.5),
        Value::from("uni\u{e7}ode"),
        Value::from(&b"bytes\0;"[..]),
        Value::from(DateTime::<Utc>::UNIX_EPOCH),
        Timedelta::new(14, 93_784, 500_000_000).into(),
        Value::from(vec![Value::from(1), Value::from("two")]),
        Value::from([1, 2].into_iter().collect::<Set<'_>>()),
        Value::Dict(Map::from([("a", 1), ("b", 2)])),
        Value::OrderedDict(Map::from([("b", 2), ("a", 1)])),
        Value::from(extension),
        Value::from(Blob::new("text/plain", &b"woo"[..])),
    ])
}

/// A function that returns a function: whoever calls the answer is greeted.
fn greeting(lang: String) -> Result<Offered, Failure> {
    match &*lang {
        "en" => Ok(Offered::new("hello")),
        _ => Err(Failure::bad_request(
            "argument \"lang\": expected \"en\", the one language spoken here",
        )),
    }
}

/// A transient instance: all of it stands in its url.
#[derive(Serialize, Deserialize)]
struct User {
    id: Value<'static>,
}

fn find_user(name: String) -> Instance<User> {
    Instance(User { id: name.into() })
}

fn users() -> Class<User> {
    Class::new("User", [arg("id")], |id| User { id })
        .property("id", |user| user.id.clone())
        .offer(Method::new("bio", [], |_: &User| "was born, lives").safe())
        .method(
            "message",
            [arg("subject"), arg("body")],
            |_: &User, subject: String, body: String| format!("{subject}: {body}"),
        )
        .offer(Method::new("secret", [], |_: &User| "hush").hidden())
}

/// A persistent instance that nobody else knows.
#[derive(Serialize, Deserialize)]
struct Counter {
    value: i64,
}

impl Counter {
    fn add(&mut self, n: i64) -> Result<i64, Failure> {
        let sum = self.value.checked_add(n);
        self.value = sum.ok_or_else(|| Failure::bad_request("the sum is no 64-bit integer"))?;
        Ok(self.value)
    }
}

fn counters(store: impl Store) -> Class<Counter> {
    Class::new("Counter", [arg("start").or(0)], |start| Counter {
        value: start,
    })
    .property("value", |counter| counter.value)
    .method("add", [arg("n")], Counter::add)
    .stored(Instances::new("Counter", store))
}

/// A persistent instance that everybody shares who knows its name.
#[derive(Serialize, Deserialize)]
struct Queue {
    name: String,
    items: VecDeque<Value<'static>>,
}

impl Queue {
    fn push(&mut self, item: Value<'static>) -> Result<(), Failure> {
        if self.items.len() == QUEUE_LIMIT {
            let message = format!("the queue holds {QUEUE_LIMIT} items: pop some first");
            return Err(Failure::new(StatusCode::CONFLICT, message));
        }
        self.items.push_back(item);
        Ok(())
    }
}

fn queues(store: impl Store) -> Class<Queue> {
    let make = |name| Queue {
        name,
        items: VecDeque::new(),
    };
    Class::new("Queue", [arg("name")], make)
        .property("name", |queue| queue.name.clone())
        .method("push", [arg("item")], Queue::push)
        .method("pop", [], |queue: &mut Queue| queue.items.pop_front())
        .stored(Instances::new("Queue", store).by(|queue: &Queue| queue.name.clone()))
}

/// The message of the day, which stands on the page with an etag.
fn motd() -> Answer {
    Answer::new("Be kind to servers.").etag("motd-1")
}

/// It comes in pieces; what `store` and `join` take comes whole.
fn upload(file: Upload) -> Map<'static> {
    seen(file.length(), file.content_type())
}

/// What is to be known of a blob that came.
fn seen(size: u64, content_type: &str) -> Map<'static> {
    let kind = content_type.to_owned();
    Map::from([("size", Value::from(size)), ("content_type", kind.into())])
}

fn store(file: Blob<'static>) -> Map<'static> {
    let size = file.content.len() as u64;
    let mut seen = seen(size, file.content_type().unwrap_or_default());
    // Under another one it would not have come here (ENV-4).
    seen.insert("name", "file");
    seen
}

fn join(a: Blob<'static>, b: Blob<'static>) -> Value<'static> {
    Value::Bytes([a.content, b.content].concat().into())
}

fn pair() -> Map<'static> {
    Map::from([
        ("a", Blob::new("text/plain", &b"first"[..])),
        ("b", Blob::new("application/octet-stream", &b"second\0"[..])),
    ])
}

fn download(size: i64) -> Result<Blob<'static>, Failure> {
    let length = usize::try_from(size)
        .ok()
        .filter(|_| size <= DOWNLOAD_LIMIT)
        .ok_or_else(|| {
            Failure::bad_request(format!(
                "argument \"size\": expected an integer from 0 to {DOWNLOAD_LIMIT}, found {size}"
            ))
        })?;
    let pattern = b"0123456789abcdef".iter().copied();
    Ok(Blob::new(
        "application/octet-stream",
        pattern.cycle().take(length).collect::<Vec<_>>(),
    ))
}

fn fail(status: i64) -> Failure {
    let status = u16::try_from(status)
        .ok()
        .filter(|status| (400..600).contains(status))
        .and_then(|status| StatusCode::from_u16(status).ok());
    match status {
        Some(status) => Failure::new(status, "failed, as it was asked to"),
        None => Failure::bad_request(
            "argument \"status\": expected an integer from 400 to 599, the statuses of errors",
        ),
    }
}

/// A page with relative links: to the url of the page, of what is around it, and
/// of a page inside.
fn pages() -> Content {
    let inner = Resource {
        url: Some("item.get_none/".into()),
        ..Resource::default()
    };
    let inside = Content::resource(inner, [("hello", Link::new("../created"))]);
    Content::resource(
        Resource::default(),
        [
            ("created", Link::new("created").into_content()),
            ("root", Link::new("./").into_content()),
            ("self", Link::new("").into_content()),
            ("inner", inside),
        ],
    )
}

/// A form for every method and envelope (ENV-9 to ENV-15), on a page of its own.
fn items(mut router: Router) -> Router {
    let mut entries = Vec::new();
    for verb in Verb::ALL {
        for envelope in verb.envelopes() {
            let name = format!("{}_{envelope}", verb.as_str().to_ascii_lowercase());
            let path = format!("item.{name}");
            entries.push((name, Offered::new(path.clone())));
            router = router.offer(item(path, verb, *envelope));
        }
    }
    router.value("item", Content::resource(Resource::default(), entries))
}

fn item(path: String, verb: Verb, envelope: Envelope) -> Function {
    let saw = move |arguments: Map<'static>| {
        Map::from([
            ("method", Value::from(verb.as_str())),
            ("arguments", arguments.into()),
        ])
    };
    let function = match envelope {
        Envelope::None => Function::new(path, [], move || saw(Map::new())),
        Envelope::Query | Envelope::Form => {
            let both =
                move |a: Value<'static>, b: Value<'static>| saw(Map::from([("a", a), ("b", b)]));
            Function::new(path, [arg("a"), arg("b")], both)
        }
        Envelope::Blob => {
            let file = move |file: Blob<'static>| saw(Map::from([("file", file)]));
            Function::new(path, [arg("file")], file)
        }
    };
    function.verb(verb, envelope).hidden()
}

#[cfg(test)]
mod tests {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::sync::mpsc;
    use std::task::Poll;

    use super::*;

    #[test]
    fn msg_7_a_large_echo_holds_nobody_up() {
        let value = Value::List(vec![Value::Nil; 64 << 10]);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        let (free, freed) = mpsc::channel::<()>();
        runtime.block_on(async {
            // While the one blocking thread is busy, nothing else in it can end.
            let _busy = spawn_blocking(move || freed.recv());
            let mut echoing = pin!(given_back(value.clone()));
            poll_fn(|context| {
                assert!(echoing.as_mut().poll(context).is_pending());
                Poll::Ready(())
            })
            .await;
            drop(free);
            assert_eq!(echoing.await.unwrap(), value);
        });
    }
}
