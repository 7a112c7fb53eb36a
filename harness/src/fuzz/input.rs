//! [`Inputs`]: what all are asked, one after the other; the same for the same seed.
//!
//! | of a hundred | the input is |
//! |---|---|
//! | 20 | a generated value in one of its spellings, to be read |
//! | 10 | the value of a vector in another spelling, to be read |
//! | 50 | a generated message or a vector, mutated, to be read |
//! | 20 | the value of any of these that has one, to be written |

use hyperglyph::DecodeOptions;
use hyperglyph_vectors::{BytesSpec, Suite};

use super::mutation::mutated;
use super::spelling::spelled;
use crate::ValueType;
use crate::generate::Writer;

/// Longer vectors are about limits, and would fill the pipes.
const LONGEST: usize = 2 << 10;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// The value of a message.
    Decode,
    /// A message of a value.
    Encode,
}

impl Op {
    /// Its name in the testee protocol.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Encode => "encode",
        }
    }
}

/// A message to be read, or one whose value is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Input {
    pub(super) op: Op,
    pub(super) message: Vec<u8>,
}

/// Makes inputs without end.
#[derive(Debug)]
pub(super) struct Inputs {
    random: fastrand::Rng,
    corpus: Vec<Vec<u8>>,
}

impl Inputs {
    pub(super) fn new(seed: u64, suite: &Suite) -> Self {
        let all = suite.vectors().flat_map(|vector| {
            let others = vector.alternatives.iter();
            std::iter::once(&vector.bytes)
                .chain(others)
                .map(BytesSpec::to_vec)
        });
        Self {
            random: fastrand::Rng::with_seed(seed),
            corpus: all.filter(|bytes| bytes.len() <= LONGEST).collect(),
        }
    }

    fn generated(&mut self) -> Vec<u8> {
        let kind = ValueType::ALL[self.random.usize(0..ValueType::ALL.len())];
        let lenient = self.random.bool();
        Writer::new(&mut self.random, lenient).message(kind).bytes
    }

    /// A message of the corpus, or a new one.
    fn any(&mut self) -> Vec<u8> {
        if self.corpus.is_empty() || self.random.u8(0..3) == 0 {
            return self.generated();
        }
        let at = self.random.usize(0..self.corpus.len());
        self.corpus[at].clone()
    }

    fn changed(&mut self) -> Vec<u8> {
        let (message, other) = (self.any(), self.any());
        mutated(&mut self.random, &message, &other)
    }

    /// A message in another spelling, if it has one.
    fn respelled(&mut self) -> Option<Vec<u8>> {
        let message = self.any();
        let value = hyperglyph::decode(&message).ok()?;
        spelled(&mut self.random, &value)
    }

    /// A value, as its message in canonical form.
    fn value(&mut self) -> Option<Vec<u8>> {
        let message = match self.random.u8(0..4) {
            0 => self.changed(),
            1 => self.any(),
            _ => self.generated(),
        };
        let value = DecodeOptions::interop().decode(&message).ok()?;
        hyperglyph::encode(&value).ok()
    }
}

impl Iterator for Inputs {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            let decode = |message| Some((Op::Decode, message));
            let made = match self.random.u8(0..100) {
                0..20 => decode(self.generated()),
                20..30 => self.respelled().and_then(decode),
                30..80 => decode(self.changed()),
                _ => self.value().map(|message| (Op::Encode, message)),
            };
            if let Some((op, message)) = made {
                return Some(Input { op, message });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_makes_the_same_inputs_and_another_seed_others() {
        let suite = Suite::embedded().unwrap();
        let some = |seed| Inputs::new(seed, &suite).take(500).collect::<Vec<_>>();
        assert_eq!(some(1), some(1));
        assert_ne!(some(1), some(2));
        let read = |input: &Input| hyperglyph::decode(&input.message).is_ok();
        let decode = some(1).into_iter().filter(|input| input.op == Op::Decode);
        let (good, bad): (Vec<_>, Vec<_>) = decode.partition(read);
        assert!(
            good.len() > 100 && bad.len() > 100,
            "{} {}",
            good.len(),
            bad.len()
        );
    }
}
