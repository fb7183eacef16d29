//! Keys: everything can be done without speaking.

use super::command::Command;
use super::machine::Dialogue;
use super::screen::Key;
use super::script::Script;
use super::state::{Behind, Open, State, Then};

impl Dialogue {
    pub(super) fn key(&mut self, key: Key) {
        self.person_is_there();
        match &self.state {
            State::New => return self.greet(),
            State::Transferring(_) if !matches!(key, Key::Command(_)) => return,
            _ => {}
        }
        match key {
            Key::Ok => self.key_ok(),
            Key::No => self.key_no(),
            Key::Next => self.mark(true),
            Key::Previous => self.mark(false),
            Key::Command(command) => self.obey(command),
            Key::Choose(place) => {
                let open = self.open();
                self.choose(place, open);
            }
        }
    }

    /// Yes, go on, or "I want to say something".
    fn key_ok(&mut self) {
        let open = self.open();
        match (&self.state, &open) {
            (State::Paused(_), _) => self.obey(Command::Continue),
            (_, Open::Offer { marked: Some(_), .. } | Open::Either { marked: Some(_), .. }) => self.yes(open),
            (_, open) if open.is_yes_or_no() => self.yes(open.clone()),
            (State::Listening(_), _) => self.yes(open),
            (State::Speaking(_), _) => {
                self.hush();
                self.listen(open, Behind::Nothing);
            }
            _ => {}
        }
    }

    fn key_no(&mut self) {
        let open = self.open();
        match &self.state {
            State::Listening(_) if open != Open::Question => self.no(open),
            State::Speaking(_) if open.is_yes_or_no() => self.no(open),
            _ => self.obey(Command::Stop),
        }
    }

    /// Goes through what is offered, saying the name of each.
    fn mark(&mut self, forward: bool) {
        let step = |marked: Option<usize>, count: usize| match marked {
            None if forward => 0,
            None => count - 1,
            Some(place) if forward => (place + 1) % count,
            Some(place) => (place + count - 1) % count,
        };
        let (name, open) = match self.open() {
            Open::Offer { headings, marked } if !headings.is_empty() => {
                let place = step(marked, headings.len());
                (headings[place].clone(), Open::Offer { headings, marked: Some(place) })
            }
            Open::Either { options, marked } => {
                let place = step(marked, options.len());
                (options[place].1.clone(), Open::Either { options, marked: Some(place) })
            }
            open => {
                self.hush();
                return self.reply("nothing-to-choose", open);
            }
        };
        self.hush();
        let said = self.prompt("marked", &[("name", &name)]);
        self.say(Script::new(&said, self.language), Then::Listen(open));
    }
}
