//! A value through serde is the value that the codec reads and writes.
#![cfg(all(feature = "serde", feature = "json"))]

mod strategy;

use hyperglyph::serde::DeserializeError;
use hyperglyph::{
    DecodeError, DecodeOptions, Value, decode, encode, from_slice, from_value, to_value, to_vec,
};
use proptest::prelude::*;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A value that borrows, as only our own formats can give it.
#[derive(Deserialize)]
struct Borrowed<'a>(#[serde(borrow, with = "hyperglyph::serde::borrowed")] Value<'a>);

fn same(direct: Result<(), DeserializeError>, decoded: &Result<Value<'_>, DecodeError>) {
    let direct = direct.map_err(|error| error.decode_error().cloned().expect("of the bytes"));
    assert_eq!(direct, decoded.as_ref().map(drop).map_err(Clone::clone));
}

/// Everything that reads bytes agrees with `decode`: on the value, and on the
/// kind, offset and path of an error.
fn agrees(options: &DecodeOptions, bytes: &[u8]) {
    let decoded = options.decode(bytes);
    let value = options.from_slice::<Value>(bytes);
    if let (Ok(value), Ok(decoded)) = (&value, &decoded) {
        assert_eq!(value, decoded);
    }
    same(value.map(drop), &decoded);
    same(options.from_slice::<Borrowed>(bytes).map(drop), &decoded);
    same(options.from_slice::<IgnoredAny>(bytes).map(drop), &decoded);
}

proptest! {
    #[test]
    fn a_value_goes_through_bytes_and_values(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        prop_assert_eq!(&to_vec(&value).unwrap(), &bytes);
        prop_assert_eq!(&from_slice::<Value>(&bytes).unwrap(), &value);
        prop_assert_eq!(&to_value(&value).unwrap(), &value);
        prop_assert_eq!(&from_value::<Value>(&value).unwrap(), &value);
        prop_assert_eq!(&from_value::<Borrowed>(&value).unwrap().0, &value);
        from_value::<IgnoredAny>(&value).unwrap();
    }

    #[test]
    fn changed_bytes_are_taken_or_refused_as_decode_does(
        value in strategy::value(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), strategy::byte()), 0..4),
    ) {
        let mut bytes = encode(&value).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        agrees(&DecodeOptions::new(), &bytes);
        agrees(&DecodeOptions::interop(), &bytes);
    }

    #[test]
    fn pieces_of_messages_are_taken_or_refused_as_decode_does(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..14),
    ) {
        let bytes = pieces.concat();
        agrees(&DecodeOptions::new(), &bytes);
        agrees(&DecodeOptions::interop(), &bytes);
    }

    #[test]
    fn msg_7_limits_hold_as_in_decode(
        value in strategy::value(),
        (depth, message, digits, entries, values, blobs) in
            (0..6usize, 0..400usize, 0..20usize, 0..9usize, 0..40usize, 0..3usize),
    ) {
        let bytes = encode(&value).unwrap();
        let limits = hyperglyph::Limits { depth, message, digits, entries, values, blobs };
        agrees(&DecodeOptions::new().limits(limits), &bytes);
    }
}

/// What the grammar is made of, so that chance puts whole messages together.
const PIECES: &[&[u8]] = &[
    b"L",
    b"S",
    b"D",
    b"O",
    b"X",
    b"B0:",
    b"B1:",
    b";",
    b";",
    b";",
    b";",
    b" ",
    b"N;",
    b"i1;",
    b"i+01;",
    b"u1:a;",
    b"u01:a;",
    b"b1:a;",
    b"f1;",
    b"f0x1p0;",
    b"T;",
    b"c0;",
    b"c0:1:x;",
    b"c1;",
    b"D;",
    b"SSi1;i2;;Si2;i1;;;",
    b"Xu1:a;D;N;;",
    b"d2020-01-01T00:00:00+01:00;",
    b"pP1D;",
];

#[test]
fn what_the_pieces_are_made_for_is_there() {
    // So that a change of the pieces cannot make the test above see only errors.
    for whole in [
        &b"SLi1;;Li2;;;"[..],
        b"DB0:D;;i1;;c0:1:x;c0;",
        b"SB0:D;;B1:D;;;c0:1:x;c0;c1;",
        b"Xu1:a;D;B0:D;;;c0;",
        b"SSi1;i2;;Si1;;;",
    ] {
        agrees(&DecodeOptions::new(), whole);
        assert!(decode(whole).is_ok());
    }
    for broken in [
        &b"SB0:D;;B1:D;;;c0:1:x;c0;c1:1:x;c1;"[..],
        b"SSi1;i2;;Si2;i1;;;",
        b"DLu1:a;;N;Lu01:a;;N;;",
        b"LB0:D;;B0:D;;;c0;",
        b"LB0:D;;;c0;c0;",
        b"LB0:D;;;",
        b"N;c0;",
        b"N; N;",
        b"DSi1;i1;;u;;",
    ] {
        agrees(&DecodeOptions::new(), broken);
        assert!(decode(broken).is_err());
    }
}
