//! The languages of the desk. Adding one is adding a line to the list below and the files that the compiler then
//! misses; tests name what those files lack.
//!
//! Dutch and English are spoken in full: articles, understanding, rules for what is said aloud ([`Grammar`]). The
//! others have the system's own sentences and translations of articles (`knowledge/<code>`).

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

/// The files of one language.
struct Files {
    /// `locales/<code>.ftl`: the system's own sentences.
    sentences: &'static str,
    /// `locales/<code>.toml`: [`LanguageFacts`].
    facts: &'static str,
    /// `locales/phrases/<code>.toml`: what is understood word for word.
    phrases: &'static str,
    /// `kiosk/strings/<code>.json`: the sentences of the kiosk's page.
    page: &'static str,
}

macro_rules! languages {
    ($($name:ident $code:literal $english_name:literal),+ $(,)?) => {
        /// A language that people can be served in.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "lowercase")]
        pub enum Language {
            $(#[doc = concat!($english_name, " (ISO 639-1 `", $code, "`).")] $name),+
        }

        impl Language {
            /// Every language; Dutch and English first.
            pub const ALL: [Language; [$($code),+].len()] = [$(Language::$name),+];

            /// The ISO 639-1 code, as used in configuration, articles and by Whisper.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Language::$name => $code),+
                }
            }

            fn files(self) -> Files {
                match self {
                    $(Language::$name => Files {
                        sentences: include_str!(concat!("../locales/", $code, ".ftl")),
                        facts: include_str!(concat!("../locales/", $code, ".toml")),
                        phrases: include_str!(concat!("../locales/phrases/", $code, ".toml")),
                        page: include_str!(concat!("../kiosk/strings/", $code, ".json")),
                    }),+
                }
            }
        }
    };
}

languages! {
    Nl "nl" "Dutch",
    En "en" "English",
    De "de" "German",
    Fr "fr" "French",
    Es "es" "Spanish",
    Pl "pl" "Polish",
    Tr "tr" "Turkish",
    Uk "uk" "Ukrainian",
    Ar "ar" "Arabic",
}

/// A language that the program takes apart itself: its numbers, sentences, stems and opposites.
pub use spoken_text::Language as Grammar;

impl From<Grammar> for Language {
    fn from(grammar: Grammar) -> Self {
        match grammar {
            Grammar::Nl => Language::Nl,
            Grammar::En => Language::En,
        }
    }
}

/// A value for every language, computed by a function of the language so that none is missing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PerLanguage<T>([T; Language::ALL.len()]);

impl<T> PerLanguage<T> {
    /// Computes the value for every language.
    pub fn new(make: impl FnMut(Language) -> T) -> Self {
        PerLanguage(Language::ALL.map(make))
    }

    /// Computes the value for every language, or returns the first error.
    pub fn try_new<E>(mut make: impl FnMut(Language) -> Result<T, E>) -> Result<Self, E> {
        let mut failed = None;
        let all = Language::ALL.map(|language| make(language).map_err(|error| failed = Some(error)).ok());
        match failed {
            Some(error) => Err(error),
            None => Ok(PerLanguage(all.map(|one| one.expect("what did not fail was made")))),
        }
    }

    /// The value for one language.
    #[must_use]
    pub fn of(&self, language: Language) -> &T {
        &self.0[language as usize]
    }

    /// All values, each with its language.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &T)> {
        Language::ALL.into_iter().zip(&self.0)
    }
}

/// Which way a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
}

/// What is to be known of a language, from `locales/<code>.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageFacts {
    /// Its own name for itself.
    pub name: String,
    /// Which way it is written.
    pub direction: Direction,
    /// What is said for "€", behind the number.
    pub euro: String,
    /// An amount with cents as it is said, with `{euros}` and `{cents}`.
    pub euros_and_cents: String,
    /// The heading of a short answer that is told behind a part.
    pub how_it_works: String,
    /// The heading of the beginning of a document from elsewhere.
    pub introduction: String,
    /// The heading of the rest of such a document.
    pub more_information: String,
    /// The months as they stand in a date.
    pub months: [String; 12],
    /// Words that nearly every question has, in lower case.
    pub common_words: Vec<String>,
    /// Letters that only this one of our languages has, in lower case.
    #[serde(default)]
    pub own_letters: String,
}

static FACTS: LazyLock<Vec<LanguageFacts>> = LazyLock::new(|| {
    let read = |language: Language| toml::from_str(language.files().facts).expect("a test reads the built-in files");
    Language::ALL.into_iter().map(read).collect()
});

impl Language {
    /// The languages that articles are written in and that are understood in full.
    pub const FULL: [Language; 2] = [Language::Nl, Language::En];

    /// What is to be known of it.
    #[must_use]
    pub fn facts(self) -> &'static LanguageFacts {
        &FACTS[self as usize]
    }

    /// The rules for taking it apart, where there are any.
    #[must_use]
    pub fn grammar(self) -> Option<Grammar> {
        match self {
            Language::Nl => Some(Grammar::Nl),
            Language::En => Some(Grammar::En),
            _ => None,
        }
    }

    /// The system's own sentences, as a Fluent file.
    pub(crate) fn sentences(self) -> &'static str {
        self.files().sentences
    }

    /// Whether people can be served in it: the system's own sentences are there. A test names those that are missing;
    /// in their place the English ones are said.
    #[must_use]
    pub fn is_offered(self) -> bool {
        self.sentences().lines().any(|line| line.starts_with("greeting = "))
    }

    /// The language whose articles are told where there is none in this one.
    #[must_use]
    pub fn fallback(self) -> Self {
        if self.grammar().is_some() { self } else { Language::Nl }
    }

    /// What is understood word for word, as a TOML file.
    pub(crate) fn phrases(self) -> &'static str {
        self.files().phrases
    }

    /// The sentences of the kiosk's page, as a JSON object.
    pub(crate) fn page_sentences(self) -> &'static str {
        self.files().page
    }

    /// A date as people say it: "2026-11-23" is "23 november 2026". An invalid date is returned unchanged.
    #[must_use]
    pub fn day_in_words(self, iso: &str) -> String {
        let Ok(day) = iso.parse::<jiff::civil::Date>() else { return iso.to_owned() };
        let month = &self.facts().months[usize::from(day.month().unsigned_abs()) - 1];
        format!("{} {month} {}", day.day(), day.year())
    }

    /// The language that a written question is most likely in, from its letters and its common words. Dutch where
    /// nothing tells; another than Dutch or English only where that is clear.
    #[must_use]
    pub fn guess(text: &str) -> Self {
        const CLEARLY: usize = 2;
        let words: Vec<String> =
            text.split(|c: char| !c.is_alphanumeric() && c != '\'').map(str::to_lowercase).collect();
        let count = |language: Language| {
            let facts = language.facts();
            let has_own_letter = words.iter().any(|word| word.chars().any(|letter| facts.own_letters.contains(letter)));
            let common = words.iter().filter(|word| facts.common_words.contains(word)).count();
            common + if has_own_letter { CLEARLY } else { 0 }
        };
        if let Some(language) = of_letters(text).filter(|language| language.is_offered()) {
            return language;
        }
        let full = if count(Language::En) > count(Language::Nl) { Language::En } else { Language::Nl };
        let others = Language::ALL.into_iter().filter(|language| language.grammar().is_none() && language.is_offered());
        let likeliest = others.rev().max_by_key(|language| count(*language));
        likeliest.filter(|other| count(*other) >= count(full) + CLEARLY).unwrap_or(full)
    }
}

/// The language of ours that alone is written in most of the letters of a text. Letters that only its neighbours have
/// (Russian, Persian) speak against it.
fn of_letters(text: &str) -> Option<Language> {
    let letters = || text.chars().filter(|letter| letter.is_alphabetic());
    let most =
        |from: char, to: char| letters().filter(|letter| (from..=to).contains(letter)).count() * 2 > letters().count();
    if most('\u{0400}', '\u{04ff}') && !text.contains(['ы', 'э', 'ъ', 'ё', 'Ы', 'Э', 'Ъ', 'Ё']) {
        Some(Language::Uk)
    } else if most('\u{0600}', '\u{06ff}') && !text.contains(['پ', 'چ', 'ژ', 'گ', 'ی', 'ک']) {
        Some(Language::Ar)
    } else {
        None
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code())
    }
}

/// The text is not a supported language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language `{0}`: use {codes}", codes = Language::ALL.map(Language::code).join(", "))]
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_its_own_place() {
        let codes = PerLanguage::new(Language::code);
        assert!(codes.iter().all(|(language, code)| language.code() == *code && codes.of(language) == code));
    }

    #[test]
    fn written_questions_are_told_apart() {
        for (text, language) in [
            ("Hoe vraag ik een paspoort aan?", Language::Nl),
            ("How do I apply for a passport?", Language::En),
            ("I lost my DigiD password", Language::En),
            ("paspoort", Language::Nl),
            ("what does it cost", Language::En),
            ("is mijn ID nog geldig", Language::Nl),
            ("Wie kann ich mich bei der Gemeinde anmelden?", Language::De),
            ("Comment est-ce que je peux avoir un numéro BSN ?", Language::Fr),
            ("¿Cómo puedo pedir cita en el ayuntamiento?", Language::Es),
            ("Jak mogę zameldować się w gminie?", Language::Pl),
            ("Belediyeye nasıl kayıt olabilirim, ne lazım?", Language::Tr),
            ("Як отримати BSN?", Language::Uk),
            ("كيف أحصل على رقم BSN؟", Language::Ar),
            ("bonjour", Language::Nl),
            ("Hollanda'ya yeni taşındım, belediyeye kaydolmak istiyorum", Language::Tr),
            ("Ik ben Ayşe en ik wil een paspoort voor mijn zoon", Language::Nl),
            ("he told me no", Language::Nl),
        ] {
            assert_eq!(Language::guess(text), language, "{text}");
        }
        assert!("it".parse::<Language>().is_err());
    }

    #[test]
    fn every_language_has_its_facts() {
        for language in Language::ALL {
            assert!(language.facts().months.iter().all(|month| !month.is_empty()), "{language}");
            assert_eq!(language.code().parse(), Ok(language));
            let amount = &language.facts().euros_and_cents;
            assert!(amount.contains("{euros}") && amount.contains("{cents}"), "{language}");
        }
        assert_eq!(Language::Tr.day_in_words("2026-11-23"), "23 Kasım 2026");
        assert!(Language::FULL.into_iter().all(|language| language.grammar().map(Language::from) == Some(language)));
    }
}
