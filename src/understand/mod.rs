//! What somebody means by their words, in the context of what was just asked and told.
//!
//! Useful for: telling a question from a reply, a follow-up, a command, danger, despair, small talk and somebody
//! else's matter. Not useful for: turn-taking (`dialogue`), or finding articles (`knowledge`, which it asks). A fixed
//! fast path for danger and one-word commands stays in `dialogue`, where it works without any model.
//!
//! # Layout
//!
//! `entries` are the wordings (data files in `knowledge/understanding`), `classifier` is
//! the model over them, `neighbours` the nearest examples; `train` trains it when an index is built, and `store` keeps
//! it with the index. `decide` turns probabilities into a kind, `lead_in` removes what precedes a question. `desk`
//! puts all of it in front of the knowledge.

pub mod calibrate;
mod classifier;
mod decide;
mod desk;
mod entries;
mod lead_in;
mod neighbours;
mod store;
mod train;

pub use classifier::{Class, Classifier};
pub use decide::{Thresholds, Weighed};
pub use desk::UnderstandingDesk;
pub use entries::{Entries, EntryError};
pub use neighbours::Neighbours;
pub use store::add_to_generation;

use crate::knowledge::Answer;
use serde::{Deserialize, Serialize};

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A question to an article, or an ordinary remark that is to be looked up.
    Question,
    /// Tells the desk to do something.
    Command,
    /// Asks for a human.
    Human,
    /// Immediate danger to life.
    Danger,
    /// Violence or abuse.
    Abuse,
    /// Thoughts of suicide.
    Despair,
    /// About the desk itself.
    Desk,
    /// Greetings, small talk, thanks.
    Courtesy,
    /// Anger at the desk.
    Insult,
    /// A short question about what was just told.
    FollowUp,
    /// A reply to a question of the desk.
    Reply,
    /// Did not understand the answer.
    Confused,
    /// Speaks or asks for a language that the desk does not speak.
    OtherLanguage,
    /// Somebody else's matter.
    Elsewhere,
    /// Cannot be answered.
    Nonsense,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 15] = [
        Kind::Question,
        Kind::Command,
        Kind::Human,
        Kind::Danger,
        Kind::Abuse,
        Kind::Despair,
        Kind::Desk,
        Kind::Courtesy,
        Kind::Insult,
        Kind::FollowUp,
        Kind::Reply,
        Kind::Confused,
        Kind::OtherLanguage,
        Kind::Elsewhere,
        Kind::Nonsense,
    ];

    /// Whether somebody may come to harm if it is missed.
    #[must_use]
    pub fn is_urgent(self) -> bool {
        matches!(self, Kind::Danger | Kind::Abuse | Kind::Despair)
    }
}

/// The state of the conversation when something is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// What the desk has asked.
    pub asked: AskedBack,
    /// What was told last.
    pub subject: Option<Subject>,
}

/// The desk's open question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum AskedBack {
    /// No open question.
    #[default]
    Nothing,
    /// "Do you mean this or that?": id and title of each article.
    Either([(String, String); 2]),
    /// A yes-or-no question.
    YesOrNo,
    /// "Do you want to hear more about …?"
    Offer,
}

/// The article that was told last.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    pub article: String,
    pub title: String,
    /// Headings of all its sections.
    pub parts: Vec<String>,
    /// Heading of the section that was told last.
    pub told: Option<String>,
}

/// What a text turned out to mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Understanding {
    /// A question, with its answer.
    Answer(Answer),
    /// An entry.
    Said(Said),
    /// A section of the subject, as an index into [`Subject::parts`].
    Part(usize),
    /// One of two offered alternatives, by index.
    Choice(usize),
}

impl From<Answer> for Understanding {
    fn from(answer: Answer) -> Self {
        Understanding::Answer(answer)
    }
}

/// A recognised entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Determines the response.
    pub kind: Kind,
    /// Id of the entry in its file.
    pub id: String,
    /// The reply, if the data has one.
    pub reply: Option<String>,
    /// Confidence, 0 to 1.
    pub confidence: f32,
}
