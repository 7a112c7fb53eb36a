//! What fuzzing found, and inputs that were thought of: run again through the
//! properties of the fuzz targets (`codec/fuzz`).
#![cfg(all(feature = "http", feature = "json", feature = "serde"))]

#[path = "../fuzz/properties/mod.rs"]
mod properties;

use std::path::{Path, PathBuf};
use std::{fs, thread};

fn saved() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/saved")
}

/// What the main thread has, where the targets run: frames without optimisation
/// are many times as large.
const STACK: usize = 8 << 20;

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
            let thread = thread::Builder::new().stack_size(STACK);
            let held = thread.spawn(move || holds(&bytes)).unwrap().join();
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
