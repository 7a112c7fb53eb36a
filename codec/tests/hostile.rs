//! Messages made to hurt: each ends in the right error, and at once.

use hyperglyph::{DecodeOptions, ErrorKind, Limits, Value, canonical, decode, encode};

fn kind(message: impl AsRef<[u8]>) -> ErrorKind {
    decode(message.as_ref()).unwrap_err().kind()
}

#[test]
fn msg_7_a_hundred_thousand_lists() {
    let message = "L".repeat(100_000);
    let error = decode(message.as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LimitDepth);
    assert_eq!(error.offset(), 256);
    let whole = message + &";".repeat(100_000);
    assert_eq!(kind(&whole), ErrorKind::LimitDepth);
    for opening in ["S", "Dn;", "O", "X", "B0:"] {
        assert!(decode(opening.repeat(100_000).as_bytes()).is_err());
    }
}

#[test]
fn msg_7_the_deepest_tree_is_compared_written_and_dropped_on_a_small_stack() {
    let limits = Limits {
        depth: usize::MAX,
        ..Limits::default()
    };
    let depth = Limits::MAX_DEPTH;
    let message = "S".repeat(depth) + &";".repeat(depth);
    let options = DecodeOptions::new().limits(limits);
    let value = options.decode(message.as_bytes()).unwrap();
    assert_eq!(value, value.clone().into_owned());
    assert_eq!(encode(&value).unwrap(), message.as_bytes());
    assert_eq!(canonical(&value).unwrap(), message.as_bytes());
    let deeper = "L".repeat(depth + 1) + &";".repeat(depth + 1);
    assert!(options.decode(deeper.as_bytes()).is_err());
}

#[test]
#[cfg(feature = "json")]
fn msg_7_the_deepest_tree_becomes_json_on_a_small_stack() {
    for opening in ["L", "S", "Oi1;", "Di1;", "Xu1:x;D;"] {
        let limits = Limits {
            depth: usize::MAX,
            ..Limits::default()
        };
        let depth = Limits::MAX_DEPTH;
        let message = opening.repeat(depth - 1) + "L;" + &";".repeat(depth - 1);
        let value = DecodeOptions::new()
            .limits(limits)
            .decode(message.as_bytes());
        let json = hyperglyph::json::to_string(&value.unwrap());
        assert!(json.len() > depth);
    }
}

#[test]
fn dtm_2_tdl_1_what_cannot_be_read_again_is_not_written() {
    let leap = chrono::DateTime::from_timestamp(1_483_228_799, 1_500_000_000).unwrap();
    assert!(encode(&Value::from(leap)).is_err());
    assert_eq!(hyperglyph::Timedelta::new(i32::MIN, 0, 0), None);
    assert_eq!(hyperglyph::Timedelta::new(0, i64::MIN, 0), None);
}

#[test]
fn a_map_and_a_set_of_many_repeated_keys_are_built_in_one_pass() {
    let keys = || (0..200_000).map(|n| n % 100_000);
    let map: hyperglyph::Map<'_> = keys().map(|n| (n, n + 1)).collect();
    assert_eq!(map.len(), 100_000);
    let set: hyperglyph::Set<'_> = keys().collect();
    assert_eq!(set.len(), 100_000);
}

#[test]
fn col_5_one_pass_finds_duplicates_among_nested_containers_and_blobs() {
    // Hashing every level again would take 250 times as long.
    let wide = "N;".repeat(500_000);
    let nested = format!("{}L{wide};i1;{}", "S".repeat(250), ";".repeat(250));
    assert!(decode(nested.as_bytes()).is_ok());
    // Looking every blob's place up would read the list a thousand times.
    let blobs = (0..1_000).fold(String::new(), |all, id| {
        all + &format!("B{id}:Du12:content-type;u1:t;;;")
    });
    let ends = (0..1_000).fold(String::new(), |all, id| all + &format!("c{id};"));
    assert!(decode(format!("L{wide}{blobs};{ends}").as_bytes()).is_ok());
}

#[test]
fn msg_7_a_value_built_too_deep_is_not_written() {
    let deep = (0..=Limits::MAX_DEPTH).fold(Value::Nil, |inner, _| Value::List(vec![inner]));
    let message = encode(&deep).unwrap_err().to_string();
    assert_eq!(
        message,
        "the value is nested deeper than 512 containers [MSG-7]"
    );
    assert!(canonical(&deep).is_err());
}

#[test]
fn msg_7_declared_lengths_never_allocate() {
    assert_eq!(kind("u100000000000000000000:x;"), ErrorKind::LimitMessage);
    assert_eq!(kind("b268435457:x;"), ErrorKind::LimitMessage);
    assert_eq!(kind("b268435456:x;"), ErrorKind::UnexpectedEnd);
    assert_eq!(
        kind("B0:Du12:content-type;u1:x;;;c0:99999999999:x;"),
        ErrorKind::LimitMessage
    );
}

#[test]
fn msg_7_digits_entries_blobs_and_messages_have_limits() {
    assert_eq!(
        kind(format!("i{};", "9".repeat(10_000_000))),
        ErrorKind::LimitDigits
    );
    assert_eq!(
        kind(format!("u{}1:x;", "0".repeat(10_000_000))),
        ErrorKind::LimitDigits
    );
    assert_eq!(
        kind(format!("f0x{}p0;", "1".repeat(10_000_000))),
        ErrorKind::LimitDigits
    );
    let blobs = (0..1_000_000).fold(String::new(), |all, id| all + &format!("B{id}:D;;"));
    assert_eq!(kind(format!("L{blobs};")), ErrorKind::LimitBlobs);
    let few = Limits {
        entries: 3,
        message: 20,
        ..Limits::default()
    };
    let few = DecodeOptions::new().limits(few);
    assert!(few.decode(b"LN;N;N;;").is_ok());
    assert_eq!(
        few.decode(b"LN;N;N;N;;").unwrap_err().kind(),
        ErrorKind::LimitEntries
    );
    assert!(few.decode(b"Di1;N;i2;N;i3;N;;").is_ok());
    let long = few.decode(b"Di1;N;i2;N;i3;N;i4;N;;").unwrap_err();
    assert_eq!((long.kind(), long.offset()), (ErrorKind::LimitMessage, 20));
}

/// The first eight values are right and the ninth is too many, however they nest.
#[test]
fn msg_7_values_are_counted_in_all_containers_together() {
    let of = |values| {
        DecodeOptions::new().limits(Limits {
            values,
            ..Limits::default()
        })
    };
    for (message, values, ninth) in [
        ("Li1;i2;i3;i4;i5;i6;i7;i8; i9;;", 9, 26),
        // A container is a value itself, and so are keys.
        ("LLi1;i2;;Li3;i4;;i5;i6;i7;;", 9, 23),
        ("LLi1;i2;;Li3;i4;;i5;i6;L;;", 9, 23),
        ("LL;L;L;L;L;L;L;L;L;;", 9, 17),
        ("LLLLLLLLLN;;;;;;;;;;", 9, 9),
        ("Di1;Di2;i3;;i4;Di5;i6;;i7;N;;", 10, 23),
        ("LXu1:a;D;N;;Xu1:a;D;N;;N;;", 9, 23),
        ("LLXu1:a;Du1:b;N;;N;;;N;i1;;", 9, 23),
        ("LB0:Di1;i2;i3;i4;i5;i6;;;i7;;c0;", 9, 25),
    ] {
        let message = message.as_bytes();
        // With much behind it there is room for more than the limit.
        let long = [message, &b" ".repeat(1_000)].concat();
        let errors = [message, &long].map(|message| {
            [
                of(8).decode(message).unwrap_err(),
                of(8).document(message).unwrap_err(),
            ]
        });
        for error in errors.as_flattened() {
            let seen = (error.kind(), error.offset());
            assert_eq!(seen, (ErrorKind::LimitValues, ninth), "{error}");
        }
        assert!(of(values).decode(message).is_ok());
        assert!(of(values - 1).decode(message).is_err());
    }
    let error = of(1).decode(b"LN;N;;").unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected fewer values in one message, found 'N', at byte 3 in root[1] [MSG-7]"
    );
    assert!(error.kind().is_limit());
}

#[test]
fn col_5_a_million_items_with_one_duplicate_at_the_end() {
    let items = (0..1_000_000).fold(String::new(), |all, n| all + &format!("i{n};"));
    assert!(decode(format!("S{items};").as_bytes()).is_ok());
    let error = decode(format!("S{items}i+00;;").as_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::DuplicateItem);
    assert_eq!(error.offset(), 1 + items.len());
}

#[test]
fn col_5_nested_sets_in_another_order_are_compared_in_one_pass_each() {
    // Comparing in order first and then again without order would take 2^200 steps.
    let (mut a, mut b) = (String::from("i0;"), String::from("i0;"));
    for _ in 0..200 {
        a = format!("S{a}i1;i2;;");
        b = format!("S{b}i2;i1;;");
    }
    assert_eq!(kind(format!("S{a}{b};")), ErrorKind::DuplicateItem);
    assert!(decode(format!("L{a}{b};").as_bytes()).is_ok());
}
