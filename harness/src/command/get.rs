//! `hyperglyph get`

use clap::Args;
use hyperglyph_client::Client;

use super::answer::answer;
use super::output::{Failure, failed, runtime, stdout, write};

/// Get a page, and print it as JSON
#[derive(Args, Debug)]
#[command(after_help = "\
Urls on the page are printed whole. A text is printed as it is, a blob as its bytes. On a terminal the
control characters of a text are escaped, and a blob is refused: redirect it to a file.

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
            let page = Client::new().get(&self.url).await.map_err(failed)?;
            let mut item = page.item();
            for name in &self.names {
                item = item.get(name).map_err(failed)?;
            }
            write(&answer(item.value(), stdout())?)
        })
    }
}
