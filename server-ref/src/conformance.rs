//! The conformance page: what a server under test offers at its root.
//!
//! The names that functions alone can offer stand here: `echo`, `hello`,
//! `goodbye`, `add`, `woo`, `nothing`, `greeting`, `now`, `fail`, `download` and
//! `create`. Those that need classes, stores or raw bodies are missing, so their
//! cases are *not applicable*.

use std::time::SystemTime;

use chrono::{DateTime, Utc};
use http::StatusCode;
use hyperglyph::{Blob, Extension, Integer, Map, Set, Timedelta, Value, encode};
use num_bigint::BigInt;
use tokio::task::spawn_blocking;

use crate::aside::is_large;
use crate::{Answer, Args, Failure, Function, Param, Router};

/// The most bytes that `download` makes.
pub const DOWNLOAD_LIMIT: i64 = 16 << 20;

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
    let required = Param::required;
    Router::new()
        .named("conformance")
        // Codec vectors travel through it: what came goes back as it came.
        .offer(Function::new("echo", [required("value")], echo).nfc(false))
        .function("hello", [Param::with_default("name", "World")], hello)
        .function("goodbye", [required("name")], goodbye)
        .function("add", [required("a"), required("b")], add)
        .function("woo", [], async |_| Ok(woo()))
        .function("nothing", [], async |_| Ok(()))
        .function("greeting", [Param::with_default("lang", "en")], greeting)
        .offer(Function::new("now", [], now).safe())
        .function("fail", [required("status")], fail)
        .function("download", [required("size")], download)
        .function("create", [], async |_| Ok(Answer::created("/created")))
        .offer(
            Function::new("created", [], async |_| Ok("created"))
                .safe()
                .hidden(),
        )
}

async fn echo(mut args: Args) -> Result<Value<'static>, Failure> {
    given_back(args.take("value")?).await
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

async fn hello(args: Args) -> Result<String, Failure> {
    Ok(format!("Hello {}", args.text("name")?))
}

async fn goodbye(args: Args) -> Result<String, Failure> {
    Ok(format!("Goodbye {}", args.text("name")?))
}

/// Two numbers: integers of any size, or floats; one of each makes a float.
async fn add(args: Args) -> Result<Value<'static>, Failure> {
    match (args.value("a")?, args.value("b")?) {
        (Value::Float(a), Value::Float(b)) => Ok(Value::Float(a + b)),
        (Value::Float(float), Value::Integer(integer))
        | (Value::Integer(integer), Value::Float(float)) => {
            Ok(Value::Float(float + rounded(integer)))
        }
        _ => sum(args.integer("a")?, args.integer("b")?),
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

/// The nearest float, as decimal digits are read.
fn rounded(integer: &Integer<'_>) -> f64 {
    integer.to_string().parse().unwrap_or(f64::NAN)
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

async fn now(_: Args) -> Result<Value<'static>, Failure> {
    Ok(DateTime::<Utc>::from(SystemTime::now()).into())
}

/// A function that returns a function: whoever calls the answer is greeted.
async fn greeting(args: Args) -> Result<Value<'static>, Failure> {
    match args.text("lang")? {
        "en" => args.form("hello"),
        _ => Err(Failure::bad_request(
            "argument \"lang\": expected \"en\", the one language spoken here",
        )),
    }
}

async fn fail(args: Args) -> Result<Value<'static>, Failure> {
    let status = u16::try_from(args.i64("status")?)
        .ok()
        .filter(|status| (400..600).contains(status))
        .and_then(|status| StatusCode::from_u16(status).ok());
    let status = status.ok_or_else(|| {
        Failure::bad_request(
            "argument \"status\": expected an integer from 400 to 599, the statuses of errors",
        )
    })?;
    Err(Failure::new(status, "failed, as it was asked to"))
}

async fn download(args: Args) -> Result<Blob<'static>, Failure> {
    let size = args.i64("size")?;
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
