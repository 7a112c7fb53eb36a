//! [`Index`]: where the entries of a large map are, by fingerprint.
//!
//! Only the place of an entry stands in a slot; its key is compared when it is
//! looked for. Fingerprints have a random seed, so nobody can prepare keys that
//! share a slot.

use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering::Relaxed};

/// A table of entries. It is made behind a shared reference, at the first look,
/// and changed behind a unique one: the atomics give the one type to both, and
/// never meet another thread.
#[derive(Debug)]
pub(super) struct Index {
    /// The number of entries.
    len: AtomicUsize,
    /// The places of entries, counted from 1; twice as many as there can be entries.
    slots: Box<[AtomicU32]>,
}

const FREE: u32 = 0;

impl Index {
    /// An index of as many entries as there are fingerprints, with slots for
    /// `capacity`.
    pub(super) fn new(prints: impl Iterator<Item = u64>, capacity: usize) -> Self {
        let slots = (2 * capacity).next_power_of_two();
        let index = Self {
            len: AtomicUsize::new(0),
            slots: (0..slots).map(|_| AtomicU32::new(FREE)).collect(),
        };
        prints.for_each(|print| index.push(print));
        index
    }

    /// The number of entries.
    pub(super) fn len(&self) -> usize {
        self.len.load(Relaxed)
    }

    /// One more entry, which is not there yet. There must be a slot for it.
    pub(super) fn push(&self, print: u64) {
        let entry = self.len();
        self.len.store(entry + 1, Relaxed);
        let mut slots = self.slots_from(print);
        let free = slots.find(|slot| slot.load(Relaxed) == FREE);
        // A list of 2^32 entries takes 256 GiB, and whatever lies beyond is not found
        // by its key.
        if let (Some(slot), Ok(number)) = (free, u32::try_from(entry + 1)) {
            slot.store(number, Relaxed);
        }
    }

    /// The entry with that fingerprint of which `is_it` says yes.
    pub(super) fn find(&self, print: u64, is_it: impl Fn(usize) -> bool) -> Option<usize> {
        self.slots_from(print)
            .map(|slot| slot.load(Relaxed))
            .take_while(|&number| number != FREE)
            .map(|number| number as usize - 1)
            .find(|&entry| is_it(entry))
    }

    /// Every slot, from where the search for a fingerprint begins.
    fn slots_from(&self, print: u64) -> impl Iterator<Item = &AtomicU32> {
        #[expect(clippy::cast_possible_truncation, reason = "any bits will do")]
        let at = print as usize & (self.slots.len() - 1);
        self.slots[at..].iter().chain(&self.slots[..at])
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::value::unique::print_of_text;

    #[test]
    fn a_look_compares_about_one_key_however_many_there_are() {
        for entries in [100, 10_000, 100_000] {
            let keys: Vec<String> = (0..entries).map(|n| format!("key-{n}")).collect();
            let index = Index::new(keys.iter().map(|key| print_of_text(key)), entries);
            let compared = Cell::new(0);
            for (at, key) in keys.iter().enumerate() {
                let found = index.find(print_of_text(key), |entry| {
                    compared.set(compared.get() + 1);
                    keys[entry] == *key
                });
                assert_eq!(found, Some(at));
                assert_eq!(index.find(print_of_text(key), |_| false), None);
            }
            // Half of the slots are taken at the most: 1.5 of a key is what to expect.
            assert!(
                compared.get() < 4 * entries,
                "{} of {entries}",
                compared.get()
            );
        }
    }

    #[test]
    fn entries_that_share_a_fingerprint_are_told_apart() {
        let index = Index::new([7; 50].into_iter(), 64);
        index.push(7);
        assert_eq!(index.len(), 51);
        assert_eq!(index.find(7, |entry| entry == 50), Some(50));
        assert_eq!(index.find(7, |_| false), None);
        assert_eq!(index.find(8, |entry| entry == 60), None);
    }
}
