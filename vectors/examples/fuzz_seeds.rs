//! Writes a first corpus for the fuzz targets of the codec, from the vectors:
//! `fuzz_seeds FOLDER` makes a folder in it for each target. `codec/fuzz/run` does so.

use std::path::Path;
use std::{env, error::Error, fs};

use hyperglyph_vectors::Suite;

/// Longer ones are about limits, which the targets set much lower.
const LONGEST: usize = 2_000;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::args().nth(1).ok_or("usage: seeds FOLDER")?;
    let seed = |target: &str, name: &str, bytes: &[u8]| {
        let folder = Path::new(&folder).join(target);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(name.replace('/', "-")), bytes)
    };
    for vector in Suite::embedded()?.vectors() {
        let bytes = vector.bytes.to_vec();
        if bytes.len() > LONGEST {
            continue;
        }
        let id = &vector.id;
        for target in TARGETS_OF_MESSAGES {
            seed(target, id, &bytes)?;
        }
        // Byte by byte, and cut where the vector has its root end.
        seed("stream", id, &[b"\0", &bytes[..]].concat())?;
        if let Some(split) = vector.split.and_then(|split| u8::try_from(split).ok()) {
            seed(
                "stream",
                &format!("{id}-cut"),
                &[&[1, split], &bytes[..]].concat(),
            )?;
        }
        // A response of status 200.
        seed("page", id, &[b"\0", &bytes[..]].concat())?;
        if let Some(value) = &vector.value {
            seed("json", id, value.to_string().as_bytes())?;
        }
    }
    Ok(())
}

/// Those whose input is a message as it is; to `canonical` it is as good as anything.
const TARGETS_OF_MESSAGES: [&str; 2] = ["canonical", "decode"];
