//! `get`, `call` and `shell`: a service browsed by hand.

mod ran;
mod served;

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use ran::run;
use served::Served;

/// A server that answers each path with a body, in its type.
struct Pages {
    url: String,
}

const OURS: &str = "application/vnd.hyperglyph";

const ROOT: &str = "Xu8:resource;D;Du9:find_user;Xu4:form;Du3:url;u5:/find;u6:values;\
    Lu4:name;;;N;;u5:users;Xu4:link;Du3:url;u6:/users;;N;;u4:song;Xu4:link;Du3:url;u5:/song;;N;;\
    u4:ring;Xu4:link;Du3:url;u5:/ring;;N;;u4:list;Li1;Du1:a;u1:b;;;\
    u5:store;Xu4:form;Du3:url;u6:/store;u6:method;u3:PUT;u6:values;Lu4:file;;;N;;\
    u5:greet;Xu4:form;Du3:url;u6:/greet;u6:values;LXu5:input;Du4:name;u4:lang;u5:value;u2:en;;N;;;;N;;;;";
const BOB: &str = "Xu8:resource;D;Du2:id;i7;u3:bio;Xu4:link;Du3:url;u4:/bio;;N;;\
    u7:message;Xu4:form;Du3:url;u8:/message;u6:values;Lu7:subject;u4:body;;;N;;;;";
const HELLO: &str =
    "Xu4:form;Du3:url;u4:/bio;u6:values;LXu5:input;Du4:name;u1:n;u5:value;i0;;N;;;;N;;";

impl Pages {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                std::thread::spawn(|| serve(stream.unwrap()));
            }
        });
        Self { url }
    }
}

fn serve(mut stream: TcpStream) {
    let Some((head, sent)) = request(&mut stream) else {
        return;
    };
    let path = head.split(' ').nth(1).unwrap_or_default();
    let users = format!("Du3:bob;{BOB};");
    let echoed = format!("u{}:{sent};", sent.len());
    let (kind, body) = match path {
        "/" => (OURS, ROOT),
        "/find" => (OURS, BOB),
        "/users" => (OURS, &*users),
        "/bio" => (OURS, "u10:feels good;"),
        "/greet" => (OURS, HELLO),
        "/message" | "/store" => (OURS, &*echoed),
        "/song" => ("audio/ogg", "la la la"),
        "/ring" => (
            OURS,
            "Du5:sound;B0:Du12:content-type;u3:a/b;;;;c0:4:ring;c0;",
        ),
        _ => ("text/plain", "?"),
    };
    let length = body.len();
    let answer = format!(
        "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-type: {kind}\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(answer.as_bytes()).unwrap();
}

/// The head and the body of a request, and its content type before the body of a PUT.
fn request(stream: &mut TcpStream) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    loop {
        if let Some(end) = bytes.windows(4).position(|it| it == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let header = |name: &str| {
                let line = head.lines().find_map(|it| it.strip_prefix(name));
                line.map(str::to_owned)
            };
            let length = header("content-length: ").map_or(0, |it| it.parse().unwrap());
            if bytes.len() >= end + 4 + length {
                let body = String::from_utf8_lossy(&bytes[end + 4..]).into_owned();
                let kind = header("content-type: ").unwrap_or_default();
                let told = if head.starts_with("PUT") {
                    format!("{kind} {body}")
                } else {
                    body
                };
                return Some((head, told));
            }
        }
        let mut piece = [0; 4096];
        match stream.read(&mut piece) {
            Ok(0) | Err(_) => return None,
            Ok(count) => bytes.extend_from_slice(&piece[..count]),
        }
    }
}

/// What it prints, when it ends well.
fn printed(arguments: &[&str]) -> String {
    let ran = run(arguments, b"");
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.err);
    ran.out
}

#[test]
fn names_lead_from_page_to_page_and_a_slash_goes_on_with_the_answer() {
    let pages = Pages::start();
    let url = &*pages.url;
    let sent = "Ou7:subject;u3:lol;u4:body;u14:feels good man;;\n";
    for words in [
        &["find_user", "bob", "/", "message", "lol", "feels good man"][..],
        &["users", "bob", "message", "lol", "feels good man"],
        &[
            "users",
            "bob",
            "message",
            "body=feels good man",
            "subject=lol",
        ],
    ] {
        assert_eq!(
            printed(&[&["call", url], words].concat()),
            sent,
            "{words:?}"
        );
    }
    assert_eq!(
        printed(&["call", url, "users", "bob", "bio"]),
        "feels good\n"
    );
    assert_eq!(printed(&["get", url, "users", "bob", "id"]), "7\n");
    assert_eq!(printed(&["get", url, "list", "1", "a"]), "b\n");
    // A form that comes back is called by what stands behind the slash, or by nothing.
    assert_eq!(
        printed(&["call", url, "greet", "fr", "/", "3"]),
        "feels good\n"
    );
    assert_eq!(printed(&["call", url, "greet", "/"]), "feels good\n");
    assert!(printed(&["call", url, "greet"]).starts_with("{\"$ext\":[\"form\","));
}

#[test]
fn what_leads_nowhere_is_refused_with_what_there_is() {
    let pages = Pages::start();
    let url = &*pages.url;
    for (words, told) in [
        (&["find_user", "bob", "surplus"][..], "INP-6"),
        (&["find_user"], "INP-6"),
        (&["find_user", "bob", "/", "no"], "nothing under \"no\""),
        (&["list"], "expected a link or a form to call"),
        (
            &["find_user", "bob", "/"],
            "expected a link or a form to call",
        ),
        (&["list", "9"], "nothing under index 9"),
        (&["no"], "\"find_user\", \"users\""),
    ] {
        let ran = run(&[&["call", url], words].concat(), b"");
        assert_eq!(ran.code, Some(1), "{words:?}");
        assert!(ran.err.contains(told), "{}", ran.err);
        assert_eq!(ran.out, "");
    }
    assert_eq!(run(&["call", url], b"").code, Some(2));
}

#[test]
fn a_file_is_sent_as_a_blob_and_a_blob_is_written_to_a_file() {
    let pages = Pages::start();
    let url = &*pages.url;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let song = file("song.ogg");
    fs::write(&song, "la la la").unwrap();
    assert_eq!(
        printed(&["call", url, "store", &format!("@{song}")]),
        "audio/ogg la la la\n"
    );
    assert_eq!(
        printed(&["call", url, "store", &format!("file=@{song}")]),
        "audio/ogg la la la\n"
    );
    let ran = run(&["call", url, "store", "@no-such-file"], b"");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("cannot read no-such-file"), "{}", ran.err);

    let saved = file("saved");
    for (arguments, content) in [
        (vec!["call", url, "song"], "la la la"),
        (vec!["call", url, "ring"], "ring"),
        (vec!["call", url, "users", "bob", "bio"], "feels good\n"),
        (vec!["get", url, "list"], "[1,{\"a\":\"b\"}]\n"),
        (vec!["get", &format!("{url}song")], "la la la"),
    ] {
        let ran = run(&[&arguments[..], &["--output", &saved]].concat(), b"");
        assert_eq!((ran.code, &*ran.out), (Some(0), ""), "{}", ran.err);
        assert_eq!(
            fs::read_to_string(&saved).unwrap(),
            content,
            "{arguments:?}"
        );
    }
    assert_eq!(printed(&["call", url, "song"]), "la la la");
    let json = printed(&["call", url, "song", "--json"]);
    assert!(json.starts_with("{\"$blob\":"), "{json}");
    assert_eq!(
        printed(&["call", url, "users", "bob", "bio", "--json"]),
        "\"feels good\"\n"
    );
}

#[test]
fn verbose_shows_what_goes_over_the_wire() {
    let pages = Pages::start();
    let ran = run(&["call", &pages.url, "find_user", "bob", "--verbose"], b"");
    let url = &pages.url;
    for line in [
        &*format!("> GET {url}\n"),
        &format!("> POST {url}find\n"),
        "> accept: application/vnd.hyperglyph\n",
        "> Ou4:name;u3:bob;;\n",
        "< 200 OK\n",
        "< content-type: application/vnd.hyperglyph\n",
        &format!("< {BOB}\n"),
    ] {
        assert!(ran.err.contains(line), "{line}{}", ran.err);
    }
    assert!(!ran.err.contains('\x1b'), "no colours but on a terminal");

    let way = ["call", &pages.url, "find_user", "bob"];
    let ran = run(&[&way[..], &["--verbose", "--gzip"]].concat(), b"");
    for line in ["> content-encoding: gzip\n", " bytes of gzip\n"] {
        assert!(ran.err.contains(line), "{line}{}", ran.err);
    }
}

#[test]
fn the_shell_walks_calls_and_goes_back() {
    let pages = Pages::start();
    let lines = "ls\ncd find_user bob\nls\n\nbio\nmessage lol 'feels good man'\nget id\ncd ..\n\
        cd users bob\ncall bio\ncd\nget list 0\nexit\nno such thing\n";
    let ran = run(&["shell", &pages.url], lines.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(
        ran.out,
        "find_user(name)\nusers  link\nsong  link\nring  link\nlist  [1,{\"a\":\"b\"}]\n\
         store(file)\ngreet(lang=\"en\")\n\
         id  7\nbio  link\nmessage(subject, body)\n\
         feels good\nOu7:subject;u3:lol;u4:body;u14:feels good man;;\n7\nfeels good\n1\n",
    );
    for (lines, code, told) in [
        ("no such thing\nls\n", 1, "nothing under \"no\""),
        ("say 'no end\n", 2, "a quote has no end"),
    ] {
        let ran = run(&["shell", &pages.url], lines.as_bytes());
        assert_eq!((ran.code, &*ran.out), (Some(code), ""));
        assert!(ran.err.contains(told), "{}", ran.err);
    }
}

/// The sessions of the README, as they are typed and as they answer.
#[cfg(unix)]
#[test]
fn the_sessions_of_the_readme_are_true() {
    let readme = include_str!("../../README.md");
    let start = readme
        .find("## Look at a service, and at a message")
        .unwrap();
    let section = &readme[start..];
    let section = &section[..section[1..].find("\n## ").unwrap()];
    let served = Served::start();
    let folder = tempfile::tempdir().unwrap();
    let (mut command, mut expected, mut seen) = (None, String::new(), 0);
    let mut check = |command: Option<String>, expected: &str| {
        let Some(command) = command.filter(|it| !it.ends_with('&')) else {
            return;
        };
        let command = command.replace("http://127.0.0.1:8000/", &served.url);
        let binary = assert_cmd::cargo::cargo_bin!("hyperglyph");
        let path = std::env::var("PATH").unwrap();
        let ran = std::process::Command::new("sh")
            .args(["-c", &format!("exec 2>&1; {command}")])
            .env(
                "PATH",
                format!("{}:{path}", binary.parent().unwrap().display()),
            )
            .current_dir(folder.path())
            .output()
            .unwrap();
        let out = String::from_utf8_lossy(&ran.stdout);
        let out = out.replace(&served.url, "http://127.0.0.1:8000/");
        assert_eq!(out.trim_end(), expected.trim_end(), "$ {command}");
        seen += 1;
    };
    for line in section.lines() {
        let Some(line) = line.strip_prefix("    ").or(line.is_empty().then_some("")) else {
            check(command.take(), &expected);
            continue;
        };
        if let Some(next) = line.strip_prefix("$ ") {
            check(command.replace(next.to_owned()), &expected);
            expected.clear();
        } else {
            expected += line;
            expected.push('\n');
        }
    }
    check(command, &expected);
    assert!(seen > 8, "{seen}");
}
