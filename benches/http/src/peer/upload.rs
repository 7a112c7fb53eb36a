//! [`Source`]: our client, as it uploads a large blob.

use std::io::BufRead;
use std::path::Path;

use clap::ValueEnum;
use hyperglyph_client::{Client, Upload, args};

use crate::Error;

/// Where the bytes of an upload are before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Source {
    /// They were read into memory.
    Memory,
    /// They are read as they are sent.
    File,
}

impl Source {
    /// As the argument of this program.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Memory => "memory",
            Self::File => "file",
        }
    }

    /// Uploads the file as often as each line of the input says.
    pub fn upload(self, url: &str, file: &Path) -> Result<(), Error> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let page = runtime.block_on(Client::new().get(url))?;
        let memory: &'static [u8] = match self {
            Self::Memory => std::fs::read(file)?.leak(),
            Self::File => &[],
        };
        println!("ready");
        for line in std::io::stdin().lock().lines() {
            let times: u64 = line?.trim().parse()?;
            for _ in 0..times {
                runtime.block_on(async {
                    let upload = match self {
                        Self::Memory => {
                            Upload::new("text/plain", memory).length(memory.len() as u64)
                        }
                        Self::File => Upload::open(file, "text/plain").await?,
                    };
                    page.call("upload", args![upload]).await?;
                    Ok::<_, Error>(())
                })?;
            }
            println!("done");
        }
        Ok(())
    }
}
