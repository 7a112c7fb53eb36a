//! The exact words of errors: what was expected, what was found, where.

use hyperglyph::{DecodeOptions, decode};

fn says(message: &[u8], text: &str) {
    assert_eq!(decode(message).unwrap_err().to_string(), text);
}

#[test]
fn the_place_is_named_in_every_container() {
    says(
        b"LN;LN;x;;",
        "expected an object (one of i u b f d p T F N L S D O X B), found 'x', at byte 6 in root[1][1] [MSG-6]",
    );
    says(
        b"Si1;i+1;;",
        "expected an item that is not in the set yet, found 'i', at byte 4 in root.item(1) [COL-5]",
    );
    says(
        b"Du1:a;N;u1:a;N;;",
        "expected a key that is not there yet, found 'u', at byte 8 in root.key(1) [COL-5]",
    );
    says(
        b"Oi7;i;;",
        "expected a digit of an integer, found ';', at byte 5 in root[i7] [INT-7]",
    );
    says(
        b"DN;i;;",
        "expected a digit of an integer, found ';', at byte 4 in root.value(0, of a nil) [INT-7]",
    );
    says(
        b"Xi1;D;N;;",
        "expected a unicode name of an extension, found 'i', at byte 1 in root.name [EXT-1]",
    );
    says(
        b"Xu1:a;L;N;;",
        "expected a dict or ordered dict of attributes, found 'L', at byte 6 in root.attributes [EXT-2]",
    );
    says(
        b"Xu1:a;D;f;;",
        "expected a hexadecimal, decimal or named float, found ';', at byte 9 in root.content [FLT-8]",
    );
    says(
        b"B0:DT;;;",
        "expected the value of the key before it, found ';', at byte 6 in root.attributes.value(0, of a true) [COL-6]",
    );
}

#[test]
fn what_is_found_is_shown_as_it_can_be() {
    says(
        b"",
        "expected the rest of the object, found the end of the message, at byte 0 in root [MSG-5]",
    );
    says(
        b"T ;",
        "expected ';' at the end of the object, found a space, at byte 1 in root [MSG-5]",
    );
    says(
        b"\x0c",
        "expected an object (one of i u b f d p T F N L S D O X B), found byte 0x0c, at byte 0 in root [MSG-6]",
    );
}

#[test]
fn int_7_and_msg_4_stop_at_the_first_wrong_byte() {
    says(
        b"i 1;",
        "expected a digit of an integer, found a space, at byte 1 in root [INT-7]",
    );
    says(
        b"i1_0;",
        "expected ';' at the end of the object, found '_', at byte 2 in root [MSG-5]",
    );
}

#[test]
fn str_3_the_first_byte_that_is_not_utf_8() {
    says(
        b"Lu5:ab\xed\xa0\x80;;",
        "expected well-formed UTF-8, found byte 0xed, at byte 6 in root[0] [STR-3]",
    );
}

#[test]
fn blb_11_duplicates_among_blobs_are_found_when_their_content_is_there() {
    let same = b"SB0:D;;B1:D;;;c0:1:x;c0;c1:1:x;c1;";
    let other = b"SB0:D;;B1:D;;;c0:1:x;c0;c1:1:y;c1;";
    says(
        same,
        "expected an item that is not in the set yet, found 'B', at byte 7 in root.item(1) [COL-5]",
    );
    assert!(decode(other).is_ok());
    says(
        b"Lu1:c;Ou1:k;i1;LB0:D;;;i2;LB1:D;;;i3;;;c1;c0;",
        "expected a key that is not there yet, found 'L', at byte 26 in root[1].key(2) [COL-5]",
    );
}

#[test]
fn long_names_and_long_messages_are_cut() {
    let name = "n".repeat(1000);
    let message = format!("Du1000:{name};x");
    let error = decode(message.as_bytes()).unwrap_err();
    assert!(error.path().len() < 60, "{}", error.path());
    let text = error.explain(message.as_bytes());
    assert!(
        text.lines().all(|line| line.chars().count() < 140),
        "{text}"
    );
    let caret = text.lines().find(|line| line.contains('^')).unwrap();
    let shown = text.lines().find(|line| line.contains("nnn;")).unwrap();
    assert_eq!(shown.chars().nth(caret.chars().count() - 1), Some('x'));
}

#[test]
fn dtm_4_and_tdl_3_interop_takes_what_spec_names() {
    let (offset, missing) = (b"d2020-01-01T01:30:00.000+01:30;", b"pP5DT4H;");
    says(
        offset,
        "expected 'Z', for UTC, found '+', at byte 24 in root [DTM-1]",
    );
    says(
        missing,
        "expected all six fields of a timedelta, found 'P', at byte 1 in root [TDL-2]",
    );
    let interop =
        |bytes| hyperglyph::encode(&DecodeOptions::interop().decode(bytes).unwrap()).unwrap();
    assert_eq!(interop(offset), b"d2020-01-01T00:00:00.000Z;");
    assert_eq!(interop(missing), b"pP0Y0M5DT4H0M0S;");
}

#[test]
fn an_excerpt_shows_40_bytes_before_the_error_and_24_from_it_on() {
    // A string of `before` bytes with its head, then an error, then `behind` bytes from it on.
    let excerpt = |before: usize, behind: usize| {
        let length = before - 5;
        let message = format!(
            "Lu{length}:{}x{}",
            "n".repeat(length),
            "m".repeat(behind - 1)
        );
        assert_eq!(message.len(), before + behind);
        let error = decode(message.as_bytes()).unwrap_err();
        assert_eq!(error.offset(), before);
        let text = error.explain(message.as_bytes());
        let mut lines = text.lines().skip(3);
        let line = String::from(&lines.next().unwrap()["   | ".len()..]);
        let caret = lines.next().unwrap()["   | ".len()..].find('^').unwrap();
        assert_eq!(line.chars().nth(caret), Some('x'));
        line
    };
    let nn = |count| "n".repeat(count);
    let mm = |count| "m".repeat(count);
    assert_eq!(excerpt(40, 1), format!("Lu35:{}x", nn(35)));
    assert_eq!(excerpt(41, 1), format!("…u36:{}x", nn(36)));
    assert_eq!(excerpt(45, 24), format!("…{}x{}", nn(40), mm(23)));
    assert_eq!(excerpt(45, 25), format!("…{}x{}…", nn(40), mm(23)));
    assert_eq!(excerpt(90, 99), format!("…{}x{}…", nn(40), mm(23)));
}

#[test]
fn an_explanation_has_the_place_the_requirement_and_what_to_do() {
    let message = b"Lu1:\x00;u1:\"\"";
    let error = decode(message).unwrap_err();
    assert_eq!(
        error.explain(message),
        "error: expected ';' at the end of the object, found '\"'\n  \
           at byte 10 in root[1]\n   \
            |\n   \
            | Lu1:\\x00;u1:\\\"\\\"\n   \
            |               ^\n  \
           requirement: MSG-5 (terminator)\n  \
           help: every object ends with ';', strings too (u5:hello;), and a length counts bytes, not characters\n",
    );
    let end = decode(b"L").unwrap_err();
    assert_eq!(
        end.explain(b"L"),
        "error: expected the rest of the object, found the end of the message\n  \
           at byte 1 in root[0]\n   \
            |\n   \
            | L\n   \
            |  ^\n  \
           requirement: MSG-5 (unexpected-end)\n  \
           help: every object ends with ';': look for a message cut short, or a length that is too large\n",
    );
}

#[test]
fn msg_5_only_more_bytes_make_the_beginning_of_a_message_whole() {
    for message in ["", "L", "u5:abc", "B0:Du12:content-type;u1:a;;;", "i1"] {
        let error = decode(message.as_bytes()).unwrap_err();
        assert!(error.is_incomplete(), "{message}");
        assert!(error.kind().is_incomplete() && !error.kind().is_limit());
    }
    for message in ["x", "L;;", "i;", "u2:\u{7f}x;x"] {
        let error = decode(message.as_bytes()).unwrap_err();
        assert!(!error.is_incomplete(), "{message}");
        assert!(!error.kind().is_limit());
    }
    let deep = "L".repeat(1_000);
    let error = decode(deep.as_bytes()).unwrap_err();
    assert!(error.kind().is_limit() && !error.is_incomplete());
}

#[test]
fn a_name_of_40_characters_is_shown_and_a_longer_one_cut() {
    let path = |name: &str| {
        let message = format!("Du{}:{name};x", name.len());
        decode(message.as_bytes()).unwrap_err().path().to_owned()
    };
    let forty = "n".repeat(40);
    assert_eq!(path(&forty), format!("root[\"{forty}\"]"));
    assert_eq!(path(&format!("{forty}o")), format!("root[\"{forty}\"…]"));
}

#[test]
fn blb_11_a_duplicate_among_blobs_is_named_in_every_container() {
    let blobs = "B0:D;;i1;B1:D;;i2;";
    for (before, behind, path) in [
        (format!("D{blobs}"), ";", "root.key(1)"),
        (format!("LO{blobs}"), ";;", "root[0].key(1)"),
        (format!("SD{blobs}"), ";;", "root.item(0).key(1)"),
        (format!("Di7;D{blobs}"), ";;", "root[i7].key(1)"),
        (format!("Xu1:x;D;D{blobs}"), ";;", "root.content.key(1)"),
        (format!("Xu1:x;D{blobs}"), ";N;;", "root.attributes.key(1)"),
        (
            format!("Ou1:a;i7;u1:b;D{blobs}"),
            ";;",
            "root[\"b\"].key(1)",
        ),
        (
            format!("DN;D{blobs}"),
            ";;",
            "root.value(0, of a nil).key(1)",
        ),
        (format!("B7:D{blobs}"), ";;c7;", "root.attributes.key(1)"),
        (
            format!("LN;B7:D{blobs}"),
            ";;;c7;",
            "root[1].attributes.key(1)",
        ),
    ] {
        let message = format!("{before}{behind}c0;c1;");
        let error = decode(message.as_bytes()).unwrap_err();
        assert_eq!(error.path(), path, "{message}");
        assert_eq!(
            error.offset(),
            before.len() - "B1:D;;i2;".len(),
            "{message}"
        );
        assert_eq!(error.kind(), hyperglyph::ErrorKind::DuplicateKey);
    }
}

#[test]
fn ext_3_parts_are_counted_behind_what_stands_before() {
    for message in ["LN;N;N;Xu1:a;D;;;", "LN;N;N;Xu1:a;;;", "LN;N;N;X;;"] {
        let error = decode(message.as_bytes()).unwrap_err();
        assert_eq!(error.kind().id(), "extension-parts", "{message}");
    }
    for message in ["LN;Di1;;;", "LN;N;Di1;;;", "LN;Oi1;i2;i3;;;"] {
        let error = decode(message.as_bytes()).unwrap_err();
        assert_eq!(error.kind().id(), "missing-value", "{message}");
    }
    for (message, id, at) in [
        ("LN;XN;D;N;;;", "extension-name", 4),
        ("LN;XD;D;N;;;", "extension-name", 4),
        ("LN;Xu1:a;N;N;;;", "extension-attributes", 9),
        ("LN;N;Xu1:a;u1:b;N;;;", "extension-attributes", 11),
        ("LN;Xu1:a;D;N;N;;;", "terminator", 13),
    ] {
        let error = decode(message.as_bytes()).unwrap_err();
        assert_eq!((error.kind().id(), error.offset()), (id, at), "{message}");
    }
    let error = decode(b"LN;B0:;;c0;").unwrap_err();
    assert_eq!(error.kind().id(), "blob-attributes");
}
