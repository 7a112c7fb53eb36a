//! The loaders for other languages read what the loader for Rust reads, where
//! their interpreter is there.

use std::io::ErrorKind;
use std::path::Path;
use std::process::Command;

use hyperglyph_vectors::Suite;

/// How many vectors, cases and bytes of messages there are.
fn counted() -> String {
    let suite = Suite::embedded().unwrap();
    let servers: usize = suite.servers().iter().map(|file| file.cases.len()).sum();
    let clients: usize = suite.clients().iter().map(|file| file.cases.len()).sum();
    let bytes: usize = suite.vectors().map(|it| it.bytes.to_vec().len()).sum();
    format!(
        "{} {} {bytes}\n",
        suite.vectors().count(),
        servers + clients
    )
}

fn agrees(interpreter: &str, loader: &str) {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ran = Command::new(interpreter)
        .arg(here.join("loaders").join(loader))
        .arg(here)
        .output();
    match ran {
        Ok(ran) => {
            let error = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert!(ran.status.success(), "{error}");
            assert_eq!(String::from_utf8_lossy(&ran.stdout), counted(), "{error}");
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {
            println!("not applicable: there is no {interpreter}");
        }
        Err(error) => panic!("{interpreter}: {error}"),
    }
}

#[test]
fn python() {
    agrees("python3", "load.py");
}

#[test]
fn ruby() {
    agrees("ruby", "load.rb");
}

#[test]
fn javascript() {
    agrees("node", "load.mjs");
}
