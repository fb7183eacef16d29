//! What the conversation asks the session to do. It does nothing itself.

use super::Command;
use super::screen::{PlaybackId, SessionEvent};
use crate::knowledge::Answer;
use crate::language::Language;
use crate::listen::ExpectedLanguage;
use crate::speak::Manner;
use crate::understand::{Context, Kind};
use serde::Serialize;

/// Identifies a request to a stage, so that an outdated result is recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TurnId(pub u64);

/// Something to do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Transcribe the latest utterance.
    Transcribe {
        /// To be returned with the result.
        turn: TurnId,
        /// The language to expect.
        expected: ExpectedLanguage,
    },
    /// Look something up.
    Retrieve {
        /// To be returned with the result.
        turn: TurnId,
        /// What to look up.
        sought: Sought,
        /// In which language.
        language: Language,
    },
    /// Fetch the notices, which everybody has to hear first.
    FetchNotices(Language),
    /// Fetch the subjects.
    FetchSubjects(Language),
    /// Render this line: it comes next.
    Prepare(Line),
    /// Play this line.
    Play(Line),
    /// Fall silent at once.
    StopPlayback,
    /// Turn playback down, or back up.
    Duck(bool),
    /// Show this.
    Show(SessionEvent),
    /// Transfer to a human, with what the person agreed to pass on.
    Transfer {
        /// From the settings.
        destination: String,
        /// One sentence.
        summary: Option<String>,
    },
    /// The meaning of a turn.
    Understood(Understood),
    /// A part of the last subject is told.
    ToldPart {
        article: String,
        /// The heading of the part.
        heading: String,
    },
    /// A question was not answered.
    Unanswered {
        /// What the person said.
        question: String,
        language: Language,
        /// Ids of the nearest articles.
        near: Vec<String>,
        /// The reason.
        outcome: Unanswered,
    },
    /// The person said whether an answer was clear.
    Feedback { article: String, clear: bool },
    /// End the visit.
    HangUp,
}

/// Why a question was not answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unanswered {
    /// Nothing in the knowledge base answers it.
    NotFound,
    /// The person was asked which of two was meant, and it was neither.
    NeitherMeant,
}

/// What to look up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sought {
    /// The meaning of these words in their context, and the answer to them.
    Words {
        /// The words.
        text: String,
        /// What was asked and told before.
        context: Context,
    },
    /// This article.
    Article(String),
    /// Both of these articles.
    Both([String; 2]),
}

/// The meaning of an utterance.
#[derive(Debug, Clone, PartialEq)]
pub enum Understood {
    /// A question, with its answer.
    Question(Answer),
    /// A question with an uncertain transcript, and what it may be about.
    Confirm(Answer),
    /// A word to the system itself.
    Command(Command),
    /// Something else that is not a question: danger, small talk, somebody else's matter.
    Said(Kind),
}

/// A sentence to be played.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its number.
    pub id: PlaybackId,
    pub sentence: Sentence,
    /// Its speed and volume.
    pub manner: Manner,
}

/// A sentence in a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sentence {
    /// What is said.
    pub text: String,
    /// Chooses the voice and how numbers are read.
    pub language: Language,
    /// How to treat it.
    pub kind: SentenceKind,
}

/// How a sentence is rendered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// Ours, or from an article: its sound may be cached.
    Plain,
    /// Contains the person's own words: its sound is never cached.
    Private,
    /// Spelled letter by letter.
    Spelled,
    /// Says in passing what the person does on the screen: never cached, and not repeated as a caption.
    Announced {
        /// Letter by letter.
        spelled: bool,
    },
}
