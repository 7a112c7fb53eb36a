//! `hyperglyph get`

use clap::Args;
use hyperglyph::Value;
use hyperglyph_client::Client;

use super::output::{Failure, runtime, short, show, write};

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
    /// A name on the page, a name in what is there, and so on
    names: Vec<String>,
}

impl Get {
    pub(super) fn run(self) -> Result<(), Failure> {
        runtime()?.block_on(async {
            let page = Client::new().get(&self.url).await.map_err(short)?;
            let mut item = page.item();
            for name in &self.names {
                item = item.get(name).map_err(short)?;
            }
            print(item.value())
        })
    }
}

/// What a call or a page gave: text and bytes as they are, the rest as JSON.
pub(super) fn print(value: &Value<'_>) -> Result<(), Failure> {
    if let Some(text) = value.as_str() {
        return write(format!("{text}\n").as_bytes());
    }
    match value.as_blob() {
        Some(blob) => write(&blob.content),
        None => show(value),
    }
}
