//! [`Child`]: a process that is measured.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use crate::Error;
use crate::cores::Cores;

/// A process that answers to lines of its input, or serves until that ends.
#[derive(Debug)]
pub struct Child {
    process: std::process::Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
    first: String,
}

/// This program again, to be one of the peers.
pub fn of_ours<A: AsRef<OsStr>>(arguments: impl IntoIterator<Item = A>) -> Result<Command, Error> {
    let mut command = Command::new(env::current_exe()?);
    command.args(arguments);
    Ok(command)
}

impl Child {
    /// Starts it on the processor of what is measured, and waits for its first line.
    pub fn start(command: &mut Command, cores: Cores) -> Result<Self, Error> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = cores.measured(|| command.spawn())??;
        let input = process.stdin.take();
        let output = process.stdout.take().ok_or("a child without output")?;
        let mut child = Self {
            process,
            input,
            output: BufReader::new(output),
            first: String::new(),
        };
        child.first = child.line()?;
        Ok(child)
    }

    /// What it said first: its url, if it is a server.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.first
    }

    /// Tells it something, and waits for its answer.
    pub fn ask(&mut self, line: &str) -> Result<String, Error> {
        let input = self.input.as_mut().ok_or("the child was told all")?;
        writeln!(input, "{line}")?;
        self.line()
    }

    /// The time that it has had on a processor.
    ///
    /// The kernel tells it exactly of each thread that lives, and in hundredths of
    /// a second, rounded down, of all that ever lived: neither is too much.
    pub fn processor_time(&self) -> Result<Duration, Error> {
        let folder = format!("/proc/{}", self.process.id());
        let mut living = Duration::ZERO;
        for thread in fs::read_dir(format!("{folder}/task"))? {
            // One that has ended meanwhile is in the other sum.
            let text = fs::read_to_string(thread?.path().join("schedstat")).unwrap_or_default();
            let nanoseconds = text.split(' ').next().and_then(|text| text.parse().ok());
            living += Duration::from_nanos(nanoseconds.unwrap_or(0));
        }
        let stat = fs::read_to_string(format!("{folder}/stat"))?;
        // The name of the program, in parentheses, may hold spaces.
        let fields = stat.rsplit(')').next().unwrap_or_default();
        let ticks = fields.split_whitespace().skip(11).take(2);
        let ticks: u64 = ticks.map(str::parse::<u64>).sum::<Result<_, _>>()?;
        Ok(living.max(Duration::from_millis(10 * ticks)))
    }

    /// Its resident memory, in bytes.
    pub fn resident(&self) -> Result<u64, Error> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let kilobytes = line.and_then(|line| line.trim().strip_suffix(" kB"));
        let kilobytes: u64 = kilobytes.ok_or("a process without VmRSS")?.trim().parse()?;
        Ok(kilobytes << 10)
    }

    /// The least that its resident memory comes to, as long as it still shrinks.
    pub fn settled(&self) -> Result<u64, Error> {
        let end = Instant::now() + Duration::from_secs(10);
        let mut least = self.resident()?;
        let mut changed = Instant::now();
        while Instant::now() < end && changed.elapsed() < Duration::from_secs(2) {
            thread::sleep(Duration::from_millis(100));
            let now = self.resident()?;
            if now < least {
                (least, changed) = (now, Instant::now());
            }
        }
        Ok(least)
    }

    /// Ends it, and gives what it wrote to its piped standard error.
    pub fn end(mut self) -> Result<String, Error> {
        self.input = None;
        let mut errors = String::new();
        if let Some(mut pipe) = self.process.stderr.take() {
            pipe.read_to_string(&mut errors)?;
        }
        self.process.wait()?;
        Ok(errors)
    }

    fn line(&mut self) -> Result<String, Error> {
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err(format!("a child ended early: {}", self.process.wait()?).into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // It may be gone already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
