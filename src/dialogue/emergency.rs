//! Whether somebody is in danger now, or in despair. Such words get advice at once and stay out of retrieval.
//!
//! This is the fixed fast path: a small list of cries that must be understood without any model, in the middle of an
//! answer, also where the index is old or broken. All other wordings are data (`knowledge/understanding`). Not for:
//! questions about what comes after ("wat doe ik na een brand", "wat kost een ambulance").

use super::words::words;
use crate::language::Language;

/// Words that alone or in a short cry mean danger.
const CRIES: [&[&str]; 2] = [
    &["brand", "ambulance", "112", "politie", "inbreker", "help brand", "honderdtwaalf"],
    &["fire", "ambulance", "112", "911", "999", "police", "burglar", "help fire"],
];

/// Parts of sentences that say that there is danger now.
const DANGERS: [&[&str]; 2] = [
    &[
        "er is brand",
        "is er brand",
        "staat in brand",
        "het brandt",
        "brand in mijn",
        "ik word bedreigd",
        "wij worden bedreigd",
        "we worden bedreigd",
        "ik word aangevallen",
        "hij heeft een mes",
        "hij heeft een wapen",
        "heeft een wapen",
        "een ambulance nodig",
        "bel een ambulance",
        "bel de ambulance",
        "bel de politie",
        "bel 112",
        "een een twee",
        "hartaanval",
        "ademt niet",
        "is bewusteloos",
        "bloedt heel erg",
        "gaslek",
        "ik ruik gas",
        "er wordt ingebroken",
        "ik ben in gevaar",
    ],
    &[
        "there is a fire",
        "there s a fire",
        "is on fire",
        "fire in my",
        "i am being threatened",
        "i m being threatened",
        "i am being attacked",
        "i m being attacked",
        "has a knife",
        "has a gun",
        "need an ambulance",
        "call an ambulance",
        "call the police",
        "call 112",
        "one one two",
        "heart attack",
        "is not breathing",
        "is unconscious",
        "gas leak",
        "i smell gas",
        "someone is breaking in",
        "i am in danger",
        "i m in danger",
    ],
];

/// What says that somebody thinks of suicide, about themselves or another.
const DESPAIRS: &[&str] = &[
    "wil dood",
    "wil niet meer leven",
    "een einde aan mijn leven",
    "zelfmoord plegen",
    "denk aan zelfmoord",
    "suïcide",
    "kill myself",
    "end my life",
    "want to die",
    "suicide",
];

/// Cries as people make them, whole, for a recogniser to listen for.
const WORDINGS: [&[&str]; 2] = [
    &[
        "Brand",
        "Er is brand",
        "Ambulance",
        "Bel een ambulance",
        "Ik heb een ambulance nodig",
        "Bel de politie",
        "Ik word bedreigd",
        "Ik word aangevallen",
        "Ik ben in gevaar",
        "Ik ruik gas",
    ],
    &[
        "Fire",
        "There is a fire",
        "Ambulance",
        "Call an ambulance",
        "I need an ambulance",
        "Call the police",
        "I am being threatened",
        "I am being attacked",
        "I am in danger",
        "I smell gas",
    ],
];

/// Words of somebody who asks about danger of another time, or about what it costs.
const NOT_NOW: [&[&str]; 2] = [
    &[
        "na",
        "nadat",
        "was",
        "waren",
        "geweest",
        "vorig",
        "vorige",
        "gisteren",
        "verleden",
        "kost",
        "kosten",
        "betaal",
        "betalen",
        "rekening",
        "verzekering",
        "vergoed",
        "vergoeding",
        "hoe",
        "hoeveel",
        "wat",
        "welke",
        "wanneer",
        "waarom",
        "mag",
        "aangifte",
        "voorkomen",
        "werken",
        "solliciteren",
        "worden",
    ],
    &[
        "after",
        "was",
        "were",
        "last",
        "yesterday",
        "ago",
        "cost",
        "costs",
        "pay",
        "bill",
        "insurance",
        "how",
        "what",
        "which",
        "when",
        "why",
        "may",
        "report",
        "prevent",
        "job",
        "become",
    ],
];

/// So many words a bare cry may have.
const CRY_WORDS: usize = 3;

/// What somebody in danger is expected to cry, word for word.
#[must_use]
pub fn emergency_wordings(language: Language) -> &'static [&'static str] {
    match language {
        Language::Nl => WORDINGS[0],
        Language::En => WORDINGS[1],
    }
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
        if DESPAIRS.iter().any(|despair| padded.contains(&format!(" {despair} "))) {
            return Some(Urgent::Despair);
        }
        is_emergency(text).then_some(Urgent::Danger)
    }
}

/// Whether the words say that there is danger now, in either language: people in need do not choose.
fn is_emergency(text: &str) -> bool {
    let said = words(text);
    let whole = said.join(" ");
    Language::ALL.into_iter().enumerate().any(|(place, _)| {
        let not_now = said.iter().any(|word| NOT_NOW[place].contains(&word.as_str()) && !is_now(&whole, word));
        let cries = said.len() <= CRY_WORDS && {
            let mut distinct: Vec<&str> = said.iter().map(String::as_str).collect();
            distinct.dedup();
            CRIES[place].contains(&distinct.join(" ").as_str())
        };
        let padded = format!(" {whole} ");
        cries || (!not_now && DANGERS[place].iter().any(|danger| padded.contains(&format!(" {danger} "))))
    })
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
