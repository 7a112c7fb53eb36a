//! Messages made to hurt, read into types: each ends in the right error, and at once.
#![cfg(all(feature = "serde", feature = "json"))]

use std::collections::{HashMap, HashSet};

use hyperglyph::{DecodeOptions, ErrorKind, Limits, Value, decode, from_slice, to_vec};
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};

#[track_caller]
fn kind<T: DeserializeOwned>(message: impl AsRef<[u8]>) -> ErrorKind {
    let error = from_slice::<T>(message.as_ref()).map(drop).unwrap_err();
    let error = error.decode_error().expect("of the bytes");
    assert_eq!(error, &decode(message.as_ref()).unwrap_err());
    error.kind()
}

/// A type that is as deep as the message.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Deep(Vec<Deep>);

#[test]
fn msg_7_a_hundred_thousand_lists() {
    let message = "L".repeat(100_000) + &";".repeat(100_000);
    assert_eq!(kind::<Deep>(&message), ErrorKind::LimitDepth);
    assert_eq!(kind::<Value>(&message), ErrorKind::LimitDepth);
    assert_eq!(kind::<IgnoredAny>(&message), ErrorKind::LimitDepth);
    assert_eq!(kind::<serde_json::Value>(&message), ErrorKind::LimitDepth);
    for opening in ["S", "DN;", "OL", "X", "B0:", "DD", "SDS"] {
        let message = opening.repeat(100_000);
        kind::<Value>(&message);
        kind::<IgnoredAny>(&message);
    }
}

#[test]
fn msg_7_the_deepest_message_fits_the_stack_of_a_thread() {
    // Of any thread, once optimised; of the main thread, before.
    let size = if cfg!(debug_assertions) {
        8 << 20
    } else {
        2 << 20
    };
    let thread = std::thread::Builder::new().stack_size(size);
    let thread = thread.spawn(the_deepest_message).unwrap();
    thread.join().unwrap();
}

fn the_deepest_message() {
    let limits = Limits {
        depth: usize::MAX,
        ..Limits::default()
    };
    let options = DecodeOptions::new().limits(limits);
    let depth = Limits::MAX_DEPTH;
    for opening in ["L", "S", "DN;", "Di1;i2;u1:x;", "Xu1:a;D;"] {
        let inner = match opening {
            "L" | "S" => "",
            _ => "N;",
        };
        let nested = match opening {
            "L" | "S" => depth,
            _ => depth - 1,
        };
        let message = opening.repeat(nested) + inner + &";".repeat(nested);
        let value: Value = options.from_slice(message.as_bytes()).unwrap();
        assert_eq!(value, options.decode(message.as_bytes()).unwrap());
        options
            .from_slice::<IgnoredAny>(message.as_bytes())
            .unwrap();
        assert_eq!(to_vec(&value).unwrap(), message.as_bytes());
    }
    let message = "L".repeat(depth) + &";".repeat(depth);
    let deep: Deep = options.from_slice(message.as_bytes()).unwrap();
    assert_eq!(to_vec(&deep).unwrap(), message.as_bytes());
    let deeper = Deep(vec![deep]);
    let error = to_vec(&deeper).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("the value is nested deeper than 512 containers [MSG-7], in root[0][0]"),
        "{error}"
    );
}

#[test]
fn msg_7_declared_lengths_digits_entries_and_blobs() {
    assert_eq!(
        kind::<String>("u100000000000000000000:x;"),
        ErrorKind::LimitMessage
    );
    assert_eq!(
        kind::<IgnoredAny>("b268435456:x;"),
        ErrorKind::UnexpectedEnd
    );
    assert_eq!(
        kind::<i128>(format!("i{};", "9".repeat(10_000_000))),
        ErrorKind::LimitDigits
    );
    assert_eq!(
        kind::<IgnoredAny>(format!("Lf0x{}p0;;", "1".repeat(10_000_000))),
        ErrorKind::LimitDigits
    );
    let blobs = (0..1_000_000).fold(String::new(), |all, id| all + &format!("B{id}:D;;"));
    assert_eq!(
        kind::<Vec<IgnoredAny>>(format!("L{blobs};")),
        ErrorKind::LimitBlobs
    );
    let few = DecodeOptions::new().limits(Limits {
        entries: 3,
        message: 26,
        ..Limits::default()
    });
    assert_eq!(
        few.from_slice::<Vec<u8>>(b"Li1;i2;i3;;").unwrap(),
        [1, 2, 3]
    );
    for over in [
        &b"Li1;i1;i1;i1;;"[..],
        b"Di1;N;i2;N;i3;N;i4;N;;",
        b"Si1;i2;i3;i4;;",
    ] {
        for error in [
            few.from_slice::<IgnoredAny>(over).map(drop).unwrap_err(),
            few.from_slice::<Value>(over).map(drop).unwrap_err(),
        ] {
            assert_eq!(
                error.decode_error().unwrap().kind(),
                ErrorKind::LimitEntries
            );
        }
    }
    let long = few
        .from_slice::<Vec<u8>>(b"Li1;i1;i1;                  ;")
        .unwrap_err();
    assert_eq!(
        (long.decode_error().unwrap().kind(), long.offset()),
        (ErrorKind::LimitMessage, Some(26))
    );
}

#[test]
fn col_5_a_million_items_with_one_duplicate_at_the_end() {
    let items = (0..1_000_000).fold(String::new(), |all, n| all + &format!("i{n};"));
    assert_eq!(
        from_slice::<HashSet<u32>>(format!("S{items};").as_bytes())
            .unwrap()
            .len(),
        1_000_000
    );
    assert_eq!(
        kind::<HashSet<u32>>(format!("S{items}i+00;;")),
        ErrorKind::DuplicateItem
    );
    let keys = (0..300_000).fold(String::new(), |all, n| all + &format!("u6:{n:06};N;"));
    assert_eq!(
        kind::<IgnoredAny>(format!("D{keys}u6:123456;N;;")),
        ErrorKind::DuplicateKey
    );
    assert_eq!(
        kind::<HashMap<String, Option<u8>>>(format!("D{keys}u06:299999;N;;")),
        ErrorKind::DuplicateKey
    );
}

#[test]
fn col_5_keys_in_keys_are_checked_once_for_all() {
    // Each level looked at for itself would read the innermost ones 200 times
    // over, and this test would not end within patience.
    let inner = (0..20_000).fold(String::new(), |all, n| all + &format!("i{n};"));
    let message = "S".repeat(200) + &inner + &";".repeat(200);
    from_slice::<IgnoredAny>(message.as_bytes()).unwrap();
    from_slice::<Value>(message.as_bytes()).unwrap();
}
