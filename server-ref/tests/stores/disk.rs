//! What is true of a store on disk alone.

use std::fs;

use hyperglyph_server::{Disk, Store};

use crate::contract::{KEY, loaded};
use crate::directory;

#[tokio::test]
async fn what_was_acknowledged_is_there_when_the_file_is_opened_again() {
    let directory = directory();
    let path = directory.path().join("store");
    let store = Disk::open(&path).unwrap();
    store.create(KEY, "kept".into()).await.unwrap();
    let kept = loaded(&store, KEY).await;
    drop(store);
    assert_eq!(loaded(&Disk::open(&path).unwrap(), KEY).await, kept);
}

#[tokio::test]
async fn a_version_never_comes_again_not_even_after_a_restart() {
    let directory = directory();
    let path = directory.path().join("store");
    let mut before = 0;
    for _ in 0..3 {
        let store = Disk::open(&path).unwrap();
        store.create(KEY, "same".into()).await.unwrap();
        let (version, _) = loaded(&store, KEY).await;
        assert!(version.get() > before, "{version:?} after {before}");
        before = version.get();
        assert!(store.remove(KEY, version).await.unwrap());
    }
}

#[test]
fn one_process_has_the_file_and_others_are_told() {
    let directory = directory();
    let path = directory.path().join("store");
    let store = Disk::open(&path).unwrap();
    let error = Disk::open(&path).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "the store failed: {}: it is open already: clone the store that has it, or end its process",
            path.display()
        )
    );
    drop(store);
    Disk::open(&path).unwrap();
}

#[test]
fn a_file_of_something_else_is_refused_and_left_as_it_is() {
    let directory = directory();
    let path = directory.path().join("letter");
    let letter = "Dear reader, ".repeat(1_000);
    fs::write(&path, &letter).unwrap();
    let error = Disk::open(&path).unwrap_err();
    let place = format!("the store failed: {}: ", path.display());
    assert!(error.to_string().starts_with(&place), "{error}");
    assert_eq!(fs::read_to_string(&path).unwrap(), letter);
}
