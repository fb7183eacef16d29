//! Commands: obeyed at once, whatever the state of the conversation.

use super::command::Command;
use super::effect::{Effect, Understood};
use super::machine::Dialogue;
use super::phrase::phrase_where;
use super::screen::{ChannelKind, ScreenChange, SessionEvent};
use super::script::Script;
use super::spell::word_to_spell;
use super::state::{Behind, Interrupted, Open, State, Then};
use crate::knowledge::{Found, Second};
use crate::language::Language;
use crate::listen::ExpectedLanguage;

impl Dialogue {
    pub(super) fn obey(&mut self, command: Command) {
        self.emit(Effect::Understood(Understood::Command(command)));
        self.person_is_there();
        if command.is_about_manner() {
            return self.change_manner(command);
        }
        if let Some(change) = command.screen_change() {
            return self.change_screen(change);
        }
        if matches!(self.state(), State::Transferring(_)) && !matches!(command, Command::Goodbye | Command::Emergency) {
            return;
        }
        let (open, is_waiting) = (self.open(), matches!(self.state(), State::Paused(_)));
        let is_thinking = matches!(self.state(), State::Thinking(_));
        self.hush();
        match command {
            Command::Stop => self.listen(open, Behind::Nothing),
            Command::Pause => self.pause(open),
            Command::MoreTime => self.take_time(open),
            Command::Continue => self.go_on(open, is_waiting),
            Command::Repeat => self.repeat(open),
            Command::RepeatSentence => self.repeat_sentence(open),
            Command::More => self.more(),
            Command::Back => self.back(open, is_thinking),
            Command::StartOver => self.start_over(),
            Command::WhereIsThat => self.where_is_that(open),
            Command::Spell => self.spell(open),
            Command::OtherLanguage => self.other_language(),
            Command::Help => self.help(open),
            Command::Easier => self.tell_easier(open),
            Command::NoSuggestions => self.refuse_suggestions(open),
            Command::Staff => self.staff(),
            Command::Goodbye => self.take_leave(),
            Command::Emergency => self.reply("emergency", Open::Question),
            Command::Slower
            | Command::Faster
            | Command::Louder
            | Command::Softer
            | Command::LargerText
            | Command::SmallerText
            | Command::Contrast
            | Command::BlankScreen => {}
        }
    }

    /// Speed and volume, from the next sentence on; if nothing is being said, a sentence demonstrates them.
    fn change_manner(&mut self, command: Command) {
        let before = self.manner();
        let (manner, done, limit) = match command {
            Command::Slower => (before.slower(), "slower", "slowest"),
            Command::Faster => (before.faster(), "faster", "fastest"),
            Command::Louder => (before.louder(), "louder", "loudest"),
            _ => (before.softer(), "softer", "softest"),
        };
        self.speak_in(manner);
        if let State::Speaking(speaking) = self.state().clone() {
            return speaking.render_ahead_again(self, manner);
        }
        self.acknowledge(if manner == before { limit } else { done });
    }

    /// The look of the screen, if there is one.
    fn change_screen(&mut self, change: ScreenChange) {
        if self.rules().kind != ChannelKind::Kiosk {
            return self.acknowledge("no-screen");
        }
        self.show(SessionEvent::Look { change });
        self.acknowledge("look-changed");
    }

    /// Acknowledges a change in passing, unless something is being said; then everything continues.
    fn acknowledge(&mut self, key: &str) {
        match self.state().clone() {
            State::Listening(listening) => self.reply(key, listening.open().clone()),
            State::Thinking(thinking) => thinking.acknowledge(self, key),
            State::New | State::Speaking(_) | State::Paused(_) | State::Transferring(_) | State::Ended => {}
        }
    }

    fn pause(&mut self, open: Open) {
        let interrupted = self.memory.interrupted.take();
        let interrupted = interrupted.unwrap_or(Interrupted { script: Script::default(), then: Then::Listen(open) });
        self.say(self.script("paused"), Then::Pause(Box::new(interrupted)));
    }

    /// Waits longer for the person, for the rest of the visit.
    fn take_time(&mut self, open: Open) {
        self.memory.takes_time = true;
        self.reply("more-time", open);
    }

    fn go_on(&mut self, open: Open, is_waiting: bool) {
        match self.memory.interrupted.take() {
            Some(Interrupted { script, then }) if script.peek().is_some() => self.say(script, then),
            Some(Interrupted { then: Then::Listen(open), .. }) if is_waiting => self.reply("ask", open),
            _ if matches!(open, Open::Offer { .. }) => self.more(),
            _ => self.reply("nothing-said-yet", open),
        }
    }

    /// Says the last answer again, from the start.
    fn repeat(&mut self, open: Open) {
        let said = self.memory.said.clone().rewound();
        let cut = self.memory.interrupted.take();
        match cut {
            // In the middle of something: that, from the start.
            Some(Interrupted { script, then }) if !script.is_empty() => self.say(script.rewound(), then),
            _ if said.is_empty() => self.reply("nothing-said-yet", open),
            _ => self.say(said, Then::Listen(open)),
        }
    }

    /// Says the last sentence again; in the middle of something, it continues from there.
    fn repeat_sentence(&mut self, open: Open) {
        match self.memory.interrupted.take() {
            Some(Interrupted { script, then }) if script.peek().is_some() => self.say(script, then),
            _ if self.memory.last_sentence.is_empty() => self.reply("nothing-said-yet", open),
            _ => self.say(self.memory.last_sentence.clone(), Then::Listen(open)),
        }
    }

    fn more(&mut self) {
        match &self.memory.subject {
            None => self.reply("nothing-said-yet", Open::Question),
            Some(_) => self.tell_offered(0),
        }
    }

    /// One step back: from a part to its subject, from a subject to where it was chosen or to the previous answer, and
    /// from a question that is being looked up to what was told last. Going back beyond the first step leaves the
    /// question open.
    fn back(&mut self, open: Open, is_thinking: bool) {
        self.memory.interrupted = None;
        if let Open::Browsing(browsing) = open {
            return self.leave_level(&browsing);
        }
        if is_thinking || self.memory.at_part {
            return match self.memory.subject.take() {
                Some(subject) => {
                    let sections = self.memory.parts.clone();
                    self.tell(Found { sections, ..subject }, None);
                }
                None => self.reply("ask", Open::Question),
            };
        }
        if let Some(browsing) = self.memory.came_from.take() {
            self.memory.subject = None;
            self.show(SessionEvent::Asked);
            return self.return_to_subjects(browsing);
        }
        match self.memory.earlier.pop() {
            Some(earlier) => {
                self.memory.subject = None;
                self.tell(earlier, None);
            }
            None => self.start_over(),
        }
    }

    fn where_is_that(&mut self, open: Open) {
        let Some(subject) = &self.memory.subject else { return self.reply("nothing-said-yet", open) };
        let first = phrase_where(&subject.source, self.prompts(), self.language());
        let mut script = Script::new(&first, self.language());
        if let Some(Second::Answered(other)) = &subject.second {
            script = script.and(&phrase_where(&other.source, self.prompts(), self.language()), self.language());
        }
        self.say_turn(None, script, Then::Listen(open));
    }

    /// Spells the part of the last sentence that is hard to write down.
    fn spell(&mut self, open: Open) {
        let title = self.memory.subject.as_ref().map(|subject| subject.title.as_str());
        let cut = self.memory.interrupted.as_ref().and_then(|interrupted| interrupted.script.peek());
        let sentence = cut.or_else(|| self.memory.last_sentence.peek()).map(|sentence| sentence.text.as_str());
        let Some(word) = sentence.and_then(word_to_spell).or_else(|| title.and_then(word_to_spell)) else {
            return self.reply("nothing-said-yet", open);
        };
        let language = self.language();
        let script = Script::new(&self.prompt("spelling", &[("word", &word)]), language).and_spelled(&word, language);
        self.say(script, Then::Listen(open));
    }

    fn other_language(&mut self) {
        // A telephone has one key for all languages; elsewhere they can be seen or gone through.
        let after = Language::ALL.into_iter().cycle().skip_while(|language| *language != self.language()).skip(1);
        let next = after.take(Language::ALL.len()).find(|language| language.is_offered());
        self.change_language(match (self.rules().kind, self.language()) {
            (ChannelKind::Phone, _) => next.unwrap_or(Language::Nl),
            (_, Language::Nl) => Language::En,
            _ => Language::Nl,
        });
    }

    pub(super) fn change_language(&mut self, language: Language) {
        self.expect(ExpectedLanguage::Chosen(language));
        // A person who has asked nothing yet may not have understood a word of the greeting.
        let is_new = self.memory.question.is_none() && self.memory.subject.is_none();
        self.memory.subject = None;
        self.memory.parts.clear();
        (self.memory.interrupted, self.memory.came_from, self.memory.at_part) = (None, None, false);
        self.memory.told.clear();
        self.show(SessionEvent::Asked);
        self.speak_language(language);
        if is_new {
            return self.say_greeting(Script::default());
        }
        self.reply("language-changed", Open::Question);
    }

    fn help(&mut self, open: Open) {
        let key = match self.rules().kind {
            ChannelKind::Phone => "help-phone",
            ChannelKind::Kiosk | ChannelKind::File => "help",
        };
        self.reply(key, open);
    }

    fn refuse_suggestions(&mut self, open: Open) {
        self.memory.refuses_suggestions = true;
        self.show(SessionEvent::Hint { code: "no-suggestions" });
        self.reply("no-suggestions", open);
    }
}
