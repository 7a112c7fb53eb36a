//! What holds for every value and for all bytes.

#[path = "../fuzz/properties/document.rs"]
mod document;
mod strategy;

use document::same;
use hyperglyph::{DecodeOptions, Document, EncodeOptions, Ref, Value, canonical, decode, encode};
use proptest::prelude::*;

fn interop(bytes: &[u8]) -> Option<Value<'_>> {
    DecodeOptions::interop().decode(bytes).ok()
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        prop_assert_eq!(&decode(&bytes).unwrap(), &value);
        prop_assert_eq!(interop(&bytes), Some(value));
    }

    #[test]
    fn a_buffer_with_room_stays_as_large_as_it_was(value in strategy::value()) {
        let message = encode(&value).unwrap();
        let mut out = Vec::with_capacity(message.len() + 32);
        let room = out.capacity();
        EncodeOptions::new().encode_into(&value, &mut out).unwrap();
        prop_assert_eq!(&out, &message);
        prop_assert_eq!(out.capacity(), room);
    }

    #[test]
    fn col_1_col_2_the_order_given_is_the_order_written(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        prop_assert_eq!(encode(&decode(&bytes).unwrap()).unwrap(), bytes);
    }

    #[test]
    fn canonical_is_the_same_value_and_stays_as_it_is(value in strategy::value()) {
        let once = canonical(&value).unwrap();
        let read = decode(&once).unwrap();
        prop_assert_eq!(&read, &value);
        prop_assert_eq!(canonical(&read).unwrap(), once);
    }

    #[test]
    fn msg_5_every_beginning_of_a_message_is_incomplete(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        for end in 0..bytes.len() {
            let error = decode(&bytes[..end]).unwrap_err();
            prop_assert!(error.is_incomplete(), "{}: {}", end, error);
            prop_assert_eq!(error.offset(), end);
        }
    }

    #[test]
    fn changed_bytes_decode_to_what_can_be_written_or_end_in_an_error(
        value in strategy::value(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), strategy::byte()), 1..4),
    ) {
        let mut bytes = encode(&value).unwrap();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let spec = decode(&bytes);
        if let Ok(value) = &spec {
            let more = interop(&bytes);
            prop_assert_eq!(more.as_ref(), Some(value), "spec is a part of interop");
        }
        if let Some(value) = interop(&bytes) && let Ok(written) = encode(&value) {
            prop_assert_eq!(interop(&written), Some(value));
        }
        let document = Document::decode(&bytes).map(|document| document.to_value());
        prop_assert_eq!(&document, &spec, "both forms of the model agree");
        if let Err(error) = spec {
            prop_assert!(error.offset() <= bytes.len());
            prop_assert!(error.explain(&bytes).contains('^'));
        }
    }

    #[test]
    fn a_document_answers_as_a_value_does(value in strategy::value()) {
        let bytes = encode(&value).unwrap();
        let document = Document::decode(&bytes).unwrap();
        prop_assert_eq!(&document.to_value(), &value);
        // A NaN has no payload on the wire, so what was read is what is compared.
        same(document.root(), &decode(&bytes).unwrap());
    }

    #[test]
    fn equal_values_have_one_canonical_form(value in strategy::value()) {
        let mut other = decode(&canonical(&value).unwrap()).unwrap().into_owned();
        prop_assert_eq!(&other, &value);
        if let Value::List(items) = &mut other {
            items.push(Value::Nil);
            prop_assert_ne!(&other, &value);
        }
    }
}

#[cfg(feature = "json")]
proptest! {
    #[test]
    fn json_and_back_is_the_same_value(value in strategy::value()) {
        let json = hyperglyph::json::to_string(&value);
        prop_assert_eq!(&hyperglyph::json::from_str(&json).unwrap(), &value);
        let parsed = serde_json::from_str(&json).unwrap();
        prop_assert_eq!(hyperglyph::json::from_value(&parsed).unwrap(), value);
    }
}

#[test]
fn names_in_a_large_dict_are_found_in_a_document() {
    let entries = (0..1_000).map(|n| (format!("name-{n}"), n));
    let bytes = encode(&Value::Dict(entries.clone().collect())).unwrap();
    let document = Document::decode(&bytes).unwrap();
    for (name, n) in entries {
        assert_eq!(document.root().get(&name).and_then(Ref::as_i64), Some(n));
    }
    assert!(document.root().get("name-1000").is_none());
    let twice = [&bytes[..bytes.len() - 1], b"u6:name-7;N;;"].concat();
    let error = Document::decode(&twice).unwrap_err();
    assert_eq!(Err(error), decode(&twice));
}
