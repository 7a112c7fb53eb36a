//! What of a value goes to stdout. A program gets it as it is; a terminal
//! would obey what a server or a file hides in it, and gets only what it draws.

use std::borrow::Cow;

use hyperglyph::{Value, json};
use hyperglyph_harness::visible;

use super::output::{Failure, stdout, write};

/// Where stdout goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stdout {
    Terminal,
    /// A file, or a pipe to a program.
    Elsewhere,
}

/// Prints what a call or a page gave.
pub(super) fn print(value: &Value<'_>, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return write(json(value, stdout()).as_bytes());
    }
    write(&answer(value, stdout())?)
}

/// What a call or a page gave: text and bytes as they are, the rest as JSON.
pub(super) fn answer<'v>(value: &'v Value<'_>, to: Stdout) -> Result<Cow<'v, [u8]>, Failure> {
    if let Some(text) = value.as_str() {
        let text = match to {
            Stdout::Terminal => visible::text(text),
            Stdout::Elsewhere => text.into(),
        };
        return Ok(format!("{text}\n").into_bytes().into());
    }
    match (value.as_blob(), to) {
        (Some(blob), Stdout::Elsewhere) => Ok(Cow::Borrowed(&blob.content)),
        (Some(blob), Stdout::Terminal) => Err(refused(&format!(
            "the answer is a blob of {} bytes",
            blob.content.len()
        ))),
        (None, to) => Ok(json(value, to).into_bytes().into()),
    }
}

/// A value as JSON: indented for people, on one line for programs.
pub(super) fn json(value: &Value<'_>, to: Stdout) -> String {
    let json = match to {
        Stdout::Terminal => json::to_string_pretty(value),
        Stdout::Elsewhere => json::to_string(value),
    };
    visible::text(&json).into_owned() + "\n"
}

/// A message, to a terminal only where that can draw all of it.
pub(super) fn message(bytes: &[u8], to: Stdout) -> Result<&[u8], Failure> {
    let drawn = || {
        let text = std::str::from_utf8(bytes);
        text.is_ok_and(|text| visible::text(text) == text)
    };
    if to == Stdout::Elsewhere || drawn() {
        return Ok(bytes);
    }
    Err(refused("the message holds bytes that do not print"))
}

fn refused(what: &str) -> Failure {
    Failure::Usage(format!(
        "{what}, and stdout is a terminal\n  help: redirect it: append '> file' to the command"
    ))
}

#[cfg(test)]
mod tests {
    use hyperglyph::Blob;

    use super::*;

    const HOSTILE: &str = "a\n\tb\x1b]0;pwned\x07\x7f\u{9b}31m\u{202e}";

    fn printed(value: &Value<'_>, to: Stdout) -> String {
        String::from_utf8(answer(value, to).unwrap().into_owned()).unwrap()
    }

    fn refusal<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
        match result.unwrap_err() {
            Failure::Usage(text) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_text_is_escaped_on_a_terminal_alone() {
        let value = Value::from(HOSTILE);
        assert_eq!(
            printed(&value, Stdout::Terminal),
            "a\n\tb\\u001b]0;pwned\\u0007\\u007f\\u009b31m\\u202e\n"
        );
        assert_eq!(printed(&value, Stdout::Elsewhere), format!("{HOSTILE}\n"));
    }

    #[test]
    fn json_is_escaped_everywhere() {
        let value = Value::List(vec![HOSTILE.into()]);
        let line = r#"["a\n\tb\u001b]0;pwned\u0007\u007f\u009b31m\u202e"]"#;
        assert_eq!(printed(&value, Stdout::Elsewhere), format!("{line}\n"));
        let shown = printed(&value, Stdout::Terminal);
        assert!(shown.starts_with("[\n  \""), "{shown}");
        assert_eq!(visible::text(&shown), shown);
        assert_eq!(json::from_str(&shown).unwrap(), value);
    }

    #[test]
    fn a_blob_is_refused_on_a_terminal_alone() {
        let value = Value::from(Blob::new("image/png", &b"\x89PNG\x1b[31m"[..]));
        let elsewhere = answer(&value, Stdout::Elsewhere).unwrap();
        assert_eq!(&*elsewhere, b"\x89PNG\x1b[31m");
        assert_eq!(
            refusal(answer(&value, Stdout::Terminal)),
            "the answer is a blob of 9 bytes, and stdout is a terminal\n  \
             help: redirect it: append '> file' to the command"
        );
    }

    #[test]
    fn a_message_with_bytes_that_do_not_print_is_refused_on_a_terminal_alone() {
        for bytes in [&b"u4:\x1b[2J;"[..], b"b1:\xff;", "u2:\u{9b};".as_bytes()] {
            assert_eq!(message(bytes, Stdout::Elsewhere).unwrap(), bytes);
            assert_eq!(
                refusal(message(bytes, Stdout::Terminal)),
                "the message holds bytes that do not print, and stdout is a terminal\n  \
                 help: redirect it: append '> file' to the command"
            );
        }
        let plain = "u4:Zo\u{eb};".as_bytes();
        assert_eq!(message(plain, Stdout::Terminal).unwrap(), plain);
    }
}
