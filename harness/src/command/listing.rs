//! What stands on a page, a line each.
//!
//! ```text
//! hello(name="World")
//! bio  link
//! id  7
//! ```

use hyperglyph::page::Form;
use hyperglyph::{Value, json};
use hyperglyph_client::Item;
use hyperglyph_harness::visible;

use super::place::{Kind, kind};

/// A longer value is cut.
const LONG: usize = 60;

/// The names at a place, or how many items there are.
pub(super) fn listing(item: Item<'_>) -> String {
    let mut lines = String::new();
    for name in item.names() {
        if let Ok(part) = item.get(name) {
            lines += &format!("{}\n", visible::line(&line(name, part)));
        }
    }
    let content = item
        .value()
        .as_extension()
        .map_or(item.value(), |it| &it.content);
    if let Some(items) = content.as_list() {
        for (index, value) in items.iter().enumerate() {
            lines += &format!("{index}  {}\n", visible::line(&short(value)));
        }
    }
    lines
}

fn line(name: &str, item: Item<'_>) -> String {
    match kind(item) {
        Kind::Form => format!("{name}{}", signature(item)),
        Kind::Link => format!("{name}  link"),
        Kind::Data => format!("{name}  {}", short(item.value())),
    }
}

/// What a form takes: `(name="World", again)`.
fn signature(item: Item<'_>) -> String {
    let form = item.value().as_extension().map(Form::read);
    let Some(Ok(form)) = form else {
        return String::from("  a form that cannot be called");
    };
    let inputs: Vec<String> = form
        .values
        .iter()
        .map(|input| match &input.default {
            Some(default) => format!("{}={}", input.name, short(default)),
            None => input.name.clone().into_owned(),
        })
        .collect();
    format!("({})", inputs.join(", "))
}

fn short(value: &Value<'_>) -> String {
    let text = json::to_string(value);
    match text.char_indices().nth(LONG) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
