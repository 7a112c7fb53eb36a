//! Bytes written down in JSON, readable where they are text.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value, json};

/// The most bytes that one specification may stand for: a vector is a case, not a load test.
const MAX_LEN: usize = 1 << 26;

/// Bytes, in one of the ways a vector file can write them.
///
/// | JSON | bytes |
/// |---|---|
/// | `"i7;"` | the text, in UTF-8 |
/// | `{"hex": "c080"}` | pairs of hex digits |
/// | `{"base64": "wIA="}` | base64 with padding |
/// | `{"concat": ["u2:", {"hex": "c080"}, ";"]}` | the parts, one after the other |
/// | `{"repeat": "L", "times": 100}` | one part, many times |
///
/// ```
/// # use hyperglyph_vectors::BytesSpec;
/// let spec: BytesSpec = serde_json::from_str(r#"{"concat": ["u2:", {"hex": "c080"}, ";"]}"#)?;
/// assert_eq!(spec.to_vec(), b"u2:\xc0\x80;");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum BytesSpec {
    /// A string: its UTF-8.
    Text(String),
    /// Bytes given as hex digits.
    Hex(Vec<u8>),
    /// Bytes given as base64.
    Base64(Vec<u8>),
    /// Parts, one after the other.
    Concat(Vec<BytesSpec>),
    /// One part, many times.
    Repeat(Box<BytesSpec>, usize),
}

impl BytesSpec {
    /// Reads a specification from JSON.
    pub fn from_json(json: &Value) -> Result<Self, BytesSpecError> {
        let spec = Self::read(json)?;
        match spec.checked_len() {
            Some(len) if len <= MAX_LEN => Ok(spec),
            _ => Err(BytesSpecError::TooLong),
        }
    }

    /// The bytes themselves.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Hex(bytes) | Self::Base64(bytes) => bytes.clone(),
            Self::Concat(parts) => parts.iter().flat_map(Self::to_vec).collect(),
            Self::Repeat(part, times) => part.to_vec().repeat(*times),
        }
    }

    /// How many bytes there are, or nothing where a count cannot hold it.
    fn checked_len(&self) -> Option<usize> {
        match self {
            Self::Text(text) => Some(text.len()),
            Self::Hex(bytes) | Self::Base64(bytes) => Some(bytes.len()),
            Self::Concat(parts) => parts
                .iter()
                .try_fold(0, |sum: usize, part| sum.checked_add(part.checked_len()?)),
            Self::Repeat(part, times) => part.checked_len()?.checked_mul(*times),
        }
    }

    fn read(json: &Value) -> Result<Self, BytesSpecError> {
        match json {
            Value::String(text) => Ok(Self::Text(text.clone())),
            Value::Object(object) => Self::read_object(object),
            _ => Err(BytesSpecError::Form),
        }
    }

    fn read_object(object: &Map<String, Value>) -> Result<Self, BytesSpecError> {
        let fields: Vec<(&str, &Value)> = object.iter().map(|(k, v)| (k.as_str(), v)).collect();
        match fields.as_slice() {
            [("hex", Value::String(digits))] => Ok(Self::Hex(hex::decode(digits)?)),
            [("base64", Value::String(text))] => Ok(Self::Base64(STANDARD.decode(text)?)),
            [("concat", Value::Array(parts))] => Ok(Self::Concat(
                parts.iter().map(Self::read).collect::<Result<_, _>>()?,
            )),
            [("repeat", part), ("times", times)] | [("times", times), ("repeat", part)] => {
                let times = times.as_u64().and_then(|n| usize::try_from(n).ok());
                let times = times.ok_or(BytesSpecError::Times)?;
                Ok(Self::Repeat(Box::new(Self::read(part)?), times))
            }
            _ => Err(BytesSpecError::Form),
        }
    }

    fn to_json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Hex(bytes) => json!({"hex": hex::encode(bytes)}),
            Self::Base64(bytes) => json!({"base64": STANDARD.encode(bytes)}),
            Self::Concat(parts) => {
                json!({"concat": parts.iter().map(Self::to_json).collect::<Vec<_>>()})
            }
            Self::Repeat(part, times) => json!({"repeat": part.to_json(), "times": times}),
        }
    }
}

impl<'de> Deserialize<'de> for BytesSpec {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        Self::from_json(&json).map_err(D::Error::custom)
    }
}

impl Serialize for BytesSpec {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

/// Why JSON is no specification of bytes.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BytesSpecError {
    /// Neither a string nor one of the four objects.
    #[error(
        "bytes are written as a string, {{\"hex\": …}}, {{\"base64\": …}}, {{\"concat\": […]}} \
         or {{\"repeat\": …, \"times\": …}}"
    )]
    Form,
    /// The hex digits are not.
    #[error("the hex of a bytes specification is wrong: {0}")]
    Hex(#[from] hex::FromHexError),
    /// The base64 is not.
    #[error("the base64 of a bytes specification is wrong: {0}")]
    Base64(#[from] base64::DecodeError),
    /// The count of a repetition is no whole number.
    #[error("'times' is a whole number from nought up")]
    Times,
    /// The bytes would not fit into memory in a sensible way.
    #[error("a vector holds at most {MAX_LEN} bytes; repeat fewer times")]
    TooLong,
}
