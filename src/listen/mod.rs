//! Hearing: from sound to the words that were said.
//!
//! Useful for: cutting live sound into utterances ([`Listener`]) and turning an [`Utterance`] into a
//! [`Transcript`]. Not useful for: knowing what the words mean (`knowledge`) or what to do about them
//! (`dialogue`). Knows `audio` only.

mod again;
mod at_once;
mod decoding;
mod front;
mod guided;
mod safety;
mod threads;
mod whisper;

pub use front::{
    EndpointSettings, Expecting, Listener, ListenerSettings, ScriptedVoiceActivity, SileroModel, holds_speech,
};
pub use guided::{Evidence, Tokenizer, WordingModel};
pub use safety::invented;
pub use whisper::{Candidate, Preparation, WhisperModel, WhisperSettings, WhisperTranscriber};

use crate::audio::AudioChunk;
use crate::language::Language;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// One endpointed stretch of speech.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// 16 kHz mono samples.
    pub samples: Vec<f32>,
}

/// What a person may be speaking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedLanguage {
    /// Find out by listening.
    Any,
    /// Probably this one; another where the sound says so.
    Likely(Language),
    /// This one, and no other.
    Only(Language),
}

/// What was said, as far as it could be heard.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transcript {
    /// The words. For a language that is not ours: their English translation.
    pub text: String,
    /// The language to answer in.
    pub language: Language,
    /// The geometric mean probability of the words' tokens, from 0 to 1.
    pub confidence: f32,
    /// Known wordings that the sound may have been instead, best first. May be empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// A known wording that fits the sound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    /// The wording.
    pub text: String,
    /// How well it fits beside the free transcript, from 0 to 1.
    pub confidence: f32,
}

/// What the streaming front end notices in live sound, in the order in which it happens.
#[derive(Debug, Clone, PartialEq)]
pub enum ListenEvent {
    /// The first sign of speech: make the own voice softer. It may turn out to be nothing.
    SpeechStarted,
    /// It was nothing: a cough, a click, noise. Come back up.
    SpeechDismissed,
    /// It is speech for sure: stop the own voice.
    SpeechConfirmed,
    /// A pause that may be the end of the utterance: what there is so far can be decoded ahead.
    Paused(Utterance),
    /// The person goes on after a pause: what was decoded ahead is void.
    WentOn,
    /// The utterance is over.
    Ended(Utterance),
    /// The person cannot be understood well; a code that can be told to them.
    Level(LevelProblem),
}

/// What is wrong with the sound, so that the person can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelProblem {
    /// Speak louder or come closer.
    TooSoft,
    /// Speak softer or step back.
    Clipping,
    /// It is too noisy here; the keys always work.
    Noisy,
    /// Somebody has spoken for as long as can be listened to.
    TooLong,
}

/// Whether the result of a recognition is wanted: now, perhaps later, or not any more. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Cancel(std::sync::Arc<std::sync::atomic::AtomicU8>);

const WANTED: u8 = 0;
const AHEAD: u8 = 1;
const CANCELLED: u8 = 2;

impl Cancel {
    /// A recognition that nobody waits for yet.
    #[must_use]
    pub fn ahead() -> Self {
        let ahead = Cancel::default();
        ahead.0.store(AHEAD, Ordering::Relaxed);
        ahead
    }

    /// Somebody waits for the result now.
    pub fn want(&self) {
        let _ = self.0.compare_exchange(AHEAD, WANTED, Ordering::Relaxed, Ordering::Relaxed);
    }

    /// The result is not wanted any more.
    pub fn cancel(&self) {
        self.0.store(CANCELLED, Ordering::Relaxed);
    }

    /// Whether the result is not wanted any more.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed) == CANCELLED
    }

    /// Whether nobody waits for the result yet, though somebody may.
    #[must_use]
    pub fn is_ahead(&self) -> bool {
        self.0.load(Ordering::Relaxed) == AHEAD
    }
}

/// Tells how probable it is that a frame of sound holds speech.
pub trait VoiceActivityDetector: Send {
    /// Takes 20 ms of sound, and tells the probability of speech in the newest frame that is complete.
    fn probability(&mut self, chunk: &AudioChunk) -> f32;

    /// Forgets what it heard before.
    fn reset(&mut self);
}

/// What the desk can talk about, as far as the recogniser may use it to hear better.
pub trait Vocabulary: Send {
    /// Words that people use here, as they are written.
    fn words(&self, language: Language) -> Vec<String>;

    /// What people are known to say, word for word.
    fn wordings(&self, language: Language) -> Vec<Wording>;
}

/// Something that people are known to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The words.
    pub text: String,
    /// What they are about: wordings of one subject mean the same to the desk.
    pub subject: String,
    /// Whether it is a word or two that is obeyed as soon as it was said.
    pub at_once: bool,
}

/// Turns speech into text. Blocking; lives on a worker thread.
pub trait Transcriber {
    /// Writes down what is said, or says why it cannot be known. Once cancelled, it gives up soon, with
    /// [`ListenError::Cancelled`].
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError>;

    /// Does a little of the work that is otherwise done while somebody waits, for quiet moments. Returns whether
    /// there is more.
    fn prepare(&mut self) -> Result<bool, ListenError> {
        Ok(false)
    }
}

/// Why there is no transcript.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Sound, but no words in it: ask the person to repeat.
    #[error("no speech was heard. Speak closer to the microphone and ask again")]
    NoSpeech,
    /// The result is not wanted any more.
    #[error("the recognition was cancelled")]
    Cancelled,
    /// The model file cannot be used: fetch it again.
    #[error("the speech model {path} cannot be loaded ({reason}). Run `spraakloket models fetch`")]
    Model {
        /// The model's file.
        path: PathBuf,
        /// What whisper.cpp said.
        reason: String,
    },
    /// The recogniser failed on this utterance: apologise and ask again.
    #[error("the recogniser failed: {0}")]
    Recogniser(String),
}
