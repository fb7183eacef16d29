//! Plays recordings to live sessions in real time, to measure how long a person waits from the end of their speech to
//! the first sound of the reply, and how soon the system gives way when interrupted.
//!
//! The channel has no devices: speech "sounds" for as long as it lasts. Not for: whether answers are right (`run`).

use crate::audio::AudioChunk;
use crate::session::{ChannelInput, ChannelKind, ChannelOutput, PlaybackId, SessionEvent, SessionHandle, Sessions};
use crate::speak::Speech;
use serde::Serialize;
use std::collections::VecDeque;
use std::time::Duration;
use tokio::time::{Instant, MissedTickBehavior, interval};

/// How long to wait for a reply.
const LONGEST_WAIT: Duration = Duration::from_secs(40);
/// How far into an answer it is interrupted.
const INTO_THE_ANSWER: Duration = Duration::from_secs(1);

/// A recording, and where it contains speech.
#[derive(Debug, Clone)]
pub struct Recorded {
    pub name: String,
    /// 16 kHz mono samples.
    pub samples: Vec<f32>,
    /// Start and end of the speech.
    pub speech: (Duration, Duration),
}

/// The result for one recording.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Replayed {
    /// Name of the recording.
    pub name: String,
    /// Id of the article in the reply, if any.
    pub article: Option<String>,
    /// The sentences of the reply.
    pub said: Vec<String>,
    /// Milliseconds from the end of speech to the first sound of the reply.
    pub reply_ms: Option<i64>,
    /// Whether the system first asked for patience.
    pub patience: bool,
    pub interruption: Option<Interruption>,
}

/// How quickly the system gave way, in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[allow(clippy::struct_field_names)] // a unit in every name
pub struct Interruption {
    /// From the first sound of the person to quieter playback.
    pub softer_ms: Option<i64>,
    /// From the first sound of the person to silence.
    pub silent_ms: Option<i64>,
    /// From the last sound of the person to silence; negative if silence came first.
    pub obeyed_ms: Option<i64>,
}

/// Plays a recording to a new session and, if given, another one during its answer.
pub async fn replay(
    sessions: &dyn Sessions,
    question: &Recorded,
    interruption: Option<&Recorded>,
    patience: &[String],
) -> Option<Replayed> {
    let session = sessions.open(ChannelKind::Kiosk)?;
    let mut line = ChannelEnd::new(session, patience);
    line.send(ChannelInput::Started).await;
    line.skip_greeting().await;
    let asked = line.speak(question).await;
    let replied = line.wait_for_reply().await;
    let mut replayed = Replayed {
        name: question.name.clone(),
        reply_ms: replied.map(|at| between(asked.end, at)),
        patience: line.asked_for_patience,
        ..Replayed::default()
    };
    if let Some(interruption) = interruption.filter(|_| replied.is_some()) {
        line.wait(INTO_THE_ANSWER).await;
        (line.softer, line.silent) = (None, None);
        let spoken = line.speak(interruption).await;
        line.wait(Duration::from_secs(3)).await;
        replayed.interruption = Some(Interruption {
            softer_ms: line.softer.map(|at| between(spoken.begin, at)),
            silent_ms: line.silent.map(|at| between(spoken.begin, at)),
            obeyed_ms: line.silent.map(|at| between(spoken.end, at)),
        });
    } else {
        line.hear_out().await;
    }
    replayed.article = line.article.take();
    replayed.said = std::mem::take(&mut line.said);
    line.send(ChannelInput::HungUp).await;
    Some(replayed)
}

struct Spoken {
    begin: Instant,
    end: Instant,
}

/// The channel's end of a session, without devices.
struct ChannelEnd {
    session: SessionHandle,
    patience: Vec<String>,
    captions: Vec<(PlaybackId, String)>,
    queue: VecDeque<(PlaybackId, Speech)>,
    playing: Option<(PlaybackId, Instant)>,
    /// Treats each piece of speech as finished as soon as it starts.
    hurried: bool,
    replied: Option<Instant>,
    softer: Option<Instant>,
    silent: Option<Instant>,
    said: Vec<String>,
    article: Option<String>,
    asked_for_patience: bool,
    over: bool,
}

impl ChannelEnd {
    fn new(session: SessionHandle, patience: &[String]) -> Self {
        ChannelEnd {
            session,
            patience: patience.to_vec(),
            captions: Vec::new(),
            queue: VecDeque::new(),
            playing: None,
            hurried: true,
            replied: None,
            softer: None,
            silent: None,
            said: Vec::new(),
            article: None,
            asked_for_patience: false,
            over: false,
        }
    }

    async fn send(&mut self, input: ChannelInput) {
        let _ = self.session.input.send(input).await;
    }

    /// The greeting is over when nothing more of it arrives.
    async fn skip_greeting(&mut self) {
        const QUIET: Duration = Duration::from_millis(1500);
        let (mut quiet_since, mut said) = (Instant::now(), 0);
        while quiet_since.elapsed() < QUIET {
            self.tick(AudioChunk::silence()).await;
            if self.said.len() > said {
                (quiet_since, said) = (Instant::now(), self.said.len());
            }
        }
        self.said.clear();
        self.replied = None;
        self.hurried = false;
    }

    /// Plays the recording in real time.
    async fn speak(&mut self, recorded: &Recorded) -> Spoken {
        let began = Instant::now();
        let mut pace = interval(AudioChunk::DURATION);
        pace.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let until = began + recorded.speech.1;
        for chunk in AudioChunk::cut(&recorded.samples) {
            pace.tick().await;
            if Instant::now() < until {
                self.replied = None;
            }
            self.step(chunk).await;
        }
        Spoken { begin: began + recorded.speech.0, end: until }
    }

    async fn wait_for_reply(&mut self) -> Option<Instant> {
        let began = Instant::now();
        while self.replied.is_none() && !self.over && began.elapsed() < LONGEST_WAIT {
            self.tick(AudioChunk::silence()).await;
        }
        self.replied
    }

    async fn wait(&mut self, time: Duration) {
        let began = Instant::now();
        while began.elapsed() < time {
            self.tick(AudioChunk::silence()).await;
        }
    }

    /// Waits for the end of the reply, treating the rest of it as spoken at once.
    async fn hear_out(&mut self) {
        self.hurried = true;
        self.playing = self.playing.map(|(id, _)| (id, Instant::now()));
        self.wait(Duration::from_secs(1)).await;
    }

    async fn tick(&mut self, chunk: AudioChunk) {
        tokio::time::sleep(AudioChunk::DURATION).await;
        self.step(chunk).await;
    }

    async fn step(&mut self, chunk: AudioChunk) {
        self.send(ChannelInput::Audio(chunk)).await;
        while let Ok(output) = self.session.output.try_recv() {
            self.carry_out(output);
        }
        if let Some((id, _)) = self.playing.take_if(|(_, until)| Instant::now() >= *until) {
            self.send(ChannelInput::PlaybackFinished(id)).await;
        }
        if self.playing.is_none()
            && let Some((id, speech)) = self.queue.pop_front()
        {
            let length = if self.hurried { Duration::ZERO } else { Duration::from_secs_f32(speech.seconds()) };
            self.playing = Some((id, Instant::now() + length));
            self.begins_to_sound(id);
            self.send(ChannelInput::PlaybackStarted(id)).await;
        }
    }

    fn begins_to_sound(&mut self, id: PlaybackId) {
        let place = self.captions.iter().position(|(of, _)| *of == id);
        let text = place.map(|place| self.captions.swap_remove(place).1).unwrap_or_default();
        if self.patience.contains(&text) {
            self.asked_for_patience = true;
            return;
        }
        self.replied.get_or_insert_with(Instant::now);
        self.said.push(text);
    }

    fn carry_out(&mut self, output: ChannelOutput) {
        match output {
            ChannelOutput::Play { id, speech } => self.queue.push_back((id, speech)),
            ChannelOutput::StopPlayback => {
                self.queue.clear();
                self.playing = None;
                self.silent.get_or_insert_with(Instant::now);
            }
            ChannelOutput::Duck(true) => {
                self.softer.get_or_insert_with(Instant::now);
            }
            ChannelOutput::Event(SessionEvent::Caption { id, text, .. }) => self.captions.push((id, text)),
            ChannelOutput::Event(SessionEvent::Answer { article, .. }) => self.article = Some(article),
            ChannelOutput::HangUp => self.over = true,
            ChannelOutput::Duck(false) | ChannelOutput::Event(_) | ChannelOutput::Transfer { .. } => {}
        }
    }
}

/// Milliseconds between two moments; negative if `to` is earlier.
fn between(from: Instant, to: Instant) -> i64 {
    let after = to.saturating_duration_since(from).as_millis() as i64;
    if after > 0 { after } else { -(from.saturating_duration_since(to).as_millis() as i64) }
}
