//! [`Finding`]: how those who were asked the same disagree, and what about.
//!
//! | asked to | they agree where all |
//! |---|---|
//! | read | refuse, or give the same value (D6) |
//! | write | refuse, or write what our decoder reads as the value that was asked for, spelled alike |

use hyperglyph::{EncodeOptions, Value};

use super::about;
use super::input::Op;
use super::party::{Question, Said};
use super::reading::{Reading, same_in_nfc};

/// What somebody did, so far as it tells them apart. The right value, which the reference
/// reads or which is to be written, is number 0; others follow as they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Refused,
    Value(usize),
    Written {
        value: usize,
        canonical: bool,
    },
    /// Written so that the profile interop alone reads it.
    Lenient(usize),
    /// Written so that nobody reads it.
    Unreadable,
    /// Read as what is no value of ours.
    Strange,
    Garbled,
    Died,
    Hung,
    /// Takes no part.
    Nothing,
}

/// What they disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Cause {
    /// A message that the reference refuses, for an error of this kind and requirement.
    Malformed(&'static str, &'static str),
    /// A value that is another one.
    Value(&'static str),
    /// What is written: an encoding that is none, or is not the one that there should be.
    Written(&'static str),
    /// A message or value that the reference takes.
    Taken,
    /// Somebody who gives no answer.
    Lost,
}

/// A disagreement.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Finding {
    pub(super) classes: Vec<Class>,
    pub(super) cause: Cause,
    /// The decision that leaves it open: both ways conform.
    pub(super) open: Option<&'static str>,
    /// The gist of why one refuses what the reference takes.
    pub(super) gist: String,
}

impl Class {
    /// Whether it is no answer at all.
    pub(super) const fn is_lost(self) -> bool {
        matches!(self, Self::Garbled | Self::Died | Self::Hung)
    }
}

impl Finding {
    /// What the answers differ in; nothing where all agree.
    pub(super) fn of(question: &Question, said: &[Said]) -> Option<Self> {
        if question.input.op == Op::Decode && all_alike(said) {
            return None;
        }
        let mut seen = Seen::of(question);
        let classes: Vec<Class> = said.iter().map(|said| seen.class(said)).collect();
        if agree(&classes) {
            return None;
        }
        let (cause, open) = match &question.value {
            None => of_reading(&question.input.message, said),
            Some(value) => of_writing(value, &seen, &classes),
        };
        let (cause, open) = if classes.iter().any(|class| class.is_lost()) {
            (Cause::Lost, None)
        } else {
            (cause, open)
        };
        let gist = said.iter().find_map(|said| match (said, cause) {
            (Said::Refused(words), Cause::Taken) | (Said::Died(words), Cause::Lost) => {
                Some(gist(words))
            }
            _ => None,
        });
        Some(Self {
            classes,
            cause,
            open,
            gist: gist.unwrap_or_default(),
        })
    }

    /// Whether another disagreement is the same. One that is no longer left open is so all
    /// the more.
    pub(super) fn is_shown_by(&self, other: &Self) -> bool {
        let open = other.open.is_none() || other.open == self.open;
        open && self.classes == other.classes
            && self.cause == other.cause
            && self.gist == other.gist
    }

    /// The requirement at stake in a message.
    pub(super) fn requirement(&self, message: &[u8]) -> &'static str {
        match self.cause {
            Cause::Malformed(_, requirement)
            | Cause::Value(requirement)
            | Cause::Written(requirement) => requirement,
            Cause::Taken => about::message(message),
            Cause::Lost => match Reading::of(message).error() {
                Some(error) => error.requirement(),
                None => about::message(message),
            },
        }
    }
}

/// Whether all refuse, or all give one value: so it is nearly always.
fn all_alike(said: &[Said]) -> bool {
    let mut said = said.iter().filter(|said| **said != Said::Nothing);
    match said.next() {
        None => true,
        Some(Said::Refused(_)) => said.all(|other| matches!(other, Said::Refused(_))),
        Some(Said::Value(value)) => {
            said.all(|other| matches!(other, Said::Value(other) if other == value))
        }
        Some(_) => false,
    }
}

fn agree(classes: &[Class]) -> bool {
    let mut taking_part = classes.iter().filter(|class| **class != Class::Nothing);
    match taking_part.next() {
        None => true,
        Some(
            first @ (Class::Refused
            | Class::Value(0)
            | Class::Written { value: 0, .. }
            | Class::Lenient(0)),
        ) => taking_part.all(|class| class == first),
        Some(_) => false,
    }
}

/// The values and encodings that were seen so far.
struct Seen {
    values: Vec<Value<'static>>,
    written: Vec<(Vec<u8>, Class)>,
    /// Why what was written is not read, or not spelled as it should be.
    wrong: Option<&'static str>,
    /// The forms of writing that are open.
    open: bool,
}

impl Seen {
    fn of(question: &Question) -> Self {
        let read = || {
            Reading::of(&question.input.message)
                .value()
                .cloned()
                .map(Value::into_owned)
        };
        let right = question.value.clone().or_else(read);
        Self {
            values: right.into_iter().collect(),
            written: Vec::new(),
            wrong: None,
            open: true,
        }
    }

    fn class(&mut self, said: &Said) -> Class {
        match said {
            Said::Refused(_) => Class::Refused,
            Said::Value(value) => Class::Value(self.number(value)),
            Said::Bytes(bytes) => {
                if let Some((_, class)) = self.written.iter().find(|(known, _)| known == bytes) {
                    return *class;
                }
                let class = self.written(bytes);
                self.written.push((bytes.clone(), class));
                class
            }
            Said::Strange(_) => Class::Strange,
            Said::Garbled(_) => Class::Garbled,
            Said::Died(_) => Class::Died,
            Said::Hung(_) => Class::Hung,
            Said::Nothing => Class::Nothing,
        }
    }

    fn number(&mut self, value: &Value<'_>) -> usize {
        let known = self.values.iter().position(|known| known == value);
        known.unwrap_or_else(|| {
            self.values.push(value.clone().into_owned());
            self.values.len() - 1
        })
    }

    fn written(&mut self, bytes: &[u8]) -> Class {
        let reading = Reading::of(bytes);
        match (&reading.spec, &reading.interop) {
            (Ok(value), _) => {
                let spelling = spelling(bytes, value);
                if let Some((requirement, open)) = spelling {
                    self.wrong.get_or_insert(requirement);
                    self.open &= open;
                }
                Class::Written {
                    value: self.number(value),
                    canonical: spelling.is_none(),
                }
            }
            (Err(error), Ok(value)) => {
                self.wrong.get_or_insert(error.requirement());
                self.open = false;
                Class::Lenient(self.number(value))
            }
            (_, Err(error)) => {
                self.wrong.get_or_insert(error.requirement());
                self.open = false;
                Class::Unreadable
            }
        }
    }
}

/// What of a message is not spelled as an encoder spells it, and whether that is open:
/// of floats and of times, any form that is read back does. How blobs are cut and
/// numbered is free.
fn spelling(bytes: &[u8], value: &Value<'_>) -> Option<(&'static str, bool)> {
    let canonical = hyperglyph::encode(value).ok()?;
    let root = |bytes: &[u8]| {
        let parts = super::outline::outline(bytes);
        parts.first().map_or(0..0, |root| root.start..root.end)
    };
    let (seen, wanted) = (root(bytes), root(&canonical));
    if bytes[seen.clone()] == canonical[wanted.clone()] || canonical.len() > wanted.end {
        return None;
    }
    let (seen, wanted) = (&bytes[seen], &canonical[wanted]);
    let at = seen.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let parts = super::outline::outline(wanted);
    let part = parts
        .iter()
        .rfind(|part| part.start <= at && at < part.end)?;
    Some(match wanted[part.start] {
        b'f' => ("FLT-2", true),
        b'd' => ("DTM-2", true),
        b'p' => ("TDL-2", true),
        b'i' => ("INT-4", false),
        b'u' => ("STR-1", false),
        b'b' => ("BYT-1", false),
        _ => ("MSG-3", false),
    })
}

fn of_reading(message: &[u8], said: &[Said]) -> (Cause, Option<&'static str>) {
    let reading = Reading::of(message);
    let values = || {
        said.iter().filter_map(|said| match said {
            Said::Value(value) => Some(value),
            _ => None,
        })
    };
    if let Some(right) = reading.value()
        && let Some(wrong) = values().find(|value| *value != right)
    {
        let open = values().all(|value| value == right || same_in_nfc(value, right));
        let cause = Cause::Value(about::difference(right, wrong));
        return (cause, open.then_some("STR-6"));
    }
    let open = || match reading.value() {
        // What is beyond all we hold may be read; a value of ours has to be that value.
        Some(_) if said.iter().any(|said| matches!(said, Said::Strange(_))) => None,
        _ => reading.open(),
    };
    let collision = || {
        let value = reading.value()?;
        let normal = EncodeOptions::new().nfc(true).encode(value);
        (normal.is_err() && hyperglyph::encode(value).is_ok()).then_some("STR-6")
    };
    let cause = match reading.error() {
        Some(error) => Cause::Malformed(error.kind().id(), error.requirement()),
        None => Cause::Taken,
    };
    (cause, open().or_else(collision))
}

fn of_writing(value: &Value<'_>, seen: &Seen, classes: &[Class]) -> (Cause, Option<&'static str>) {
    if let Some(other) = seen.values.get(1) {
        let open = seen.values[1..]
            .iter()
            .all(|other| same_in_nfc(value, other));
        return (
            Cause::Value(about::difference(value, other)),
            open.then_some("STR-5"),
        );
    }
    // What we cannot write ourselves, or what only some read, nobody has to write.
    let open = match hyperglyph::encode(value) {
        Ok(bytes) => Reading::of(&bytes).open(),
        Err(error) => Some(error.requirement()),
    };
    let refused = classes.contains(&Class::Refused);
    match seen.wrong {
        Some(requirement) if !refused => {
            let free = seen.open.then_some(requirement);
            (Cause::Written(requirement), open.or(free))
        }
        _ => (Cause::Taken, open),
    }
}

/// What is the same in two errors of one kind: a requirement that it names, or its
/// words up to the first that changes from message to message.
fn gist(words: &str) -> String {
    let named = words
        .split(['[', ']', '(', ')', ' ', ':', ','])
        .find(|word| {
            word.len() > 4
                && word.as_bytes()[3] == b'-'
                && word[..3].bytes().all(|byte| byte.is_ascii_uppercase())
                && word[4..].bytes().all(|byte| byte.is_ascii_digit())
        });
    if let Some(requirement) = named {
        return requirement.to_owned();
    }
    let end = |c: char| c.is_ascii_digit() || matches!(c, '\'' | '"' | '`' | '[' | '(' | '<');
    let stable = words.split(end).next().unwrap_or_default();
    stable.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fuzz::input::Input;

    fn finding(op: Op, message: &[u8], said: &[Said]) -> Option<Finding> {
        let input = Input {
            op,
            message: message.to_vec(),
        };
        Finding::of(&Question::new(input).unwrap(), said)
    }

    fn value(message: &'static [u8]) -> Said {
        Said::Value(hyperglyph::decode(message).unwrap())
    }

    fn refused() -> Said {
        Said::Refused("no".to_owned())
    }

    #[test]
    fn who_refuses_or_gives_the_same_value_agrees() {
        assert_eq!(finding(Op::Decode, b"x", &[refused(), refused()]), None);
        assert_eq!(
            finding(Op::Decode, b"fnan;", &[value(b"fnan;"), value(b"fNaN;")]),
            None
        );
        assert_eq!(
            finding(Op::Decode, b"i7;", &[value(b"i7;"), Said::Nothing]),
            None
        );
    }

    #[test]
    fn what_is_disagreed_on_has_a_cause() {
        let cause = |message, said: &[Said]| finding(Op::Decode, message, said).unwrap();
        let refusal = cause(b"i007;", &[value(b"i7;"), refused()]);
        assert_eq!(refusal.classes, [Class::Value(0), Class::Refused]);
        assert_eq!(
            (refusal.cause, refusal.requirement(b"i007;")),
            (Cause::Taken, "INT-5")
        );
        let taking = cause(b"i 7;", &[refused(), value(b"i7;")]);
        assert_eq!(taking.cause, Cause::Malformed("integer", "INT-7"));
        let texts = cause(b"u1:a;", &[value(b"u1:a;"), value(b"b1:a;")]);
        assert_eq!(texts.classes, [Class::Value(0), Class::Value(1)]);
        assert_eq!((texts.cause, texts.open), (Cause::Value("BYT-3"), None));
    }

    #[test]
    fn what_is_open_is_named_and_a_wrong_value_or_a_death_never_is_open() {
        let open = |message, said: &[Said]| finding(Op::Decode, message, said).unwrap().open;
        let second = b"d1970-01-01T00:00:00Z;";
        assert_eq!(open(second, &[value(second), refused()]), Some("D7"));
        assert_eq!(
            open(
                second,
                &[value(second), value(b"d1970-01-01T00:00:01.000Z;")]
            ),
            None
        );
        assert_eq!(
            open(second, &[value(second), Said::Died("it ended".to_owned())]),
            None
        );
        assert_eq!(open(b"f1e999;", &[refused(), value(b"finf;")]), Some("D13"));
        let strange = || Said::Strange("no value".to_owned());
        assert_eq!(
            open(b"pP9999999999Y0M0DT0H0M0S;", &[refused(), strange()]),
            Some("D18")
        );
        assert_eq!(
            open(b"pP1D;", &[value(b"pP0Y0M1DT0H0M0S;"), strange()]),
            None
        );
        let (one, other) = ("u2:\u{e9};".as_bytes(), "u3:e\u{301};".as_bytes());
        assert_eq!(open(other, &[value(other), value(one)]), Some("STR-6"));
    }

    #[test]
    fn what_is_written_is_read_again() {
        let finding = |bytes: [&[u8]; 2]| {
            let said = bytes.map(|bytes| Said::Bytes(bytes.to_vec()));
            finding(Op::Encode, b"i7;", &said)
        };
        assert_eq!(finding([b"i7;", b"i7;"]), None);
        let canonical = |canonical| Class::Written {
            value: 0,
            canonical,
        };
        let zeros = finding([b"i7;", b"i007;"]).unwrap();
        assert_eq!(zeros.classes, [canonical(true), canonical(false)]);
        assert_eq!((zeros.cause, zeros.open), (Cause::Written("INT-4"), None));
        let other = finding([b"i7;", b"i8;"]).unwrap();
        assert_eq!(other.cause, Cause::Value("INT-1"));
        let none = finding([b"i7;", b"i7"]).unwrap();
        assert_eq!(none.classes[1], Class::Unreadable);
        assert_eq!(none.cause, Cause::Written("MSG-5"));
    }

    #[test]
    fn the_gist_of_an_error_is_its_requirement_or_its_first_words() {
        assert_eq!(gist("expected ';', found 'x', at byte 3 [MSG-5]"), "MSG-5");
        assert_eq!(
            gist("invalid literal for int() with base 10: 'x'"),
            "invalid literal for int"
        );
        assert_eq!(gist("ValueError at 7"), "ValueError at ");
    }
}
