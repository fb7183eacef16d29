//! What a known wording leaves over of the free transcript.

use crate::language::{Grammar, Language};
use serde::Deserialize;
use std::sync::OnceLock;

/// Shorter words are particles, which are often misheard and mean little by themselves.
const LEAST_LETTERS: usize = 3;
/// Two words whose letters differ by at most this share are the same word, heard or spelt differently.
const ALIKE: f32 = 0.34;

/// A word of the free transcript.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::listen) struct HeardWord {
    pub(in crate::listen) text: String,
    /// Probability of its least probable token.
    pub(in crate::listen) probability: f32,
}

/// What is left over.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::listen) struct Rest {
    /// Probability of the most certain word that the wording lacks.
    pub(in crate::listen) unexplained: f32,
    /// The same, for negating words only.
    pub(in crate::listen) denied: f32,
    /// Letters of the free transcript beyond those of the wording, and the reverse, as shares of the wording.
    pub(in crate::listen) longer: f32,
    pub(in crate::listen) shorter: f32,
}

/// What `wording` leaves over of the free transcript.
pub(in crate::listen) fn rest(heard: &[HeardWord], wording: &str, language: Language) -> Rest {
    let known: Vec<Vec<char>> = wording.split_whitespace().map(letters).filter(|word| !word.is_empty()).collect();
    let whole: Vec<char> = known.concat();
    let mut rest = Rest::default();
    let mut count = 0;
    for word in heard {
        let letters = letters(&word.text);
        count += letters.len();
        let denies = denies(&letters, language);
        let explained = if denies { known.contains(&letters) } else { is_in(&letters, &known, &whole) };
        if letters.len() < LEAST_LETTERS || explained {
            continue;
        }
        rest.unexplained = rest.unexplained.max(word.probability);
        if denies {
            rest.denied = rest.denied.max(word.probability);
        }
    }
    let share = (count as f32 - whole.len() as f32) / whole.len().max(1) as f32;
    Rest { longer: share.max(0.0), shorter: (-share).max(0.0), ..rest }
}

/// Whether a word is one of the wording's, or a part of one of its compounds.
fn is_in(word: &[char], known: &[Vec<char>], whole: &[char]) -> bool {
    let inside = word.len() > LEAST_LETTERS && whole.windows(word.len()).any(|part| part == word);
    inside || known.iter().any(|other| distance(word, other) as f32 <= ALIKE * word.len().max(other.len()) as f32)
}

fn letters(word: &str) -> Vec<char> {
    word.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Levenshtein distance.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (place, letter) in one.iter().enumerate() {
        let mut before = std::mem::replace(&mut row[0], place + 1);
        for (column, against) in other.iter().enumerate() {
            let changed = before + usize::from(letter != against);
            before = row[column + 1];
            row[column + 1] = changed.min(before + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Denials {
    nl: Vec<String>,
    en: Vec<String>,
}

fn denies(word: &[char], language: Language) -> bool {
    static DENIALS: OnceLock<Denials> = OnceLock::new();
    let read = || toml::from_str(include_str!("denials.toml")).expect("the built-in file is checked by a test");
    let denials = DENIALS.get_or_init(read);
    let words = match language.grammar() {
        Some(Grammar::Nl) => &denials.nl,
        Some(Grammar::En) => &denials.en,
        None => return false,
    };
    words.iter().any(|denial| denial.chars().eq(word.iter().copied()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(heard: &str, wording: &str) -> Rest {
        let words = heard.split(' ').map(|text| HeardWord { text: text.into(), probability: 0.9 });
        rest(&words.collect::<Vec<_>>(), wording, Language::Nl)
    }

    #[test]
    fn what_a_wording_has_is_explained_however_it_is_spelt() {
        let same = left("Hoe vraag ik een paspoort aan?", "Hoe vraag ik een paspoort aan?");
        assert_eq!(same, Rest::default());
        assert!(left("Afschrift geboorte akte.", "Afschrift geboorteakte").unexplained < 0.1);
        assert!(left("Hoe vraak ik een paspoord aan?", "Hoe vraag ik een paspoort aan?").unexplained < 0.1);
    }

    #[test]
    fn what_it_does_not_have_is_left_over() {
        let rest = left("Hoe vraag ik een paspoort aan met spoed?", "Hoe vraag ik een paspoort aan?");
        assert!(rest.unexplained > 0.8 && rest.longer > 0.3 && rest.denied < 0.1, "{rest:?}");
        let rest = left("Ik ben mijn paspoort niet kwijt", "Ik ben mijn paspoort kwijt");
        assert!(rest.denied > 0.8, "{rest:?}");
        let rest = left("Ik ben mijn paspoort niet kwijt", "Ik kan mijn paspoort niet vinden");
        assert!(rest.denied < 0.1, "{rest:?}");
        assert!(left("paspoort", "Hoe vraag ik een paspoort aan?").shorter > 0.5);
    }

    #[test]
    fn geen_is_not_een() {
        assert!(left("Ik heb geen baan", "Ik heb een baan").denied > 0.8);
    }
}
