//! Turns written Dutch and English into words that a speech synthesiser cannot misread.
//!
//! Amounts, dates, times, telephone numbers, codes, addresses, measures, abbreviations, lists and pauses become plain
//! words. The result has no digits, and converting it again changes nothing. Also here: splitting text into sentences and
//! words, numbers to words and back, clear spelling with a phonetic alphabet, and a pronunciation lexicon that can be
//! extended.
//!
//! ```
//! use spoken_text::{Language, Lexicon, sentences, speakable};
//!
//! let letter = "Bel bijv. 14 020. Een paspoort kost € 83,87 (t/m 31-12-2026).";
//! let lexicon = Lexicon::built_in();
//! let spoken: Vec<String> =
//!     sentences(letter).iter().map(|sentence| speakable(sentence, Language::Nl, &lexicon)).collect();
//! assert_eq!(
//!     spoken,
//!     [
//!         "Bel bijvoorbeeld veertien nul twintig.",
//!         "Een paspoort kost drieëntachtig euro zevenentachtig, tot en met eenendertig december tweeduizend zesentwintig.",
//!     ]
//! );
//! ```
//!
//! No I/O and no models: text in, text out. Not for understanding what a person says.
//!
//! # Layout
//!
//! `speakable` has four steps, each a module: `clean` (layout), `lexicon` (single words), `rules` (everything with
//! digits or a special form, one kind per module) and `tidy` (leftover symbols and pauses). `numbers`, `letters` and
//! `vocabulary` hold the words that they use.

mod clean;
mod function_words;
mod letters;
mod lexicon;
mod numbers;
mod rules;
mod sentences;
#[cfg(test)]
mod tests;
mod tidy;
mod vocabulary;
mod words;

pub use function_words::FunctionWords;
pub use letters::spell;
pub use lexicon::{Lexicon, LexiconError};
pub use numbers::{number_words, words_to_number};
pub use sentences::sentences;
pub use words::{lower_words, plain, words};

use serde::{Deserialize, Serialize};

/// A language whose numbers, abbreviations and forms are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl Language {
    /// Each of them.
    pub const ALL: [Language; 2] = [Language::Nl, Language::En];
}

/// Converts text to the form that a voice needs: words and sentence punctuation only, no digits.
///
/// Apart from white space, text without anything special is returned unchanged. Idempotent.
#[must_use]
pub fn speakable(text: &str, language: Language, lexicon: &Lexicon) -> String {
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
pub fn doubtful_words(text: &str, language: Language, lexicon: &Lexicon) -> Vec<String> {
    let mut doubtful: Vec<String> = Vec::new();
    let spoken = speakable(text, language, lexicon);
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

fn once(text: &str, language: Language, lexicon: &Lexicon) -> String {
    let text = clean::clean(text);
    let text = rules::in_full(text, language);
    let text = lexicon.apply(&text, language);
    let text = rules::apply(text, language, lexicon);
    tidy::tidy(&text, language)
}
