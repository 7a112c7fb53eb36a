//! A server or a file that means ill: nothing of it reaches a terminal that
//! obeys it, and what it says is told all the same.

mod ran;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;

use ran::run;

/// A title, a colour, DEL, a C1 command, text from right to left.
const HOSTILE: &str = "\x1b]0;pwned\x07\x1b[31m\x7f\u{9b}2J\u{202e}";
const ESCAPED: &str = r"\u001b]0;pwned\u0007\u001b[31m\u007f\u009b2J\u202e";

/// A server that answers GET and POST with these bodies, of a length that may
/// be another than they say. It ends with the process.
fn server(page: String, echoed: String, length: Option<usize>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.unwrap());
            let mut head = String::new();
            while !head.ends_with("\r\n\r\n") && stream.read_line(&mut head).unwrap() > 0 {}
            let sent = head.to_lowercase();
            let sent = sent.split("content-length: ").nth(1).unwrap_or("0");
            let sent = sent.lines().next().unwrap().parse().unwrap();
            stream.read_exact(&mut vec![0; sent]).unwrap();
            let (body, length) = if head.starts_with("GET") {
                (&page, page.len())
            } else {
                (&echoed, length.unwrap_or(echoed.len()))
            };
            let kind = "content-type: application/vnd.hyperglyph\r\nconnection: close";
            let head = format!("HTTP/1.1 200 OK\r\n{kind}\r\ncontent-length: {length}\r\n\r\n");
            // A client may leave at any time.
            let _ = stream.get_mut().write_all((head + body).as_bytes());
        }
    });
    url
}

fn text(text: &str) -> String {
    format!("u{}:{text};", text.len())
}

const ECHO: &str = "Du4:echo;Xu4:form;Du3:url;u2:/e;u6:values;Lu5:value;;;N;;;";

#[test]
fn the_names_of_a_page_without_echo_are_told_escaped() {
    let name = format!("{HOSTILE}\nhelp");
    let url = server(format!("D{}i1;;", text(&name)), String::new(), None);
    let ran = run(&["check", &url], b"");
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    let told = format!("offers no 'echo', but: {ESCAPED}\\u000ahelp\n");
    assert!(ran.err.contains(&told), "{}", ran.err);
}

#[test]
fn what_check_saw_is_told_escaped() {
    let url = server(ECHO.to_owned(), text(HOSTILE), None);
    let ran = run(&["check", &url, "--run", "integer/zero"], b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let told = format!("  seen      \"{ESCAPED}\"");
    assert!(ran.out.contains(&told), "{}", ran.out);
}

#[test]
fn an_answer_of_more_than_16_mib_is_a_finding() {
    let url = server(ECHO.to_owned(), "i0;".to_owned(), Some((16 << 20) + 1));
    let ran = run(&["check", &url, "--run", "integer/zero"], b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    assert!(
        ran.out.contains("an answer of more than 16777216 bytes"),
        "{}",
        ran.out
    );
}

#[test]
fn a_text_goes_to_a_program_as_it_is() {
    let url = server(text(HOSTILE), String::new(), None);
    let ran = run(&["get", &url], b"");
    assert_eq!(ran.out, format!("{HOSTILE}\n"), "{}", ran.err);
}

#[test]
fn decoded_json_is_escaped_and_loses_nothing() {
    let message = text(HOSTILE);
    let json = run(&["decode"], message.as_bytes()).out;
    assert_eq!(json, format!("\"{ESCAPED}\"\n"));
    assert_eq!(run(&["encode"], json.as_bytes()).out, message);
}

#[test]
fn the_place_of_an_error_in_json_is_told_escaped() {
    let json = format!("{{\"{ESCAPED}\\u000ahelp\": 1.5}}");
    let ran = run(&["encode"], json.as_bytes());
    assert_eq!(ran.code, Some(1));
    let told = format!("error: at /{ESCAPED}\\u000ahelp: the number 1.5");
    assert!(ran.err.starts_with(&told), "{}", ran.err);
}

#[test]
fn the_name_of_a_file_that_is_not_there_is_told_escaped() {
    let ran = run(&["decode", "no\u{9b}2J\u{202e}file"], b"");
    assert_eq!(ran.code, Some(3));
    let told = r"error: cannot read no\u009b2J\u202efile: ";
    assert!(ran.err.starts_with(told), "{}", ran.err);
}

#[test]
fn a_password_in_a_url_is_not_told() {
    let url = server(ECHO.to_owned(), "i1;".to_owned(), None);
    let url = url.replace("http://", "http://user:secret@");
    for arguments in [
        &["get", "http://user:secret@127.0.0.1:9/"][..],
        &["call", "http://user:secret@127.0.0.1:9/", "x"],
        &["check", "http://user:secret@127.0.0.1:9/"],
        &["check", &url, "--run", "integer/zero"],
        &["get", &url],
    ] {
        let ran = run(arguments, b"");
        let told = ran.out + &ran.err;
        assert!(!told.is_empty());
        assert!(!told.contains("secret"), "{arguments:?}: {told}");
    }
}
