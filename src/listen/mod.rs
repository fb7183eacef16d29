//! Hearing: from sound to the words that were said.
//!
//! Useful for: turning an [`Utterance`] into a [`Transcript`]. Not useful for: knowing what the words
//! mean (`knowledge`) or what to do about them (`dialogue`). Knows `audio` only.

mod safety;
mod whisper;

pub use whisper::{WhisperSettings, WhisperTranscriber};

use crate::language::Language;
use serde::Serialize;
use std::path::PathBuf;

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
}

/// What the desk can talk about, as far as the recogniser may use it to hear better.
pub trait Vocabulary: Send {
    /// The subjects nearest to words that may have been misheard, best first.
    fn subjects_near(&self, heard: &str, language: Language) -> Vec<String>;
}

/// Turns speech into text. Blocking; lives on a worker thread.
pub trait Transcriber {
    /// Writes down what is said, or says why it cannot be known.
    fn transcribe(&mut self, utterance: &Utterance, expected: ExpectedLanguage) -> Result<Transcript, ListenError>;
}

/// Why there is no transcript.
#[derive(Debug, thiserror::Error)]
pub enum ListenError {
    /// Sound, but no words in it: ask the person to repeat.
    #[error("no speech was heard. Speak closer to the microphone and ask again")]
    NoSpeech,
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
