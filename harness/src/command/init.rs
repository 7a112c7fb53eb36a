//! `hyperglyph init`

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum, ValueHint};

use super::output::{Failure, say};

/// Write the skeleton of an adapter, with which `check --testee` tests your implementation
#[derive(Args, Debug)]
#[command(after_help = "\
The skeleton runs as it is: it introduces itself, and says of everything else that it is unsupported. The places to fill
in are marked FILL IN. A file that is there already is never overwritten.

Examples:
  hyperglyph init --lang python
  hyperglyph init --lang rust --name mine adapter
  hyperglyph check --testee adapter/testee.toml")]
pub(super) struct Init {
    /// The language of the adapter
    #[arg(long, value_enum)]
    lang: Language,
    /// What reports call your implementation
    #[arg(long, default_value = "mine", value_parser = name)]
    name: String,
    /// Where it is written; made if it is not there
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    folder: PathBuf,
}

/// A language that there is a skeleton in.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Language {
    Python,
    Ruby,
    Javascript,
    Rust,
}

/// The files of a skeleton, each with its text, and the command that runs it.
struct Skeleton {
    program: &'static str,
    files: &'static [(&'static str, &'static str)],
    command: &'static str,
}

const README: &str = include_str!("../../skeletons/README.md");

impl Language {
    const fn skeleton(self) -> Skeleton {
        match self {
            Self::Python => Skeleton {
                program: "testee.py",
                files: &[(
                    "testee.py",
                    include_str!("../../skeletons/python/testee.py"),
                )],
                command: r#"["python3", "testee.py"]"#,
            },
            Self::Ruby => Skeleton {
                program: "testee.rb",
                files: &[("testee.rb", include_str!("../../skeletons/ruby/testee.rb"))],
                command: r#"["ruby", "testee.rb"]"#,
            },
            Self::Javascript => Skeleton {
                program: "testee.mjs",
                files: &[(
                    "testee.mjs",
                    include_str!("../../skeletons/javascript/testee.mjs"),
                )],
                command: r#"["node", "testee.mjs"]"#,
            },
            Self::Rust => Skeleton {
                program: "src/main.rs",
                files: &[
                    (
                        "src/main.rs",
                        include_str!("../../skeletons/rust/src/main.rs"),
                    ),
                    (
                        "Cargo.toml",
                        include_str!("../../skeletons/rust/manifest.toml"),
                    ),
                ],
                command: r#"["cargo", "run", "-q", "--release"]"#,
            },
        }
    }
}

/// It stands in files of several languages, and means nothing in any.
fn name(text: &str) -> Result<String, String> {
    let harmless = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    if !text.is_empty() && text.chars().all(harmless) {
        Ok(text.to_owned())
    } else {
        Err("letters, digits, '.', '_' and '-'".to_owned())
    }
}

impl Init {
    pub(super) fn run(self) -> Result<(), Failure> {
        let skeleton = self.lang.skeleton();
        let folder = self.folder.display().to_string();
        let filled = |text: &str| {
            text.replace("{{name}}", &self.name)
                .replace("{{folder}}", &folder)
                .replace("{{program}}", skeleton.program)
        };
        let mut files: Vec<(PathBuf, String)> = Vec::new();
        for (path, text) in skeleton.files {
            files.push((self.folder.join(path), filled(text)));
        }
        let testee = format!("name = \"{}\"\ncommand = {}\n", self.name, skeleton.command);
        files.push((self.folder.join("testee.toml"), testee));
        files.push((self.folder.join("README.md"), filled(README)));

        // All or none.
        if let Some((path, _)) = files
            .iter()
            .find(|(path, _)| path.symlink_metadata().is_ok())
        {
            return Err(Failure::Usage(format!(
                "{} is there already, and is not overwritten\n  help: name another folder: hyperglyph init --lang … FOLDER",
                path.display()
            )));
        }
        let mut told = String::new();
        for (path, text) in &files {
            written(path, text)?;
            told += &format!("wrote {}\n", path.display());
        }
        let file = self.folder.join("testee.toml");
        say(&format!(
            "{told}now: hyperglyph check --testee {}\n",
            file.display()
        ))
    }
}

fn written(path: &Path, text: &str) -> Result<(), Failure> {
    let write = || {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
        file.write_all(text.as_bytes())
    };
    write().map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => Failure::Usage(format!(
            "{} is there already, and is not overwritten",
            path.display()
        )),
        _ => Failure::Own(format!("cannot write {}: {error}", path.display())),
    })
}
