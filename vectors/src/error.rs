//! What can be wrong with a folder of vectors, and what to do about it.

use std::{io, path::PathBuf};

use crate::{Expect, vector::Verdict};

/// Why a suite cannot be loaded.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SuiteError {
    /// A file or folder cannot be read.
    #[error(
        "cannot read {}: {source}; a folder of vectors holds requirements.json and codec/*.json",
        path.display()
    )]
    Read {
        /// Which one.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// There is no vector file in the folder.
    #[error("{} holds no .json file; write one there, or point to the folder above it", path.display())]
    NoFiles {
        /// The folder that was searched.
        path: PathBuf,
    },
    /// A file is not what its schema says.
    #[error("{file} is not what its schema in schema/ says: {source}")]
    Json {
        /// Which one.
        file: String,
        /// What, and on which line.
        source: serde_json::Error,
    },
    /// Two requirements share an id.
    #[error("{file}: two requirements are called {id}; give the later one the next free number")]
    DuplicateRequirement {
        /// The catalogue.
        file: String,
        /// The id.
        id: String,
    },
    /// A requirement is left out that does not exist, or twice, or without a reason.
    #[error("exclusions.json: {id}: {problem}")]
    Exclusion {
        /// The requirement.
        id: String,
        /// What is wrong.
        problem: &'static str,
    },
    /// A vector contradicts itself or the rest of the suite.
    #[error("{file}: {id}: {problem}")]
    Vector {
        /// The file it stands in.
        file: String,
        /// Its id, or its number where it has none.
        id: String,
        /// What is wrong.
        #[source]
        problem: Problem,
    },
}

/// What is wrong with one vector.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// A field is missing, unknown or of the wrong form.
    #[error("{0}; schema/codec-vectors.schema.json describes every field")]
    Shape(#[from] serde_json::Error),
    /// The same, of a case over HTTP.
    #[error("{source}; {schema} describes every field")]
    CaseShape {
        /// Where the fields are described.
        schema: &'static str,
        /// What is wrong.
        source: serde_json::Error,
    },
    /// The id does not begin with the stem of the file.
    #[error("the id must be {stem}/ and a name in kebab-case, because the file is {stem}.json")]
    Id {
        /// The stem of the file.
        stem: String,
    },
    /// Another vector of the file has the id.
    #[error("the id stands in the file already; choose another")]
    DuplicateId,
    /// No requirement is cited.
    #[error("a vector cites at least one requirement; see requirements.json")]
    NoRequirement,
    /// A violation of a requirement that is not cited.
    #[error(
        "a violation is of {id}, which the case does not cite; cite it, or correct the violation"
    )]
    Uncited {
        /// The id of the requirement.
        id: String,
    },
    /// A violation that says nothing, too much, or something of a value that is not there.
    #[error("a violation is one of 'reads', 'refuses' and 'writes', of a vector with 'value'")]
    Violation,
    /// There is no way to conform.
    #[error(
        "nothing is said that would conform; give each exchange an answer or request, and a client case a report"
    )]
    NothingConforms,
    /// Several ways conform, and reports could not name them.
    #[error("where several ways conform, each needs 'seen', its name in reports")]
    Unnamed,
    /// A report is neither value nor error, or both.
    #[error("a report is either 'value' or 'error'")]
    ValueOrError,
    /// An exchange is named that does not exist, or comes later.
    #[error("an exchange is counted that is not there, or comes later; the first is 1")]
    NoSuchExchange,
    /// A requirement is cited that does not exist.
    #[error("there is no requirement {id}; correct it, or add it to requirements.json")]
    UnknownRequirement {
        /// The id that was cited.
        id: String,
    },
    /// A field is missing that the expectation needs.
    #[error("'{field}' is missing; a vector that expects {} needs it", name(*expect))]
    Missing {
        /// The field.
        field: &'static str,
        /// What the vector expects.
        expect: Expect,
    },
    /// A field stands that the expectation forbids.
    #[error("'{field}' must go; a vector that expects {} cannot have it", name(*expect))]
    Forbidden {
        /// The field.
        field: &'static str,
        /// What the vector expects.
        expect: Expect,
    },
    /// One of two fields stands without the other.
    #[error("'{field}' needs '{other}' beside it")]
    Alone {
        /// The field that stands.
        field: &'static str,
        /// The field that is missing.
        other: &'static str,
    },
    /// The error does not fit what the profiles do.
    #[error(
        "the profiles {} and 'error' {}; say what the profile that rejects reports, and nothing \
         where none does",
        in_words(*.verdicts),
        if *.present { "stands" } else { "is missing" }
    )]
    ErrorAndProfiles {
        /// What spec and interop do.
        verdicts: (Verdict, Verdict),
        /// Whether there is an error.
        present: bool,
    },
    /// The root object ends behind the message.
    #[error("'split' is {split} but the message has {len} bytes; count again")]
    SplitPastEnd {
        /// Where the root object is said to end.
        split: usize,
        /// The length of the message.
        len: usize,
    },
    /// Alternatives cannot be told apart into root object and trailers.
    #[error("'alternatives' cannot stand beside 'split'; make each a vector of its own")]
    AlternativesWithSplit,
    /// The error lies behind the message.
    #[error("the error's 'offset' is {offset} but the message has {len} bytes; count again")]
    OffsetPastEnd {
        /// Where the error is said to be.
        offset: usize,
        /// The length of the message.
        len: usize,
    },
}

fn name(expect: Expect) -> &'static str {
    match expect {
        Expect::Accept => "accept",
        Expect::Reject => "reject",
        Expect::Either => "either",
    }
}

fn in_words(both: (Verdict, Verdict)) -> &'static str {
    match both {
        (Verdict::Accept, Verdict::Accept) => "both accept",
        (Verdict::Reject, Verdict::Reject) => "both reject",
        _ => "differ",
    }
}
