//! The keys that sign state: `--state-key-file`.
//!
//! ```text
//! file   = *( line LF )
//! line   = name 1*WS secret / '#' comment / nothing
//! name   = 1*( letter / digit / '-' / '_' )
//! secret = 32 bytes or more, in base64
//! ```

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hyperglyph_server::Keys;

use super::Failure;

/// The first key signs; the urls of all are taken.
pub(super) fn read(file: &Path) -> Result<Keys, Failure> {
    let text = fs::read_to_string(file)
        .map_err(|error| Failure::Own(format!("cannot read {}: {error}", file.display())))?;
    parse(&text).map_err(|error| Failure::Own(format!("{}{error}", file.display())))
}

/// Of what is wrong, the line is told and never the secret.
fn parse(text: &str) -> Result<Keys, String> {
    let mut keys: Option<Keys> = None;
    let mut names = HashSet::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |found: String| {
            let number = number + 1;
            format!(
                ", line {number}: expected a name and a secret of 32 bytes or more in base64, found {found}\n  help: echo \"2026-11 $(openssl rand -base64 32)\""
            )
        };
        let (name, secret) = line
            .split_once(char::is_whitespace)
            .ok_or_else(|| wrong("one word".to_owned()))?;
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        if !name.bytes().all(is_plain) {
            return Err(wrong(
                "a name that is not letters, digits, - and _ alone".to_owned(),
            ));
        }
        if !names.insert(name) {
            return Err(wrong(format!("the name {name} a second time")));
        }
        let secret = BASE64_STANDARD
            .decode(secret.trim())
            .map_err(|_| wrong("a secret that is no base64".to_owned()))?;
        if secret.len() < 32 {
            return Err(wrong(format!("a secret of {} bytes", secret.len())));
        }
        keys = Some(match keys {
            None => Keys::new(name, secret),
            Some(keys) => keys.accept(name, secret),
        });
    }
    keys.ok_or_else(|| ": expected a key, found none\n  help: each line is a name and a secret: echo \"2026-11 $(openssl rand -base64 32)\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    fn refused(text: &str) -> String {
        parse(text).unwrap_err()
    }

    #[test]
    fn keys_stand_one_to_a_line() {
        let keys = parse(&format!("# new\n2026-11 {SECRET}\n\n  old_1\t {SECRET} \n")).unwrap();
        assert_eq!(format!("{keys:?}"), "[\"2026-11\", \"old_1\"]");
    }

    #[test]
    fn a_wrong_line_is_told_without_its_secret() {
        for (text, told) in [
            (
                SECRET.to_owned(),
                ", line 1: expected a name and a secret of 32 bytes or more in base64, found one word\n",
            ),
            (
                format!("\n# x\na.b {SECRET}"),
                ", line 3: expected a name and a secret of 32 bytes or more in base64, found a name that is not letters, digits, - and _ alone\n",
            ),
            (
                format!("a {SECRET}\na {SECRET}"),
                ", line 2: expected a name and a secret of 32 bytes or more in base64, found the name a a second time\n",
            ),
            (
                "a not-base64!".to_owned(),
                ", line 1: expected a name and a secret of 32 bytes or more in base64, found a secret that is no base64\n",
            ),
            (
                "a c2hvcnQ=".to_owned(),
                ", line 1: expected a name and a secret of 32 bytes or more in base64, found a secret of 5 bytes\n",
            ),
        ] {
            let error = refused(&text);
            assert!(error.starts_with(told), "{error}");
            assert!(
                error.ends_with("\n  help: echo \"2026-11 $(openssl rand -base64 32)\""),
                "{error}"
            );
            assert!(!error.contains(SECRET), "{error}");
        }
        assert!(refused("# none\n").starts_with(": expected a key, found none\n"));
    }
}
