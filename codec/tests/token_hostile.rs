//! Messages made to hurt, taken apart: refused when the first byte shows it,
//! with the error of the decoder, and never held.

use hyperglyph::token::{TokenKind, Tokens};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, Limits};

fn unbound() -> DecodeOptions {
    DecodeOptions::new().limits(Limits {
        message: usize::MAX,
        ..Limits::default()
    })
}

/// Pushes bytes in pieces until they are refused; tells how many that took.
fn refused(message: &[u8], options: DecodeOptions) -> (DecodeError, usize) {
    let mut tokens = Tokens::with_options(options);
    for (count, mut piece) in message.chunks(1_000).enumerate() {
        loop {
            match tokens.next(&mut piece) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => return (error, 1_000 * (count + 1)),
            }
        }
    }
    panic!("all of it is taken");
}

#[test]
fn msg_7_hostile_messages_have_the_error_of_the_decoder_and_end_early() {
    let digits = [b"Li".to_vec(), vec![b'7'; 10_000_000]].concat();
    let zeros = [b"Lu".to_vec(), vec![b'0'; 10_000_000]].concat();
    let id = [b"LB".to_vec(), vec![b'1'; 10_000_000]].concat();
    let chunk = [b"B0:D;;c".to_vec(), vec![b'0'; 10_000_000]].concat();
    let length = [b"B0:D;;c0:".to_vec(), vec![b'0'; 10_000_000]].concat();
    let blobs = (0..1_000_000).fold(String::from("L"), |all, id| all + &format!("B{id}:D;;"));
    for (message, kind, most) in [
        (
            b"Lu100000000000000000000:abc".to_vec(),
            ErrorKind::LimitMessage,
            1_000,
        ),
        (
            b"B0:D;;c0:100000000000000000000:abc".to_vec(),
            ErrorKind::LimitMessage,
            1_000,
        ),
        (vec![b'L'; 1_000_000], ErrorKind::LimitDepth, 1_000),
        (b"Xu1:a;Di1;".repeat(100_000), ErrorKind::LimitDepth, 3_000),
        (blobs.into_bytes(), ErrorKind::LimitBlobs, 10_000),
        // Checked whenever it has become twice as long.
        (digits, ErrorKind::LimitDigits, 200_000),
        (zeros, ErrorKind::LimitDigits, 101_000),
        (id, ErrorKind::LimitDigits, 101_000),
        (chunk, ErrorKind::LimitDigits, 101_000),
        (length, ErrorKind::LimitDigits, 101_000),
    ] {
        let (error, taken) = refused(&message, DecodeOptions::new());
        assert_eq!(error, DecodeOptions::new().decode(&message).unwrap_err());
        assert_eq!(error.kind(), kind);
        assert!(taken <= most, "{kind:?}: {taken}");
    }
}

#[test]
fn msg_7_no_limit_makes_a_length_fit_that_is_no_number() {
    for message in [
        &b"u100000000000000000000:x"[..],
        b"B0:D;;c0:100000000000000000000:x",
    ] {
        assert_eq!(
            refused(message, unbound()).0.kind(),
            ErrorKind::LimitMessage
        );
    }
    // The largest number is one, and has its bytes yet to come.
    let mut tokens = Tokens::with_options(unbound());
    let mut head = &b"b18446744073709551615:x"[..];
    let token = tokens.next(&mut head).unwrap().unwrap();
    assert_eq!(token.kind, TokenKind::Bytes(u64::MAX));
    assert_eq!(tokens.next(&mut head).unwrap().unwrap().bytes, b"x");
    assert_eq!(
        tokens.finish().unwrap_err().kind(),
        ErrorKind::UnexpectedEnd
    );
}

#[test]
fn msg_7_a_message_over_its_limit_is_told_where_the_limit_is() {
    let limits = Limits {
        message: 10,
        ..Limits::default()
    };
    let options = DecodeOptions::new().limits(limits);
    let (error, _) = refused(b"Li1;i2;i3;i4;;", options.clone());
    assert_eq!(error, options.decode(b"Li1;i2;i3;i4;;").unwrap_err());
    assert_eq!(
        (error.kind(), error.offset()),
        (ErrorKind::LimitMessage, 10)
    );
    // Exactly as long is not over it.
    let mut tokens = Tokens::with_options(options);
    let mut message = &b"Li1;i2;N;;"[..];
    while tokens.next(&mut message).unwrap().is_some() {}
    assert_eq!(tokens.finish(), Ok(()));
}

/// The payload of a token is what was pushed, and not kept: 1 GiB through a
/// few bytes.
#[test]
fn str_8_strings_and_chunks_of_any_length_go_through() {
    let piece = vec![b'x'; 1 << 20];
    let count = 1 << 10;
    let length = count * piece.len();
    for (head, end) in [
        (format!("b{length}:"), ";"),
        (format!("u{length}:"), ";"),
        (format!("B0:D;;c0:{length}:"), ";c0;"),
    ] {
        let mut tokens = Tokens::with_options(unbound());
        let mut head = head.as_bytes();
        while tokens.next(&mut head).unwrap().is_some() {}
        for _ in 0..count {
            let mut input = &piece[..];
            let token = tokens.next(&mut input).unwrap().unwrap();
            assert_eq!(
                token.bytes.as_ptr(),
                piece.as_ptr(),
                "a slice of what was pushed"
            );
            assert_eq!(token.bytes.len(), piece.len());
            assert!(input.is_empty());
        }
        let mut end = end.as_bytes();
        while tokens.next(&mut end).unwrap().is_some() {}
        assert_eq!(tokens.finish(), Ok(()));
    }
}

#[test]
fn a_scalar_without_end_is_refused_however_it_is_pushed() {
    let mut garbage = &vec![b'x'; 100 << 20][..];
    for letter in [&b"i1"[..], b"f1.5", b"d2020", b"pP1Y", b"T", b"N"] {
        let mut tokens = Tokens::new();
        let mut head = letter;
        assert_eq!(tokens.next(&mut head), Ok(None));
        let error = tokens.next(&mut garbage).unwrap_err();
        assert_eq!(error.offset(), letter.len(), "{error}");
    }
}
