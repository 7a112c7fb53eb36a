//! An upload into a file that stays.

#[cfg(unix)]
use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use tokio::task::spawn_blocking;

use super::{Contents, Upload};
use crate::pieces::{FileAt, PIECE};

impl Upload {
    /// Writes it to that path, where it is whole or not at all: what was there
    /// before is replaced once all bytes are on the disk.
    pub async fn save(&self, path: impl Into<PathBuf>) -> io::Result<()> {
        let (contents, path) = (self.contents.clone(), path.into());
        spawn_blocking(move || save(&contents, &path))
            .await
            .map_err(io::Error::other)?
    }
}

fn save(contents: &Contents, path: &Path) -> io::Result<()> {
    let directory = match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    };
    let mut output = NamedTempFile::new_in(directory)?;
    match contents {
        Contents::Memory(bytes) => io::Write::write_all(&mut output, bytes)?,
        Contents::File { file, .. } => {
            let mut input = BufReader::with_capacity(PIECE, FileAt::new(file));
            io::copy(&mut input, output.as_file_mut())?;
        }
    }
    output.as_file().sync_all()?;
    output.persist(path)?;
    // The name is on the disk once its directory is, where that can be said.
    #[cfg(unix)]
    File::open(directory)?.sync_all()?;
    Ok(())
}
