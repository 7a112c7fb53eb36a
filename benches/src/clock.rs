//! The time that this thread has had on a processor.
//!
//! All that is measured here computes in one thread. While other programs hold
//! the processor, the clock on the wall goes on and this one does not, so a busy
//! machine spreads the samples less.

use std::time::Duration;

/// Now, counted from some fixed point.
#[cfg(unix)]
#[must_use]
pub fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};

    let now = clock_gettime(ClockId::ThreadCPUTime);
    // Neither part is ever negative.
    Duration::new(
        now.tv_sec.try_into().unwrap_or_default(),
        now.tv_nsec.try_into().unwrap_or_default(),
    )
}

/// Now on the wall, where threads have no clock of their own.
#[cfg(not(unix))]
#[must_use]
pub fn now() -> Duration {
    use std::sync::OnceLock;
    use std::time::Instant;

    static START: OnceLock<Instant> = OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// How long some work takes.
pub fn time(work: impl FnOnce()) -> Duration {
    let start = now();
    work();
    now().saturating_sub(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn sleep_takes_no_time_and_work_does() {
        let long = Duration::from_millis(30);
        assert!(time(|| std::thread::sleep(long)) < long / 2);
        let worked = time(|| while now() < long {});
        assert!(now() >= long, "{worked:?}");
    }
}
