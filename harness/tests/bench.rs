//! `hyperglyph bench`: everybody does all of the work, and who does not is told.
#![cfg(unix)]

mod ran;

use std::fs;

use ran::run;
use serde_json::Value as Json;

#[test]
fn everybody_is_measured_in_every_round() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("codec.toml");
    // A codec alone, which refuses to write.
    let script = "while IFS= read -r line; do
        id=${line#*'\"id\":'}; id=${id%%[,\\}]*}
        case $line in
        *hello*protocol*) echo '{\"name\":\"s\",\"roles\":[\"codec\"]}';;
        *decode*) printf '{\"id\":%s,\"error\":\"no\"}\\n' \"$id\";;
        *) printf '{\"id\":%s,\"unsupported\":true}\\n' \"$id\";;
        esac; done";
    fs::write(folder.path().join("codec.sh"), script).unwrap();
    fs::write(
        &file,
        "name = \"codec\"\ncommand = [\"sh\", \"codec.sh\"]\n",
    )
    .unwrap();
    let report = folder.path().join("bench.json");
    let written = format!("json={}", report.display());
    let file = file.to_str().unwrap();
    let ran = run(
        &[
            "bench", "--testee", file, "--rounds", "2", "--report", &written,
        ],
        b"",
    );
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    let json: Json = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    assert!(json["messages"].as_u64() > Some(1_000), "{json}");
    assert!(json["calls"].as_u64() > Some(100), "{json}");
    let [rust, codec] = json["testees"].as_array().unwrap().as_slice() else {
        panic!("{json}");
    };
    assert_eq!(
        (&rust["name"], &codec["name"]),
        (&"rust".into(), &"codec".into())
    );
    let paces = rust["paces"].as_array().unwrap();
    assert_eq!(paces.len(), 4);
    for pace in paces {
        assert_eq!(pace["rounds"].as_array().unwrap().len(), 2, "{pace}");
        assert_eq!(pace["refused"], 0, "{pace}");
        assert!(pace["median"].as_f64() > Some(1.0), "{pace}");
    }
    assert_eq!(codec["paces"][0]["refused"], json["messages"]);
    assert_eq!(codec["paces"][1], Json::Null);
    assert_eq!(codec["paces"][2], Json::Null);
    let refused = format!(
        "codec: {} of a round of decode were refused\n",
        json["messages"]
    );
    assert!(ran.out.ends_with(&refused), "{}", ran.out);
    let last = ran
        .out
        .lines()
        .find(|line| line.starts_with("codec "))
        .unwrap();
    assert!(
        last.ends_with("           -           -           -"),
        "{}",
        ran.out
    );
}

#[test]
fn who_is_lost_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("s.toml");
    let script = "while IFS= read -r line; do case $line in
        *hello*protocol*) echo '{\"name\":\"s\",\"roles\":[\"codec\"]}';;
        *) echo gone >&2; exit;; esac; done";
    fs::write(folder.path().join("s.sh"), script).unwrap();
    fs::write(&file, "name = \"s\"\ncommand = [\"sh\", \"s.sh\"]\n").unwrap();
    let file = file.to_str().unwrap();
    let ran = run(
        &["bench", "--no-builtin", "--testee", file, "--rounds", "1"],
        b"",
    );
    assert_eq!(ran.code, Some(1), "{}{}", ran.out, ran.err);
    let lost = "s: the testee ended before it answered; its stderr ends: gone\n";
    assert!(ran.out.ends_with(lost), "{}", ran.out);
}
