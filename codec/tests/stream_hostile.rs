//! Streams made to hurt: refused when the first byte shows it, in time and
//! memory that the bytes which came can answer for.

use hyperglyph::stream::{BlobId, Decoder, Event};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, Limits, Value, decode, encode};

/// Pushes a beginning byte by byte, then more bytes again and again, until they
/// are refused, and tells how many bytes that took. It has to be before `most`.
fn refused(
    beginning: &[u8],
    again: &[u8],
    most: usize,
    options: DecodeOptions,
) -> (DecodeError, usize) {
    let mut decoder = Decoder::with_options(options);
    let bytes = beginning.iter().chain(again.iter().cycle());
    for (before, &byte) in bytes.take(most).enumerate() {
        if let Err(error) = push_all(&mut decoder, &[byte]) {
            return (error, before + 1);
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

/// A beginning, what follows it for ever, the error, its offset, and the number
/// of bytes that it takes to see it.
type Case = (&'static [u8], &'static [u8], ErrorKind, usize, usize);

fn check(cases: &[Case], options: &DecodeOptions) {
    for (beginning, again, kind, offset, taken) in cases {
        let (error, pushed) = refused(beginning, again, 400, options.clone());
        let seen = (error.kind(), error.offset(), pushed);
        let shown = String::from_utf8_lossy(beginning);
        assert_eq!(seen, (*kind, *offset, *taken), "{shown:?}: {error}");
    }
}

#[test]
#[rustfmt::skip]
fn msg_7_garbage_is_refused_where_it_stands() {
    use ErrorKind as E;
    let spec = DecodeOptions::new();
    check(&[
        (b"<html>", b"x", E::UnknownType, 0, 1),
        (b";", b"x", E::UnknownType, 0, 1),
        (b"Dn", b"x", E::UnknownType, 1, 2),
        // Scalars are looked at when they end, and when they get long.
        (b"Li1;ix;", b"x", E::Integer, 5, 7),
        (b"Li1;ix", b"x", E::Integer, 5, 5 + 64),
        (b"f1x;", b"x", E::Float, 2, 4),
        (b"f1", b"x", E::Float, 2, 1 + 64),
        (b"d2012-01;", b"0", E::Datetime, 8, 9),
        (b"p", b"P", E::Timedelta, 2, 1 + 64),
        (b"T", b"T", E::Terminator, 1, 1 + 64),
        (b"u99999999999:", b"x", E::LimitMessage, 1, 13),
        (b"u99999999999999999999999:", b"x", E::LimitMessage, 1, 25),
        (b"u:", b"x", E::Length, 1, 2),
        (b"u3;", b"x", E::Length, 2, 3),
        (b"Lu1:abc", b"x", E::Terminator, 5, 6),
        (b"Lu1:\xff;", b"x", E::Utf8, 4, 6),
        (b"LDi1;;", b"x", E::MissingValue, 5, 6),
        (b"Di1;N;i1;N;;", b"", E::DuplicateKey, 6, 12),
        (b"LXu1:a;D;;", b"", E::ExtensionParts, 9, 10),
        (b"Xu1:a;D;N;N;", b"", E::Terminator, 10, 11),
        (b"Xi1;", b"", E::ExtensionName, 1, 2),
        (b"Xu1:a;L;", b"", E::ExtensionAttributes, 6, 7),
        (b"B0;", b"", E::BlobId, 2, 3),
        (b"B:", b"", E::BlobId, 1, 2),
        (b"LB0:;", b"", E::BlobAttributes, 4, 5),
        (b"B0:L;", b"", E::BlobAttributes, 3, 4),
        (b"B0: D;;", b"", E::BlobAttributes, 3, 4),
        (b"B0:D;D;", b"", E::Terminator, 5, 6),
        (b"LB1:D;;B01:D;;;", b"", E::DuplicateBlob, 7, 11),
        (b"B0:D;;c0:1:ab", b"x", E::Terminator, 12, 13),
        (b"B0:D;;c0:18446744073709551616:", b"x", E::LimitMessage, 9, 30),
        (b"B0:D;;c1", b":", E::UnknownBlob, 6, 9),
    ], &spec);
    // No limit makes a length fit that is no number.
    let unbound = Limits { message: usize::MAX, ..Limits::default() };
    check(
        &[(b"u99999999999999999999999:", b"x", E::LimitMessage, 1, 25)],
        &DecodeOptions::new().limits(unbound),
    );
    // Interop takes space and other parts there.
    check(&[
        (b"B0: D; D;", b"", E::Terminator, 7, 8),
        (b"Xi1;L;N;N;", b"", E::Terminator, 8, 9),
    ], &DecodeOptions::interop());
}

#[test]
fn msg_7_a_length_that_fits_no_number_is_told_by_its_first_digit() {
    let message = b"B0:D;;c0:38446744073709551616:";
    let (error, _) = refused(message, b"", 100, DecodeOptions::new());
    assert_eq!(
        error.to_string(),
        "expected a shorter message, found '3', at byte 9 in root [MSG-7]",
    );
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
    let options = DecodeOptions::new().limits(limits);
    check(
        &[
            (b"L", b"L", ErrorKind::LimitDepth, 10, 11),
            (b"Li1;", b"i1;", ErrorKind::LimitEntries, 91, 92),
            // Duplicates wait for the end of the dict; the number of its entries does not.
            (b"D", b"N;", ErrorKind::LimitEntries, 121, 122),
            (b"i", b"1", ErrorKind::LimitDigits, 41, 1 + 64),
            (b"u", b"1", ErrorKind::LimitDigits, 41, 42),
            (b"B", b"0", ErrorKind::LimitDigits, 41, 42),
            (b"B0:D;;c", b"0", ErrorKind::LimitDigits, 47, 48),
            (b"B0:D;;c0:", b"0", ErrorKind::LimitDigits, 49, 50),
        ],
        &options,
    );
    let blobs = (0..30).fold(String::from("L"), |all, id| all + &format!("B{id}:D;;"));
    let whole = options.decode(blobs.as_bytes()).unwrap_err();
    assert_eq!(whole.kind(), ErrorKind::LimitBlobs);
    let (error, taken) = refused(blobs.as_bytes(), b"", 1_000, options);
    assert_eq!((&error, taken), (&whole, error.offset() + "B20:".len()));
}

#[test]
fn msg_7_the_limit_of_the_message_bounds_the_root_and_no_blob() {
    let limits = Limits {
        message: 20,
        ..Limits::default()
    };
    let options = DecodeOptions::new().limits(limits);
    let (error, taken) = refused(b"Lu10:0123456789;", b"u1:y;", 100, options.clone());
    assert_eq!(taken, 21);
    assert_eq!(
        error.to_string(),
        "expected a shorter message, found ';', at byte 20 in root [MSG-7]",
    );

    let (error, taken) = refused(b"u20:", b"x", 100, options.clone());
    assert_eq!(
        (error.kind(), error.offset()),
        (ErrorKind::LimitMessage, 20)
    );
    assert_eq!(taken, 21);

    let mut decoder = Decoder::with_options(options);
    push_all(&mut decoder, b"B0:D;;c0:1000000:").unwrap();
    assert!(!decoder.is_complete());
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
