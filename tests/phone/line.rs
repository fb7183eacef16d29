//! A telephone line for tests, with fake sessions (twins).

use spraakloket::Config;
use spraakloket::Speech;
use spraakloket::internals::channel::phone::{Counters, Farewells, PhoneLine};
use spraakloket::internals::dialogue::Command;
use spraakloket::{
    ChannelInput, ChannelKind, ChannelOutput, Key, PlaybackId, SessionHandle, Sessions, TransferOutcome,
};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Sample rate of what the twins play.
const RATE: u32 = 22_050;

/// What reached a twin.
#[derive(Debug, Default, Clone)]
pub(crate) struct Visit {
    pub keys: Vec<Key>,
    pub heard: Vec<f32>,
    pub chunks: usize,
    pub started: Vec<PlaybackId>,
    pub finished: Vec<PlaybackId>,
    pub transfers: Vec<TransferOutcome>,
    pub hung_up: bool,
}

/// Opens twins: each greets with a tone of one second; `0` asks for a human, `79` says goodbye, any other key gets a
/// short tone.
#[derive(Default)]
pub(crate) struct Twins {
    pub visits: Mutex<Vec<Arc<Mutex<Visit>>>>,
    /// Duration of the greeting.
    pub greeting_seconds: f32,
}

impl Twins {
    pub(crate) fn visit(&self, number: usize) -> Visit {
        self.visits.lock().unwrap()[number].lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.visits.lock().unwrap().len()
    }
}

impl Sessions for Twins {
    fn open(&self, kind: ChannelKind) -> Option<SessionHandle> {
        assert_eq!(kind, ChannelKind::Phone);
        let visit = Arc::new(Mutex::new(Visit::default()));
        self.visits.lock().unwrap().push(Arc::clone(&visit));
        let (input, inbox) = mpsc::channel(64);
        let (outbox, output) = mpsc::unbounded_channel();
        tokio::spawn(twin(visit, inbox, outbox, self.greeting_seconds));
        Some(SessionHandle { input, output })
    }
}

async fn twin(
    visit: Arc<Mutex<Visit>>,
    mut inbox: mpsc::Receiver<ChannelInput>,
    outbox: mpsc::UnboundedSender<ChannelOutput>,
    greeting_seconds: f32,
) {
    let mut next = 0;
    let mut play = |seconds: f32, hertz: f32| {
        next += 1;
        let _ = outbox.send(ChannelOutput::Play { id: PlaybackId(next), speech: tone(seconds, hertz) });
    };
    while let Some(input) = inbox.recv().await {
        let mut visit = visit.lock().unwrap();
        match input {
            ChannelInput::Started => play(greeting_seconds, 440.0),
            ChannelInput::Audio(chunk) | ChannelInput::AudioOverEcho { heard: chunk, .. } => {
                visit.chunks += 1;
                visit.heard.extend(chunk.samples());
            }
            ChannelInput::Key(key) => {
                visit.keys.push(key);
                match key {
                    Key::Command(Command::Staff) => {
                        let transfer = ChannelOutput::Transfer { destination: "elsewhere".to_owned(), summary: None };
                        let _ = outbox.send(transfer);
                    }
                    Key::Command(Command::Goodbye) => drop(outbox.send(ChannelOutput::HangUp)),
                    Key::Command(Command::Stop) => drop(outbox.send(ChannelOutput::StopPlayback)),
                    _ => play(0.2, 880.0),
                }
            }
            ChannelInput::PlaybackStarted(id) => visit.started.push(id),
            ChannelInput::PlaybackFinished(id) => visit.finished.push(id),
            ChannelInput::Transfer(outcome) => visit.transfers.push(outcome),
            ChannelInput::HungUp => {
                visit.hung_up = true;
                return;
            }
            ChannelInput::Text(_)
            | ChannelInput::StartedAnew
            | ChannelInput::Invited
            | ChannelInput::Explain(_)
            | ChannelInput::Announce(_)
            | ChannelInput::Loudness(_)
            | ChannelInput::Present => unreachable!("a telephone has keys and sound alone"),
        }
    }
}

pub(crate) fn tone(seconds: f32, hertz: f32) -> Speech {
    let samples = (0..(RATE as f32 * seconds) as usize)
        .map(|index| 0.4 * (std::f32::consts::TAU * hertz * index as f32 / RATE as f32).sin())
        .collect();
    Speech { samples, sample_rate: RATE }
}

/// A distinct tone for each reason to turn a caller away.
fn farewells() -> Farewells {
    let [busy, closing, too_long, no_sound] = [600.0, 700.0, 800.0, 900.0].map(|hertz| Some(tone(0.6, hertz)));
    Farewells { busy, closing, too_long, no_sound }
}

/// A line that is open until it is dropped.
pub(crate) struct Line {
    pub sip: SocketAddr,
    pub audiosocket: SocketAddr,
    pub counters: Arc<Counters>,
    pub twins: Arc<Twins>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Line {
    /// Opens a line on free ports; `settings` are lines of the section `[phone]`.
    pub(crate) fn open(settings: &str) -> Self {
        let twins = Arc::new(Twins { greeting_seconds: 1.0, ..Twins::default() });
        let sessions: Arc<dyn Sessions> = twins.clone();
        Self::open_with(settings, sessions, twins)
    }

    pub(crate) fn open_with(settings: &str, sessions: Arc<dyn Sessions>, twins: Arc<Twins>) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        let given = |key: &str| settings.lines().any(|line| line.trim_start().starts_with(&format!("{key} =")));
        writeln!(file, "[phone]\n{settings}").unwrap();
        for (key, value) in [
            ("sip", "\"127.0.0.1:0\""),
            ("audiosocket", "\"127.0.0.1:0\""),
            ("rtp_first_port", "20000"),
            ("rtp_last_port", "29999"),
            ("drain_seconds", "0"),
        ] {
            if !given(key) {
                writeln!(file, "{key} = {value}").unwrap();
            }
        }
        let config = Config::load(Some(file.path())).unwrap().phone;
        let (opened, open) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async move {
                let line = PhoneLine::open(config, sessions, farewells()).await.unwrap();
                let sip = line.sip_address().unwrap();
                opened.send((sip, line.audiosocket_address().unwrap(), line.counters())).unwrap();
                line.run(async { drop(stopped.await) }).await.unwrap();
            });
        });
        let (sip, audiosocket, counters) = open.recv_timeout(Duration::from_secs(20)).expect("the line opens");
        Line { sip, audiosocket, counters, twins, stop: Some(stop), thread: Some(thread) }
    }

    /// Waits until `holds` returns true; if it does not, fails with the counters.
    pub(crate) fn wait_for(&self, what: &str, seconds: u64, holds: impl Fn(&Self) -> bool) {
        let until = Instant::now() + Duration::from_secs(seconds);
        while !holds(self) {
            assert!(Instant::now() < until, "{what} did not come to pass: {}", self.counters);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Asks the line to end, as an upgrade does, and does not wait.
    pub(crate) fn drain(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
    }

    /// Closes the line and waits until it is closed.
    pub(crate) fn close(&mut self) {
        self.drain();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the line failed");
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.close();
    }
}
