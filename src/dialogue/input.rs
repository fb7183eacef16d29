//! What the conversation takes in: what was heard, pressed and found, and the time at which it was.

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
    /// When, counted from the opening of the session.
    pub at: Duration,
    /// What.
    pub event: Event,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The person is there.
    Started,
    /// The person is there, and their visit before was lost.
    StartedAnew,
    /// Somebody stands before the desk.
    Invited,
    /// Before anything is said: the volume that suits the noise of the place, in percent of the usual one.
    Loudness(u16),
    /// What everybody has to hear first, most urgent first; may be nothing.
    Notices(Vec<String>),
    /// The subjects that there are in a language.
    Subjects(Language, Vec<Entry>),
    /// The first sign of speech.
    SpeechStarted,
    /// The sign was nothing.
    SpeechDismissed,
    /// It is speech for sure.
    SpeechConfirmed,
    /// The person has finished speaking; the session keeps the sound.
    UtteranceEnded,
    /// The person cannot be heard well.
    Level(LevelProblem),
    /// What became of [`super::Effect::Transcribe`].
    Transcribed(TurnId, Result<Transcript, Unheard>),
    /// What became of [`super::Effect::Retrieve`].
    Answered(TurnId, Result<Meant, Failed>),
    /// This line begins to sound.
    LineStarted(PlaybackId),
    /// This line has sounded to its end.
    LineFinished(PlaybackId),
    /// This line cannot be spoken.
    LineFailed(PlaybackId),
    /// A key.
    Key(Key),
    /// What a key does is to be told.
    Explain(Key),
    /// What the person types or has reached on the screen is to be said.
    Announce(Announcement),
    /// The person does something that says nothing by itself.
    Present,
    /// A question in writing.
    Text(String),
    /// Whether a human has taken over.
    Transferred(bool),
    /// The time has come that [`super::Dialogue::deadline`] named.
    Tick,
    /// The person is gone.
    HungUp,
}

/// What words turned out to mean.
#[derive(Debug, Clone, PartialEq)]
pub struct Meant {
    /// What they mean.
    pub understanding: Understanding,
    /// Whether personal data was taken out of them before anything was looked up.
    pub masked: bool,
}

impl From<Understanding> for Meant {
    fn from(understanding: Understanding) -> Self {
        Meant { understanding, masked: false }
    }
}

/// A stage failed; the log knows why.
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
