//! `hyperglyph check`

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};
use hyperglyph_client::Client;
use hyperglyph_harness::{
    Finding, Plan, RunOptions, Selection, Side, Target, TargetError, Verdict, Wire, report, run,
};
use hyperglyph_server::{Running, Server, conformance};
use hyperglyph_vectors::Suite;
use indicatif::{ProgressBar, ProgressStyle};
use url::Url;

use super::output::{Failure, runtime, say};

/// Replay the vectors against an implementation, and judge it
#[derive(Args, Debug)]
#[command(after_help = "\
Without a url the built-in codec, server and client are tested: the server is started on a free loopback
port. With a url a running server is tested, through the function echo(value) that its page must offer.

A case is SIDE/VECTOR, such as server.echo/integer/zero. --run and --skip take ids of cases, of vectors
(integer/zero) and of requirements (INT-5), with * and ?.

Exit codes: 0 all held, 1 a case failed, 2 nothing selected, 3 no server to test.

Examples:
  hyperglyph check
  hyperglyph check http://127.0.0.1:8000/
  hyperglyph check --run 'float/*' --skip 'client.*'
  hyperglyph check --vectors vectors          the files of a folder, not those built in")]
pub(super) struct Check {
    /// The url of a running server; without it, the built-in implementation is tested
    #[arg(value_parser = http_url)]
    url: Option<Url>,
    /// Run only the cases with such an id; repeatable
    #[arg(long, value_name = "PATTERN")]
    run: Vec<String>,
    /// Leave out the cases with such an id; repeatable
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Read the vectors from a folder with requirements.json and codec/*.json
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    vectors: Option<PathBuf>,
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

fn jobs(text: &str) -> Result<usize, String> {
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

fn seconds(text: &str) -> Result<f64, String> {
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
        let sides = match self.url {
            Some(_) => &[Side::ServerEcho, Side::HttpServer][..],
            None => &Side::ALL[..],
        };
        let plan = Plan::new(&suite, sides, &Selection::new(&self.run, &self.skip));
        if plan.cases.is_empty() {
            return Err(Failure::Usage(format!(
                "no case of {} is selected\n  help: --run and --skip take ids of cases, vectors and requirements, with * and ?",
                plan.of
            )));
        }
        runtime()?.block_on(self.judge(&suite, &plan))
    }

    async fn judge(&self, suite: &Suite, plan: &Plan<'_>) -> Result<(), Failure> {
        let began = Instant::now();
        let (running, root) = self.server().await?;
        let timeout = Duration::from_secs_f64(self.timeout);
        let target = Target::find(Wire::new(timeout), root)
            .await
            .map_err(unusable)?;
        heard(say(&self.headline(&target)))?;

        let options = RunOptions {
            jobs: self.jobs,
            client: Some(Client::builder().timeout(timeout)),
        };
        let progress = progress(plan.cases.len());
        let findings = run(suite, plan, Some(&target), &options, |_, _| progress.inc(1)).await?;
        progress.finish_and_clear();
        if let Some(running) = running {
            running.stop().await?;
        }
        self.tell(suite, plan, &findings, began.elapsed())
    }

    /// The server under test; the built-in one is started.
    async fn server(&self) -> Result<(Option<Running>, Url), Failure> {
        if let Some(url) = &self.url {
            return Ok((None, url.clone()));
        }
        let server = Server::bind(("127.0.0.1", 0)).await?;
        let running = server.spawn(conformance::router());
        let url = Url::parse(&running.url()).map_err(Failure::own)?;
        Ok((Some(running), url))
    }

    fn headline(&self, target: &Target) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let what = match self.url {
            Some(_) => "the server at",
            None => "the built-in codec, server and client; the server is at",
        };
        format!("hyperglyph {version} tests {what} {}\n\n", target.root)
    }

    fn tell(
        &self,
        suite: &Suite,
        plan: &Plan<'_>,
        findings: &[Finding],
        took: Duration,
    ) -> Result<(), Failure> {
        let mut summary = report::Summary::default();
        let mut text = String::new();
        for (case, finding) in plan.cases.iter().zip(findings) {
            summary.add(case, finding);
            if matches!(finding.verdict, Verdict::Warn | Verdict::Fail) {
                text += &report::failure(suite, case, finding, &self.again());
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
    fn again(&self) -> String {
        let mut again = "hyperglyph check".to_owned();
        if let Some(url) = &self.url {
            again += &format!(" {url}");
        }
        if let Some(folder) = &self.vectors {
            again += &format!(" --vectors {}", folder.display());
        }
        again
    }
}

/// Whoever reads the report may have heard enough; the verdict stands all the same.
fn heard(said: Result<(), Failure>) -> Result<(), Failure> {
    match said {
        Err(Failure::Unheard) => Ok(()),
        other => other,
    }
}

fn unusable(error: TargetError) -> Failure {
    Failure::own(error)
}

/// A bar on a terminal, nothing elsewhere.
fn progress(cases: usize) -> ProgressBar {
    let bar = ProgressBar::new(cases as u64);
    let style = ProgressStyle::with_template("{bar:40} {pos}/{len} {elapsed}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
