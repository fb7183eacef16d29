//! How many threads a recognition gets, and for how long.
//!
//! ggml's threads wait for each other by spinning, hundreds of times a second. If one of them has to share its core,
//! the others spin until it runs again: a question of three seconds then takes ten seconds and more. So several
//! threads are used only while there are cores for them, and only while they make progress.

use std::sync::Mutex;
use std::thread::{available_parallelism, sleep};
use std::time::{Duration, Instant};

/// How often running threads are counted; the minimum is used, because something always runs briefly.
const ASKED: usize = 3;
/// Time between two counts.
const BETWEEN: Duration = Duration::from_millis(1);
/// A decoding has stalled if it takes this many times as long per position as the fastest so far.
const STALLED: f32 = 4.0;

/// The number of threads for a recognition that starts now: as many as wanted, but no more than there are idle cores.
pub(super) fn threads_now(wanted: usize) -> usize {
    let cores = available_parallelism().map_or(1, usize::from);
    if wanted.min(cores) < 2 {
        return 1;
    }
    let mut others = usize::MAX;
    for asked in 0..ASKED {
        if asked > 0 {
            sleep(BETWEEN);
        }
        let Some(running) = running() else { return wanted.min(cores) };
        // One of the running threads is this one.
        others = others.min(running.saturating_sub(1));
        if others == 0 {
            break;
        }
    }
    threads(wanted, cores, others)
}

fn threads(wanted: usize, cores: usize, others: usize) -> usize {
    wanted.min(cores.saturating_sub(others)).max(1)
}

/// Threads of the whole machine that are running or ready to run; `None` if the system does not report it.
fn running() -> Option<usize> {
    let text = std::fs::read_to_string("/proc/stat").ok()?;
    text.lines().find_map(|line| line.strip_prefix("procs_running "))?.trim().parse().ok()
}

/// Durations of decodings so far, to notice one whose threads stall.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Minimum time per position of the encoder's window, in seconds.
    least: Mutex<Option<f32>>,
}

impl Pace {
    /// When to abort a decoding of this many positions that starts now, and retry with one thread.
    pub(super) fn deadline(&self, positions: i32) -> Option<Instant> {
        self.allowed(positions).map(|time| Instant::now() + time)
    }

    fn allowed(&self, positions: i32) -> Option<Duration> {
        let least = (*self.least.lock().unwrap_or_else(std::sync::PoisonError::into_inner))?;
        Some(Duration::from_secs_f32(least * STALLED * positions as f32))
    }

    /// Records a finished decoding of this many positions.
    pub(super) fn done(&self, positions: i32, took: Duration) {
        let each = took.as_secs_f32() / positions.max(1) as f32;
        let mut least = self.least.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *least = Some(least.map_or(each, |least| least.min(each)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_given_only_where_there_are_cores_for_them() {
        for (wanted, cores, others, given) in
            [(2, 2, 0, 2), (2, 2, 1, 1), (2, 2, 9, 1), (2, 4, 2, 2), (4, 4, 1, 3), (8, 2, 0, 2), (1, 8, 0, 1)]
        {
            assert_eq!(threads(wanted, cores, others), given, "{wanted} wanted, {cores} cores, {others} others");
        }
        assert_eq!(threads_now(1), 1);
        let cores = available_parallelism().map_or(1, usize::from);
        assert!((1..=cores).contains(&threads_now(64)));
    }

    #[test]
    fn the_first_decoding_has_all_the_time_and_the_others_a_few_times_that_of_the_fastest() {
        let pace = Pace::default();
        assert_eq!(pace.allowed(512), None);
        pace.done(512, Duration::from_secs(10));
        pace.done(1024, Duration::from_secs(1));
        assert_eq!(pace.allowed(512), Some(Duration::from_secs(2)));
    }
}
