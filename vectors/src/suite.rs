//! All vectors and requirements together.

use std::{
    collections::{HashMap, HashSet},
    fs,
    path::Path,
};

use serde::Deserialize;
use serde_json::Value;

use crate::{Problem, Requirement, SuiteError, Vector, check, embedded};

/// The vectors, file by file, and the catalogue of requirements that they cite.
#[derive(Clone, Debug)]
pub struct Suite {
    requirements: Vec<Requirement>,
    files: Vec<VectorFile>,
}

/// The vectors of one section.
#[derive(Clone, Debug)]
pub struct VectorFile {
    /// The name of the file without its ending, which every id in it begins with.
    pub stem: String,
    /// The part of the specification, such as `encoding/integer`.
    pub section: String,
    /// The section, for people.
    pub title: String,
    /// The cases, in an order worth reading.
    pub vectors: Vec<Vector>,
}

impl Suite {
    /// The vectors that this version was built with.
    pub fn embedded() -> Result<Self, SuiteError> {
        Self::load(embedded::REQUIREMENTS, embedded::CODEC.iter().copied())
    }

    /// The vectors of a folder that holds `requirements.json` and `codec/*.json`.
    ///
    /// ```no_run
    /// # use hyperglyph_vectors::Suite;
    /// let suite = Suite::from_dir("vectors")?;
    /// println!("{} vectors", suite.vectors().count());
    /// # Ok::<(), hyperglyph_vectors::SuiteError>(())
    /// ```
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, SuiteError> {
        let folder = folder.as_ref();
        let requirements = read(&folder.join("requirements.json"))?;
        let files = read_codec_files(&folder.join("codec"))?;
        Self::load(
            &requirements,
            files
                .iter()
                .map(|(stem, text)| (stem.as_str(), text.as_str())),
        )
    }

    /// The catalogue, in the order of the specification.
    #[must_use]
    pub fn requirements(&self) -> &[Requirement] {
        &self.requirements
    }

    /// The requirement of this id.
    #[must_use]
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements
            .iter()
            .find(|requirement| requirement.id == id)
    }

    /// The files, each with its vectors.
    #[must_use]
    pub fn files(&self) -> &[VectorFile] {
        &self.files
    }

    /// Every vector of every file.
    pub fn vectors(&self) -> impl Iterator<Item = &Vector> {
        self.files.iter().flat_map(|file| &file.vectors)
    }

    /// The vector of this id.
    #[must_use]
    pub fn vector(&self, id: &str) -> Option<&Vector> {
        self.vectors().find(|vector| vector.id == id)
    }

    fn load<'a>(
        requirements: &str,
        files: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, SuiteError> {
        let requirements = parse_requirements(requirements)?;
        let files = files
            .map(|(stem, text)| parse_codec_file(stem, text))
            .collect::<Result<Vec<_>, _>>()?;
        let suite = Self {
            requirements,
            files,
        };
        suite.check_references()?;
        Ok(suite)
    }

    /// What only the whole can tell: ids are unique, cited requirements exist.
    fn check_references(&self) -> Result<(), SuiteError> {
        let known: HashSet<&str> = self.requirements.iter().map(|r| r.id.as_str()).collect();
        let mut seen: HashMap<&str, &str> = HashMap::new();
        for file in &self.files {
            for vector in &file.vectors {
                let fail = |problem| Err(vector_error(&file.stem, &vector.id, problem));
                if let Some(first) = seen.insert(&vector.id, &file.stem) {
                    return fail(Problem::DuplicateId {
                        first: file_name(first),
                    });
                }
                if let Some(id) = vector
                    .requirements
                    .iter()
                    .find(|id| !known.contains(id.as_str()))
                {
                    return fail(Problem::UnknownRequirement { id: id.clone() });
                }
            }
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalogue {
    #[serde(rename = "$schema")]
    _schema: String,
    #[serde(rename = "spec")]
    _spec: String,
    requirements: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(rename = "$schema")]
    _schema: String,
    section: String,
    title: String,
    // Taken apart one by one, so that an error can name the vector.
    vectors: Vec<Value>,
}

fn parse_requirements(text: &str) -> Result<Vec<Requirement>, SuiteError> {
    let file = "requirements.json";
    let raw: RawCatalogue = serde_json::from_str(text).map_err(|source| SuiteError::Json {
        file: file.to_owned(),
        source,
    })?;
    let mut seen = HashSet::new();
    match raw
        .requirements
        .iter()
        .find(|requirement| !seen.insert(&requirement.id))
    {
        Some(twice) => Err(SuiteError::DuplicateRequirement {
            file: file.to_owned(),
            id: twice.id.clone(),
        }),
        None => Ok(raw.requirements),
    }
}

fn parse_codec_file(stem: &str, text: &str) -> Result<VectorFile, SuiteError> {
    let raw: RawFile = serde_json::from_str(text).map_err(|source| SuiteError::Json {
        file: file_name(stem),
        source,
    })?;
    let vectors = raw.vectors.into_iter().enumerate().map(|(index, json)| {
        let id = json["id"]
            .as_str()
            .map_or_else(|| format!("vector {}", index + 1), str::to_owned);
        let vector: Result<Vector, Problem> = serde_json::from_value(json).map_err(Problem::Shape);
        vector
            .and_then(|vector| check::vector(&vector, stem).map(|()| vector))
            .map_err(|problem| vector_error(stem, &id, problem))
    });
    Ok(VectorFile {
        stem: stem.to_owned(),
        section: raw.section,
        title: raw.title,
        vectors: vectors.collect::<Result<_, _>>()?,
    })
}

/// Stem and text of every JSON file, in the order of their names.
fn read_codec_files(folder: &Path) -> Result<Vec<(String, String)>, SuiteError> {
    let unreadable = |source| SuiteError::Read {
        path: folder.to_owned(),
        source,
    };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            let stem = path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            files.push((stem, read(&path)?));
        }
    }
    if files.is_empty() {
        return Err(SuiteError::NoFiles {
            path: folder.to_owned(),
        });
    }
    files.sort();
    Ok(files)
}

fn read(path: &Path) -> Result<String, SuiteError> {
    fs::read_to_string(path).map_err(|source| SuiteError::Read {
        path: path.to_owned(),
        source,
    })
}

fn file_name(stem: &str) -> String {
    format!("codec/{stem}.json")
}

fn vector_error(stem: &str, id: &str, problem: Problem) -> SuiteError {
    SuiteError::Vector {
        file: file_name(stem),
        id: id.to_owned(),
        problem,
    }
}
