//! The languages that Spraakloket speaks and understands.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A language with its own articles, prompts, voice and text normalisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Dutch (ISO 639-1 `nl`).
    Nl,
    /// English (ISO 639-1 `en`).
    En,
}

impl Language {
    /// Every language, in the order in which it is tried.
    pub const ALL: [Language; 2] = [Language::Nl, Language::En];

    /// The ISO 639-1 code, as used in configuration, articles and by Whisper.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::Nl => "nl",
            Language::En => "en",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// The text is not a language of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language `{0}`: use nl or en")]
pub struct UnknownLanguage(pub String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        Language::ALL
            .into_iter()
            .find(|language| language.code() == code)
            .ok_or_else(|| UnknownLanguage(code.to_owned()))
    }
}

impl Language {
    /// A day as people say it: "2026-11-23" is "23 november 2026". What is no such day comes back as it is.
    #[must_use]
    pub fn day_in_words(self, iso: &str) -> String {
        const DUTCH: [&str; 12] = [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ];
        const ENGLISH: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let Ok(day) = iso.parse::<jiff::civil::Date>() else { return iso.to_owned() };
        let months = if self == Language::Nl { DUTCH } else { ENGLISH };
        format!("{} {} {}", day.day(), months[usize::from(day.month().unsigned_abs()) - 1], day.year())
    }

    /// The language that a written question is most likely in, from its function words. Dutch where
    /// nothing tells.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        const ENGLISH: &[&str] = &[
            "the", "how", "what", "where", "when", "who", "which", "my", "can", "you", "your", "need", "want", "and",
            "with", "for", "from", "have", "this", "that", "are", "should", "must", "to", "apply", "get", "lost",
            "much", "does", "long", "there", "child", "driving", "moving", "i'm", "don't", "of", "on", "old", "about",
        ];
        const DUTCH: &[&str] = &[
            "de", "het", "een", "hoe", "wat", "waar", "wanneer", "wie", "welke", "mijn", "kan", "ik", "u", "uw", "en",
            "met", "voor", "van", "heb", "dit", "dat", "zijn", "moet", "naar", "aan", "je", "op", "niet", "nodig",
            "wil", "kind", "bij", "te", "er", "als", "mag", "ben", "maar", "nog", "ook",
        ];
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(str::to_lowercase).collect();
        let count = |list: &[&str]| words.iter().filter(|word| list.contains(&word.as_str())).count();
        if count(ENGLISH) > count(DUTCH) { Language::En } else { Language::Nl }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_questions_are_told_apart() {
        for (text, language) in [
            ("Hoe vraag ik een paspoort aan?", Language::Nl),
            ("How do I apply for a passport?", Language::En),
            ("I lost my DigiD password", Language::En),
            ("paspoort", Language::Nl),
            ("what does it cost", Language::En),
            ("is mijn ID nog geldig", Language::Nl),
        ] {
            assert_eq!(Language::guess(text), language, "{text}");
        }
        assert!("fr".parse::<Language>().is_err());
    }
}
