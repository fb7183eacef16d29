//! The queue of a worker: one lane per session, served round-robin.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A job; it is called exactly once, with its turn.
pub(super) type Job<S> = Box<dyn FnOnce(Run<'_, S>) + Send>;

/// Whether a job can wait: nobody needs its result yet.
pub(super) type CanWait = Box<dyn Fn() -> bool + Send>;

/// A job in its lane.
struct Waits<S> {
    job: Job<S>,
    can_wait: Option<CanWait>,
}

/// How a job's turn comes out.
pub(super) enum Run<'a, S> {
    /// Run it on this stage.
    Begins(&'a mut S),
    /// The stage could not be reloaded.
    Stopped,
}

/// The lane of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane(u64);

/// Waiting jobs, at most `limit` per lane.
pub(super) struct Queue<S> {
    limit: usize,
    waiting: Mutex<Waiting<S>>,
    changed: Condvar,
}

struct Waiting<S> {
    lanes: BTreeMap<Lane, VecDeque<Waits<S>>>,
    /// The lanes that have jobs, in the order in which they are served.
    turns: VecDeque<Lane>,
    next_lane: u64,
    closed: bool,
    stopped: bool,
}

impl<S> Queue<S> {
    pub(super) fn new(limit: usize) -> Self {
        let lanes = BTreeMap::new();
        let waiting = Waiting { lanes, turns: VecDeque::new(), next_lane: 0, closed: false, stopped: false };
        Queue { limit, waiting: Mutex::new(waiting), changed: Condvar::new() }
    }

    /// A new lane.
    pub(super) fn lane(&self) -> Lane {
        let mut waiting = self.waiting();
        waiting.next_lane += 1;
        Lane(waiting.next_lane)
    }

    /// Appends a job to a lane, or returns it if the lane is full. If the stage has stopped, the job is told at once.
    /// As long as it can wait, jobs of other lanes that cannot come first.
    pub(super) fn push(&self, lane: Lane, job: Job<S>, can_wait: Option<CanWait>) -> Result<(), Job<S>> {
        let mut waiting = self.waiting();
        if waiting.stopped {
            drop(waiting);
            job(Run::Stopped);
            return Ok(());
        }
        let jobs = waiting.lanes.entry(lane).or_default();
        if jobs.len() >= self.limit {
            return Err(job);
        }
        jobs.push_back(Waits { job, can_wait });
        if jobs.len() == 1 {
            waiting.turns.push_back(lane);
        }
        drop(waiting);
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for the next job. `None`: the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<Job<S>> {
        let mut waiting = self.waiting();
        loop {
            if let Some(job) = waiting.take() {
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes the queue: no more jobs will come.
    pub(super) fn close(&self) {
        self.waiting().closed = true;
        self.changed.notify_all();
    }

    /// Stops the queue: tells all waiting jobs, and all that follow, that the stage has stopped.
    pub(super) fn stop(&self) {
        let mut waiting = self.waiting();
        waiting.stopped = true;
        waiting.turns.clear();
        let lanes = std::mem::take(&mut waiting.lanes);
        drop(waiting);
        for Waits { job, .. } in lanes.into_values().flatten() {
            job(Run::Stopped);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<S>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Waiting<S> {
    fn take(&mut self) -> Option<Job<S>> {
        let cannot_wait = |lane: &Lane| {
            let first = self.lanes.get(lane).and_then(VecDeque::front);
            first.is_some_and(|first| !first.can_wait.as_ref().is_some_and(|can_wait| can_wait()))
        };
        let place = self.turns.iter().position(cannot_wait).unwrap_or(0);
        let lane = self.turns.remove(place)?;
        let jobs = self.lanes.get_mut(&lane)?;
        let job = jobs.pop_front().map(|waits| waits.job);
        if jobs.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.turns.push_back(lane);
        }
        job
    }
}
