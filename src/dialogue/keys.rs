//! Keys: everything can be done without speaking, and every key gets a response.

use super::browse::End;
use super::command::Command;
use super::machine::Dialogue;
use super::screen::{Announcement, Key};
use super::script::Script;
use super::state::{Behind, Open, State, Then};

impl Dialogue {
    pub(super) fn key(&mut self, key: Key) {
        self.memory.by_key = true;
        let was_warned = self.person_acts();
        if self.open() == Open::Invited && !matches!(key, Key::Command(_) | Key::Language(_)) {
            self.hush();
            return self.say_greeting(Script::default());
        }
        if was_warned && self.key_after_warning(key) {
            return;
        }
        self.key_pressed(key);
    }

    fn key_pressed(&mut self, key: Key) {
        let open = self.open();
        match key {
            Key::Ok => self.key_ok(),
            Key::No => self.key_no(),
            Key::Next => self.key_along(true),
            Key::Previous => self.key_along(false),
            Key::Subjects => self.ask_for_subjects(End::First),
            Key::Letter(letter) => {
                let Open::Browsing(browsing) = open else { return self.explain(Key::Unknown) };
                self.browse_to_letter(&browsing, letter);
            }
            Key::Unknown => self.explain(Key::Unknown),
            Key::Command(Command::Back) if open.is_yes_or_no() || matches!(open, Open::Either { .. }) => self.no(open),
            Key::Command(Command::Help) if self.rules().has_keypad() => {
                self.hush();
                self.explain_keypad(open);
            }
            Key::Command(command) => self.obey(command),
            Key::Language(language) => self.change_language(language),
            Key::Choose(place) => self.choose(place, open),
        }
    }

    /// "Are you still there?": any key is a yes, except one that says no or has a purpose of its own.
    fn key_after_warning(&mut self, key: Key) -> bool {
        let asks = |command| !matches!(command, Command::Back | Command::Stop | Command::Continue);
        match key {
            Key::No => self.farewell(),
            Key::Command(command) if asks(command) => return false,
            Key::Language(_) => return false,
            Key::Command(_)
            | Key::Ok
            | Key::Next
            | Key::Previous
            | Key::Choose(_)
            | Key::Subjects
            | Key::Letter(_)
            | Key::Unknown => {
                let open = self.open();
                self.hush();
                self.reply("still-here", open);
            }
        }
        true
    }

    /// Yes, continue, or "I want to say something".
    fn key_ok(&mut self) {
        let open = self.open();
        let is_asked = open.is_yes_or_no() || open.has_mark();
        match self.state().clone() {
            State::Paused(_) => self.obey(Command::Continue),
            State::Listening(_) => self.yes(open),
            State::Speaking(_) | State::Thinking(_) if is_asked => self.yes(open),
            State::Speaking(_) => {
                self.hush();
                self.listen(open, Behind::Nothing);
            }
            State::Thinking(thinking) => thinking.reassure(self),
            State::New | State::Transferring(_) | State::Ended => {}
        }
    }

    fn key_no(&mut self) {
        let open = self.open();
        match self.state() {
            State::Listening(_) if open != Open::Question => self.no(open),
            State::Speaking(_) if open.is_yes_or_no() || matches!(open, Open::Browsing(_)) => self.no(open),
            State::New
            | State::Speaking(_)
            | State::Listening(_)
            | State::Thinking(_)
            | State::Paused(_)
            | State::Transferring(_)
            | State::Ended => self.obey(Command::Stop),
        }
    }

    /// Steps through what is offered, saying the name of each; if nothing is, through all subjects.
    fn key_along(&mut self, forward: bool) {
        let open = self.open();
        match open {
            Open::Browsing(browsing) => self.step_browsing(&browsing, forward),
            Open::Offer { .. } | Open::Either { .. } => self.mark(open, forward),
            Open::Question | Open::Invited => match self.state().clone() {
                State::Thinking(thinking) => thinking.reassure(self),
                State::New
                | State::Speaking(_)
                | State::Listening(_)
                | State::Paused(_)
                | State::Transferring(_)
                | State::Ended => self.ask_for_subjects(if forward { End::First } else { End::Last }),
            },
            Open::Confirm(_)
            | Open::Consent { .. }
            | Open::StaffOffered
            | Open::Feedback { .. }
            | Open::StillThere(_) => {
                self.hush();
                self.reply("how-yes-no", open);
            }
        }
    }

    fn mark(&mut self, open: Open, forward: bool) {
        let step = |marked: Option<usize>, count: usize| match marked {
            None if forward => 0,
            None => count - 1,
            Some(place) if forward => (place + 1) % count,
            Some(place) => (place + count - 1) % count,
        };
        self.hush();
        let (name, place, count, open) = match open {
            Open::Offer { headings, marked } => {
                let headings = self.all_headings().unwrap_or(headings);
                let place = step(marked, headings.len().max(1));
                let name = headings.get(place).cloned().unwrap_or_default();
                (name, place, headings.len(), Open::Offer { headings, marked: Some(place) })
            }
            Open::Either { options, marked } => {
                let place = step(marked, options.len());
                (options[place].1.clone(), place, options.len(), Open::Either { options, marked: Some(place) })
            }
            open => return self.reply("nothing-to-choose", open),
        };
        let (place, count) = ((place + 1).to_string(), count.to_string());
        let said = self.prompt("marked", &[("name", &name), ("place", &place), ("count", &count)]);
        let script = Script::default().and_whole(&said, self.language());
        let script = if self.has_told("marked-how") { script } else { script.then(self.script("marked-how")) };
        self.say(script, Then::Listen(open));
    }

    /// All parts of the subject that were not told yet: more than are named at once can be stepped through.
    fn all_headings(&self) -> Option<Vec<String>> {
        let subject = self.memory.subject.as_ref()?;
        let headings: Vec<String> = subject.sections.iter().map(|part| part.heading.clone()).collect();
        (!headings.is_empty()).then_some(headings)
    }

    /// Says what the person types or has reached on the screen, in passing; it is stored nowhere.
    pub(super) fn announce(&mut self, announcement: Announcement) {
        self.person_acts();
        let Announcement { text, spelled, .. } = announcement;
        if !text.trim().is_empty() {
            self.say_aside(Script::default().and_announced(&text, spelled, self.language()));
        }
    }
}
