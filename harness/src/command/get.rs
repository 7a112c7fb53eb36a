//! `hyperglyph get`

use clap::Args;
use hyperglyph_client::{Client, Page};

use super::output::{Failure, runtime, show, write};

/// Get a page, and print it as JSON
#[derive(Args, Debug)]
#[command(after_help = "\
Urls on the page are printed whole. A text is printed as it is, a blob as its bytes.

Examples:
  hyperglyph get http://127.0.0.1:8000/
  hyperglyph get http://127.0.0.1:8000/ hello       the form hello alone")]
pub(super) struct Get {
    /// The url of a page
    url: String,
    /// A name on the page, and a name in what is there, and so on
    names: Vec<String>,
}

impl Get {
    pub(super) fn run(self) -> Result<(), Failure> {
        runtime()?.block_on(async {
            let mut page = Client::new().get(&self.url).await.map_err(short)?;
            for name in &self.names {
                page = page.get(name).map_err(short)?;
            }
            print(&page)
        })
    }
}

/// What a call or a page gave: text and bytes as they are, the rest as JSON.
pub(super) fn print(page: &Page) -> Result<(), Failure> {
    let value = page.value();
    if let Some(text) = value.as_str() {
        return write(format!("{text}\n").as_bytes());
    }
    match value.as_blob() {
        Some(blob) => write(&blob.content),
        None => show(value),
    }
}

/// The client says itself who is to blame.
pub(super) fn short(error: hyperglyph_client::Error) -> Failure {
    Failure::Short(error.to_string())
}
