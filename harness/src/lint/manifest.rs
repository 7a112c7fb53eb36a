//! [`Manifest`]: what every file of a suite hashes to, so that no byte changes
//! unseen.

use std::collections::BTreeMap;

use hyperglyph_vectors::Bundle;
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::{Problem, Style};

const NAME: &str = "manifest.json";

/// The SHA-256 of every file but the manifest itself, in hex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    files: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of these files.
    #[must_use]
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let files = files.into_iter().filter(|(path, _)| *path != NAME);
        let hashed = |(path, text): (&str, &str)| {
            let hash = Sha256::digest(text.as_bytes());
            let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
            (path.to_owned(), hex)
        };
        Self {
            files: files.map(hashed).collect(),
        }
    }

    /// The file.
    #[must_use]
    pub fn write(&self) -> String {
        let files: Map<String, Json> = self
            .files
            .iter()
            .map(|(path, hash)| (path.clone(), hash.as_str().into()))
            .collect();
        Style::default().write(&json!({"sha256": files}))
    }

    fn read(text: &str) -> Option<Self> {
        let json: Json = serde_json::from_str(text).ok()?;
        let files = json.get("sha256")?.as_object()?;
        let entry =
            |(path, hash): (&String, &Json)| Some((path.clone(), hash.as_str()?.to_owned()));
        Some(Self {
            files: files.iter().map(entry).collect::<Option<_>>()?,
        })
    }
}

pub(super) fn problems(bundle: &Bundle) -> Vec<Problem> {
    let Some(told) = bundle.get(NAME).and_then(Manifest::read) else {
        let text = "missing, or no manifest; 'hyperglyph vectors fmt' writes it";
        return vec![Problem::new(NAME, text)];
    };
    let seen = Manifest::of(bundle.files());
    let changed = seen.files.iter().filter_map(|(path, hash)| {
        let text = match told.files.get(path) {
            Some(known) if known == hash => return None,
            Some(_) => {
                "it was changed since the manifest was written; if that was meant, \
                 'hyperglyph vectors fmt' writes it anew"
            }
            None => "the manifest does not know it; 'hyperglyph vectors fmt' writes it anew",
        };
        Some(Problem::new(path, text))
    });
    let gone = told
        .files
        .keys()
        .filter(|path| !seen.files.contains_key(*path));
    let gone = gone.map(|path| Problem::new(path, "the manifest knows it, and it is not there"));
    changed.chain(gone).collect()
}
