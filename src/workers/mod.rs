//! One named thread per loaded model, with a bounded queue in front of it.
//!
//! Useful for: running blocking, stateful stages (Whisper, Piper, the index) without blocking a
//! session. Not useful for: deciding what to run (`session`). A stage that panics is loaded anew; the
//! job that broke it gets [`WorkerError::Crashed`], the jobs behind it are served.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;
use tokio::sync::oneshot;

type Job<S> = Box<dyn FnOnce(&mut S) + Send>;

/// Why a worker did not give a result.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WorkerError {
    /// The queue is full: try again later, or tell the person to wait.
    #[error("worker {0} is busy: its queue is full")]
    Busy(&'static str),
    /// The stage panicked on this job; it is being loaded anew. Try once more.
    #[error("worker {0} crashed on this job and was restarted")]
    Crashed(&'static str),
    /// The stage could not be loaded again. Nothing more can be expected of it.
    #[error("worker {0} has stopped")]
    Stopped(&'static str),
}

/// A handle to a thread that owns a stage of type `S`. Dropping the last handle ends the thread.
pub struct Worker<S> {
    name: &'static str,
    jobs: SyncSender<Job<S>>,
}

impl<S> Clone for Worker<S> {
    fn clone(&self) -> Self {
        Worker { name: self.name, jobs: self.jobs.clone() }
    }
}

impl<S: 'static> Worker<S> {
    /// Starts the thread, loads the stage on it and waits until that is done.
    pub fn start<E: Send + 'static>(
        name: &'static str,
        queue: usize,
        load: impl Fn() -> Result<S, E> + Send + 'static,
    ) -> Result<Self, E> {
        let (jobs, inbox) = sync_channel::<Job<S>>(queue);
        let (loaded, wait) = sync_channel::<Result<(), E>>(1);
        thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || match load() {
                Ok(stage) => {
                    let _ = loaded.send(Ok(()));
                    serve(name, stage, &inbox, load);
                }
                Err(error) => {
                    let _ = loaded.send(Err(error));
                }
            })
            .expect("the system can start one more thread");
        match wait.recv() {
            Ok(Ok(())) => Ok(Worker { name, jobs }),
            Ok(Err(error)) => Err(error),
            Err(closed) => panic!("loading {name} panicked ({closed}); its message stands above"),
        }
    }

    /// Runs a job on the stage and waits for its result.
    pub async fn run<R: Send + 'static>(
        &self,
        job: impl FnOnce(&mut S) -> R + Send + 'static,
    ) -> Result<R, WorkerError> {
        let (reply, result) = oneshot::channel();
        let boxed: Job<S> = Box::new(move |stage| {
            // Nobody waits any more: the person has gone, or asked something else.
            if !reply.is_closed() {
                let _ = reply.send(job(stage));
            }
        });
        self.jobs.try_send(boxed).map_err(|error| match error {
            TrySendError::Full(_) => WorkerError::Busy(self.name),
            TrySendError::Disconnected(_) => WorkerError::Stopped(self.name),
        })?;
        result.await.map_err(|_| WorkerError::Crashed(self.name))
    }
}

fn serve<S, E>(name: &'static str, stage: S, inbox: &Receiver<Job<S>>, load: impl Fn() -> Result<S, E>) {
    let mut stage = Some(stage);
    while let Ok(job) = inbox.recv() {
        let Some(current) = stage.as_mut() else { return };
        if catch_unwind(AssertUnwindSafe(|| job(current))).is_err() {
            tracing::error!(code = "worker-crashed", worker = name, "loading the stage anew");
            drop(stage.take());
            stage = load().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[tokio::test]
    async fn a_crashed_stage_is_loaded_anew_and_serves_the_next_job() {
        let loads = Arc::new(AtomicUsize::new(0));
        let counter = loads.clone();
        let worker = Worker::start("test", 4, move || {
            counter.fetch_add(1, Ordering::SeqCst);
            Ok::<_, ()>(vec![1, 2, 3])
        })
        .unwrap();
        assert_eq!(worker.run(|stage| stage.len()).await, Ok(3));
        let crashed = worker.run(|_| -> usize { panic!("on purpose") }).await;
        assert_eq!(crashed, Err(WorkerError::Crashed("test")));
        assert_eq!(worker.run(|stage| stage.len()).await, Ok(3));
        assert_eq!(loads.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_stage_that_cannot_load_says_why_and_a_full_queue_says_busy() {
        let failed = Worker::<()>::start("broken", 1, || Err("no model"));
        assert_eq!(failed.err(), Some("no model"));

        let worker = Worker::start("slow", 1, || Ok::<_, ()>(())).unwrap();
        let (release, gate) = sync_channel::<()>(0);
        let first = tokio::spawn({
            let worker = worker.clone();
            async move { worker.run(move |()| gate.recv().is_ok()).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        let second = tokio::spawn({
            let worker = worker.clone();
            async move { worker.run(|()| true).await }
        });
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(worker.run(|()| ()).await, Err(WorkerError::Busy("slow")));
        release.send(()).unwrap();
        assert_eq!(first.await.unwrap(), Ok(true));
        assert_eq!(second.await.unwrap(), Ok(true));
    }
}
