//! Words that carry grammar rather than meaning, per language (`function_words.toml`).
//!
//! For: telling where a question starts, and what refers back to something said before. Not for: what a text is about.

use crate::Language;
use serde::Deserialize;
use std::sync::LazyLock;

/// The function words of a language, in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FunctionWords {
    /// "and".
    pub and: String,
    /// Words that join a sentence to the one before, at its start.
    pub joining: Vec<String>,
    /// Words with which a question can start.
    pub question_openers: Vec<String>,
    /// Prepositions that may precede a question opener: "by when".
    pub before_openers: Vec<String>,
    /// The openers that are followed by the verb in a question. Followed by a subject, they start an indirect one ("when I
    /// can vote").
    pub verb_follows: Vec<String>,
    /// Pronouns that are the subject of a sentence.
    pub subjects: Vec<String>,
    /// Words that point at something said before: "that".
    pub demonstratives: Vec<String>,
    /// Pronouns that may point at something said before, and are common without doing so: "they".
    pub pronouns: Vec<String>,
    /// Adverbs that point at something said before: Dutch "daarvoor".
    pub pointing_adverbs: Vec<String>,
}

impl FunctionWords {
    /// Those of a language.
    ///
    /// # Panics
    ///
    /// If the built-in file is invalid, which the unit tests rule out.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static FILE: LazyLock<File> = LazyLock::new(|| {
            toml::from_str(include_str!("function_words.toml")).expect("a test reads the built-in file")
        });
        match language {
            Language::Nl => &FILE.nl,
            Language::En => &FILE.en,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    nl: FunctionWords,
    en: FunctionWords,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_lower_case_and_the_openers_contain_those_with_a_verb() {
        for language in Language::ALL {
            let words = FunctionWords::of(language);
            for list in [&words.joining, &words.question_openers, &words.subjects, &words.demonstratives] {
                assert!(!list.is_empty() && list.iter().all(|word| *word == crate::plain(word)), "{list:?}");
            }
            assert!(words.verb_follows.iter().all(|word| words.question_openers.contains(word)), "{language:?}");
            assert!(words.joining.contains(&words.and));
        }
    }
}
