//! The push decoder: any split of a message tells what the decoder of whole
//! messages tells of it.

#[path = "../fuzz/properties/outline.rs"]
mod outline;
mod strategy;

use hyperglyph::stream::{BlobId, Decoder, Event, Writer, blobs};
use hyperglyph::{DecodeError, DecodeOptions, ErrorKind, Value, decode, encode};
use outline::outline;
use proptest::prelude::*;

/// What a message in pieces told.
#[derive(Debug, Default)]
struct Told {
    root: Option<Value<'static>>,
    contents: Vec<Vec<u8>>,
    ends: Vec<BlobId>,
}

/// Decodes the pieces that the bytes are cut into at these places.
fn pieces(
    bytes: &[u8],
    cuts: impl IntoIterator<Item = usize>,
    options: &DecodeOptions,
) -> Result<Told, DecodeError> {
    let mut decoder = Decoder::with_options(options.clone());
    let mut told = Told::default();
    let mut start = 0;
    for cut in cuts.into_iter().chain([bytes.len()]) {
        let mut piece = &bytes[start..cut];
        start = cut;
        while let Some(event) = decoder.push(&mut piece)? {
            told.take(event);
        }
        assert!(piece.is_empty(), "all of a piece is taken");
    }
    decoder.finish()?;
    assert!(decoder.is_complete());
    Ok(told)
}

impl Told {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Root(root) => {
                assert!(self.root.is_none(), "there is one root");
                let blobs = blobs(&root);
                assert!(blobs.iter().all(|blob| blob.content.is_empty()));
                self.contents = vec![Vec::new(); blobs.len()];
                self.root = Some(root);
            }
            Event::Chunk { blob, data } => {
                assert!(!data.is_empty() && !self.ends.contains(&blob));
                self.contents[blob.index()].extend_from_slice(data);
            }
            Event::End { blob } => self.ends.push(blob),
            other => panic!("no such event: {other:?}"),
        }
    }
}

/// Holds a split of the bytes against the decoder of whole messages.
fn agree(bytes: &[u8], cuts: impl IntoIterator<Item = usize>, options: &DecodeOptions) {
    let shown = || String::from_utf8_lossy(bytes).into_owned();
    match (options.decode(bytes), pieces(bytes, cuts, options)) {
        (Ok(whole), Ok(told)) => {
            assert_eq!(told.ends.len(), told.contents.len());
            let root = told.root.expect("a root");
            let told = outline(&root, Some(&told.contents));
            assert_eq!(told, outline(&whole, None), "{}", shown());
        }
        // Two blobs with the same attributes and content, as items or keys.
        (Err(whole), Ok(told)) if whole.requirement() == "COL-5" => {
            assert!(told.contents.len() > 1, "{}", shown());
        }
        // A chunk may be of any length.
        (Err(whole), Err(told))
            if whole.kind() == ErrorKind::LimitMessage && told.is_incomplete() => {}
        (Err(whole), Err(told)) => assert_eq!(told, whole, "{}", shown()),
        (whole, told) => panic!("{}: {whole:?} and {told:?}", shown()),
    }
}

fn spec() -> DecodeOptions {
    DecodeOptions::new()
}

/// So many splits of one message are tried: all of a short one, and of long
/// ones others with every run.
const MOST: usize = 24;

proptest! {
    #[test]
    fn blb_7_every_split_in_two_tells_the_same(
        value in strategy::value(),
        first in any::<prop::sample::Index>(),
    ) {
        let bytes = encode(&value).unwrap();
        let step = 1 + bytes.len() / MOST;
        for cut in (first.index(step)..=bytes.len()).step_by(step) {
            agree(&bytes, [cut], &spec());
        }
    }

    #[test]
    fn msg_5_every_beginning_is_incomplete_as_it_is_for_the_whole(
        value in strategy::value(),
        first in any::<prop::sample::Index>(),
    ) {
        let bytes = encode(&value).unwrap();
        let step = 1 + bytes.len() / MOST;
        for end in (first.index(step)..bytes.len()).step_by(step) {
            agree(&bytes[..end], [end / 2], &spec());
        }
    }

    #[test]
    fn changed_bytes_in_any_split_tell_the_same(
        value in strategy::value(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), strategy::byte()), 1..4),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let mut bytes = encode(&value).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len())).collect();
        cuts.sort_unstable();
        agree(&bytes, cuts.clone(), &spec());
        agree(&bytes, cuts, &DecodeOptions::interop());
        agree(&bytes, 0..bytes.len(), &spec());
    }

    #[test]
    fn blb_6_interleaved_chunks_of_any_size_reach_their_blobs(
        value in strategy::value(),
        contents in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 64),
        size in 1..16usize,
    ) {
        let bytes = encode(&value).unwrap();
        let root = pieces(&bytes, [], &spec()).unwrap().root.unwrap();
        let contents = &contents[..blobs(&root).len()];
        let sources = || contents.iter().map(Vec::as_slice);
        let writer = || Writer::new(Vec::new()).chunk_size(size);
        let sequential = writer().write(&root, sources()).unwrap();
        let interleaved = writer().write_interleaved(&root, sources()).unwrap();
        for message in [sequential, interleaved] {
            let told = pieces(&message, [message.len() / 2], &spec()).unwrap();
            prop_assert_eq!(&told.contents[..], contents);
            agree(&message, 0..message.len(), &spec());
        }
    }
}

/// Messages of every kind of trouble.
const TROUBLE: &[&str] = &[
    "",
    " ",
    "c",
    ";",
    "n;",
    "i;",
    "i12",
    "i1x;",
    "T",
    "Tx",
    "u3:ab;",
    "u3:abcd;",
    "u3x",
    "ux",
    "u3",
    "u;",
    "u0:;",
    "b;x",
    "Li1;",
    "Li1;;;",
    "Lx",
    "Di1;;",
    "Si1;i+1;;",
    "Di1;N;i1;",
    "LDi1;N;i1;N;;Q",
    "LSi1;i1;;",
    "Xi1;D;N;;",
    "Xu1:a;i1;N;;",
    "Xu1:a;D;;",
    "Xu1:a;D;N;N;;",
    "XT",
    "Xx",
    "B;",
    "Bx",
    "B0;",
    "B0:;",
    "B0:i1;;",
    "B0: D;;",
    "B0:D; ;",
    "B0:D;D;;",
    "B0:D;;",
    "B0:D;;c",
    "B0:D;;c0",
    "B0:D;;cx",
    "B0:D;;c0x",
    "B0:D;;c0:",
    "B0:D;;c0:x",
    "B0:D;;c0:1",
    "B0:D;;c0:1x",
    "B0:D;;c0:1:",
    "B0:D;;c0:1:a",
    "B0:D;;c0:1:ab",
    "B0:D;;c0:1:a;",
    "B0:D;;c0;c0;",
    "B0:D;;c1;",
    "B0:D;;c1:",
    "B0:D;;c1x",
    "B0:D;;c;",
    "B0:D;;c0; ",
    "B0:D;;c0;x",
    "B0:D;;c00:0:;c000;",
    "B00:D;;c0;",
    "LB0:D;;B00:D;;;",
    "LB1:D;;B2:D;;;c2;",
    "N;N;",
    "N; \n",
    "B0:D;;c0:99999999999999999999999:",
    "u99999999999999999999999:",
    "u268435457:",
    "B7:D;;c77777777777777777777;",
    "u1:é;",
    "u2:é;",
    "f0x1p",
    "f0x1.8p+0;",
    "f1e999;",
    "fx;",
    "d2012-01-01T00:00:00.000Z;",
    "d2012-13-01T00:00:00.000Z;",
    "d2012-01-01T00:00:00+01:00;",
    "d2012;",
    "pP;",
    "pP0Y0M3DT0H2M0S;",
    "pP1Y",
    "pP1Y;",
    "pP99999999999999999999Y0M0DT0H0M0S;",
];

#[test]
fn every_kind_of_trouble_is_told_alike_in_every_split() {
    let mut kinds = std::collections::BTreeSet::new();
    let all = TROUBLE.iter().map(|message| message.as_bytes());
    for bytes in all.chain([&b"Lu2:\xc3\x28;"[..], b"\xff"]) {
        for options in [spec(), DecodeOptions::interop()] {
            for cut in 0..=bytes.len() {
                agree(bytes, [cut], &options);
            }
            agree(bytes, 0..bytes.len(), &options);
        }
        kinds.extend(decode(bytes).err().map(|error| error.kind().id()));
    }
    // All but the limits of depth, digits, entries and blobs, which are held to in stream_hostile.rs.
    assert_eq!(kinds.len(), 28, "{kinds:?}");
}

#[test]
fn blb_11_the_error_of_a_chunk_names_its_place_in_the_stream() {
    let error = pieces(b"B0:D;;c0:2:ab;c0;c0:1:x;", 0..24, &spec()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected no more chunks of a blob that has ended, found 'c', at byte 17 in root [BLB-11]",
    );
    let error = pieces(b"B0:D;;c1:1:x;", [3], &spec()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a chunk of a blob in the message, found 'c', at byte 6 in root [BLB-11]",
    );
}

#[test]
fn blb_5_a_missing_end_is_told_at_the_end_of_the_stream() {
    let error = pieces(b"B0:D;;c0:2:ab; ", [13], &spec()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected the end chunk of every blob, found the end of the message, at byte 15 in root [BLB-5]",
    );
    assert!(error.is_incomplete());
}

#[test]
fn msg_1_what_stands_behind_the_message_is_refused_when_it_comes() {
    let mut decoder = Decoder::new();
    let mut bytes = &b"N; "[..];
    assert_eq!(decoder.push(&mut bytes), Ok(Some(Event::Root(Value::Nil))));
    assert_eq!(decoder.push(&mut bytes), Ok(None));
    assert!(decoder.is_complete());
    let mut open = Decoder::new();
    assert!(!open.is_complete(), "there is no root");
    assert!(open.push(&mut &b"B0:D;;"[..]).unwrap().is_some());
    assert!(!open.is_complete(), "a blob is open");
    let error = decoder.push(&mut &b"N;"[..]).unwrap_err();
    assert_eq!(
        (error.kind(), error.offset()),
        (ErrorKind::TrailingBytes, 3)
    );
    assert!(!decoder.is_complete());
    assert_eq!(
        decoder.push(&mut &b" "[..]),
        Err(error.clone()),
        "an error stays"
    );
    assert_eq!(decoder.finish(), Err(error));
}

#[test]
fn blb_7_data_is_a_slice_of_what_was_pushed() {
    let bytes = b"B0:D;;c0:5:hello;";
    let mut decoder = Decoder::new();
    let mut rest = &bytes[..];
    assert!(matches!(decoder.push(&mut rest), Ok(Some(Event::Root(_)))));
    let Ok(Some(Event::Chunk { data, .. })) = decoder.push(&mut rest) else {
        panic!("a chunk follows");
    };
    assert_eq!(data.as_ptr(), bytes[11..].as_ptr());
    assert_eq!(rest, b";", "what stands behind the data is left");
}

#[test]
fn col_5_two_blobs_are_no_duplicates_as_long_as_nobody_has_both() {
    let message = b"SB0:D;;B1:D;;;c0:1:x;c0;c1:1:x;c1;";
    assert_eq!(
        decode(message).unwrap_err().kind(),
        ErrorKind::DuplicateItem
    );
    let told = pieces(message, [], &spec()).unwrap();
    assert_eq!(told.contents, [b"x", b"x"]);
}
