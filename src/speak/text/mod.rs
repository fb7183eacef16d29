//! Converts text to speakable text: everything that a voice would misread becomes plain words, in Dutch and in
//! English. `other` languages leave most of it to the voice.
//!
//! For: amounts, dates, times, phone numbers, codes, addresses, abbreviations, lists and pauses; the pronunciation
//! lexicon; splitting into sentences; number words and clear spelling. Not for: making sound (`speak`'s engines), or
//! understanding what a person says (`listen`).
//!
//! # Layout
//!
//! `speakable` has four steps, each a module: `clean` (layout), `lexicon` (single words), `rules` (everything with
//! digits or a special form, one kind per module) and `tidy` (leftover symbols and pauses). `numbers`, `letters` and
//! `vocabulary` hold the words that they use.

mod clean;
mod letters;
mod lexicon;
mod numbers;
mod other;
mod rules;
mod sentences;
#[cfg(test)]
mod tests;
mod tidy;
mod vocabulary;

pub use lexicon::{Lexicon, LexiconError};
pub use numbers::{number_words, words_to_number};
pub use sentences::sentences;

use crate::language::{Grammar, Language};

/// Converts text to the form that a voice needs: in Dutch and English words and sentence punctuation only, no digits.
///
/// Apart from white space, text without anything special is returned unchanged. Idempotent.
#[must_use]
pub fn speakable(text: &str, language: Language, lexicon: &Lexicon) -> String {
    match language.grammar() {
        Some(grammar) => in_words(text, grammar, lexicon),
        None => other::speakable(text, language),
    }
}

/// Spells a text clearly, with the phonetic alphabet of the language where we know it.
#[must_use]
pub fn spell(text: &str, language: Language) -> String {
    match language.grammar() {
        Some(grammar) => letters::spell(text, grammar),
        None => other::spell(text),
    }
}

fn in_words(text: &str, language: Grammar, lexicon: &Lexicon) -> String {
    // A second pass nearly always changes nothing; it is for texts whose signs only make sense to a rule after other
    // signs have gone.
    const MOST_TIMES: usize = 6;
    let mut spoken = once(text, language, lexicon);
    for _ in 1..MOST_TIMES {
        let again = once(&spoken, language, lexicon);
        if again == spoken {
            break;
        }
        spoken = again;
    }
    spoken
}

/// Words that no rule or lexicon entry has changed and that a voice may well mispronounce: with capitals inside, or
/// without a vowel. In order, without duplicates.
#[must_use]
pub fn doubtful_words(text: &str, language: Grammar, lexicon: &Lexicon) -> Vec<String> {
    let mut doubtful: Vec<String> = Vec::new();
    let spoken = in_words(text, language, lexicon);
    let mut before = "";
    for word in spoken.split(|sign: char| !sign.is_alphanumeric() && sign != '\'') {
        // The ending of an address ("punt nl") is spelled by every voice.
        let ends_address = matches!(std::mem::replace(&mut before, word), "punt" | "dot");
        let letters: Vec<char> = word.chars().filter(|letter| letter.is_alphabetic()).collect();
        let inside = letters.windows(2).any(|pair| pair[0].is_lowercase() && pair[1].is_uppercase());
        let plain = word.contains('\'') || letters.iter().any(|letter| !letter.is_ascii());
        let silent = letters.len() > 1 && !plain && letters::has_no_vowel(word);
        if (inside || silent) && !ends_address && !doubtful.iter().any(|known| known == word) {
            doubtful.push(word.to_owned());
        }
    }
    doubtful
}

fn once(text: &str, language: Grammar, lexicon: &Lexicon) -> String {
    let text = clean::clean(text);
    let text = rules::in_full(text, language);
    let text = lexicon.apply(&text, language);
    let text = rules::apply(text, language, lexicon);
    tidy::tidy(&text, language)
}
