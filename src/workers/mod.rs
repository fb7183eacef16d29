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

use queue::{CanWait, Job, Lane, Queue, Run};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;
use tokio::sync::oneshot;

/// How long dropping the last handle waits for running jobs to end.
const LONGEST_FAREWELL: Duration = Duration::from_secs(2);

/// Why a worker did not give a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// The session's queue is full: try again later, or ask the person to wait.
    #[error("worker {0} is busy: its queue is full")]
    Busy(&'static str),
    /// The stage panicked on this job and is being reloaded. Try once more.
    #[error("worker {0} crashed on this job and was restarted")]
    Crashed(&'static str),
    /// The stage could not be reloaded; all further jobs fail.
    #[error("worker {0} has stopped")]
    Stopped(&'static str),
}

/// A handle to one or more threads that each own a stage of type `S`. Clones share a lane of the queue. Dropping the
/// last handle ends the threads.
pub struct Worker<S> {
    name: &'static str,
    lane: Lane,
    queue: Arc<OpenQueue<S>>,
}

/// Closes the queue when the last handle is dropped, and waits for running jobs: native code that still runs while the
/// process exits would crash it.
struct OpenQueue<S> {
    jobs: Arc<Queue<S>>,
    serving: Arc<Serving>,
}

impl<S> Drop for OpenQueue<S> {
    fn drop(&mut self) {
        self.jobs.close();
        self.serving.wait_until_none(LONGEST_FAREWELL);
    }
}

/// The number of threads that serve a queue.
#[derive(Default)]
struct Serving {
    threads: Mutex<usize>,
    ended: Condvar,
}

impl Serving {
    fn begin(&self) {
        *self.threads() += 1;
    }

    /// Returns whether it was the last one.
    fn end(&self) -> bool {
        let mut threads = self.threads();
        *threads -= 1;
        self.ended.notify_all();
        *threads == 0
    }

    fn wait_until_none(&self, limit: Duration) {
        let _ = self.ended.wait_timeout_while(self.threads(), limit, |threads| *threads > 0);
    }

    fn threads(&self) -> MutexGuard<'_, usize> {
        self.threads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Clone for Worker<S> {
    fn clone(&self) -> Self {
        Worker { name: self.name, lane: self.lane, queue: self.queue.clone() }
    }
}

impl<S: 'static> Worker<S> {
    /// Starts the thread, loads the stage on it and waits for that. At most `limit` jobs of one session may wait.
    pub fn start<E: Send + 'static>(
        name: &'static str,
        limit: usize,
        load: impl Fn() -> Result<S, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        Self::start_many(name, limit, 1, load)
    }

    /// Like [`Worker::start`], with `count` threads that serve one queue; their stages are loaded one after the other.
    pub fn start_many<E: Send + 'static>(
        name: &'static str,
        limit: usize,
        count: usize,
        load: impl Fn() -> Result<S, E> + Send + Sync + 'static,
    ) -> Result<Self, E> {
        let (load, serving) = (Arc::new(load), Arc::new(Serving::default()));
        let queue = Arc::new(OpenQueue { jobs: Arc::new(Queue::new(limit)), serving: Arc::clone(&serving) });
        for _ in 0..count.max(1) {
            start_thread(name, &queue.jobs, &serving, &load)?;
        }
        Ok(Worker { name, lane: queue.jobs.lane(), queue })
    }

    /// The stage's name in the log.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// A handle for another session, with its own lane of the queue.
    #[must_use]
    pub fn for_session(&self) -> Self {
        Worker { name: self.name, lane: self.queue.jobs.lane(), queue: self.queue.clone() }
    }

    /// Runs a job on the stage and waits for its result. A job whose future is dropped before it started never starts.
    pub async fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
    ) -> Result<R, WorkerError> {
        self.enqueue(job, None).await
    }

    /// As [`Worker::run`], ahead of its time: while `can_wait` says so, jobs of other sessions that cannot wait come
    /// first.
    pub async fn run_ahead<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
        can_wait: impl Fn() -> bool + Send + 'static,
    ) -> Result<R, WorkerError> {
        self.enqueue(job, Some(Box::new(can_wait))).await
    }

    async fn enqueue<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
        can_wait: Option<CanWait>,
    ) -> Result<R, WorkerError> {
        let name = self.name;
        let (reply, result) = oneshot::channel();
        let boxed: Job<S> = Box::new(move |turn| match turn {
            // The session has ended, or no longer wants the result.
            Run::Begins(_) if reply.is_closed() => {}
            Run::Begins(stage) => {
                let _ = reply.send(Ok(job(stage)));
            }
            Run::Stopped => {
                let _ = reply.send(Err(WorkerError::Stopped(name)));
            }
        });
        if self.queue.jobs.push(self.lane, boxed, can_wait).is_err() {
            return Err(WorkerError::Busy(name));
        }
        result.await.unwrap_or(Err(WorkerError::Crashed(name)))
    }
}

/// Starts a thread and waits until its stage is loaded. The last thread that loses its stage stops the queue.
fn start_thread<S: 'static, E: Send + 'static>(
    name: &'static str,
    queue: &Arc<Queue<S>>,
    serving: &Arc<Serving>,
    load: &Arc<impl Fn() -> Result<S, E> + Send + Sync + 'static>,
) -> Result<(), E> {
    let (queue, serving, load) = (queue.clone(), serving.clone(), load.clone());
    let (loaded, wait) = sync_channel::<Result<(), E>>(1);
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || match load() {
            Ok(stage) => {
                serving.begin();
                let _ = loaded.send(Ok(()));
                serve(name, stage, &queue, &*load);
                if serving.end() {
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
        Err(closed) => panic!("loading {name} panicked ({closed}); its own message is printed above"),
    }
}

fn serve<S, E>(name: &'static str, stage: S, queue: &Queue<S>, load: impl Fn() -> Result<S, E>) {
    let mut stage = Some(stage);
    while let Some(current) = stage.as_mut() {
        // Only while there is a stage; jobs left in the queue are told that it has stopped.
        let Some(job) = queue.pop() else { return };
        if catch_unwind(AssertUnwindSafe(|| job(Run::Begins(current)))).is_err() {
            tracing::error!(code = "worker-crashed", worker = name, "loading the stage anew");
            drop(stage.take());
            stage = load().ok();
        }
    }
}

#[cfg(test)]
mod tests;
