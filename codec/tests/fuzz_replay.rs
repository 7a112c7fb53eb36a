//! What fuzzing found, and inputs that were thought of: run again through the
//! properties of the fuzz targets (`codec/fuzz`).
#![cfg(all(feature = "http", feature = "json"))]

#[path = "../fuzz/properties/mod.rs"]
mod properties;

use std::path::{Path, PathBuf};
use std::{fs, panic};

fn saved() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saved")
}

#[test]
fn every_saved_input_holds_for_its_target() {
    for (target, holds) in properties::TARGETS {
        let mut inputs: Vec<_> = fs::read_dir(saved().join(target))
            .unwrap_or_else(|error| panic!("nothing is saved for {target}: {error}"))
            .map(|entry| entry.unwrap().path())
            .collect();
        inputs.sort();
        assert!(!inputs.is_empty(), "nothing is saved for {target}");
        for input in inputs {
            let bytes = fs::read(&input).unwrap();
            let held = panic::catch_unwind(|| holds(&bytes));
            assert!(held.is_ok(), "{} does not hold: see above", input.display());
        }
    }
}

#[test]
fn every_saved_input_has_a_target() {
    for entry in fs::read_dir(saved()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let known = properties::TARGETS
            .iter()
            .any(|(target, _)| *target == name);
        assert!(known, "there is no target {name}");
    }
}
