//! A text that is being said, sentence by sentence, with the place where it was interrupted.
//!
//! Not for: sound.

use super::effect::{Sentence, SentenceKind};
use crate::language::Language;
use crate::speak::text::sentences;

/// Sentences, and which one comes next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Script {
    sentences: Vec<Sentence>,
    next: usize,
}

impl Script {
    /// A text of our own or from an article.
    pub(super) fn new(text: &str, language: Language) -> Self {
        Self::default().and(text, language)
    }

    /// Adds a text behind what is there.
    pub(super) fn and(mut self, text: &str, language: Language) -> Self {
        self.add(text, language, SentenceKind::Plain);
        self
    }

    /// Adds a text with the person's own words.
    pub(super) fn and_privately(mut self, text: &str, language: Language) -> Self {
        self.add(text, language, SentenceKind::Private);
        self
    }

    /// Adds a text that stays one sentence, whatever points are in it.
    pub(super) fn and_whole(mut self, text: &str, language: Language) -> Self {
        self.sentences.push(Sentence { text: text.to_owned(), language, kind: SentenceKind::Plain });
        self
    }

    /// Adds the person's own words, said in passing; spelled where that is wanted.
    pub(super) fn and_announced(mut self, text: &str, spelled: bool, language: Language) -> Self {
        let kind = SentenceKind::Announced { spelled };
        self.sentences.push(Sentence { text: text.to_owned(), language, kind });
        self
    }

    /// Adds a word that is spelled.
    pub(super) fn and_spelled(mut self, word: &str, language: Language) -> Self {
        self.sentences.push(Sentence { text: word.to_owned(), language, kind: SentenceKind::Spelled });
        self
    }

    /// Adds another script behind this one.
    pub(super) fn then(mut self, other: Script) -> Self {
        self.sentences.extend(other.sentences);
        self
    }

    fn add(&mut self, text: &str, language: Language, kind: SentenceKind) {
        self.sentences.extend(sentences(text).into_iter().map(|text| Sentence { text, language, kind }));
    }

    /// The sentence that comes next.
    pub(super) fn peek(&self) -> Option<&Sentence> {
        self.sentences.get(self.next)
    }

    /// Moves on and gives the next sentence.
    pub(super) fn advance(&mut self) -> Option<Sentence> {
        let sentence = self.sentences.get(self.next)?.clone();
        self.next += 1;
        Some(sentence)
    }

    /// The sentence handed out last comes again.
    pub(super) fn step_back(&mut self) {
        self.next = self.next.saturating_sub(1);
    }

    /// As from the start.
    pub(super) fn rewound(mut self) -> Self {
        self.next = 0;
        self
    }

    /// The sentence handed out last.
    pub(super) fn current(&self) -> Option<&Sentence> {
        self.sentences.get(self.next.checked_sub(1)?)
    }

    /// The last sentence that was handed out, alone.
    pub(super) fn last_said(&self) -> Script {
        Script { sentences: self.current().cloned().into_iter().collect(), next: 0 }
    }

    /// Puts sentences before the one that comes next.
    pub(super) fn insert_next(&mut self, text: &str, language: Language) {
        let inserted = Script::new(text, language).sentences;
        self.sentences.splice(self.next..self.next, inserted);
    }

    /// The words of its last sentence.
    pub(super) fn end(&self) -> String {
        self.sentences.last().map(|sentence| sentence.text.clone()).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }
}
