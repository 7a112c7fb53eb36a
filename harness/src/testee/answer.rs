//! What a testee says, read.

use std::collections::BTreeSet;
use std::fmt;

use serde::Deserialize;
use serde_json::Value as Json;

/// The answer to a question.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A value, in the JSON notation.
    Value(Json),
    /// The bytes of a message, in base64.
    Bytes(String),
    /// Where it serves.
    Url(String),
    /// It could not be done: words, or an object that says more.
    Error(Json),
    /// It does not know what was asked.
    Unsupported,
}

/// How a testee introduces itself.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Hello {
    /// Its name.
    pub name: String,
    /// The version of it.
    #[serde(default)]
    pub version: String,
    /// What it is written in.
    #[serde(default)]
    pub language: String,
    /// What it can be tested as: `codec`, `client`, `server`.
    pub roles: BTreeSet<String>,
    /// What it offers beyond what each of its roles must.
    #[serde(default)]
    pub features: BTreeSet<String>,
}

impl fmt::Display for Hello {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if !self.version.is_empty() {
            write!(f, " {}", self.version)?;
        }
        if !self.language.is_empty() {
            write!(f, " in {}", self.language)?;
        }
        Ok(())
    }
}

/// A line of a testee: the id of the question, if it names one, and the answer.
pub(super) fn read(line: &str) -> Result<(Option<u64>, Json), String> {
    let json: Json = serde_json::from_str(line)
        .map_err(|error| format!("expected a JSON object, found {} ({error})", start(line)))?;
    if !json.is_object() {
        return Err(format!("expected a JSON object, found {}", start(line)));
    }
    Ok((json.get("id").and_then(Json::as_u64), json))
}

impl Answer {
    pub(super) fn from_json(mut json: Json) -> Result<Self, String> {
        let mut take = |name: &str| json.as_object_mut().and_then(|object| object.remove(name));
        if take("unsupported") == Some(Json::Bool(true)) {
            return Ok(Self::Unsupported);
        }
        let text = |name: &str, json: Json| match json {
            Json::String(text) => Ok(text),
            other => Err(format!("expected a string as \"{name}\", found {other}")),
        };
        if let Some(error) = take("error") {
            return Ok(Self::Error(error));
        }
        if let Some(value) = take("value") {
            return Ok(Self::Value(value));
        }
        if let Some(bytes) = take("bytes") {
            return text("bytes", bytes).map(Self::Bytes);
        }
        if let Some(url) = take("url") {
            return text("url", url).map(Self::Url);
        }
        Err(format!(
            "expected one of \"value\", \"bytes\", \"url\", \"error\" and \"unsupported\", found {}",
            start(&json.to_string())
        ))
    }
}

/// The start of a line, for people.
fn start(line: &str) -> String {
    const SHORT: usize = 120;
    match line.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(line: &str) -> Result<Answer, String> {
        read(line).and_then(|(_, json)| Answer::from_json(json))
    }

    #[test]
    fn every_answer_is_read() {
        assert_eq!(
            answer(r#"{"id":1,"value":null}"#),
            Ok(Answer::Value(Json::Null))
        );
        assert_eq!(
            answer(r#"{"id":1,"bytes":"aTE7"}"#),
            Ok(Answer::Bytes("aTE7".into()))
        );
        assert_eq!(
            answer(r#"{"id":1,"error":"no"}"#),
            Ok(Answer::Error("no".into()))
        );
        assert_eq!(
            answer(r#"{"id":1,"unsupported":true}"#),
            Ok(Answer::Unsupported)
        );
        assert_eq!(read(r#"{"id":7,"value":1}"#).unwrap().0, Some(7));
        assert_eq!(read(r#"{"value":1}"#).unwrap().0, None);
    }

    #[test]
    fn what_is_no_answer_is_told() {
        for (line, expected) in [
            (
                "hello",
                "expected a JSON object, found hello (expected value at line 1 column 1)",
            ),
            ("[1]", "expected a JSON object, found [1]"),
            (
                r#"{"id":1,"bytes":2}"#,
                "expected a string as \"bytes\", found 2",
            ),
            (
                r#"{"id":1}"#,
                "expected one of \"value\", \"bytes\", \"url\", \"error\" and \"unsupported\", found {\"id\":1}",
            ),
        ] {
            assert_eq!(answer(line), Err(expected.to_owned()));
        }
    }
}
