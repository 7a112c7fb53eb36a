//! `hyperglyph bench`

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use hyperglyph_harness::bench::{Bench as Measured, BenchFormat, Measure, Work, table};
use hyperglyph_harness::matrix::{Player, start};
use hyperglyph_harness::{Setup, Subject};
use hyperglyph_vectors::Suite;

use super::check::{heard, jobs, progress, seconds, wanted};
use super::matrix::subjects;
use super::output::{Failure, runtime, say};

/// Measure how many messages and calls a second testees manage
#[derive(Args, Debug)]
#[command(after_help = "\
Everybody does the same work, in interleaved rounds: the messages of the vectors are read (decode) and written (encode)
over stdin and stdout, its client calls echo(value) of the built-in server (calls; each asks for the page before), and
its server answers such calls (answers). The built-in references take part as `rust`. A `-` is where a role lacks.

The figures are of this machine at this time: compare only those of one run.

Exit codes: 0 all were measured, 1 one was lost, 2 wrong usage, 3 one could not be started.

Examples:
  hyperglyph bench
  hyperglyph bench --testee python.toml --testee ruby.toml
  hyperglyph bench --testee python.toml --rounds 15 --report json=bench.json --report markdown=bench.md")]
pub(super) struct Bench {
    /// Measure the program that a testee file names; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    testee: Vec<PathBuf>,
    /// Leave out the built-in references
    #[arg(long)]
    no_builtin: bool,
    /// How often each is measured, after one round that does not count
    #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u16).range(1..=1_000))]
    rounds: u16,
    /// Write a report into a file: json or markdown; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = |text: &str| wanted::<BenchFormat>(text, "json=bench.json"))]
    report: Vec<(BenchFormat, PathBuf)>,
    /// Questions under way at once
    #[arg(long, default_value_t = 32, value_parser = jobs)]
    jobs: usize,
    /// Seconds that one may take for an answer
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = seconds)]
    timeout: f64,
}

impl Bench {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = Suite::embedded().map_err(Failure::own)?;
        let subjects = subjects(&self.testee, self.no_builtin)?;
        runtime()?.block_on(self.measure(&suite, subjects))
    }

    async fn measure(
        &self,
        suite: &Suite,
        subjects: Vec<(String, Subject)>,
    ) -> Result<(), Failure> {
        let timeout = Duration::from_secs_f64(self.timeout);
        let server = Setup::new(&Subject::BuiltIn, timeout)
            .await
            .map_err(Failure::own)?;
        let Some(target) = &server.target else {
            return Err(Failure::Own(
                "the built-in server cannot be found".to_owned(),
            ));
        };
        let work = Work::new(suite, &target.root);
        let players = start(subjects, timeout).await;
        let rounds = usize::from(self.rounds);
        let progress = progress((rounds + 1) * players.len() * Measure::ALL.len());
        let measured = Measured::run(&players, &work, rounds, self.jobs, || progress.inc(1)).await;
        progress.finish_and_clear();
        let lacking: Vec<_> = players
            .iter()
            .filter_map(Player::error)
            .map(str::to_owned)
            .collect();
        for player in players {
            player.stop().await?;
        }
        server.stop().await?;
        heard(say(&table(&measured)))?;
        for (format, file) in &self.report {
            std::fs::write(file, format.write(&measured)).map_err(|error| {
                Failure::Own(format!("cannot write {}: {error}", file.display()))
            })?;
        }
        if !lacking.is_empty() {
            return Err(Failure::Own(lacking.join("\n")));
        }
        if measured.testees.iter().any(|row| row.lost.is_some()) {
            // The table has said it.
            return Err(Failure::Short(String::new()));
        }
        Ok(())
    }
}
