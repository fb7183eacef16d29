//! The clock of the line: a single thread that sends every call's sound each 20 ms and passes on the caller's sound.
//! It does nothing that can block, so that load on other threads never makes a packet late. Not for: anything that
//! takes time.

use super::count::{Count, One};
use super::counters::Counters;
use super::stream::Stream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A quarter of a frame: calls take turns, so that not all packets leave at once.
const STEP: Duration = Duration::from_millis(5);
/// Steps per frame.
const STEPS: usize = 4;
/// After a longer standstill, what was missed is skipped instead of sent in a burst.
const TOO_LATE: Duration = Duration::from_millis(200);

/// Niceness of the clock's thread. Requires `CAP_SYS_NICE`, or systemd's `LimitNICE`.
const PRECEDENCE: i32 = -11;

/// Passes streams to the clock.
#[derive(Clone)]
pub(super) struct Pacer {
    streams: Sender<(Stream, One)>,
    under_way: Count,
}

impl Pacer {
    /// Starts the clock. It ends when every [`Pacer`] is dropped and every stream is over.
    pub(super) fn start(counters: Arc<Counters>, under_way: Count) -> std::io::Result<(Self, JoinHandle<()>)> {
        let (streams, inbox) = channel();
        let thread = std::thread::Builder::new().name("phone-pacer".into()).spawn(move || {
            ask_for_precedence();
            Clock { inbox, counters, turns: Default::default() }.run();
        })?;
        Ok((Pacer { streams, under_way }, thread))
    }

    /// Adds a stream.
    pub(super) fn add(&self, stream: Stream) {
        // The thread cannot have ended: it outlives the last sender.
        let _ = self.streams.send((stream, self.under_way.one()));
    }
}

/// Requests priority over other threads, if the system allows it; this thread never works for long.
fn ask_for_precedence() {
    let thread = rustix::thread::gettid();
    if rustix::process::setpriority_process(Some(thread), PRECEDENCE).is_err() {
        tracing::info!(code = "phone-clock-without-precedence");
    }
}

struct Clock {
    inbox: Receiver<(Stream, One)>,
    counters: Arc<Counters>,
    /// Each stream is counted until it is over.
    turns: [Vec<(Stream, One)>; STEPS],
}

impl Clock {
    fn run(mut self) {
        let mut due = Instant::now();
        let mut step = 0;
        loop {
            due += STEP;
            let now = Instant::now();
            if let Some(wait) = due.checked_duration_since(now) {
                std::thread::sleep(wait);
            } else if now - due > TOO_LATE {
                self.skip_until(&mut due, &mut step, now);
            }
            if !self.take_in() && self.turns.iter().all(Vec::is_empty) {
                return;
            }
            self.turn(step, due);
            step = (step + 1) % STEPS;
        }
    }

    /// Accepts new streams; false when no more can come.
    fn take_in(&mut self) -> bool {
        loop {
            match self.inbox.try_recv() {
                Ok(stream) => {
                    let fewest = self.turns.iter_mut().min_by_key(|turn| turn.len());
                    fewest.expect("there are turns").push(stream);
                }
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    /// One quarter of the calls sends and receives; those two steps away only read what has arrived, so that its time
    /// of arrival is known to within 10 ms.
    fn turn(&mut self, step: usize, due: Instant) {
        self.turns[step].retain_mut(|(stream, _)| stream.obey());
        for (stream, _) in &mut self.turns[step] {
            stream.send_frame();
            self.counters.sent_after(due.elapsed());
        }
        let now = Instant::now();
        for (stream, _) in &mut self.turns[step] {
            stream.receive(now);
            stream.hear();
        }
        for (stream, _) in &mut self.turns[(step + STEPS / 2) % STEPS] {
            stream.receive(now);
        }
    }

    fn skip_until(&mut self, due: &mut Instant, step: &mut usize, now: Instant) {
        while *due + STEP <= now {
            for (stream, _) in &mut self.turns[*step] {
                stream.skip_frame();
                self.counters.sent_after(now - *due);
            }
            *due += STEP;
            *step = (*step + 1) % STEPS;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::ears::Heard;
    use super::super::stream::{Chunk, StreamCommand, StreamEvent, Wire, WireEnd, WireEvent};
    use super::*;
    use crate::session::PlaybackId;
    use std::sync::Mutex;
    use tokio::sync::mpsc;

    /// Records what was sent; presses a key at first, hangs up at the 50th frame.
    struct Twin {
        sent: Arc<Mutex<Vec<(Instant, f32)>>>,
        received: usize,
    }

    impl Wire for Twin {
        fn sample_rate(&self) -> u32 {
            8_000
        }
        fn receive(&mut self, _: Instant, events: &mut Vec<WireEvent>) {
            self.received += 1;
            match self.received {
                1 => events.push(WireEvent::Digit('5')),
                101 => events.push(WireEvent::Ended(WireEnd::HungUp)),
                _ => {}
            }
        }
        fn chunk(&mut self) -> Option<Chunk> {
            Some([0.25; 320])
        }
        fn send(&mut self, samples: &[f32]) {
            self.sent.lock().unwrap().push((Instant::now(), samples[0]));
        }
        fn skip(&mut self) {}
        fn close(&mut self, _: bool) {}
    }

    #[test]
    fn a_stream_sends_and_hears_every_20_ms_until_it_ends() {
        let counters = Arc::new(Counters::default());
        let (pacer, thread) = Pacer::start(Arc::clone(&counters), Count::default()).unwrap();
        let sent = Arc::default();
        let (input, mut heard) = mpsc::channel(200);
        let twin = Twin { sent: Arc::clone(&sent), received: 0 };
        let (stream, handle, mut events) = Stream::new(Box::new(twin), input, Arc::clone(&counters));
        pacer.add(stream);
        drop(pacer);
        handle.tell(StreamCommand::Play(PlaybackId(1), vec![0.5; 1600]));
        handle.tell(StreamCommand::TellWhenQuiet);
        thread.join().unwrap();
        let sent = sent.lock().unwrap();
        assert!((49..=52).contains(&sent.len()), "{}", sent.len());
        let took = sent[sent.len() - 1].0 - sent[0].0;
        assert!(took >= Duration::from_millis(900), "{took:?}: not in a burst");
        let loud = sent.iter().filter(|(_, sample)| *sample > 0.4).count();
        assert_eq!(loud, 10);
        let mut chunks = 0;
        while let Ok(Heard { chunk, .. }) = heard.try_recv() {
            chunks += usize::from((chunk.samples()[0] - 0.25).abs() < 0.001);
        }
        assert!((49..=52).contains(&chunks), "{chunks}");
        let mut told = Vec::new();
        while let Ok(event) = events.try_recv() {
            told.push(event);
        }
        assert!(told.contains(&StreamEvent::Digit('5')) && told.contains(&StreamEvent::Quiet), "{told:?}");
        assert_eq!(told.last(), Some(&StreamEvent::Ended(WireEnd::HungUp)));
        assert_eq!(counters.sent_later_than(0), sent.len() as u64);
    }
}
