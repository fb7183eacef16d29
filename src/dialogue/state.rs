//! The states of a conversation; each owns what it needs.

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
    /// It speaks, and listens meanwhile.
    Speaking(Box<Speaking>),
    /// It listens.
    Listening(Box<Listening>),
    /// It waits for a stage, and listens meanwhile.
    Thinking(Box<Thinking>),
    /// It was told to wait.
    Paused(Box<Paused>),
    /// A human is being brought.
    Transferring(Transferring),
    /// It is over.
    Ended,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Speaking {
    /// What is said, up to and with `line`.
    pub(super) script: Script,
    /// What happens when all is said.
    pub(super) then: Then,
    /// The sentence that is heard.
    pub(super) line: Line,
    /// The sentence that comes next, if it is being made.
    pub(super) ahead: Option<Line>,
    /// When the line was asked for, or began to sound.
    pub(super) since: Duration,
    /// Whether the person speaks through it.
    pub(super) aside: Aside,
}

/// What the person does while the system speaks or thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// Nothing.
    Quiet,
    /// There is a sign of speech.
    Sign { since: Duration },
    /// Something was said; it is being written down.
    Decoding { turn: TurnId, since: Duration },
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Listening {
    /// What an answer would be an answer to.
    pub(super) open: Open,
    /// Since when it waits.
    pub(super) since: Duration,
    /// Since when the person is speaking.
    pub(super) hearing: Option<Duration>,
    /// What was going on before the person spoke.
    pub(super) behind: Behind,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Thinking {
    /// The result that is waited for.
    pub(super) turn: TurnId,
    /// What is waited for.
    pub(super) work: Work,
    /// What was open before.
    pub(super) open: Open,
    /// Since when it waits.
    pub(super) since: Duration,
    /// How many times the person was asked for patience.
    pub(super) asked_for_patience: u8,
    /// The sentence that asks for it, while it sounds.
    pub(super) patience: Option<Line>,
    /// What was going on before the person spoke.
    pub(super) behind: Behind,
    /// Whether the person speaks meanwhile.
    pub(super) aside: Aside,
    /// An answer that came while the person spoke.
    pub(super) held: Option<Result<Meant, Failed>>,
}

/// What is waited for.
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
    /// As it was understood.
    pub(super) transcript: Transcript,
    /// Whether the words are sure enough to answer at once.
    pub(super) sure: bool,
    /// Other wordings that were not tried yet.
    pub(super) alternatives: Vec<String>,
    /// What was open when they were said.
    pub(super) open: Open,
    /// Whether an article was chosen, and its subject is named first.
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
    /// How many times the person was told that it takes a while.
    pub(super) told: u8,
    pub(super) line: Option<Line>,
}

/// What was being said, with the sentence that was cut off as the next one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Interrupted {
    pub(super) script: Script,
    pub(super) then: Then,
}

/// What is taken up again if the person turns out not to have meant the system.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Behind {
    Nothing,
    /// It was speaking: it speaks on.
    Speech(Interrupted),
    /// It had been told to wait: it waits on.
    Pause(Interrupted),
}

/// What happens when all is said.
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
    /// These parts of the last answer were offered. `marked`: the one that the keys stand at.
    Offer { headings: Vec<String>, marked: Option<usize> },
    /// "Is your question about this?"
    Confirm(Box<Found>),
    /// "Do you mean this or that?": article and title of each.
    Either { options: [(String, String); 2], marked: Option<usize> },
    /// "I pass this on: is that right?"
    Consent { summary: String },
    /// "Do you want to speak to a human?"
    StaffOffered,
    /// "Was this clear?" about an article; the visit may be ending.
    Feedback { article: String, ending: bool },
    /// Somebody was invited, who has not begun.
    Invited,
    /// One of these subjects, or of their groups, can be chosen.
    Browsing(Browsing),
    /// "Are you still there?"
    StillThere(Box<Open>),
}

impl Open {
    /// Whether yes and no are answers to it.
    pub(super) fn is_yes_or_no(&self) -> bool {
        !matches!(self, Open::Question | Open::Offer { .. } | Open::Either { .. } | Open::Browsing(_) | Open::Invited)
    }
}
