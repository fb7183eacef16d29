//! A text that is said sentence by sentence, with the position at which it was interrupted. Not for: sound.

use super::effect::{Sentence, SentenceKind};
use crate::language::Language;
use spoken_text::sentences;

/// Sentences, and which one comes next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Script {
    sentences: Vec<Sentence>,
    next: usize,
    /// Where in the next sentence the clause begins in which it was cut off, in bytes.
    clause: usize,
    /// Whether the next sentence begins there.
    within: bool,
}

/// A clause of fewer letters is not taken up alone.
const SHORTEST_CLAUSE: usize = 20;

impl Script {
    /// A text of ours or from an article.
    pub(super) fn new(text: &str, language: Language) -> Self {
        Self::default().and(text, language)
    }

    /// Appends a text.
    pub(super) fn and(mut self, text: &str, language: Language) -> Self {
        self.add(text, language, SentenceKind::Plain);
        self
    }

    /// Appends a text with the person's own words.
    pub(super) fn and_privately(mut self, text: &str, language: Language) -> Self {
        self.add(text, language, SentenceKind::Private);
        self
    }

    /// Appends a text as one sentence, whatever full stops it contains.
    pub(super) fn and_whole(mut self, text: &str, language: Language) -> Self {
        self.sentences.push(Sentence { text: text.to_owned(), language, kind: SentenceKind::Plain });
        self
    }

    /// Appends the person's own words, said in passing, and spelled if requested.
    pub(super) fn and_announced(mut self, text: &str, spelled: bool, language: Language) -> Self {
        let kind = SentenceKind::Announced { spelled };
        self.sentences.push(Sentence { text: text.to_owned(), language, kind });
        self
    }

    /// Appends a word to be spelled.
    pub(super) fn and_spelled(mut self, word: &str, language: Language) -> Self {
        self.sentences.push(Sentence { text: word.to_owned(), language, kind: SentenceKind::Spelled });
        self
    }

    /// Appends another script.
    pub(super) fn then(mut self, other: Script) -> Self {
        self.sentences.extend(other.sentences);
        self
    }

    fn add(&mut self, text: &str, language: Language, kind: SentenceKind) {
        let sentence = |text| Sentence { text, language, kind };
        self.sentences.extend(sentences(text).into_iter().map(sentence));
    }

    /// The next sentence.
    pub(super) fn peek(&self) -> Option<&Sentence> {
        self.sentences.get(self.next)
    }

    /// Advances and returns the next sentence.
    pub(super) fn advance(&mut self) -> Option<Sentence> {
        let mut sentence = self.sentences.get(self.next)?.clone();
        self.next += 1;
        if std::mem::take(&mut self.within) {
            sentence.text = sentence.text.split_off(self.clause);
        }
        self.clause = 0;
        Some(sentence)
    }

    /// Makes the sentence returned last the next one again.
    pub(super) fn step_back(&mut self) {
        self.next = self.next.saturating_sub(1);
    }

    /// The sentence handed out last comes again: it was cut off after so many letters of what was said of it.
    pub(super) fn cut_off(&mut self, said: &Sentence, letters: usize) {
        self.step_back();
        let Some(whole) = self.peek().filter(|whole| whole.text.ends_with(&said.text)) else { return };
        if matches!(whole.kind, SentenceKind::Plain | SentenceKind::Private) {
            self.clause = whole.text.len() - said.text.len() + clause_at(&said.text, letters);
        }
    }

    /// The sentence that was cut off goes on with the clause in which that was.
    pub(super) fn within_sentence(mut self) -> Self {
        self.within = self.clause > 0;
        self
    }

    /// Whether the next sentence is the last.
    pub(super) fn is_at_last(&self) -> bool {
        self.next + 1 >= self.sentences.len()
    }

    /// From the start.
    pub(super) fn rewound(mut self) -> Self {
        (self.next, self.clause, self.within) = (0, 0, false);
        self
    }

    /// The sentence returned last.
    pub(super) fn current(&self) -> Option<&Sentence> {
        self.sentences.get(self.next.checked_sub(1)?)
    }

    /// The sentence returned last, as a script of its own.
    pub(super) fn last_said(&self) -> Script {
        Script { sentences: self.current().cloned().into_iter().collect(), ..Script::default() }
    }

    /// Inserts sentences before the next one.
    pub(super) fn insert_next(&mut self, text: &str, language: Language) {
        (self.clause, self.within) = (0, false);
        let inserted = Script::new(text, language).sentences;
        self.sentences.splice(self.next..self.next, inserted);
    }

    /// The text of its last sentence.
    pub(super) fn end(&self) -> String {
        self.sentences.last().map(|sentence| sentence.text.clone()).unwrap_or_default()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sentences.is_empty()
    }
}

/// Where the clause begins that holds this letter, in bytes.
fn clause_at(text: &str, letter: usize) -> usize {
    let mut begin = 0;
    for ((place, mark), count) in text.char_indices().zip(1..) {
        let next = place + mark.len_utf8();
        let ends = matches!(mark, ',' | ';' | ':') && text[next..].starts_with(' ');
        if count > letter || text.len() - next < SHORTEST_CLAUSE {
            break;
        }
        if ends && next - begin >= SHORTEST_CLAUSE {
            begin = next + 1;
        }
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_off_goes_on_with_its_clause_and_is_whole_for_everything_else() {
        let text = "Als u ouder bent dan achttien jaar, neem dan uw oude paspoort mee naar de gemeente. Dat is alles.";
        let mut script = Script::new(text, Language::Nl);
        let first = script.advance().unwrap();
        let taken_up = |script: &Script| script.clone().within_sentence().advance().unwrap().text;
        for (letters, beginning) in [(10, "Als u ouder"), (34, "Als u ouder"), (50, "neem dan"), (900, "neem dan")] {
            let mut cut = script.clone();
            cut.cut_off(&first, letters);
            assert!(taken_up(&cut).starts_with(beginning), "{letters}: {}", taken_up(&cut));
            assert_eq!(cut.clone().advance(), Some(first.clone()), "whole for who asks for it");
            assert!(!cut.is_at_last());
            // Cut off once more in the rest.
            let mut rest = cut.within_sentence();
            let said = rest.advance().unwrap();
            rest.cut_off(&said, 3);
            assert_eq!(taken_up(&rest), said.text);
            assert_eq!(rest.advance(), Some(first.clone()));
            assert!(rest.advance().unwrap().text.starts_with("Dat is"), "then the next one");
        }
    }
}
