//! Types shared by conversation and channels: keys, pieces of speech, and what there is to show. Not for: sound.

use super::Command;
use crate::knowledge::Source;
use crate::language::Language;
use serde::Serialize;

/// The kind of channel that a session belongs to; some sentences and limits depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChannelKind {
    /// A microphone and loudspeaker, with a screen and keys.
    Kiosk,
    /// A telephone call, with DTMF keys and no screen.
    Phone,
    /// A terminal, or a recording.
    File,
}

/// Number of a piece of speech, which is one sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct PlaybackId(pub u64);

/// A key, whatever its form: on a keypad, on the screen, or a telephone tone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Key {
    /// The large key: yes, continue, or "I want to say something".
    Ok,
    /// Refuses what was asked or offered.
    No,
    /// The next item that is offered.
    Next,
    /// The previous item that is offered.
    Previous,
    /// The same as a spoken command.
    Command(Command),
    /// The offered item with this index.
    Choose(usize),
    /// Browse the subjects.
    Subjects,
    /// Go to the next subject that starts with this letter.
    Letter(char),
    /// Continue in this language.
    Language(Language),
    /// A key without a meaning here.
    Unknown,
}

/// Something to say in passing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The text; may be the person's own words.
    pub text: String,
    /// Whether to spell it letter by letter.
    pub spelled: bool,
    /// Whether it is the page's own text rather than what the person types.
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

/// A change to the look of the screen; nothing of it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScreenChange {
    /// Larger letters.
    LargerText,
    /// Smaller letters.
    SmallerText,
    /// The other contrast.
    Contrast,
    /// Show nothing, or everything again: for privacy.
    Blank,
}

/// Something to show to those who can see; everything in it is also said.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum SessionEvent {
    /// The state has changed.
    State {
        /// To this.
        state: SessionState,
    },
    /// The transcript, partial or final.
    Heard {
        /// The words.
        text: String,
        /// Whether it can still change.
        provisional: bool,
    },
    /// The text of a piece of speech, shown when it starts playing.
    Caption {
        /// The piece.
        id: PlaybackId,
        /// Its words.
        text: String,
        /// Tells a screen reader how to read them.
        language: Language,
    },
    /// The answer that is being given.
    Answer {
        /// Id of the article.
        article: String,
        /// Names its subject.
        title: String,
        /// Where it stands.
        source: Source,
    },
    /// What can be chosen next, by voice, by key or by touch ([`Key::Choose`]).
    Choices {
        /// Names in the order in which they are said; empty: nothing can be chosen any more.
        names: Vec<String>,
        /// Index of the one that the keys are at.
        marked: Option<usize>,
    },
    /// Another question is being looked up: the answer on the screen is not about it.
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
    /// The person asked for a different look of the screen.
    Look {
        /// What changes.
        change: ScreenChange,
    },
    /// The visit will end unless the person does something.
    TimeoutWarning {
        /// Seconds left.
        seconds: u32,
    },
    /// The person is too soft, too loud, or has another problem that they can fix.
    Hint {
        /// Such as `too-soft` or `clipping`.
        code: &'static str,
    },
    /// Everything is forgotten: show the start page in the default manner.
    Reset,
}
