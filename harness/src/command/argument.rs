//! Values as they are typed: JSON where the text is JSON, else the text itself.

use hyperglyph::{Value, json};

/// An argument of a call.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Argument {
    Positional(Value<'static>),
    Named(String, Value<'static>),
}

impl Argument {
    /// `name=value` where a name stands before the `=`, else a value. To send a
    /// text that looks like one of them, write it as JSON: `'"a=b"'`.
    pub(super) fn parse(text: &str) -> Self {
        match text.split_once('=') {
            Some((name, text)) if is_name(name) => Self::Named(name.to_owned(), value(text)),
            _ => Self::Positional(value(text)),
        }
    }
}

fn value(text: &str) -> Value<'static> {
    json::from_str(text).unwrap_or_else(|_| Value::from(text.to_owned()))
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_json_and_everything_else_is_text() {
        let positional = |text| match Argument::parse(text) {
            Argument::Positional(value) => json::to_string(&value),
            named @ Argument::Named(..) => panic!("{named:?}"),
        };
        assert_eq!(positional("dave"), r#""dave""#);
        assert_eq!(positional("12"), "12");
        assert_eq!(positional(r#""12""#), r#""12""#);
        assert_eq!(positional("1.5"), r#""1.5""#);
        assert_eq!(positional(r#"{"$float": "0x1.8p+0"}"#), r#"{"$float":"0x1.8p+0"}"#);
        assert_eq!(positional("null"), "null");
        assert_eq!(positional("1 + 1 = 2"), r#""1 + 1 = 2""#);
        assert_eq!(positional(r#""a=b""#), r#""a=b""#);
    }

    #[test]
    fn a_name_before_an_equals_sign_names_the_argument() {
        let named = |name: &str, value: Value<'static>| Argument::Named(name.to_owned(), value);
        assert_eq!(Argument::parse("name=dave"), named("name", "dave".into()));
        assert_eq!(Argument::parse("n=3"), named("n", 3.into()));
        assert_eq!(Argument::parse("empty="), named("empty", "".into()));
    }
}
