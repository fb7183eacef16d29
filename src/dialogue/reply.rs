//! Tells answers and parts of them, or that there is none.

use super::effect::{Effect, Unanswered, Understood};
use super::hear::is_well_heard;
use super::machine::Dialogue;
use super::phrase::{
    grounded, offered, phrase_about, phrase_answer, phrase_confirmation, phrase_likely_offer, phrase_part, subject,
};
use super::screen::SessionEvent;
use super::script::Script;
use super::state::{Asked, Open, State, Then};
use crate::knowledge::{Answer, Found, Part};
use crate::language::Language;

/// Number of consecutive questions without an answer after which a human is offered.
const MISSES: u8 = 2;

impl Dialogue {
    /// Tells once, before the next answer, that personal data is not needed.
    pub(super) fn tell_of_data(&mut self) {
        if !self.memory.told_of_data {
            self.memory.told_of_data = true;
            let told = self.prompt("data-not-needed", &[]);
            self.memory.notices.push(told);
        }
    }

    pub(super) fn deliver(&mut self, answer: Answer, asked: &Asked) {
        let asks_back = matches!(&answer, Answer::Found(found) if found.ask_back || !asked.sure);
        let sure = !asks_back;
        let understood = if sure { Understood::Question(answer.clone()) } else { Understood::Confirm(answer.clone()) };
        self.emit(Effect::Understood(understood));
        let sounding = self.patience();
        match answer {
            Answer::Found(found) if sure => self.tell_named(*found, asked.chosen, sounding),
            Answer::Found(found) => {
                let text = phrase_confirmation(&found, asked.sure, self.prompts(), self.language());
                let script = Script::new(&text, self.language());
                self.say_turn(sounding, script, Then::Listen(Open::Confirm(found)));
            }
            Answer::Clarify { options, .. } => {
                let [first, second] = options.each_ref().map(|(_, title)| subject(title));
                let text = self.prompt("clarify", &[("first", &first), ("second", &second)]);
                let open = Open::Either { options, marked: None };
                self.say_turn(sounding, Script::new(&text, self.language()), Then::Listen(open));
            }
            Answer::NotFound { nearest, .. } => {
                let (question, language) = (asked.transcript.text.clone(), asked.transcript.language);
                let (near, outcome) = (nearest.into_iter().collect(), Unanswered::NotFound);
                self.emit(Effect::Unanswered { question, language, near, outcome });
                // A person whose transcript is uncertain is not told that the answer is unknown.
                self.miss(if is_well_heard(&asked.transcript) { "not-found" } else { "not-heard" });
            }
        }
    }

    /// The sentence that asks for patience, if it is being played.
    fn patience(&self) -> Option<super::Line> {
        match self.state() {
            State::Thinking(thinking) => thinking.patience().cloned(),
            State::New
            | State::Speaking(_)
            | State::Listening(_)
            | State::Paused(_)
            | State::Transferring(_)
            | State::Ended => None,
        }
    }

    /// There was no answer: asks again, and after the second time offers a human.
    pub(super) fn miss(&mut self, key: &str) {
        if let Some(key) = self.take_unclear() {
            return self.tell_unclear(key, Open::Question);
        }
        self.memory.misses += 1;
        let sounding = self.patience();
        if self.memory.misses < MISSES {
            return self.say_turn(sounding, self.script(key), Then::Listen(Open::Question));
        }
        self.memory.misses = 0;
        if self.rules().handover.destination.is_none() {
            let script = self.script("offer-staff").then(self.no_human());
            return self.say_turn(sounding, script, Then::Listen(Open::Question));
        }
        self.say_turn(sounding, self.script("offer-staff"), Then::Listen(Open::StaffOffered));
    }

    /// Tells an answer: what everybody must hear first, the short answer, one suggestion, and what else there is.
    pub(super) fn tell(&mut self, found: Found, sounding: Option<super::Line>) {
        self.tell_named(found, false, sounding);
    }

    /// Tells an answer; if it is only likely, or was chosen, its subject is named first.
    fn tell_named(&mut self, mut found: Found, chosen: bool, sounding: Option<super::Line>) {
        if chosen && found.likely.is_none() {
            found.likely = self.memory.likely.take();
        }
        let language = found.language;
        let unwanted = self.memory.refuses_suggestions
            || found.suggestion.as_ref().is_some_and(|suggestion| self.memory.suggested.contains(suggestion));
        if unwanted {
            found.suggestion = None;
        }
        self.memory.suggested.extend(found.suggestion.clone());
        let mut said = grounded(&found, &phrase_answer(&found, self.prompts(), language), self.prompts(), language);
        if found.likely.is_some() {
            said = format!("{} {said}", phrase_about(&found, self.prompts(), language));
        }
        let (article, title, source) = (found.article.clone(), found.title.clone(), found.source.clone());
        self.show(SessionEvent::Answer { article, title, source });
        let mut script = self.said_in(language);
        if found.machine_translated {
            script = script.and(&self.prompts().say(language, "machine-translated", &[]), language);
        }
        let script = script.and(&said, language);
        self.memory.turn_to(found);
        self.memory.at_part = false;
        let (script, open) = self.with_offer(script);
        self.say_turn(sounding, script, Then::Listen(open));
    }

    /// Says first that an answer is there in one language only, if that is not the one that is spoken.
    fn said_in(&self, language: Language) -> Script {
        match language {
            language if language == self.language() => Script::default(),
            Language::En => self.script("only-in-english"),
            _ => self.script("only-in-dutch"),
        }
    }

    /// Adds what else can be told.
    fn with_offer(&self, script: Script) -> (Script, Open) {
        let Some(subject) = &self.memory.subject else { return (script, Open::Question) };
        let (headings, language) = (offered(subject), subject.language);
        let offer = match (&self.memory.likely, headings.is_empty()) {
            (Some(_), _) => phrase_likely_offer(&headings, self.prompts(), language),
            (None, true) => return (script, Open::Question),
            (None, false) => super::phrase::phrase_offer(&headings, self.prompts(), language),
        };
        let script = script.and(&offer, language);
        if headings.is_empty() {
            return (script, Open::Question);
        }
        (script, Open::Offer { headings, marked: None })
    }

    /// Tells one of the parts that were offered.
    pub(super) fn tell_offered(&mut self, place: usize) {
        match self.memory.take_part(place) {
            Some((part, subject)) => self.tell_part(&part, &subject),
            None => self.reply("no-more", Open::Question),
        }
    }

    /// Tells a part by its index among all parts, whether or not it was told before.
    pub(super) fn tell_part_at(&mut self, place: usize) {
        let Some((part, subject)) = self.memory.parts.get(place).cloned().zip(self.memory.subject.clone()) else {
            return self.reply("no-more", Open::Question);
        };
        if let Some(subject) = &mut self.memory.subject {
            subject.sections.retain(|other| *other != part);
        }
        self.tell_part(&part, &subject);
    }

    fn tell_part(&mut self, part: &Part, subject: &Found) {
        let language = subject.language;
        self.memory.at_part = true;
        self.memory.told_part = Some(part.heading.clone());
        self.memory.likely = None;
        self.emit(Effect::Understood(Understood::Question(Answer::Found(Box::new(subject.clone())))));
        let (article, heading) = (subject.article.clone(), part.heading.clone());
        self.emit(Effect::ToldPart { article, heading });
        let said = grounded(subject, &phrase_part(part, subject, self.prompts(), language), self.prompts(), language);
        let (script, open) = self.with_offer(Script::new(&said, language));
        let sounding = self.patience();
        self.say_turn(sounding, script, Then::Listen(open));
    }

    /// Says the content of a turn, after what everybody must hear; this is what "herhaal" repeats.
    pub(super) fn say_turn(&mut self, sounding: Option<super::Line>, script: Script, then: Then) {
        self.memory.said = script.clone();
        self.memory.interrupted = None;
        let notices = std::mem::take(&mut self.memory.notices);
        // A person who uses keys knows where they are.
        let owed = if self.memory.question.is_some() { self.owed() } else { Script::default() };
        let first = notices.iter().fold(owed, |first, notice| first.and(notice, self.language().fallback()));
        self.say_behind(sounding, first.then(script), then);
    }
}
