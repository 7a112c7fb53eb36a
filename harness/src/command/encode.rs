//! `hyperglyph encode`

use std::path::PathBuf;

use clap::Args;
use hyperglyph::{EncodeOptions, canonical, json};
use hyperglyph_harness::visible;

use super::answer::message;
use super::output::{Failure, read, short, stdout, write};

/// Read JSON, and write it as a message
#[derive(Args, Debug)]
#[command(after_help = "\
The JSON is what `hyperglyph decode` prints. The message goes to stdout without a line end.

Examples:
  echo '{\"a\": 1, \"b\": [true, null]}' | hyperglyph encode
  hyperglyph encode --canonical value.json > message.hg")]
pub(super) struct Encode {
    /// The JSON; stdin where there is none, or where it is `-`
    file: Option<PathBuf>,
    /// Sort sets and dicts, so that equal values become equal bytes
    #[arg(long, conflicts_with = "nfc")]
    canonical: bool,
    /// Normalise strings to NFC first
    #[arg(long)]
    nfc: bool,
}

impl Encode {
    pub(super) fn run(self) -> Result<(), Failure> {
        let text = String::from_utf8(read(self.file.as_deref())?)
            .map_err(|error| Failure::Short(format!("the JSON is not UTF-8: {error}")))?;
        // The place is made of the keys of the JSON, line ends in them included.
        let value = json::from_str(&text)
            .map_err(|error| Failure::Short(visible::line(&error.to_string()).into_owned()))?;
        let encoded = if self.canonical {
            canonical(&value)
        } else {
            EncodeOptions::new().nfc(self.nfc).encode(&value)
        };
        write(message(&encoded.map_err(short)?, stdout())?)
    }
}
