//! A telephone line with real sessions that remembers what they do.

use crate::caller::Caller;
use crate::spoken::index;
use spraakloket::internals::channel::phone::{Farewells, PhoneLine};
use spraakloket::{
    ChannelInput, ChannelKind, ChannelOutput, Config, Installation, PlaybackId, SessionEvent, SessionHandle,
    SessionState, Sessions,
};
use std::io::Write as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tokio::sync::mpsc;

/// What happened in a call, and when.
#[derive(Default)]
pub(crate) struct Call(Mutex<Vec<(Instant, Happened)>>);

#[derive(Clone, PartialEq)]
enum Happened {
    Started(PlaybackId),
    Finished(PlaybackId),
    Stopped,
    Event(SessionEvent),
}

impl Call {
    fn note(&self, happened: Happened) {
        self.0.lock().unwrap().push((Instant::now(), happened));
    }

    fn find<T>(&self, after: Instant, wanted: impl Fn(&Happened) -> Option<T>) -> Vec<(Instant, T)> {
        let all = self.0.lock().unwrap();
        let of = all.iter().filter(|(at, _)| *at > after);
        of.filter_map(|(at, happened)| Some((*at, wanted(happened)?))).collect()
    }

    fn first<T>(&self, after: Instant, wanted: impl Fn(&Happened) -> Option<T>) -> Option<(Instant, T)> {
        self.find(after, wanted).into_iter().next()
    }

    /// The article of the first answer.
    pub(crate) fn first_answer(&self, after: Instant) -> Option<String> {
        let article = |happened: &Happened| match happened {
            Happened::Event(SessionEvent::Answer { article, .. }) => Some(article.clone()),
            _ => None,
        };
        self.first(after, article).map(|(_, article)| article)
    }

    /// Whether a sentence with this word was played to its end.
    pub(crate) fn heard_whole(&self, word: &str) -> bool {
        let all = self.0.lock().unwrap();
        let has_it = |happened: &Happened| match happened {
            Happened::Event(SessionEvent::Caption { id, text, .. }) if text.contains(word) => Some(*id),
            _ => None,
        };
        let ids: Vec<PlaybackId> = all.iter().filter_map(|(_, happened)| has_it(happened)).collect();
        ids.iter().any(|id| all.iter().any(|(_, happened)| *happened == Happened::Finished(*id)))
    }

    pub(crate) fn stopped_after(&self, after: Instant) -> Option<Instant> {
        self.first(after, |happened| (*happened == Happened::Stopped).then_some(())).map(|(at, ())| at)
    }

    pub(crate) fn started_after(&self, after: Instant) -> bool {
        self.first(after, |happened| matches!(happened, Happened::Started(_)).then_some(())).is_some()
    }

    /// Whether we were told to wait.
    pub(crate) fn waits_after(&self, after: Instant) -> bool {
        let paused = SessionEvent::State { state: SessionState::Paused };
        self.first(after, |happened| (*happened == Happened::Event(paused.clone())).then_some(())).is_some()
    }

    /// How often something that was said was taken for a whole turn.
    pub(crate) fn turns_after(&self, after: Instant) -> usize {
        self.heard_after(after).len()
    }

    /// The words of each turn.
    pub(crate) fn heard_after(&self, after: Instant) -> Vec<String> {
        let heard = |happened: &Happened| match happened {
            Happened::Event(SessionEvent::Heard { text, provisional: false }) => Some(text.clone()),
            _ => None,
        };
        self.find(after, heard).into_iter().map(|(_, text)| text).collect()
    }
}

/// Real sessions, of which each is watched.
struct Watched {
    sessions: Box<dyn Sessions>,
    calls: Arc<Mutex<Vec<Arc<Call>>>>,
}

impl Sessions for Watched {
    fn open(&self, kind: ChannelKind) -> Option<SessionHandle> {
        let mut session = self.sessions.open(kind)?;
        let call = Arc::new(Call::default());
        self.calls.lock().unwrap().push(Arc::clone(&call));
        let (input, mut inbox) = mpsc::channel(64);
        let (outbox, output) = mpsc::unbounded_channel();
        let inputs = Arc::clone(&call);
        tokio::spawn(async move {
            while let Some(said) = inbox.recv().await {
                match said {
                    ChannelInput::PlaybackStarted(id) => inputs.note(Happened::Started(id)),
                    ChannelInput::PlaybackFinished(id) => inputs.note(Happened::Finished(id)),
                    _ => {}
                }
                if session.input.send(said).await.is_err() {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            while let Some(wanted) = session.output.recv().await {
                match &wanted {
                    ChannelOutput::StopPlayback => call.note(Happened::Stopped),
                    ChannelOutput::Event(event) => call.note(Happened::Event(event.clone())),
                    _ => {}
                }
                let _ = outbox.send(wanted);
            }
        });
        Some(SessionHandle { input, output })
    }
}

/// The line, open until the end of the program.
pub(crate) struct Line {
    sip: SocketAddr,
    calls: Arc<Mutex<Vec<Arc<Call>>>>,
    calling: Mutex<()>,
    _runtime: tokio::runtime::Runtime,
}

impl Line {
    pub(crate) fn open() -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "[phone]\nsip = \"127.0.0.1:0\"\naudiosocket = \"127.0.0.1:0\"").unwrap();
        let config = Config::load(Some(file.path())).expect("the settings are right");
        let (phone, at_once) = (config.phone.clone(), config.listen_at_once);
        let installation = Installation::new(config).with_index(Some(index().into()));
        let desk = Arc::new(installation.open_desk(at_once).expect("models and index are here"));
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let calls = Arc::new(Mutex::new(Vec::new()));
        let watched = Arc::clone(&calls);
        let (sip, line) = runtime.block_on(async move {
            let sessions = installation.sessions(desk).await.expect("sessions");
            let sessions = Arc::new(Watched { sessions: Box::new(sessions), calls: watched });
            let farewells = Farewells { busy: None, closing: None, too_long: None, no_sound: None };
            let line = PhoneLine::open(phone, sessions, farewells).await.expect("the line opens");
            (line.sip_address().expect("SIP"), line)
        });
        runtime.spawn(line.run(std::future::pending()));
        Line { sip, calls, calling: Mutex::new(()), _runtime: runtime }
    }

    /// A new call, and what happens in it.
    pub(crate) fn call(&self) -> (Caller, Arc<Call>) {
        let _one_by_one = self.calling.lock().unwrap();
        let before = self.calls.lock().unwrap().len();
        let mut caller = Caller::new(self.sip);
        caller.call().unwrap_or_else(|refused| panic!("the call is refused: {refused}"));
        let until = Instant::now() + std::time::Duration::from_secs(5);
        loop {
            if let Some(call) = self.calls.lock().unwrap().get(before) {
                return (caller, Arc::clone(call));
            }
            assert!(Instant::now() < until, "no session was opened");
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
    }
}
