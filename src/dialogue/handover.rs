//! Transfer to a human: only when one can be reached, with what the person agrees to pass on, and reported as done
//! only when it is.

use super::effect::{Effect, SentenceKind};
use super::machine::Dialogue;
use super::phrase::subject;
use super::script::Script;
use super::state::{Open, State, Then, Transferring};
use jiff::SignedDuration;

impl Dialogue {
    /// "Medewerker": asks permission for what is passed on, or says when somebody is available.
    pub(super) fn staff(&mut self) {
        if self.rules.handover.destination.is_none() {
            return self.say_turn(None, self.no_human(), Then::Listen(Open::Question));
        }
        if !self.is_staffed() {
            return self.say_closed("handover-closed");
        }
        match self.summary() {
            Some(summary) => {
                let asked = self.prompt("handover-consent", &[("summary", &summary)]);
                let script = Script::default().and_privately(&asked, self.language);
                self.say(script, Then::Listen(Open::Consent { summary }));
            }
            None => self.announce_transfer(None),
        }
    }

    fn is_staffed(&self) -> bool {
        let now = SignedDuration::try_from(self.now).ok().and_then(|passed| self.opened.checked_add(passed).ok());
        now.is_some_and(|now| self.rules.handover.is_open(&now))
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
        let Some(destination) = self.rules.handover.destination.clone() else {
            return self.say_closed("handover-closed");
        };
        self.effects.push(Effect::Transfer { destination, summary });
        let since = self.now;
        self.enter(State::Transferring(Transferring { since, told: 0, line: None }));
    }

    /// Handles the result of the transfer.
    pub(super) fn transferred(&mut self, done: bool) {
        let State::Transferring(transferring) = &self.state else { return };
        let sounding = transferring.line.clone();
        if done {
            self.say_behind(sounding, self.script("handover-done"), Then::End);
        } else {
            let script = self.closed("handover-failed");
            self.say_behind(sounding, script, Then::Listen(Open::Question));
        }
    }

    fn say_closed(&mut self, key: &str) {
        let script = self.closed(key);
        self.say_turn(None, script, Then::Listen(Open::Question));
    }

    /// Says that no human can ever come or take over here, and whom to call instead.
    pub(super) fn no_human(&self) -> Script {
        let known = self.rules.handover.phone.is_some();
        self.closed(if known { "handover-none" } else { "handover-none-unknown" })
    }

    /// Says that nobody can be reached, with number and hours as far as they are known.
    fn closed(&self, key: &str) -> Script {
        let handover = &self.rules.handover;
        let mut script = self.script(key);
        if let Some(phone) = &handover.phone {
            script = script.and(&self.prompt("handover-phone", &[("phone", phone)]), self.language);
        }
        if let Some(hours) = handover.hours_in(self.language) {
            script = script.and(&self.prompt("handover-hours", &[("hours", hours)]), self.language);
        }
        script.then(self.script("anything-else"))
    }

    /// Says that it takes a while.
    pub(super) fn transfer_takes_long(&mut self) {
        self.say_that_transfer_takes_long();
        if let State::Transferring(transferring) = &mut self.state {
            transferring.told += 1;
        }
    }

    /// Says that it takes a while, unless that is being said already.
    pub(super) fn say_that_transfer_takes_long(&mut self) {
        if matches!(&self.state, State::Transferring(transferring) if transferring.line.is_some()) {
            return;
        }
        let sentence = super::Sentence {
            text: self.prompt("handover-patience", &[]),
            language: self.language,
            kind: SentenceKind::Plain,
        };
        let line = self.next_line(sentence);
        self.effects.push(Effect::Play(line.clone()));
        if let State::Transferring(transferring) = &mut self.state {
            transferring.line = Some(line);
        }
    }
}
