//! `hyperglyph vectors fmt`

use std::fs;
use std::path::PathBuf;

use clap::{Args, ValueHint};
use hyperglyph_harness::lint::{Manifest, Style, styled};
use serde_json::Value as Json;

use super::{counted, from_dir};
use crate::command::output::{Failure, say};

/// Write the files of a folder in our style, and the manifest with their hashes
#[derive(Args, Debug)]
pub(super) struct Fmt {
    /// The folder with requirements.json and codec/*.json
    #[arg(value_hint = ValueHint::DirPath)]
    folder: PathBuf,
    /// Write nothing; fail if something would be written
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(super) fn run(self) -> Result<(), Failure> {
        let bundle = from_dir(&self.folder)?;
        let mut files: Vec<(&str, String)> = Vec::new();
        for (path, text) in bundle.files() {
            let written = if styled(path) && path != "manifest.json" {
                let json: Json = serde_json::from_str(text)
                    .map_err(|error| Failure::Short(format!("{path} is no JSON: {error}")))?;
                Style::default().write(&json)
            } else {
                text.to_owned()
            };
            files.push((path, written));
        }
        let manifest = Manifest::of(files.iter().map(|(path, text)| (*path, text.as_str())));
        files.retain(|(path, _)| *path != "manifest.json");
        files.push(("manifest.json", manifest.write()));
        let changed = files
            .iter()
            .filter(|(path, text)| bundle.get(path) != Some(text));
        let mut count = 0;
        for (path, text) in changed {
            count += 1;
            if self.check {
                say(&format!("{path}\n"))?;
            } else {
                let path = self.folder.join(path);
                fs::write(&path, text).map_err(|error| {
                    Failure::Own(format!("cannot write {}: {error}", path.display()))
                })?;
            }
        }
        if self.check && count > 0 {
            return Err(Failure::Short(format!(
                "{} would be written; run it without --check",
                counted(count, "file")
            )));
        }
        Ok(())
    }
}
