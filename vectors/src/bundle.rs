//! The files of a suite, as they are.

use std::{fs, path::Path};

use crate::{SuiteError, embedded};

/// The folders whose files hold vectors, cases and schemas.
const FOLDERS: [&str; 4] = ["codec", "http/server", "http/client", "schema"];

/// The files beside them.
const SINGLE: [&str; 3] = ["requirements.json", "exclusions.json", "manifest.json"];

/// The JSON files of a suite, each with its path inside the folder and its text.
///
/// ```
/// use hyperglyph_vectors::Bundle;
///
/// let bundle = Bundle::embedded();
/// assert!(bundle.get("codec/integer.json").unwrap().contains("integer/leading-zeros"));
/// assert!(bundle.get("schema/codec-vectors.schema.json").is_some());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Bundle {
    files: Vec<(String, String)>,
}

impl Bundle {
    /// The files that this version was built with.
    #[must_use]
    pub fn embedded() -> Self {
        let owned = |(path, text): &(&str, &str)| ((*path).to_owned(), (*text).to_owned());
        Self {
            files: embedded::FILES.iter().map(owned).collect(),
        }
    }

    /// Those of a folder that holds `requirements.json` and `codec/*.json`, and
    /// with them `http/server/*.json`, `http/client/*.json`, `schema/*.json`,
    /// `exclusions.json` and `manifest.json`, if it has them.
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, SuiteError> {
        let folder = folder.as_ref();
        let mut files = vec![(
            "requirements.json".to_owned(),
            read(&folder.join("requirements.json"))?,
        )];
        for name in &SINGLE[1..] {
            let path = folder.join(name);
            if path.exists() {
                files.push(((*name).to_owned(), read(&path)?));
            }
        }
        for name in FOLDERS {
            let path = folder.join(name);
            if path.is_dir() || name == "codec" {
                read_folder(name, &path, &mut files)?;
            }
        }
        Ok(Self { files })
    }

    /// Path and text of every file.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (&**path, &**text))
    }

    /// The text of one file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        let found = self.files().find(|(known, _)| *known == path);
        found.map(|(_, text)| text)
    }

    /// Stem and text of every file in a folder.
    pub(crate) fn stems(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        self.files().filter_map(move |(path, text)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((name.strip_suffix(".json")?, text))
        })
    }
}

/// Every JSON file, in the order of their names.
fn read_folder(
    name: &str,
    folder: &Path,
    files: &mut Vec<(String, String)>,
) -> Result<(), SuiteError> {
    let unreadable = |source| SuiteError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let file = path.file_name().unwrap_or_default().to_string_lossy();
            found.push((format!("{name}/{file}"), read(&path)?));
        }
    }
    if found.is_empty() {
        return Err(SuiteError::NoFiles {
            path: folder.to_owned(),
        });
    }
    found.sort();
    files.append(&mut found);
    Ok(())
}

fn read(path: &Path) -> Result<String, SuiteError> {
    fs::read_to_string(path).map_err(|source| SuiteError::Read {
        path: path.to_owned(),
        source,
    })
}
