//! The beginning and the end: who is speaking, how to get help, and goodbye.

use super::effect::Effect;
use super::machine::Dialogue;
use super::screen::{ChannelKind, Key, SessionEvent};
use super::script::Script;
use super::state::{Behind, Open, Then};
use crate::language::Language;

impl Dialogue {
    /// Says that it is a computer and how to get help, and asks for the question.
    pub(super) fn greet(&mut self) {
        self.show_manner();
        if self.rules().greets {
            self.say_greeting(Script::default());
        } else {
            self.emit(Effect::FetchNotices(self.language()));
            self.listen(Open::Question, Behind::Nothing);
        }
    }

    /// The same, after saying that the previous conversation was lost.
    pub(super) fn greet_anew(&mut self) {
        self.show_manner();
        self.say_greeting(self.script("lost"));
    }

    /// Where it is noisy a visit begins louder than it is set to; the person can change that as ever.
    pub(super) fn begin_at(&mut self, percent: u16) {
        self.set_manner(self.rules().manner.at_part(percent));
    }

    /// Somebody stands before the desk: who speaks here and how to begin, in Dutch and in English.
    pub(super) fn invite(&mut self) {
        self.show_manner();
        let add =
            |script: Script, language: Language| script.and(&self.prompts().say(language, "invitation", &[]), language);
        let script = Language::FULL.into_iter().fold(Script::default(), add);
        self.say(script, Then::Listen(Open::Invited));
    }

    /// Says everything that a first-time visitor has to know, in the language currently spoken.
    pub(super) fn say_greeting(&mut self, first: Script) {
        self.emit(Effect::FetchNotices(self.language()));
        let mut owed = vec!["greeting"];
        if self.rules().keeps_questions {
            owed.push("greeting-kept");
        }
        self.memory.owed = owed.into_iter().map(|key| (key, String::new())).collect();
        let mut script = first.then(self.owed());
        if self.rules().keypad_has(&[Key::Previous, Key::Ok]) {
            script = self.other_languages_by_key(script);
        }
        let help = match self.rules().kind {
            ChannelKind::Phone => "greeting-help-phone",
            ChannelKind::Kiosk | ChannelKind::File => "greeting-help",
        };
        let mut script = script.then(self.script(help));
        if self.rules().has_keypad() {
            script = script.then(self.script("greeting-keys"));
        }
        let script = script.then(self.script("ask"));
        self.say(script, Then::Listen(Open::Question));
    }

    /// What everybody has to hear once and has not yet heard to the end.
    pub(super) fn owed(&mut self) -> Script {
        let keys: Vec<&'static str> = self.memory.owed.iter().map(|(key, _)| *key).collect();
        let scripts = keys.into_iter().map(|key| (key, self.script(key)));
        let scripts: Vec<(&'static str, Script)> = scripts.collect();
        self.memory.owed = scripts.iter().map(|(key, script)| (*key, script.end())).collect();
        scripts.into_iter().fold(Script::default(), |all, (_, script)| all.then(script))
    }

    /// Tells in Dutch, or in English where Dutch is spoken, how to choose it by key; the others stand beside it.
    fn other_languages_by_key(&self, script: Script) -> Script {
        let others = Language::FULL.into_iter().filter(|language| *language != self.language());
        others.take(1).fold(script, |script, language| {
            script.and(&self.prompts().say(language, "greeting-language", &[]), language)
        })
    }

    /// "Stoppen": asks once whether the answer was clear, then says goodbye.
    pub(super) fn take_leave(&mut self) {
        match self.article_to_ask_about() {
            Some(article) => {
                self.memory.asked_feedback = true;
                self.reply("feedback", Open::Feedback { article, ending: true });
            }
            None => self.farewell(),
        }
    }

    /// The article about which the person can still be asked whether it was clear.
    pub(super) fn article_to_ask_about(&self) -> Option<String> {
        let may_ask = self.rules().asks_feedback && !self.memory.asked_feedback;
        self.memory.subject.as_ref().filter(|_| may_ask).map(|subject| subject.article.clone())
    }

    pub(super) fn farewell(&mut self) {
        self.say(self.script("goodbye"), Then::End);
    }

    /// Starts again within the visit.
    pub(super) fn start_over(&mut self) {
        self.memory.subject = None;
        self.memory.parts.clear();
        self.memory.question = None;
        self.memory.misses = 0;
        (self.memory.came_from, self.memory.at_part) = (None, false);
        self.show(SessionEvent::Asked);
        self.memory.interrupted = None;
        self.memory.said = Script::default();
        self.reply("start-over", Open::Question);
    }
}
