//! One case: a message, and what must happen to it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::http::present;
use crate::{BytesSpec, ErrorKind};

/// A message with what a decoder must make of it and what an encoder must write for its value.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Vector {
    /// File stem, slash, name; unique and stable, such as `integer/leading-zeros`.
    pub id: String,
    /// The first version of the suite that holds it.
    pub since: String,
    /// Why it exists, for somebody who sees it fail.
    pub note: String,
    /// The requirements at stake, the main one first.
    pub requirements: Vec<String>,
    /// The decisions that settle the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<String>,
    /// Where the case comes from.
    pub provenance: Provenance,
    /// What must happen.
    pub expect: Expect,
    /// With [`Expect::Either`]: what our own decoder does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profiles: Option<Profiles>,
    /// The message.
    pub bytes: BytesSpec,
    /// Where the root object ends, if more than whitespace follows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub split: Option<usize>,
    /// What a decoder that accepts must give, in the JSON notation. Nil is `Some(Value::Null)`.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub value: Option<Value>,
    /// The canonical encoding of the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canonical: Option<BytesSpec>,
    /// Other encodings of the value, which must be accepted too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<BytesSpec>,
    /// What our own decoder reports where it rejects.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ExpectedError>,
    /// What an implementation might do that breaks a requirement; whoever judges
    /// must see that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub violations: Vec<Violation>,
}

impl Vector {
    /// What our own decoder does in profile *spec*.
    #[must_use]
    pub fn spec(&self) -> Verdict {
        self.verdict(|profiles| profiles.spec)
    }

    /// What our own decoder does in profile *interop*.
    #[must_use]
    pub fn interop(&self) -> Verdict {
        self.verdict(|profiles| profiles.interop)
    }

    /// The message in two parts: the root object (with whitespace before it), and what follows it.
    ///
    /// To embed the message in another one, the first part goes where the object goes, and the
    /// second, which holds the chunks of its blobs, to the end of the whole.
    ///
    /// ```
    /// # let suite = hyperglyph_vectors::Suite::embedded()?;
    /// let vector = suite.vector("blob/lone").unwrap();
    /// let (root, trailers) = vector.parts();
    /// let body = [b"Ou5:value;", &root[..], b";", &trailers].concat();
    /// assert_eq!(body, b"Ou5:value;B0:Du12:content-type;u10:text/plain;;;;c0:5:hello;c0;");
    /// # Ok::<(), hyperglyph_vectors::SuiteError>(())
    /// ```
    #[must_use]
    pub fn parts(&self) -> (Vec<u8>, Vec<u8>) {
        let mut root = self.bytes.to_vec();
        let rest = root.split_off(self.split.map_or(root.len(), |at| at.min(root.len())));
        (root, rest)
    }

    fn verdict(&self, profile: impl Fn(&Profiles) -> Verdict) -> Verdict {
        match (self.expect, &self.profiles) {
            (Expect::Accept, _) => Verdict::Accept,
            (Expect::Either, Some(profiles)) => profile(profiles),
            (Expect::Reject, _) | (Expect::Either, None) => Verdict::Reject,
        }
    }
}

/// What must happen to a message.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Expect {
    /// A decoder gives the value.
    Accept,
    /// A decoder reports an error.
    Reject,
    /// Both conform; a report shows which was seen.
    Either,
}

/// What one decoder does with a message.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It gives a value.
    Accept,
    /// It reports an error.
    Reject,
}

/// What our own decoder does in each of its profiles.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// The profile that takes what the text says, and no more.
    pub spec: Verdict,
    /// The profile that also takes what the implementations of 2012 write.
    pub interop: Verdict,
}

/// Where a case comes from.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Provenance {
    /// An example of the 2012 text.
    Specification,
    /// What the first Python implementation writes.
    #[serde(rename = "python-2012")]
    Python2012,
    /// What the first Ruby implementation writes.
    #[serde(rename = "ruby-2012")]
    Ruby2012,
    /// A fuzzer found it.
    Fuzzing,
    /// Thought up.
    Hand,
    /// Enumerated or generated, then frozen.
    Generated,
}

/// The error our own decoder reports, in every profile that rejects.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedError {
    /// What is wrong.
    pub kind: ErrorKind,
    /// Where; missing where profiles differ or a limit strikes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<usize>,
}

/// One way to get a vector wrong, in one of three fields.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Violation {
    /// The requirement that it breaks.
    pub requirement: String,
    /// A decoder gives this value for the bytes.
    #[serde(
        default,
        deserialize_with = "present",
        skip_serializing_if = "Option::is_none"
    )]
    pub reads: Option<Value>,
    /// A decoder reports an error for the bytes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refuses: bool,
    /// An encoder writes this for the value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writes: Option<BytesSpec>,
}
