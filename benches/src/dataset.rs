//! The datasets, seeded.

use fastrand::Rng;
use hyperglyph::http::Method;
use hyperglyph::page::{Form, Input, Resource};
use hyperglyph::{Map, Value};

/// Every run sees the same values.
const SEED: u64 = 0x6879_7065_7267_6c79;

/// Name and value of every dataset.
#[must_use]
pub fn all() -> Vec<(&'static str, Value<'static>)> {
    vec![
        ("records", records()),
        ("page", page()),
        ("ints", ints()),
        ("floats", floats()),
        ("strings", strings()),
        ("bytes", bytes()),
        ("bigdict", bigdict()),
    ]
}

/// 2,000 dicts of six entries: what an API answers.
#[must_use]
pub fn records() -> Value<'static> {
    let mut rng = Rng::with_seed(SEED);
    let record = |id: i64| {
        let tags: Value<'_> = (0..3).map(|_| Value::from(word(&mut rng, 6))).collect();
        Value::Dict(Map::from([
            ("id", Value::from(id)),
            ("name", word(&mut rng, 12).into()),
            (
                "email",
                format!("{}@example.org", word(&mut rng, 12)).into(),
            ),
            ("active", rng.bool().into()),
            ("score", rng.f64().into()),
            ("tags", tags),
        ]))
    };
    (0..2_000).map(record).collect()
}

/// A resource with 40 forms of three inputs each: what a server answers first.
#[must_use]
#[expect(clippy::missing_panics_doc, reason = "forms of our own can be written")]
pub fn page() -> Value<'static> {
    let mut rng = Rng::with_seed(SEED);
    let form = |n: usize| {
        let name = format!("method_{n}");
        let inputs = ["subject", "body", "count"].map(Input::new);
        let form = Form::new(
            format!("/User/{name}?{}", word(&mut rng, 20)),
            Method::Post,
            inputs,
        );
        (name, form.write().expect("a form that can be called"))
    };
    let content: Map<'static> = (0..40).map(form).collect();
    let page = Resource::new(content).write();
    page.expect("a page with unicode names").into()
}

/// 50,000 integers, most below 10^6.
#[must_use]
pub fn ints() -> Value<'static> {
    let mut rng = Rng::with_seed(SEED);
    let int = |_| match rng.u8(..10) {
        0 => Value::from(rng.i64(..)),
        _ => Value::from(rng.i64(-1_000..1_000_000)),
    };
    (0..50_000).map(int).collect()
}

/// 50,000 doubles of any exponent.
#[must_use]
pub fn floats() -> Value<'static> {
    let mut rng = Rng::with_seed(SEED);
    let finite = std::iter::repeat_with(move || f64::from_bits(rng.u64(..)));
    let finite = finite.filter(|float| float.is_finite());
    finite.take(50_000).map(Value::from).collect()
}

/// 2,000 strings of 100 to 4,000 bytes, every other one ASCII.
#[must_use]
pub fn strings() -> Value<'static> {
    let mut rng = Rng::with_seed(SEED);
    let text = |n: usize| {
        let length = rng.usize(100..=4_000);
        let mut text = String::with_capacity(length);
        while text.len() < length {
            match n % 2 {
                0 => text.push(rng.char(' '..='~')),
                _ => text.push(rng.char('à'..='힣')),
            }
        }
        Value::from(text)
    };
    (0..2_000).map(text).collect()
}

/// One bytearray of 8 MiB.
#[must_use]
pub fn bytes() -> Value<'static> {
    let mut bytes = vec![0; 8 << 20];
    Rng::with_seed(SEED).fill(&mut bytes);
    Value::Bytes(bytes.into())
}

/// One dict of 10,000 keys.
#[must_use]
pub fn bigdict() -> Value<'static> {
    let mut rng = Rng::with_seed(SEED);
    let entry = |n: i64| (format!("{}-{n}", word(&mut rng, 10)), n);
    Value::Dict((0..10_000).map(entry).collect())
}

fn word(rng: &mut Rng, length: usize) -> String {
    std::iter::repeat_with(|| rng.lowercase())
        .take(length)
        .collect()
}
