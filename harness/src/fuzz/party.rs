//! [`Party`]: whoever is asked. [`Said`]: what it answered.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::{StreamExt, stream};
use hyperglyph::{DecodeOptions, Value, json};
use serde_json::{Value as Json, json};

use super::input::{Input, Op};
use crate::testee::{Answer, Testee, What};

/// Questions to one testee under way at once.
const AT_ONCE: usize = 64;

/// A codec that takes part.
#[derive(Debug)]
pub(super) enum Party {
    BuiltIn,
    Testee(Box<Testee>),
}

/// An input, as all are asked it.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) input: Input,
    /// What is to be written.
    pub(super) value: Option<Value<'static>>,
    json: Json,
}

/// What one party answers.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Said {
    /// An error, in its words.
    Refused(String),
    /// A value that it read.
    Value(Value<'static>),
    /// A message that it wrote.
    Bytes(Vec<u8>),
    /// A value that our notation does not hold.
    Strange(String),
    /// An answer that is none, such as bytes that are no base64.
    Garbled(String),
    /// Its process ended.
    Died(String),
    /// It did not answer in time.
    Hung(String),
    /// It does not do this, or is asked no more.
    Nothing,
}

impl Question {
    /// Nothing, where there is no value that could be written.
    pub(super) fn new(input: Input) -> Option<Self> {
        let (value, json) = match input.op {
            Op::Decode => {
                let bytes = STANDARD.encode(&input.message);
                (None, json!({"op": "decode", "bytes": bytes}))
            }
            Op::Encode => {
                let value = DecodeOptions::interop().decode(&input.message).ok()?;
                let json = json!({"op": "encode", "value": json::to_value(&value)});
                (Some(value.into_owned()), json)
            }
        };
        Some(Self { input, value, json })
    }
}

impl Party {
    pub(super) fn name(&self) -> &str {
        match self {
            Self::BuiltIn => "built-in",
            Self::Testee(testee) => &testee.file().name,
        }
    }

    /// The answers, in the order of the questions.
    pub(super) async fn ask(&self, questions: &[Question]) -> Vec<Said> {
        match self {
            Self::BuiltIn => questions.iter().map(built_in).collect(),
            Self::Testee(testee) => {
                let mut waiting = Vec::with_capacity(questions.len());
                for question in questions {
                    waiting.push(asked(testee, question));
                }
                stream::iter(waiting).buffered(AT_ONCE).collect().await
            }
        }
    }

    /// Whether it was lost so often that it is asked no more.
    pub(super) fn is_given_up(&self) -> bool {
        matches!(self, Self::Testee(testee) if testee.is_given_up())
    }
}

fn built_in(question: &Question) -> Said {
    match &question.value {
        None => match hyperglyph::decode(&question.input.message) {
            Ok(value) => Said::Value(value.into_owned()),
            Err(error) => Said::Refused(error.to_string()),
        },
        Some(value) => match hyperglyph::encode(value) {
            Ok(bytes) => Said::Bytes(bytes),
            Err(error) => Said::Refused(error.to_string()),
        },
    }
}

async fn asked(testee: &Testee, question: &Question) -> Said {
    let answer = match testee.ask(&question.json).await {
        Ok(answer) => answer,
        Err(fault) => {
            let text = fault.to_string();
            return match fault.what {
                What::Died(_) => Said::Died(text),
                What::Hung(_) => Said::Hung(text),
                What::Garbled(_) => Said::Garbled(text),
                What::NotStarted(_) | What::GivenUp(_) => Said::Nothing,
            };
        }
    };
    match (question.input.op, answer) {
        (_, Answer::Error(Json::String(words))) => Said::Refused(words),
        (_, Answer::Error(other)) => Said::Refused(other.to_string()),
        (_, Answer::Unsupported) => Said::Nothing,
        (Op::Decode, Answer::Value(seen)) => match json::from_value(&seen) {
            Ok(value) => Said::Value(value),
            Err(error) => Said::Strange(format!(
                "{seen}, which is no value in the JSON notation: {error}"
            )),
        },
        (Op::Encode, Answer::Bytes(text)) => match STANDARD.decode(&text) {
            Ok(bytes) => Said::Bytes(bytes),
            Err(error) => Said::Garbled(format!("{text}, which is no base64: {error}")),
        },
        (_, other) => Said::Garbled(format!("an answer to another question: {other:?}")),
    }
}
