//! Time: nobody is cut off without a warning, and whoever does something has all their time again.

use super::machine::Dialogue;
use super::screen::SessionEvent;
use super::script::Script;
use super::state::{Open, Then};
use std::time::Duration;

impl Dialogue {
    /// The person does something: restarts the time they have. Returns whether they had been warned.
    pub(super) fn person_acts(&mut self) -> bool {
        self.person_is_there();
        self.sounded();
        let mut state = self.state().clone();
        let before = state.begin_anew(self.now());
        self.stay(state);
        if let Some(open) = &before {
            self.show_choices(open);
        }
        before.is_some()
    }

    /// Announces the end once more.
    pub(super) fn warn_again(&mut self, left: Duration, open: Open) {
        self.memory.warned_again = true;
        let seconds = left.as_secs() as u32;
        self.show(SessionEvent::TimeoutWarning { seconds });
        let text = self.prompt("seconds-left", &[("seconds", &seconds.to_string())]);
        self.say(Script::new(&text, self.language()), Then::Listen(open));
    }

    /// Says that the visit will end, and how to prevent it.
    pub(super) fn warn(&mut self, open: Open) {
        self.memory.warned_again = false;
        let seconds = self.rules().warning.as_secs() as u32;
        self.show(SessionEvent::TimeoutWarning { seconds });
        let text = self.prompt("still-there", &[("seconds", &seconds.to_string())]);
        self.say(Script::new(&text, self.language()), Then::Listen(open));
    }
}
