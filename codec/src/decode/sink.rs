//! [`Sink`]: what the grammar builds. It pushes finished parts onto a scratch
//! list, and says when the last of them become a container.

use chrono::{DateTime, Utc};

use crate::Timedelta;
use crate::scalar::integer::BigInteger;

/// The containers of the grammar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Container {
    List,
    Set,
    Dict,
    OrderedDict,
    Extension,
    /// The blob with this number, counted from the first in the message.
    Blob(u32),
}

impl Container {
    /// Whether its parts are keys and values in turn.
    pub(crate) const fn is_map(self) -> bool {
        matches!(self, Self::Dict | Self::OrderedDict)
    }
}

/// Where the grammar puts what it reads.
pub(crate) trait Sink<'a> {
    /// The parts on the scratch list.
    fn len(&self) -> usize;

    fn nil(&mut self);
    fn boolean(&mut self, value: bool);
    fn integer(&mut self, value: i64);
    fn big_integer(&mut self, value: BigInteger<'a>);
    fn float(&mut self, value: f64);
    fn unicode(&mut self, text: &'a str);
    fn bytes(&mut self, bytes: &'a [u8]);
    fn datetime(&mut self, value: DateTime<Utc>);
    fn timedelta(&mut self, value: Timedelta);

    /// How many parts the scratch list can hold before it has to grow.
    fn capacity(&self) -> usize;

    /// Makes room on the scratch list for that many more parts.
    fn reserve(&mut self, more: usize);

    /// Looks for duplicates among the parts from `start` on: among all of them,
    /// or among the keys of a map.
    fn repeats(&mut self, start: usize, is_map: bool) -> Repeats;

    /// Makes the parts from `start` on a container, and puts it in their place.
    fn close(&mut self, container: Container, start: usize, progress: Progress);

    /// Makes all parts on the scratch list the root.
    fn close_root(&mut self, container: Container);

    /// A part, as the path of an error names it.
    fn name(&self, part: usize) -> Name<'_>;
}

/// Parts that take up little room.
const FEW: usize = 64;

/// How much of the message has been read: what came tells how much room the
/// rest will need.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Progress {
    /// Bytes.
    pub(crate) read: usize,
    /// Bytes.
    pub(crate) left: usize,
}

impl Progress {
    /// For how many parts a list should make room before the first, if so many
    /// bytes are left: for none where there may be none.
    pub(crate) const fn first(left: usize) -> usize {
        if left / 8 < FEW { left / 8 } else { FEW }
    }

    /// For how many more parts a list should make room that is full and holds that
    /// many: as many for each byte as up to here. Doubling would leave half of a
    /// large list empty.
    #[cold]
    pub(crate) fn more(self, held: usize) -> usize {
        // The shortest object has two bytes.
        let most = self.left / 2 + 1;
        let expected = held as u128 * self.left as u128 / self.read.max(1) as u128;
        let expected = usize::try_from(expected).unwrap_or(most);
        let with_slack = expected + expected / 32 + 1;
        let more = with_slack.clamp(held / 8, (3 * held).max(FEW));
        more.max(Self::first(self.left)).min(most)
    }
}

/// What is known of the items of a set, or the keys of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// All are different.
    Nothing,
    /// This part, counted from the first of the container, repeats an earlier one.
    Part(usize),
    /// Some are containers: it will be told when the whole message is there,
    /// in one pass over all of it ([`deep`](crate::value::deep)).
    Later,
}

/// A key in the path of an error.
pub(crate) enum Name<'s> {
    Text(&'s str),
    Integer(i64),
    /// Anything else, by the name of its type.
    Other(&'static str),
}
