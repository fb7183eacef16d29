//! Whether the words before a pause are all that somebody wanted to say.

use crate::language::Language;
use crate::listen::Transcript;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// What words tell of the end of a turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Something has to come: they end where no sentence ends, or in the middle of figures that are read out.
    Open,
    /// Nothing has to come: a question that is known.
    Whole,
    /// They do not tell.
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    dictation: Vec<String>,
    open: Vec<String>,
    numbers: Vec<String>,
}

impl Words {
    /// Whether somebody reads out figures and letters, and nothing else has followed yet. `written` are the words as
    /// transcribed, `words` the same in lower case.
    fn dictates(&self, written: &[&str], words: &[String]) -> bool {
        let begins = |phrase: &String| {
            let phrase: Vec<&str> = phrase.split(' ').collect();
            words.windows(phrase.len()).rposition(|part| part == &phrase[..]).map(|place| place + phrase.len())
        };
        let Some(from) = self.dictation.iter().filter_map(begins).max() else { return false };
        let is_spelt = |(written, word): (&&str, &String)| {
            let short_of_letters =
                word.chars().count() == 1 || written.len() <= 4 && *written == written.to_uppercase();
            short_of_letters || word.contains(|letter: char| letter.is_ascii_digit()) || self.numbers.contains(word)
        };
        written[from..].iter().zip(&words[from..]).all(is_spelt)
    }
}

/// The words of a language; none where the file has none.
fn words_of(language: Language) -> Option<&'static Words> {
    static ENDINGS: OnceLock<BTreeMap<Language, Words>> = OnceLock::new();
    let read = || toml::from_str(include_str!("endings.toml")).expect("the built-in file is checked by a test");
    ENDINGS.get_or_init(read).get(&language)
}

/// What the words of a transcript tell.
#[must_use]
pub fn ending_of(heard: &Transcript) -> Ending {
    let Some(known) = words_of(heard.language) else { return Ending::Unknown };
    let written: Vec<&str> = heard
        .text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '\'')
        .filter(|word| !word.is_empty())
        .collect();
    let words: Vec<String> = written.iter().map(|word| word.to_lowercase()).collect();
    let has = |list: &[String], word: &String| list.contains(word);
    let is_number = |word: &String| word.chars().all(|letter| letter.is_ascii_digit()) || has(&known.numbers, word);
    if known.dictates(&written, &words) {
        return Ending::Open;
    }
    let [.., before, last] = &words[..] else { return Ending::Unknown };
    let trails_off = heard.text.trim_end().ends_with([',', '-', '…']) || heard.text.trim_end().ends_with("...");
    if trails_off || has(&known.open, last) || (is_number(before) && is_number(last)) {
        return Ending::Open;
    }
    if heard.alternatives.iter().any(|known| known.text == heard.text) { Ending::Whole } else { Ending::Unknown }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listen::Alternative;

    fn heard(text: &str, known: &[&str]) -> Transcript {
        let alternatives = known.iter().map(|text| Alternative { text: (*text).to_owned(), confidence: 0.9 }).collect();
        Transcript { text: text.to_owned(), language: Language::guess(text), confidence: 0.9, alternatives }
    }

    #[test]
    fn somebody_in_the_middle_of_a_sentence_or_of_figures_is_waited_for() {
        for open in [
            "Ik wil een",
            "Hoe vraag ik mijn",
            "I want to apply for a",
            "Ik wil iets vragen over mijn.",
            "Mijn nummer is 06 12",
            "Mijn nummer is nul zes",
            "Ik ben verhuisd, maar",
            "Ik ben verhuisd...",
            "Mijn kenteken is",
            "Mijn kenteken is 8",
            "Mijn kenteken is acht TJT",
            "Mijn kenteken is 8 T, J, T, 12.",
            "My number is",
        ] {
            assert_eq!(ending_of(&heard(open, &[])), Ending::Open, "{open}");
        }
        for other in [
            "Hoe vraag ik een paspoort aan?",
            "Wat kost dat nou precies",
            "stop",
            "wat",
            "Geboren in 1956.",
            "Mijn naam is Jansen",
            "Mijn kenteken is 8 TJT 12, waar betaal ik parkeren",
        ] {
            assert_eq!(ending_of(&heard(other, &[])), Ending::Unknown, "{other}");
        }
    }

    #[test]
    fn a_question_that_is_known_is_whole() {
        let known = "Mijn paspoort is gestolen";
        assert_eq!(ending_of(&heard(known, &["Mijn rijbewijs is gestolen", known])), Ending::Whole);
        assert_eq!(ending_of(&heard("Mijn paspoort is gestolen in Spanje", &[known])), Ending::Unknown);
    }
}
