//! What a decoder finds wherever it stands: contents of blobs, duplicates and their places, limits
//! to the last that is taken.
#![allow(clippy::format_collect, reason = "a test may ask for memory twice")]

use hyperglyph::{DecodeOptions, Document, ErrorKind, Limits, Value, decode, encode};

fn error(message: &str) -> (ErrorKind, usize, String) {
    let error = DecodeOptions::interop()
        .decode(message.as_bytes())
        .unwrap_err();
    let options = DecodeOptions::interop();
    let document = options.document(message.as_bytes()).map(drop);
    assert_eq!(document.unwrap_err(), error, "both forms agree");
    (error.kind(), error.offset(), error.path().to_owned())
}

#[test]
fn blb_4_contents_reach_their_blobs_in_every_place() {
    let options = DecodeOptions::interop();
    for place in [
        "@",
        "LN;@N;;",
        "SN;@;",
        "Di1;@;",
        "D@i1;;",
        "Oi1;@;",
        "O@i1;;",
        "X@D;N;;",
        "Xu1:x;Di1;@;N;;",
        "Xu1:x;D;@;",
        "LLL@;;;",
    ] {
        let blob = "B0:Du12:content-type;u1:t;;;";
        let message = format!("{}c0:5:hello;c0;", place.replace('@', blob));
        let value = options.decode(message.as_bytes()).unwrap();
        assert_eq!(String::from_utf8(encode(&value).unwrap()).unwrap(), message);
    }
    let nested = "B0:Du12:content-type;u1:t;u1:b;B1:Du12:content-type;u1:u;;;;;\
                  c1:1:a;c0:2:bc;c1:1:d;c0;c1;";
    let value = options.decode(nested.as_bytes()).unwrap();
    let outer = value.as_blob().unwrap();
    assert_eq!(&*outer.content, b"bc");
    let inner = outer.attributes.get("b").and_then(Value::as_blob).unwrap();
    assert_eq!(&*inner.content, b"ad", "BLB-6: chunks interleave");
}

#[test]
fn col_5_the_place_of_a_duplicate_lies_behind_whatever_stands_before() {
    // Containers are compared when the whole is there, and their places looked up again.
    for before in [
        "",
        "N;",
        "u3:L;S;",
        "b4:;;;;;",
        "u;b;",
        "i1;f0.5;T;F;",
        " \t\r\n\x0bN; ",
        "L;S;D;O;",
        "LLu1:;;;;",
        "Xu1:x;D;LN;;;",
        "B7:Du12:content-type;u1:t;;;",
        "d2020-01-01T00:00:00.000Z;pP0Y0M0DT0H0M1S;",
    ] {
        let ends = if before.starts_with('B') { "c7;" } else { "" };
        for (open, same, key, path) in [
            ("S", "Li1;;", "L i1;;", ".item(1)"),
            ("D", "Li1;;N;", "L i1;;", ".key(1)"),
            ("O", "Li1;;N;", "L i1;;", ".key(1)"),
        ] {
            let value = if open == "S" { "" } else { "N;" };
            let head = format!("L{before}{open} {same} ");
            let message = format!("{head}{key}{value};;{ends}");
            let (kind, offset, place) = error(&message);
            let expected = match open {
                "S" => ErrorKind::DuplicateItem,
                _ => ErrorKind::DuplicateKey,
            };
            assert_eq!((kind, offset), (expected, head.len()), "{message}");
            assert!(place.ends_with(path), "{place}");
        }
    }
}

#[test]
fn col_5_the_place_of_a_duplicate_in_containers_with_parts_before_them() {
    for before in [
        "LN;LN;LN;S",
        "LN;N;LN;N;N;DN;N;N;S",
        "LLLN;;;LL;S",
        "DN;LN;;N;S",
        "Xu1:x;DN;LN;S",
        "B0:DN;N;i1;LN;S",
    ] {
        for (items, at) in [("i1;i2;i1;", 6), ("N;N;", 2), ("T;i1;u1:a;T;", 10)] {
            let (_, offset, _) = error(&format!("{before}{items};"));
            assert_eq!(offset, before.len() + at, "{before}{items}");
        }
    }
}

#[test]
fn blb_11_many_blobs_are_told_apart_by_their_contents() {
    let set = |contents: &[usize]| {
        let (mut root, mut ends) = (String::from("S"), String::new());
        for (id, content) in contents.iter().enumerate() {
            root += &format!("B{id}:Du12:content-type;u1:t;;;");
            ends += &format!("c{id}:4:{content:04};c{id};");
        }
        root + ";" + &ends
    };
    let mut contents: Vec<usize> = (0..40).collect();
    assert!(decode(set(&contents).as_bytes()).is_ok());
    contents[33] = 17;
    assert_eq!(error(&set(&contents)).2, "root.item(33)");
}

#[test]
fn str_3_long_strings_are_those_that_stand_there_however_long_the_message() {
    let long = "l".repeat(100);
    for before in 0..260 {
        let message = format!("Lu4:abcd;{}u100:{long};;", "N;".repeat(before));
        let value = decode(message.as_bytes()).unwrap();
        let items = value.as_list().unwrap();
        assert_eq!(items[0].as_str(), Some("abcd"));
        assert_eq!(items[1 + before].as_str(), Some(&*long), "{before}");
    }
    for count in 1..20 {
        let strings: Vec<String> = ('a'..='z')
            .take(count)
            .map(|c| c.to_string().repeat(100))
            .collect();
        let message: String = strings.iter().map(|text| format!("u100:{text};")).collect();
        let value = decode(format!("L{message};").as_bytes())
            .unwrap()
            .into_owned();
        let items = value.as_list().unwrap().iter().map(Value::as_str);
        assert!(
            items.eq(strings.iter().map(|text| Some(&**text))),
            "{count}"
        );
    }
}

#[test]
fn col_5_of_many_duplicates_the_first_is_told() {
    for (message, offset) in [
        ("Si1;i2;i3;i2;i1;;", 10),
        ("SL;L;S;S;;", 3),
        ("SL;S;D;S;L;;", 7),
        ("SN;N;N;;", 3),
        ("DL;N;S;N;S;N;L;N;;", 9),
        ("LSL;L;;SS;S;;;", 4),
    ] {
        assert_eq!(error(message).1, offset, "{message}");
    }
    let many: String = (0..100).map(|n| format!("i{};", n % 60)).collect();
    let first = (0..60).map(|n| format!("i{n};").len()).sum::<usize>();
    assert_eq!(error(&format!("S{many};")).1, 1 + first);
}

#[test]
fn col_5_the_third_of_a_kind_is_compared_with_the_first() {
    for (a, b) in [
        ("f1;", "f2;"),
        ("T;", "F;"),
        ("b1:a;", "b1:b;"),
        ("u3:abc;", "u3:abd;"),
        ("i1;", "i1180591620717411303425;"),
        ("d2020-01-01T00:00:00.000Z;", "d2021-01-01T00:00:00.000Z;"),
        ("pP0Y0M0DT0H0M1S;", "pP0Y0M0DT0H0M2S;"),
        ("N;", "i0;"),
    ] {
        let items = format!("S{a}{b}{a};");
        assert_eq!(error(&items).1, 1 + a.len() + b.len(), "{items}");
        let entries = format!("D{a}N;{b}N;{a}N;;");
        assert_eq!(error(&entries).1, 5 + a.len() + b.len(), "{entries}");
        assert!(decode(format!("S{a}{b};").as_bytes()).is_ok());
        assert!(
            decode(format!("D{a}{b}{b}{a};").as_bytes()).is_ok(),
            "values may be equal"
        );
    }
}

#[test]
fn msg_7_limits_take_the_last_that_fits() {
    let kind = |limits: &Limits, message: &str| {
        let options = DecodeOptions::new().limits(limits.clone());
        let value = options.decode(message.as_bytes()).map_err(|it| it.kind());
        let document = options.document(message.as_bytes());
        assert_eq!(
            document.map_err(|it| it.kind()).map(drop),
            value.clone().map(drop)
        );
        value.err()
    };
    let message = Limits {
        message: 6,
        ..Limits::default()
    };
    assert_eq!(kind(&message, "LN;N;;"), None);
    assert_eq!(kind(&message, "LN;N;; "), Some(ErrorKind::LimitMessage));
    let any = Limits {
        message: usize::MAX,
        ..Limits::default()
    };
    assert_eq!(kind(&any, "LN;N;;"), None);
    let blobs = Limits {
        blobs: 2,
        ..Limits::default()
    };
    let blob = |ids: &[u8]| -> String {
        let blobs: String = ids.iter().map(|id| format!("B{id}:D;;")).collect();
        let ends: String = ids.iter().map(|id| format!("c{id};")).collect();
        format!("L{blobs};{ends}")
    };
    assert_eq!(kind(&blobs, &blob(&[1, 2])), None);
    assert_eq!(kind(&blobs, &blob(&[1, 2, 3])), Some(ErrorKind::LimitBlobs));
    let depth = Limits {
        depth: 2,
        ..Limits::default()
    };
    for (two, three) in [
        ("LL;;", "LLL;;;"),
        ("DN;D;;", "DN;DN;D;;;"),
        ("Xu1:x;D;N;;", "Xu1:x;DN;L;;N;;"),
        ("B0:D;;c0;", "B0:DN;L;;;c0;"),
    ] {
        assert_eq!(kind(&depth, two), None, "{two}");
        assert_eq!(kind(&depth, three), Some(ErrorKind::LimitDepth), "{three}");
    }
    let entries = Limits {
        entries: 2,
        ..Limits::default()
    };
    for (two, three) in [
        ("LN;N;;", "LN;N;N;;"),
        ("Si1;i2;;", "Si1;i2;i3;;"),
        ("Di1;N;i2;N;;", "Di1;N;i2;N;i3;N;;"),
        ("Oi1;N;i2;N;;", "Oi1;N;i2;N;i3;N;;"),
        ("LLN;N;;N;;", "LLN;N;N;;N;;"),
        ("LN;LN;N;;;", "LN;LN;N;N;;;"),
    ] {
        assert_eq!(kind(&entries, two), None, "{two}");
        assert_eq!(
            kind(&entries, three),
            Some(ErrorKind::LimitEntries),
            "{three}"
        );
    }
}

#[test]
fn msg_5_every_object_ends_with_its_semicolon_inside_containers_too() {
    for (message, at) in [
        ("LNx;;", 2),
        ("LTx;;", 2),
        ("LFx;;", 2),
        ("LN ;;", 2),
        ("Li1x;;", 3),
        ("Li-123456789x;;;;;;;;;;", 12),
        ("Lu1:ax;;", 5),
        ("Lu12:abcdefghijklx;;", 17),
        ("Lb1:ax;;", 5),
        ("Lb;x;", 3),
    ] {
        let (kind, offset, _) = error(message);
        let unknown = message == "Lb;x;";
        let expected = if unknown {
            ErrorKind::UnknownType
        } else {
            ErrorKind::Terminator
        };
        assert_eq!((kind, offset), (expected, at), "{message}");
    }
    for (message, at) in [
        ("Lf1x;;", 3),
        ("Lf0x1.8p+0x;;;;;;;;;;;", 10),
        ("Lfinfx;;", 5),
    ] {
        let (kind, offset, _) = error(message);
        assert_eq!((kind, offset), (ErrorKind::Float, at), "{message}");
    }
}

#[test]
fn msg_6_a_row_of_numbers_ends_at_another_letter() {
    // Enough stands behind for many bytes to be read at once.
    let behind = "i1;i2;i3;i4;i5;";
    for number in ["i7;", "f0x1.8p+0;"] {
        for other in ["x5;", "I5;", "e0x1.8p+0;", "85;"] {
            let message = format!("L{number}{number}{other}{behind};");
            let (kind, offset, _) = error(&message);
            assert_eq!(
                (kind, offset),
                (ErrorKind::UnknownType, 1 + 2 * number.len()),
                "{message}"
            );
        }
        let mixed = format!("L{number}{number}N;{number}u1:5;{number}b1:5;{behind};");
        let value = decode(mixed.as_bytes()).unwrap();
        assert_eq!(encode(&value).unwrap(), mixed.as_bytes());
    }
}

#[test]
fn msg_7_a_row_of_numbers_ends_where_the_container_is_full() {
    let options = DecodeOptions::new().limits(Limits {
        entries: 3,
        ..Limits::default()
    });
    let tail = " ".repeat(40);
    for number in ["i", "f0x1.8p+"] {
        let of = |count: usize| -> String {
            let numbers = (1..=count)
                .map(|n| format!("{number}{n};"))
                .collect::<String>();
            format!("L{numbers}{tail};{tail}")
        };
        let three = options.decode(of(3).as_bytes()).map(drop);
        assert_eq!(three, Ok(()));
        for count in [4, 5, 9] {
            let error = options.decode(of(count).as_bytes()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::LimitEntries);
            assert_eq!(error.offset(), 1 + 3 * (number.len() + 2), "{count}");
        }
    }
}

#[test]
fn str_8_a_length_counts_however_the_content_looks() {
    // Wherever else a string could end, there is a ';' too.
    let strings: Vec<String> = (1..130).map(|n| ";".repeat(n)).collect();
    let message = strings.iter().fold(String::from("Lu1:a;"), |all, text| {
        all + &format!("u{}:{text};b{}:{text};", text.len(), text.len())
    });
    let value = decode(format!("{message};").as_bytes())
        .unwrap()
        .into_owned();
    let items = value.as_list().unwrap();
    for (pair, text) in items[1..].chunks(2).zip(&strings) {
        assert_eq!(pair[0].as_str(), Some(&**text));
        assert_eq!(pair[1].as_bytes(), Some(text.as_bytes()));
    }
    assert_eq!(items.len(), 1 + 2 * strings.len());
}

#[test]
fn str_3_a_string_is_read_at_its_own_place_wherever_others_look_alike() {
    // Semicolons everywhere: any other place would do for the end of a string as well.
    let semicolons = ";".repeat(2000);
    for length in [1, 10, 100, 500] {
        let text = "a".repeat(length);
        let message = format!("Lu2000:{semicolons};u{length}:{text};;");
        let expected = Value::from(vec![semicolons.as_str().into(), text.as_str().into()]);
        assert_eq!(decode(message.as_bytes()), Ok(expected), "{length}");
    }
}

#[test]
fn msg_7_containers_beside_each_other_are_not_deep() {
    let beside = format!("L{};", "LD;S;Xu1:x;D;N;;;".repeat(Limits::MAX_DEPTH));
    let value = decode(beside.as_bytes()).unwrap();
    assert_eq!(encode(&value).unwrap(), beside.as_bytes());
    let document = Document::decode(beside.as_bytes()).unwrap();
    assert_eq!(document.to_value(), value);
}

#[test]
fn str_3_strings_of_every_length_in_a_row_and_the_first_wrong_byte_among_them() {
    let mut message = String::from("L");
    for length in (0..300).chain([1_000, 4_095, 4_096, 4_097, 70_000]) {
        // Two, three and four bytes a character, so that windows end inside of some.
        let text: String = "aé日😀".chars().cycle().take(length).collect();
        message += &format!("u{}:{text};", text.len());
    }
    let whole = format!("{message};");
    let value = decode(whole.as_bytes()).unwrap();
    let texts = value.as_list().unwrap();
    assert_eq!(texts.len(), 305);
    assert!(texts.iter().all(|text| text.as_str().is_some()));
    let again = encode(&value).unwrap();
    assert!(again == whole.replacen("u0:;", "u;", 1).as_bytes());
    for (wrong, at) in [
        (&b"u3:a\xff\xff;"[..], 4),
        (b"u2:\xc3a;", 3),
        (b"u1:\xe6;", 3),
        (b"u4:\xe6\x97\xa5\xf0;", 6),
        (b"u3:\xed\xa0\x80;", 3),
    ] {
        let bytes = [message.as_bytes(), wrong, b";"].concat();
        let error = decode(&bytes).unwrap_err();
        assert_eq!(
            (error.kind(), error.offset()),
            (ErrorKind::Utf8, message.len() + at)
        );
    }
    // A length that ends inside a character, which the string behind it would complete.
    let split = decode("Lu1:é;u1:a;;".as_bytes()).unwrap_err();
    assert_eq!(split.kind(), ErrorKind::Terminator);
}
