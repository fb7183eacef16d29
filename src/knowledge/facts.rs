//! Dated and local facts: fills them into sentences, and leaves out sentences whose facts are not valid today or not
//! known here.

use super::KnowledgeError;
use super::article::Figure;
use crate::language::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use spoken_text::sentences;
use std::collections::BTreeMap;
use std::path::Path;

/// What the operator enters about the municipality (`knowledge/local.toml`).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LocalFacts(BTreeMap<String, LocalFact>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum LocalFact {
    Same(String),
    PerLanguage(BTreeMap<Language, String>),
}

impl LocalFacts {
    /// Reads the operator's file; without a file there are no facts.
    pub fn read(path: &Path) -> Result<Self, KnowledgeError> {
        match std::fs::read_to_string(path) {
            Ok(text) => {
                let refused = |reason| KnowledgeError::LocalFacts { path: path.to_owned(), reason };
                let facts: LocalFacts = toml::from_str(&text).map_err(|error| {
                    let error = error.to_string();
                    refused(format!("{}: a fact is \"text\" or {{ nl = \"text\", en = \"text\" }}", error.trim()))
                })?;
                match facts.empty() {
                    Some(name) => Err(refused(format!(
                        "`{name}` is empty and would be spoken as nothing (\"Bel .\"): fill it in, or put a # before its line"
                    ))),
                    None => Ok(facts),
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(KnowledgeError::Io { path: path.to_owned(), source }),
        }
    }

    /// A fact in a language, if it has been entered.
    #[must_use]
    pub fn get(&self, name: &str, language: Language) -> Option<&str> {
        match self.0.get(name)? {
            LocalFact::Same(text) => Some(text),
            LocalFact::PerLanguage(texts) => texts.get(&language).map(String::as_str),
        }
    }

    /// The names of all facts in the file.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The name of a fact that is empty.
    fn empty(&self) -> Option<&str> {
        let says_nothing = |text: &String| !text.contains(char::is_alphanumeric);
        let empty = self.0.iter().find(|(_, fact)| match fact {
            LocalFact::Same(text) => says_nothing(text),
            LocalFact::PerLanguage(texts) => texts.is_empty() || texts.values().any(says_nothing),
        });
        empty.map(|(name, _)| name.as_str())
    }

    /// Every fact that has been entered for a language, with its name.
    pub(super) fn all(&self, language: Language) -> impl Iterator<Item = (&str, &str)> {
        self.0.keys().filter_map(move |name| Some((name.as_str(), self.get(name, language)?)))
    }
}

/// Text with its facts filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// The sentences that may be spoken.
    pub text: String,
    /// Number of sentences that had to be left out.
    pub left_out: usize,
    /// How many of those because a figure is not valid on that date.
    pub outdated: usize,
}

/// Fills in figures and local facts. A sentence that needs one that is not valid is left out entirely.
#[must_use]
pub(super) fn render(text: &str, language: Language, figures: &[Figure], local: &LocalFacts, today: Date) -> Rendered {
    let value = |name: &str| match name.strip_prefix("local.") {
        Some(fact) => local.get(fact, language),
        // Of two that are valid, the one that began last; articles of our own cannot have two.
        None => figures
            .iter()
            .filter(|figure| figure.name == name && figure.holds_on(today))
            .max_by_key(|figure| figure.from)
            .map(|figure| figure.value.as_str()),
    };
    let mut kept = Vec::new();
    let (mut left_out, mut outdated) = (0, 0);
    let is_outdated = |sentence: &str| names(sentence).any(|name| !name.starts_with("local.") && value(name).is_none());
    for line in text.lines() {
        let sentences = sentences(line);
        outdated += sentences.iter().filter(|sentence| is_outdated(sentence)).count();
        let filled: Vec<Option<String>> = sentences.iter().map(|sentence| fill(sentence, value)).collect();
        left_out += filled.iter().filter(|sentence| sentence.is_none()).count();
        let sentences: Vec<String> = filled.into_iter().flatten().collect();
        if !sentences.is_empty() {
            kept.push(sentences.join(" "));
        }
    }
    Rendered { text: kept.join("\n"), left_out, outdated }
}

/// The names in braces in a text.
pub(super) fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

fn fill<'a>(sentence: &str, value: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let mut filled = sentence.to_owned();
    for name in names(sentence) {
        filled = filled.replace(&format!("{{{name}}}"), value(name)?);
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(until: &str) -> Figure {
        Figure { name: "prijs".into(), value: "€ 80,50".into(), from: None, until: Some(until.parse().unwrap()) }
    }

    #[test]
    fn an_outdated_amount_takes_its_whole_sentence_with_it() {
        let text = "Een paspoort kost {prijs} bij elke gemeente. U betaalt direct.";
        let day = |day: &str| day.parse::<Date>().unwrap();
        let local = LocalFacts::default();
        let valid = render(text, Language::Nl, &[figure("2026-12-31")], &local, day("2026-12-31"));
        assert_eq!(valid.text, "Een paspoort kost € 80,50 bij elke gemeente. U betaalt direct.");
        assert_eq!(valid.left_out, 0);
        let outdated = render(text, Language::Nl, &[figure("2026-12-31")], &local, day("2027-01-01"));
        assert_eq!(outdated.text, "U betaalt direct.");
        assert_eq!(outdated.left_out, 1);
    }

    #[test]
    fn an_empty_fact_is_refused_by_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("local.toml");
        for text in ["phone = \"\"", "phone = \" . \"", "phone = { nl = \"14 020\", en = \"\" }", "phone = {}"] {
            std::fs::write(&path, text).unwrap();
            let error = LocalFacts::read(&path).expect_err(text).to_string();
            assert!(error.contains("`phone` is empty"), "{error}");
        }
    }

    #[test]
    fn local_facts_come_in_the_language_that_is_spoken() {
        let local: LocalFacts =
            toml::from_str("phone = \"14 020\"\nopening_hours = { nl = \"van 9 tot 5\", en = \"9 to 5\" }").unwrap();
        let today = "2026-11-23".parse().unwrap();
        let say = |text: &str, language| render(text, language, &[], &local, today).text;
        assert_eq!(say("Bel {local.phone}.", Language::Nl), "Bel 14 020.");
        assert_eq!(say("We are open {local.opening_hours}.", Language::En), "We are open 9 to 5.");
        assert_eq!(say("Ga naar {local.address}. Of bel.", Language::Nl), "Of bel.");
    }
}
