//! The states of a conversation; each owns its data.

use super::browse::Browsing;
use super::effect::{Line, TurnId};
use super::input::{Failed, Meant};
use super::script::Script;
use crate::knowledge::Found;
use crate::listen::Transcript;
use std::time::Duration;

/// What the conversation is doing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum State {
    /// Nobody has been greeted yet.
    New,
    /// Speaking, while listening.
    Speaking(Box<Speaking>),
    /// It listens.
    Listening(Box<Listening>),
    /// Waiting for a stage, while listening.
    Thinking(Box<Thinking>),
    /// It was told to wait.
    Paused(Box<Paused>),
    /// Transferring to a human.
    Transferring(Transferring),
    /// It is over.
    Ended,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaking {
    /// The text, up to and including `line`.
    pub(super) script: Script,
    /// What happens when everything has been said.
    pub(super) then: Then,
    /// The sentence being played.
    pub(super) line: Line,
    /// The next sentence, if it is being rendered.
    pub(super) ahead: Option<Line>,
    /// When the line was requested, or started playing.
    pub(super) since: Duration,
    /// What the person does meanwhile.
    pub(super) aside: Aside,
}

/// What the person does while the system speaks or thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// Nothing.
    Quiet,
    /// There is a sign of speech.
    Sign { since: Duration },
    /// Something was said and is being transcribed.
    Decoding { turn: TurnId, since: Duration },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listening {
    /// What the next words would answer.
    pub(super) open: Open,
    /// Start of the wait.
    pub(super) since: Duration,
    /// When the person started speaking.
    pub(super) hearing: Option<Duration>,
    /// What was going on before the person spoke.
    pub(super) behind: Behind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thinking {
    /// The awaited result.
    pub(super) turn: TurnId,
    /// What is awaited.
    pub(super) work: Work,
    /// What was open before.
    pub(super) open: Open,
    /// Start of the wait.
    pub(super) since: Duration,
    /// How often the person was asked for patience.
    pub(super) asked_for_patience: u8,
    /// The sentence that asks for it, while it is played.
    pub(super) patience: Option<Line>,
    /// What was going on before the person spoke.
    pub(super) behind: Behind,
    /// What the person does meanwhile.
    pub(super) aside: Aside,
    /// An answer that arrived while the person spoke.
    pub(super) held: Option<Result<Meant, Failed>>,
}

/// What is awaited.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Work {
    /// The words.
    Transcript,
    /// The answer to them.
    Answer(Box<Asked>),
}

/// A question that is being looked up.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Asked {
    pub(super) transcript: Transcript,
    /// Whether the transcript is certain enough to answer at once.
    pub(super) sure: bool,
    /// Other wordings that were not tried yet.
    pub(super) alternatives: Vec<String>,
    /// What was open when it was asked.
    pub(super) open: Open,
    /// Whether an article was chosen, so that its subject is named first.
    pub(super) chosen: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paused {
    pub(super) interrupted: Interrupted,
    pub(super) since: Duration,
    pub(super) hearing: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Transferring {
    pub(super) since: Duration,
    /// How often the person was told that it takes a while.
    pub(super) told: u8,
    pub(super) line: Option<Line>,
}

/// What was being said, continuing with the sentence that was cut off.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interrupted {
    pub(super) script: Script,
    pub(super) then: Then,
}

/// What resumes if the person turns out not to have addressed the system.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Behind {
    Nothing,
    /// It was speaking.
    Speech(Interrupted),
    /// It had been told to wait.
    Pause(Interrupted),
}

/// What happens when everything has been said.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Then {
    Listen(Open),
    Pause(Box<Interrupted>),
    Transfer { summary: Option<String> },
    End,
}

/// What the person may be answering.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Open {
    /// Any question is welcome.
    Question,
    /// These parts of the last answer were offered. `marked`: the one that the keys are at.
    Offer { headings: Vec<String>, marked: Option<usize> },
    /// "Is your question about this?"
    Confirm(Box<Found>),
    /// "Do you mean this or that?": id and title of each article.
    Either { options: [(String, String); 2], marked: Option<usize> },
    /// "I pass this on: is that right?"
    Consent { summary: String },
    /// "Do you want to speak to a human?"
    StaffOffered,
    /// "Was this clear?" about an article; the visit may be ending.
    Feedback { article: String, ending: bool },
    /// Somebody was invited and has not started.
    Invited,
    /// One of these subjects or groups can be chosen.
    Browsing(Browsing),
    /// "Are you still there?"
    StillThere(Box<Open>),
}

impl Open {
    /// Whether it is a yes-or-no question.
    pub(super) fn is_yes_or_no(&self) -> bool {
        !matches!(self, Open::Question | Open::Offer { .. } | Open::Either { .. } | Open::Browsing(_) | Open::Invited)
    }
}
