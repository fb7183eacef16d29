//! What somebody means: their words, in the light of what was just asked and told.
//!
//! Useful for: telling a question from a reply, a follow-up, a command, danger, despair, small talk and somebody
//! else's matter. Not useful for: the turns of a conversation (`dialogue`), or finding articles (`knowledge`, which it
//! asks). A fixed fast path for danger and one-word commands stays in `dialogue`, which works without any model.
//!
//! # Layout
//!
//! `entries` are the wordings (data files in `knowledge/understanding`), `features` what is seen of a text,
//! `classifier` the model over them, `neighbours` the nearest of them, `train` makes it when an index is built and `store` keeps it with the index;
//! `decide` turns its chances into a kind, `lead_in` leaves out what comes before a question. `desk` is all of it in front
//! of the knowledge.

pub mod calibrate;
mod classifier;
mod decide;
mod desk;
mod entries;
mod features;
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

/// What kind of thing an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A question to an article, or an ordinary remark that is to be looked up.
    Question,
    /// Something that the desk is told to do.
    Command,
    /// Wants a person.
    Human,
    /// Danger to life now.
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
    /// Speaks or wants a language that is not spoken here.
    OtherLanguage,
    /// Somebody else's matter.
    Elsewhere,
    /// Nothing that can be answered.
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

/// What is going on while something is said.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Context {
    /// What was asked of the person.
    pub asked: AskedBack,
    /// What was told last.
    pub subject: Option<Subject>,
}

/// A question of the desk that is open.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub enum AskedBack {
    /// None.
    #[default]
    Nothing,
    /// "Do you mean this or that?": article and title of each.
    Either([(String, String); 2]),
    /// A question to which yes and no are answers.
    YesOrNo,
    /// "Do you want to hear more about …?"
    Offer,
}

/// The article that was told last.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Subject {
    /// Its id.
    pub article: String,
    /// Its title.
    pub title: String,
    /// The headings of all its parts.
    pub parts: Vec<String>,
    /// The heading of the part that was told last.
    pub told: Option<String>,
}

/// What words turned out to mean.
#[derive(Debug, Clone, PartialEq)]
pub enum Understanding {
    /// A question, with what the knowledge has to say to it.
    Answer(Answer),
    /// What an entry stands for.
    Said(Said),
    /// A part of the subject, by its place in [`Subject::parts`].
    Part(usize),
    /// One of two that were offered.
    Choice(usize),
}

impl From<Answer> for Understanding {
    fn from(answer: Answer) -> Self {
        Understanding::Answer(answer)
    }
}

/// An entry that was recognised.
#[derive(Debug, Clone, PartialEq)]
pub struct Said {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// What is said to it, where the data says so.
    pub reply: Option<String>,
    /// How sure it is, 0 to 1.
    pub confidence: f32,
}
