//! The place of an error in the value: `root.content["users"][3]`.

use std::fmt::Write;

use super::machine::Open;
use super::sink::{Container, Name, Sink};

/// Names longer than this are cut in a path.
const LONG: usize = 40;

/// The path to what is being read inside the innermost open container. The sink
/// holds the finished `parts` of the open containers, one container behind the other.
#[cold]
pub(super) fn path<'a>(stack: &[Open<'_>], sink: &impl Sink<'a>, parts: usize) -> String {
    let mut path = String::from("root");
    for (depth, open) in stack.iter().enumerate() {
        let end = stack.get(depth + 1).map_or(parts, |next| next.start);
        let last = end.checked_sub(1).map(|last| sink.name(last));
        step(&mut path, open.container, end - open.start, last);
    }
    path
}

/// `count` parts of the container are finished, and this is the last of them.
fn step(path: &mut String, container: Container, count: usize, last: Option<Name<'_>>) {
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
