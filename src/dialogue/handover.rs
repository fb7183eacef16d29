//! Transfer to a human: only when one can be reached, with what the person agrees to pass on, and reported as done
//! only when it is.

use super::effect::Effect;
use super::machine::Dialogue;
use super::phrase::subject;
use super::script::Script;
use super::state::{Open, State, Then, Transferring};

impl Dialogue {
    /// "Medewerker": asks permission for what is passed on, or says when somebody is available.
    pub(super) fn staff(&mut self) {
        if self.rules().handover.destination.is_none() {
            return self.say_turn(None, self.no_human(), Then::Listen(Open::Question));
        }
        if !self.is_staffed() {
            return self.say_closed("handover-closed");
        }
        match self.summary() {
            Some(summary) => {
                let asked = self.prompt("handover-consent", &[("summary", &summary)]);
                let script = Script::default().and_privately(&asked, self.language());
                self.say(script, Then::Listen(Open::Consent { summary }));
            }
            None => self.announce_transfer(None),
        }
    }

    fn is_staffed(&self) -> bool {
        self.wall_clock().is_some_and(|now| self.rules().handover.is_open(&now))
    }

    /// One sentence about what the person came for.
    fn summary(&self) -> Option<String> {
        match (&self.memory.question, &self.memory.subject) {
            (_, Some(found)) => Some(self.prompt("handover-summary", &[("subject", &subject(&found.title))])),
            (Some(question), None) => {
                Some(self.prompt(
                    "handover-summary-question",
                    &[("question", question.trim_end_matches(['.', '?', '!', ' ']))],
                ))
            }
            (None, None) => None,
        }
    }

    pub(super) fn announce_transfer(&mut self, summary: Option<String>) {
        self.say(self.script("handover-trying"), Then::Transfer { summary });
    }

    /// Carries out the announced transfer.
    pub(super) fn transfer(&mut self, summary: Option<String>) {
        let Some(destination) = self.rules().handover.destination.clone() else {
            return self.say_closed("handover-closed");
        };
        self.emit(Effect::Transfer { destination, summary });
        self.enter(State::Transferring(Transferring::new(self.now())));
    }

    fn say_closed(&mut self, key: &str) {
        let script = self.closed(key);
        self.say_turn(None, script, Then::Listen(Open::Question));
    }

    /// Says that no human can ever come or take over here, and whom to call instead.
    pub(super) fn no_human(&self) -> Script {
        let known = self.rules().handover.phone.is_some();
        self.closed(if known { "handover-none" } else { "handover-none-unknown" })
    }

    /// Says that nobody can be reached, with number and hours as far as they are known.
    pub(super) fn closed(&self, key: &str) -> Script {
        let handover = &self.rules().handover;
        let mut script = self.script(key);
        if let Some(phone) = &handover.phone {
            script = script.and(&self.prompt("handover-phone", &[("phone", phone)]), self.language());
        }
        if let Some(hours) = handover.hours_in(self.language()) {
            script = script.and(&self.prompt("handover-hours", &[("hours", hours)]), self.language());
        }
        script.then(self.script("anything-else"))
    }
}
