//! The place of an error in the value: `root.content["users"][3]`.

use std::fmt::Write;

use super::machine::{Container, Open};
use crate::Value;

/// Names longer than this are cut in a path.
const LONG: usize = 40;

/// The path to what is being read inside the innermost open container.
/// `scratch` holds the finished parts of the open containers, one container
/// behind the other.
#[cold]
pub(super) fn path(stack: &[Open<'_>], scratch: &[Value<'_>]) -> String {
    let mut path = String::from("root");
    for (depth, open) in stack.iter().enumerate() {
        let end = stack
            .get(depth + 1)
            .map_or(scratch.len(), |next| next.start);
        step(&mut path, open.container, &scratch[open.start..end]);
    }
    path
}

fn step(path: &mut String, container: Container<'_>, parts: &[Value<'_>]) {
    let count = parts.len();
    match container {
        Container::List => push(path, format_args!("[{count}]")),
        Container::Set => push(path, format_args!(".item({count})")),
        Container::Dict | Container::OrderedDict if count.is_multiple_of(2) => {
            push(path, format_args!(".key({})", count / 2));
        }
        Container::Dict | Container::OrderedDict => match &parts[count - 1] {
            Value::Unicode(name) => {
                let (name, dots) = match name.char_indices().nth(LONG) {
                    Some((end, _)) => (&name[..end], "…"),
                    None => (&name[..], ""),
                };
                push(path, format_args!("[{name:?}{dots}]"));
            }
            Value::Integer(number) => push(path, format_args!("[i{number:.LONG$}]")),
            other => push(
                path,
                format_args!(".value({}, of a {})", count / 2, other.type_name()),
            ),
        },
        Container::Extension => path.push_str(match count {
            0 => ".name",
            1 => ".attributes",
            _ => ".content",
        }),
        Container::Blob(_) => path.push_str(".attributes"),
    }
}

fn push(path: &mut String, step: std::fmt::Arguments<'_>) {
    path.write_fmt(step).expect("a string takes everything");
}
