//! The codec on every dataset: decode into a tree, encode into a buffer with room; and
//! what a look into a large dict takes.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hyperglyph::{DecodeOptions, Document, EncodeOptions, Limits, Value};
use hyperglyph_benches::dataset;

fn decode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decode");
    let options = DecodeOptions::new().limits(Limits::default());
    for (name, value) in dataset::all() {
        let message = hyperglyph::encode(&value).expect("a dataset can be written");
        group.throughput(Throughput::Bytes(message.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| options.decode(black_box(&message)).map(drop));
        });
    }
}

fn encode(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("encode");
    for (name, value) in dataset::all() {
        let mut out = hyperglyph::encode(&value).expect("a dataset can be written");
        group.throughput(Throughput::Bytes(out.len() as u64));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                out.clear();
                EncodeOptions::new().encode_into(black_box(&value), &mut out)
            });
        });
    }
}

/// Every key of one large dict, looked up in a tree that has its index and in a document.
fn look_up(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("look up");
    let value = dataset::bigdict();
    let message = hyperglyph::encode(&value).expect("a dataset can be written");
    let document = Document::decode(&message).expect("it is read again");
    let keys = value.as_map().expect("a dict").keys();
    let keys: Vec<&str> = keys.filter_map(Value::as_str).collect();
    group.throughput(Throughput::Elements(keys.len() as u64));
    group.bench_function("tree", |bencher| {
        bencher.iter(|| keys.iter().filter(|key| value.get(key).is_some()).count());
    });
    let root = document.root();
    group.bench_function("document", |bencher| {
        bencher.iter(|| keys.iter().filter(|key| root.get(key).is_some()).count());
    });
}

criterion_group!(benches, decode, encode, look_up);
criterion_main!(benches);
