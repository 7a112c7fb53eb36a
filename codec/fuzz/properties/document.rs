//! Documents beside values.

use hyperglyph::{Ref, Value};

/// Every way into a document leads to what the same way into the value leads to.
pub(crate) fn same(found: Ref<'_, '_>, value: &Value<'_>) {
    assert_eq!(found.type_name(), value.type_name());
    assert_eq!(found.is_nil(), value.is_nil());
    assert_eq!(found.as_bool(), value.as_bool());
    assert_eq!(found.as_i64(), value.as_i64());
    assert_eq!(
        found.as_f64().map(f64::to_bits),
        value.as_f64().map(f64::to_bits)
    );
    assert_eq!(found.as_str(), value.as_str());
    assert_eq!(found.as_bytes(), value.as_bytes());
    match value {
        Value::Integer(integer) => assert_eq!(found.as_integer().as_ref(), Some(integer)),
        Value::Datetime(datetime) => assert_eq!(found.as_datetime(), Some(*datetime)),
        Value::Timedelta(delta) => assert_eq!(found.as_timedelta(), Some(*delta)),
        Value::List(items) => {
            assert_eq!(found.len(), items.len());
            found
                .items()
                .zip(items)
                .for_each(|(found, item)| same(found, item));
            assert!(found.item(items.len()).is_none());
        }
        Value::Set(set) => {
            assert_eq!(found.len(), set.len());
            found
                .items()
                .zip(set)
                .for_each(|(found, item)| same(found, item));
        }
        Value::Dict(map) | Value::OrderedDict(map) => {
            assert_eq!(found.len(), map.len());
            for ((key, content), (k, v)) in found.entries().zip(map.iter()) {
                same(key, k);
                same(content, v);
                if let Some(name) = k.as_str() {
                    same(found.get(name).unwrap(), v);
                }
            }
            assert!(found.get("no such name").is_none());
        }
        Value::Extension(extension) => {
            let [name, attributes, content] = found.as_extension().unwrap();
            same(name, &extension.name);
            same(attributes, &extension.attributes);
            same(content, &extension.content);
        }
        Value::Blob(blob) => {
            let (attributes, content) = found.as_blob().unwrap();
            same(attributes, &blob.attributes);
            assert_eq!(content, &blob.content[..]);
        }
        _ => assert!(found.is_empty()),
    }
}
