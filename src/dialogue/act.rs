//! Acts on what was meant: looks up a question, or handles a reply to a question of ours.

use super::effect::{Effect, Sought, Unanswered};
use super::emergency::Urgent;
use super::hear::is_well_heard;
use super::machine::Dialogue;
use super::meaning::Meaning;
use super::screen::SessionEvent;
use super::script::Script;
use super::state::{Asked, Open, State, Then, Thinking};
use super::words::words;
use crate::knowledge::Likely;
use crate::listen::Transcript;
use crate::understand::{AskedBack, Context, Kind, Said, Subject};

/// A known wording that is less probable than this is not asked back: a wrong guess about death or debt would hurt,
/// whereas "I do not know" invites the person to rephrase.
const PLAUSIBLE: f32 = 0.2;

impl Dialogue {
    /// Acts on these words. Whatever was going on is over.
    pub(super) fn act(&mut self, transcript: Transcript, meaning: Meaning, open: Open) {
        self.show_heard(&transcript);
        self.follow_language(&transcript, &meaning);
        self.person_is_there();
        match meaning {
            Meaning::Urgent(Urgent::Danger) => self.obey(super::Command::Emergency),
            Meaning::Urgent(Urgent::Despair) => self.despair(),
            Meaning::Command(command) => self.obey(command),
            Meaning::Language(language) => {
                self.hush();
                self.choose_language(language, open);
            }
            Meaning::Yes => self.yes(open),
            Meaning::No => self.no(open),
            Meaning::Choice(place) => self.choose(place, open),
            Meaning::Nodding => {}
            Meaning::Thanks => {
                self.hush();
                self.reply("welcome", Open::Question);
            }
            Meaning::Correction(text) => {
                self.hush();
                self.ask(Transcript { text, ..transcript }, Open::Question);
            }
            Meaning::Question(_) => {
                self.hush();
                self.question(transcript, open);
            }
        }
    }

    /// The person did something: resets all counters of their silences and failures.
    pub(super) fn person_is_there(&mut self) {
        self.memory.silences = 0;
        self.memory.unheard = 0;
    }

    /// A question: a part of the last subject by its name, or words to be understood.
    fn question(&mut self, transcript: Transcript, open: Open) {
        if let Some(place) = self.part_named(&transcript) {
            return self.tell_part_at(place);
        }
        self.ask(transcript, open);
    }

    /// The part of the last subject that is named, if the words are nothing more than its name.
    fn part_named(&self, transcript: &Transcript) -> Option<usize> {
        self.memory.subject.as_ref()?;
        let said = words(&transcript.text).join(" ");
        self.memory.parts.iter().position(|part| words(&part.heading).join(" ") == said)
    }

    /// Finds out what words mean, and what answers them.
    pub(super) fn ask(&mut self, transcript: Transcript, open: Open) {
        let turn = self.next_turn();
        self.memory.came_from = None;
        self.memory.question = Some(transcript.text.clone());
        self.memory.likely = None;
        let sought = Sought::Words { text: transcript.text.clone(), context: self.context(&open) };
        let plausible = transcript.alternatives.iter().filter(|other| other.confidence >= PLAUSIBLE);
        let plausible = plausible.filter(|other| Urgent::of(&other.text).is_none());
        let alternatives = plausible.map(|other| other.text.clone()).collect();
        let sure = is_well_heard(&transcript);
        self.look_up(turn, sought, Asked { transcript, sure, alternatives, open, chosen: false });
    }

    /// What was asked and told before the words to be understood.
    pub(super) fn context(&self, open: &Open) -> Context {
        let asked = match open {
            Open::Question | Open::Invited | Open::Browsing(_) => AskedBack::Nothing,
            Open::Offer { .. } => AskedBack::Offer,
            Open::Either { options, .. } => AskedBack::Either(options.clone()),
            Open::Confirm(_)
            | Open::Consent { .. }
            | Open::StaffOffered
            | Open::Feedback { .. }
            | Open::StillThere(_) => AskedBack::YesOrNo,
        };
        let subject = self.memory.subject.as_ref().map(|subject| Subject {
            article: subject.article.clone(),
            title: subject.title.clone(),
            parts: self.memory.parts.iter().map(|part| part.heading.clone()).collect(),
            told: self.memory.told_part.clone(),
        });
        Context { asked, subject }
    }

    /// Looks up an article that was chosen by name. `likely`: we chose it, so its subject is named first.
    pub(super) fn ask_for_article(&mut self, article: String, title: String, likely: Option<Likely>) {
        self.look_up_named(Sought::Article(article), title);
        self.memory.likely = likely;
    }

    pub(super) fn look_up_named(&mut self, sought: Sought, title: String) {
        let turn = self.next_turn();
        let transcript =
            Transcript { text: title, language: self.language(), confidence: 1.0, alternatives: Vec::new() };
        self.look_up(turn, sought, Asked::surely(transcript, true));
    }

    pub(super) fn look_up(&mut self, turn: super::TurnId, sought: Sought, asked: Asked) {
        let language = asked.transcript.language;
        self.emit(Effect::Retrieve { turn, sought, language });
        self.show(SessionEvent::Asked);
        let thinking = Thinking::of(turn, asked, self.now(), self.state());
        self.enter(State::Thinking(Box::new(thinking)));
    }

    pub(super) fn yes(&mut self, open: Open) {
        self.hush();
        match open {
            Open::Question | Open::Invited => self.reply("ask", Open::Question),
            Open::Offer { marked, .. } => self.tell_offered(marked.unwrap_or(0)),
            Open::Either { ref options, marked } => match marked {
                Some(place) => self.choose(place, open),
                None => {
                    let names = options.clone().map(|(_, title)| title);
                    self.say_either(&names, open);
                }
            },
            Open::Browsing(browsing) => self.choose_browsed(&browsing),
            Open::Confirm(found) => self.tell(*found, None),
            Open::Consent { summary } => self.announce_transfer(Some(summary)),
            Open::StaffOffered => self.staff(),
            Open::Feedback { article, ending } => self.feedback(article, true, ending),
            Open::StillThere(before) => self.reply("still-here", *before),
        }
    }

    pub(super) fn no(&mut self, open: Open) {
        self.hush();
        match open {
            Open::Question | Open::Offer { .. } if self.memory.likely.is_some() => self.other_than_likely(),
            Open::Question | Open::Invited | Open::Offer { .. } | Open::StaffOffered => {
                self.reply("anything-else", Open::Question);
            }
            Open::Either { options, .. } => {
                if let Some(question) = self.memory.question.clone() {
                    let (language, outcome) = (self.language(), Unanswered::NeitherMeant);
                    let near = options.map(|(article, _)| article).to_vec();
                    self.emit(Effect::Unanswered { question, language, near, outcome });
                }
                self.miss("say-differently");
            }
            Open::Browsing(browsing) => self.step_browsing(&browsing, true),
            Open::Confirm(_) => self.miss("say-differently"),
            Open::Consent { .. } => self.announce_transfer(None),
            Open::Feedback { article, ending } => self.feedback(article, false, ending),
            Open::StillThere(_) => self.farewell(),
        }
    }

    /// The likely answer was not what was meant: tells the second candidate, if there is one.
    fn other_than_likely(&mut self) {
        match self.memory.likely.take().and_then(|likely| likely.second) {
            Some((article, title)) => self.ask_for_article(article, title, Some(Likely::default())),
            None => self.miss("say-differently"),
        }
    }

    /// Somebody thinks of suicide: responds calmly and says where to get help now.
    fn despair(&mut self) {
        let said = Said { kind: Kind::Despair, id: "despair".to_owned(), reply: None, confidence: 1.0 };
        let transcript =
            Transcript { text: String::new(), language: self.language(), confidence: 1.0, alternatives: Vec::new() };
        self.respond(said, Asked::surely(transcript, false));
    }

    fn feedback(&mut self, article: String, clear: bool, ending: bool) {
        self.emit(Effect::Feedback { article, clear });
        let key = if clear { "feedback-thanks" } else { "feedback-sorry" };
        match (clear, ending) {
            (true, true) => self.farewell(),
            (false, _) if self.rules().handover.destination.is_none() => {
                let script = self.script(key).then(self.no_human());
                self.say(script, Then::Listen(Open::Question));
            }
            (false, _) => self.reply(key, Open::StaffOffered),
            (true, false) => self.reply(key, Open::Question),
        }
    }

    /// Takes the offered item with this index.
    pub(super) fn choose(&mut self, place: usize, open: Open) {
        match open {
            Open::Offer { headings, .. } if place < headings.len() => {
                self.hush();
                self.tell_offered(place);
            }
            Open::Either { options, .. } if place < options.len() => {
                self.hush();
                let [first, second] = options;
                let (article, title) = if place == 0 { first } else { second };
                self.ask_for_article(article, title, None);
            }
            Open::Browsing(browsing) => self.choose_shown(place, &browsing),
            open if open.is_yes_or_no() && place == 0 => self.yes(open),
            open if open.is_yes_or_no() && place == 1 => self.no(open),
            open => {
                self.hush();
                self.reply("no-such-choice", open);
            }
        }
    }

    fn say_either(&mut self, names: &[String; 2], open: Open) {
        let [first, second] = names;
        let script = Script::new(&self.prompt("which", &[("first", first), ("second", second)]), self.language());
        self.say(script, Then::Listen(open));
    }
}
