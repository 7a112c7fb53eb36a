//! The two processors: one for what is measured, one for what calls it.

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use crate::Error;

/// Two processors of those that this process may run on.
#[derive(Clone, Copy, Debug)]
pub struct Cores {
    /// For what is measured.
    pub measured: usize,
    /// For what calls it.
    pub load: usize,
}

impl Cores {
    /// The last two; the same twice, where there is but one.
    pub fn choose() -> Result<Self, Error> {
        let allowed = sched_getaffinity(None)?;
        let mut cores = (0..CpuSet::MAX_CPU)
            .rev()
            .filter(|&core| allowed.is_set(core));
        let measured = cores.next().ok_or("there is no processor to run on")?;
        let load = cores.next().unwrap_or(measured);
        Ok(Self { measured, load })
    }

    /// Keeps this thread on the processor of the load.
    pub fn pin_load(self) -> Result<(), Error> {
        pin(self.load)
    }

    /// Does something, most likely starting a process, on the processor of what is
    /// measured: threads and processes stay where they were begun.
    pub fn measured<T>(self, start: impl FnOnce() -> T) -> Result<T, Error> {
        let before = sched_getaffinity(None)?;
        pin(self.measured)?;
        let started = start();
        sched_setaffinity(None, &before)?;
        Ok(started)
    }
}

fn pin(core: usize) -> Result<(), Error> {
    let mut set = CpuSet::new();
    set.set(core);
    Ok(sched_setaffinity(None, &set)?)
}
