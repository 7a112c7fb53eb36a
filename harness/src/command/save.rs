//! An answer into a file: a blob as it comes, with a bar on a terminal.

use std::path::Path;
use std::time::Duration;

use hyperglyph::stream::blobs;
use indicatif::{ProgressBar, ProgressStyle};
use tokio::fs::File;
use tokio::io::AsyncWriteExt;

use super::answer::{Stdout, answer, json};
use super::output::{Failure, failed};
use super::steps::End;

/// Writes what a call gave: the one blob that it is or holds, else text or JSON.
pub(super) async fn save(end: End, as_json: bool, path: &Path) -> Result<(), Failure> {
    let mut download = match end {
        End::Download(download) if blobs(download.page().value()).len() == 1 => *download,
        End::Download(download) => {
            let count = blobs(download.page().value()).len();
            if count > 0 {
                let text = format!("the answer holds {count} blobs, and --output saves one");
                return Err(Failure::Short(text));
            }
            // That all of it came, and is well-formed.
            let mut download = *download;
            while download.next_chunk().await.map_err(failed)?.is_some() {}
            return plain(download.page().value(), as_json, path).await;
        }
        End::Page(page) => return plain(page.value(), as_json, path).await,
    };
    let mut file = create(path).await?;
    let bar = bar(download.length());
    let mut length = 0;
    let done = loop {
        match download.next_chunk().await {
            Ok(Some((_, data))) => {
                file.write_all(&data)
                    .await
                    .map_err(|error| unwritten(path, &error))?;
                length += data.len() as u64;
                bar.set_position(length);
            }
            Ok(None) => break Ok(()),
            Err(error) => break Err(error),
        }
    };
    bar.finish_and_clear();
    file.flush()
        .await
        .map_err(|error| unwritten(path, &error))?;
    done.map_err(|error| {
        let text = format!(
            "{error}\n  {} holds only the first {length} bytes",
            path.display()
        );
        match failed(error) {
            Failure::Own(_) => Failure::Own(text),
            _ => Failure::Short(text),
        }
    })
}

/// Writes a value as it would be printed.
pub(super) async fn plain(
    value: &hyperglyph::Value<'_>,
    as_json: bool,
    path: &Path,
) -> Result<(), Failure> {
    let bytes = if as_json {
        json(value, Stdout::Elsewhere).into_bytes()
    } else {
        answer(value, Stdout::Elsewhere)?.into_owned()
    };
    let mut file = create(path).await?;
    let written = async {
        file.write_all(&bytes).await?;
        file.flush().await
    };
    written.await.map_err(|error| unwritten(path, &error))
}

async fn create(path: &Path) -> Result<File, Failure> {
    File::create(path)
        .await
        .map_err(|error| unwritten(path, &error))
}

fn unwritten(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Own(format!("cannot write {}: {error}", path.display()))
}

/// On stderr, where that is a terminal.
fn bar(length: Option<u64>) -> ProgressBar {
    let (bar, template) = match length {
        Some(length) => (
            ProgressBar::new(length),
            "{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        ),
        None => (
            ProgressBar::new_spinner(),
            "{spinner} {bytes} {bytes_per_sec}",
        ),
    };
    bar.enable_steady_tick(Duration::from_millis(200));
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        // It is right, or no test would pass.
        Err(_) => bar,
    }
}
