//! Streams made to hurt: refused when the first byte shows it, in time and
//! memory that the bytes which came can answer for.

use hyperglyph::stream::{BlobId, Decoder, Event};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, Limits, Value, decode, encode};

/// Pushes a beginning, then the same bytes again and again, until they are
/// refused. They have to be, before `most` bytes.
fn refused(beginning: &[u8], again: &[u8], most: usize, options: DecodeOptions) -> DecodeError {
    let mut decoder = Decoder::with_options(options);
    let mut pushed = 0;
    let mut bytes = beginning;
    while pushed < most {
        pushed += bytes.len();
        match push_all(&mut decoder, bytes) {
            Ok(()) => bytes = again,
            Err(error) => return error,
        }
    }
    panic!(
        "{:?} is taken on and on",
        String::from_utf8_lossy(beginning)
    );
}

fn push_all(decoder: &mut Decoder, mut bytes: &[u8]) -> Result<(), DecodeError> {
    while decoder.push(&mut bytes)?.is_some() {}
    Ok(())
}

#[test]
fn msg_7_garbage_is_refused_where_it_stands() {
    let cases: &[(&[u8], &[u8], ErrorKind, usize)] = &[
        (b"<html>", b"x", ErrorKind::UnknownType, 0),
        (b"Li1;ix", b"x", ErrorKind::Integer, 5),
        (b"f1", b"x", ErrorKind::Float, 2),
        (b"d2012-01", b"0", ErrorKind::Datetime, 8),
        (b"p", b"P", ErrorKind::Timedelta, 2),
        (b"T", b"T", ErrorKind::Terminator, 1),
        (b"u99999999999:", b"x", ErrorKind::LimitMessage, 1),
        (
            b"u99999999999999999999999:",
            b"x",
            ErrorKind::LimitMessage,
            1,
        ),
        (b"Lu1:abc", b"x", ErrorKind::Terminator, 5),
        (b"Lu1:\xff;", b"x", ErrorKind::Utf8, 4),
        (b"B0:D;;c0:1:ab", b"x", ErrorKind::Terminator, 12),
        (
            b"B0:D;;c0:18446744073709551616:",
            b"x",
            ErrorKind::LimitMessage,
            9,
        ),
        (b"Di1;N;i1;N;", b";", ErrorKind::DuplicateKey, 6),
    ];
    for (beginning, again, kind, offset) in cases {
        let error = refused(beginning, again, 200, DecodeOptions::new());
        assert_eq!((error.kind(), error.offset()), (*kind, *offset), "{error}");
    }
}

#[test]
fn msg_7_depth_digits_entries_and_blobs_have_the_limits_of_the_whole_decoder() {
    let limits = Limits {
        digits: 40,
        entries: 30,
        blobs: 20,
        depth: 10,
        ..Limits::default()
    };
    let cases: &[(&[u8], &[u8], ErrorKind, usize)] = &[
        (b"L", b"L", ErrorKind::LimitDepth, 10),
        (b"Li1;", b"i1;", ErrorKind::LimitEntries, 91),
        // Duplicates wait for the end of the dict; the number of its entries does not.
        (b"D", b"N;", ErrorKind::LimitEntries, 121),
        (b"i", b"1", ErrorKind::LimitDigits, 41),
        (b"u", b"1", ErrorKind::LimitDigits, 41),
        (b"B", b"0", ErrorKind::LimitDigits, 41),
        (b"B0:D;;c", b"0", ErrorKind::LimitDigits, 47),
        (b"B0:D;;c0:", b"0", ErrorKind::LimitDigits, 49),
    ];
    for (beginning, again, kind, offset) in cases {
        let options = DecodeOptions::new().limits(limits.clone());
        let error = refused(beginning, again, 400, options);
        assert_eq!((error.kind(), error.offset()), (*kind, *offset), "{error}");
    }
    let blobs = (0..30).fold(String::from("L"), |all, id| all + &format!("B{id}:D;;"));
    let options = DecodeOptions::new().limits(limits);
    let whole = options.decode(blobs.as_bytes()).unwrap_err();
    assert_eq!(whole.kind(), ErrorKind::LimitBlobs);
    assert_eq!(refused(blobs.as_bytes(), b"", 1, options), whole);
}

#[test]
fn msg_7_the_limit_of_the_message_bounds_the_root_and_no_blob() {
    let limits = Limits {
        message: 20,
        ..Limits::default()
    };
    let options = DecodeOptions::new().limits(limits);
    let error = refused(b"Lu10:0123456789;", b"u1:y;", 100, options.clone());
    assert_eq!(
        error.to_string(),
        "expected a shorter message, found ';', at byte 20 in root [MSG-7]",
    );

    let mut decoder = Decoder::with_options(options);
    push_all(&mut decoder, b"B0:D;;c0:1000000:").unwrap();
    for _ in 0..1_000 {
        push_all(&mut decoder, &[b'x'; 1_000]).unwrap();
    }
    push_all(&mut decoder, b";c0;").unwrap();
    assert_eq!(decoder.finish(), Ok(()));
}

#[test]
fn msg_7_a_root_exactly_as_long_as_the_limit_is_taken() {
    let message = b"B0:D;;c0:2:ab;c0;";
    let limits = Limits {
        message: 6,
        ..Limits::default()
    };
    let mut decoder = Decoder::with_options(DecodeOptions::new().limits(limits));
    push_all(&mut decoder, message).unwrap();
    assert_eq!(decoder.finish(), Ok(()));
}

/// Nothing is gone through again with every push: this would take hours.
#[test]
fn msg_7_a_root_of_4_mib_byte_by_byte() {
    let items = (0..400_000).map(|n| Value::from(n * 37));
    let many = Value::List(items.collect());
    let long = Value::from("x".repeat(4 << 20));
    let digits = format!("i{};", "7".repeat(90_000));
    let one = decode(digits.as_bytes()).unwrap();
    for value in [many, long, one] {
        let message = encode(&value).unwrap();
        let mut decoder = Decoder::new();
        let mut root = None;
        for byte in message.chunks(1) {
            let mut byte = byte;
            while let Some(Event::Root(value)) = decoder.push(&mut byte).unwrap() {
                root = Some(value);
            }
        }
        decoder.finish().unwrap();
        assert_eq!(root, Some(value));
    }
}

#[test]
fn msg_7_a_million_empty_chunks_and_spaces_hold_nothing() {
    let mut decoder = Decoder::new();
    push_all(&mut decoder, b"B0:D;;").unwrap();
    push_all(&mut decoder, &b"c0:0:; \n".repeat(1_000_000)).unwrap();
    let mut end = &b"c0:1:x;c0;"[..];
    let blob = BlobId::new(0);
    let chunk = Event::Chunk { blob, data: b"x" };
    assert_eq!(decoder.push(&mut end), Ok(Some(chunk)));
    assert_eq!(decoder.push(&mut end), Ok(Some(Event::End { blob })));
    assert_eq!(decoder.finish(), Ok(()));
}
