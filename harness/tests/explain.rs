//! `hyperglyph explain`: what it says, word by word.

mod ran;

use ran::run;

const PAGE: &[u8] = include_bytes!("explained/page.hg");

#[test]
fn a_page_is_explained_byte_by_byte() {
    let ran = run(&["explain"], PAGE);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out, include_str!("explained/page.txt"));
}

/// Each message of the file, with what is said of it: rows, and then the error.
#[test]
fn msg_5_what_was_understood_stands_before_the_error() {
    let mut cases = 0;
    for case in include_str!("explained/rejects.txt").split("# ").skip(1) {
        let (head, said) = case.split_once('\n').unwrap();
        let (name, message) = head.split_once(": ").unwrap();
        let ran = run(&["explain"], &unescaped(message));
        assert_eq!(ran.code, Some(1), "{name}");
        assert_eq!(format!("{}{}\n", ran.out, ran.err), said, "{name}");
        cases += 1;
    }
    assert_eq!(cases, 7);
}

/// `\xff` is one byte.
fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap().as_bytes().to_vec();
    for part in parts {
        let (hex, rest) = part.split_at(2);
        bytes.push(u8::from_str_radix(hex, 16).unwrap());
        bytes.extend(rest.as_bytes());
    }
    bytes
}

#[test]
fn every_byte_is_explained_once() {
    for arguments in [&["explain", "--json"][..], &["explain", "--json", "-"]] {
        let ran = run(arguments, PAGE);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let mut at = 0;
        for line in ran.out.lines() {
            let token: serde_json::Value = serde_json::from_str(line).unwrap();
            assert_eq!(token["offset"], at, "{line}");
            at += token["length"].as_u64().unwrap();
            assert!(token["depth"].is_u64() && token["name"].is_string());
        }
        assert_eq!(at, PAGE.len() as u64);
    }
}

#[test]
fn json_names_tokens_and_ends_with_the_error() {
    let ran = run(&["explain", "--json"], b"Du1:a;i+7; L;b2:x");
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.out,
        r#"{"offset":0,"length":1,"depth":0,"role":"root","name":"dict"}
{"offset":1,"length":3,"depth":1,"role":"key","index":0,"name":"unicode-length","size":1}
{"offset":4,"length":1,"depth":1,"role":"key","index":0,"name":"text"}
{"offset":5,"length":1,"depth":1,"role":"key","index":0,"name":"terminator"}
{"offset":6,"length":4,"depth":1,"role":"value","index":0,"name":"integer","means":"integer 7"}
{"offset":10,"length":1,"depth":1,"name":"white-space"}
{"offset":11,"length":1,"depth":1,"role":"key","index":1,"name":"list"}
{"offset":12,"length":1,"depth":1,"role":"key","index":1,"name":"end","means":"end of list, 0 items"}
{"offset":13,"length":3,"depth":1,"role":"value","index":1,"name":"bytearray-length","size":2}
{"offset":16,"length":1,"depth":1,"role":"value","index":1,"name":"bytes"}
{"error":{"offset":17,"kind":"unexpected-end","expected":"the rest of the object","found":"the end of the message","path":"root.value(1, of a list)","requirement":"MSG-5","help":"every object ends with ';': look for a message cut short, or a length that is too large"}}
"#
    );
    assert!(ran.err.contains("(unexpected-end)"), "{}", ran.err);
}

#[test]
fn rows_are_as_wide_as_they_are_asked_to_be() {
    let widest = |arguments: &[&str]| {
        let out = run(&[&["explain"], arguments].concat(), PAGE).out;
        assert_eq!(
            out.contains(" 75 33 3a 75 "),
            !arguments.contains(&"--no-hex")
        );
        out.lines().map(|line| line.chars().count()).max().unwrap()
    };
    assert!(widest(&["--width", "60"]) < widest(&["--width", "140"]));
    assert!(widest(&["--no-hex"]) <= 100);
    // However little that is.
    for width in ["0", "1", "30"] {
        assert!(widest(&["--width", width]) > 40);
    }
}

#[test]
fn nothing_that_a_terminal_obeys_is_printed() {
    let hostile = "\x1b]0;pwned\x07\u{9b}2J\u{202e}\n";
    let message = format!("Lu{0}:{hostile};b{0}:{hostile};;", hostile.len());
    for arguments in [&["explain"][..], &["explain", "--json"]] {
        let ran = run(arguments, message.as_bytes());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let obeyed = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!ran.out.contains(obeyed), "{:?}", ran.out);
    }
    assert!(
        run(&["explain", "--width", "200"], message.as_bytes())
            .out
            .contains(r"\u001b]0;pwned\u0007\u009b2J\u202e\u000a")
    );
}

#[test]
fn dtm_4_the_profile_decides() {
    let message = b"d2020-01-01T01:30:00.000+01:30;";
    assert_eq!(run(&["explain"], message).code, Some(1));
    let ran = run(&["explain", "--no-hex", "--profile", "interop"], message);
    assert!(
        ran.out.ends_with("datetime 1 Jan 2020, 00:00:00 UTC\n"),
        "{}",
        ran.out
    );
}
