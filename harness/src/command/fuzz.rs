//! `hyperglyph fuzz`

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, ValueHint};
use hyperglyph::token::Tokens;
use hyperglyph::{DecodeOptions, Profile};
use hyperglyph_harness::fuzz::{FuzzOptions, Fuzzed, Group, Op, Progress, fuzz, save};
use hyperglyph_harness::lint::Style;
use hyperglyph_harness::testee::TesteeFile;
use hyperglyph_harness::{Annotated, visible};
use hyperglyph_vectors::Suite;
use indicatif::{ProgressBar, ProgressStyle};
use wildmatch::WildMatch;

use super::output::{Failure, runtime, say};

/// Find what codecs disagree on: the same messages for all, made small, sorted by cause
#[derive(Args, Debug)]
#[command(after_help = "\
All are asked to read and write the same: generated values, other spellings of them, mutated vectors. Where
they differ, the message is made as small as it still shows the same, and counted with those of one cause. The
built-in codec takes part, and judges which requirement is at stake. What the specification leaves open is
counted apart, and is no disagreement.

The same seed asks the same; with --count, and testees that answer alike every time, two runs print the same.

Exit codes: 0 all agree, 1 some disagree, 2 wrong usage, 3 a testee cannot be started.

Examples:
  hyperglyph fuzz --testee python.toml
  hyperglyph fuzz --testee python.toml --testee ruby.toml --seed 7 --seconds 60
  hyperglyph fuzz --testee python.toml --save found        then: hyperglyph check --vectors found --testee …
  hyperglyph fuzz --testee python.toml --skip 'TDL-*' --report json=fuzz.json")]
pub(super) struct Fuzz {
    /// A program with the role codec, by its testee file; repeatable
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, required = true)]
    testee: Vec<PathBuf>,
    /// Another seed asks other things
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// So many inputs; 10000 where no time is given either
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    count: Option<u64>,
    /// As many inputs as there is time for
    #[arg(long, conflicts_with = "count", value_parser = seconds)]
    seconds: Option<f64>,
    /// Leave the built-in codec out; it still judges
    #[arg(long)]
    no_builtin: bool,
    /// Say nothing of disagreements about such a requirement, or left open by such a decision; repeatable
    #[arg(long, value_name = "PATTERN")]
    skip: Vec<String>,
    /// Write what was found as vectors, codec/found.json, into a folder that can be checked and linted
    #[arg(long, value_name = "FOLDER", value_hint = ValueHint::DirPath)]
    save: Option<PathBuf>,
    /// Write a report into a file: json or markdown; repeatable
    #[arg(long, value_name = "FORMAT=FILE", value_parser = wanted)]
    report: Vec<(Format, PathBuf)>,
    /// Also show the smallest message of each difference that is left open
    #[arg(long, short)]
    verbose: bool,
    /// Seconds that a testee may take for one answer
    #[arg(long, default_value_t = 10.0, value_name = "SECONDS", value_parser = seconds)]
    timeout: f64,
}

/// Without a number and a time, so many inputs.
const COUNT: u64 = 10_000;

/// As many bytes of a message are explained.
const EXPLAINED: usize = 200;

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.001..=604_800.0).contains(&seconds) => Ok(seconds),
        _ => Err("a number of seconds from 0.001 to 604800".to_owned()),
    }
}

#[derive(Clone, Copy, Debug)]
enum Format {
    Json,
    Markdown,
}

fn wanted(text: &str) -> Result<(Format, PathBuf), String> {
    match text.split_once('=') {
        Some(("json", file)) if !file.is_empty() => Ok((Format::Json, file.into())),
        Some(("markdown", file)) if !file.is_empty() => Ok((Format::Markdown, file.into())),
        _ => Err("write it as json=FILE or markdown=FILE".to_owned()),
    }
}

impl Fuzz {
    pub(super) fn run(self) -> Result<(), Failure> {
        let suite = Suite::embedded().map_err(Failure::own)?;
        let read = |path: &PathBuf| {
            TesteeFile::read(path).map_err(|error| Failure::Usage(error.to_string()))
        };
        let files: Vec<TesteeFile> = self.testee.iter().map(read).collect::<Result<_, _>>()?;
        if self.no_builtin && files.len() < 2 {
            let text = "one alone cannot disagree\n  help: name another --testee, or leave --no-builtin out";
            return Err(Failure::Usage(text.to_owned()));
        }
        let options = FuzzOptions {
            seed: self.seed,
            count: self.count.or(self.seconds.is_none().then_some(COUNT)),
            time: self.seconds.map(Duration::from_secs_f64),
            timeout: Duration::from_secs_f64(self.timeout),
            built_in: !self.no_builtin,
        };
        let began = Instant::now();
        let bar = bar(options.count);
        let progress = |progress: Progress| {
            bar.set_position(progress.inputs);
            bar.set_message(rates(progress, began.elapsed()));
        };
        let fuzzed = runtime()?.block_on(fuzz(&files, &suite, options, progress));
        bar.finish_and_clear();
        let mut fuzzed = fuzzed.map_err(Failure::own)?;
        let skipped = self.skip(&mut fuzzed);
        self.write(&fuzzed, &suite)?;
        say(&self.text(&fuzzed, skipped))?;
        // Beside the report: a rate is another one every time.
        anstream::eprintln!("{}", rates(fuzzed.progress, began.elapsed()));
        match fuzzed.count(false) {
            0 => Ok(()),
            _ => Err(Failure::Short(String::new())),
        }
    }

    /// Takes out what nobody wants to hear of; gives how often and in how many groups that was.
    fn skip(&self, fuzzed: &mut Fuzzed) -> (u64, usize) {
        let patterns: Vec<WildMatch> = self.skip.iter().map(|text| WildMatch::new(text)).collect();
        let mut skipped = (0, 0);
        fuzzed.groups.retain(|group| {
            let ids = [Some(group.requirement), group.open];
            let mut ids = ids.into_iter().flatten();
            let skip = ids.any(|id| patterns.iter().any(|pattern| pattern.matches(id)));
            if skip {
                skipped = (skipped.0 + group.count, skipped.1 + 1);
            }
            !skip
        });
        skipped
    }

    fn write(&self, fuzzed: &Fuzzed, suite: &Suite) -> Result<(), Failure> {
        if let Some(folder) = &self.save {
            save(fuzzed, folder).map_err(|error| {
                Failure::Own(format!("cannot write into {}: {error}", folder.display()))
            })?;
        }
        for (format, file) in &self.report {
            let text = match format {
                Format::Json => Style::default().write(&fuzzed.to_json(suite)),
                Format::Markdown => fuzzed.to_markdown(),
            };
            std::fs::write(file, text).map_err(|error| {
                Failure::Own(format!("cannot write {}: {error}", file.display()))
            })?;
        }
        Ok(())
    }

    fn text(&self, fuzzed: &Fuzzed, skipped: (u64, usize)) -> String {
        let mut text = String::new();
        for group in &fuzzed.groups {
            if group.open.is_none() || self.verbose {
                text += &example(group);
                text.push('\n');
            }
        }
        text += &table(&fuzzed.groups);
        let parties: Vec<String> = fuzzed
            .parties
            .iter()
            .map(|(name, about)| format!("{name} ({about})"))
            .collect();
        text += &format!(
            "{}, seed {}\n",
            visible::line(&parties.join(", ")),
            fuzzed.seed
        );
        text += &format!(
            "{}: {} in {}; {} left open, in {}\n",
            counted(fuzzed.progress.inputs, "input"),
            counted(fuzzed.count(false), "disagreement"),
            counted(groups(fuzzed, false), "group"),
            counted(fuzzed.count(true), "difference"),
            counted(groups(fuzzed, true), "group"),
        );
        if skipped.1 > 0 {
            text += &format!(
                "left out by --skip: {} of {}\n",
                skipped.0,
                counted(skipped.1 as u64, "group")
            );
        }
        for name in &fuzzed.given_up {
            text += &format!(
                "the run ended early: {} was lost too often\n",
                visible::line(name)
            );
        }
        text
    }
}

fn groups(fuzzed: &Fuzzed, open: bool) -> u64 {
    let such = fuzzed
        .groups
        .iter()
        .filter(|group| group.open.is_some() == open);
    such.count() as u64
}

/// A group: what it is about, its smallest message byte by byte, and who did what.
fn example(group: &Group) -> String {
    let open = group
        .open
        .map_or_else(String::new, |decision| format!(" (open: {decision})"));
    let mut text = format!(
        "{}{open}  {}\n  {} {}, {}\n  smallest: {}\n",
        group.requirement,
        group.text,
        group.op.name(),
        counted(group.count, "time"),
        visible::line(&group.who()),
        visible::line(&group.subject()),
    );
    for line in explained(&group.message).lines() {
        text += &format!("  {line}\n");
    }
    let width = group
        .told
        .iter()
        .map(|told| told.name.chars().count())
        .max()
        .unwrap_or(0);
    for told in &group.told {
        let (name, did) = (&told.name, told.did.to_string());
        text += &format!(
            "  {:width$}  {did}: {}\n",
            visible::line(name),
            visible::line(&told.words)
        );
    }
    if group.op == Op::Decode {
        text += &format!(
            "  again: printf '{}' | hyperglyph explain\n",
            printf(&group.message)
        );
    }
    text
}

/// What the bytes of a message mean, as far as the reference understands them, and why
/// not further.
fn explained(message: &[u8]) -> String {
    let message = &message[..message.len().min(EXPLAINED)];
    let options = DecodeOptions::new().profile(Profile::Interop);
    let mut tokens = Tokens::with_options(options);
    let mut annotated = Annotated::new(Vec::new(), 90, true);
    let mut rest = message;
    let end = loop {
        match tokens.next(&mut rest) {
            Ok(Some(token)) => {
                // A vector takes what is written.
                let _ = annotated.token(&token);
            }
            Ok(None) => break tokens.finish().err(),
            Err(error) => break Some(error),
        }
    };
    let bytes = annotated.finish().unwrap_or_default();
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    let end = end.or_else(|| options_error(message));
    if let Some(error) = end {
        text += &format!("{error}\n");
    }
    text
}

/// What only the whole message shows, such as duplicates.
fn options_error(message: &[u8]) -> Option<hyperglyph::DecodeError> {
    hyperglyph::decode(message).err()
}

fn table(groups: &[Group]) -> String {
    if groups.is_empty() {
        return String::new();
    }
    let mut text = format!("{:<12} {:<6} {:>8}  who\n", "about", "asked", "times");
    for group in groups {
        let about = match group.open {
            Some(decision) => format!("open: {decision}"),
            None => group.requirement.to_owned(),
        };
        text += &format!(
            "{about:<12} {:<6} {:>8}  {}: {}\n",
            group.op.name(),
            group.count,
            visible::line(&group.who()),
            visible::line(&short(&group.subject())),
        );
    }
    text.push('\n');
    text
}

fn short(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Bytes for the `printf` of every shell.
fn printf(bytes: &[u8]) -> String {
    let byte = |&byte: &u8| match byte {
        b'%' => "%%".to_owned(),
        b'\'' | b'\\' => format!("\\{byte:03o}"),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\{byte:03o}"),
    };
    bytes.iter().map(byte).collect()
}

fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn rates(progress: Progress, took: Duration) -> String {
    let seconds = took.as_secs_f64().max(0.001);
    // A rate is no exact number.
    #[expect(clippy::cast_precision_loss, reason = "for people")]
    let rate = progress.exchanges as f64 / seconds;
    format!(
        "{} inputs, {} exchanges in {seconds:.1} s, {rate:.0} a second; {} disagreements, {} groups",
        progress.inputs, progress.exchanges, progress.findings, progress.groups
    )
}

/// A bar on a terminal, nothing elsewhere.
fn bar(count: Option<u64>) -> ProgressBar {
    let (bar, template) = match count {
        Some(count) => (ProgressBar::new(count), "{bar:30} {msg}"),
        None => (ProgressBar::new_spinner(), "{spinner} {msg}"),
    };
    bar.with_style(
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar()),
    )
}
