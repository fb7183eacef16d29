//! What the conversation asks to be done. It does nothing itself.

use super::Command;
use super::screen::{PlaybackId, SessionEvent};
use crate::knowledge::Answer;
use crate::language::Language;
use crate::listen::ExpectedLanguage;
use crate::speak::Manner;
use crate::understand::{Context, Kind};
use serde::Serialize;

/// Numbers what is asked of a stage, so that a result that comes too late is known as such.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TurnId(pub u64);

/// Something to do, in this order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Write down what was said last.
    Transcribe {
        /// To name in the result.
        turn: TurnId,
        /// What it may be.
        expected: ExpectedLanguage,
    },
    /// Look something up.
    Retrieve {
        /// To name in the result.
        turn: TurnId,
        /// What.
        sought: Sought,
        /// In which language.
        language: Language,
    },
    /// Find out what everybody has to hear first.
    FetchNotices(Language),
    /// Find out which subjects there are.
    FetchSubjects(Language),
    /// Make the sound of this line: it comes next.
    Prepare(Line),
    /// Let this line be heard.
    Play(Line),
    /// Be silent at once.
    StopPlayback,
    /// Speak softer, or as before.
    Duck(bool),
    /// Show this.
    Show(SessionEvent),
    /// Bring a human, with what the person consented to pass on.
    Transfer {
        /// Where to.
        destination: String,
        /// One sentence.
        summary: Option<String>,
    },
    /// What a turn turned out to be.
    Understood(Understood),
    /// A part of the last subject is told.
    ToldPart {
        /// The article.
        article: String,
        /// The heading of the part.
        heading: String,
    },
    /// A question was not answered.
    Unanswered {
        /// The person's words.
        question: String,
        /// Their language.
        language: Language,
        /// The ids of the articles that were nearest to it.
        near: Vec<String>,
        /// What became of it.
        outcome: Unanswered,
    },
    /// The person says whether an answer was clear.
    Feedback {
        /// The article.
        article: String,
        /// Yes or no.
        clear: bool,
    },
    /// It is over.
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

/// What is looked up.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sought {
    /// What these words mean where they were said, and what answers them.
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

/// What an utterance turned out to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Understood {
    /// A question, with the answer to it.
    Question(Answer),
    /// A question that was badly heard, with what it may be about.
    Confirm(Answer),
    /// A word to the system itself.
    Command(Command),
    /// Something else that is no question: danger, small talk, somebody else's matter.
    Said(Kind),
}

/// One sentence to be heard.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its number.
    pub id: PlaybackId,
    /// Its words.
    pub sentence: Sentence,
    /// How it is said.
    pub manner: Manner,
}

/// A sentence in a language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sentence {
    /// Its words.
    pub text: String,
    /// Their language.
    pub language: Language,
    /// What is done with it.
    pub kind: SentenceKind,
}

/// How a sentence is made to sound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SentenceKind {
    /// Ours, or from an article: its sound may be kept.
    Plain,
    /// With the person's own words in it: its sound is never kept.
    Private,
    /// To be spelled letter by letter.
    Spelled,
    /// Said in passing of what the person does on the screen: never kept, and not shown again as a caption.
    Announced {
        /// Letter by letter.
        spelled: bool,
    },
}
