//! Live sound: 20 ms at a time, from a microphone or a line, to utterances.
//!
//! Useful for: noticing at once that somebody speaks, and soon that they have finished. Not useful for:
//! their words (a [`super::Transcriber`]) or what to do next (`session`).
//!
//! [`Listener`] keeps the sound and tells what happens in it; `endpoint` decides from numbers alone,
//! `gate` knows the noise, `problems` what to tell the person, `activity` has the detectors.

mod activity;
mod endpoint;
mod gate;
mod problems;
mod silero;

pub use activity::ScriptedVoiceActivity;
pub use endpoint::{Boundary, EndpointSettings, Endpointer};
pub use gate::LevelGate;
pub use silero::{Silero, SileroModel};

use super::{ListenEvent, Utterance, VoiceActivityDetector};
use crate::audio::{AudioChunk, SAMPLE_RATE, measure};
use problems::LevelWatch;
use std::collections::VecDeque;

/// Sound below this cannot be understood whoever made it: the detector is not asked.
const TOO_SOFT_DBFS: f32 = -60.0;
/// So many chunks after the last louder one the detector rests, and so many before one it is shown once more.
const RESTS_AFTER: usize = 25;
const SHOWN_AGAIN: usize = 5;

const CHUNK_MS: u32 = AudioChunk::DURATION.as_millis() as u32;
const SAMPLES_PER_MS: usize = SAMPLE_RATE as usize / 1000;

/// What is expected of the person right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expecting {
    /// A question, which may take thought.
    #[default]
    Question,
    /// A word or two: a command while the own voice speaks, or yes or no.
    Command,
}

/// How live sound is listened to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ListenerSettings {
    /// When speech begins and ends.
    pub endpoint: EndpointSettings,
    /// Sound kept from before the first sign of speech, which comes a little late.
    pub pre_roll_ms: u32,
    /// Speech must be so much louder than noise that sounds like speech without a break. 0: it need not.
    pub noise_margin_db: f32,
}

impl Default for ListenerSettings {
    fn default() -> Self {
        ListenerSettings { endpoint: EndpointSettings::default(), pre_roll_ms: 400, noise_margin_db: 8.0 }
    }
}

/// Listens to one person.
pub struct Listener {
    settings: ListenerSettings,
    detector: Box<dyn VoiceActivityDetector>,
    endpointer: Endpointer,
    gate: LevelGate,
    watch: LevelWatch,
    expecting: Expecting,
    /// The utterance with its pre-roll; only the pre-roll while nobody speaks.
    sound: Vec<f32>,
    /// How much of the sound there was at the last pause.
    paused_at: Option<usize>,
    /// Chunks since the last one in which there could be speech.
    soft: usize,
    /// The last of them, while the detector rests.
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
            watch: LevelWatch::default(),
            expecting: Expecting::default(),
            sound: Vec::new(),
            paused_at: None,
            soft: 0,
            unseen: VecDeque::new(),
        }
    }

    /// Tells what is expected from now on: a short word is waited for less where it is a command.
    pub fn expect(&mut self, expecting: Expecting) {
        self.expecting = expecting;
        self.endpointer.expect(expecting);
    }

    /// Tells whether the person wants to be waited for longer.
    pub fn take_time(&mut self, takes_time: bool) {
        self.endpointer.take_time(takes_time);
    }

    /// Takes the next 20 ms and tells what has happened, in order.
    pub fn push(&mut self, chunk: &AudioChunk) -> Vec<ListenEvent> {
        let patient = self.expecting == Expecting::Command && !self.endpointer.hears_speech();
        let level = measure(chunk.samples());
        let heard = self.probability(chunk, level.rms_dbfs);
        let spoken = heard >= self.settings.endpoint.speech_probability;
        let stands_out = self.gate.stands_out(level, spoken, patient);
        let probability = if stands_out { heard } else { 0.0 };
        self.keep(chunk);
        self.watch.hear(chunk, probability >= self.settings.endpoint.speech_probability);
        match self.endpointer.advance(CHUNK_MS, probability) {
            Some(boundary) => self.events_of(boundary),
            None => Vec::new(),
        }
    }

    /// The probability of speech. In a silent room the detector rests: it takes most of what waiting costs.
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

    /// The person has said all that is needed (it was decoded in the pause, and understood): the
    /// utterance ends at once if they are silent now.
    pub fn conclude(&mut self) -> Vec<ListenEvent> {
        self.endpointer.conclude().map(|boundary| self.events_of(boundary)).unwrap_or_default()
    }

    /// What was decoded in this pause cannot be all ("ik wil een …"): the pause may last longer.
    pub fn wait_longer(&mut self) {
        self.endpointer.wait_longer();
    }

    /// Forgets what was heard: somebody else is here, or it was not meant for us. A first sign of
    /// speech that was told is not closed any more.
    pub fn reset(&mut self) {
        self.detector.reset();
        self.endpointer = Endpointer::new(self.settings.endpoint);
        self.endpointer.expect(self.expecting);
        self.watch = LevelWatch::default();
        // Wiped, not only cleared: it is somebody's voice. The noise of the place stays known.
        self.sound.fill(0.0);
        self.sound.clear();
        self.paused_at = None;
        self.unseen.clear();
    }

    fn keep(&mut self, chunk: &AudioChunk) {
        self.sound.extend(chunk.samples().iter().map(|sample| if sample.is_finite() { *sample } else { 0.0 }));
        if !self.endpointer.hears_speech() {
            // The first sign itself takes two chunks.
            let pre_roll = self.settings.pre_roll_ms as usize * SAMPLES_PER_MS + 2 * AudioChunk::SAMPLES;
            self.sound.drain(..self.sound.len().saturating_sub(pre_roll));
        }
    }

    fn events_of(&mut self, boundary: Boundary) -> Vec<ListenEvent> {
        match boundary {
            Boundary::Started => vec![ListenEvent::SpeechStarted],
            Boundary::Dismissed => {
                self.watch.dismiss();
                vec![ListenEvent::SpeechDismissed]
            }
            Boundary::Confirmed => vec![ListenEvent::SpeechConfirmed],
            Boundary::Paused => {
                self.paused_at = Some(self.sound.len());
                vec![ListenEvent::Paused(Utterance { samples: self.sound.clone() })]
            }
            Boundary::WentOn => {
                self.paused_at = None;
                vec![ListenEvent::WentOn]
            }
            Boundary::Ended => self.ended(),
        }
    }

    /// The utterance ends where its last pause began to count, so that what was decoded in that pause
    /// is what was said.
    fn ended(&mut self) -> Vec<ListenEvent> {
        let endless = self.paused_at.is_none();
        let end = self.paused_at.take().unwrap_or(self.sound.len());
        let rest = self.sound.split_off(end);
        let samples = std::mem::replace(&mut self.sound, rest);
        let problem = self.watch.judge(self.gate.floor_dbfs(), endless);
        let ended = ListenEvent::Ended(Utterance { samples });
        problem.map(ListenEvent::Level).into_iter().chain([ended]).collect()
    }
}

/// Whether somebody speaks in a recording, as live sound would be judged. Tones, sirens and knocks are no speech,
/// whatever a recogniser writes of them.
#[must_use]
pub fn holds_speech(settings: ListenerSettings, detector: Box<dyn VoiceActivityDetector>, sound: &Utterance) -> bool {
    let mut listener = Listener::new(settings, detector);
    AudioChunk::cut(&sound.samples).any(|chunk| listener.push(&chunk).contains(&ListenEvent::SpeechConfirmed))
}

#[cfg(test)]
mod tests;
