use super::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

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
async fn a_stage_that_cannot_load_says_why_and_one_that_cannot_load_again_has_stopped() {
    let failed = Worker::<()>::start("broken", 1, || Err("no model"));
    assert_eq!(failed.err(), Some("no model"));

    let loads = AtomicUsize::new(0);
    let worker =
        Worker::start("once", 4, move || if loads.fetch_add(1, Ordering::SeqCst) == 0 { Ok(()) } else { Err(()) });
    let worker = worker.unwrap();
    let crashed = worker.run(|()| panic!("on purpose")).await;
    assert_eq!(crashed, Err::<(), _>(WorkerError::Crashed("once")));
    assert_eq!(worker.run(|()| ()).await, Err(WorkerError::Stopped("once")));
}

/// A worker that is busy until the sender is used, and a record of the order in which it ran jobs.
async fn occupied(limit: usize) -> (Worker<()>, std::sync::mpsc::SyncSender<()>, Arc<Mutex<Vec<&'static str>>>) {
    let worker = Worker::start("slow", limit, || Ok::<_, ()>(())).unwrap();
    let (release, gate) = sync_channel::<()>(0);
    let (begun, begins) = oneshot::channel();
    let first = worker.for_session();
    tokio::spawn(async move {
        let held = first.run(move |()| {
            let _ = begun.send(());
            gate.recv().is_ok()
        });
        assert_eq!(held.await, Ok(true));
    });
    begins.await.unwrap();
    (worker, release, Arc::default())
}

/// Queues a job and waits until it is in the queue.
async fn put(
    worker: &Worker<()>,
    name: &'static str,
    done: &Arc<Mutex<Vec<&'static str>>>,
) -> tokio::task::JoinHandle<Result<(), WorkerError>> {
    let (worker, done) = (worker.clone(), done.clone());
    let job = tokio::spawn(async move { worker.run(move |()| done.lock().unwrap().push(name)).await });
    tokio::time::sleep(Duration::from_millis(20)).await;
    job
}

#[tokio::test]
async fn sessions_take_turns_and_a_full_queue_is_full_for_its_own_session() {
    let (worker, release, done) = occupied(3).await;
    let (one, two) = (worker.for_session(), worker.for_session());
    let mut jobs = Vec::new();
    for name in ["one 1", "one 2", "one 3"] {
        jobs.push(put(&one, name, &done).await);
    }
    assert_eq!(one.run(|()| ()).await, Err(WorkerError::Busy("slow")));
    for name in ["two 1", "two 2"] {
        jobs.push(put(&two, name, &done).await);
    }
    release.send(()).unwrap();
    for job in jobs {
        assert_eq!(job.await.unwrap(), Ok(()));
    }
    assert_eq!(*done.lock().unwrap(), ["one 1", "two 1", "one 2", "two 2", "one 3"]);
}

#[tokio::test]
async fn what_can_wait_comes_after_what_cannot_for_as_long_as_it_can() {
    let (worker, release, done) = occupied(3).await;
    let can_wait = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let mut ahead = Vec::new();
    for name in ["ahead", "promised"] {
        let (session, done, can_wait) = (worker.for_session(), done.clone(), can_wait.clone());
        let waits = move || name == "ahead" || can_wait.load(Ordering::SeqCst);
        ahead.push(tokio::spawn(
            async move { session.run_ahead(move |()| done.lock().unwrap().push(name), waits).await },
        ));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let wanted = put(&worker.for_session(), "wanted", &done).await;
    // Somebody waits for the second one now.
    can_wait.store(false, Ordering::SeqCst);
    release.send(()).unwrap();
    for job in ahead.into_iter().chain([wanted]) {
        assert_eq!(job.await.unwrap(), Ok(()));
    }
    assert_eq!(*done.lock().unwrap(), ["promised", "wanted", "ahead"]);
}

#[tokio::test]
async fn what_is_not_waited_for_never_begins() {
    let (worker, release, done) = occupied(2).await;
    let left = put(&worker.for_session(), "left", &done).await;
    left.abort();
    let waited_for = put(&worker.for_session(), "waited for", &done).await;
    release.send(()).unwrap();
    assert_eq!(waited_for.await.unwrap(), Ok(()));
    assert_eq!(*done.lock().unwrap(), ["waited for"]);
}

#[tokio::test]
async fn stages_side_by_side_serve_one_queue_until_the_last_has_gone() {
    let loads = AtomicUsize::new(0);
    let worker = Worker::start_many("two", 4, 2, move || {
        // Neither can be loaded a second time.
        let place = loads.fetch_add(1, Ordering::SeqCst);
        if place < 2 { Ok(place) } else { Err(()) }
    })
    .unwrap();
    let (met, meets) = std::sync::mpsc::channel::<usize>();
    let meets = Arc::new(Mutex::new(Some(meets)));
    // The first waits for a message from the other: a single thread would wait forever.
    let (first, second) = (worker.for_session(), worker.for_session());
    let waits = first.run(move |place| {
        let meets = meets.lock().unwrap().take().unwrap();
        (*place, meets.recv_timeout(Duration::from_secs(20)).unwrap())
    });
    let tells = second.run(move |place| met.send(*place).unwrap());
    let (waited, told) = tokio::join!(waits, tells);
    assert_eq!(told, Ok(()));
    let (one, other) = waited.unwrap();
    assert_ne!(one, other);
    assert_eq!(worker.run(|_| panic!("on purpose")).await, Err::<(), _>(WorkerError::Crashed("two")));
    assert_eq!(worker.run(|_| ()).await, Ok(()), "the other still serves");
    assert_eq!(worker.run(|_| panic!("on purpose")).await, Err::<(), _>(WorkerError::Crashed("two")));
    assert_eq!(worker.run(|_| ()).await, Err(WorkerError::Stopped("two")));
}

#[tokio::test]
async fn the_last_handle_goes_when_no_job_runs_any_more() {
    let worker = Worker::start("test", 1, || Ok::<_, ()>(())).unwrap();
    let (began, begins) = std::sync::mpsc::channel();
    let ended = Arc::new(AtomicUsize::new(0));
    let end = Arc::clone(&ended);
    let handle = worker.clone();
    let job = tokio::spawn(async move {
        let long = move |(): &mut ()| {
            began.send(()).unwrap();
            std::thread::sleep(Duration::from_millis(150));
            end.store(1, Ordering::SeqCst);
        };
        handle.run(long).await
    });
    tokio::task::spawn_blocking(move || begins.recv()).await.unwrap().unwrap();
    job.abort();
    let _ = job.await;
    drop(worker);
    assert_eq!(ended.load(Ordering::SeqCst), 1);
}
