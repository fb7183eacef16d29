//! Capitals that are not read as a word: Roman numerals ("Willem II", "artikel IV") and abbreviations that nobody can
//! pronounce ("BSN"). Not for abbreviations with a vowel, which are in the lexicon.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::letters::{has_no_vowel, is_unsayable, letter_names};
use crate::numbers::{cardinal_words, ordinal_words};
use regex::Regex;
use std::sync::LazyLock;

static ROMAN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([A-Za-z][a-zà-ÿ]+|Johannes Paulus|John Paul) ([IVX]{1,6})\b"));
/// "`XXIe` eeuw".
static ROMAN_ORDINAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([IVX]{1,6})(?:e|de|ste)\b"));
static CAPITALS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[A-Z]{3,7}\b"));
static ABBREVIATION: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[B-DF-HJ-NP-TV-XZ]{2,6}\b"));
static LETTERS_AND_DIGIT: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([A-Z]{1,4})-?([0-9])"));
static DIGIT_AND_LETTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9])([A-Z]{1,3}|[a-z])\b"));

const RULERS: [&str; 41] = [
    "Beatrix",
    "Juliana",
    "Wilhelmina",
    "Willem",
    "William",
    "Karel",
    "Charles",
    "Filips",
    "Philip",
    "Lodewijk",
    "Louis",
    "Hendrik",
    "Henry",
    "Elizabeth",
    "Elisabeth",
    "Johannes Paulus",
    "John Paul",
    "Paulus",
    "Paul",
    "Benedictus",
    "Benedict",
    "Pius",
    "Leo",
    "Frederik",
    "Frederick",
    "Albert",
    "Leopold",
    "Wilhelm",
    "Napoleon",
    "George",
    "Edward",
    "Floris",
    "Jan",
    "Nicolaas",
    "Ferdinand",
    "Gregorius",
    "James",
    "Richard",
    "Boudewijn",
    "Catharina",
    "Catherine",
];
const NUMBERED: [&str; 31] = [
    "artikel",
    "hoofdstuk",
    "deel",
    "bijlage",
    "categorie",
    "groep",
    "fase",
    "boek",
    "titel",
    "klasse",
    "type",
    "niveau",
    "tabel",
    "afdeling",
    "paragraaf",
    "lid",
    "stap",
    "wereldoorlog",
    "article",
    "chapter",
    "part",
    "annex",
    "appendix",
    "category",
    "group",
    "phase",
    "book",
    "title",
    "class",
    "section",
    "war",
];

/// "Willem II" becomes "Willem de Tweede", "artikel IV" becomes "artikel vier".
pub(super) fn roman_numerals(text: String, language: Language) -> String {
    let text = match language {
        Language::Nl => rewrite(text, &ROMAN_ORDINAL, |found| {
            let number = roman_value(found.group(1))?;
            found.stands_alone().then(|| ordinal_words(number, language))
        }),
        Language::En => text,
    };
    rewrite(text, &ROMAN, |found| roman(found, language))
}

/// Spells abbreviations without a vowel, and letters that are part of a code ("A4", "5G", "12b").
pub(super) fn spelled(text: String, language: Language) -> String {
    let text = rewrite(text, &LETTERS_AND_DIGIT, |found| {
        found
            .captures
            .get(1)
            .filter(|_| !found.before.ends_with(char::is_alphanumeric))
            .map(|letters| format!("{} {}", letter_names(letters.as_str(), language), found.group(2)))
    });
    let text = rewrite(text, &DIGIT_AND_LETTER, |found| {
        Some(format!("{} {}", found.group(1), letter_names(found.group(2), language)))
    });
    let text = rewrite(text, &CAPITALS, |found| {
        let word = found.group(0);
        (found.stands_alone() && is_unsayable(word)).then(|| letter_names(word, language))
    });
    rewrite(text, &ABBREVIATION, |found| {
        let abbreviation = found.group(0);
        (found.stands_alone() && has_no_vowel(abbreviation) && !is_spelled_already(found))
            .then(|| letter_names(abbreviation, language))
    })
}

/// "N-V-W-A" in English: the hyphens already make the voice spell it.
fn is_spelled_already(found: &Matched<'_>) -> bool {
    found.group(0).len() == 1
}

fn roman(found: &Matched<'_>, language: Language) -> Option<String> {
    let (name, numeral) = (found.group(1), found.group(2));
    let number = roman_value(numeral)?;
    let ruler = RULERS.contains(&name);
    let numbered = NUMBERED.contains(&name.to_lowercase().as_str());
    let capital = name.starts_with(char::is_uppercase);
    let one_letter = numeral.len() == 1;
    let initial = one_letter && ruler && found.after.starts_with(". ");
    let pronoun = language == Language::En && numeral == "I" && is_sentence_going_on(found.after);
    let certain = ruler || numbered && numeral != "X" || capital && !one_letter;
    let joined = found.after.starts_with('-') && !(ruler && language == Language::Nl);
    if !certain || initial || pronoun || joined {
        return None;
    }
    Some(match (ruler, language) {
        (true, Language::Nl) => format!("{name} de {}", capitalised(&ordinal_words(number, language))),
        (true, Language::En) => format!("{name} the {}", capitalised(&ordinal_words(number, language))),
        (false, _) => format!("{name} {}", cardinal_words(number, language)),
    })
}

/// "and Albert I think that": the numeral is the pronoun.
fn is_sentence_going_on(after: &str) -> bool {
    const VERBS: [&str; 8] = ["am", "have", "think", "know", "was", "will", "would", "had"];
    let next = after.trim_start().split(|character: char| !character.is_alphabetic()).next();
    next.is_some_and(|word| VERBS.contains(&word))
}

/// The value of a properly written numeral, up to 39.
pub(super) fn roman_value(numeral: &str) -> Option<u64> {
    const UNITS: [&str; 10] = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let tens = numeral.chars().take_while(|letter| *letter == 'X').count();
    let unit = UNITS.iter().position(|unit| *unit == &numeral[tens..])?;
    (tens <= 3).then_some((tens * 10 + unit) as u64)
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().collect::<String>() + characters.as_str()).unwrap_or_default()
}
