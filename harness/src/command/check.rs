//! `hyperglyph check`

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};
use hyperglyph_harness::testee::{Testee, TesteeFile};
use hyperglyph_harness::{Finding, Plan, Selection, Setup, Subject, Verdict, forgive, report, run};
use hyperglyph_vectors::Suite;
use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

use super::output::{Failure, runtime, say};

/// Replay the vectors against an implementation, and judge it
#[derive(Args, Debug)]
#[command(after_help = "\
Without a url the built-in codec, server and client are tested: the server is started on a free loopback
port. With a url a running server is tested, through the function echo(value) that its page must offer.
With a testee file a program in any language is tested as what it says it is: a codec, a client, a server.

A case is SIDE/VECTOR, such as server.echo/integer/zero. --run and --skip take ids of cases, of vectors
(integer/zero) and of requirements (INT-5), with * and ?.

Exit codes: 0 all held, 1 a case failed, 2 nothing selected, 3 no server to test.

Examples:
  hyperglyph check
  hyperglyph check http://127.0.0.1:8000/
  hyperglyph check --testee python.toml
  hyperglyph check --report html=report.html --report junit=report.xml
  hyperglyph check --run 'float/*' --skip 'client.*'
  hyperglyph check --vectors vectors          the files of a folder, not those built in")]
pub(super) struct Check {
    /// The url of a running server; without it, the built-in implementation is tested
    #[arg(value_parser = http_url)]
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
    /// Read the vectors from a folder with requirements.json and codec/*.json
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    vectors: Option<PathBuf>,
    /// Write a report into a file: junit, tap, json, ndjson, markdown, html or badge; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = wanted)]
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
}

fn wanted(text: &str) -> Result<(report::Format, PathBuf), String> {
    let (format, file) = text
        .split_once('=')
        .filter(|(_, file)| !file.is_empty())
        .ok_or("write it as FORMAT=FILE, such as html=report.html")?;
    Ok((format.parse()?, file.into()))
}

pub(super) fn jobs(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(jobs) if (1..=1_024).contains(&jobs) => Ok(jobs),
        _ => Err("a number from 1 to 1024".to_owned()),
    }
}

/// A url that can be tested: http, and whole. Without name and password: they
/// are not sent, and would be told in every report.
fn http_url(text: &str) -> Result<Url, String> {
    match Url::parse(text) {
        Ok(mut url) if url.scheme() == "http" && url.has_host() => {
            // A url that cannot have them has none.
            let _ = url.set_username("");
            let _ = url.set_password(None);
            Ok(url)
        }
        Ok(url) if url.scheme() == "https" => {
            Err("https is not supported yet: test the server over http".to_owned())
        }
        _ => Err(format!(
            "write the whole url: http://{}/",
            text.trim_end_matches('/')
        )),
    }
}

pub(super) fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.001..=86_400.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0.001 to 86400".to_owned()),
    }
}

impl Check {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = match &self.vectors {
            Some(folder) => Suite::from_dir(folder),
            None => Suite::embedded(),
        }
        .map_err(Failure::own)?;
        let selection = Selection::new(&self.run, &self.skip);
        let subjects = self.subjects()?;
        runtime()?.block_on(async {
            // The others are tested too, and told of, whatever comes of one.
            let mut ended = Ok(());
            let mut all = report::Report::new();
            for subject in subjects {
                let one = self.judge(&suite, &selection, subject, &mut all).await;
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

    async fn judge(
        &self,
        suite: &Suite,
        selection: &Selection,
        subject: Subject,
        all: &mut report::Report,
    ) -> Result<(), Failure> {
        let began = Instant::now();
        let timeout = Duration::from_secs_f64(self.timeout);
        let setup = Setup::new(&subject, timeout).await.map_err(Failure::own)?;
        let plan = Plan::new(suite, &setup.sides, selection);
        if plan.cases.is_empty() {
            return Err(Failure::Usage(format!(
                "no case of {} is selected\n  help: --run and --skip take ids of cases, vectors and requirements, with * and ?",
                plan.of
            )));
        }
        heard(say(&headline(&subject, &setup)))?;
        let jobs = self.jobs.max(if setup.testee.is_some() { 64 } else { 1 });
        let options = setup.options(jobs);
        let progress = progress(plan.cases.len());
        let done = |_: &_, _: &_| progress.inc(1);
        let mut findings = run(suite, &plan, setup.target.as_ref(), &options, done).await?;
        progress.finish_and_clear();
        setup.stop().await?;
        let wrong = forgive(subject.known(), &plan, &mut findings);
        let took = began.elapsed();
        let again = self.again(&subject);
        let name = subject.name();
        all.subjects.push(report::Subject::new(
            name, suite, &plan, &findings, &again, took,
        ));
        let told = self.tell(suite, &plan, &findings, &again, took);
        if wrong.is_empty() {
            return told;
        }
        heard(say(&(wrong.join("\n") + "\n")))?;
        Err(Failure::Short(String::new()))
    }

    fn tell(
        &self,
        suite: &Suite,
        plan: &Plan<'_>,
        findings: &[Finding],
        again: &str,
        took: Duration,
    ) -> Result<(), Failure> {
        let mut summary = report::Summary::default();
        let mut text = String::new();
        for (case, finding) in plan.cases.iter().zip(findings) {
            summary.add(case, finding);
            if matches!(finding.verdict, Verdict::Warn | Verdict::Fail) {
                text += &report::failure(suite, case, finding, again);
                text.push('\n');
            } else if self.verbose && finding.verdict == Verdict::Either {
                text += &report::either(case, finding);
            }
        }
        text += &report::summary(suite, &summary);
        text += &format!(
            "{} of {} cases, vectors: {}, requirements: {}, in {:.2} s\n",
            plan.cases.len(),
            plan.of,
            summary.vectors(),
            summary.requirements(),
            took.as_secs_f64(),
        );
        heard(say(&text))?;
        match summary.count(Verdict::Fail, None, None) {
            0 => Ok(()),
            // The report has said it all.
            _ => Err(Failure::Short(String::new())),
        }
    }

    /// The command that a failure is run again with.
    fn again(&self, subject: &Subject) -> String {
        let mut again = "hyperglyph check".to_owned();
        match subject {
            Subject::BuiltIn => {}
            Subject::Server(url) => again += &format!(" {url}"),
            Subject::Testee(_, path) => again += &format!(" --testee {}", path.display()),
        }
        if let Some(folder) = &self.vectors {
            again += &format!(" --vectors {}", folder.display());
        }
        again
    }
}

fn headline(subject: &Subject, setup: &Setup) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let server = setup.target.as_ref().map(|target| &target.root);
    let what = match (subject, server) {
        (Subject::BuiltIn, server) => {
            let at = server.map(|url| format!("; the server is at {url}"));
            format!(
                "the built-in codec, server and client{}",
                at.unwrap_or_default()
            )
        }
        (Subject::Server(url), _) => format!("the server at {url}"),
        (Subject::Testee(file, _), server) => {
            let hello = setup.testee.as_ref().map(Testee::hello);
            let of = hello.map(|hello| format!(" ({hello})"));
            let server = server.map(|url| format!("; its server is at {url}"));
            let [of, server] = [of, server].map(Option::unwrap_or_default);
            format!("{}{of}{server}", file.name)
        }
    };
    format!("hyperglyph {version} tests {what}\n\n")
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
