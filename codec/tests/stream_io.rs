//! Messages through `Read` and `Write`.

use std::io::{self, Read, Write};

use hyperglyph::stream::{BlobId, Encoder, FrameError, ReadError, Reader, WriteError, Writer};
use hyperglyph::{Blob, ErrorKind, Value, decode};

/// A list of blobs without content.
fn page(blobs: usize) -> Value<'static> {
    let blob = |n| Blob::new(format!("text/{n}"), b"").into();
    Value::List((0..blobs).map(blob).collect())
}

/// Gives its bytes a few at a time, with interruptions.
struct Slow<'b> {
    bytes: &'b [u8],
    step: usize,
    calm: bool,
}

impl<'b> Slow<'b> {
    fn new(bytes: &'b [u8], step: usize) -> Self {
        Self {
            bytes,
            step,
            calm: false,
        }
    }
}

impl Read for Slow<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        self.calm = !self.calm;
        if !self.calm {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = self.step.min(room.len());
        (&mut self.bytes).take(count as u64).read(room)
    }
}

/// Fails at the first read or write.
#[derive(Debug)]
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}

impl Write for Broken {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is full"))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Keeps what was written, and how much of it was flushed.
#[derive(Debug, Default)]
struct Flushed(Vec<u8>, usize);

impl Write for Flushed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.1 = self.0.len();
        Ok(())
    }
}

#[test]
fn outputs_come_back_flushed() {
    let written = Writer::new(Flushed::default())
        .write(&page(1), [&b"abc"[..]])
        .unwrap();
    assert_eq!(written.1, written.0.len());
    let (_, blobs) = Reader::new(&written.0[..]).root().unwrap();
    let spooled = blobs.spool(|_| Ok(Flushed::default())).unwrap();
    assert_eq!((&spooled[0].0[..], spooled[0].1), (&b"abc"[..], 3));
}

#[test]
fn blb_5_what_is_written_in_pieces_is_a_message() {
    let contents = [vec![b'a'; 200_000], Vec::new(), vec![b'c'; 70_000]];
    let sources = || contents.iter().map(Vec::as_slice);
    let whole = Writer::new(Vec::new()).write(&page(3), sources()).unwrap();
    let turns = Writer::new(Vec::new())
        .write_interleaved(&page(3), sources())
        .unwrap();
    assert_ne!(whole, turns);
    for message in [whole, turns] {
        let value = decode(&message).unwrap();
        let read = value
            .as_list()
            .unwrap()
            .iter()
            .map(|item| &item.as_blob().unwrap().content);
        assert!(read.eq(contents.iter()));
        for step in [1, 7, 1 << 20] {
            let (root, blobs) = Reader::new(Slow::new(&message, step)).root().unwrap();
            assert_eq!(root, page(3));
            assert_eq!(blobs.spool(|_| Ok(Vec::new())).unwrap(), contents);
        }
    }
}

#[test]
fn blb_6_chunks_take_turns_and_are_what_a_source_gives_at_once() {
    let sources = [
        Slow::new(b"abcde", 3),
        Slow::new(b"", 1),
        Slow::new(b"12", 1),
    ];
    let message = Writer::new(Vec::new())
        .write_interleaved(&page(3), sources)
        .unwrap();
    let root = message.iter().position(|&byte| byte == b'c').unwrap();
    let ends_with = b";c0:3:abc;c1;c2:1:1;c0:2:de;c2:1:2;c0;c2;";
    assert!(message.ends_with(ends_with) && root < message.len());
    let chunks = Writer::new(Vec::new())
        .chunk_size(0)
        .write(&page(1), [&b"ab"[..]])
        .unwrap();
    assert!(
        chunks.ends_with(b";c0:1:a;c0:1:b;c0;"),
        "a chunk holds a byte at least"
    );
}

#[test]
fn blb_7_chunks_come_with_the_blob_they_belong_to() {
    let message = b"LB9:D;;B3:D;;;c3:2:xy;c9:1:a;c3;c9;";
    let (_, mut blobs) = Reader::new(&message[..]).root().unwrap();
    let mut seen = Vec::new();
    while let Some((blob, data)) = blobs.next_chunk().unwrap() {
        seen.push((blob.index(), data.to_vec()));
    }
    let expected = [(1, &b"xy"[..]), (0, b"a"), (1, b""), (0, b"")];
    assert!(
        seen.iter()
            .map(|(blob, data)| (*blob, &data[..]))
            .eq(expected)
    );
    assert!(blobs.next_chunk().unwrap().is_none(), "the end stays");
}

#[test]
fn a_reader_tells_bad_bytes_from_a_bad_input() {
    let cut = Reader::new(&b"Li1;"[..]).root().unwrap_err();
    assert!(matches!(&cut, ReadError::Decode(error) if error.is_incomplete()));
    assert_eq!(
        cut.to_string(),
        "expected the rest of the object, found the end of the message, at byte 4 in root[1] [MSG-5]",
    );
    let broken = Reader::new((&b"B0:D;;c0:5:ab"[..]).chain(Broken))
        .root()
        .unwrap();
    let error = broken.1.spool(|_| Ok(Vec::new())).unwrap_err();
    assert_eq!(error.to_string(), "the disk is gone");
    let full = Reader::new(&b"B0:D;;c0:1:a;c0;"[..]).root().unwrap();
    let error = full.1.spool(|_| Ok(Broken)).unwrap_err();
    assert_eq!(error.to_string(), "the disk is full");
    let mut unended = Reader::new(&b"B0:D;;c0:1:a;"[..]).root().unwrap().1;
    assert_eq!(
        unended.next_chunk().unwrap(),
        Some((BlobId::new(0), &b"a"[..]))
    );
    let error = unended.next_chunk().unwrap_err();
    assert!(matches!(error, ReadError::Decode(error) if error.kind() == ErrorKind::UnendedBlob));
}

#[test]
fn blb_5_a_message_that_cannot_be_whole_is_refused_before_a_byte_is_written() {
    let refused = |root: &Value<'_>, sources: usize| {
        let mut out = Vec::new();
        let error = Writer::new(&mut out)
            .write(root, vec![io::empty(); sources])
            .unwrap_err();
        assert!(out.is_empty());
        error.to_string()
    };
    assert_eq!(
        refused(&page(2), 1),
        "the value has 2 blobs, and there are 1 sources of content: give one for each blob, in document order [BLB-5]",
    );
    assert_eq!(
        refused(&Value::from(Blob::new("a/b", b"x")), 1),
        "blob 0 holds its content in the value: leave it empty there and give it as chunks, or encode the value whole [BLB-5]",
    );
    let mut untyped = Blob::new("", b"");
    untyped.attributes = Value::Nil;
    assert_eq!(
        refused(&untyped.into(), 1),
        "the attributes of a blob must be a dict [BLB-1]",
    );
}

#[test]
fn a_writer_tells_which_source_failed() {
    let broken =
        Writer::new(Vec::new()).write(&page(2), [&mut io::empty() as &mut dyn Read, &mut Broken]);
    let error = broken.unwrap_err();
    assert!(matches!(&error, WriteError::Source { blob, .. } if blob.index() == 1));
    assert_eq!(
        error.to_string(),
        "the content of blob 1 cannot be read: the disk is gone"
    );
    let full = Writer::new(Broken)
        .write(&page(0), Vec::<io::Empty>::new())
        .unwrap_err();
    assert_eq!(full.to_string(), "the disk is full");
}

#[test]
fn blb_11_an_encoder_writes_nothing_that_no_decoder_would_take() {
    let mut out = b"before".to_vec();
    let mut encoder = Encoder::new(&page(2), &mut out).unwrap();
    assert!(out.starts_with(b"beforeLB0:") && out.ends_with(b";;;;"));
    let [first, second, third] = [0, 1, 2].map(BlobId::new);
    assert_eq!(
        &*encoder.chunk(first, usize::MAX).unwrap(),
        b"c0:18446744073709551615:"
    );
    assert_eq!(&*encoder.end(second).unwrap(), b"c1;");
    assert_eq!(
        encoder.chunk(second, 1).unwrap_err(),
        FrameError::EndedBlob(second)
    );
    assert_eq!(
        encoder.end(second).unwrap_err(),
        FrameError::EndedBlob(second)
    );
    assert_eq!(
        encoder.end(third).unwrap_err(),
        FrameError::UnknownBlob(third)
    );
    assert_eq!(encoder.finish(), Err(FrameError::UnendedBlob(first)));
    encoder.end(first).unwrap();
    assert_eq!(encoder.finish(), Ok(()));

    let texts = [
        FrameError::EndedBlob(second),
        FrameError::UnknownBlob(third),
        FrameError::UnendedBlob(first),
    ];
    assert_eq!(
        texts.map(|error| error.to_string()),
        [
            "blob 1 has ended, and nothing of it may follow [BLB-11]",
            "there is no blob 2 in the value: blobs are numbered from 0, in document order [BLB-11]",
            "blob 0 has not ended: every blob needs its end, an empty one too [BLB-5]",
        ]
    );
}
