//! The command, as it is typed: what it prints and how it ends.

mod ran;
mod served;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assert_cmd::cargo::cargo_bin;
use ran::run;
use served::Served;

fn copy_of_the_vectors(to: &Path) -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../vectors");
    let folder = to.join("vectors");
    fs::create_dir_all(folder.join("codec")).unwrap();
    fs::copy(
        from.join("requirements.json"),
        folder.join("requirements.json"),
    )
    .unwrap();
    for entry in fs::read_dir(from.join("codec")).unwrap() {
        let file = entry.unwrap();
        fs::copy(file.path(), folder.join("codec").join(file.file_name())).unwrap();
    }
    folder
}

#[test]
fn check_holds_for_the_built_in_implementation() {
    let ran = run(&["check"], b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains(", 0 fail\n"), "{}", ran.out);
    for side in [
        "codec.decode",
        "codec.encode",
        "server.echo",
        "client.read",
        "client.call",
    ] {
        assert!(ran.out.contains(side), "{}", ran.out);
    }
}

#[test]
fn check_tells_where_an_edited_vector_fails() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = copy_of_the_vectors(folder.path());
    let file = vectors.join("codec/integer.json");
    let text = fs::read_to_string(&file).unwrap();
    let wrong = text.replacen("\"bytes\": \"i007;\"", "\"bytes\": \"i008;\"", 1);
    assert_ne!(text, wrong);
    fs::write(&file, wrong).unwrap();

    let vectors = vectors.to_str().unwrap();
    let ran = run(&["check", "--vectors", vectors], b"");
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let again = format!(
        "  again     hyperglyph check --vectors {vectors} --run 'codec.decode/integer/leading-zeros'\n"
    );
    for line in [
        "FAIL codec.decode/integer/leading-zeros\n",
        "FAIL server.echo/integer/leading-zeros\n",
        "  INT-5     MUST · Leading zeros are ignored.\n",
        "  expected  7  (i7;)",
        "  seen      8  (i8;)\n",
        &again,
    ] {
        assert!(ran.out.contains(line), "{line}\n{}", ran.out);
    }
}

#[test]
fn check_with_nothing_selected_is_wrong_usage() {
    let ran = run(&["check", "--run", "no-such-case"], b"");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("no case of"), "{}", ran.err);
    assert_eq!(run(&["check", "--no-such-flag"], b"").code, Some(2));
}

#[test]
fn check_selects_by_case_vector_and_requirement() {
    let cases = |arguments: &[&str]| {
        let ran = run(&[&["check"], arguments].concat(), b"");
        assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
        let last = ran.out.lines().last().unwrap();
        last.split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    assert_eq!(cases(&["--run", "integer/leading-zeros"]), 5);
    assert_eq!(cases(&["--run", "server.echo/integer/leading-zeros"]), 1);
    assert_eq!(
        cases(&["--run", "integer/leading-zeros", "--skip", "client.*"]),
        3
    );
    assert!(cases(&["--run", "INT-5"]) > 5);
}

#[test]
fn check_tells_the_whole_truth_when_nobody_listens() {
    let folder = tempfile::tempdir().unwrap();
    let vectors = copy_of_the_vectors(folder.path());
    let file = vectors.join("codec/integer.json");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(
        &file,
        text.replacen("\"bytes\": \"i007;\"", "\"bytes\": \"i008;\"", 1),
    )
    .unwrap();
    let mut child = Command::new(cargo_bin!("hyperglyph"))
        .args(["check", "--vectors", vectors.to_str().unwrap()])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}

#[test]
fn check_tells_which_way_was_taken() {
    let ran = run(
        &["check", "--verbose", "--run", "datetime/leap-second"],
        b"",
    );
    assert_eq!(ran.code, Some(0));
    let line = "either codec.decode/datetime/leap-second: refused\n";
    assert!(ran.out.contains(line), "{}", ran.out);
}

#[test]
fn check_wants_a_whole_http_url() {
    for (url, word) in [
        (
            "ftp://127.0.0.1/",
            "write the whole url: http://ftp://127.0.0.1/",
        ),
        (
            "localhost:8000",
            "write the whole url: http://localhost:8000/",
        ),
        (
            "127.0.0.1:8000",
            "write the whole url: http://127.0.0.1:8000/",
        ),
    ] {
        let ran = run(&["check", url], b"");
        assert_eq!(ran.code, Some(2), "{url}");
        assert!(ran.err.contains(word), "{}", ran.err);
    }
}

#[test]
fn check_without_a_server_is_a_failure_of_the_command() {
    let ran = run(&["check", "http://127.0.0.1:9/"], b"");
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err
            .starts_with("error: no answer from http://127.0.0.1:9/"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("start the server first"), "{}", ran.err);
    let ran = run(&["check", "--vectors", "no-such-folder"], b"");
    assert_eq!(ran.code, Some(3));
    assert!(ran.err.contains("no-such-folder"), "{}", ran.err);
}

#[test]
fn a_running_server_is_checked_and_called() {
    let server = Served::start();
    let url = server.url.as_str();
    let ran = run(&["check", url], b"");
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    for (arguments, printed) in [
        (&["hello"][..], "Hello World\n"),
        (&["hello", "dave"], "Hello dave\n"),
        (&["hello", "name=dave"], "Hello dave\n"),
        (&["add", "1", "2"], "3\n"),
        (&["nothing"], "null\n"),
        (&["echo", r#"{"$set": [1]}"#], "{\"$set\":[1]}\n"),
    ] {
        assert_eq!(run(&[&["call", url], arguments].concat(), b"").out, printed);
    }
    for (arguments, word) in [
        (&["hello", "a", "b"][..], "INP-6"),
        (&["no_such_name"], "no_such_name"),
    ] {
        let ran = run(&[&["call", url], arguments].concat(), b"");
        assert_eq!(ran.code, Some(1));
        assert!(ran.err.contains(word), "{}", ran.err);
    }
    let page = run(&["get", url], b"").out;
    assert!(page.contains(r#"{"$ext":["resource","#), "{page}");
    assert!(page.contains(&format!("{url}hello")), "{page}");
    let form = run(&["get", url, "hello"], b"").out;
    assert!(form.starts_with(r#"{"$ext":["form","#), "{form}");
}

#[test]
fn decode_and_encode_are_each_others_inverse() {
    let message = b"Du1:a;i1;u1:b;LT;N;;;";
    let json = run(&["decode"], message);
    assert_eq!(json.code, Some(0));
    assert_eq!(json.out, "{\"a\":1,\"b\":[true,null]}\n");
    assert_eq!(
        run(&["encode"], json.out.as_bytes()).out.as_bytes(),
        message
    );
    let sorted = run(
        &["encode", "--canonical"],
        br#"{"b": 1, "a": {"$set": [2, 1]}}"#,
    );
    assert_eq!(sorted.out, "Du1:a;Si1;i2;;u1:b;i1;;");
    let nfc = run(&["encode", "--nfc"], "\"e\u{301}\"".as_bytes());
    assert_eq!(nfc.out, "u2:\u{e9};");
}

#[test]
fn decode_shows_the_place_of_an_error() {
    let ran = run(&["decode"], b"Du3:age;i4x;;");
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.err,
        "\
error: expected ';' at the end of the object, found 'x'
  at byte 10 in root[\"age\"]
   |
   | Du3:age;i4x;;
   |           ^
  requirement: MSG-5 (terminator)
  help: every object ends with ';', strings too (u5:hello;), and a length counts bytes, not characters
"
    );
    let ran = run(&["decode"], b"pP5D;");
    assert!(
        ran.err
            .ends_with("the interop profile takes this message: --profile interop\n")
    );
    let ran = run(&["decode", "--profile", "interop"], b"pP5D;");
    assert_eq!(ran.out, "{\"$timedelta\":\"P0Y0M5DT0H0M0S\"}\n");
}

#[test]
fn msg_7_truncated_deep_and_long_messages_end_in_an_error() {
    for (message, kind) in [
        (b"Du1:a;".to_vec(), "unexpected-end"),
        (b"".to_vec(), "unexpected-end"),
        ("L".repeat(100_000).into_bytes(), "limit-depth"),
        (b"b99999999999999999999:x;".to_vec(), "limit-message"),
        (
            format!("i{};", "9".repeat(200_000)).into_bytes(),
            "limit-digits",
        ),
    ] {
        let ran = run(&["decode"], &message);
        assert_eq!(ran.code, Some(1), "{kind}: {}", ran.err);
        assert!(
            ran.err.contains(&format!("({kind})")),
            "{kind}: {}",
            ran.err
        );
    }
}

#[test]
fn encode_names_the_place_in_the_json() {
    let ran = run(&["encode"], br#"{"users": [{"score": 1.5}]}"#);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.err
            .starts_with("error: at /users/0/score: the number 1.5"),
        "{}",
        ran.err
    );
    assert_eq!(run(&["encode"], b"\xff").code, Some(1));
    assert_eq!(run(&["encode", "no-such-file"], b"").code, Some(3));
}
