//! The queue of a worker: one lane per session, served round-robin.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// A job; it is called exactly once, with its turn.
pub(super) type Job<S> = Box<dyn FnOnce(Turn<'_, S>) + Send>;

/// How a job's turn comes out.
pub(super) enum Turn<'a, S> {
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
    lanes: BTreeMap<Lane, VecDeque<Job<S>>>,
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
    pub(super) fn push(&self, lane: Lane, job: Job<S>) -> Result<(), Job<S>> {
        let mut waiting = self.waiting();
        if waiting.stopped {
            drop(waiting);
            job(Turn::Stopped);
            return Ok(());
        }
        let jobs = waiting.lanes.entry(lane).or_default();
        if jobs.len() >= self.limit {
            return Err(job);
        }
        jobs.push_back(job);
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
        for job in lanes.into_values().flatten() {
            job(Turn::Stopped);
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting<S>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Waiting<S> {
    fn take(&mut self) -> Option<Job<S>> {
        let lane = self.turns.pop_front()?;
        let jobs = self.lanes.get_mut(&lane)?;
        let job = jobs.pop_front();
        if jobs.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.turns.push_back(lane);
        }
        job
    }
}
