//! What may be counted of a session: that something happened, never what was said, and nothing that ties two
//! happenings to one person.

use super::contract::ChannelKind;
use crate::dialogue::{Command, Effect, Understood};
use crate::knowledge::Answer;
use crate::language::Language;
use jiff::ZonedDateTime;
use std::sync::Arc;
use std::time::Duration;

/// Where and when something happened.
#[derive(Debug, Clone)]
pub struct Moment {
    /// By the clock of the wall.
    pub at: ZonedDateTime,
    /// Through which channel.
    pub channel: ChannelKind,
    /// In which language.
    pub language: Language,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen<'a> {
    /// A visit or call began.
    Began,
    /// Words were heard, with this confidence.
    Heard(f32),
    /// Somebody spoke, and no words were heard.
    NotHeard,
    /// An article was told.
    Told {
        /// Its id.
        article: &'a str,
        /// Whether it was likely rather than sure.
        likely: bool,
    },
    /// A part of an article was told.
    ToldPart {
        /// The article's id.
        article: &'a str,
        /// The heading.
        heading: &'a str,
    },
    /// It was asked what was meant.
    AskedBack,
    /// It was not known, or neither of two was meant.
    NotKnown {
        /// The articles that were nearest.
        near: &'a [String],
    },
    /// A word to the system, or its key.
    Command(Command),
    /// A human took over.
    HandedOver,
    /// Whether an answer was clear.
    Clear {
        /// The article's id.
        article: &'a str,
        /// Yes or no.
        clear: bool,
    },
    /// So long after the end of a question the answer began to sound.
    Answered(Duration),
    /// It is over.
    Ended {
        /// So long it took.
        after: Duration,
        /// Whether the person was gone before it was over.
        hung_up: bool,
    },
}

/// Somebody who counts. Must not wait: it is called within a session.
pub trait Observer: Send + Sync {
    /// Takes note of something.
    fn see(&self, moment: &Moment, seen: Seen<'_>);
}

/// The observer of one session, with what it needs to know of time.
pub(super) struct Watch {
    observer: Arc<dyn Observer>,
    opened: ZonedDateTime,
    channel: ChannelKind,
    /// When the last question ended that has no sounding answer yet.
    asked: Option<Duration>,
    ended: bool,
}

impl Watch {
    pub(super) fn new(observer: Arc<dyn Observer>, opened: ZonedDateTime, channel: ChannelKind) -> Self {
        Watch { observer, opened, channel, asked: None, ended: false }
    }

    /// A question has ended.
    pub(super) fn asked(&mut self, at: Duration) {
        self.asked = Some(at);
    }

    /// Speech begins to sound.
    pub(super) fn sounds(&mut self, at: Duration, language: Language) {
        if let Some(asked) = self.asked.take() {
            self.see(at, language, Seen::Answered(at.saturating_sub(asked)));
        }
    }

    /// What is done tells what happened.
    pub(super) fn effect(&mut self, at: Duration, language: Language, effect: &Effect) {
        let seen = match effect {
            Effect::Understood(Understood::Question(Answer::Found(found))) => {
                let likely = found.likely.is_some();
                if let Some(part) = &found.asked_part {
                    let (article, heading) = (&found.article, &part.heading);
                    self.see(at, language, Seen::ToldPart { article, heading });
                }
                Seen::Told { article: &found.article, likely }
            }
            Effect::Understood(Understood::Question(Answer::Clarify { .. }) | Understood::Confirm(_)) => {
                Seen::AskedBack
            }
            Effect::Understood(Understood::Command(command)) => Seen::Command(*command),
            Effect::Unanswered { near, .. } => Seen::NotKnown { near },
            Effect::ToldPart { article, heading } => Seen::ToldPart { article, heading },
            Effect::Feedback { article, clear } => Seen::Clear { article, clear: *clear },
            _ => return,
        };
        self.see(at, language, seen);
    }

    pub(super) fn see(&self, at: Duration, language: Language, seen: Seen<'_>) {
        let at = self.opened.checked_add(at).unwrap_or_else(|_| self.opened.clone());
        self.observer.see(&Moment { at, channel: self.channel, language }, seen);
    }

    /// It is over; the first reason counts.
    pub(super) fn end(&mut self, at: Duration, language: Language, hung_up: bool) {
        if !std::mem::replace(&mut self.ended, true) {
            self.see(at, language, Seen::Ended { after: at, hung_up });
        }
    }
}
