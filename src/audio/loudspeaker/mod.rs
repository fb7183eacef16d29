//! Plays pieces of speech on a loudspeaker, through cpal.
//!
//! Useful for: streaming playback that can be stopped or turned down within a few milliseconds, and that reports when
//! each piece starts and finishes. Not useful for: deciding what is played.
//!
//! One thread owns the device ([`stream`]) and feeds it from the [`queue`]. A lost device is reopened, and the piece
//! that was cut off continues where it stopped.

mod queue;
mod stream;

use super::device::RETRY;
use super::{AudioError, LiveResampler, SAMPLE_RATE, resample};
use queue::Queue;
use rtrb::Consumer;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};
use stream::OutputStream;
use tokio::sync::mpsc::error::TryRecvError;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Time between looks at the device.
const POLL: Duration = Duration::from_millis(5);

/// What a loudspeaker reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoudspeakerEvent {
    /// The piece with this number has become audible.
    Started(u64),
    /// The piece with this number has been heard to its end.
    Finished(u64),
    /// The device is gone. It is searched for; what was not heard stays queued.
    Lost,
    /// The device is back.
    Back,
}

enum Order {
    Play { id: u64, samples: Vec<f32>, sample_rate: u32 },
    Stop,
    Duck(bool),
}

/// An open loudspeaker.
pub struct Loudspeaker {
    // Declared before the thread that reads them: the thread ends when this is dropped.
    orders: Option<Sender<Order>>,
    events: UnboundedReceiver<LoudspeakerEvent>,
    played: Option<PlayedSound>,
    underruns: Arc<AtomicU64>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Loudspeaker {
    /// Opens the loudspeaker with this name (as `spraakloket check` lists them); an empty name is the default.
    pub fn open(name: &str) -> Result<Self, AudioError> {
        let (orders, inbox) = channel();
        let (events_out, events) = unbounded_channel();
        let (reference_out, references) = channel();
        let (opened, wait) = channel();
        let underruns = Arc::new(AtomicU64::new(0));
        let (name, counter) = (name.to_owned(), underruns.clone());
        let thread = std::thread::Builder::new()
            .name("loudspeaker".into())
            .spawn(move || match OutputStream::open(&name, counter.clone()) {
                Ok((output, reference)) => {
                    let _ = opened.send(Ok(()));
                    let _ = reference_out.send(reference);
                    Engine::new(name, output, inbox, events_out, reference_out, counter).run();
                }
                Err(error) => {
                    let _ = opened.send(Err(error));
                }
            })
            .expect("the system can start one more thread");
        wait.recv().unwrap_or(Err(AudioError::LoudspeakerLost))?;
        let played = Some(PlayedSound { references, current: None, raw: Vec::new() });
        Ok(Loudspeaker { orders: Some(orders), events, played, underruns, thread: Some(thread) })
    }

    /// Queues a piece.
    pub fn play(&self, id: u64, samples: Vec<f32>, sample_rate: u32) {
        self.order(Order::Play { id, samples, sample_rate });
    }

    /// Falls silent at once, with a short fade, and empties the queue.
    pub fn stop(&self) {
        self.order(Order::Stop);
    }

    /// Turns playback down, or back up.
    pub fn duck(&self, softer: bool) {
        self.order(Order::Duck(softer));
    }

    /// Waits for the next event. `None`: the loudspeaker's thread has ended.
    pub async fn next_event(&mut self) -> Option<LoudspeakerEvent> {
        self.events.recv().await
    }

    /// Like [`Self::next_event`], but blocking. Also returns `None` if nothing happens within `patience`.
    pub fn wait_for_event(&mut self, patience: Duration) -> Option<LoudspeakerEvent> {
        let start = Instant::now();
        loop {
            match self.events.try_recv() {
                Ok(event) => return Some(event),
                Err(TryRecvError::Empty) if start.elapsed() < patience => std::thread::sleep(POLL),
                Err(_) => return None,
            }
        }
    }

    /// What is sent to the device, for an echo canceller. Can be taken once.
    pub fn take_played(&mut self) -> Option<PlayedSound> {
        self.played.take()
    }

    /// How often the device ran out of sound in the middle of a piece.
    #[must_use]
    pub fn underruns(&self) -> u64 {
        self.underruns.load(Ordering::Relaxed)
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &self.orders {
            let _ = orders.send(order);
        }
    }
}

impl Drop for Loudspeaker {
    fn drop(&mut self) {
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What is sent to the device, including silence and fades, at [`SAMPLE_RATE`].
pub struct PlayedSound {
    references: Receiver<Reference>,
    current: Option<(Consumer<f32>, LiveResampler)>,
    raw: Vec<f32>,
}

/// A copy of what one opened device is sent.
struct Reference {
    samples: Consumer<f32>,
    sample_rate: u32,
}

impl PlayedSound {
    /// Appends what was sent since the last call to `samples`.
    pub fn drain_into(&mut self, samples: &mut Vec<f32>) {
        while let Ok(reference) = self.references.try_recv() {
            self.current = LiveResampler::new(reference.sample_rate, SAMPLE_RATE)
                .ok()
                .map(|resampler| (reference.samples, resampler));
        }
        if let Some((source, resampler)) = &mut self.current {
            self.raw.clear();
            while let Ok(sample) = source.pop() {
                self.raw.push(sample);
            }
            resampler.push(&self.raw, samples);
        }
    }
}

/// The thread behind a loudspeaker.
struct Engine {
    name: String,
    output: Option<OutputStream>,
    queue: Queue,
    softer: bool,
    next_attempt: Instant,
    /// Events held back until the device has really played what it took.
    due: VecDeque<(Instant, LoudspeakerEvent)>,
    orders: Receiver<Order>,
    events: UnboundedSender<LoudspeakerEvent>,
    references: Sender<Reference>,
    underruns: Arc<AtomicU64>,
}

impl Engine {
    fn new(
        name: String,
        output: OutputStream,
        orders: Receiver<Order>,
        events: UnboundedSender<LoudspeakerEvent>,
        references: Sender<Reference>,
        underruns: Arc<AtomicU64>,
    ) -> Self {
        let queue = Queue::new(output.sample_rate());
        let next_attempt = Instant::now();
        let (softer, due) = (false, VecDeque::new());
        Engine { name, output: Some(output), queue, softer, next_attempt, due, orders, events, references, underruns }
    }

    fn run(mut self) {
        loop {
            match self.orders.recv_timeout(POLL) {
                Ok(order) => self.obey(order),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            let now = Instant::now();
            if self.output.as_mut().is_some_and(|output| output.is_lost(now)) {
                self.lose();
            }
            match &mut self.output {
                Some(output) => {
                    output.feed(&mut self.queue);
                    let latency = output.latency();
                    let heard = self.queue.heard(output.position());
                    self.due.extend(heard.map(|event| (now + latency, event)));
                }
                None if now >= self.next_attempt => self.reopen(now),
                None => {}
            }
            while let Some((at, event)) = self.due.front().copied()
                && at <= now
            {
                self.due.pop_front();
                let _ = self.events.send(event);
            }
        }
    }

    fn obey(&mut self, order: Order) {
        match order {
            Order::Play { id, samples, sample_rate } => {
                match resample(&samples, sample_rate, self.queue.sample_rate()) {
                    Ok(samples) => self.queue.push(id, samples),
                    // It cannot be played, and nobody may wait for it forever.
                    Err(error) => {
                        tracing::error!(code = "unplayable", "{error}");
                        self.queue.push(id, Vec::new());
                    }
                }
            }
            Order::Stop => {
                self.due.clear();
                if let Some(output) = &self.output {
                    output.discard(self.queue.written());
                }
                self.queue.clear();
            }
            Order::Duck(softer) => {
                self.softer = softer;
                if let Some(output) = &self.output {
                    output.duck(softer);
                }
            }
        }
    }

    fn lose(&mut self) {
        tracing::warn!(code = "loudspeaker-lost", "it is sought again every {} ms", RETRY.as_millis());
        let position = self.output.take().map_or(0, |output| output.position());
        self.due.extend(self.queue.heard(position).map(|event| (Instant::now(), event)));
        self.queue.rewind(position);
        self.next_attempt = Instant::now();
        let _ = self.events.send(LoudspeakerEvent::Lost);
    }

    fn reopen(&mut self, now: Instant) {
        self.next_attempt = now + RETRY;
        let Ok((output, reference)) = OutputStream::open(&self.name, self.underruns.clone()) else { return };
        if self.queue.convert(output.sample_rate()).is_err() {
            return;
        }
        tracing::warn!(code = "loudspeaker-back");
        output.duck(self.softer);
        self.output = Some(output);
        let _ = self.references.send(reference);
        let _ = self.events.send(LoudspeakerEvent::Back);
    }
}
