use hyperglyph::{DecodeOptions, Limits, Value, decode};
use serde::de::IgnoredAny;
#[derive(serde::Serialize, serde::Deserialize)]
struct Deep(Vec<Deep>);
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let depth: usize = a[3].parse().unwrap(); let kb: usize = a[4].parse().unwrap();
    let limits = Limits { depth: usize::MAX, ..Limits::default() };
    let options = DecodeOptions::new().limits(limits);
    let (o, inner, c): (&str,&str,&str) = match &*a[2] { "L" => ("L","",";"), "S" => ("S","",";"), "D" => ("DN;","N;",";"), "X" => ("Xu1:a;D;","N;",";"), _ => panic!() };
    let m = o.repeat(depth) + inner + &c.repeat(depth);
    let what = a[1].clone();
    std::thread::Builder::new().stack_size(kb*1024).spawn(move || {
        match &*what {
            "value" => { let v = options.from_slice::<Value>(m.as_bytes()).unwrap(); std::mem::forget(v); }
            "ign" => { options.from_slice::<IgnoredAny>(m.as_bytes()).unwrap(); }
            "json" => { std::mem::forget(options.from_slice::<serde_json::Value>(m.as_bytes()).unwrap()); }
            "deep" => { std::mem::forget(options.from_slice::<Deep>(m.as_bytes()).unwrap()); }
            "dec" => { std::mem::forget(options.decode(m.as_bytes()).unwrap()); }
            "fromv" => { let v = options.decode(m.as_bytes()).unwrap(); std::mem::forget(hyperglyph::from_value::<Value>(&v).unwrap()); std::mem::forget(v); }
            "enc" => { let v = options.decode(m.as_bytes()).unwrap(); hyperglyph::to_vec(&v).unwrap(); std::mem::forget(v); }
            "drop" => { drop(options.decode(m.as_bytes()).unwrap()); }
            _ => { let _ = decode(m.as_bytes()); }
        }
    }).unwrap().join().unwrap();
}
