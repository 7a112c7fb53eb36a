//! [`Fault`]: how a testee fails to answer.

use std::fmt;
use std::time::Duration;

/// A testee did not answer as it must: it died, hung, or wrote what is no answer.
/// That is told of the case that it was asked for; the run goes on with another
/// process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What it did.
    pub what: What,
    /// The end of what it wrote to stderr.
    pub stderr: String,
}

/// What a testee did instead of answering.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The program could not be started.
    NotStarted(String),
    /// Its process ended, or closed its stdout.
    Died(String),
    /// No answer came in this time.
    Hung(Duration),
    /// It wrote a line that is no answer.
    Garbled(String),
    /// So many of its processes were lost that it is asked no more.
    GivenUp(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::NotStarted(why) => write!(f, "the testee could not be started: {why}")?,
            What::Died(how) => write!(f, "the testee {how} before it answered")?,
            What::Hung(time) => {
                let seconds = time.as_secs_f64();
                write!(
                    f,
                    "the testee did not answer in {seconds} s, and was killed"
                )?;
            }
            What::Garbled(why) => write!(f, "the testee wrote what is no answer: {why}")?,
            What::GivenUp(lost) => {
                write!(f, "the testee is asked no more: it was lost {lost} times")?;
            }
        }
        match self.stderr.trim() {
            "" => Ok(()),
            stderr => write!(f, "; its stderr ends: {stderr}"),
        }
    }
}

impl std::error::Error for Fault {}

impl What {
    pub(super) const fn without_stderr(self) -> Fault {
        Fault {
            what: self,
            stderr: String::new(),
        }
    }
}
