//! All vectors and requirements together.

use std::{collections::HashSet, path::Path};

use serde::Deserialize;
use serde_json::Value;

use crate::http::{self, CaseFile, ClientCase, HttpCase, ServerCase};
use crate::{Bundle, Exclusion, Problem, Requirement, SuiteError, Vector, check};

/// The vectors, file by file, and the catalogue of requirements that they cite.
#[derive(Clone, Debug)]
pub struct Suite {
    requirements: Vec<Requirement>,
    exclusions: Vec<Exclusion>,
    files: Vec<VectorFile>,
    servers: Vec<CaseFile<ServerCase>>,
    clients: Vec<CaseFile<ClientCase>>,
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
        Self::new(&Bundle::embedded())
    }

    /// The vectors of a folder that holds `requirements.json` and `codec/*.json`, and
    /// with them `http/server/*.json`, `http/client/*.json` and `exclusions.json`, if
    /// it has them.
    ///
    /// ```no_run
    /// # use hyperglyph_vectors::Suite;
    /// let suite = Suite::from_dir("vectors")?;
    /// println!("{} vectors", suite.vectors().count());
    /// # Ok::<(), hyperglyph_vectors::SuiteError>(())
    /// ```
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, SuiteError> {
        Self::new(&Bundle::from_dir(folder)?)
    }

    /// The vectors of a bundle of files.
    pub fn new(bundle: &Bundle) -> Result<Self, SuiteError> {
        let requirements = bundle.get("requirements.json").unwrap_or_default();
        let files = bundle.stems("codec");
        let suite = Self {
            requirements: parse_requirements(requirements)?,
            exclusions: match bundle.get("exclusions.json") {
                Some(text) => parse_exclusions(text)?,
                None => Vec::new(),
            },
            files: files
                .map(|(stem, text)| parse_codec_file(stem, text))
                .collect::<Result<_, _>>()?,
            servers: parse_case_files(bundle)?,
            clients: parse_case_files(bundle)?,
        };
        suite.check_references()?;
        suite.check_exclusions()?;
        Ok(suite)
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

    /// The files of cases for servers.
    #[must_use]
    pub fn servers(&self) -> &[CaseFile<ServerCase>] {
        &self.servers
    }

    /// The files of cases for clients.
    #[must_use]
    pub fn clients(&self) -> &[CaseFile<ClientCase>] {
        &self.clients
    }

    /// The requirements that are not tested, or not in full, with the reasons.
    #[must_use]
    pub fn exclusions(&self) -> &[Exclusion] {
        &self.exclusions
    }

    /// What only the whole can tell: ids are unique, cited requirements exist.
    fn check_references(&self) -> Result<(), SuiteError> {
        let known: HashSet<&str> = self.requirements.iter().map(|r| r.id.as_str()).collect();
        for file in &self.files {
            let cases = file.vectors.iter().map(|it| (&*it.id, &*it.requirements));
            refer(&file_name(&file.stem), cases, &known)?;
        }
        check_cases(&self.servers, &known)?;
        check_cases(&self.clients, &known)
    }

    /// Each of a requirement that exists, once, and with a reason.
    fn check_exclusions(&self) -> Result<(), SuiteError> {
        let mut seen = HashSet::new();
        for exclusion in &self.exclusions {
            let problem = if self.requirement(&exclusion.requirement).is_none() {
                "there is no such requirement; correct it"
            } else if !seen.insert(&exclusion.requirement) {
                "it is left out twice; keep one of the reasons"
            } else if exclusion.reason.trim().is_empty() {
                "it is left out without a reason; write one that a reader accepts"
            } else {
                continue;
            };
            let id = exclusion.requirement.clone();
            return Err(SuiteError::Exclusion { id, problem });
        }
        Ok(())
    }
}

fn check_cases<C: HttpCase>(
    files: &[CaseFile<C>],
    known: &HashSet<&str>,
) -> Result<(), SuiteError> {
    for file in files {
        let cases = file.cases.iter().map(|it| (it.id(), it.requirements()));
        refer(&case_file_name::<C>(&file.stem), cases, known)?;
    }
    Ok(())
}

/// Ids begin with the name of the file, so that two files cannot share one.
fn refer<'c>(
    file: &str,
    cases: impl Iterator<Item = (&'c str, &'c [String])>,
    known: &HashSet<&str>,
) -> Result<(), SuiteError> {
    let mut seen = HashSet::new();
    for (id, requirements) in cases {
        let fail = |problem| Err(problem_in(file, id, problem));
        if !seen.insert(id) {
            return fail(Problem::DuplicateId);
        }
        if let Some(id) = requirements.iter().find(|id| !known.contains(id.as_str())) {
            return fail(Problem::UnknownRequirement { id: id.clone() });
        }
    }
    Ok(())
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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExclusions {
    #[serde(rename = "$schema")]
    _schema: String,
    exclusions: Vec<Exclusion>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCases {
    #[serde(rename = "$schema")]
    _schema: String,
    section: String,
    title: String,
    cases: Vec<Value>,
}

fn parse_exclusions(text: &str) -> Result<Vec<Exclusion>, SuiteError> {
    let raw: RawExclusions = serde_json::from_str(text).map_err(|source| SuiteError::Json {
        file: "exclusions.json".to_owned(),
        source,
    })?;
    Ok(raw.exclusions)
}

fn parse_case_files<C: HttpCase>(bundle: &Bundle) -> Result<Vec<CaseFile<C>>, SuiteError> {
    bundle
        .stems(&format!("http/{}", C::SIDE))
        .map(|(stem, text)| parse_case_file(stem, text))
        .collect()
}

fn parse_case_file<C: HttpCase>(stem: &str, text: &str) -> Result<CaseFile<C>, SuiteError> {
    let file = case_file_name::<C>(stem);
    let raw: RawCases = serde_json::from_str(text).map_err(|source| SuiteError::Json {
        file: file.clone(),
        source,
    })?;
    let cases = raw.cases.into_iter().enumerate().map(|(index, json)| {
        let id = json["id"]
            .as_str()
            .map_or_else(|| format!("case {}", index + 1), str::to_owned);
        let shape = |source| Problem::CaseShape {
            schema: C::SCHEMA,
            source,
        };
        let case: Result<C, Problem> = serde_json::from_value(json).map_err(shape);
        case.and_then(|case| http::check(&case, stem).map(|()| case))
            .map_err(|problem| problem_in(&file, &id, problem))
    });
    Ok(CaseFile {
        stem: stem.to_owned(),
        section: raw.section,
        title: raw.title,
        cases: cases.collect::<Result<_, _>>()?,
    })
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
            .map_err(|problem| problem_in(&file_name(stem), &id, problem))
    });
    Ok(VectorFile {
        stem: stem.to_owned(),
        section: raw.section,
        title: raw.title,
        vectors: vectors.collect::<Result<_, _>>()?,
    })
}

fn file_name(stem: &str) -> String {
    format!("codec/{stem}.json")
}

fn case_file_name<C: HttpCase>(stem: &str) -> String {
    format!("http/{}/{stem}.json", C::SIDE)
}

fn problem_in(file: &str, id: &str, problem: Problem) -> SuiteError {
    SuiteError::Vector {
        file: file.to_owned(),
        id: id.to_owned(),
        problem,
    }
}
