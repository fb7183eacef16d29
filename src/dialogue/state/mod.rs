//! The states of a conversation. Each is a file that owns its data and what can happen in it: a new event makes the
//! compiler ask in every file, a new state in every function here.

mod listening;
mod new;
mod paused;
mod speaking;
mod thinking;
mod transferring;

use super::browse::Browsing;
use super::effect::TurnId;
use super::input::Event;
use super::machine::Dialogue;
use super::screen::SessionState;
use super::script::Script;
use crate::knowledge::Found;
pub(super) use listening::Listening;
pub(super) use paused::Paused;
pub(super) use speaking::Speaking;
use std::time::Duration;
pub(super) use thinking::{Asked, Thinking};
pub(super) use transferring::Transferring;

/// Nobody speaks longer than this in one breath; anything longer is noise.
const LONGEST_UTTERANCE: Duration = Duration::from_secs(40);

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

impl Dialogue {
    /// Has the present state handle what happened.
    pub(super) fn happen(&mut self, event: Event) {
        match self.state().clone() {
            State::New => new::handle(self, event),
            State::Speaking(speaking) => speaking.handle(self, event),
            State::Listening(listening) => listening.handle(self, event),
            State::Thinking(thinking) => thinking.handle(self, event),
            State::Paused(paused) => paused.handle(self, event),
            State::Transferring(transferring) => transferring.handle(self, event),
            State::Ended => {}
        }
    }
}

impl State {
    /// What is shown of it.
    pub(super) fn shown(&self) -> SessionState {
        match self {
            State::New => SessionState::Listening,
            State::Speaking(_) => SessionState::Speaking,
            State::Listening(listening) => listening.shown(),
            State::Thinking(_) => SessionState::Thinking,
            State::Paused(_) => SessionState::Paused,
            State::Transferring(_) => SessionState::Transferring,
            State::Ended => SessionState::Ended,
        }
    }

    /// Until when it may last, counted from the opening.
    pub(super) fn deadline(&self, dialogue: &Dialogue) -> Option<Duration> {
        match self {
            State::New => Some(new::NEVER_STARTED),
            State::Speaking(speaking) => Some(speaking.deadline()),
            State::Listening(listening) => Some(listening.deadline(dialogue)),
            State::Thinking(thinking) => Some(thinking.deadline()),
            State::Paused(paused) => Some(paused.deadline(dialogue)),
            State::Transferring(transferring) => Some(transferring.deadline()),
            State::Ended => None,
        }
    }

    pub(super) fn expects_a_word(&self) -> bool {
        match self {
            State::Listening(listening) => listening.expects_a_word(),
            State::New | State::Ended => false,
            State::Speaking(_) | State::Thinking(_) | State::Paused(_) | State::Transferring(_) => true,
        }
    }

    /// What the next words would be an answer to.
    pub(super) fn open(&self) -> Open {
        match self {
            State::Listening(listening) => listening.open().clone(),
            State::Thinking(thinking) => thinking.open().clone(),
            State::Speaking(speaking) => speaking.open(),
            State::New | State::Paused(_) | State::Transferring(_) | State::Ended => Open::Question,
        }
    }

    /// Whether our own sound is turned down because of the person.
    pub(super) fn is_ducked(&self) -> bool {
        match self {
            State::Speaking(speaking) => speaking.is_ducked(),
            State::Thinking(thinking) => thinking.is_ducked(),
            State::New | State::Listening(_) | State::Paused(_) | State::Transferring(_) | State::Ended => false,
        }
    }

    /// Whether a line is being played.
    pub(super) fn sounds(&self) -> bool {
        match self {
            State::Speaking(_) => true,
            State::Thinking(thinking) => thinking.patience().is_some(),
            State::Transferring(transferring) => transferring.is_heard(),
            State::New | State::Listening(_) | State::Paused(_) | State::Ended => false,
        }
    }

    /// Whether we speak, so that nobody is left in silence. While a human is awaited, that is their telephone's part.
    pub(super) fn is_speaking(&self) -> bool {
        match self {
            State::Speaking(_) => true,
            State::Thinking(thinking) => thinking.patience().is_some(),
            State::New | State::Listening(_) | State::Paused(_) | State::Transferring(_) | State::Ended => false,
        }
    }

    /// What would be left to say if it were cut off at this moment.
    pub(super) fn cut_off(&self, now: Duration) -> Option<Interrupted> {
        match self {
            State::Speaking(speaking) => Some(speaking.cut_off(now)),
            State::Thinking(thinking) => thinking.behind().cut(),
            State::Listening(listening) => listening.behind().cut(),
            State::Paused(paused) => Some(paused.interrupted().clone()),
            State::New | State::Transferring(_) | State::Ended => None,
        }
    }

    /// What follows on something that is said in passing; `None` where nothing may be.
    pub(super) fn after_aside(&self) -> Option<Then> {
        match self {
            State::Paused(paused) => Some(Then::Pause(Box::new(paused.interrupted().clone()))),
            State::Speaking(speaking) => speaking.after_aside(),
            State::Listening(listening) => Some(Then::Listen(listening.open().clone())),
            State::New | State::Thinking(_) | State::Transferring(_) | State::Ended => None,
        }
    }

    /// The person did something: their time starts anew. Returns what was asked before they were warned, if they were.
    pub(super) fn begin_anew(&mut self, now: Duration) -> Option<Open> {
        match self {
            State::Listening(listening) => listening.begin_anew(now),
            State::Speaking(speaking) => speaking.withdraw_warning(),
            State::New | State::Thinking(_) | State::Paused(_) | State::Transferring(_) | State::Ended => None,
        }
    }
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
        match self {
            Open::Confirm(_)
            | Open::Consent { .. }
            | Open::StaffOffered
            | Open::Feedback { .. }
            | Open::StillThere(_) => true,
            Open::Question | Open::Offer { .. } | Open::Either { .. } | Open::Browsing(_) | Open::Invited => false,
        }
    }

    /// Whether one of several things is marked, so that a key can take it.
    pub(super) fn has_mark(&self) -> bool {
        match self {
            Open::Offer { marked, .. } | Open::Either { marked, .. } => marked.is_some(),
            Open::Browsing(_) => true,
            Open::Question
            | Open::Confirm(_)
            | Open::Consent { .. }
            | Open::StaffOffered
            | Open::Feedback { .. }
            | Open::Invited
            | Open::StillThere(_) => false,
        }
    }

    /// Takes back "are you still there?". Returns what was asked before.
    fn withdraw_warning(&mut self) -> Option<Open> {
        let Open::StillThere(before) = self else { return None };
        let before = Open::clone(before);
        self.clone_from(&before);
        Some(before)
    }
}

impl Behind {
    fn cut(&self) -> Option<Interrupted> {
        match self {
            Behind::Nothing => None,
            Behind::Speech(interrupted) | Behind::Pause(interrupted) => Some(interrupted.clone()),
        }
    }
}
