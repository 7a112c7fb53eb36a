//! Text from elsewhere, made safe to show: a terminal obeys some characters
//! instead of drawing them, and a server, a file or a vector may hold any.
//!
//! What is escaped, as `\u` and four hex digits:
//!
//! | characters | what a terminal does |
//! |---|---|
//! | U+0000–001F, U+007F | moves the cursor, rings, begins a command (ESC) |
//! | U+0080–009F | begins a command, too (U+009B is ESC and `[` in one) |
//! | U+061C, U+200E–200F, U+202A–202E, U+2066–2069 | shows the text in another order |
//! | U+2028–2029 | begins a line |
//!
//! JSON knows the same escapes, and holds these characters only in strings. So
//! escaped JSON is the same JSON: [`text`] may always be applied to it.

use std::borrow::Cow;

/// The text on lines: its line ends and tabs stay.
#[must_use]
pub fn text(text: &str) -> Cow<'_, str> {
    escape(text, |c| is_obeyed(c) && !matches!(c, '\n' | '\t'))
}

/// The text inside a line: what would begin another one is escaped as well.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, is_obeyed)
}

const fn is_obeyed(c: char) -> bool {
    matches!(
        c,
        '\0'..='\x1f'
            | '\x7f'..='\u{9f}'
            | '\u{61c}'
            | '\u{200e}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}'
    )
}

fn escape(text: &str, escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&escaped) {
        return text.into();
    }
    let mut visible = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if escaped(c) {
            visible += &format!("\\u{:04x}", u32::from(c));
        } else {
            visible.push(c);
        }
    }
    visible.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_a_terminal_obeys_is_escaped_and_its_neighbours_are_not() {
        for (first, last) in [
            ('\0', '\x1f'),
            ('\x7f', '\u{9f}'),
            ('\u{61c}', '\u{61c}'),
            ('\u{200e}', '\u{200f}'),
            ('\u{2028}', '\u{202e}'),
            ('\u{2066}', '\u{2069}'),
        ] {
            for c in first..=last {
                let escaped = format!("\\u{:04x}", u32::from(c));
                assert_eq!(line(&c.to_string()), escaped);
            }
            let beside = [u32::from(first).wrapping_sub(1), u32::from(last) + 1];
            for c in beside.into_iter().filter_map(char::from_u32) {
                assert_eq!(line(&c.to_string()), c.to_string());
            }
        }
    }

    #[test]
    fn a_title_and_a_colour_are_seen_and_not_obeyed() {
        assert_eq!(
            text("\x1b]0;pwned\x07\x1b[31m red\r\u{9b}2J"),
            r"\u001b]0;pwned\u0007\u001b[31m red\u000d\u009b2J"
        );
    }

    #[test]
    fn lines_and_tabs_stay_in_text_and_not_in_a_line() {
        assert_eq!(text("a\tb\nc"), "a\tb\nc");
        assert_eq!(line("a\tb\nc"), r"a\u0009b\u000ac");
    }

    #[test]
    fn text_with_nothing_to_escape_is_borrowed() {
        assert!(matches!(text("Zoë 👩\u{200d}🚀\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn escaped_json_is_the_same_json() {
        let all: String = ('\0'..='\u{206f}').chain(['\\', '"', '𝄞']).collect();
        let json = serde_json::to_string_pretty(&[&all]).unwrap();
        let escaped = text(&json);
        assert_ne!(escaped, json);
        let read: [String; 1] = serde_json::from_str(&escaped).unwrap();
        assert_eq!(read, [all]);
    }
}
