//! What may be counted about a session: that something happened, never what was said, and nothing that connects two
//! events to one person.

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
    /// Wall-clock time.
    pub at: ZonedDateTime,
    pub channel: ChannelKind,
    pub language: Language,
}

/// An event.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen<'a> {
    /// A visit or call started.
    Began,
    /// An utterance was transcribed, with this confidence.
    Heard(f32),
    /// Somebody spoke, but there were no words.
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
        heading: &'a str,
    },
    /// The person was asked what they meant.
    AskedBack,
    /// The answer was not known, or neither of two was meant.
    NotKnown {
        /// Ids of the nearest articles.
        near: &'a [String],
    },
    /// A spoken command, or its key.
    Command(Command),
    /// A human took over.
    HandedOver,
    /// The person said whether an answer was clear.
    Clear {
        /// The article's id.
        article: &'a str,
        clear: bool,
    },
    /// The answer started playing this long after the end of the question.
    Answered(Duration),
    /// The session ended.
    Ended {
        /// Its duration.
        after: Duration,
        /// Whether the person left before its end.
        hung_up: bool,
    },
}

/// Counts events. Must not block: it is called within a session.
pub trait Observer: Send + Sync {
    /// Records an event.
    fn see(&self, moment: &Moment, seen: Seen<'_>);
}

/// The observer of one session, with the times that it needs.
pub(super) struct Watch {
    observer: Arc<dyn Observer>,
    opened: ZonedDateTime,
    channel: ChannelKind,
    /// When the last question ended, if its answer is not playing yet.
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

    /// Speech starts playing.
    pub(super) fn sounds(&mut self, at: Duration, language: Language) {
        if let Some(asked) = self.asked.take() {
            self.see(at, language, Seen::Answered(at.saturating_sub(asked)));
        }
    }

    /// Derives events from the dialogue's effects.
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

    /// The session ends; the first reason counts.
    pub(super) fn end(&mut self, at: Duration, language: Language, hung_up: bool) {
        if !std::mem::replace(&mut self.ended, true) {
            self.see(at, language, Seen::Ended { after: at, hung_up });
        }
    }
}
