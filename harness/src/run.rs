//! [`run`]: every case against the target, many at once.

use std::io;
use std::ops::ControlFlow;

use futures_util::StreamExt;
use hyperglyph_client::{Client, ClientBuilder};
use hyperglyph_vectors::{Suite, Vector};

use crate::scripted::Scripted;
use crate::testee::Testee;
use crate::{About, Case, Finding, Plan, Side, Target, Verdict, judge};

/// How a run goes about it.
#[derive(Clone, Copy, Debug)]
pub struct RunOptions<'t> {
    /// Cases under way at once.
    pub jobs: usize,
    /// How often a case that fails is run again. One that holds then is [`Verdict::Flaky`].
    pub retries: usize,
    /// Whose codec and client are tested; without one, the built-in.
    pub testee: Option<&'t Testee>,
    /// Whose `echo` the client calls; without one, that of the target.
    pub echo: Option<&'t Target>,
    /// What the sides of the built-in client use; needed only where the plan has them.
    pub client: Option<&'t ClientBuilder>,
}

/// Runs every case of a plan, and tells of each when it is done. The findings
/// come back in the order of the plan.
///
/// The target is needed where the plan has sides that talk to a server.
pub async fn run<'s>(
    suite: &Suite,
    plan: &Plan<'s>,
    target: Option<&Target>,
    options: &RunOptions<'_>,
    mut done: impl FnMut(&Case<'s>, &Finding),
) -> io::Result<Vec<Finding>> {
    let done = |case: &Case<'s>, finding: &Finding| {
        done(case, finding);
        ControlFlow::Continue(())
    };
    let findings = run_until(suite, plan, target, options, done).await?;
    Ok(findings.into_iter().flatten().collect())
}

/// The same, up to the case of which `done` says so: those that were not run by then have no
/// finding.
pub async fn run_until<'s>(
    suite: &Suite,
    plan: &Plan<'s>,
    target: Option<&Target>,
    options: &RunOptions<'_>,
    mut done: impl FnMut(&Case<'s>, &Finding) -> ControlFlow<()>,
) -> io::Result<Vec<Option<Finding>>> {
    let pages = plan
        .cases
        .iter()
        .filter_map(|case| match (case.side, case.about) {
            (Side::ClientRead, About::Vector(vector)) => {
                Some((vector.id.clone(), vector.bytes.to_vec()))
            }
            _ => None,
        });
    let scripted = Scripted::start(pages).await?;
    let stage = &Stage {
        suite,
        target,
        // What is echoed must come back as it was sent, so nothing is normalised (D17c).
        client: options.client.map(|it| it.clone().nfc(false).build()),
        walker: options.client,
        testee: options.testee,
        echo: options.echo,
        retries: options.retries,
        scripted: &scripted,
    };

    let mut findings = vec![None; plan.cases.len()];
    let cases = plan.cases.iter().enumerate();
    let mut under_way = futures_util::stream::iter(cases)
        .map(|(at, case)| async move { (at, case, stage.judge(case).await) })
        .buffer_unordered(options.jobs.max(1));
    while let Some((at, case, finding)) = under_way.next().await {
        let goes_on = done(case, &finding);
        findings[at] = Some(finding);
        if goes_on.is_break() {
            break;
        }
    }
    drop(under_way);
    Ok(findings)
}

/// Everything that a case can be played on.
struct Stage<'r> {
    suite: &'r Suite,
    target: Option<&'r Target>,
    client: Option<Client>,
    walker: Option<&'r ClientBuilder>,
    testee: Option<&'r Testee>,
    echo: Option<&'r Target>,
    retries: usize,
    scripted: &'r Scripted,
}

impl Stage<'_> {
    /// A failure is looked at again; that it may go away is told, and no pass.
    async fn judge(&self, case: &Case<'_>) -> Finding {
        let first = self.once(case).await;
        if first.verdict != Verdict::Fail {
            return first;
        }
        for again in 0..self.retries {
            let finding = self.once(case).await;
            if matches!(finding.verdict, Verdict::Pass | Verdict::Either) {
                return first.flaky(again + 2);
            }
        }
        first
    }

    async fn once(&self, case: &Case<'_>) -> Finding {
        let mut finding = match case.about {
            About::Vector(vector) => {
                let finding = self.vector(case.side, vector).await;
                match case.side {
                    Side::ClientRead => finding.recorded(|| self.scripted.recorded(&vector.id)),
                    _ => finding,
                }
            }
            About::Server(server) => match self.target {
                Some(target) => judge::http::exchanges(target, server).await,
                None => nobody(),
            },
            About::Client(client) => match (self.testee, self.walker) {
                (Some(testee), _) => judge::http::walk_by(testee, client).await,
                (None, Some(walker)) => judge::http::walk(walker, client).await,
                (None, None) => nobody(),
            },
        };
        if finding.verdict == Verdict::Fail && !case.is_binding(self.suite, &finding) {
            finding.verdict = Verdict::Warn;
        }
        finding
    }

    async fn vector(&self, side: Side, vector: &Vector) -> Finding {
        match (side, self.target, &self.client) {
            (Side::CodecDecode, ..) if let Some(testee) = self.testee => {
                judge::decode_by(testee, vector).await
            }
            (Side::CodecEncode, ..) if let Some(testee) = self.testee => {
                judge::encode_by(testee, vector).await
            }
            (Side::ClientRead, ..) if let Some(testee) = self.testee => {
                judge::read_by(testee, &self.scripted.url(&vector.id), vector).await
            }
            (Side::ClientCall, ..)
                if let (Some(testee), Some(echo)) = (self.testee, self.echo.or(self.target)) =>
            {
                judge::call_by(testee, echo, vector).await
            }
            (Side::CodecDecode, _, _) => judge::decode(vector),
            (Side::CodecEncode, _, _) => judge::encode(vector),
            (Side::ServerEcho, Some(target), _) => judge::echo(target, vector).await,
            (Side::ClientRead, _, Some(client)) => {
                judge::read(client, &self.scripted.url(&vector.id), vector).await
            }
            (Side::ClientCall, Some(target), Some(client)) => {
                judge::call(client, target, vector).await
            }
            _ => nobody(),
        }
    }
}

fn nobody() -> Finding {
    Finding::not_applicable("there is no server, or no client, to ask")
}
