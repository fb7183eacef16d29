//! Responses to entries, that is, to words that are not a question to an article. Danger and despair come first and
//! are never looked up; the rest gets a one-sentence reply and leaves open what was open.

use super::command::Command;
use super::effect::{Effect, Sought, Understood};
use super::machine::Dialogue;
use super::phrases::Phrases;
use super::script::Script;
use super::state::{Asked, Behind, Open, Then};
use crate::knowledge::{Found, Likely, Part};
use crate::language::Language;
use crate::understand::{Kind, Said};

impl Dialogue {
    /// Does or says what an entry requires.
    pub(super) fn respond(&mut self, said: Said, asked: Asked) {
        let open = asked.open;
        if let Some(command) = command_of(&said) {
            self.hush();
            self.listen(open, Behind::Nothing);
            return self.obey(command);
        }
        if said.kind == Kind::Reply {
            return self.take_reply(&said.id, open);
        }
        self.emit(Effect::Understood(Understood::Said(said.kind)));
        self.hush();
        match (said.kind, said.reply) {
            (Kind::Despair, _) => self.reply("despair", Open::Question),
            (Kind::Abuse, _) => self.reply("abuse", Open::Question),
            (_, Some(reply)) => self.say(Script::new(&reply, self.language()), Then::Listen(open)),
            (Kind::Confused, None) => self.tell_easier(open),
            (Kind::OtherLanguage, None) => self.other_language_wanted(&said.id, &asked.transcript.text, open),
            (Kind::Insult, None) => self.reply("said-insult", open),
            (Kind::Nonsense, None) => self.reply("said-nonsense", open),
            (Kind::Desk, None) => self.reply(self.desk_key(&said.id), open),
            (Kind::Courtesy, None) => self.reply(courtesy_key(&said.id), open),
            (_, None) => self.reply(elsewhere_key(&said.id), open),
        }
    }

    fn take_reply(&mut self, id: &str, open: Open) {
        let said = match id {
            "yes" => return self.yes(open),
            "no" | "neither" => return self.no(open),
            "first" => Some(0),
            "second" => Some(1),
            "third" => Some(2),
            _ => None,
        };
        match (said, open) {
            (Some(place), open) => self.choose(place, open),
            (None, Open::Either { options, .. }) if id == "both" => {
                let [(first, title), (second, _)] = options;
                self.look_up_named(Sought::Both([first, second]), title);
            }
            (None, Open::Either { options, .. }) => {
                let [(article, title), second] = options;
                self.ask_for_article(article, title, Some(Likely { second: Some(second) }));
            }
            (None, Open::Offer { .. }) if id == "both" => self.tell_offered(0),
            (None, open) => {
                self.hush();
                self.reply("dont-know", open);
            }
        }
    }

    /// Says the last answer again, slower; without one, how to ask.
    fn explain_again(&mut self, open: Open) {
        let again = self.memory.said.clone().rewound();
        if self.memory.subject.is_none() || again.is_empty() {
            return self.obey(Command::Help);
        }
        self.speak_in(self.manner().slower());
        self.say(self.script("confused").then(again), Then::Listen(open));
    }

    /// Tells the present subject in plain words, slowly and step by step; where it has none, says the answer again.
    pub(super) fn tell_easier(&mut self, open: Open) {
        let subject = self.memory.subject.clone();
        let Some((mut subject, steps)) = subject.and_then(|mut subject| {
            let steps = std::mem::take(&mut subject.easy);
            (!steps.is_empty()).then_some((subject, steps))
        }) else {
            return self.explain_again(open);
        };
        let heading =
            |place: usize| self.prompts().say(subject.language, "step", &[("number", &(place + 1).to_string())]);
        let parts = steps.iter().enumerate().skip(1);
        let sections =
            parts.map(|(place, text)| Part { heading: heading(place), text: text.clone(), outdated: false }).collect();
        subject = Found {
            gist: steps[0].clone(),
            sections,
            by_step: true,
            gist_incomplete: false,
            asked_part: None,
            likely: None,
            suggestion: None,
            second: None,
            ..subject
        };
        self.speak_in(self.manner().slower());
        self.tell(subject, None);
    }

    /// Switches to the language that is wanted. If it is unclear which, or it is not spoken here, all others name
    /// themselves, each in its own voice.
    fn other_language_wanted(&mut self, id: &str, text: &str, open: Open) {
        let wanted = match id {
            "dutch" => Some(Language::Nl),
            "english" => Some(Language::En),
            _ => Phrases::language_named(text),
        };
        if let Some(wanted) = wanted {
            return self.choose_language(wanted, open);
        }
        let others = Language::ALL.into_iter().filter(|language| *language != self.language() && language.is_offered());
        let script = others.fold(self.script("other-languages"), |script, language| {
            script.and(&self.prompts().say(language, "language-offered", &[]), language)
        });
        self.say(script, Then::Listen(open));
    }

    /// Goes on in a language that was asked for.
    pub(super) fn choose_language(&mut self, wanted: Language, open: Open) {
        if self.language() == wanted {
            return self.reply("ask", open);
        }
        self.change_language(wanted);
    }

    fn desk_key(&self, id: &str) -> &'static str {
        match id {
            "robot" => "desk-robot",
            "recorded" if self.rules().heard_elsewhere && self.rules().keeps_questions => {
                "desk-recorded-elsewhere-kept"
            }
            "recorded" if self.rules().heard_elsewhere => "desk-recorded-elsewhere",
            "recorded" if self.rules().keeps_questions => "desk-recorded-kept",
            "recorded" => "desk-recorded",
            "what-can-you-do" => "desk-what-can-you-do",
            "who-are-you" => "desk-who-are-you",
            "hear-me" => "desk-hear-me",
            _ => "desk-other",
        }
    }
}

fn courtesy_key(id: &str) -> &'static str {
    match id {
        "greeting" => "said-greeting",
        "how-are-you" => "said-how-are-you",
        "thanks" => "welcome",
        "sorry" => "said-sorry",
        "compliment" => "said-compliment",
        "complaint-about-desk" => "said-complaint",
        _ => "ask",
    }
}

fn elsewhere_key(id: &str) -> &'static str {
    match id {
        "parcel" => "elsewhere-parcel",
        "bank" => "elsewhere-bank",
        "doctor" => "elsewhere-doctor",
        "weather" => "elsewhere-weather",
        "vote-advice" => "elsewhere-vote-advice",
        "public-transport" => "elsewhere-public-transport",
        "time-and-date" => "elsewhere-time-and-date",
        "telecom" => "elsewhere-telecom",
        "utilities" => "elsewhere-utilities",
        "job-search" => "elsewhere-job-search",
        "legal-advice-private" => "elsewhere-legal-advice",
        "other-municipality" => "elsewhere-other-municipality",
        _ => "elsewhere",
    }
}

/// The command that an entry stands for.
fn command_of(said: &Said) -> Option<Command> {
    Some(match (said.kind, said.id.as_str()) {
        (Kind::Human, _) => Command::Staff,
        (Kind::Danger, _) => Command::Emergency,
        (Kind::Command, "repeat") => Command::Repeat,
        (Kind::Command, "stop") => Command::Stop,
        (Kind::Command, "pause") => Command::Pause,
        (Kind::Command, "continue") => Command::Continue,
        (Kind::Command, "slower") => Command::Slower,
        (Kind::Command, "faster") => Command::Faster,
        (Kind::Command, "louder") => Command::Louder,
        (Kind::Command, "softer") => Command::Softer,
        (Kind::Command, "easier") => Command::Easier,
        (Kind::Command, "more") => Command::More,
        (Kind::Command, "back") => Command::Back,
        (Kind::Command, "start-over") => Command::StartOver,
        (Kind::Command, "help") => Command::Help,
        (Kind::Command, "spell") => Command::Spell,
        (Kind::Command, "which-source") => Command::WhereIsThat,
        (Kind::Command, "goodbye") => Command::Goodbye,
        (Kind::Command, "other-language") => Command::OtherLanguage,
        _ => return None,
    })
}
