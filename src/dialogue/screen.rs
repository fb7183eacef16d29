//! The words that the conversation has in common with a channel: keys, pieces of speech, and what there is
//! to show. Not for: sound.

use super::Command;
use crate::knowledge::Source;
use crate::language::Language;
use serde::Serialize;

/// Which kind of channel a session belongs to: some sentences and limits differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// A microphone and loudspeaker, with a screen and keys.
    Kiosk,
    /// A telephone call, with DTMF keys and no screen.
    Phone,
    /// A terminal, or a recording.
    File,
}

/// A piece of speech, as the session numbers it; one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PlaybackId(pub u64);

/// A key, whatever it is made of: a keypad, a button on the screen, a tone of the telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The big key: yes, go on, or "I want to say something".
    Ok,
    /// No.
    No,
    /// The next of what is offered.
    Next,
    /// The one before.
    Previous,
    /// What a command says by voice.
    Command(Command),
    /// What is offered at this place, from 0.
    Choose(usize),
    /// Go through the subjects.
    Subjects,
    /// To the next subject that begins so.
    Letter(char),
    /// A key that means nothing here.
    Unknown,
}

/// Something to say in passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// Its words; they may be the person's own.
    pub text: String,
    /// Whether they are spelled letter by letter.
    pub spelled: bool,
    /// Whether they are the page's own words, and not what the person types.
    pub of_page: bool,
}

/// What the session is doing, at a glance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SessionState {
    /// It waits for the person.
    Listening,
    /// The person is speaking.
    Hearing,
    /// It looks for the answer.
    Thinking,
    /// It speaks.
    Speaking,
    /// It was told to wait.
    Paused,
    /// It is bringing a human.
    Transferring,
    /// It is over.
    Ended,
}

/// What changes in the look of the screen; nothing of it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreenChange {
    /// Larger letters.
    LargerText,
    /// Smaller letters.
    SmallerText,
    /// The other contrast.
    Contrast,
    /// Nothing is shown, or all again: for privacy.
    Blank,
}

/// Something to show to those who see; everything in it is also said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SessionEvent {
    /// The state has changed.
    State {
        /// To this.
        state: SessionState,
    },
    /// What was heard so far, or finally.
    Heard {
        /// The words.
        text: String,
        /// Whether they can still change.
        provisional: bool,
    },
    /// The words of a piece of speech; shown when that piece begins to sound.
    Caption {
        /// The piece.
        id: PlaybackId,
        /// Its words.
        text: String,
        /// Their language.
        language: Language,
    },
    /// The answer that is being given.
    Answer {
        /// The article's id.
        article: String,
        /// Its subject.
        title: String,
        /// Where it stands.
        source: Source,
    },
    /// What can be chosen next, by voice, by key or by touch ([`Key::Choose`]).
    Choices {
        /// Their names, in the order in which they are said. Empty: nothing any more.
        names: Vec<String>,
        /// Which of them the keys stand at.
        marked: Option<usize>,
    },
    /// Another question is looked up: the answer that was given is not about it.
    Asked,
    /// Speed, volume and language of this visit.
    Manner {
        /// 1.0 is normal.
        rate: f32,
        /// In percent.
        volume: f32,
        /// What is spoken.
        language: Language,
    },
    /// The person asked for another look of the screen.
    Look {
        /// What changes.
        change: ScreenChange,
    },
    /// The visit ends after so many seconds unless the person does something.
    TimeoutWarning {
        /// Seconds left.
        seconds: u32,
    },
    /// The person is too soft, too loud, or something else is wrong that they can mend; a code.
    Hint {
        /// Such as `too-soft` or `clipping`.
        code: &'static str,
    },
    /// Everything is forgotten: show the start page in the default manner.
    Reset,
}
