//! `json`: any text is a value in the tagged notation, or an error.

use hyperglyph::{Value, json};

pub(crate) fn holds(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    match json::from_str(text) {
        Ok(value) => there_and_back(&value),
        Err(error) => {
            assert!(error.path().is_empty() || error.path().starts_with('/'));
            assert!(!error.message().is_empty());
        }
    }
}

/// A value as JSON is the same value.
pub(super) fn there_and_back(value: &Value<'_>) {
    match json::from_str(&json::to_string(value)) {
        Ok(again) => {
            assert_eq!(again, *value);
            assert_eq!(json::from_value(&json::to_value(value)).as_ref(), Ok(value));
        }
        // JSON text goes no deeper than 128 levels; a message does.
        Err(error) => assert!(error.message().contains("recursion limit"), "{error}"),
    }
}
