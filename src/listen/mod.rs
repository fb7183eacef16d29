//! Speech recognition: from sound to the words that were said.
//!
//! Useful for: cutting live sound into utterances ([`Listener`]) and turning an [`Utterance`] into a [`Transcript`].
//! Not useful for: knowing what the words mean (`knowledge`) or what to do about them (`dialogue`). Depends on `audio`
//! only.

mod again;
mod at_once;
mod decoding;
mod front;
mod guided;
mod identify;
mod safety;
mod threads;
mod whisper;

pub use at_once::AtOnce;
pub use decoding::{language_named, likely_silence};
pub use front::{
    EndpointSettings, Expecting, Listener, ListenerSettings, ScriptedVoiceActivity, SileroModel, holds_speech,
};
pub use guided::{Sighting, Tokenizer, WordingEvidence, WordingModel};
pub use identify::{LanguageEvidence, LanguageRule};
pub use safety::invented;
pub use whisper::{Candidate, Preparation, WhisperModel, WhisperSettings, WhisperTranscriber};

use crate::audio::AudioChunk;
use crate::language::Language;
use serde::Serialize;
use std::path::PathBuf;
use std::sync::atomic::Ordering;

/// A stretch of speech, as cut by the endpointer.
#[derive(Debug, Clone, PartialEq)]
pub struct Utterance {
    /// 16 kHz mono samples.
    pub samples: Vec<f32>,
}

/// The language that a person is expected to speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedLanguage {
    /// Unknown: detected from the sound.
    Any,
    /// Probably this one; another if the sound says so.
    Likely(Language),
    /// The person chose this one; another only if the sound leaves little doubt.
    Chosen(Language),
    /// This one and no other.
    Only(Language),
}

impl ExpectedLanguage {
    /// The language that is tried first.
    #[must_use]
    pub fn language(self) -> Language {
        match self {
            ExpectedLanguage::Only(language)
            | ExpectedLanguage::Chosen(language)
            | ExpectedLanguage::Likely(language) => language,
            ExpectedLanguage::Any => Language::Nl,
        }
    }
}

/// What was said, as far as it could be recognised.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Transcript {
    /// The words. For a language that the desk does not speak, their English translation.
    pub text: String,
    /// Language to answer in.
    pub language: Language,
    /// Geometric mean probability of the words' tokens, from 0 to 1.
    pub confidence: f32,
    /// Known wordings that may have been said instead, best first. May be empty.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
}

/// A known wording that fits the sound.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alternative {
    pub text: String,
    /// How well it fits compared with the free transcript, from 0 to 1.
    pub confidence: f32,
}

/// Events in live sound, in the order in which they happen.
#[derive(Debug, Clone, PartialEq)]
pub enum ListenEvent {
    /// First sign of speech: playback should be turned down. It may turn out not to be speech.
    SpeechStarted,
    /// It was a cough, a click or noise: playback should come back up.
    SpeechDismissed,
    /// It is certainly speech: playback should stop.
    SpeechConfirmed,
    /// A pause that may be the end of the utterance: what there is so far can be decoded ahead.
    Paused(Utterance),
    /// The person continues after a pause: anything decoded ahead is void.
    WentOn,
    /// The utterance ended.
    Ended(Utterance),
    /// The person cannot be understood well, for this reason.
    Level(LevelProblem),
}

/// A problem with the sound that the person can be told about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelProblem {
    /// Speak louder or come closer.
    TooSoft,
    /// Speak softer or step back.
    Clipping,
    /// There is too much noise; the keys always work.
    Noisy,
    /// Somebody has spoken for longer than can be listened to.
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

/// Estimates the probability that a frame of sound contains speech.
pub trait VoiceActivityDetector: Send {
    /// Takes 20 ms of sound and returns the probability of speech in the latest complete frame.
    fn probability(&mut self, chunk: &AudioChunk) -> f32;

    /// Forgets what was heard before.
    fn reset(&mut self);
}

/// What the desk can talk about, which helps the recogniser.
pub trait Vocabulary: Send {
    /// Words used in the knowledge base, as written.
    fn words(&self, language: Language) -> Vec<String>;

    /// Known wordings, verbatim.
    fn wordings(&self, language: Language) -> Vec<Wording>;
}

/// A known way to ask something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The words.
    pub text: String,
    /// What it is about: to the desk, wordings of one subject mean the same.
    pub subject: String,
    /// Whether it is a word or two that is obeyed as soon as it was said.
    pub at_once: bool,
}

/// Turns speech into text. Blocking; lives on a worker thread.
pub trait Transcriber {
    /// Transcribes an utterance. Returns [`ListenError::Cancelled`] soon after it was cancelled.
    fn transcribe(
        &mut self,
        utterance: &Utterance,
        expected: ExpectedLanguage,
        cancel: &Cancel,
    ) -> Result<Transcript, ListenError>;

    /// Does a small part, in quiet moments, of work that would otherwise keep somebody waiting. Returns whether there
    /// is more.
    fn work_ahead(&mut self) -> Result<bool, ListenError> {
        Ok(false)
    }
}

/// Why there is no transcript.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Sound without words: ask the person to repeat.
    #[error("no speech was heard. Speak closer to the microphone and ask again")]
    NoSpeech,
    /// The result is no longer wanted.
    #[error("the recognition was cancelled")]
    Cancelled,
    /// The model file cannot be used.
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
