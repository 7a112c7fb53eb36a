//! One subject, judged: its cases are run, told, and kept for the reports.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::time::{Duration, Instant};

use hyperglyph_harness::testee::Testee;
use hyperglyph_harness::{
    Finding, Plan, Setup, Subject, Verdict, forgive, is_known, report, run_until,
};
use hyperglyph_vectors::Suite;

use super::{Check, heard, progress};
use crate::command::output::{Failure, say};

/// Longer than anybody looks for a bug.
const FOREVER: Duration = Duration::from_hours(365 * 24);

impl Check {
    /// Runs the cases of a subject, tells what was found, and adds it to `all`.
    pub(super) async fn judge(
        &self,
        suite: &Suite,
        subject: &Subject,
        all: &mut report::Report,
    ) -> Result<(), Failure> {
        let began = Instant::now();
        let timeout = if self.wait_for_debugger {
            FOREVER
        } else {
            Duration::from_secs_f64(self.timeout)
        };
        let setup = Setup::trusting(subject, self.trust(), timeout)
            .await
            .map_err(Failure::own)?;
        let mut plan = Plan::new(suite, &setup.sides, &self.selection());
        if let Some(shard) = self.shard {
            plan.keep(shard);
        }
        if plan.cases.is_empty() {
            return Err(self.nothing(&plan));
        }
        heard(say(&headline(subject, &setup)))?;
        if self.wait_for_debugger {
            wait(&setup)?;
        }
        let jobs = self.jobs.max(if setup.testee.is_some() { 64 } else { 1 });
        let mut options = setup.options(jobs);
        options.retries = self.retries;
        let known = subject.known();
        let progress = progress(plan.cases.len());
        let findings = run_until(
            suite,
            &plan,
            setup.target.as_ref(),
            &options,
            |case, finding| {
                progress.inc(1);
                let fails = finding.verdict.fails_the_run() && !is_known(known, case);
                if self.fail_fast && fails {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            },
        )
        .await?;
        progress.finish_and_clear();
        setup.stop().await?;
        let selected = plan.cases.len();
        let mut findings = plan.keep_found(findings);
        let not_run = selected - plan.cases.len();
        let wrong = forgive(known, &plan, &mut findings);
        let took = began.elapsed();
        let again = self.again(subject);
        let mut told = report::Subject::new(subject.name(), suite, &plan, &findings, &again, took);
        told.not_run = not_run;
        all.subjects.push(told);
        let told = self.tell(suite, &plan, &findings, not_run, &again, took);
        if wrong.is_empty() {
            return told;
        }
        heard(say(&(wrong.join("\n") + "\n")))?;
        Err(Failure::Short(String::new()))
    }

    fn nothing(&self, plan: &Plan<'_>) -> Failure {
        let of_shard = self.shard.map(|shard| format!(" in shard {shard}"));
        Failure::Usage(format!(
            "no case of {} is selected{}\n  help: --run and --skip take ids of cases, vectors and requirements, with * and ?",
            plan.of,
            of_shard.unwrap_or_default()
        ))
    }

    fn tell(
        &self,
        suite: &Suite,
        plan: &Plan<'_>,
        findings: &[Finding],
        not_run: usize,
        again: &str,
        took: Duration,
    ) -> Result<(), Failure> {
        let mut summary = report::Summary::default();
        let mut text = String::new();
        for (case, finding) in plan.cases.iter().zip(findings) {
            summary.add(case, finding);
            if finding.verdict == Verdict::Warn || finding.verdict.fails_the_run() {
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
        if self.fail_fast && not_run > 0 {
            text += &format!("{not_run} more were selected and not run: --fail-fast\n");
        }
        heard(say(&text))?;
        if findings.iter().any(|it| it.verdict.fails_the_run()) {
            // The report has said it all.
            return Err(Failure::Short(String::new()));
        }
        Ok(())
    }

    /// The command that a failure is run again with.
    fn again(&self, subject: &Subject) -> String {
        let mut again = "hyperglyph check".to_owned();
        match subject {
            Subject::BuiltIn => {}
            Subject::Server(url) => again += &format!(" {url}"),
            Subject::Testee(_, path) => again += &format!(" --testee {}", quoted(path)),
        }
        if let Some(file) = &self.cacert {
            again += &format!(" --cacert {}", quoted(file));
        }
        if self.insecure {
            again += " --insecure";
        }
        if let Some(folder) = &self.vectors {
            again += &format!(" --vectors {}", quoted(folder));
        }
        again
    }
}

/// A path, as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.to_string_lossy();
    // Only a NUL cannot be quoted, and no path holds one.
    shlex::try_quote(&path).map_or_else(|_| path.to_string(), Cow::into_owned)
}

/// Somebody attaches a debugger, and presses Enter.
fn wait(setup: &Setup) -> Result<(), Failure> {
    let mut told = String::new();
    for (what, pid) in setup.processes() {
        told += &format!("process {pid}: {what}\n");
    }
    if told.is_empty() {
        told = format!(
            "process {}: this one, with all that is built in\n",
            std::process::id()
        );
    }
    told += "attach a debugger, then press Enter; nothing is timed\n";
    let mut stderr = anstream::stderr();
    stderr.write_all(told.as_bytes())?;
    stderr.flush()?;
    // Without anybody at the keyboard, it goes on.
    io::stdin().lock().read_line(&mut String::new())?;
    Ok(())
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
