//! One live session: passes events to the dialogue, and the dialogue's requests to the stages and the channel. It
//! decides nothing. When it ends, everything about it is dropped; results that arrive later are discarded.

use super::contract::{ChannelInput, ChannelOutput, TransferOutcome};
use super::earlier::Earlier;
use super::ending::Ending;
use super::lines::Lines;
use super::observe::{Seen, Watch};
use super::review::ReviewLog;
use super::speculation::{Arrived, Speculation, Taken, Wish};
use super::stages::{Pending, Stages};
use super::still::TurnRecord;
use crate::audio::AudioChunk;
use crate::dialogue::{
    Dialogue, Effect, Event, Failed, Input, Line, Meant, SentenceKind, SessionEvent, SessionState, Unanswered, Unheard,
};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, Expecting, ListenEvent, Listener, Transcript, Utterance};
use crate::speak::Speech;
use jiff::ZonedDateTime;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// A session in progress.
pub(super) struct Conversation<S> {
    stages: Arc<S>,
    listener: Option<Listener>,
    /// `None` once it has ended.
    dialogue: Option<Dialogue>,
    started: Instant,
    opened: ZonedDateTime,
    output: mpsc::UnboundedSender<ChannelOutput>,
    review: Option<Arc<ReviewLog>>,
    /// Who counts.
    watch: Option<Watch>,
    /// Events that have not been handled yet.
    events: VecDeque<Event>,
    jobs: JoinSet<Done>,
    lines: Lines,
    speculation: Speculation,
    /// The latest utterance.
    utterance: Option<Utterance>,
    /// What is already known of the current utterance.
    earlier: Earlier,
    /// Tells recognitions that the person has left.
    gone: Cancel,
    /// Kept only in sessions in which no time passes.
    record: Option<TurnRecord>,
}

/// A result from a stage.
enum Done {
    Event(Event),
    Spoken(Line, Result<Speech, Failed>),
    /// Computed ahead, during the pause with this number.
    Ahead(u64, Ahead),
}

enum Ahead {
    Words(Result<Transcript, Unheard>),
    Answer(Result<Meant, Failed>),
    Speech(Result<Speech, Failed>),
}

impl<S: Stages> Conversation<S> {
    pub(super) fn new(
        stages: Arc<S>,
        dialogue: Dialogue,
        opened: ZonedDateTime,
        output: mpsc::UnboundedSender<ChannelOutput>,
    ) -> Self {
        Conversation {
            listener: None,
            stages,
            dialogue: Some(dialogue),
            started: Instant::now(),
            opened,
            output,
            review: None,
            watch: None,
            events: VecDeque::new(),
            jobs: JoinSet::new(),
            lines: Lines::default(),
            speculation: Speculation::default(),
            utterance: None,
            earlier: Earlier::default(),
            gone: Cancel::default(),
            record: None,
        }
    }

    /// Adds a listener.
    pub(super) fn with_listener(mut self, listener: Option<Listener>) -> Self {
        self.listener = listener;
        self
    }

    /// Stores unanswered questions in a log.
    pub(super) fn with_review(mut self, review: Option<Arc<ReviewLog>>) -> Self {
        self.review = review;
        self
    }

    /// Lets somebody count what happens.
    pub(super) fn watched_by(mut self, watch: Option<Watch>) -> Self {
        self.watch = watch;
        self
    }

    /// Makes a session in which no time passes, and that records the result of each turn.
    pub(super) fn standing_still(mut self) -> Self {
        self.record = Some(TurnRecord::default());
        self
    }

    /// The record of the current turn.
    pub(super) fn record(&mut self) -> &mut TurnRecord {
        self.record.get_or_insert_default()
    }

    /// The language currently spoken.
    pub(super) fn language(&self) -> Language {
        self.dialogue.as_ref().map_or(Language::Nl, Dialogue::language)
    }

    /// Waits for the next result from a stage and handles it; false if none is under way.
    pub(super) async fn take_next_result(&mut self) -> bool {
        match self.jobs.join_next().await {
            None => return false,
            Some(Ok(done)) => self.take_result(done),
            Some(Err(_)) => {
                tracing::error!(code = "stage-panicked");
                self.record().failed = true;
            }
        }
        self.go_on();
        true
    }

    /// Handles an utterance that did not arrive live.
    pub(super) fn take_in_whole(&mut self, utterance: Utterance) {
        self.earlier = Earlier::default();
        self.notice(ListenEvent::Ended(utterance));
    }

    /// Runs the conversation to its end.
    pub(super) async fn hold(mut self, mut input: mpsc::Receiver<ChannelInput>) {
        while let Some(deadline) = self.dialogue.as_ref().and_then(Dialogue::deadline) {
            let deadline = self.started + deadline;
            tokio::select! {
                biased;
                Some(done) = self.jobs.join_next() => match done {
                    Ok(done) => self.take_result(done),
                    // A stage that panicked returns nothing; the state's deadline takes care of it.
                    Err(_) => tracing::error!(code = "stage-panicked"),
                },
                given = input.recv() => self.take_in(given.unwrap_or(ChannelInput::HungUp)),
                () = sleep_until(deadline) => self.events.push_back(Event::Tick),
            }
            self.go_on();
        }
    }

    fn at(&self) -> Duration {
        if self.record.is_some() { Duration::ZERO } else { self.started.elapsed() }
    }

    pub(super) fn take_in(&mut self, input: ChannelInput) {
        let event = match input {
            ChannelInput::Audio(chunk) => return self.hear(&chunk, &chunk),
            ChannelInput::AudioOverEcho { heard, without_echo } => return self.hear(&heard, &without_echo),
            ChannelInput::Started => Event::Started,
            ChannelInput::StartedAnew => Event::StartedAnew,
            ChannelInput::Invited => Event::Invited,
            ChannelInput::Loudness(percent) => Event::Loudness(percent),
            ChannelInput::Key(key) => Event::Key(key),
            ChannelInput::Text(text) => Event::Text(text),
            ChannelInput::Explain(key) => Event::Explain(key),
            ChannelInput::Announce(announcement) => Event::Announce(announcement),
            ChannelInput::Present => Event::Present,
            ChannelInput::PlaybackStarted(id) => Event::LineStarted(id),
            ChannelInput::PlaybackFinished(id) => Event::LineFinished(id),
            ChannelInput::Transfer(outcome) => Event::Transferred(outcome == TransferOutcome::Done),
            ChannelInput::HungUp => Event::HungUp,
        };
        self.events.push_back(event);
    }

    fn hear(&mut self, chunk: &AudioChunk, without_echo: &AudioChunk) {
        let listener = self.listener.as_mut();
        let noticed = listener.map(|listener| listener.push_cleaned(chunk, without_echo)).unwrap_or_default();
        for event in noticed {
            self.notice(event);
        }
    }

    fn notice(&mut self, event: ListenEvent) {
        let event = match event {
            ListenEvent::SpeechStarted => {
                self.earlier = Earlier::default();
                Event::SpeechStarted
            }
            ListenEvent::SpeechDismissed => Event::SpeechDismissed,
            ListenEvent::SpeechConfirmed => Event::SpeechConfirmed,
            ListenEvent::Level(problem) => Event::Level(problem),
            ListenEvent::Paused(utterance) => {
                self.earlier.pause(&utterance);
                return self.work_ahead(utterance);
            }
            ListenEvent::WentOn => {
                if let Some(words) = self.speculation.whole_words() {
                    self.earlier.settle(words);
                }
                return self.speculation.abandon();
            }
            ListenEvent::Ended(utterance) => {
                self.utterance = Some(utterance);
                Event::UtteranceEnded
            }
        };
        self.events.push_back(event);
    }

    /// Passes all pending events to the dialogue.
    pub(super) fn go_on(&mut self) {
        while let Some(event) = self.events.pop_front() {
            if let Some(record) = &mut self.record {
                record.note(&event);
            }
            self.count_event(&event);
            let Some(dialogue) = self.dialogue.take() else { return };
            let (dialogue, effects) = dialogue.handle(Input { at: self.at(), event });
            if let Some(listener) = &mut self.listener {
                listener.take_time(dialogue.takes_time());
                listener.expect(if dialogue.expects_a_word() { Expecting::Command } else { Expecting::Question });
                listener.own_voice(dialogue.doing() == SessionState::Speaking);
            }
            self.dialogue = Some(dialogue);
            for effect in effects {
                self.carry_out(effect);
            }
        }
    }

    fn carry_out(&mut self, effect: Effect) {
        let (at, language) = (self.at(), self.language());
        if let Some(watch) = &mut self.watch {
            watch.effect(at, language, &effect);
        }
        match effect {
            Effect::Transcribe { turn, expected } => {
                let utterance = self.utterance.take();
                match self.speculation.take_words(turn) {
                    Taken::There(words) => self.events.push_back(Event::Transcribed(turn, words)),
                    Taken::Promised => {}
                    Taken::Nothing => {
                        let Some(utterance) = utterance else { return };
                        if utterance.samples.is_empty() {
                            return self.events.push_back(Event::Transcribed(turn, Err(Unheard::NoWords)));
                        }
                        self.note_asked();
                        let words = self.write_down(utterance, expected, self.gone.clone());
                        self.start(words, move |words| Done::Event(Event::Transcribed(turn, words)));
                    }
                }
            }
            Effect::Retrieve { turn, sought, language } => {
                match self.speculation.take_answer(turn, &sought, language) {
                    Taken::There(answer) => self.events.push_back(Event::Answered(turn, answer)),
                    Taken::Promised => {}
                    Taken::Nothing => {
                        self.note_asked();
                        let answer = self.stages.retrieve(sought, language, self.opened.date());
                        self.start(answer, move |answer| Done::Event(Event::Answered(turn, answer)));
                    }
                }
            }
            Effect::FetchNotices(language) => {
                let notices = self.stages.notices(language, self.opened.timestamp());
                self.start(notices, |notices| Done::Event(Event::Notices(notices)));
            }
            Effect::FetchSubjects(language) => {
                let subjects = self.stages.subjects(language);
                self.start(subjects, move |subjects| Done::Event(Event::Subjects(language, subjects)));
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
            Effect::HangUp => {
                if let Some(watch) = &mut self.watch {
                    watch.end(at, language, false);
                }
                self.send(ChannelOutput::HangUp);
            }
            Effect::Unanswered { question, language, near, outcome } => self.keep(&question, language, &near, outcome),
            Effect::Feedback { article, clear } => tracing::info!(code = "feedback", article, clear),
            Effect::ToldPart { .. } => {}
            Effect::Understood(understood) => {
                if let Some(record) = &mut self.record {
                    record.understood = Some(understood);
                }
            }
        }
    }

    /// What happens tells what to count; what is done about it is counted in `carry_out`.
    fn count_event(&mut self, event: &Event) {
        let (at, language) = (self.at(), self.language());
        let Some(watch) = &mut self.watch else { return };
        match event {
            Event::Started | Event::StartedAnew => watch.see(at, language, Seen::Began),
            Event::UtteranceEnded | Event::Text(_) => watch.asked(at),
            Event::Transcribed(_, Ok(heard)) => watch.see(at, language, Seen::Heard(heard.confidence)),
            Event::Transcribed(_, Err(Unheard::NoWords)) => watch.see(at, language, Seen::NotHeard),
            Event::Transferred(true) => watch.see(at, language, Seen::HandedOver),
            Event::HungUp => watch.end(at, language, true),
            _ => {}
        }
    }

    fn note_asked(&mut self) {
        if let Some(record) = &mut self.record {
            record.ask();
        }
    }

    fn start<T: Send + 'static>(&mut self, job: Pending<T>, to_done: impl FnOnce(T) -> Done + Send + 'static) {
        self.jobs.spawn(async move { to_done(job.await) });
    }

    /// Transcript, answer and first sentence may be needed soon.
    fn work_ahead(&mut self, utterance: Utterance) {
        let at = self.at();
        let Some(dialogue) = &self.dialogue else { return };
        let Some((number, expected, cancel)) = self.speculation.begin(dialogue, at) else { return };
        let words = self.write_down(utterance, expected, cancel);
        self.start(words, move |words| Done::Ahead(number, Ahead::Words(words)));
        if let Some(listener) = &mut self.listener {
            listener.await_words();
        }
    }

    /// Transcribes the part of an utterance that is not yet known, and appends it to the rest.
    fn write_down(
        &self,
        utterance: Utterance,
        expected: ExpectedLanguage,
        cancel: Cancel,
    ) -> Pending<Result<Transcript, Unheard>> {
        let earlier = self.earlier.clone();
        let rest = self.stages.transcribe(earlier.rest_of(utterance), expected, cancel);
        Box::pin(async move { earlier.and(rest.await) })
    }

    fn take_result(&mut self, done: Done) {
        let at = self.at();
        match done {
            Done::Event(event) => self.events.push_back(event),
            Done::Spoken(line, speech) => self.spoken(&line, speech),
            Done::Ahead(number, Ahead::Words(words)) => match self.speculation.words_are_there(number, at, words) {
                Arrived::For(turn, words) => self.events.push_back(Event::Transcribed(turn, words)),
                Arrived::Kept(wish) => {
                    self.wish(wish);
                    self.judge_pause(number);
                }
            },
            Done::Ahead(number, Ahead::Answer(answer)) => match self.speculation.answer_is_there(number, at, answer) {
                Arrived::For(turn, answer) => self.events.push_back(Event::Answered(turn, answer)),
                Arrived::Kept(wish) => self.wish(wish),
            },
            Done::Ahead(number, Ahead::Speech(speech)) => match self.speculation.speech_is_there(number, speech) {
                Arrived::For(line, speech) => self.spoken(&line, speech),
                Arrived::Kept(_) => {}
            },
        }
    }

    fn wish(&mut self, wish: Option<Wish>) {
        let number = self.speculation.number();
        match wish {
            None => {}
            Some(Wish::Answer(sought, language)) => {
                let answer = self.stages.retrieve(sought, language, self.opened.date());
                self.start(answer, move |answer| Done::Ahead(number, Ahead::Answer(answer)));
            }
            Some(Wish::Speech(sentence, manner)) => {
                let speech = self.stages.speak(sentence, manner);
                self.start(speech, move |speech| Done::Ahead(number, Ahead::Speech(speech)));
            }
        }
    }

    /// A command is obeyed at once; somebody in the middle of a sentence is waited for.
    fn judge_pause(&mut self, number: u64) {
        let Some(listener) = self.listener.as_mut().filter(|_| number == self.speculation.number()) else { return };
        let ending = self.speculation.ending();
        if self.speculation.is_complete() || ending == Ending::Whole {
            let noticed = listener.conclude();
            for event in noticed {
                self.notice(event);
            }
        } else if ending == Ending::Open {
            listener.wait_longer();
        } else {
            listener.has_words();
        }
    }

    /// Renders a line that will be needed.
    fn make(&mut self, line: Line) {
        if self.lines.is_new(&line) {
            match self.speculation.take_speech(&line) {
                Taken::There(speech) => self.spoken(&line, speech),
                Taken::Promised => {}
                Taken::Nothing => {
                    let speech = self.stages.speak(line.sentence.clone(), line.manner);
                    self.start(speech, move |speech| Done::Spoken(line, speech));
                }
            }
        }
    }

    /// Plays a line as soon as it is rendered.
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
        // What the person types is already on the screen.
        if !matches!(sentence.kind, SentenceKind::Announced { .. }) {
            let caption = SessionEvent::Caption { id: *id, text: sentence.text.clone(), language: sentence.language };
            self.send(ChannelOutput::Event(caption));
        }
        match speech {
            Err(Failed) => self.events.push_back(Event::LineFailed(*id)),
            Ok(speech) if speech.samples.is_empty() => self.events.push_back(Event::LineFinished(*id)),
            Ok(speech) => {
                let at = self.at();
                if let Some(watch) = &mut self.watch {
                    watch.sounds(at, sentence.language);
                }
                self.send(ChannelOutput::Play { id: *id, speech });
            }
        }
    }

    fn keep(&self, question: &str, language: Language, near: &[String], outcome: Unanswered) {
        let Some(review) = &self.review else { return };
        if review.keep(question, language, near, outcome, self.opened.date()).is_err() {
            tracing::error!(code = "review-not-written");
        }
    }

    fn send(&self, output: ChannelOutput) {
        // A channel that has gone also closes its other end, which ends the session.
        let _ = self.output.send(output);
    }
}

impl<S> Drop for Conversation<S> {
    fn drop(&mut self) {
        self.gone.cancel();
        self.speculation.abandon();
        tracing::info!(code = "session-ended", seconds = self.started.elapsed().as_secs());
    }
}
