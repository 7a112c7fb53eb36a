//! [`smallest`]: of a message on which some disagree, the smallest that shows the same.
//!
//! First along the grammar: an object by itself, a container without an item, a shorter text. Then byte by
//! byte. Each try is a question to all; a try that shows the same is gone on with, until none does.

use super::Parties;
use super::comparison::{Class, Finding};
use super::input::{Input, Op};
use super::outline::{Part, inside, outline, understood, without_orphans};
use super::party::{Question, Said};

/// Tries for one message, in all.
const TRIES: usize = 3_000;
/// A try of which a process dies costs the start of another one, or two: so many of them.
const DEATHS: usize = 30;
/// And one at which somebody hangs the time to wait.
const HANGS: usize = 8;
/// Tries that are asked at once; the first that shows the same counts.
const AT_ONCE: usize = 16;

/// A disagreement, and those who show it.
#[derive(Debug)]
pub(super) struct Shown {
    pub(super) question: Question,
    pub(super) said: Vec<Said>,
    pub(super) finding: Finding,
}

/// The smallest that was found to show the same.
pub(super) async fn smallest(parties: &Parties, shown: Shown) -> Shown {
    let has = |class| shown.finding.classes.contains(&class);
    let losses = if has(Class::Hung) { HANGS } else { DEATHS };
    let is_costly = has(Class::Hung) || has(Class::Died);
    let mut shrinking = Shrinking {
        parties,
        left: TRIES,
        losses,
        at_once: if is_costly { 1 } else { AT_ONCE },
        shown,
    };
    let passes: [Pass; 5] = [alone, without, inner, shorter, unwrapped];
    loop {
        let before = shrinking.shown.question.input.message.len();
        for pass in passes {
            while shrinking.any(pass).await {}
        }
        shrinking.bytes().await;
        let after = shrinking.shown.question.input.message.len();
        if after == before || shrinking.left == 0 {
            break;
        }
    }
    while shrinking.any(plainer).await {}
    shrinking.shown
}

struct Shrinking<'p> {
    parties: &'p Parties,
    shown: Shown,
    left: usize,
    losses: usize,
    at_once: usize,
}

/// All the ways to make a message simpler of one kind, the boldest first.
type Pass = fn(&[u8]) -> Vec<Edit>;

/// Bytes that others take the place of; what is around `keep` goes.
#[derive(Clone, Debug)]
struct Edit {
    keep: (usize, usize),
    from: usize,
    to: usize,
    with: Vec<u8>,
}

impl Edit {
    fn replace(message: &[u8], from: usize, to: usize, with: &[u8]) -> Self {
        Self {
            keep: (0, message.len()),
            from,
            to,
            with: with.to_vec(),
        }
    }

    fn keep(from: usize, to: usize) -> Self {
        Self {
            keep: (from, to),
            from: to,
            to,
            with: Vec::new(),
        }
    }

    fn of(&self, message: &[u8]) -> Vec<u8> {
        let (start, end) = self.keep;
        [
            &message[start..self.from],
            &self.with,
            &message[self.to..end],
        ]
        .concat()
    }
}

impl Shrinking<'_> {
    /// Whether one of the edits of a pass shows the same: it is gone on with.
    async fn any(&mut self, pass: Pass) -> bool {
        let edits = pass(&self.shown.question.input.message);
        for some in edits.chunks(self.at_once) {
            if self.first(some).await.is_some() {
                return true;
            }
            if self.left == 0 {
                break;
            }
        }
        false
    }

    /// Without so many bytes, wherever they stand; then without fewer.
    async fn bytes(&mut self) {
        let mut size = self.len().div_ceil(2);
        while size > 0 && self.left > 0 {
            let mut at = 0;
            while at < self.len() && self.left > 0 {
                let message = &self.shown.question.input.message;
                let edits: Vec<Edit> = (at..message.len())
                    .step_by(size)
                    .take(self.at_once)
                    .map(|at| Edit::replace(message, at, (at + size).min(message.len()), b""))
                    .collect();
                match self.first(&edits).await {
                    Some(edit) => at = edits[edit].from,
                    None => at += size * edits.len(),
                }
            }
            size /= 2;
        }
    }

    fn len(&self) -> usize {
        self.shown.question.input.message.len()
    }

    /// Which of some edits is the first to show the same.
    async fn first(&mut self, edits: &[Edit]) -> Option<usize> {
        let now = &self.shown.question.input;
        let mut tried = Vec::new();
        let mut questions = Vec::new();
        for (at, edit) in edits.iter().enumerate() {
            let message = edit.of(&now.message);
            for message in [without_orphans(&message), Some(message)]
                .into_iter()
                .flatten()
            {
                let candidate = prepared(now.op, message);
                let simpler = candidate.filter(|message| is_simpler(message, &now.message));
                let input = simpler.map(|message| Input {
                    op: now.op,
                    message,
                });
                if let Some(question) = input.and_then(Question::new) {
                    tried.push(at);
                    questions.push(question);
                }
            }
        }
        questions.truncate(self.left);
        self.left -= questions.len();
        let said = self.parties.ask(&questions).await;
        let is_lost = |said: &Said| matches!(said, Said::Hung(_) | Said::Died(_));
        let lost = said.iter().filter(|said| said.iter().any(is_lost)).count();
        self.losses = self.losses.saturating_sub(lost);
        if self.losses == 0 {
            self.left = 0;
        }
        let mut asked = tried.into_iter().zip(questions.into_iter().zip(said));
        let found = asked.find_map(|(at, (question, said))| {
            let finding = Finding::of(&question, &said)?;
            self.shown
                .finding
                .is_shown_by(&finding)
                .then_some((at, question, said, finding))
        });
        let (at, question, said, finding) = found?;
        self.shown = Shown {
            question,
            said,
            finding,
        };
        Some(at)
    }
}

/// A message to be written goes by its canonical form.
fn prepared(op: Op, message: Vec<u8>) -> Option<Vec<u8>> {
    match op {
        Op::Decode => Some(message),
        Op::Encode => {
            let value = hyperglyph::DecodeOptions::interop().decode(&message).ok()?;
            hyperglyph::encode(&value).ok()
        }
    }
}

/// Shorter; or as long, and plainer.
pub(super) fn is_simpler(message: &[u8], than: &[u8]) -> bool {
    let key = |message: &[u8]| {
        let ranks: Vec<u8> = message.iter().map(|&byte| rank(byte)).collect();
        (message.len(), ranks)
    };
    key(message) < key(than)
}

/// How plain a byte is to the eye.
const fn rank(byte: u8) -> u8 {
    match byte {
        b'0'..=b'9' => byte - b'0',
        b'a' => 10,
        b' ' => 11,
        b'b'..=b'z' => 12,
        b'A'..=b'Z' => 13,
        b'!'..=b'~' => 14,
        _ => 15,
    }
}

/// A part by itself: the largest first. Its chunks come along, if it may have any.
fn alone(message: &[u8]) -> Vec<Edit> {
    let parts = outline(message);
    let mut parts: Vec<&Part> = parts.iter().collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.end - part.start));
    let keep = |part: &&Part| Edit::keep(part.start, part.end);
    let mut edits: Vec<Edit> = parts.iter().map(keep).collect();
    edits.extend(
        parts
            .iter()
            .map(|part| Edit::keep(part.start, message.len())),
    );
    edits
}

/// Without a part, or a key and its value; without half of the parts of a container at
/// first.
fn without(message: &[u8]) -> Vec<Edit> {
    let parts = outline(message);
    let mut edits = Vec::new();
    for of in 0..parts.len() {
        let inside = inside(&parts, of);
        for size in [inside.len() / 2, inside.len() / 4, 2, 1] {
            if size == 0 {
                continue;
            }
            for some in inside.chunks(size) {
                edits.push(Edit::replace(
                    message,
                    some[0].start,
                    some[some.len() - 1].end,
                    b"",
                ));
            }
        }
    }
    let roots = parts.iter().filter(|part| part.parent.is_none());
    edits.extend(roots.map(|part| Edit::replace(message, part.start, part.end, b"")));
    edits
}

/// A part in the place of the one around it; nil in its place.
fn inner(message: &[u8]) -> Vec<Edit> {
    let parts = outline(message);
    let mut edits = Vec::new();
    for part in &parts {
        if let Some(around) = part.parent.map(|at| &parts[at]) {
            let with = &message[part.start..part.end];
            edits.push(Edit::replace(message, around.start, around.end, with));
        }
        for with in [&b"N;"[..], b"i0;", b"L;", b"D;"] {
            edits.push(Edit::replace(message, part.start, part.end, with));
        }
    }
    edits
}

/// Texts, byte arrays and chunks of fewer bytes, with the length that they have then.
fn shorter(message: &[u8]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for part in outline(message) {
        let Some((from, to)) = part.payload else {
            continue;
        };
        let (head, bytes) = (&message[part.start..from], &message[from..to]);
        let colon = head.len().saturating_sub(1);
        let digits = head[..colon]
            .iter()
            .rev()
            .take_while(|byte| byte.is_ascii_digit());
        let before = &head[..colon - digits.count()];
        let zero = if head[before.len()..].starts_with(b"0") {
            "0"
        } else {
            ""
        };
        let count = bytes.len();
        for (start, end) in [
            (0, 0),
            (0, count / 2),
            (count / 2, count),
            (0, count.saturating_sub(1)),
            (1, count),
        ] {
            let Some(kept) = bytes.get(start..end) else {
                continue;
            };
            for zero in ["", zero] {
                let length = format!("{zero}{}:", kept.len());
                let with = [before, length.as_bytes(), kept].concat();
                edits.push(Edit::replace(message, part.start, to, &with));
            }
        }
    }
    edits
}

/// Where the outline ends at an error, what is there by itself, and what is open there
/// without what is around it.
fn unwrapped(message: &[u8]) -> Vec<Edit> {
    let mut edits = Vec::new();
    let wrong = understood(message);
    for (end, _) in message
        .iter()
        .enumerate()
        .skip(wrong)
        .filter(|(_, byte)| **byte == b';')
    {
        edits.push(Edit::keep(wrong, end + 1));
    }
    for part in outline(message) {
        // Of the ends of what is around it, some may have come.
        for less in 0..message.len().min(4) {
            if part.start < message.len() - less {
                edits.push(Edit::keep(part.start, message.len() - less));
            }
        }
        if !part.whole {
            for less in 0..message.len().min(3) {
                let end = message.len() - less;
                if part.start + 1 < end {
                    edits.push(Edit::keep(part.start + 1, end));
                }
            }
        }
    }
    edits
}

/// A byte that is plainer.
fn plainer(message: &[u8]) -> Vec<Edit> {
    let mut edits = Vec::new();
    for (at, &byte) in message.iter().enumerate() {
        for plain in *b"01a " {
            let fits = byte.is_ascii_digit() == plain.is_ascii_digit();
            if fits && rank(plain) < rank(byte) {
                edits.push(Edit::replace(message, at, at + 1, &[plain]));
            }
        }
    }
    edits
}
