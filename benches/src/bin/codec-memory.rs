//! Counts allocations, and prints the tables as JSON for `codec-goals`; or, asked
//! to decode or to encode a stream, the peak of its memory in MiB.

use std::alloc::System;
use std::error::Error;

use hyperglyph_benches::memory::{Meter, Usage, tables};
use hyperglyph_benches::streaming::{Direction, resident_mib};
use peakmem_alloc::{PeakMemAlloc, PeakMemAllocTrait};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

/// The outer one keeps the peak, the inner one counts.
#[global_allocator]
static ALLOCATOR: PeakMemAlloc<&'static StatsAlloc<System>> =
    PeakMemAlloc::new(&INSTRUMENTED_SYSTEM);

struct Heap;

impl Meter for Heap {
    fn measure<T>(&self, work: impl FnOnce() -> T) -> (T, Usage) {
        let before = INSTRUMENTED_SYSTEM.stats();
        ALLOCATOR.reset_peak_memory();
        let made = work();
        let peak = ALLOCATOR.get_peak_memory();
        let change = INSTRUMENTED_SYSTEM.stats() - before;
        let usage = Usage {
            allocations: change.allocations + change.reallocations,
            blocks: change.allocations.saturating_sub(change.deallocations),
            peak,
        };
        (made, usage)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::io::stdout();
    let Some(argument) = std::env::args().nth(1) else {
        return Ok(serde_json::to_writer(out, &tables(&Heap)?)?);
    };
    let direction = Direction::ALL
        .into_iter()
        .find(|direction| direction.name() == argument)
        .ok_or_else(|| format!("expected nothing, decode or encode, found {argument:?}"))?;
    direction.run()?;
    Ok(serde_json::to_writer(out, &resident_mib())?)
}

#[cfg(test)]
mod tests {
    use super::*;

    // The only test of this program: others would allocate beside it.
    #[test]
    fn what_stays_and_the_peak_are_counted() {
        let (kept, usage) = Heap.measure(|| {
            drop(vec![1u8; 3_000_000]);
            vec![1u8; 1_000_000]
        });
        assert_eq!(kept.len(), 1_000_000);
        assert!((3_000_000..3_100_000).contains(&usage.peak), "{usage:?}");
        assert!((2..10).contains(&usage.allocations), "{usage:?}");
        assert!((1..5).contains(&usage.blocks), "{usage:?}");
    }
}
