//! `hyperglyph call`

use std::path::PathBuf;

use clap::Args;

use super::answer::print;
use super::output::{Failure, failed, runtime};
use super::place::Place;
use super::reach::Reach;
use super::save::save;
use super::steps::{End, Want, walk};

/// Call a form or follow a link by its name on a page
#[derive(Args, Debug)]
#[command(after_help = "\
Names lead from page to page, following links, to a form; what stands behind it are its arguments. A / ends
them, and goes on with what came back.

An argument that is JSON is sent as that, anything else as text: 12 is an integer, '\"12\"' and dave are
texts, '{\"$bytes\": \"MTIz\"}' is a bytearray, and @song.ogg the content of a file. Write NAME=VALUE to
name an argument.

Examples:
  hyperglyph call http://127.0.0.1:8000/ hello
  hyperglyph call http://127.0.0.1:8000/ hello dave
  hyperglyph call http://127.0.0.1:8000/ add a=1 b=2
  hyperglyph call http://127.0.0.1:8000/ find_user bob / message lol 'feels good man'
  hyperglyph call http://127.0.0.1:8000/ add_song title='La la la' song=@song.ogg
  hyperglyph call http://127.0.0.1:8000/ song 7 --output song.ogg")]
pub(super) struct Call {
    /// The url of a page
    url: String,
    /// Names, and behind the name of a form its arguments, in its order or as NAME=VALUE
    #[arg(
        required = true,
        allow_negative_numbers = true,
        value_name = "NAME|ARG"
    )]
    words: Vec<String>,
    /// Write the answer to this file, a blob as it comes
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reach: Reach,
}

impl Call {
    pub(super) fn run(self) -> Result<(), Failure> {
        let client = self.reach.client();
        runtime()?.block_on(async {
            let place = Place::new(client.get(&self.url).await.map_err(failed)?);
            let want = match self.output {
                Some(_) => Want::Download,
                None => Want::Page,
            };
            let end = walk(place, &self.words, want).await?;
            match (end, &self.output) {
                (end, Some(path)) => save(end, self.reach.json, path).await,
                (End::Page(page), None) => print(page.value(), self.reach.json),
                (End::Download(download), None) => print(download.page().value(), self.reach.json),
            }
        })
    }
}
