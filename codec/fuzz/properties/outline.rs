//! Values as text, to compare them with the contents of their blobs apart.

use hyperglyph::Value;

/// A value as text, in the order it has, with its blobs' contents from their
/// list where there is one.
pub(crate) fn outline(value: &Value<'_>, contents: Option<&[Vec<u8>]>) -> String {
    let mut text = String::new();
    write_outline(value, contents, &mut 0, &mut text);
    text
}

fn write_outline(
    value: &Value<'_>,
    contents: Option<&[Vec<u8>]>,
    blob: &mut usize,
    text: &mut String,
) {
    let parts: Vec<&Value<'_>> = match value {
        Value::List(items) => items.iter().collect(),
        Value::Set(set) => set.iter().collect(),
        Value::Dict(map) | Value::OrderedDict(map) => map.iter().flat_map(<[_; 2]>::from).collect(),
        Value::Extension(parts) => vec![&parts.name, &parts.attributes, &parts.content],
        Value::Blob(parts) => {
            let content = contents.map_or(&parts.content[..], |contents| &contents[*blob]);
            *text += &format!("{content:?}");
            *blob += 1;
            vec![&parts.attributes]
        }
        scalar => {
            *text += &format!("{scalar:?},");
            return;
        }
    };
    *text += value.type_name();
    *text += "(";
    for part in parts {
        write_outline(part, contents, blob, text);
    }
    *text += ")";
}
