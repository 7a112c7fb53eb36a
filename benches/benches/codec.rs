//! The codec on every dataset: decode into a tree, encode into a buffer with room.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use hyperglyph::{DecodeOptions, EncodeOptions, Limits};
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

criterion_group!(benches, decode, encode);
criterion_main!(benches);
