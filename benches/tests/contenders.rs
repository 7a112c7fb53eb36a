//! Every contender reads and writes every dataset whole, or is not timed.

use hyperglyph::{Map, Value};
use hyperglyph_benches::ours::Ours;
use hyperglyph_benches::peer::{Peer, RmpSerde, SerdeJson, SimdJson, SonicRs, Structs, check};
use hyperglyph_benches::record::Record;
use hyperglyph_benches::{Error, dataset, decode, encode, structs};

#[test]
fn every_peer_reads_what_every_dataset_holds() {
    for (name, value) in dataset::all() {
        let contenders = decode::contenders(name, &value).unwrap();
        let least = if name == "bytes" { 2 } else { 8 };
        assert!(contenders.len() >= least, "{name}");
    }
}

#[test]
fn every_peer_writes_what_every_dataset_holds() {
    for (name, value) in dataset::all() {
        let contenders = encode::contenders(name, &value).unwrap();
        assert_eq!(
            contenders.len(),
            if name == "bytes" { 2 } else { 7 },
            "{name}"
        );
    }
}

#[test]
fn everyone_reads_and_writes_records_as_structs() {
    let value = dataset::records();
    let records = Record::all(&value).unwrap();
    assert_eq!(records.len(), 2_000);
    structs::contenders::<Ours>(Ours::NAME, &records).unwrap();
    structs::contenders::<SerdeJson>("serde_json", &records).unwrap();
    structs::contenders::<SimdJson>("simd-json", &records).unwrap();
    structs::contenders::<SonicRs>("sonic-rs", &records).unwrap();
    structs::contenders::<RmpSerde>("rmp-serde", &records).unwrap();
}

/// Reads JSON and forgets the last item of a list.
struct Forgetful;

impl Peer for Forgetful {
    const NAME: &'static str = "forgetful";
    type Tree<'a> = Value<'static>;

    fn message(value: &Value<'_>) -> Result<Vec<u8>, Error> {
        SerdeJson::message(value)
    }

    fn decode(message: &mut [u8]) -> Result<Self::Tree<'_>, Error> {
        let tree = SerdeJson::decode(message)?;
        match SerdeJson::read_back(&tree)? {
            Value::List(mut items) => {
                items.pop();
                Ok(Value::List(items))
            }
            other => Ok(other),
        }
    }

    fn read_back(tree: &Self::Tree<'_>) -> Result<Value<'static>, Error> {
        Ok(tree.clone())
    }
}

#[test]
fn a_peer_that_drops_something_is_refused() {
    let error = check::<Forgetful>(&dataset::ints()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "forgetful reads something else than the dataset"
    );
}

/// Scores are changed on the way in.
struct Careless;

impl Structs for Careless {
    const NAME: &'static str = "careless";

    fn from_slice<'a, T: serde::Deserialize<'a>>(message: &'a mut [u8]) -> Result<T, Error> {
        // Digits stand behind the point of a score, and nowhere else.
        let points = message
            .windows(2)
            .map(|pair| pair[0] == b'.' && pair[1].is_ascii_digit());
        let places: Vec<usize> = points
            .enumerate()
            .filter_map(|(at, is)| is.then_some(at + 1))
            .collect();
        for place in places {
            message[place] = b'7';
        }
        Ok(serde_json::from_slice(message)?)
    }

    fn to_vec<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, Error> {
        Ok(serde_json::to_vec(value)?)
    }
}

#[test]
fn structs_that_come_back_changed_are_refused() {
    let value = dataset::records();
    let records = Record::all(&value).unwrap();
    let refused = structs::contenders::<Careless>("careless", &records);
    let error = refused.err().expect("scores differ");
    assert_eq!(
        error.to_string(),
        "careless reads something else than the records"
    );
}

#[test]
fn names_of_the_goals_are_names_of_contenders_and_datasets() {
    let datasets: Vec<&str> = dataset::all().into_iter().map(|(name, _)| name).collect();
    let columns = hyperglyph_benches::goal::DECODE_DATASETS;
    let columns = columns
        .into_iter()
        .chain(hyperglyph_benches::goal::ENCODE_DATASETS);
    for column in columns {
        assert!(datasets.contains(&column), "{column}");
    }
    let value = Value::Dict(Map::from([("a", 1)]));
    let decoders = decode::contenders("small", &value).unwrap();
    for (peer, ..) in hyperglyph_benches::goal::DECODE {
        assert!(
            decoders.iter().any(|contender| contender.name() == peer),
            "{peer}"
        );
    }
    let encoders = encode::contenders("small", &value).unwrap();
    for (peer, _) in hyperglyph_benches::goal::ENCODE {
        assert!(
            encoders.iter().any(|contender| contender.name() == peer),
            "{peer}"
        );
    }
}
