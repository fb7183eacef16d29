//! The pronunciation lexicon: words that are pronounced differently from how they are written.
//!
//! For: the built-in `lexicon.toml`, the operator's own entries on top of it, and applying them to a text. Not for:
//! numbers and other things that follow a rule (`rules`).
//!
//! A lexicon word with a capital matches only as written; a lower-case word matches in any case. The longest entry
//! wins, and the operator's entries win over the built-in ones.

use crate::Language;
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;
use toml::Spanned;

/// Spoken forms of words, per language.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    dutch: Entries,
    english: Entries,
}

/// Why an operator's lexicon cannot be used, with the line and how to fix it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LexiconError {
    /// The text is not TOML, or not of the expected form.
    #[error("lexicon line {line}: {message}. Write a table [nl] or [en] with lines like \"DigiD\" = \"diegiedee\"")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// What is wrong with it.
        message: String,
    },
    /// The word to look for contains no letter or digit.
    #[error("lexicon line {line}: \"{word}\" has no letter or digit; write the word as it appears in the text")]
    NothingToFind {
        /// Counted from 1.
        line: usize,
        /// As it stands in the file.
        word: String,
    },
    /// The entry has no spoken form.
    #[error("lexicon line {line}: \"{word}\" has no spoken form; write how it sounds, in letters")]
    NothingToSay {
        /// Counted from 1.
        line: usize,
        /// As it stands in the file.
        word: String,
    },
}

impl Lexicon {
    /// The built-in lexicon.
    ///
    /// # Panics
    ///
    /// If the built-in file is invalid, which the unit tests rule out.
    #[must_use]
    pub fn built_in() -> Self {
        static BUILT_IN: LazyLock<Lexicon> = LazyLock::new(|| {
            Lexicon::default().extended_with(include_str!("lexicon.toml")).expect("the built-in lexicon is in order")
        });
        BUILT_IN.clone()
    }

    /// Adds the entries of an operator's TOML file, which override existing ones.
    pub fn extended_with(mut self, toml_text: &str) -> Result<Self, LexiconError> {
        let file: LexiconFile = toml::from_str(toml_text).map_err(|error| LexiconError::Syntax {
            line: error.span().map_or(1, |span| line_at(toml_text, span.start)),
            message: error.message().trim_end_matches('.').to_owned(),
        })?;
        for (table, entries) in [(file.nl, &mut self.dutch), (file.en, &mut self.english)] {
            for (word, spoken) in table {
                let line = line_at(toml_text, spoken.span().start);
                entries.insert(Entry::checked(word, spoken.get_ref(), line)?);
            }
        }
        Ok(self)
    }

    /// How the whole word is pronounced, if the lexicon has it.
    pub(super) fn spoken(&self, word: &str, language: Language) -> Option<&str> {
        let entry = self.entries(language).longest_at(word)?;
        (entry.word.len() == word.len()).then_some(entry.spoken.as_str())
    }

    /// Replaces every word in the lexicon by its spoken form.
    pub(super) fn apply(&self, text: &str, language: Language) -> String {
        let entries = self.entries(language);
        let mut output = String::with_capacity(text.len());
        let mut position = 0;
        while let Some(next) = text[position..].chars().next() {
            let rest = &text[position..];
            let entry = if starts_inside_word(&text[..position], next) { None } else { entries.longest_at(rest) };
            if let Some(entry) = entry {
                output.push_str(&entry.spoken);
                let rest = &rest[entry.word.len()..];
                output.push_str(entry.joint(rest));
                position += entry.word.len();
            } else {
                output.push(next);
                position += next.len_utf8();
            }
        }
        output
    }

    fn entries(&self, language: Language) -> &Entries {
        match language {
            Language::Nl => &self.dutch,
            Language::En => &self.english,
        }
    }
}

/// Whether this is an abbreviation (with its dot) in the built-in lexicon, in lower case: the dot does not by itself
/// end a sentence.
pub(super) fn is_abbreviation(word_with_dot: &str) -> bool {
    static ABBREVIATIONS: LazyLock<Vec<String>> = LazyLock::new(|| {
        let lexicon = Lexicon::built_in();
        [lexicon.dutch, lexicon.english]
            .iter()
            .flat_map(|entries| entries.by_first.values().flatten())
            .filter(|entry| entry.word.ends_with('.'))
            .map(|entry| entry.word.to_lowercase())
            .collect()
    });
    ABBREVIATIONS.contains(&word_with_dot.to_lowercase())
}

/// Whether the abbreviation is often the last word of a sentence: before a capital, it was.
pub(super) fn may_end_sentence(word_with_dot: &str) -> bool {
    const CLOSING: [&str; 14] = [
        "enz.", "etc.", "e.d.", "a.u.b.", "s.v.p.", "jl.", "a.m.", "p.m.", "e.a.", "n.chr.", "v.chr.", "b.v.", "n.v.",
        "n.v.t.",
    ];
    CLOSING.contains(&word_with_dot.to_lowercase().as_str())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LexiconFile {
    #[serde(default)]
    nl: BTreeMap<String, Spanned<String>>,
    #[serde(default)]
    en: BTreeMap<String, Spanned<String>>,
}

#[derive(Debug, Clone, Default)]
struct Entries {
    /// Entries by first letter in lower case, the longest word first.
    by_first: HashMap<char, Vec<Entry>>,
}

impl Entries {
    fn insert(&mut self, entry: Entry) {
        let Some(first) = entry.word.chars().next() else {
            return;
        };
        let list = self.by_first.entry(lower(first)).or_default();
        list.retain(|present| present.word != entry.word);
        list.push(entry);
        list.sort_by_key(|entry| std::cmp::Reverse((entry.word.len(), entry.exact_case)));
    }

    fn longest_at(&self, rest: &str) -> Option<&Entry> {
        let first = rest.chars().next()?;
        let list = self.by_first.get(&lower(first))?;
        list.iter().find(|entry| entry.matches(rest))
    }
}

#[derive(Debug, Clone)]
struct Entry {
    word: String,
    spoken: String,
    exact_case: bool,
}

impl Entry {
    fn checked(word: String, spoken: &str, line: usize) -> Result<Self, LexiconError> {
        if !word.contains(char::is_alphanumeric) {
            return Err(LexiconError::NothingToFind { line, word });
        }
        if !spoken.contains(char::is_alphanumeric) {
            return Err(LexiconError::NothingToSay { line, word });
        }
        Ok(Entry {
            exact_case: word.contains(char::is_uppercase),
            word: word.trim().to_owned(),
            spoken: spoken.trim().to_owned(),
        })
    }

    fn matches(&self, rest: &str) -> bool {
        let Some(candidate) = rest.get(..self.word.len()) else {
            return false;
        };
        let same =
            if self.exact_case { candidate == self.word } else { candidate.chars().map(lower).eq(self.word.chars()) };
        let initials = self.word.matches('.').count() > 1
            && !candidate.contains(char::is_lowercase)
            && self.word.contains(char::is_lowercase);
        same && !initials && !self.goes_on_into(&rest[self.word.len()..])
    }

    fn goes_on_into(&self, after: &str) -> bool {
        let next = after.chars().next().unwrap_or(' ');
        if self.word.ends_with('.') { next.is_alphabetic() } else { next.is_alphanumeric() }
    }

    /// What is needed between the spoken form and the rest: an abbreviation takes its dot along, even if the dot also
    /// ended the sentence or was followed by a number.
    fn joint(&self, rest: &str) -> &'static str {
        if !self.word.ends_with('.') {
            return "";
        }
        let next = rest.trim_start().chars().next();
        match next {
            None => ".",
            Some(next) if may_end_sentence(&self.word) && next.is_uppercase() => ".",
            Some(next) if next.is_alphanumeric() && !rest.starts_with(char::is_whitespace) => " ",
            Some(_) => "",
        }
    }
}

fn starts_inside_word(before: &str, next: char) -> bool {
    let inside = |previous: char| previous.is_alphanumeric() || matches!(previous, '.' | '@' | '_');
    next.is_alphanumeric() && before.chars().next_back().is_some_and(inside)
}

fn lower(character: char) -> char {
    character.to_lowercase().next().unwrap_or(character)
}

fn line_at(text: &str, offset: usize) -> usize {
    text.bytes().take(offset).filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(toml_text: &str) -> Lexicon {
        Lexicon::built_in().extended_with(toml_text).expect("a good lexicon")
    }

    #[test]
    fn whole_words_are_replaced_and_the_longest_wins() {
        let lexicon = with("[nl]\n\"Lek\" = \"lekk\"\n\"Lek en Waal\" = \"lek en wáál\"\n");
        assert_eq!(lexicon.apply("Lek, Lekker, de Lek en Waal", Language::Nl), "lekk, Lekker, de lek en wáál");
        assert_eq!(lexicon.apply("Lek", Language::En), "Lek");
    }

    #[test]
    fn a_capital_in_the_lexicon_asks_for_that_capital() {
        let lexicon = with("[nl]\n\"Pas\" = \"passs\"\n\"loket\" = \"lokket\"\n");
        assert_eq!(lexicon.apply("Pas pas LOKET Loket", Language::Nl), "passs pas lokket lokket");
    }

    #[test]
    fn the_operator_wins_from_the_built_in() {
        let lexicon = with("[nl]\n\"BSN\" = \"burgerservicenummer\"\n[en]\n\"BSN\" = \"citizen service number\"");
        assert_eq!(lexicon.apply("uw BSN", Language::Nl), "uw burgerservicenummer");
        assert_eq!(lexicon.apply("your BSN", Language::En), "your citizen service number");
    }

    #[test]
    fn the_dot_of_an_abbreviation_may_end_the_sentence() {
        let lexicon = Lexicon::built_in();
        let rows = [
            ("boeken e.d. Neem mee", "boeken en dergelijke. Neem mee"),
            ("boeken e.d. mee", "boeken en dergelijke mee"),
            ("boeken enz.", "boeken enzovoort."),
            ("bijv. Utrecht", "bijvoorbeeld Utrecht"),
            ("nr.5", "nummer 5"),
        ];
        for (text, spoken) in rows {
            assert_eq!(lexicon.apply(text, Language::Nl), spoken);
        }
    }

    #[test]
    fn errors_name_the_line_and_what_to_do() {
        let rows = [
            ("[nl]\n\"a\" = \"b\"\n\"c\" =\n", 3),
            ("[nl]\n\"a\" = 3\n", 2),
            ("[fr]\n\"a\" = \"b\"\n", 1),
            ("[nl]\n\n\"...\" = \"b\"\n", 3),
            ("[en]\n\"word\" = \"  \"\n", 2),
        ];
        for (toml_text, expected) in rows {
            let error = Lexicon::built_in().extended_with(toml_text).expect_err(toml_text);
            let message = error.to_string();
            assert!(message.starts_with(&format!("lexicon line {expected}:")), "{message}");
            assert!(message.to_lowercase().contains("write"), "{message}");
        }
    }

    #[test]
    fn what_the_built_in_lexicon_says_needs_no_further_change() {
        let lexicon = Lexicon::built_in();
        for language in Language::ALL {
            for entry in lexicon.entries(language).by_first.values().flatten() {
                assert_eq!(crate::speakable(&entry.spoken, language, &lexicon), entry.spoken);
            }
        }
    }
}
