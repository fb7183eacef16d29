//! One named thread, or a few, per loaded model, with a fair, bounded queue in front of them.
//!
//! Useful for: running blocking, stateful stages (Whisper, Piper, the index) without blocking a
//! session. Not useful for: deciding what to run (`session`), or stopping a job that runs (that is the
//! job's own matter, for example by a `Cancel`). A stage that panics is loaded anew; the job that broke
//! it gets [`WorkerError::Crashed`], the jobs behind it are served.
//!
//! Each session has a handle of its own ([`Worker::for_session`]): the sessions take turns, so that
//! none waits for more than one job of each other.

mod queue;

use queue::{CanWait, Job, Lane, Queue, Turn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::oneshot;

/// The end of a job that runs is not waited for any longer when nobody needs the stage any more.
const LONGEST_FAREWELL: Duration = Duration::from_secs(2);

/// Why a worker did not give a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// The session's queue is full: try again later, or tell the person to wait.
    #[error("worker {0} is busy: its queue is full")]
    Busy(&'static str),
    /// A newer job of the same session took its place before it began. Nothing is wrong.
    #[error("worker {0} was given a newer job by the same session")]
    Superseded(&'static str),
    /// The stage panicked on this job; it is being loaded anew. Try once more.
    #[error("worker {0} crashed on this job and was restarted")]
    Crashed(&'static str),
    /// The stage could not be loaded again. Nothing more can be expected of it.
    #[error("worker {0} has stopped")]
    Stopped(&'static str),
}

/// A handle to a thread that owns a stage of type `S`, or to a few with one each. Clones share a place in the
/// queue. Dropping the last handle ends the threads.
pub struct Worker<S> {
    name: &'static str,
    lane: Lane,
    queue: Arc<OpenQueue<S>>,
}

/// Closes the queue when the last handle has gone, and waits until no job runs any more: native code that still
/// works while the process ends would crash it.
struct OpenQueue<S> {
    jobs: Arc<Queue<S>>,
    serving: Arc<AtomicUsize>,
}

impl<S> Drop for OpenQueue<S> {
    fn drop(&mut self) {
        self.jobs.close();
        let until = Instant::now() + LONGEST_FAREWELL;
        while self.serving.load(Ordering::Acquire) > 0 && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
    }
}

impl<S> Clone for Worker<S> {
    fn clone(&self) -> Self {
        Worker { name: self.name, lane: self.lane, queue: self.queue.clone() }
    }
}

impl<S: 'static> Worker<S> {
    /// Starts the thread, loads the stage on it and waits until that is done. At most `limit` jobs of
    /// one session wait.
    pub fn start<E: Send + 'static>(
        name: &'static str,
        limit: usize,
        load: impl Fn() -> Result<S, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        Self::start_many(name, limit, 1, load)
    }

    /// As [`Worker::start`], with so many threads and stages, loaded one after the other, that serve one queue.
    pub fn start_many<E: Send + 'static>(
        name: &'static str,
        limit: usize,
        count: usize,
        load: impl Fn() -> Result<S, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let (load, serving) = (Arc::new(load), Arc::new(AtomicUsize::new(0)));
        let queue = Arc::new(OpenQueue { jobs: Arc::new(Queue::new(limit)), serving: Arc::clone(&serving) });
        for _ in 0..count.max(1) {
            start_thread(name, &queue.jobs, &serving, &load)?;
        }
        Ok(Worker { name, lane: queue.jobs.lane(), queue })
    }

    /// What the stage is called in the log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A handle for one more session, with a place of its own in the queue.
    #[must_use]
    pub fn for_session(&self) -> Self {
        Worker { name: self.name, lane: self.queue.jobs.lane(), queue: self.queue.clone() }
    }

    /// Runs a job on the stage and waits for its result. If the wait is given up before the job has
    /// begun, it never begins.
    pub async fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
    ) -> Result<R, WorkerError> {
        self.enqueue(job, false, None).await
    }

    /// As [`Worker::run`], ahead of its time: while `can_wait` tells so, jobs of other sessions that cannot wait
    /// come first.
    pub async fn run_ahead<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
        can_wait: impl Fn() -> bool + Send + 'static,
    ) -> Result<R, WorkerError> {
        self.enqueue(job, false, Some(Box::new(can_wait))).await
    }

    /// As [`Worker::run`], in the place of all jobs of this session that have not begun: those get
    /// [`WorkerError::Superseded`].
    pub async fn run_instead<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
    ) -> Result<R, WorkerError> {
        self.enqueue(job, true, None).await
    }

    async fn enqueue<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
        supersede: bool,
        can_wait: Option<CanWait>,
    ) -> Result<R, WorkerError> {
        let name = self.name;
        let (reply, result) = oneshot::channel();
        let boxed: Job<S> = Box::new(move |turn| match turn {
            // Nobody waits any more: the session has ended or thought better of it.
            Turn::Begins(_) if reply.is_closed() => {}
            Turn::Begins(stage) => {
                let _ = reply.send(Ok(job(stage)));
            }
            Turn::Superseded => {
                let _ = reply.send(Err(WorkerError::Superseded(name)));
            }
            Turn::Stopped => {
                let _ = reply.send(Err(WorkerError::Stopped(name)));
            }
        });
        if supersede {
            self.queue.jobs.supersede(self.lane);
        }
        if self.queue.jobs.push(self.lane, boxed, can_wait).is_err() {
            return Err(WorkerError::Busy(name));
        }
        result.await.unwrap_or(Err(WorkerError::Crashed(name)))
    }
}

/// Starts one thread and waits until its stage is loaded. The last one whose stage is gone stops the queue.
fn start_thread<S: 'static, E: Send + 'static>(
    name: &'static str,
    queue: &Arc<Queue<S>>,
    serving: &Arc<AtomicUsize>,
    load: &Arc<impl Fn() -> Result<S, E> + Send + Sync + 'static>,
) -> Result<(), E> {
    let (queue, serving, load) = (queue.clone(), serving.clone(), load.clone());
    let (loaded, wait) = sync_channel::<Result<(), E>>(1);
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || match load() {
            Ok(stage) => {
                serving.fetch_add(1, Ordering::AcqRel);
                let _ = loaded.send(Ok(()));
                serve(name, stage, &queue, &*load);
                if serving.fetch_sub(1, Ordering::AcqRel) == 1 {
                    queue.stop();
                }
            }
            Err(error) => {
                let _ = loaded.send(Err(error));
            }
        })
        .expect("the system can start one more thread");
    match wait.recv() {
        Ok(result) => result,
        Err(closed) => panic!("loading {name} panicked ({closed}); its message stands above"),
    }
}

fn serve<S, E>(name: &'static str, stage: S, queue: &Queue<S>, load: impl Fn() -> Result<S, E>) {
    let mut stage = Some(stage);
    while let Some(current) = stage.as_mut() {
        // Only taken where it can be done: what waits for a stage that is gone is told so.
        let Some(job) = queue.pop() else { return };
        if catch_unwind(AssertUnwindSafe(|| job(Turn::Begins(current)))).is_err() {
            tracing::error!(code = "worker-crashed", worker = name, "loading the stage anew");
            drop(stage.take());
            stage = load().ok();
        }
    }
}

#[cfg(test)]
mod tests;
