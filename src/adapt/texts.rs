//! What to train on: the questions, titles and sentences of an index, and the words that matter in them.

use crate::knowledge::Article;
use crate::language::Language;
use sha2::{Digest, Sha256};
use spoken_text::{lower_words, sentences};
use std::collections::{BTreeMap, BTreeSet};

/// One in this many sentences is held out for the check.
const HELD_BACK_ONE_OF: u8 = 8;
/// Longer sentences, spoken slowly, do not fit the recogniser's shortest window.
const LONGEST_CHARACTERS: usize = 100;
const FEWEST_WORDS: usize = 3;
/// A word that occurs in this many titles is not a domain word, because it distinguishes nothing (`aanvragen`).
const COMMON_IN_TITLES: usize = 6;
const SHORTEST_DOMAIN_WORD: usize = 6;

/// A sentence that can be spoken and trained on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// As a person would write it.
    pub text: String,
    pub language: Language,
    /// Whether it is a question that people ask, rather than a sentence of an answer.
    pub asked: bool,
}

impl Sentence {
    /// A transcript of a Dutch recording, which comes from no article.
    pub(super) fn of_recording(said: &str) -> Self {
        Sentence { text: said.to_owned(), language: Language::Nl, asked: false }
    }
}

/// The sentences of an index, split in two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts {
    /// To train on.
    pub learned: Vec<Sentence>,
    /// For the check alone.
    pub held_back: Vec<Sentence>,
}

impl Texts {
    /// Collects the sentences of articles. The same sentence always ends up in the same part.
    #[must_use]
    pub fn of(articles: &[Article]) -> Self {
        let mut texts = Texts::default();
        let mut seen = BTreeSet::new();
        for article in articles {
            for sentence in of_article(article) {
                if !seen.insert((sentence.language, sentence.text.to_lowercase())) {
                    continue;
                }
                let part = if is_held_back(&sentence.text) { &mut texts.held_back } else { &mut texts.learned };
                part.push(sentence);
            }
        }
        texts
    }
}

fn of_article(article: &Article) -> Vec<Sentence> {
    let sentence = |text: String, asked: bool| Sentence { text, language: article.language, asked };
    let asked = article.questions.iter().chain([&article.title]);
    let mut found: Vec<Sentence> = asked.map(|text| sentence(text.trim().to_owned(), true)).collect();
    let told = article.sections.iter().map(|section| section.text.as_str()).chain([article.spoken.as_str()]);
    found.extend(told.flat_map(sentences).map(|text| sentence(text.trim().to_owned(), false)));
    found.retain(can_be_learned);
    found
}

/// Digits, web addresses and placeholders are excluded: they are written differently from how they sound.
fn can_be_learned(sentence: &Sentence) -> bool {
    let text = &sentence.text;
    let plain = |c: char| c.is_alphabetic() || c.is_whitespace() || ",.?!'’:;()-".contains(c);
    let words = text.split_whitespace().count();
    text.chars().all(plain)
        && text.chars().count() <= LONGEST_CHARACTERS
        && words >= if sentence.asked { 1 } else { FEWEST_WORDS }
        && !text.split_whitespace().any(|word| word.trim_end_matches(['.', '?', '!']).contains('.'))
}

fn is_held_back(text: &str) -> bool {
    Sha256::digest(text.to_lowercase().as_bytes())[0].is_multiple_of(HELD_BACK_ONE_OF)
}

/// The words that must be recognised for the right article to be found: the rarer, longer words of titles.
#[must_use]
pub fn domain_words(articles: &[Article], language: Language) -> BTreeSet<String> {
    let mut titles: BTreeMap<String, usize> = BTreeMap::new();
    for article in articles.iter().filter(|article| article.language == language) {
        let words: BTreeSet<String> =
            lower_words(&article.title).filter(|word| word.chars().count() >= SHORTEST_DOMAIN_WORD).collect();
        for word in words {
            *titles.entry(word).or_default() += 1;
        }
    }
    titles.into_iter().filter(|(_, count)| *count < COMMON_IN_TITLES).map(|(word, _)| word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(text: &str, asked: bool) -> Sentence {
        Sentence { text: text.into(), language: Language::Nl, asked }
    }

    #[test]
    fn only_what_is_written_as_it_is_heard_is_learned() {
        for (text, asked, learned) in [
            ("Hoe vraag ik een paspoort aan?", true, true),
            ("Paspoort", true, true),
            ("Paspoort kwijt.", false, false),
            ("Ik word 18, wat nu?", true, false),
            ("Kijk op toeslagen.nl en vraag het aan.", false, false),
            ("Dat kost {leges} bij uw gemeente.", false, false),
        ] {
            assert_eq!(can_be_learned(&sentence(text, asked)), learned, "{text}");
        }
    }

    #[test]
    fn a_sentence_falls_in_one_part_whatever_its_case() {
        let kept = (0..400).filter(|i| is_held_back(&format!("Zin nummer {i}"))).count();
        assert!((25..80).contains(&kept), "{kept}");
        assert_eq!(is_held_back("Mijn PASPOORT"), is_held_back("mijn paspoort"));
    }
}
