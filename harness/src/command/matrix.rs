//! `hyperglyph matrix`

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::{Args, ValueHint};
use hyperglyph_harness::matrix::report::{MatrixFormat, replaced, told};
use hyperglyph_harness::matrix::{Cases, Matrix as Played, Player, Walk, start};
use hyperglyph_harness::testee::TesteeFile;
use hyperglyph_harness::{Selection, Subject};
use hyperglyph_vectors::Suite;

use super::check::{heard, jobs, progress, seconds, wanted};
use super::output::{Failure, runtime, say};

/// Let every client work with every server, and every codec with every codec
#[derive(Args, Debug)]
#[command(after_help = "\
The built-in references take part as `rust`. Each testee file adds a program in the roles that it says it has, or a
running server. Two grids are played: every value of the vectors, written by each and read by each; and each client at
each server, with every value through echo(value), and with walks over the conformance page (functions, classes,
redirects, links, blobs, errors, every method and envelope).

A cell is HELD/JUDGED. `-` is where a role lacks, `n/a` are cases that one of the two does not offer, and `cut short` a
cell where one died or could not be started: that is never counted as held.

--update writes the grids between `<!-- matrix: grids -->` and `<!-- /matrix: grids -->` of a file, and all of it
between `<!-- matrix -->` and `<!-- /matrix -->`.

Exit codes: 0 all held, 1 a case failed or a cell was cut short, 2 wrong usage or nothing selected, 3 one could not be
started.

Examples:
  hyperglyph matrix
  hyperglyph matrix python.toml ruby.toml
  hyperglyph matrix python.toml ruby.toml --report html=matrix.html --update docs/interop.md
  hyperglyph matrix python.toml --run 'walk/item/*'
  hyperglyph matrix --no-builtin python.toml ruby.toml --run FLT-1")]
pub(super) struct Matrix {
    /// Testee files: programs in any language, or running servers
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    testees: Vec<PathBuf>,
    /// Leave out the built-in references
    #[arg(long)]
    no_builtin: bool,
    /// Play only the vectors and walks with such an id, or of such a requirement; repeatable
    #[arg(long, value_name = "PATTERN")]
    run: Vec<String>,
    /// Leave out the vectors and walks with such an id; repeatable
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Read the vectors from a folder with requirements.json and codec/*.json
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    vectors: Option<PathBuf>,
    /// Write a report into a file: json, markdown or html; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = |text: &str| wanted::<MatrixFormat>(text, "html=matrix.html"))]
    report: Vec<(MatrixFormat, PathBuf)>,
    /// Write the grids anew into a Markdown file that has a place for them; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    update: Vec<PathBuf>,
    /// Tell of every case where both ways conform which way each went
    #[arg(long, short)]
    verbose: bool,
    /// Cases under way at once, in all cells together
    #[arg(long, default_value_t = 16, value_parser = jobs)]
    jobs: usize,
    /// Seconds that one may take for an answer
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = seconds)]
    timeout: f64,
}

impl Matrix {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = match &self.vectors {
            Some(folder) => Suite::from_dir(folder),
            None => Suite::embedded(),
        }
        .map_err(Failure::own)?;
        let walks = Walk::all().map_err(Failure::own)?;
        let selection = Selection::new(&self.run, &self.skip);
        let cases = Cases::new(&suite, &walks, &selection);
        let (messages, calls) = cases.count();
        if messages + calls == 0 {
            return Err(Failure::Usage(
                "no vector with a value and no walk is selected\n  help: --run and --skip take ids of vectors, walks (walk/call/default) and requirements, with * and ?".to_owned(),
            ));
        }
        let subjects = subjects(&self.testees, self.no_builtin)?;
        runtime()?.block_on(self.play(&cases, subjects))
    }

    async fn play(
        &self,
        cases: &Cases<'_>,
        subjects: Vec<(String, Subject)>,
    ) -> Result<(), Failure> {
        let players = start(subjects, Duration::from_secs_f64(self.timeout)).await;
        let (messages, calls) = cases.count();
        let progress = progress((messages + calls) * players.len() * players.len());
        let matrix = Played::play(cases, &players, self.jobs, || progress.inc(1)).await;
        progress.finish_and_clear();
        let lacking: Vec<_> = players
            .iter()
            .filter_map(Player::error)
            .map(str::to_owned)
            .collect();
        for player in players {
            player.stop().await?;
        }
        heard(say(&headline(&matrix)))?;
        heard(say(&told(&matrix, &self.again(), self.verbose)))?;
        heard(say(&format!("{:.2} s\n", matrix.seconds)))?;
        self.write(&matrix)?;
        if !lacking.is_empty() {
            return Err(Failure::Own(lacking.join("\n")));
        }
        if matrix.holds() {
            Ok(())
        } else {
            // The report has said it all.
            Err(Failure::Short(String::new()))
        }
    }

    fn write(&self, matrix: &Played) -> Result<(), Failure> {
        for (format, file) in &self.report {
            fs::write(file, format.write(matrix)).map_err(|error| unwritten(file, &error))?;
        }
        for file in &self.update {
            let text = fs::read_to_string(file).map_err(|error| {
                Failure::Own(format!("cannot read {}: {error}", file.display()))
            })?;
            let text = replaced(&text, matrix).ok_or_else(|| {
                Failure::Usage(format!(
                    "{}: there is no place for a matrix\n  help: write <!-- matrix --> and <!-- /matrix --> into it, or <!-- matrix: grids --> and <!-- /matrix: grids -->",
                    file.display()
                ))
            })?;
            fs::write(file, text).map_err(|error| unwritten(file, &error))?;
        }
        Ok(())
    }

    /// The command that a failure is run again with.
    fn again(&self) -> String {
        let mut again = "hyperglyph matrix".to_owned();
        if self.no_builtin {
            again += " --no-builtin";
        }
        for path in &self.testees {
            again += &format!(" {}", path.display());
        }
        if let Some(folder) = &self.vectors {
            again += &format!(" --vectors {}", folder.display());
        }
        again
    }
}

/// Who takes part, with the names of their rows.
pub(super) fn subjects(
    testees: &[PathBuf],
    no_builtin: bool,
) -> Result<Vec<(String, Subject)>, Failure> {
    let mut subjects = Vec::new();
    if !no_builtin {
        let name = "rust".to_owned();
        let program = std::env::current_exe().map_err(Failure::own)?;
        let program = program.to_string_lossy().into_owned();
        let words = vec![program, "testee".to_owned()];
        let file = TesteeFile::of_command(&name, words, Vec::new());
        subjects.push((name, Subject::Testee(file, PathBuf::new())));
    }
    for path in testees {
        let file = TesteeFile::read(path).map_err(|error| Failure::Usage(error.to_string()))?;
        if subjects.iter().any(|(name, _)| *name == file.name) {
            return Err(Failure::Usage(format!(
                "{}: there is another one named {:?}\n  help: give it a name of its own in the file, or leave out the built-in one with --no-builtin",
                path.display(),
                file.name
            )));
        }
        subjects.push((file.name.clone(), Subject::Testee(file, path.clone())));
    }
    if subjects.is_empty() {
        return Err(Failure::Usage(
            "nobody takes part\n  help: name testee files, or let the built-in references take part".to_owned(),
        ));
    }
    Ok(subjects)
}

fn unwritten(file: &Path, error: &std::io::Error) -> Failure {
    Failure::Own(format!("cannot write {}: {error}", file.display()))
}

fn headline(matrix: &Played) -> String {
    let version = matrix.hyperglyph;
    let mut text = format!("hyperglyph {version} lets each work with each:\n");
    for participant in &matrix.participants {
        let roles = participant.roles.join(", ");
        let is = participant.error.as_ref().unwrap_or(&participant.is);
        text += &format!("  {}: {is}", participant.name);
        if !roles.is_empty() {
            text += &format!(" as {roles}");
        }
        text.push('\n');
    }
    hyperglyph_harness::visible::text(&text).into_owned() + "\n"
}
