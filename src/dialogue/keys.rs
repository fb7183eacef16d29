//! Keys: everything can be done without speaking, and every key gets a response.

use super::browse::End;
use super::command::Command;
use super::machine::Dialogue;
use super::screen::{Announcement, Key};
use super::script::Script;
use super::state::{Behind, Open, State, Then};

impl Dialogue {
    pub(super) fn key(&mut self, key: Key) {
        if matches!(self.state, State::New) {
            self.person_is_there();
            return self.greet();
        }
        self.memory.by_key = true;
        let was_warned = self.person_acts();
        if self.open() == Open::Invited && !matches!(key, Key::Command(_) | Key::Language(_)) {
            self.hush();
            return self.say_greeting(Script::default());
        }
        if matches!(self.state, State::Transferring(_)) && self.key_in_transfer(key) {
            return;
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
            Key::Letter(letter) => match open {
                Open::Browsing(browsing) => self.browse_to_letter(&browsing, letter),
                _ => self.explain(Key::Unknown),
            },
            Key::Language(language) => self.change_language(language),
            Key::Unknown => self.explain(Key::Unknown),
            Key::Command(Command::Back) if open.is_yes_or_no() || matches!(open, Open::Either { .. }) => self.no(open),
            Key::Command(Command::Help) if self.rules.has_keypad() => {
                self.hush();
                self.explain_keypad(open);
            }
            Key::Command(command) => self.obey(command),
            Key::Choose(place) => self.choose(place, open),
        }
    }

    /// During a transfer, only what ends it is done at once; for anything else the person is told that it takes a
    /// while. Returns whether the key has been handled.
    fn key_in_transfer(&mut self, key: Key) -> bool {
        match key {
            Key::Command(Command::Goodbye | Command::Emergency) => false,
            Key::Command(command) if command.is_about_manner() => {
                self.obey(command);
                true
            }
            _ => {
                self.say_that_transfer_takes_long();
                true
            }
        }
    }

    /// "Are you still there?": any key is a yes, except one that says no or has a purpose of its own.
    fn key_after_warning(&mut self, key: Key) -> bool {
        let asks = |command| !matches!(command, Command::Back | Command::Stop | Command::Continue);
        match key {
            Key::No => self.farewell(),
            Key::Command(command) if asks(command) => return false,
            Key::Language(_) => return false,
            _ => {
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
        match (&self.state, &open) {
            (State::Paused(_), _) => self.obey(Command::Continue),
            (_, Open::Offer { marked: Some(_), .. } | Open::Either { marked: Some(_), .. } | Open::Browsing(_)) => {
                self.yes(open);
            }
            (_, open) if open.is_yes_or_no() => self.yes(open.clone()),
            (State::Listening(_), _) => self.yes(open),
            (State::Speaking(_), _) => {
                self.hush();
                self.listen(open, Behind::Nothing);
            }
            (State::Thinking(thinking), _) if thinking.patience.is_none() => self.ask_for_patience(),
            _ => {}
        }
    }

    fn key_no(&mut self) {
        let open = self.open();
        match &self.state {
            State::Listening(_) if open != Open::Question => self.no(open),
            State::Speaking(_) if open.is_yes_or_no() || matches!(open, Open::Browsing(_)) => self.no(open),
            _ => self.obey(Command::Stop),
        }
    }

    /// Steps through what is offered, saying the name of each; if nothing is, through all subjects.
    fn key_along(&mut self, forward: bool) {
        let open = self.open();
        match open {
            Open::Browsing(browsing) => self.step_browsing(&browsing, forward),
            Open::Offer { .. } | Open::Either { .. } => self.mark(open, forward),
            Open::Question | Open::Invited => match &self.state {
                State::Thinking(thinking) if thinking.patience.is_none() => self.ask_for_patience(),
                State::Thinking(_) => {}
                _ => self.ask_for_subjects(if forward { End::First } else { End::Last }),
            },
            open => {
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
        let script = Script::default().and_whole(&said, self.language);
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
            self.say_aside(Script::default().and_announced(&text, spelled, self.language));
        }
    }
}
