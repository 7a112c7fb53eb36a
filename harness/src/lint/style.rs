//! How the files are written: short things on one line, so that a change is seen
//! where it is.

use hyperglyph_vectors::Bundle;
use serde_json::Value as Json;

use super::Problem;

/// How JSON is broken into lines.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// The columns of a line that holds more than one thing.
    pub columns: usize,
    /// How many levels are always broken: the file, the list of vectors, and each.
    pub broken: usize,
}

impl Default for Style {
    fn default() -> Self {
        Self {
            columns: 110,
            broken: 3,
        }
    }
}

impl Style {
    /// JSON as text, with a line end.
    #[must_use]
    pub fn write(self, json: &Json) -> String {
        let mut text = String::new();
        self.value(json, 0, 0, &mut text);
        text.push('\n');
        text
    }

    /// `taken` columns of the line are taken already.
    fn value(self, json: &Json, depth: usize, taken: usize, text: &mut String) {
        let line = on_one_line(json);
        let fits = depth >= self.broken && taken + line.chars().count() < self.columns;
        let indent = "  ".repeat(depth + 1);
        match json {
            Json::Array(items) if !items.is_empty() && !fits => {
                text.push('[');
                for (at, item) in items.iter().enumerate() {
                    *text += if at == 0 { "\n" } else { ",\n" };
                    *text += &indent;
                    self.value(item, depth + 1, indent.len(), text);
                }
                *text += &format!("\n{}]", &indent[2..]);
            }
            Json::Object(entries) if !entries.is_empty() && !fits => {
                text.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    *text += if at == 0 { "\n" } else { ",\n" };
                    let key = format!("{indent}{}: ", Json::from(key.as_str()));
                    *text += &key;
                    self.value(value, depth + 1, key.chars().count(), text);
                }
                *text += &format!("\n{}}}", &indent[2..]);
            }
            _ => *text += &line,
        }
    }
}

fn on_one_line(json: &Json) -> String {
    match json {
        Json::Array(items) => {
            let items: Vec<String> = items.iter().map(on_one_line).collect();
            format!("[{}]", items.join(", "))
        }
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| {
                format!("{}: {}", Json::from(key.as_str()), on_one_line(value))
            };
            let entries: Vec<String> = entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        scalar => scalar.to_string(),
    }
}

/// Whether a file is written in our style: data is, schemas are as tools write them.
pub fn styled(path: &str) -> bool {
    !path.starts_with("schema/")
}

pub(super) fn problems(bundle: &Bundle) -> Vec<Problem> {
    let unstyled = |(path, text): (&str, &str)| {
        let json: Json = serde_json::from_str(text).ok()?;
        let differs = styled(path) && Style::default().write(&json) != text;
        let text = "not in the style of the others; 'hyperglyph vectors fmt' writes it so";
        differs.then(|| Problem::new(path, text))
    };
    bundle.files().filter_map(unstyled).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn short_things_stand_on_one_line_below_the_third_level() {
        let json = json!({"a": [{"b": [1, {"c": null}], "d": {}}], "e": "é\n"});
        let text = "{\n  \"a\": [\n    {\n      \"b\": [1, {\"c\": null}],\n      \"d\": {}\n    }\n  ],\n  \"e\": \"é\\n\"\n}\n";
        assert_eq!(Style::default().write(&json), text);
    }

    #[test]
    fn long_things_are_broken() {
        let style = Style {
            columns: 10,
            broken: 0,
        };
        assert_eq!(style.write(&json!([1, [2, 3]])), "[\n  1,\n  [2, 3]\n]\n");
    }
}
