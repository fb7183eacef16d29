//! Differences in a conversation by channel and installation.

use super::screen::{ChannelKind, Key};
use crate::language::Language;
use crate::listen::ExpectedLanguage;
use crate::speak::Manner;
use jiff::civil::{Time, Weekday};
use std::time::Duration;

/// The rules of a conversation.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // each stands for itself
pub struct Rules {
    /// The channel that it is held through.
    pub kind: ChannelKind,
    /// Initial language.
    pub language: Language,
    /// Languages that people may speak.
    pub expected: ExpectedLanguage,
    /// Initial speed and volume.
    pub manner: Manner,
    /// How long the person may be silent before something is said.
    pub silence: Duration,
    /// How long before the end it is announced; at least 20 seconds.
    pub warning: Duration,
    /// How long it waits after "pauze" before it asks.
    pub pause: Duration,
    /// Whether it introduces itself and says how to get help before it listens.
    pub greets: bool,
    /// Whether it asks if an answer was clear.
    pub asks_feedback: bool,
    /// Whether unanswered questions are stored; the greeting then says so.
    pub keeps_questions: bool,
    /// Whether speech is recognised on another machine.
    pub heard_elsewhere: bool,
    /// The keys of the keypad, in the order in which the hand finds them; empty if there is none to mention.
    pub keypad: Vec<Key>,
    /// Whether there is no sound at all: then no sentence tells people to say something.
    pub mute: bool,
    /// How to reach a human.
    pub handover: Handover,
}

/// When and where a human can be reached.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Handover {
    /// Where to transfer to; `None`: the person is only told the telephone number.
    pub destination: Option<String>,
    /// When somebody is available; empty: always.
    pub hours: Vec<OpeningHours>,
    /// The telephone number, if known.
    pub phone: Option<String>,
    /// The opening hours in words, by language, if known.
    pub hours_in_words: Vec<(Language, String)>,
}

/// Opening hours on a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpeningHours {
    /// Applies every week.
    pub day: Weekday,
    /// From then on.
    pub from: Time,
    /// Until then.
    pub until: Time,
}

impl Handover {
    /// Whether somebody is available at this wall-clock time.
    #[must_use]
    pub fn is_open(&self, now: &jiff::ZonedDateTime) -> bool {
        let is_now =
            |hours: &OpeningHours| hours.day == now.weekday() && hours.from <= now.time() && now.time() < hours.until;
        self.destination.is_some() && (self.hours.is_empty() || self.hours.iter().any(is_now))
    }

    /// The opening hours in the words of a language.
    #[must_use]
    pub fn hours_in(&self, language: Language) -> Option<&str> {
        self.hours_in_words.iter().find(|(of, _)| *of == language).map(|(_, words)| words.as_str())
    }
}

impl Rules {
    /// The default rules of a channel.
    #[must_use]
    pub fn new(kind: ChannelKind) -> Self {
        Rules {
            kind,
            language: Language::Nl,
            expected: ExpectedLanguage::Any,
            manner: Manner::default(),
            silence: Duration::from_secs(9),
            warning: Duration::from_secs(30),
            pause: Duration::from_secs(90),
            greets: true,
            asks_feedback: true,
            keeps_questions: false,
            heard_elsewhere: false,
            keypad: Vec::new(),
            mute: false,
            handover: Handover::default(),
        }
    }

    /// Whether there is a keypad that can be spoken of.
    #[must_use]
    pub fn has_keypad(&self) -> bool {
        self.kind == ChannelKind::Kiosk && !self.keypad.is_empty()
    }

    /// Whether there is a keypad, with all of these keys.
    #[must_use]
    pub fn keypad_has(&self, keys: &[Key]) -> bool {
        self.has_keypad() && keys.iter().all(|key| self.keypad.contains(key))
    }

    /// The same rules for another channel.
    #[must_use]
    pub fn on(self, kind: ChannelKind) -> Self {
        Rules { kind, ..self }
    }
}
