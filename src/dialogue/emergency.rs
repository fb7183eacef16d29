//! Whether somebody is in danger now, or in despair. Such words get advice at once and stay out of retrieval.
//!
//! This is the fixed fast path: the few words of `locales/emergency/` that must be understood without any model, in the
//! middle of an answer, also where the index is old or broken. All other wordings are in `knowledge/understanding`. Not for:
//! questions about what comes after ("wat doe ik na een brand", "wat kost een ambulance").

use super::words::words;
use crate::language::{Language, PerLanguage};
use crate::understand::Kind;
use serde::Deserialize;
use std::sync::LazyLock;

/// The words of a language, as `locales/emergency/` explains them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    cries: Vec<String>,
    dangers: Vec<String>,
    despairs: Vec<String>,
    not_now: Vec<String>,
    wordings: Vec<String>,
}

static CRIES: LazyLock<PerLanguage<Words>> = LazyLock::new(|| {
    PerLanguage::new(|language| {
        let text = match language {
            Language::Nl => include_str!("../../locales/emergency/nl.toml"),
            Language::En => include_str!("../../locales/emergency/en.toml"),
        };
        toml::from_str(text).expect("the built-in words of emergencies are right: a test reads them")
    })
});

/// So many words a bare cry may have.
const CRY_WORDS: usize = 3;

/// What somebody in danger is expected to cry, word for word.
#[must_use]
pub fn emergency_wordings(language: Language) -> &'static [String] {
    &CRIES.of(language).wordings
}

/// What these words cry out by the fixed words alone: danger or despair.
#[must_use]
pub fn urgent_at_once(text: &str) -> Option<Kind> {
    Urgent::of(text).map(|urgent| match urgent {
        Urgent::Danger => Kind::Danger,
        Urgent::Despair => Kind::Despair,
    })
}

/// What cannot wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Urgent {
    /// There is danger.
    Danger,
    /// Somebody thinks of suicide.
    Despair,
}

impl Urgent {
    /// What these words cry out, if that is what they do.
    pub(super) fn of(text: &str) -> Option<Self> {
        let padded = format!(" {} ", words(text).join(" "));
        if CRIES.iter().any(|(_, words)| contains_one(&padded, &words.despairs)) {
            return Some(Urgent::Despair);
        }
        is_emergency(text).then_some(Urgent::Danger)
    }
}

/// Whether the words say that there is danger now, in any language: people in need do not choose.
fn is_emergency(text: &str) -> bool {
    let said = words(text);
    let whole = said.join(" ");
    let mut distinct = said.clone();
    distinct.dedup();
    let (cry, padded) = (distinct.join(" "), format!(" {whole} "));
    CRIES.iter().any(|(_, words)| {
        let not_now = said.iter().any(|word| words.not_now.contains(word) && !is_now(&whole, word));
        (said.len() <= CRY_WORDS && words.cries.contains(&cry)) || (!not_now && contains_one(&padded, &words.dangers))
    })
}

/// Whether one of these is a part of a text that has spaces around it.
fn contains_one(padded: &str, parts: &[String]) -> bool {
    parts.iter().any(|part| padded.contains(&format!(" {part} ")))
}

/// "Wij worden bedreigd" has a word of another time and is of now.
fn is_now(whole: &str, word: &str) -> bool {
    word == "worden" && whole.contains("worden bedreigd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_listened_for_is_understood() {
        for cry in Language::ALL.into_iter().flat_map(emergency_wordings) {
            assert!(is_emergency(cry), "{cry}");
        }
    }

    #[test]
    fn despair_is_told_from_danger() {
        for said in ["Ik wil dood", "ik wil niet meer leven", "I want to end my life", "mijn dochter wil dood"] {
            assert_eq!(Urgent::of(said), Some(Urgent::Despair), "{said}");
        }
        assert_eq!(Urgent::of("Er is brand"), Some(Urgent::Danger));
        assert_eq!(Urgent::of("Mijn man is dood, wat moet ik regelen?"), None);
    }

    #[test]
    fn danger_is_heard_and_questions_about_it_are_not() {
        for now in [
            "Brand!",
            "Brand, brand!",
            "Er is brand in mijn huis",
            "Mijn huis staat in brand.",
            "Ik word bedreigd",
            "112",
            "Ik heb een ambulance nodig",
            "Wij worden bedreigd door de buurman",
            "There is a fire!",
            "I need an ambulance",
            "Mijn man ademt niet",
        ] {
            assert!(is_emergency(now), "{now}");
        }
        for later in [
            "Wat doe ik na een brand?",
            "Wat doe ik na een brand in mijn huis?",
            "Wat kost een ambulance?",
            "Ik heb een rekening van de ambulance gekregen",
            "Hoe doe ik aangifte bij de politie?",
            "Ik wil brandweerman worden",
            "Is een brandtrap verplicht?",
            "Er is brand geweest in mijn huis",
            "How do I report a fire after the police left?",
            "",
        ] {
            assert!(!is_emergency(later), "{later}");
        }
    }
}
