//! Inputs of the conversation: what was heard, pressed and found, and when.

use super::effect::TurnId;
use super::screen::{Announcement, Key, PlaybackId};
use crate::knowledge::Entry;
use crate::language::Language;
use crate::listen::{LevelProblem, Transcript};
use crate::understand::Understanding;
use std::time::Duration;

/// Something that happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Input {
    /// Time since the session was opened.
    pub at: Duration,
    pub event: Event,
}

/// The kinds of events.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person has arrived.
    Started,
    /// The person is there, and their previous session was lost.
    StartedAnew,
    /// Somebody stands in front of the desk.
    Invited,
    /// Before anything is said: the volume that suits the noise of the place, in percent of the usual one.
    Loudness(u16),
    /// Notices, which everybody has to hear first, the most urgent first; may be empty.
    Notices(Vec<String>),
    /// The subjects in a language.
    Subjects(Language, Vec<Entry>),
    /// The first sign of speech.
    SpeechStarted,
    /// The sign was not speech.
    SpeechDismissed,
    /// It is certainly speech.
    SpeechConfirmed,
    /// The person has finished speaking; the session has the sound.
    UtteranceEnded,
    /// The person cannot be heard well.
    Level(LevelProblem),
    /// The result of [`super::Effect::Transcribe`].
    Transcribed(TurnId, Result<Transcript, Unheard>),
    /// The result of [`super::Effect::Retrieve`].
    Answered(TurnId, Result<Meant, Failed>),
    /// This line has started playing.
    LineStarted(PlaybackId),
    /// This line has finished playing.
    LineFinished(PlaybackId),
    /// This line cannot be spoken.
    LineFailed(PlaybackId),
    Key(Key),
    /// What a key does is to be described.
    Explain(Key),
    /// What the person types or has reached on the screen is to be said.
    Announce(Announcement),
    /// The person does something without a meaning of its own.
    Present,
    /// A typed question.
    Text(String),
    /// Whether a human has taken over.
    Transferred(bool),
    /// The deadline from [`super::Dialogue::deadline`] has passed.
    Tick,
    /// The person is gone.
    HungUp,
}

/// The meaning of words.
#[derive(Debug, Clone, PartialEq)]
pub struct Meant {
    /// What they mean.
    pub understanding: Understanding,
    /// Whether personal data was masked before anything was looked up.
    pub masked: bool,
}

impl From<Understanding> for Meant {
    fn from(understanding: Understanding) -> Self {
        Meant { understanding, masked: false }
    }
}

/// A stage failed; the log has the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

/// Why there is no transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unheard {
    /// There were no words in the sound.
    NoWords,
    /// The stage failed.
    Failed,
}
