//! Finding an object again whose place was not kept: only errors need it.

use crate::scalar::digits::number;
use crate::scalar::skip_ws;

/// What is left in front of an object of the message: part so-and-so of its root,
/// of that part so-and-so, and so on, all counted from 0. Everything up to there
/// is known to be right.
#[cold]
pub(super) fn part_at(message: &[u8], way: impl IntoIterator<Item = usize>) -> &[u8] {
    let inside = |at, part| skip_parts(skip_opening(at), part);
    way.into_iter().fold(skip_ws(message), inside)
}

/// What is left in front of part `n` of a container, from behind its opening.
fn skip_parts(input: &[u8], n: usize) -> &[u8] {
    (0..n).fold(skip_ws(input), |rest, _| skip_ws(skip_object(rest)))
}

/// What is left behind the opening of a container: its letter, or `B` and its id.
fn skip_opening(input: &[u8]) -> &[u8] {
    match input {
        [b'B', ..] => behind(input, b':'),
        _ => &input[1..],
    }
}

/// What is left behind one object, which is known to be right.
fn skip_object(mut rest: &[u8]) -> &[u8] {
    let mut depth = 0usize;
    loop {
        rest = skip_ws(rest);
        match rest {
            [b'L' | b'S' | b'D' | b'O' | b'X' | b'B', ..] => {
                depth += 1;
                rest = skip_opening(rest);
            }
            [b';', behind @ ..] => {
                depth -= 1;
                rest = behind;
            }
            [b'u' | b'b', b'0'..=b'9', ..] => rest = skip_sized(&rest[1..]),
            _ => rest = behind(rest, b';'),
        }
        if depth == 0 || rest.is_empty() {
            return rest;
        }
    }
}

/// `length ':' bytes ';'`
fn skip_sized(input: &[u8]) -> &[u8] {
    let payload = behind(input, b':');
    let digits = &input[..input.len() - payload.len() - 1];
    let length = number::<usize>(digits).unwrap_or(usize::MAX);
    payload.get(length.saturating_add(1)..).unwrap_or_default()
}

fn behind(input: &[u8], byte: u8) -> &[u8] {
    let at = input.iter().position(|&b| b == byte);
    at.map_or(&[], |at| &input[at + 1..])
}
