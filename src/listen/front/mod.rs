//! From live sound, in chunks of 20 ms from a microphone or a line, to utterances.
//!
//! Useful for: noticing at once that somebody speaks, and quickly that they have finished. Not useful for: their words
//! (a [`super::Transcriber`]) or what to do next (`session`).
//!
//! [`Listener`] keeps the sound and reports events; `endpoint` decides from numbers alone, `gate` tracks noise,
//! `foreground` picks out the person's voice, `problems` notices what to tell them, `activity` has scripted detectors
//! for tests.

mod activity;
mod endpoint;
mod foreground;
mod gate;
mod problems;
mod silero;

pub use activity::ScriptedVoiceActivity;
pub use endpoint::{Boundary, EndpointSettings, Endpointer};
pub use gate::LevelGate;
pub use silero::SileroModel;

use super::{ListenEvent, Utterance, VoiceActivityDetector};
use crate::audio::{AudioChunk, SAMPLE_RATE, measure};
use foreground::Foreground;
use problems::{Length, LevelWatch};
use std::collections::VecDeque;

/// Sound below this level cannot be understood, so the detector is not run.
const TOO_SOFT_DBFS: f32 = -60.0;
/// Number of chunks after the last louder one after which the detector is suspended.
const RESTS_AFTER: usize = 25;
/// Number of the most recent chunks that the detector is given when it resumes.
const SHOWN_AGAIN: usize = 5;
/// An utterance that cannot be distinguished from background voices is ended after this time.
const LONGEST_UNCLEAR_MS: u32 = 9000;
/// Number of chunks (0.4 s) that are kept of a voice that continues after the person: their last word may be in them.
const STOPPED_KEPT: usize = 20;

const CHUNK_MS: u32 = AudioChunk::DURATION.as_millis() as u32;
const SAMPLES_PER_MS: usize = SAMPLE_RATE as usize / 1000;

/// What the person is expected to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expecting {
    /// A question, which may need thought.
    #[default]
    Question,
    /// A word or two: a command while we speak, or yes or no.
    Command,
}

/// Settings for listening to live sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListenerSettings {
    /// When speech begins and ends.
    pub endpoint: EndpointSettings,
    /// Sound kept from before the first sign of speech, which is detected slightly late.
    pub pre_roll_ms: u32,
    /// How much louder speech must be than continuous noise that the detector takes for speech; 0 disables this.
    pub noise_margin_db: f32,
    /// A voice this much softer than the person's is somebody else's and neither interrupts nor keeps a turn open; 0:
    /// every voice is the person's.
    pub background_db: f32,
    /// Level that a voice needs to interrupt us before the person was heard.
    pub interrupts_dbfs: f32,
}

impl Default for ListenerSettings {
    fn default() -> Self {
        ListenerSettings {
            endpoint: EndpointSettings::default(),
            pre_roll_ms: 400,
            noise_margin_db: 8.0,
            background_db: 13.0,
            interrupts_dbfs: -29.0,
        }
    }
}

/// Listens to one person.
pub struct Listener {
    settings: ListenerSettings,
    detector: Box<dyn VoiceActivityDetector>,
    endpointer: Endpointer,
    gate: LevelGate,
    foreground: Foreground,
    watch: LevelWatch,
    expecting: Expecting,
    /// Whether we are speaking.
    over_us: bool,
    /// The utterance with its pre-roll; only the pre-roll while nobody speaks.
    sound: Vec<f32>,
    /// Number of pauses in the utterance.
    pauses: u32,
    /// Length of the sound at the last pause.
    paused_at: Option<usize>,
    /// Chunks since the last one that could contain speech.
    soft: usize,
    /// The most recent of them, while the detector is suspended.
    unseen: VecDeque<AudioChunk>,
}

impl Listener {
    /// Nothing heard yet.
    #[must_use]
    pub fn new(settings: ListenerSettings, detector: Box<dyn VoiceActivityDetector>) -> Self {
        Listener {
            settings,
            detector,
            endpointer: Endpointer::new(settings.endpoint),
            gate: LevelGate::new(settings.noise_margin_db),
            foreground: Foreground::new(settings.background_db, settings.interrupts_dbfs),
            watch: LevelWatch::default(),
            expecting: Expecting::default(),
            over_us: false,
            sound: Vec::new(),
            pauses: 0,
            paused_at: None,
            soft: 0,
            unseen: VecDeque::new(),
        }
    }

    /// Sets what is expected from now on; a command is waited for less than a question.
    pub fn expect(&mut self, expecting: Expecting) {
        self.expecting = expecting;
        self.endpointer.expect(expecting);
    }

    /// Sets whether we are speaking: a voice must be closer to interrupt us.
    pub fn own_voice(&mut self, speaks: bool) {
        self.over_us = speaks;
    }

    /// Tells whether the person wants to be waited for longer.
    pub fn take_time(&mut self, takes_time: bool) {
        self.endpointer.take_time(takes_time);
    }

    /// Takes the next 20 ms and returns what happened, in order.
    pub fn push(&mut self, chunk: &AudioChunk) -> Vec<ListenEvent> {
        self.push_cleaned(chunk, chunk)
    }

    /// Like [`Self::push`], if our own voice may come back. `cleaned` is the sound without it, which decides whether
    /// somebody speaks; `chunk`, which echo cancelling would thin out, is what is recognised.
    pub fn push_cleaned(&mut self, chunk: &AudioChunk, cleaned: &AudioChunk) -> Vec<ListenEvent> {
        let speaking = self.endpointer.hears_speech();
        let patient = self.expecting == Expecting::Command && !speaking;
        let level = measure(cleaned.samples());
        let heard = self.probability(cleaned, level.rms_dbfs);
        let spoken = heard >= self.endpointer.threshold();
        let stands_out = self.gate.stands_out(level, spoken, patient);
        let is_near = self.foreground.is_near(level.rms_dbfs, spoken && stands_out, speaking, self.over_us);
        let probability = if stands_out && is_near { heard } else { 0.0 };
        self.keep(chunk);
        self.watch.hear(chunk, probability >= self.settings.endpoint.speech_probability);
        if self.foreground.takes_over() && self.endpointer.restart() {
            return self.taken_over();
        }
        if self.foreground.has_stopped() && self.endpointer.lasts_ms() > 0 {
            return self.stopped_before();
        }
        match self.endpointer.advance(CHUNK_MS, probability) {
            Some(boundary) => self.events_of(boundary),
            None if self.endpointer.lasts_ms() >= LONGEST_UNCLEAR_MS && !self.foreground.is_clear() => {
                self.endpointer.give_up();
                self.foreground.was_unclear();
                self.ended(Length::Endless)
            }
            None => Vec::new(),
        }
    }

    /// The probability of speech. In silence the detector, which needs most of the processor time of waiting, is
    /// suspended.
    fn probability(&mut self, chunk: &AudioChunk, rms_dbfs: f32) -> f32 {
        let soft = self.settings.noise_margin_db > 0.0 && rms_dbfs < TOO_SOFT_DBFS;
        self.soft = if soft && !self.endpointer.hears_speech() { self.soft + 1 } else { 0 };
        if self.soft > RESTS_AFTER {
            self.unseen.push_back(chunk.clone());
            self.unseen.drain(..self.unseen.len().saturating_sub(SHOWN_AGAIN));
            return 0.0;
        }
        for unseen in std::mem::take(&mut self.unseen) {
            self.detector.probability(&unseen);
        }
        self.detector.probability(chunk)
    }

    /// The person has said all that is needed (it was decoded in the pause, and understood): ends the utterance at
    /// once if they are silent now.
    pub fn conclude(&mut self) -> Vec<ListenEvent> {
        self.endpointer.conclude().map(|boundary| self.events_of(boundary)).unwrap_or_default()
    }

    /// The words before this pause are being decoded: the question does not end a moment before they are known.
    pub fn await_words(&mut self) {
        self.endpointer.await_words();
    }

    /// The words before this pause are known, and do not tell whether more has to come.
    pub fn has_words(&mut self) {
        self.endpointer.has_words();
    }

    /// What was decoded in this pause cannot be all ("ik wil een …"): the pause may last longer.
    pub fn wait_longer(&mut self) {
        self.endpointer.wait_longer();
    }

    /// Forgets what was heard: somebody else is here, or it was not meant for us. A reported first sign of speech is
    /// then never followed by an end.
    pub fn reset(&mut self) {
        self.detector.reset();
        self.endpointer = Endpointer::new(self.settings.endpoint);
        self.endpointer.expect(self.expecting);
        self.watch = LevelWatch::default();
        self.foreground.dismissed();
        // Overwritten, not merely cleared: it is somebody's voice. What is known about the noise is kept.
        self.sound.fill(0.0);
        self.sound.clear();
        self.paused_at = None;
        self.unseen.clear();
    }

    fn keep(&mut self, chunk: &AudioChunk) {
        self.sound.extend(chunk.samples().iter().map(|sample| if sample.is_finite() { *sample } else { 0.0 }));
        if !self.endpointer.hears_speech() {
            // The first sign itself takes two chunks.
            let pre_roll = self.pre_roll() + 2 * AudioChunk::SAMPLES;
            self.sound.drain(..self.sound.len().saturating_sub(pre_roll));
        }
    }

    fn events_of(&mut self, boundary: Boundary) -> Vec<ListenEvent> {
        match boundary {
            Boundary::Started => {
                self.pauses = 0;
                vec![ListenEvent::SpeechStarted]
            }
            Boundary::Dismissed => {
                self.watch.dismiss();
                self.foreground.dismissed();
                vec![ListenEvent::SpeechDismissed]
            }
            Boundary::Confirmed => vec![ListenEvent::SpeechConfirmed],
            Boundary::Paused => {
                self.pauses += 1;
                self.paused_at = Some(self.sound.len());
                vec![ListenEvent::Paused(Utterance { samples: self.sound.clone() })]
            }
            Boundary::WentOn => {
                self.paused_at = None;
                vec![ListenEvent::WentOn]
            }
            Boundary::Ended if self.endpointer.is_too_long() && self.pauses > 0 => self.ended(Length::TooLong),
            Boundary::Ended if self.endpointer.is_too_long() => self.ended(Length::Endless),
            Boundary::Ended => self.ended(Length::Usual),
        }
    }

    /// The person speaks, louder than whoever spoke until a moment ago: only the person is listened to.
    fn taken_over(&mut self) -> Vec<ListenEvent> {
        self.watch.dismiss();
        self.paused_at = None;
        let kept = self.pre_roll() + foreground::TAKES_OVER_CHUNKS * AudioChunk::SAMPLES;
        self.sound.drain(..self.sound.len().saturating_sub(kept));
        vec![ListenEvent::SpeechDismissed, ListenEvent::SpeechStarted, ListenEvent::SpeechConfirmed]
    }

    /// The person stopped some time ago; what came after that is not theirs.
    fn stopped_before(&mut self) -> Vec<ListenEvent> {
        self.endpointer.give_up();
        let theirs = self.sound.len().saturating_sub((foreground::STOPPED_CHUNKS - STOPPED_KEPT) * AudioChunk::SAMPLES);
        self.paused_at = Some(self.paused_at.map_or(theirs, |paused| paused.min(theirs)));
        let events = self.ended(Length::Usual);
        self.sound.clear();
        events
    }

    fn pre_roll(&self) -> usize {
        self.settings.pre_roll_ms as usize * SAMPLES_PER_MS
    }

    /// The utterance ends where its last pause began, so that what was decoded in that pause is what was said.
    fn ended(&mut self, length: Length) -> Vec<ListenEvent> {
        self.foreground.ended();
        let end = self.paused_at.take().unwrap_or(self.sound.len());
        let rest = self.sound.split_off(end);
        let samples = std::mem::replace(&mut self.sound, rest);
        let problem = self.watch.judge(self.gate.floor_dbfs(), length);
        let ended = ListenEvent::Ended(Utterance { samples });
        problem.map(ListenEvent::Level).into_iter().chain([ended]).collect()
    }
}

/// Whether somebody speaks in a recording, judged like live sound. Tones, sirens and knocks are not speech, whatever a
/// recogniser makes of them.
#[must_use]
pub fn holds_speech(settings: ListenerSettings, detector: Box<dyn VoiceActivityDetector>, sound: &Utterance) -> bool {
    let mut listener = Listener::new(settings, detector);
    AudioChunk::cut(&sound.samples).any(|chunk| listener.push(&chunk).contains(&ListenEvent::SpeechConfirmed))
}

#[cfg(test)]
mod tests;
