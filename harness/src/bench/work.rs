//! [`Work`]: what everybody does in a round.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use hyperglyph_vectors::{Expect, Suite, Vector};
use serde_json::{Value as Json, json};
use url::Url;

use crate::judge::{form_body, of, to_echo};
use crate::matrix::Player;
use crate::testee::{Answer, Testee};

/// Larger messages would be all that is measured.
const LARGEST: usize = 1 << 10;
/// One call in so many messages: a call takes ten times as long and more.
const ONE_IN: usize = 8;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Messages read.
    Decode,
    /// Messages written.
    Encode,
    /// Calls of `echo` at the built-in server, each with its page before.
    Calls,
    /// Calls of `echo` answered.
    Answers,
}

impl Measure {
    /// Every measure, in the order of reports.
    pub const ALL: [Self; 4] = [Self::Decode, Self::Encode, Self::Calls, Self::Answers];

    /// The name of it in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Encode => "encode",
            Self::Calls => "calls",
            Self::Answers => "answers",
        }
    }
}

/// Questions, ready to be asked.
#[derive(Debug)]
pub struct Work {
    decode: Vec<Json>,
    encode: Vec<Json>,
    calls: Vec<Json>,
    answers: Vec<Vector>,
}

impl Work {
    /// Every vector with a value that everybody must take, if it is not large. Clients call the
    /// server at that url.
    #[must_use]
    pub fn new(suite: &Suite, server: &Url) -> Self {
        let mut work = Self {
            decode: Vec::new(),
            encode: Vec::new(),
            calls: Vec::new(),
            answers: Vec::new(),
        };
        for vector in suite.vectors().filter(|it| it.expect == Expect::Accept) {
            let bytes = vector.bytes.to_vec();
            let value = match of(vector) {
                Ok(Some(value)) if bytes.len() <= LARGEST => value,
                _ => continue,
            };
            let at = work.decode.len();
            work.decode
                .push(json!({"op": "decode", "bytes": STANDARD.encode(&bytes)}));
            let notation = hyperglyph::json::to_value(&value);
            work.encode.push(json!({"op": "encode", "value": notation}));
            if at.is_multiple_of(ONE_IN) {
                let steps = to_echo(&value);
                let call = json!({"op": "browse", "url": server, "steps": steps, "options": {}});
                work.calls.push(call);
                work.answers.push(vector.clone());
            }
        }
        work
    }

    /// Messages in a round.
    #[must_use]
    pub const fn messages(&self) -> usize {
        self.decode.len()
    }

    /// Calls in a round.
    #[must_use]
    pub const fn calls(&self) -> usize {
        self.calls.len()
    }

    pub(super) const fn count(&self, measure: Measure) -> usize {
        match measure {
            Measure::Decode | Measure::Encode => self.decode.len(),
            Measure::Calls | Measure::Answers => self.calls.len(),
        }
    }

    /// Whether it did what it was asked, or refused; nothing where it does not do that at all,
    /// an error where it was lost.
    pub(super) async fn one(
        &self,
        player: &Player,
        measure: Measure,
        at: usize,
    ) -> Result<Option<bool>, String> {
        match measure {
            Measure::Decode => ask(player.codec(), &self.decode[at]).await,
            Measure::Encode => ask(player.codec(), &self.encode[at]).await,
            Measure::Calls => ask(player.client(), &self.calls[at]).await,
            Measure::Answers => {
                let Some(target) = player.server() else {
                    return Ok(None);
                };
                let body: Bytes = form_body(&target.argument, &self.answers[at]);
                match target.wire.post(&target.echo, body).await {
                    Ok(exchange) => Ok(Some(exchange.status.is_success())),
                    Err(error) => Err(error.to_string()),
                }
            }
        }
    }
}

async fn ask(testee: Option<&Testee>, question: &Json) -> Result<Option<bool>, String> {
    let Some(testee) = testee else {
        return Ok(None);
    };
    match testee.ask(question).await {
        Ok(Answer::Unsupported) => Ok(None),
        Ok(Answer::Error(_)) => Ok(Some(false)),
        Ok(_) => Ok(Some(true)),
        Err(fault) => Err(fault.to_string()),
    }
}
