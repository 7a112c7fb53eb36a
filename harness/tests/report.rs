//! `--report`: one run, in every format.
#![cfg(unix)]

mod ran;

use std::fs;

use assert_cmd::cargo::cargo_bin;
use hyperglyph_harness::report;
use ran::run;
use serde_json::Value as Json;

#[test]
fn every_format_tells_the_same_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // Of `i0;` it reads a script that would like to run in the page.
    let evil = r#"{"$int":"</script><script>alert(1)</script>"}"#;
    let script = format!(
        "while IFS= read -r line; do case $line in
         *hello*) echo '{{\"name\":\"s\",\"roles\":[\"codec\"]}}';;
         *) id=$(printf '%s' \"$line\" | sed 's/.*\"id\":\\([0-9]*\\).*/\\1/')
            printf '{{\"id\":%s,\"value\":%s}}\\n' \"$id\" '{evil}';; esac; done"
    );
    fs::write(path("testee.sh"), script).unwrap();
    fs::write(
        path("evil.toml"),
        "name = \"e|vil\"\ncommand = [\"sh\", \"testee.sh\"]\n",
    )
    .unwrap();
    let good = format!(
        "name = \"good\"\ncommand = [\"{}\", \"testee\"]\n",
        cargo_bin("hyperglyph").display()
    );
    fs::write(path("good.toml"), good).unwrap();

    let mut arguments = ["check", "--run", "codec.decode/integer/z*", "--testee"]
        .map(str::to_owned)
        .to_vec();
    arguments.extend([path("evil.toml"), "--testee".to_owned(), path("good.toml")]);
    for format in [
        "junit", "tap", "json", "ndjson", "markdown", "html", "badge",
    ] {
        arguments.extend(["--report".to_owned(), format!("{format}={}", path(format))]);
    }
    let ran = run(
        &arguments.iter().map(String::as_str).collect::<Vec<_>>(),
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let written = |name: &str| fs::read_to_string(path(name)).unwrap();

    let json: Json = serde_json::from_str(&written("json")).unwrap();
    let count = json["subjects"][0]["cases"].as_array().unwrap().len();
    assert!(count > 0);
    assert_eq!(json["subjects"][0]["name"], "e|vil");
    assert_eq!(json["subjects"][0]["counts"]["fail"], count);
    assert_eq!(json["subjects"][1]["counts"]["pass"], count);
    let record = &json["subjects"][0]["cases"][0];
    assert_eq!(record["verdict"], "fail");
    assert_eq!(record["sent"], "decode i0;");
    assert!(
        record["again"]
            .as_str()
            .unwrap()
            .ends_with("--run 'codec.decode/integer/zero'")
    );

    let lines: Vec<Json> = written("ndjson")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2 * count);
    assert_eq!(lines[0]["subject"], "e|vil");
    assert_eq!(lines[0]["id"], record["id"]);

    let tap = written("tap");
    assert!(tap.starts_with(&format!(
        "TAP version 14\n1..{}\nnot ok 1 - e|vil codec.decode/integer/zero\n",
        2 * count
    )));
    assert_eq!(tap.matches("\nnot ok ").count(), count);
    assert_eq!(tap.matches("\nok ").count(), count);

    let junit = written("junit");
    let head = format!("tests=\"{}\" skipped=\"0\" failures=\"{count}\"", 2 * count);
    assert!(junit.contains(&head), "{junit}");

    let markdown = written("markdown");
    assert!(markdown.contains("## e\\|vil\n"), "{markdown}");
    assert!(
        markdown.contains("### e\\|vil `codec.decode/integer/zero`: fail\n"),
        "{markdown}"
    );

    assert!(written("badge").contains(&format!("{count} of {}", 2 * count)));

    is_of_the_schema(&json, &written("ndjson"));

    let html = written("html");
    assert_eq!(
        html.matches("</script>").count(),
        2,
        "what a testee says ends no script"
    );
    let data = html
        .split_once("id=\"report\">")
        .unwrap()
        .1
        .split_once("</script>")
        .unwrap()
        .0;
    assert_eq!(serde_json::from_str::<Json>(data).unwrap(), json);
}

/// What every report must be, whatever was tested.
fn is_of_the_schema(json: &Json, lines: &str) {
    let schema: Json = serde_json::from_str(report::SCHEMA).unwrap();
    let of = |schema: &Json| jsonschema::draft202012::new(schema).unwrap();
    let errors = |schema: &Json, it: &Json| -> Vec<String> {
        let schema = of(schema);
        let errors = schema.iter_errors(it);
        errors
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect()
    };
    assert_eq!(errors(&schema, json), Vec::<String>::new());
    let mut line_schema = schema.clone();
    let keywords = line_schema.as_object_mut().unwrap();
    keywords.retain(|key, _| key == "$defs" || key == "$schema");
    keywords.insert("$ref".to_owned(), "#/$defs/line".into());
    for line in lines.lines() {
        let line: Json = serde_json::from_str(line).unwrap();
        assert_eq!(errors(&line_schema, &line), Vec::<String>::new(), "{line}");
        // The schema says no to a field that nobody knows, and to one that is missing.
        let mut wrong = line.clone();
        wrong["colour"] = "red".into();
        assert_ne!(errors(&line_schema, &wrong), Vec::<String>::new());
        let mut wrong = line;
        wrong.as_object_mut().unwrap().remove("subject");
        assert_ne!(errors(&line_schema, &wrong), Vec::<String>::new());
    }
}

#[test]
fn json_reports_with_exchanges_and_differences_are_of_the_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    // A vector that says something else than it did falls short on every side.
    let vectors = hyperglyph_vectors::Bundle::embedded();
    for (name, text) in vectors.files() {
        let file = folder.path().join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text.replacen("\"i007;\"", "\"i008;\"", 1)).unwrap();
    }
    let [json, ndjson] = ["json", "ndjson"].map(|it| format!("{it}={}", path(it)));
    let ran = run(
        &[
            "check",
            "--vectors",
            folder.path().to_str().unwrap(),
            "--run",
            "integer/*",
            "--run",
            "http.*/calls/*",
            "--report",
            &json,
            "--report",
            &ndjson,
        ],
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let written = |name: &str| fs::read_to_string(path(name)).unwrap();
    let json: Json = serde_json::from_str(&written("json")).unwrap();
    is_of_the_schema(&json, &written("ndjson"));
    let cases = json["subjects"][0]["cases"].as_array().unwrap();
    let case = |id: &str| cases.iter().find(|case| case["id"] == id).unwrap();
    let case = case("server.echo/integer/leading-zeros");
    assert_eq!(case["difference"]["offset"], 1);
    assert_eq!(case["difference"]["path"], "root");
    assert_eq!(case["difference"]["seen"]["hex"], "69 38 3b");
    let exchange = &case["exchanges"][0];
    assert_eq!(exchange["request"]["method"], "POST");
    assert_eq!(exchange["request"]["body"]["text"], "Ou5:value;i008;;");
    assert_eq!(exchange["answer"]["body"]["text"], "i8;");
    assert!(
        exchange["curl"]
            .as_str()
            .unwrap()
            .starts_with("printf 'Ou5:value;i008;;' | curl ")
    );
    // What the scripted server saw and said.
    let read = cases
        .iter()
        .find(|case| case["id"] == "client.read/integer/leading-zeros")
        .unwrap();
    assert_eq!(
        read["exchanges"][0]["request"]["target"],
        "/integer/leading-zeros"
    );
    assert_eq!(read["exchanges"][0]["answer"]["body"]["text"], "i008;");
    assert!(read["exchanges"][0].get("curl").is_none());
    // Of what holds nothing is kept.
    let held = cases.iter().filter(|case| case["verdict"] == "pass");
    assert!(held.clone().count() > 10);
    assert!(held.clone().all(|case| case.get("exchanges").is_none()));
}

#[test]
fn a_report_that_cannot_be_named_or_written_says_why() {
    let ran = run(&["check", "--report", "pdf=a"], b"");
    assert_eq!(ran.code, Some(2));
    let said = "expected one of junit, tap, json, ndjson, markdown, html, badge";
    assert!(ran.err.contains(said), "{}", ran.err);
    let ran = run(
        &[
            "check",
            "--run",
            "codec.decode/integer/zero",
            "--report",
            "json=/not/there",
        ],
        b"",
    );
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.err.contains("cannot write /not/there: No such file"),
        "{}",
        ran.err
    );
}
