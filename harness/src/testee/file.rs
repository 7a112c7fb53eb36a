//! [`TesteeFile`]: which program is tested, and what of it is known to fail.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs};

use serde::Deserialize;
use url::Url;

/// A testee file, read:
///
/// ```toml
/// name = "python"
/// command = ["python3", "testee.py"]
/// # or: url = "http://localhost:8000/"
/// features = ["bigint"]
/// [[known]]
/// case = "timedelta/*"
/// reason = "the 2012 implementation leaves out fields that are zero"
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TesteeFile {
    /// What reports call it.
    pub name: String,
    /// How it is reached.
    pub program: Program,
    /// What it offers beyond what every testee must.
    pub features: BTreeSet<String>,
    /// What is known to fail.
    pub known: Vec<Known>,
}

/// How a testee is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Program {
    /// It is started, in the folder of its file.
    Command {
        /// The program and its arguments; never empty.
        words: Vec<String>,
        /// Where it is started.
        folder: PathBuf,
        /// Variables that it gets beside ours; a file names none.
        environment: Vec<(String, String)>,
    },
    /// A server that runs already.
    Url(Url),
}

/// Cases that are known to fail, and why.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// A pattern over ids of cases, vectors and requirements, with `*` and `?`.
    pub case: String,
    /// Why they fail.
    pub reason: String,
}

impl Known {
    /// Whether it is of walks alone, which `hyperglyph matrix` plays.
    #[must_use]
    pub fn is_of_walks(&self) -> bool {
        self.case.starts_with("walk/")
    }
}

/// What is wrong with a testee file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TesteeFileError {
    path: PathBuf,
    message: String,
}

impl fmt::Display for TesteeFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path.display(), self.message)
    }
}

impl std::error::Error for TesteeFileError {}

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    #[serde(default)]
    command: Option<Vec<String>>,
    #[serde(default)]
    url: Option<Url>,
    #[serde(default)]
    features: BTreeSet<String>,
    #[serde(default)]
    known: Vec<Known>,
}

impl TesteeFile {
    /// What a program without a file is: a command that is started here, with these variables
    /// beside ours.
    #[must_use]
    pub fn of_command(name: &str, words: Vec<String>, environment: Vec<(String, String)>) -> Self {
        Self {
            name: name.to_owned(),
            program: Program::Command {
                words,
                folder: PathBuf::from("."),
                environment,
            },
            features: BTreeSet::new(),
            known: Vec::new(),
        }
    }

    /// Reads a testee file.
    pub fn read(path: &Path) -> Result<Self, TesteeFileError> {
        let wrong = |message: String| TesteeFileError {
            path: path.to_owned(),
            message,
        };
        let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        Self::parse(&text, folder).map_err(wrong)
    }

    fn parse(text: &str, folder: &Path) -> Result<Self, String> {
        let written: Written =
            toml::from_str(text).map_err(|error| error.to_string().trim_end().to_owned())?;
        let program = match (written.command, written.url) {
            (Some(words), None) if !words.is_empty() => Program::Command {
                words,
                folder: folder.to_owned(),
                environment: Vec::new(),
            },
            (None, Some(url)) if matches!(url.scheme(), "http" | "https") => Program::Url(url),
            (None, Some(url)) => {
                return Err(format!("url = \"{url}\": expected an http or https url"));
            }
            _ => {
                return Err(
                    "expected either `command`, a list of the program and its arguments, or `url`"
                        .to_owned(),
                );
            }
        };
        if let Some(known) = written
            .known
            .iter()
            .find(|known| known.reason.trim().is_empty())
        {
            return Err(format!(
                "known failure \"{}\": expected a reason, why it fails",
                known.case
            ));
        }
        Ok(Self {
            name: written.name,
            program,
            features: written.features,
            known: written.known,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<TesteeFile, String> {
        TesteeFile::parse(text, Path::new("folder"))
    }

    #[test]
    fn all_that_a_file_may_say() {
        let file = parse(
            "name = 'python'\ncommand = ['python3', 'testee.py']\nfeatures = ['gzip', 'bigint']\n\
             [[known]]\ncase = 'timedelta/*'\nreason = 'it is of 2012'\n",
        )
        .unwrap();
        assert_eq!(file.name, "python");
        let words = vec!["python3".to_owned(), "testee.py".to_owned()];
        let program = Program::Command {
            words,
            folder: PathBuf::from("folder"),
            environment: Vec::new(),
        };
        assert_eq!(file.program, program);
        assert_eq!(file.features.iter().collect::<Vec<_>>(), ["bigint", "gzip"]);
        assert_eq!(file.known[0].case, "timedelta/*");
        let server = parse("name = 's'\nurl = 'http://localhost:8000/'").unwrap();
        let url = Url::parse("http://localhost:8000/").unwrap();
        assert_eq!(server.program, Program::Url(url));
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expected) in [
            ("name = 'a'", "expected either `command`"),
            ("name = 'a'\ncommand = []", "expected either `command`"),
            (
                "name = 'a'\ncommand = ['a']\nurl = 'http://a/'",
                "expected either `command`",
            ),
            (
                "name = 'a'\nurl = 'ftp://a/'",
                "url = \"ftp://a/\": expected an http or https url",
            ),
            (
                "name = 'a'\ncommand = ['a']\nrole = 'codec'",
                "unknown field `role`",
            ),
            (
                "name = 'a'\ncommand = ['a']\n[[known]]\ncase = 'x'\nreason = ' '",
                "known failure \"x\": expected a reason",
            ),
            (
                "name = 'a'\ncommand = ['a']\n[[known]]\ncase = 'x'",
                "missing field `reason`",
            ),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
