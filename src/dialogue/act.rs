//! Acting on what was meant: a question is looked up, an answer to a question of ours is taken.

use super::effect::{Effect, Sought, Unanswered};
use super::emergency::is_emergency;
use super::machine::Dialogue;
use super::meaning::Meaning;
use super::screen::SessionEvent;
use super::script::Script;
use super::state::{Aside, Asked, Behind, Open, State, Then, Thinking, Work};
use super::words::words;
use crate::knowledge::section_asked_for;
use crate::listen::Transcript;

/// A known wording that is less likely to have been said than this is not asked about: guesses about death
/// or debt would hurt, and "that I do not know" asks to say it anew.
const PLAUSIBLE: f32 = 0.2;

impl Dialogue {
    /// Does what these words ask for. Whatever was going on is over.
    pub(super) fn act(&mut self, transcript: Transcript, meaning: Meaning, open: Open) {
        self.show_heard(&transcript);
        self.follow_language(&transcript, &meaning);
        self.person_is_there();
        match meaning {
            Meaning::Danger => self.obey(super::Command::Emergency),
            Meaning::Command(command) => self.obey(command),
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
                self.ask(Transcript { text, ..transcript });
            }
            Meaning::Question(_) => {
                self.hush();
                self.question(transcript);
            }
        }
    }

    /// The person did something: nothing that was counted against them counts any more.
    pub(super) fn person_is_there(&mut self) {
        self.memory.silences = 0;
        self.memory.unheard = 0;
    }

    /// A question: about the last subject, or a new one.
    fn question(&mut self, transcript: Transcript) {
        if let Some(place) = self.part_asked_for(&transcript) {
            return self.tell_part_at(place);
        }
        let leaning = self.memory.subject.as_ref().filter(|_| leans(&transcript)).map(|subject| subject.title.clone());
        match leaning {
            Some(title) => {
                let text = format!("{title}: {}", transcript.text);
                self.ask(Transcript { text, ..transcript });
            }
            None => self.ask(transcript),
        }
    }

    /// The part of the last subject that a short question asks for.
    fn part_asked_for(&self, transcript: &Transcript) -> Option<usize> {
        let subject = self.memory.subject.as_ref()?;
        let headings = || self.memory.parts.iter().map(|part| part.heading.as_str());
        let said = words(&transcript.text).join(" ");
        let named = headings().position(|heading| words(heading).join(" ") == said);
        let asked = named.or_else(|| section_asked_for(&transcript.text, headings()).filter(|_| leans(transcript)))?;
        debug_assert!(!subject.title.is_empty());
        Some(asked)
    }

    /// Looks a question up.
    pub(super) fn ask(&mut self, transcript: Transcript) {
        let turn = self.next_turn();
        self.memory.came_from = None;
        self.memory.question = Some(transcript.text.clone());
        let sought = Sought::Question(transcript.text.clone());
        let plausible = transcript.alternatives.iter().filter(|other| other.confidence >= PLAUSIBLE);
        let plausible = plausible.filter(|other| !is_emergency(&other.text));
        let alternatives = plausible.map(|other| other.text.clone()).collect();
        let sure = Self::is_well_heard(&transcript);
        self.look_up(turn, sought, Asked { transcript, sure, alternatives });
    }

    /// Looks up an article that was chosen by name.
    pub(super) fn ask_for_article(&mut self, article: String, title: String) {
        let turn = self.next_turn();
        let transcript = Transcript { text: title, language: self.language, confidence: 1.0, alternatives: Vec::new() };
        self.look_up(turn, Sought::Article(article), Asked { transcript, sure: true, alternatives: Vec::new() });
    }

    pub(super) fn look_up(&mut self, turn: super::TurnId, sought: Sought, asked: Asked) {
        let language = asked.transcript.language;
        self.effects.push(Effect::Retrieve { turn, sought, language });
        self.effects.push(Effect::Show(SessionEvent::Asked));
        let (since, aside) = match &self.state {
            State::Thinking(thinking) => (thinking.since, thinking.aside),
            _ => (self.now, Aside::Quiet),
        };
        self.enter(State::Thinking(Box::new(Thinking {
            turn,
            work: Work::Answer(Box::new(asked)),
            open: Open::Question,
            since,
            asked_for_patience: 0,
            patience: None,
            behind: Behind::Nothing,
            aside: if matches!(aside, Aside::Decoding { .. }) { Aside::Quiet } else { aside },
            held: None,
        })));
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
            Open::Question | Open::Invited | Open::Offer { .. } | Open::StaffOffered => {
                self.reply("anything-else", Open::Question)
            }
            Open::Either { .. } => {
                if let Some(question) = self.memory.question.clone() {
                    let (language, outcome) = (self.language, Unanswered::NeitherMeant);
                    self.effects.push(Effect::Unanswered { question, language, outcome });
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

    fn feedback(&mut self, article: String, clear: bool, ending: bool) {
        self.effects.push(Effect::Feedback { article, clear });
        let key = if clear { "feedback-thanks" } else { "feedback-sorry" };
        match (clear, ending) {
            (true, true) => self.farewell(),
            (false, _) if self.rules.handover.destination.is_none() => {
                let script = self.script(key).then(self.no_human());
                self.say(script, Then::Listen(Open::Question));
            }
            (false, _) => self.reply(key, Open::StaffOffered),
            (true, false) => self.reply(key, Open::Question),
        }
    }

    /// Takes what is offered at a place, from 0.
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
                self.ask_for_article(article, title);
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
        let script = Script::new(&self.prompt("which", &[("first", first), ("second", second)]), self.language);
        self.say(script, Then::Listen(open));
    }
}

/// Whether a question says too little to be understood without the one before it.
fn leans(transcript: &Transcript) -> bool {
    const POINTERS: &[&str] = &["dat", "die", "deze", "dit", "het", "daar", "daarvoor", "it", "that", "this", "those"];
    const JOINED: &[&str] = &["en", "and", "maar", "but"];
    const ASKING: &[&str] = &[
        "wat", "hoe", "hoeveel", "hoelang", "lang", "kost", "kosten", "duurt", "moet", "ik", "nodig", "meenemen",
        "mee", "nemen", "waar", "wanneer", "kan", "online", "spoed", "what", "how", "much", "long", "does", "take",
        "cost", "costs", "do", "i", "need", "bring", "to", "where", "when", "can", "is", "er",
    ];
    let said = words(&transcript.text);
    let is_short = said.len() <= 7;
    let points = said.iter().any(|word| POINTERS.contains(&word.as_str()));
    let joined = said.first().is_some_and(|word| JOINED.contains(&word.as_str()));
    let bare = said.iter().all(|word| ASKING.contains(&word.as_str()));
    let content = said
        .iter()
        .filter(|word| {
            word.chars().count() > 4 && !ASKING.contains(&word.as_str()) && !POINTERS.contains(&word.as_str())
        })
        .count();
    is_short && (bare || ((points || joined) && content <= usize::from(joined)))
}
