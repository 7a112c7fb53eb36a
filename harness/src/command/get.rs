//! `hyperglyph get`

use std::path::PathBuf;

use clap::Args;

use super::answer::print;
use super::output::{Failure, failed, runtime};
use super::place::Place;
use super::reach::Reach;
use super::save::save;
use super::steps::End;

/// Get a page, and print it as JSON
#[derive(Args, Debug)]
#[command(after_help = "\
Urls on the page are printed whole. Links on the way to a name are followed. A text is printed as it is,
a blob as its bytes. On a terminal the control characters of a text are escaped, and a blob is refused:
redirect it, or write it to a file with --output.

Examples:
  hyperglyph get http://127.0.0.1:8000/
  hyperglyph get http://127.0.0.1:8000/ hello       the form hello alone
  hyperglyph get http://127.0.0.1:8000/song --output song.ogg")]
pub(super) struct Get {
    /// The url of a page
    url: String,
    /// A name on the page, a name in what is there, and so on; in lists an index
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Write the answer to this file, a blob as it comes
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reach: Reach,
}

impl Get {
    pub(super) fn run(self) -> Result<(), Failure> {
        let client = self.reach.client();
        runtime()?.block_on(async {
            if let (Some(path), []) = (&self.output, &*self.names) {
                let download = client.download(&self.url).await.map_err(failed)?;
                return save(End::Download(Box::new(download)), self.reach.json, path).await;
            }
            let mut place = Place::new(client.get(&self.url).await.map_err(failed)?);
            for name in &self.names {
                place.enter(name).await?;
            }
            let value = place.item().map_err(failed)?.value();
            match &self.output {
                Some(path) => super::save::plain(value, self.reach.json, path).await,
                None => print(value, self.reach.json),
            }
        })
    }
}
