//! Messages through tokio's `AsyncRead` and `AsyncWrite`.
#![cfg(feature = "tokio")]

use std::io;
use std::time::Duration;

use hyperglyph::stream::{AsyncReader, AsyncWriter, ReadError, WriteError};
use hyperglyph::{Blob, Value, decode};
use tokio::io::{AsyncReadExt, BufWriter, duplex};

fn page(blobs: usize) -> Value<'static> {
    let blob = |n| Blob::new(format!("text/{n}"), b"").into();
    Value::List((0..blobs).map(blob).collect())
}

fn contents() -> Vec<Vec<u8>> {
    vec![vec![b'a'; 200_000], Vec::new(), vec![b'c'; 70_000]]
}

/// A runtime of one thread, with a clock.
fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .unwrap()
        .block_on(future)
}

#[test]
fn blb_7_what_one_task_writes_another_reads() {
    run(async {
        for turns in [false, true] {
            let (writing, reading) = duplex(1_000);
            let writer = tokio::spawn(async move {
                let contents = contents();
                let sources = contents.iter().map(Vec::as_slice);
                let writer = AsyncWriter::new(writing).chunk_size(30_000);
                if turns {
                    writer.write_interleaved(&page(3), sources).await.map(drop)
                } else {
                    writer.write(&page(3), sources).await.map(drop)
                }
            });
            let reader = tokio::spawn(async move {
                let (root, blobs) = AsyncReader::new(reading).root().await?;
                let contents = blobs.spool(async |_| Ok(Vec::new())).await?;
                Ok::<_, ReadError>((root, contents))
            });
            writer.await.unwrap().unwrap();
            assert_eq!(reader.await.unwrap().unwrap(), (page(3), contents()));
        }
    });
}

#[test]
fn blb_6_the_bytes_are_those_of_the_writer_that_blocks() {
    run(async {
        let contents = contents();
        let sources = || contents.iter().map(Vec::as_slice);
        let awaited = AsyncWriter::new(Vec::new())
            .write_interleaved(&page(3), sources())
            .await
            .unwrap();
        let blocked = hyperglyph::stream::Writer::new(Vec::new())
            .write_interleaved(&page(3), sources())
            .unwrap();
        assert!(awaited == blocked);
        assert!(decode(&awaited).is_ok());
    });
}

/// Counts how much was taken of it.
struct Counted(std::sync::Arc<std::sync::atomic::AtomicUsize>);

impl tokio::io::AsyncRead for Counted {
    fn poll_read(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        room: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        let count = room.remaining();
        room.initialize_unfilled();
        room.advance(count);
        self.0
            .fetch_add(count, std::sync::atomic::Ordering::Relaxed);
        std::task::Poll::Ready(Ok(()))
    }
}

#[test]
fn a_writer_takes_one_chunk_while_nobody_reads() {
    run(async {
        let taken = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let (writing, mut reading) = duplex(1_000);
        let source = Counted(taken.clone());
        let writer = tokio::spawn(async move {
            AsyncWriter::new(writing)
                .chunk_size(5_000)
                .write(&page(1), [source])
                .await
                .map(drop)
        });
        let taken = || taken.load(std::sync::atomic::Ordering::Relaxed);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(taken(), 5_000);
        reading.read_exact(&mut [0; 7_000]).await.unwrap();
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(taken(), 10_000);
        drop(reading);
        let error = writer.await.unwrap().unwrap_err();
        assert!(matches!(error, WriteError::Io(_)));
    });
}

#[test]
fn a_reader_that_is_cancelled_loses_nothing() {
    run(async {
        let (mut writing, reading) = duplex(64);
        let writer = tokio::spawn(async move {
            for byte in b"B0:D;;c0:5:hello;c0;" {
                tokio::io::AsyncWriteExt::write_all(&mut writing, &[*byte])
                    .await
                    .unwrap();
                tokio::task::yield_now().await;
            }
        });
        let (_, mut blobs) = AsyncReader::new(reading).root().await.unwrap();
        let mut heard = Vec::new();
        loop {
            let next = tokio::time::timeout(Duration::ZERO, blobs.next_chunk()).await;
            match next {
                Ok(chunk) => match chunk.unwrap() {
                    Some((_, data)) => heard.extend_from_slice(data),
                    None => break,
                },
                Err(_) => tokio::task::yield_now().await,
            }
        }
        writer.await.unwrap();
        assert_eq!(heard, b"hello");
    });
}

#[test]
fn msg_1_a_reader_tells_bad_bytes_from_a_bad_input() {
    run(async {
        let (_, mut blobs) = AsyncReader::new(&b"B0:D;;c0;N;"[..]).root().await.unwrap();
        assert_eq!(blobs.next_chunk().await.unwrap().unwrap().1, b"");
        assert_eq!(
            blobs.next_chunk().await.unwrap_err().to_string(),
            "expected the end of the message, found 'N', at byte 9 in root [MSG-1]",
        );
        let (_, blobs) = AsyncReader::new(&b"B0:D;;c0;"[..]).root().await.unwrap();
        let closed = blobs
            .spool(async |_| Err::<Vec<u8>, _>(io::Error::other("no room")))
            .await;
        assert!(
            matches!(closed.unwrap_err(), ReadError::Io(error) if error.to_string() == "no room")
        );
    });
}

#[test]
fn outputs_come_back_flushed() {
    run(async {
        let buffered = || BufWriter::new(Vec::new());
        let written = AsyncWriter::new(buffered())
            .write(&page(1), [&b"abc"[..]])
            .await
            .unwrap();
        let message = written.get_ref();
        let (_, blobs) = AsyncReader::new(&message[..]).root().await.unwrap();
        let spooled = blobs.spool(async |_| Ok(buffered())).await.unwrap();
        assert_eq!(spooled[0].get_ref(), b"abc");
    });
}
