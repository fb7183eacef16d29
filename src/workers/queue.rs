//! The queue in front of a worker: one lane for each session, served in turn.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// What is to be done with the stage, or what became of it instead.
pub(super) type Job<S> = Box<dyn FnOnce(Turn<'_, S>) + Send>;

/// Tells whether a job can wait: nobody needs its result yet.
pub(super) type CanWait = Box<dyn Fn() -> bool + Send>;

/// A job in its lane.
struct Waits<S> {
    job: Job<S>,
    can_wait: Option<CanWait>,
}

/// What a job is told when its time has come.
pub(super) enum Turn<'a, S> {
    /// It is its turn.
    Begins(&'a mut S),
    /// A newer one took its place.
    Superseded,
    /// The stage is gone.
    Stopped,
}

/// The place of one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Lane(u64);

/// Jobs that wait, at most `limit` in each lane.
pub(super) struct Queue<S> {
    limit: usize,
    waiting: Mutex<Waiting<S>>,
    changed: Condvar,
}

struct Waiting<S> {
    lanes: BTreeMap<Lane, VecDeque<Waits<S>>>,
    /// The lanes that have jobs, whose turn it is first.
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

    /// A lane for one more session.
    pub(super) fn lane(&self) -> Lane {
        let mut waiting = self.waiting();
        waiting.next_lane += 1;
        Lane(waiting.next_lane)
    }

    /// Puts a job at the end of a lane; gives it back where the lane is full. Where the stage is gone,
    /// the job is told so. As long as it can wait, those of other lanes that cannot come first.
    pub(super) fn push(&self, lane: Lane, job: Job<S>, can_wait: Option<CanWait>) -> Result<(), Job<S>> {
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
        jobs.push_back(Waits { job, can_wait });
        if jobs.len() == 1 {
            waiting.turns.push_back(lane);
        }
        drop(waiting);
        self.changed.notify_one();
        Ok(())
    }

    /// Takes all jobs out of a lane, and tells them.
    pub(super) fn supersede(&self, lane: Lane) {
        let mut waiting = self.waiting();
        waiting.turns.retain(|other| *other != lane);
        let jobs = waiting.lanes.remove(&lane).unwrap_or_default();
        drop(waiting);
        for Waits { job, .. } in jobs {
            job(Turn::Superseded);
        }
    }

    /// The next job, of the lane whose turn it is; waits for one. None: the queue is closed and empty.
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

    /// No more jobs will come.
    pub(super) fn close(&self) {
        self.waiting().closed = true;
        self.changed.notify_all();
    }

    /// The stage is gone: tells all jobs that wait, and all that will come.
    pub(super) fn stop(&self) {
        let mut waiting = self.waiting();
        waiting.stopped = true;
        waiting.turns.clear();
        let lanes = std::mem::take(&mut waiting.lanes);
        drop(waiting);
        for Waits { job, .. } in lanes.into_values().flatten() {
            job(Turn::Stopped);
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
