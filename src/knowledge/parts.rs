//! Two questions in one utterance: where the first ends, and whether the second depends on it.

use super::part::is_asked_alone;
use crate::language::Language;
use spoken_text::{FunctionWords, lower_words};

/// Whether a question is taken for two.
#[must_use]
pub fn is_two_questions(question: &str, language: Language) -> bool {
    two_parts(question, language).is_some()
}

/// The two questions in an utterance, if there clearly are two: both must start like questions.
#[must_use]
pub(super) fn two_parts(question: &str, language: Language) -> Option<(String, String)> {
    let grammar = FunctionWords::of(language.grammar()?);
    let words: Vec<&str> = question.split_whitespace().collect();
    let bare = |word: &str| word.trim_matches(|letter: char| !letter.is_alphanumeric()).to_lowercase();
    let is_one_of = |list: &[String], word: Option<&&str>| word.is_some_and(|word| list.contains(&bare(word)));
    let opens = |words: &[&str]| {
        let rest = if is_one_of(&grammar.before_openers, words.first()) { &words[1..] } else { words };
        let opens = rest.len() > 1 && is_one_of(&grammar.question_openers, rest.first());
        opens && !(is_one_of(&grammar.verb_follows, rest.first()) && is_one_of(&grammar.subjects, rest.get(1)))
    };
    // "Ik ben mijn rijbewijs kwijt, waar meld ik dat": the question may follow a statement.
    let asks = |words: &[&str]| {
        let last = words.iter().rposition(|word| word.ends_with(',')).map_or(0, |comma| comma + 1);
        opens(words) || opens(&words[last..])
    };
    (2..words.len().saturating_sub(1)).find_map(|place| {
        let (first, mut second) = words.split_at(place);
        let ended = first[place - 1].ends_with('?');
        let joined = bare(second[0]) == grammar.and;
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
    const LONG_ENOUGH: usize = 4;
    let Some(grammar) = language.grammar().map(FunctionWords::of) else { return false };
    let words: Vec<String> = lower_words(second).collect();
    let is_content = |word: &&String| {
        word.chars().count() > LONG_ENOUGH && !grammar.question_openers.contains(word) && !is_asked_alone(word)
    };
    let points = |word: &String| grammar.demonstratives.contains(word) || grammar.pronouns.contains(word);
    match words.iter().filter(is_content).count() {
        0 => words.len() < 8,
        1 => words.iter().any(points),
        _ => false,
    }
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
