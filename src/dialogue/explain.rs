//! Describes the keys: what each does, which there are, and how to choose, so that nobody has to see them.

use super::command::Command;
use super::machine::Dialogue;
use super::screen::Key;
use super::script::Script;
use super::state::{Open, Then};

/// The prompt that describes a key.
fn explanation(key: Key) -> &'static str {
    match key {
        Key::Ok => "key-ok",
        Key::No => "key-no",
        Key::Next => "key-down",
        Key::Previous => "key-up",
        Key::Choose(_) => "key-choose",
        Key::Subjects => "key-subjects",
        Key::Letter(_) => "key-letter",
        Key::Language(_) => "key-other-language",
        Key::Unknown => "key-unknown",
        Key::Command(command) => match command {
            Command::Stop => "key-stop",
            Command::Pause => "key-pause",
            Command::MoreTime => "key-more-time",
            Command::Continue => "key-continue",
            Command::Repeat => "key-repeat",
            Command::RepeatSentence => "key-repeat-sentence",
            Command::Slower => "key-slower",
            Command::Faster => "key-faster",
            Command::Louder => "key-louder",
            Command::Softer => "key-softer",
            Command::Easier => "key-easier",
            Command::More => "key-more",
            Command::Back => "key-back",
            Command::StartOver => "key-start-over",
            Command::WhereIsThat => "key-where-is-that",
            Command::Spell => "key-spell",
            Command::OtherLanguage => "key-other-language",
            Command::Help => "key-help",
            Command::Staff => "key-staff",
            Command::NoSuggestions => "key-no-suggestions",
            Command::LargerText => "key-larger-text",
            Command::SmallerText => "key-smaller-text",
            Command::Contrast => "key-contrast",
            Command::BlankScreen => "key-blank",
            Command::Goodbye => "key-goodbye",
            Command::Emergency => "key-emergency",
        },
    }
}

impl Dialogue {
    /// The person asks what a key does.
    pub(super) fn explain_key(&mut self, key: Key) {
        self.person_acts();
        self.explain(key);
    }

    /// Describes a key, without doing what it does.
    pub(super) fn explain(&mut self, key: Key) {
        let said = self.script(explanation(key));
        self.say_aside(said);
    }

    /// Describes the keys of the keypad, in the order in which the hand finds them.
    pub(super) fn explain_keypad(&mut self, open: Open) {
        // Where nothing sounds, what is about sound has nothing to explain.
        let is_heard = |key: &Key| matches!(key, Key::Command(command) if command.is_about_manner());
        let keys: Vec<Key> =
            self.rules().keypad.iter().copied().filter(|key| !self.rules().mute || !is_heard(key)).collect();
        let script =
            keys.into_iter().fold(self.script("help-keypad"), |script, key| script.then(self.script(explanation(key))));
        let script = script.then(self.script("help-keypad-end"));
        self.say(script, Then::Listen(open));
    }

    /// Adds how to answer by key, the first time that this kind of question is asked in a visit.
    pub(super) fn with_how(&mut self, script: Script, then: &Then) -> Script {
        let Then::Listen(open) = then else { return script };
        let key = match open {
            Open::Offer { marked: None, .. } => "how-offer",
            Open::Either { marked: None, .. } => "how-either",
            Open::StillThere(_)
            | Open::Question
            | Open::Invited
            | Open::Offer { .. }
            | Open::Either { .. }
            | Open::Browsing(_) => {
                return script;
            }
            Open::Confirm(_) | Open::Consent { .. } | Open::StaffOffered | Open::Feedback { .. } => "how-yes-no",
        };
        if !self.rules().has_keypad() || script.peek().is_none() {
            return script;
        }
        // Who goes by key is told each time which is yes: what was said long ago is forgotten.
        let again = key == "how-yes-no" && self.memory.by_key;
        if self.has_told(key) && !again {
            return script;
        }
        script.then(self.script(key))
    }

    /// Whether something was already told in this visit; from now on it was.
    pub(super) fn has_told(&mut self, key: &'static str) -> bool {
        let told = self.memory.told.contains(&key);
        if !told {
            self.memory.told.push(key);
        }
        told
    }

    /// Says something in passing: what was said before can still be repeated and continued as if nothing had
    /// intervened.
    pub(super) fn say_aside(&mut self, script: Script) {
        let Some(then) = self.state().after_aside() else { return };
        self.hush();
        self.say_plainly(None, script, then);
        self.memory.in_passing = true;
    }
}
