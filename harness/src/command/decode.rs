//! `hyperglyph decode`

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use hyperglyph::{DecodeOptions, Profile};

use super::answer::json;
use super::output::{Failure, read, stdout, write};

/// Read a message, and print it as JSON
#[derive(Args, Debug)]
#[command(after_help = "\
The JSON is tagged where JSON has no such type, and loses nothing: {\"$set\": [1]}, {\"$float\": \"0x1.8p+0\"}.
On a terminal it is indented. A malformed message ends with exit code 1 and a caret under the place.

Examples:
  printf 'Du1:a;i1;u1:b;LT;N;;;' | hyperglyph decode
  hyperglyph decode --profile interop message.hg")]
pub(super) struct Decode {
    /// The message; stdin where there is none, or where it is `-`
    file: Option<PathBuf>,
    /// What is taken: what the text says, or also what the implementations of 2012 write
    #[arg(long, value_enum, default_value_t = ProfileName::Spec)]
    profile: ProfileName,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ProfileName {
    Spec,
    Interop,
}

impl From<ProfileName> for Profile {
    fn from(name: ProfileName) -> Self {
        match name {
            ProfileName::Spec => Self::Spec,
            ProfileName::Interop => Self::Interop,
        }
    }
}

impl Decode {
    pub(super) fn run(self) -> Result<(), Failure> {
        let message = read(self.file.as_deref())?;
        let options = DecodeOptions::new().profile(self.profile.into());
        match options.decode(&message) {
            Ok(value) => write(json(&value, stdout()).as_bytes()),
            Err(error) => {
                let mut text = error.explain(&message);
                if DecodeOptions::interop().decode(&message).is_ok() {
                    text += "  note: the interop profile takes this message: --profile interop\n";
                }
                Err(Failure::Short(text))
            }
        }
    }
}
