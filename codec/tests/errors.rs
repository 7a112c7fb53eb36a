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
