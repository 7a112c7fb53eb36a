//! `hyperglyph selftest`

use clap::Args;

#[cfg(not(feature = "faults"))]
use super::output::Failure;

/// Break the built-in implementation on purpose, and see that the suite notices
#[derive(Args, Debug)]
#[command(after_help = "\
Needs a build with the feature `faults`: cargo run -p hyperglyph-harness --features faults -- selftest

Each fault (`INT-2/plus-sign`: a requirement, and what is broken) is switched on in a process of its own, which is
then played the cases of that requirement: one has to fall short. First all of these cases must hold without any.
A fault that survives is a case that is missing; so is a fault of each MUST and MUST NOT that cases can see broken.

--run and --skip take names of faults and ids of requirements, with * and ?.

Exit codes: 0 all were killed, 1 one survived or is missing, 2 nothing selected, 3 void: it falls short unbroken.")]
#[cfg_attr(
    not(feature = "faults"),
    allow(dead_code, reason = "what is asked for is not there")
)]
pub(super) struct Selftest {
    /// Try only the faults of such a name or requirement; repeatable
    #[arg(long, value_name = "PATTERN")]
    run: Vec<String>,
    /// Leave out the faults of such a name or requirement; repeatable
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Faults that are tried at once; as many as there are processors
    #[arg(long, value_parser = super::check::jobs)]
    jobs: Option<usize>,
    /// Play every case with every fault
    #[arg(long)]
    all_cases: bool,
    /// Seconds that an answer may take
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = super::check::seconds)]
    timeout: f64,
    /// Also write what became of each fault into a file, as JSON
    #[arg(long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    report: Option<std::path::PathBuf>,
}

#[cfg(not(feature = "faults"))]
impl Selftest {
    #[allow(clippy::unused_self, reason = "commands are run alike")]
    pub(super) fn run(self) -> Result<(), Failure> {
        Err(Failure::Usage(
            "this build has no faults that could be switched on\n  help: cargo run -p hyperglyph-harness --features faults -- selftest".to_owned(),
        ))
    }
}

#[cfg(feature = "faults")]
mod faults {
    use std::time::{Duration, Instant};

    use hyperglyph_harness::selftest::{self, Ledger, Planted, Void, catalogue};
    use hyperglyph_vectors::Suite;
    use wildmatch::WildMatch;

    use super::Selftest;
    use crate::command::check::progress;
    use crate::command::output::{Failure, runtime, say};

    impl Selftest {
        pub(in crate::command) fn run(self) -> Result<(), Failure> {
            if let Ok(fault) = std::env::var(hyperglyph::fault::VARIABLE) {
                return Err(Failure::Own(format!(
                    "the judge itself is broken: {} is set, to {fault}\n  help: unset it",
                    hyperglyph::fault::VARIABLE
                )));
            }
            let suite = Suite::embedded().map_err(Failure::own)?;
            let all = catalogue().map_err(Failure::Own)?;
            let faults = self.selected(&all)?;
            let program = std::env::current_exe()?;
            let processors = std::thread::available_parallelism().map_or(1, Into::into);
            let selftest = selftest::Selftest {
                suite: &suite,
                program: vec![program.display().to_string(), "testee".to_owned()],
                timeout: Duration::from_secs_f64(self.timeout),
                jobs: self.jobs.unwrap_or(processors),
                all_cases: self.all_cases,
            };
            let began = Instant::now();
            let void = |void: Void| Failure::Own(void.to_string());
            let (baseline, trials) = runtime()?.block_on(async {
                let bar = progress(0);
                let played = |_, of| {
                    bar.set_length(of as u64);
                    bar.inc(1);
                };
                let baseline = selftest.baseline(&faults, played).await.map_err(void)?;
                bar.finish_and_clear();
                let bar = progress(faults.len());
                let trials = selftest.run(&faults, |_| bar.inc(1)).await.map_err(void)?;
                bar.finish_and_clear();
                Ok::<_, Failure>((baseline, trials))
            })?;
            if let Some(file) = &self.report {
                let unwritten =
                    |error| Failure::Own(format!("cannot write {}: {error}", file.display()));
                let json = serde_json::to_string_pretty(&trials).map_err(Failure::own)?;
                std::fs::write(file, json + "\n").map_err(unwritten)?;
            }
            let ledger = Ledger::new(&suite, trials, faults.len() == all.len());
            let took = began.elapsed().as_secs_f64();
            say(&format!(
                "{}{baseline} cases hold without any fault; all took {took:.0} s\n",
                ledger.text()
            ))?;
            if ledger.holds() {
                Ok(())
            } else {
                // The ledger has said it all.
                Err(Failure::Short(String::new()))
            }
        }

        fn selected(&self, all: &[Planted]) -> Result<Vec<Planted>, Failure> {
            let is_one = |patterns: &[String], fault: &Planted| {
                let mut patterns = patterns.iter().map(|text| WildMatch::new(text));
                patterns.any(|it| it.matches(&fault.name) || it.matches(fault.requirement()))
            };
            let taken = |it: &&Planted| {
                (self.run.is_empty() || is_one(&self.run, it)) && !is_one(&self.skip, it)
            };
            let faults: Vec<Planted> = all.iter().filter(taken).cloned().collect();
            if faults.is_empty() {
                return Err(Failure::Usage(format!(
                    "no fault of {} is selected\n  help: --run and --skip take names such as INT-2/plus-sign, and requirements, with * and ?",
                    all.len()
                )));
            }
            Ok(faults)
        }
    }
}
