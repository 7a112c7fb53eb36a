//! Where instances live: `--store`.

use hyperglyph_server::{Disk, Memory, Redis, Router, conformance};

use super::Failure;

#[derive(Clone, Debug)]
pub(super) enum StoreAt {
    Memory,
    Disk(String),
    Redis(String),
}

pub(super) fn store_at(text: &str) -> Result<StoreAt, String> {
    match text.split_once(':') {
        None if text == "memory" => Ok(StoreAt::Memory),
        Some(("disk", path)) if !path.is_empty() => Ok(StoreAt::Disk(path.to_owned())),
        Some(("redis", _)) => Ok(StoreAt::Redis(text.to_owned())),
        _ => Err("expected memory, disk:PATH or redis://HOST/DB".to_owned()),
    }
}

impl StoreAt {
    /// The conformance page, with its instances there.
    pub(super) async fn router(&self) -> Result<Router, Failure> {
        Ok(match self {
            Self::Memory => conformance::with_store(Memory::new()),
            Self::Disk(path) => {
                let disk = Disk::open(path).map_err(|error| {
                    Failure::Own(format!(
                        "cannot open {path} as a store: {error}\n  help: it is made if it is not there; one process at a time has it open"
                    ))
                })?;
                conformance::with_store(disk)
            }
            Self::Redis(url) => {
                // The url may hold a password, and is not repeated.
                let redis = Redis::connect(url).await.map_err(|error| {
                    Failure::Own(format!(
                        "cannot reach Redis: {error}\n  help: is it running, at the host and port of --store?"
                    ))
                })?;
                conformance::with_store(redis)
            }
        })
    }
}
