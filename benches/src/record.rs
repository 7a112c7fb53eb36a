//! [`Record`] and [`OwnedRecord`]: an item of the dataset `records` as a user's struct.

use hyperglyph::Value;
use serde::{Deserialize, Serialize};

/// Borrows its text from the message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record<'a> {
    /// Counted from 0.
    pub id: i64,
    /// 12 letters.
    pub name: &'a str,
    /// 24 characters.
    pub email: &'a str,
    /// Either.
    pub active: bool,
    /// Between 0 and 1.
    pub score: f64,
    /// Three short words.
    #[serde(borrow)]
    pub tags: Vec<&'a str>,
}

/// Holds its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnedRecord {
    /// Counted from 0.
    pub id: i64,
    /// 12 letters.
    pub name: String,
    /// 24 characters.
    pub email: String,
    /// Either.
    pub active: bool,
    /// Between 0 and 1.
    pub score: f64,
    /// Three short words.
    pub tags: Vec<String>,
}

impl<'a> Record<'a> {
    /// The items of the dataset; nothing if it is not the one for records.
    #[must_use]
    pub fn all(records: &'a Value<'_>) -> Option<Vec<Self>> {
        records.as_list()?.iter().map(Self::one).collect()
    }

    fn one(record: &'a Value<'_>) -> Option<Self> {
        let text = |name| record.get(name)?.as_str();
        let tags = record.get("tags")?.as_list()?;
        Some(Self {
            id: record.get("id")?.as_i64()?,
            name: text("name")?,
            email: text("email")?,
            active: record.get("active")?.as_bool()?,
            score: record.get("score")?.as_f64()?,
            tags: tags.iter().map(Value::as_str).collect::<Option<_>>()?,
        })
    }

    /// The same record, holding its text.
    #[must_use]
    pub fn to_owned_record(&self) -> OwnedRecord {
        OwnedRecord {
            id: self.id,
            name: self.name.into(),
            email: self.email.into(),
            active: self.active,
            score: self.score,
            tags: self.tags.iter().map(|&tag| tag.into()).collect(),
        }
    }
}

impl OwnedRecord {
    /// The same record, borrowing its text.
    #[must_use]
    pub fn borrowed(&self) -> Record<'_> {
        Record {
            id: self.id,
            name: &self.name,
            email: &self.email,
            active: self.active,
            score: self.score,
            tags: self.tags.iter().map(String::as_str).collect(),
        }
    }
}
