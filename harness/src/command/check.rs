//! `hyperglyph check`

mod judged;
pub(super) mod value;

use std::path::PathBuf;

use clap::{Args, ValueHint};
use hyperglyph_harness::testee::TesteeFile;
use hyperglyph_harness::{Selection, Shard, Subject, Trust, report};
use hyperglyph_vectors::{Level, Suite};
use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

pub(super) use value::{jobs, seconds, wanted};

use super::output::{Failure, runtime, say};

/// Replay the vectors against an implementation, and judge it
#[derive(Args, Debug)]
#[command(after_help = "\
Without a url the built-in codec, server and client are tested: the server is started on a free loopback
port. With a url a running server is tested, through the function echo(value) that its page must offer.
With a testee file a program in any language is tested as what it says it is: a codec, a client, a server.

A case is SIDE/VECTOR, such as server.echo/integer/zero. --run and --skip take ids of cases, of vectors
(integer/zero) and of requirements (INT-5), with * and ?.

Exit codes: 0 all held, 1 a case failed or was flaky, 2 nothing selected, 3 no server to test.

Examples:
  hyperglyph check
  hyperglyph check http://127.0.0.1:8000/
  hyperglyph check https://localhost:8443/ --cacert ca.pem
  hyperglyph check --testee python.toml
  hyperglyph check --report html=report.html --report junit=report.xml
  hyperglyph check --run 'float/*' --skip 'client.*'
  hyperglyph check --level must --fail-fast   only what must be, up to the first failure
  hyperglyph check --shard 2/4                the second of four runs that share the cases
  hyperglyph check --retries 2                a failure that goes away is flaky, and no pass
  hyperglyph check --testee python.toml --run 'codec.decode/float/one' --wait-for-debugger
  hyperglyph check --vectors vectors          the files of a folder, not those built in")]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Check {
    /// The url of a running server; without it, the built-in implementation is tested
    #[arg(value_parser = value::http_url)]
    url: Option<Url>,
    /// Test the program that a testee file names; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "url")]
    testee: Vec<PathBuf>,
    /// Run only the cases with such an id; repeatable
    #[arg(long, value_name = "PATTERN")]
    run: Vec<String>,
    /// Leave out the cases with such an id; repeatable
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Run only cases at least so strict: must, should, or may, which is all
    #[arg(long, value_name = "LEVEL", value_parser = value::level)]
    level: Option<Level>,
    /// Run only the I-th of N parts of the selected cases; all parts together are all of them
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Stop at the first failure that is not known; the other cases are not run, and not counted
    #[arg(long)]
    fail_fast: bool,
    /// Run a case that fails so many times again; one that holds then is flaky, and fails the run
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = value::retries)]
    retries: usize,
    /// Read the vectors from a folder with requirements.json and codec/*.json
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    vectors: Option<PathBuf>,
    /// Write a report into a file: junit, tap, json, ndjson, markdown, html or badge; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = |text: &str| wanted::<report::Format>(text, "html=report.html"))]
    report: Vec<(report::Format, PathBuf)>,
    /// Also tell, of each case where both ways conform, which one was seen
    #[arg(long, short)]
    verbose: bool,
    /// Cases under way at once
    #[arg(long, default_value_t = 8, value_parser = jobs)]
    jobs: usize,
    /// Seconds that a server may take for one answer
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = seconds)]
    timeout: f64,
    /// Trust the certificates of a file, in PEM, where the server is at an https url
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "insecure")]
    cacert: Option<PathBuf>,
    /// Trust any certificate
    #[arg(long)]
    insecure: bool,
    /// Tell the ids of the processes under test, wait for Enter, and then for any answer
    #[arg(long, conflicts_with_all = ["url", "timeout"])]
    wait_for_debugger: bool,
}

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = match &self.vectors {
            Some(folder) => Suite::from_dir(folder),
            None => Suite::embedded(),
        }
        .map_err(Failure::own)?;
        let subjects = self.subjects()?;
        runtime()?.block_on(async {
            // The others are tested too, and told of, whatever comes of one.
            let mut ended = Ok(());
            let mut all = report::Report::new();
            for subject in subjects {
                if self.fail_fast && ended.is_err() {
                    heard(say(&format!(
                        "{} was not tested: --fail-fast\n",
                        subject.name()
                    )))?;
                    continue;
                }
                let one = self.judge(&suite, &subject, &mut all).await;
                match (one, &ended) {
                    (Ok(()), _) => {}
                    (Err(failure), Ok(()) | Err(Failure::Short(_))) => {
                        if let Err(before) = std::mem::replace(&mut ended, Err(failure)) {
                            before.report();
                        }
                    }
                    (Err(failure), Err(_)) => {
                        failure.report();
                    }
                }
            }
            for (format, file) in &self.report {
                let unwritten =
                    |error| Failure::Own(format!("cannot write {}: {error}", file.display()));
                std::fs::write(file, format.write(&all)).map_err(unwritten)?;
            }
            ended
        })
    }

    fn selection(&self) -> Selection {
        let selection = Selection::new(&self.run, &self.skip);
        match self.level {
            Some(level) => selection.at_least(level),
            None => selection,
        }
    }

    fn trust(&self) -> Trust {
        match &self.cacert {
            Some(file) => Trust::File(file.clone()),
            None if self.insecure => Trust::Anybody,
            None => Trust::Machine,
        }
    }

    /// What is tested, one after the other.
    fn subjects(&self) -> Result<Vec<Subject>, Failure> {
        if let Some(url) = &self.url {
            return Ok(vec![Subject::Server(url.clone())]);
        }
        if self.testee.is_empty() {
            return Ok(vec![Subject::BuiltIn]);
        }
        let read = |path: &PathBuf| {
            let file = TesteeFile::read(path).map_err(|error| Failure::Usage(error.to_string()))?;
            Ok(Subject::Testee(file, path.clone()))
        };
        self.testee.iter().map(read).collect()
    }
}

/// Whoever reads the report may have heard enough; the verdict stands all the same.
pub(super) fn heard(said: Result<(), Failure>) -> Result<(), Failure> {
    match said {
        Err(Failure::Unheard) => Ok(()),
        other => other,
    }
}

/// A bar on a terminal, nothing elsewhere.
pub(super) fn progress(cases: usize) -> ProgressBar {
    let bar = ProgressBar::new(cases as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
