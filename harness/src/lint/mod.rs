//! The files of vectors themselves: are they well-formed, do they agree with each
//! other, and does the reference agree with them?

mod agreement;
mod manifest;
mod schema;
mod style;

pub use manifest::Manifest;
pub use style::{Style, styled};

use std::fmt;

use hyperglyph_vectors::{Bundle, Suite};

/// Something that is wrong with the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, or the id of the vector or case.
    pub place: String,
    /// What is wrong, and what to do.
    pub text: String,
}

impl Problem {
    fn new(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self {
            place: place.into(),
            text: text.into(),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.text)
    }
}

/// Everything that is wrong with a bundle of files: its schemas and style, its ids
/// and references, its manifest, and what the reference makes of every vector.
#[must_use]
pub fn problems(bundle: &Bundle) -> Vec<Problem> {
    let mut problems = schema::problems(bundle);
    problems.extend(style::problems(bundle));
    problems.extend(manifest::problems(bundle));
    match Suite::new(bundle) {
        Ok(suite) => problems.extend(agreement::problems(&suite)),
        Err(error) => problems.push(Problem::new("the suite", error.to_string())),
    }
    problems
}
