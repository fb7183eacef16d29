//! Browsing the subjects by key, so that a question can be asked without speaking or typing: groups, then the subjects
//! in one; each is said with its position, "3 van 7".

use super::effect::Effect;
use super::machine::Dialogue;
use super::script::Script;
use super::state::{Open, Then};
use crate::knowledge::{Entry, Inside};
use crate::language::Language;
use std::sync::Arc;

/// Number of names that are shown at once and can be chosen by number.
const SHOWN: usize = 5;

/// At which end one begins to go through the subjects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    First,
    Last,
}

/// A position among the subjects: the entries at each level and the marked one. Never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Browsing {
    subjects: Arc<Vec<Entry>>,
    path: Vec<usize>,
}

impl Browsing {
    /// At the first or last group; none where there are no subjects.
    fn begin(subjects: Arc<Vec<Entry>>, end: End) -> Option<Self> {
        let place = match end {
            End::First => 0,
            End::Last => subjects.len().saturating_sub(1),
        };
        (!subjects.is_empty()).then(|| Browsing { subjects, path: vec![place] })
    }

    /// The entries at this level.
    fn entries(&self) -> &[Entry] {
        let mut entries: &[Entry] = &self.subjects;
        for place in self.path.split_last().map(|(_, above)| above).unwrap_or_default() {
            match entries.get(*place).map(|entry| &entry.inside) {
                Some(Inside::Entries(inside)) => entries = inside,
                _ => return &[],
            }
        }
        entries
    }

    fn place(&self) -> usize {
        self.path.last().copied().unwrap_or_default()
    }

    fn at(&self, place: usize) -> Self {
        let mut path = self.path.clone();
        if let Some(last) = path.last_mut() {
            *last = place;
        }
        Browsing { path, ..self.clone() }
    }

    /// Moves to the next or previous entry, in a circle.
    fn stepped(&self, forward: bool) -> Self {
        let count = self.entries().len().max(1);
        self.at(if forward { (self.place() + 1) % count } else { (self.place() + count - 1) % count })
    }

    /// The next entry, in a circle, that begins with a letter.
    fn by_letter(&self, letter: char) -> Option<Self> {
        let entries = self.entries();
        let letter = letter.to_lowercase().next()?;
        let places = (1..=entries.len()).map(|step| (self.place() + step) % entries.len());
        places.into_iter().find(|place| entries[*place].letter == letter).map(|place| self.at(place))
    }

    /// One level up; `None` at the top.
    fn above(&self) -> Option<Self> {
        let mut path = self.path.clone();
        path.pop();
        (!path.is_empty()).then(|| Browsing { path, ..self.clone() })
    }

    /// The names around the marked one, the index of the first of them, and that of the marked one among them.
    pub(super) fn shown(&self) -> (Vec<String>, usize, usize) {
        let first = self.place() / SHOWN * SHOWN;
        let names = self.entries().iter().skip(first).take(SHOWN).map(|entry| entry.name.clone()).collect();
        (names, first, self.place() - first)
    }
}

impl Dialogue {
    /// Fetches the subjects to browse.
    pub(super) fn ask_for_subjects(&mut self, end: End) {
        match self.memory.subjects.clone().filter(|(language, _)| *language == self.language()) {
            Some((_, subjects)) => self.begin_browsing(subjects, end),
            None => {
                self.hush();
                self.listen(Open::Question, super::state::Behind::Nothing);
                self.memory.wants_subjects = Some(end);
                self.emit(Effect::FetchSubjects(self.language()));
            }
        }
    }

    /// The subjects have arrived, and may no longer be wanted.
    pub(super) fn take_subjects(&mut self, language: Language, subjects: Vec<Entry>) {
        let Some(end) = self.memory.wants_subjects.take().filter(|_| language == self.language()) else { return };
        let languages = if subjects.is_empty() { Vec::new() } else { self.other_languages() };
        let subjects = Arc::new([subjects, languages].concat());
        self.memory.subjects = Some((language, Arc::clone(&subjects)));
        self.begin_browsing(subjects, end);
    }

    /// Behind the subjects the other languages, so that whoever has the keys of a keypad alone can choose theirs. Last, one
    /// step back from the first subject, is the one that the greeting names.
    fn other_languages(&self) -> Vec<Entry> {
        let others = Language::ALL.into_iter().rev().filter(|language| *language != self.language());
        others
            .filter(|language| language.is_offered())
            .map(|language| {
                let name = self.prompts().say(language, "language-name", &[]);
                let letter = name.chars().flat_map(char::to_lowercase).next().unwrap_or_default();
                Entry { name, letter, inside: Inside::Language(language) }
            })
            .collect()
    }

    fn begin_browsing(&mut self, subjects: Arc<Vec<Entry>>, end: End) {
        self.hush();
        match Browsing::begin(subjects, end) {
            Some(browsing) => {
                let first = self.script("subjects");
                let first = if self.has_told("subjects-how") { first } else { first.then(self.script("subjects-how")) };
                self.stand_at(first, browsing);
            }
            None => self.reply("no-subjects", Open::Question),
        }
    }

    /// Says the current position, after other words.
    fn stand_at(&mut self, first: Script, browsing: Browsing) {
        let entries = browsing.entries();
        let (place, count) = (browsing.place(), entries.len());
        let name = entries.get(place).map(|entry| entry.name.clone()).unwrap_or_default();
        let said = self
            .prompt("marked", &[("name", &name), ("place", &(place + 1).to_string()), ("count", &count.to_string())]);
        let script = first.and_whole(&said, self.language());
        let script = match entries.get(place).map(|entry| &entry.inside) {
            Some(Inside::Language(other)) => script.and(&self.prompts().say(*other, "language-chosen", &[]), *other),
            _ => script,
        };
        self.say_turn(None, script, Then::Listen(Open::Browsing(browsing)));
    }

    pub(super) fn step_browsing(&mut self, browsing: &Browsing, forward: bool) {
        self.hush();
        self.stand_at(Script::default(), browsing.stepped(forward));
    }

    pub(super) fn browse_to_letter(&mut self, browsing: &Browsing, letter: char) {
        self.hush();
        match browsing.by_letter(letter) {
            Some(browsing) => self.stand_at(Script::default(), browsing),
            None => {
                let said = self.prompt("no-letter", &[("letter", &letter.to_uppercase().to_string())]);
                self.stand_at(Script::new(&said, self.language()), browsing.clone());
            }
        }
    }

    /// Takes a displayed entry, by its index among those displayed.
    pub(super) fn choose_shown(&mut self, place: usize, browsing: &Browsing) {
        let (names, first, _) = browsing.shown();
        if place < names.len() {
            self.choose_browsed(&browsing.at(first + place));
        } else {
            self.step_nowhere(browsing);
        }
    }

    fn step_nowhere(&mut self, browsing: &Browsing) {
        self.hush();
        self.stand_at(self.script("no-such-choice"), browsing.clone());
    }

    /// Enters a group, or asks about a subject like a question would.
    pub(super) fn choose_browsed(&mut self, browsing: &Browsing) {
        self.hush();
        let Some(entry) = browsing.entries().get(browsing.place()).cloned() else {
            return self.reply("no-subjects", Open::Question);
        };
        match entry.inside {
            Inside::Entries(_) => {
                let mut path = browsing.path.clone();
                path.push(0);
                let told = self.prompt("subjects-in", &[("name", &entry.name)]);
                self.stand_at(
                    Script::default().and_whole(&told, self.language()),
                    Browsing { path, ..browsing.clone() },
                );
            }
            Inside::Language(language) => self.change_language(language),
            Inside::Article(article) => {
                self.memory.came_from = Some(browsing.clone());
                self.memory.question = Some(entry.name.clone());
                self.ask_for_article(article, entry.name, None);
            }
        }
    }

    /// One level up; at the top, leaves the subjects.
    pub(super) fn leave_level(&mut self, browsing: &Browsing) {
        self.hush();
        match browsing.above() {
            Some(above) => self.stand_at(Script::default(), above),
            None => self.reply("ask", Open::Question),
        }
    }

    /// Returns to the subjects, to where the last answer was chosen.
    pub(super) fn return_to_subjects(&mut self, browsing: Browsing) {
        self.stand_at(self.script("subjects"), browsing);
    }
}
