//! A channel without devices: it plays, hears and shows on the test's clock, and records what happens.

use crate::twins::{LETTER_MS, Sound, Twins};
use spraakloket::Speech;
use spraakloket::internals::audio::AudioChunk;
use spraakloket::{
    ChannelInput, ChannelOutput, PlaybackId, SessionEvent, SessionHandle, SessionState, TransferOutcome,
};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// An event and its time.
pub(crate) struct Noted {
    pub(crate) at: Duration,
    pub(crate) what: String,
}

/// One end of a session.
pub(crate) struct Channel {
    twins: Arc<Twins>,
    session: SessionHandle,
    began: Instant,
    pub(crate) noted: Vec<Noted>,
    captions: HashMap<PlaybackId, String>,
    queue: VecDeque<(PlaybackId, Speech)>,
    /// What is playing, and until when.
    playing: Option<(PlaybackId, Instant)>,
    /// What the microphone hears next.
    sound: VecDeque<AudioChunk>,
    pub(crate) state: SessionState,
    /// How many pieces of speech have begun to sound.
    pub(crate) sounded: usize,
    pub(crate) over: bool,
    /// What the next transfer comes to.
    pub(crate) transfer: Option<TransferOutcome>,
}

impl Channel {
    pub(crate) fn new(twins: Arc<Twins>, session: SessionHandle) -> Self {
        Channel {
            twins,
            session,
            began: Instant::now(),
            noted: Vec::new(),
            captions: HashMap::new(),
            queue: VecDeque::new(),
            playing: None,
            sound: VecDeque::new(),
            state: SessionState::Listening,
            sounded: 0,
            over: false,
            transfer: None,
        }
    }

    pub(crate) fn note(&mut self, what: String) {
        self.noted.push(Noted { at: self.began.elapsed(), what });
    }

    pub(crate) fn is_playing(&self) -> bool {
        self.playing.is_some() || !self.queue.is_empty()
    }

    pub(crate) async fn send(&mut self, input: ChannelInput) {
        let _ = self.session.input.send(input).await;
    }

    /// Somebody says this, or makes a noise.
    pub(crate) async fn say(&mut self, sound: Sound) {
        let letters = sound.text.as_ref().map_or(5, |text| text.chars().count() as u64);
        let length = Duration::from_millis((letters * LETTER_MS).max(180));
        let what = sound.text.clone().map_or("(noise)".to_owned(), |text| format!("“{text}”"));
        self.note(format!("person {what}"));
        let samples = self.twins.sound(sound, length);
        self.sound.extend(AudioChunk::cut(&samples));
        while !self.sound.is_empty() && !self.over {
            self.step().await;
        }
        self.note("person is silent".to_owned());
    }

    /// Advances time by 20 ms.
    pub(crate) async fn step(&mut self) {
        let chunk = self.sound.pop_front().unwrap_or_else(AudioChunk::silence);
        self.send(ChannelInput::Audio(chunk)).await;
        self.play().await;
        tokio::time::sleep(AudioChunk::DURATION).await;
        while let Ok(output) = self.session.output.try_recv() {
            self.carry_out(output).await;
        }
        self.play().await;
    }

    async fn play(&mut self) {
        if let Some((id, until)) = self.playing
            && Instant::now() >= until
        {
            self.playing = None;
            self.send(ChannelInput::PlaybackFinished(id)).await;
        }
        if self.playing.is_none()
            && let Some((id, speech)) = self.queue.pop_front()
        {
            self.playing = Some((id, Instant::now() + Duration::from_secs_f32(speech.seconds())));
            self.sounded += 1;
            let text = match self.captions.remove(&id) {
                Some(text) => format!("sounds “{text}”"),
                None => {
                    let text = self.twins.announced.lock().unwrap().pop_front().unwrap_or_default();
                    format!("sounds in passing “{text}”")
                }
            };
            self.note(text);
            self.send(ChannelInput::PlaybackStarted(id)).await;
        }
    }

    async fn carry_out(&mut self, output: ChannelOutput) {
        match output {
            ChannelOutput::Play { id, speech } => self.queue.push_back((id, speech)),
            ChannelOutput::StopPlayback => {
                self.queue.clear();
                self.playing = None;
                self.note("is silent at once".to_owned());
            }
            ChannelOutput::Duck(true) => self.note("plays softer".to_owned()),
            ChannelOutput::Duck(false) => self.note("plays as before".to_owned()),
            ChannelOutput::Transfer { destination, summary } => {
                let summary = summary.unwrap_or_else(|| "nothing".to_owned());
                self.note(format!("transfers to {destination}, passing on: {summary}"));
                if let Some(outcome) = self.transfer.take() {
                    self.send(ChannelInput::Transfer(outcome)).await;
                }
            }
            ChannelOutput::HangUp => {
                self.note("hangs up".to_owned());
                self.over = true;
            }
            ChannelOutput::Event(event) => self.show(event),
        }
    }

    fn show(&mut self, event: SessionEvent) {
        let what = match event {
            SessionEvent::State { state } => {
                self.state = state;
                format!("shows state {}", serde_json::to_value(state).unwrap().as_str().unwrap_or_default())
            }
            SessionEvent::Heard { text, .. } => format!("shows heard “{text}”"),
            SessionEvent::Caption { id, text, .. } => {
                self.captions.insert(id, text);
                return;
            }
            SessionEvent::Answer { article, .. } => format!("shows answer {article}"),
            SessionEvent::Choices { names, marked } => {
                let names = names.iter().enumerate();
                let names =
                    names.map(|(place, name)| if Some(place) == marked { format!("▸{name}") } else { name.clone() });
                format!("shows choices [{}]", names.collect::<Vec<_>>().join(", "))
            }
            SessionEvent::Asked => return,
            SessionEvent::Manner { rate, volume, language } => {
                format!("shows speed {rate}, volume {volume}, language {language}")
            }
            SessionEvent::TimeoutWarning { seconds } => format!("shows that it ends in {seconds} s"),
            SessionEvent::Look { change } => format!("shows another look: {change:?}"),
            SessionEvent::Hint { code } => format!("shows hint {code}"),
            SessionEvent::Reset => "shows the start page".to_owned(),
        };
        self.note(what);
    }
}
