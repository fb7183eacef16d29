//! Whether somebody is in danger now, or in despair. Such words get advice at once and stay out of retrieval.
//!
//! This is the fixed fast path: a small list of cries (`phrases`) that must be understood without any model, in the middle
//! of an answer, also where the index is old or broken. All other wordings stand in `knowledge/understanding`. Not for:
//! questions about what comes after ("wat doe ik na een brand", "wat kost een ambulance").

use super::phrases::Phrases;
use super::words::words;
use crate::language::Language;
use crate::understand::Kind;

/// Maximum number of words in a bare cry for help.
const CRY_WORDS: usize = 3;

/// What these words cry out, judged by the fixed words alone: danger or despair.
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
    /// What these words cry out, if they do.
    pub(super) fn of(text: &str) -> Option<Self> {
        let padded = format!(" {} ", words(text).join(" "));
        let has = |part: &String| padded.contains(&format!(" {part} "));
        if Language::ALL.into_iter().any(|language| Phrases::of(language).danger.despair.iter().any(has)) {
            return Some(Urgent::Despair);
        }
        is_emergency(text).then_some(Urgent::Danger)
    }
}

/// Whether the words say that there is danger now, in any language: people in need do not choose one.
fn is_emergency(text: &str) -> bool {
    let said = words(text);
    let whole = said.join(" ");
    let padded = format!(" {whole} ");
    Language::ALL.into_iter().map(|language| &Phrases::of(language).danger).any(|danger| {
        let not_now = said.iter().any(|word| danger.not_now.contains(word) && !is_now(&whole, word));
        let cries = said.len() <= CRY_WORDS && {
            let mut distinct = said.clone();
            distinct.dedup();
            danger.cries.contains(&distinct.join(" "))
        };
        cries || (!not_now && danger.said.iter().any(|said| padded.contains(&format!(" {said} "))))
    })
}

/// "Wij worden bedreigd" is about now, although it contains a word that elsewhere is about the past or future.
fn is_now(whole: &str, word: &str) -> bool {
    word == "worden" && whole.contains("worden bedreigd")
}

#[cfg(test)]
mod tests {
    use super::super::phrases::emergency_wordings;
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
