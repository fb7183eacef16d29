//! One live session: carries what happens to the dialogue, and what the dialogue wants to the stages and
//! the channel. It decides nothing. When it ends, everything of it is dropped; results that are still
//! under way find nobody who waits for them.

use super::contract::{ChannelInput, ChannelOutput, TransferOutcome};
use super::lines::Lines;
use super::stages::{Ears, Pending, Stages};
use crate::audio::AudioChunk;
use crate::dialogue::{Dialogue, Effect, Event, Failed, Input, Line, SessionEvent, SessionState};
use crate::listen::{Cancel, ListenEvent, Utterance};
use crate::speak::Speech;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// A session at work.
pub(super) struct Conversation<S> {
    stages: Arc<S>,
    ears: Option<Box<dyn Ears>>,
    /// There until it is over.
    dialogue: Option<Dialogue>,
    started: Instant,
    /// The wall's clock at the start.
    opened: jiff::ZonedDateTime,
    output: mpsc::UnboundedSender<ChannelOutput>,
    /// What happened and was not taken in yet.
    events: VecDeque<Event>,
    jobs: JoinSet<Done>,
    lines: Lines,
    /// What was said last.
    utterance: Option<Utterance>,
    transcription: Cancel,
}

/// A result of a stage.
enum Done {
    Event(Event),
    Spoken(Line, Result<Speech, Failed>),
}

impl<S: Stages> Conversation<S> {
    pub(super) fn new(stages: Arc<S>, dialogue: Dialogue, output: mpsc::UnboundedSender<ChannelOutput>) -> Self {
        Conversation {
            ears: stages.ears(),
            stages,
            dialogue: Some(dialogue),
            started: Instant::now(),
            opened: jiff::ZonedDateTime::now(),
            output,
            events: VecDeque::new(),
            jobs: JoinSet::new(),
            lines: Lines::default(),
            utterance: None,
            transcription: Cancel::default(),
        }
    }

    /// Holds the conversation to its end.
    pub(super) async fn hold(mut self, mut input: mpsc::Receiver<ChannelInput>) {
        while let Some(deadline) = self.dialogue.as_ref().and_then(Dialogue::deadline) {
            let deadline = self.started + deadline;
            tokio::select! {
                biased;
                Some(done) = self.jobs.join_next() => match done {
                    Ok(Done::Event(event)) => self.events.push_back(event),
                    Ok(Done::Spoken(line, speech)) => self.spoken(&line, speech),
                    // A stage that panicked tells nothing; the deadline of the state takes care of it.
                    Err(_) => tracing::error!(code = "stage-panicked"),
                },
                given = input.recv() => self.take_in(given.unwrap_or(ChannelInput::HungUp)),
                () = sleep_until(deadline) => self.events.push_back(Event::Tick),
            }
            self.go_on();
        }
        self.transcription.cancel();
    }

    fn take_in(&mut self, input: ChannelInput) {
        let event = match input {
            ChannelInput::Audio(chunk) => return self.hear(&chunk),
            ChannelInput::Started => Event::Started,
            ChannelInput::Key(key) => Event::Key(key),
            ChannelInput::Text(text) => Event::Text(text),
            ChannelInput::PlaybackStarted(id) => Event::LineStarted(id),
            ChannelInput::PlaybackFinished(id) => Event::LineFinished(id),
            ChannelInput::Transfer(outcome) => Event::Transferred(outcome == TransferOutcome::Done),
            ChannelInput::HungUp => Event::HungUp,
        };
        self.events.push_back(event);
    }

    fn hear(&mut self, chunk: &AudioChunk) {
        let noticed = self.ears.as_mut().map(|ears| ears.push(chunk)).unwrap_or_default();
        for event in noticed {
            let event = match event {
                ListenEvent::SpeechStarted => Event::SpeechStarted,
                ListenEvent::SpeechDismissed => Event::SpeechDismissed,
                ListenEvent::SpeechConfirmed => Event::SpeechConfirmed,
                ListenEvent::Level(problem) => Event::Level(problem),
                ListenEvent::Paused(_) | ListenEvent::WentOn => continue,
                ListenEvent::Ended(utterance) => {
                    self.utterance = Some(utterance);
                    Event::UtteranceEnded
                }
            };
            self.events.push_back(event);
        }
    }

    /// Lets the dialogue take in everything that happened.
    fn go_on(&mut self) {
        while let (Some(event), Some(dialogue)) = (self.events.pop_front(), self.dialogue.take()) {
            let (dialogue, effects) = dialogue.handle(Input { at: self.started.elapsed(), event });
            self.dialogue = Some(dialogue);
            for effect in effects {
                self.carry_out(effect);
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        match effect {
            Effect::Transcribe { turn, expected } => {
                self.transcription.cancel();
                self.transcription = Cancel::default();
                let Some(utterance) = self.utterance.take() else { return };
                let words = self.stages.transcribe(utterance, expected, self.transcription.clone());
                self.start(words, move |words| Event::Transcribed(turn, words));
            }
            Effect::Retrieve { turn, sought, language } => {
                let answer = self.stages.retrieve(sought, language, self.opened.date());
                self.start(answer, move |answer| Event::Answered(turn, answer));
            }
            Effect::FetchNotices(language) => {
                let notices = self.stages.notices(language, self.opened.timestamp());
                self.start(notices, Event::Notices);
            }
            Effect::Prepare(line) => self.make(line),
            Effect::Play(line) => self.play(line),
            Effect::StopPlayback => {
                self.lines.clear();
                self.send(ChannelOutput::StopPlayback);
            }
            Effect::Duck(softer) => self.send(ChannelOutput::Duck(softer)),
            Effect::Show(event) => self.send(ChannelOutput::Event(event)),
            Effect::Transfer { destination, summary } => self.send(ChannelOutput::Transfer { destination, summary }),
            Effect::HangUp => self.send(ChannelOutput::HangUp),
            Effect::Understood(_) | Effect::Unanswered { .. } | Effect::Feedback { .. } => {}
        }
    }

    fn start<T: Send + 'static>(&mut self, job: Pending<T>, to_event: impl FnOnce(T) -> Event + Send + 'static) {
        self.jobs.spawn(async move { Done::Event(to_event(job.await)) });
    }

    /// Has a line made that will be wanted.
    fn make(&mut self, line: Line) {
        if self.lines.is_new(&line) {
            let speech = self.stages.speak(line.sentence.clone(), line.manner);
            self.jobs.spawn(async move { Done::Spoken(line, speech.await) });
        }
    }

    /// Lets a line be heard, as soon as it is made.
    fn play(&mut self, line: Line) {
        match self.lines.take(&line) {
            Some(speech) => self.sound(&line, speech),
            None => {
                self.lines.want(line.clone());
                self.make(line);
            }
        }
    }

    fn spoken(&mut self, line: &Line, speech: Result<Speech, Failed>) {
        if let Some(speech) = self.lines.put(line, speech) {
            self.sound(line, speech);
        }
    }

    fn sound(&mut self, line: &Line, speech: Result<Speech, Failed>) {
        let Line { id, sentence, .. } = line;
        let caption = SessionEvent::Caption { id: *id, text: sentence.text.clone(), language: sentence.language };
        self.send(ChannelOutput::Event(caption));
        match speech {
            Err(Failed) => self.events.push_back(Event::LineFailed(*id)),
            Ok(speech) if speech.samples.is_empty() => self.events.push_back(Event::LineFinished(*id)),
            Ok(speech) => self.send(ChannelOutput::Play { id: *id, speech }),
        }
    }

    fn send(&self, output: ChannelOutput) {
        // A channel that is gone closes its other end as well, which ends the session.
        let _ = self.output.send(output);
    }
}

impl<S> Drop for Conversation<S> {
    fn drop(&mut self) {
        self.transcription.cancel();
        let state = SessionState::Ended;
        tracing::debug!(code = "session-ended", seconds = self.started.elapsed().as_secs(), ?state);
    }
}
