//! `hyperglyph call`

use clap::Args;
use hyperglyph_client::{Arguments, Client};

use super::answer::answer;
use super::argument::Argument;
use super::output::{Failure, failed, runtime, stdout, write};

/// Call a form or follow a link by its name on a page
#[derive(Args, Debug)]
#[command(after_help = "\
An argument that is JSON is sent as that, anything else as text: 12 is an integer, '\"12\"' and dave are
texts, '{\"$bytes\": \"MTIz\"}' is a bytearray. Write NAME=VALUE to name an argument.

Examples:
  hyperglyph call http://127.0.0.1:8000/ hello
  hyperglyph call http://127.0.0.1:8000/ hello dave
  hyperglyph call http://127.0.0.1:8000/ add a=1 b=2")]
pub(super) struct Call {
    /// The url of a page
    url: String,
    /// The name of a form or link on it
    name: String,
    /// The arguments, in the order of the form or as NAME=VALUE
    #[arg(value_name = "ARG")]
    arguments: Vec<String>,
}

impl Call {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut arguments = Arguments::new();
        for text in &self.arguments {
            arguments = match Argument::parse(text) {
                Argument::Positional(value) => arguments.positional(value),
                Argument::Named(name, value) => arguments.named(name, value),
            };
        }
        runtime()?.block_on(async {
            let page = Client::new().get(&self.url).await.map_err(failed)?;
            let page = page.call(&self.name, arguments).await.map_err(failed)?;
            write(&answer(page.value(), stdout())?)
        })
    }
}
