//! Values as they are typed: `@` and a file, JSON where the text is JSON, else the
//! text itself.

use std::path::PathBuf;

use hyperglyph::{Value, json};
use hyperglyph_client::{Argument as Sent, Upload};

use super::output::Failure;

/// An argument of a call.
#[derive(Debug, PartialEq)]
pub(super) struct Argument {
    pub(super) name: Option<String>,
    pub(super) value: Typed,
}

/// What was typed for it.
#[derive(Debug, PartialEq)]
pub(super) enum Typed {
    Value(Value<'static>),
    /// The file that is sent as a blob.
    File(PathBuf),
}

impl Argument {
    /// `name=value` where a name stands before the `=`, else a value. To send a
    /// text that looks like one of them, write it as JSON: `'"a=b"'`, `'"@a"'`.
    pub(super) fn parse(text: &str) -> Self {
        match text.split_once('=') {
            Some((name, text)) if is_name(name) => Self {
                name: Some(name.to_owned()),
                value: Typed::parse(text),
            },
            _ => Self {
                name: None,
                value: Typed::parse(text),
            },
        }
    }
}

impl Typed {
    fn parse(text: &str) -> Self {
        match text.strip_prefix('@') {
            Some(file) if !file.is_empty() => Self::File(file.into()),
            _ => {
                let value = json::from_str(text);
                Self::Value(value.unwrap_or_else(|_| Value::from(text.to_owned())))
            }
        }
    }

    /// What is sent; the content type of a file goes by its name.
    pub(super) async fn open(self) -> Result<Sent<'static>, Failure> {
        match self {
            Self::Value(value) => Ok(Sent::Value(value)),
            Self::File(path) => {
                let kind = mime_guess::from_path(&path).first_or_octet_stream();
                let upload = Upload::open(&path, kind.as_ref()).await;
                let upload = upload.map_err(|error| {
                    let path = path.display();
                    Failure::Own(format!("cannot read {path}: {error}"))
                })?;
                Ok(Sent::Upload(upload))
            }
        }
    }
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
            Argument {
                name: None,
                value: Typed::Value(value),
            } => json::to_string(&value),
            other => panic!("{other:?}"),
        };
        assert_eq!(positional("dave"), r#""dave""#);
        assert_eq!(positional("12"), "12");
        assert_eq!(positional(r#""12""#), r#""12""#);
        assert_eq!(positional("1.5"), r#""1.5""#);
        assert_eq!(
            positional(r#"{"$float": "0x1.8p+0"}"#),
            r#"{"$float":"0x1.8p+0"}"#
        );
        assert_eq!(positional("null"), "null");
        assert_eq!(positional("1 + 1 = 2"), r#""1 + 1 = 2""#);
        assert_eq!(positional(r#""a=b""#), r#""a=b""#);
        assert_eq!(positional("@"), r#""@""#);
        assert_eq!(positional(r#""@a""#), r#""@a""#);
    }

    #[test]
    fn a_name_before_an_equals_sign_names_the_argument() {
        let named = |name: &str, value: Value<'static>| Argument {
            name: Some(name.to_owned()),
            value: Typed::Value(value),
        };
        assert_eq!(Argument::parse("name=dave"), named("name", "dave".into()));
        assert_eq!(Argument::parse("n=3"), named("n", 3.into()));
        assert_eq!(Argument::parse("empty="), named("empty", "".into()));
    }

    #[test]
    fn an_at_sign_stands_before_a_file() {
        let file = |name: Option<&str>| Argument {
            name: name.map(str::to_owned),
            value: Typed::File("a b.ogg".into()),
        };
        assert_eq!(Argument::parse("@a b.ogg"), file(None));
        assert_eq!(Argument::parse("song=@a b.ogg"), file(Some("song")));
    }
}
