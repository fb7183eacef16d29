//! Two questions in one utterance: where the first ends, and whether the second depends on it.

use super::part::is_asked_alone;
use crate::language::{Grammar, Language};

/// Words with which a question can start.
fn openers(language: Language) -> &'static [&'static str] {
    match language.grammar() {
        Some(Grammar::Nl) => &[
            "hoe", "hoeveel", "hoelang", "wat", "waar", "waarom", "wanneer", "wie", "welk", "welke", "kan", "kunt",
            "kun", "mag", "moet", "moeten", "krijg", "heb", "heeft", "is", "ben", "zijn", "kost", "kosten", "duurt",
        ],
        Some(Grammar::En) => &[
            "how", "what", "where", "why", "when", "who", "which", "can", "could", "may", "must", "do", "does",
            "should", "am", "is", "are", "will",
        ],
        None => &[],
    }
}

/// Words that may precede such a word: "en voor welke datum", "and by when".
const BEFORE: &[&str] = &[
    "voor", "met", "bij", "op", "in", "tot", "naar", "binnen", "vanaf", "from", "by", "at", "with", "to", "for",
    "within",
];

/// Subjects. Directly after a question word they make an indirect question, which is not a question by itself
/// ("wanneer en waar ik kan stemmen").
const SUBJECTS: &[&str] =
    &["ik", "u", "je", "jij", "hij", "ze", "zij", "we", "wij", "men", "i", "you", "he", "she", "they"];

/// Those of [`openers`] that are followed by the verb in a question.
const QUESTION_WORDS: &[&str] =
    &["hoe", "wat", "waar", "waarom", "wanneer", "hoelang", "how", "what", "where", "why", "when"];

/// Whether a question is taken for two.
#[must_use]
pub fn is_two_questions(question: &str, language: Language) -> bool {
    two_parts(question, language).is_some()
}

/// The two questions in an utterance, if there clearly are two: both must start like questions.
#[must_use]
pub(super) fn two_parts(question: &str, language: Language) -> Option<(String, String)> {
    let words: Vec<&str> = question.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let opens = |words: &[&str]| {
        let rest =
            if words.first().is_some_and(|word| BEFORE.contains(&bare(word).as_str())) { &words[1..] } else { words };
        let opens = rest.len() > 1 && openers(language).contains(&bare(rest[0]).as_str());
        let [first, second] = [rest.first(), rest.get(1)].map(|word| word.map(|word| bare(word)).unwrap_or_default());
        opens && !(QUESTION_WORDS.contains(&first.as_str()) && SUBJECTS.contains(&second.as_str()))
    };
    // "Ik ben mijn rijbewijs kwijt, waar meld ik dat": the question may follow a statement.
    let asks = |words: &[&str]| {
        let last = words.iter().rposition(|word| word.ends_with(',')).map_or(0, |comma| comma + 1);
        opens(words) || opens(&words[last..])
    };
    let and = match language.grammar()? {
        Grammar::Nl => "en",
        Grammar::En => "and",
    };
    (2..words.len().saturating_sub(1)).find_map(|place| {
        let (first, mut second) = words.split_at(place);
        let ended = first[place - 1].ends_with('?');
        let joined = bare(second[0]) == and;
        if joined {
            second = &second[1..];
        }
        let is_two = (ended || joined) && asks(first) && opens(second);
        is_two.then(|| (first.join(" "), second.join(" ")))
    })
}

/// Whether a second question says too little to be understood without the first ("en wat kost dat?").
#[must_use]
pub(super) fn leans_on_the_first(second: &str, language: Language) -> bool {
    const POINTERS: &[&str] = &["het", "dat", "die", "deze", "dit", "ze", "it", "that", "this", "they", "them", "one"];
    const LONG_ENOUGH: usize = 4;
    let lower = second.to_lowercase();
    let words: Vec<&str> =
        lower.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_topic = |word: &str| is_asked_alone(word);
    let content = words
        .iter()
        .filter(|word| word.chars().count() > LONG_ENOUGH && !openers(language).contains(word) && !is_topic(word))
        .count();
    content == 0 && words.len() < 8 || content == 1 && words.iter().any(|word| POINTERS.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two(question: &str, language: Language) -> Option<(String, String)> {
        two_parts(question, language)
    }

    #[test]
    fn two_questions_are_two_and_one_is_one() {
        for (question, first, second) in [
            ("Hoe vraag ik een paspoort aan en wat kost het?", "Hoe vraag ik een paspoort aan", "wat kost het?"),
            ("Waar haal ik een uittreksel? Hoe lang duurt dat?", "Waar haal ik een uittreksel?", "Hoe lang duurt dat?"),
            (
                "Kan ik huurtoeslag krijgen en voor welke datum moet dat?",
                "Kan ik huurtoeslag krijgen",
                "voor welke datum moet dat?",
            ),
            (
                "Ik ben mijn pas kwijt, waar meld ik dat en binnen hoeveel dagen moet dat?",
                "Ik ben mijn pas kwijt, waar meld ik dat",
                "binnen hoeveel dagen moet dat?",
            ),
        ] {
            assert_eq!(two(question, Language::Nl), Some((first.to_owned(), second.to_owned())));
        }
        assert_eq!(
            two("How do I apply for a passport and what does it cost?", Language::En),
            Some(("How do I apply for a passport".to_owned(), "what does it cost?".to_owned()))
        );
        for one in [
            "Mijn vader en ik gaan uit elkaar",
            "Ik heb geen werk en hoe kom ik aan geld?",
            "Wat kost een rijbewijs en een paspoort?",
            "Hoe en waar?",
            "En wat kost dat?",
            "Hoe weet ik wanneer en waar ik kan stemmen?",
            "How do I know what and where I can vote?",
            "",
            "?",
        ] {
            assert_eq!(two(one, Language::Nl), None, "{one}");
        }
    }

    #[test]
    fn what_points_back_leans_and_what_names_its_subject_does_not() {
        for second in
            ["wat kost het?", "hoe lang duurt dat", "wat moet ik meenemen?", "waar kan ik het van mij terugvinden?"]
        {
            assert!(leans_on_the_first(second, Language::Nl), "{second}");
        }
        for second in ["wat kost een rijbewijs?", "waar meld ik een verhuizing?", "wie is de burgemeester?"] {
            assert!(!leans_on_the_first(second, Language::Nl), "{second}");
        }
        assert!(leans_on_the_first("what does it cost?", Language::En));
        assert!(!leans_on_the_first("who is the mayor?", Language::En));
    }

    proptest::proptest! {
        #[test]
        fn no_word_is_lost_but_the_one_between(question in "[a-z ?]{0,60}") {
            if let Some((first, second)) = two_parts(&question, Language::Nl) {
                let words = |text: &str| text.split_whitespace().count();
                let lost = words(&question) - words(&first) - words(&second);
                proptest::prop_assert!(lost <= 1);
            }
        }
    }
}
