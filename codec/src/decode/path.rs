//! The place of an error in the value: `root.content["users"][3]`.

use std::fmt::Write;

use super::machine::Open;
use super::sink::{Container, Name, Sink};
use crate::value::deep::Duplicate;
use crate::{Integer, Value};

/// Names longer than this are cut in a path.
const LONG: usize = 40;

/// The path to what is being read inside the innermost open container. The sink
/// holds the finished `parts` of the open containers, one container behind the other.
#[cold]
pub(super) fn path<'a>(stack: &[Open], sink: &impl Sink<'a>, parts: usize) -> String {
    let mut path = String::from("root");
    for (depth, open) in stack.iter().enumerate() {
        let end = stack.get(depth + 1).map_or(parts, |next| next.start);
        let last = end.checked_sub(1).map(|last| sink.name(last));
        step(&mut path, open.container, end - open.start, last);
    }
    path
}

/// The path to a duplicate that was found when the whole value was there.
#[cold]
pub(super) fn deep_path(root: &Value<'_>, duplicate: &Duplicate) -> String {
    let mut path = String::from("root");
    let mut value = root;
    for &part in duplicate.path.iter().chain([&duplicate.part]) {
        let (container, parts) = parts_of(value);
        let last = part.checked_sub(1).and_then(|last| parts.get(last));
        step(&mut path, container, part, last.map(|last| name(last)));
        match parts.get(part) {
            Some(inner) => value = inner,
            None => break,
        }
    }
    path
}

fn parts_of<'v, 'a>(value: &'v Value<'a>) -> (Container, Vec<&'v Value<'a>>) {
    match value {
        Value::List(items) => (Container::List, items.iter().collect()),
        Value::Set(set) => (Container::Set, set.iter().collect()),
        Value::Dict(map) => (Container::Dict, map.flat().iter().collect()),
        Value::OrderedDict(map) => (Container::OrderedDict, map.flat().iter().collect()),
        Value::Extension(extension) => (
            Container::Extension,
            vec![&extension.name, &extension.attributes, &extension.content],
        ),
        Value::Blob(blob) => (Container::Blob(0), vec![&blob.attributes]),
        _ => (Container::List, Vec::new()),
    }
}

/// A value, as a path names it.
pub(super) fn name<'v>(value: &'v Value<'_>) -> Name<'v> {
    match value {
        Value::Unicode(text) => Name::Text(text),
        Value::Integer(Integer::Small(number)) => Name::Integer(*number),
        other => Name::Other(other.type_name()),
    }
}

/// `count` parts of the container are finished, and this is the last of them.
pub(crate) fn step(path: &mut String, container: Container, count: usize, last: Option<Name<'_>>) {
    match (container, last) {
        (Container::List, _) => push(path, format_args!("[{count}]")),
        (Container::Set, _) => push(path, format_args!(".item({count})")),
        (Container::Dict | Container::OrderedDict, Some(last)) if count % 2 == 1 => match last {
            Name::Text(name) => {
                let (name, dots) = match name.char_indices().nth(LONG) {
                    Some((end, _)) => (&name[..end], "…"),
                    None => (name, ""),
                };
                push(path, format_args!("[{name:?}{dots}]"));
            }
            Name::Integer(number) => push(path, format_args!("[i{number}]")),
            Name::Other(kind) => push(path, format_args!(".value({}, of a {kind})", count / 2)),
        },
        (Container::Dict | Container::OrderedDict, _) => {
            push(path, format_args!(".key({})", count / 2));
        }
        (Container::Extension, _) => path.push_str(match count {
            0 => ".name",
            1 => ".attributes",
            _ => ".content",
        }),
        (Container::Blob(_), _) => path.push_str(".attributes"),
    }
}

fn push(path: &mut String, step: std::fmt::Arguments<'_>) {
    path.write_fmt(step).expect("a string takes everything");
}
