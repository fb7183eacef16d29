//! Codes that are read in groups: IBAN, BSN, postcode. Not for phone numbers (`phone`) or amounts.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::letters::letter_names;
use crate::numbers::{digit_words, digits_in_threes, number_words};
use regex::Regex;
use std::sync::LazyLock;

static IBAN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\bNL[0-9]{2} ?[A-Z]{4} ?[0-9]{4} ?[0-9]{4} ?[0-9]{2}",
        r"|\b[A-Z]{2}[0-9]{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?"
    ))
});
static CITIZEN_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[0-9]{4}[. ][0-9]{2}[. ][0-9]{3}|[0-9]{3}[. ][0-9]{3}[. ][0-9]{3}|[0-9]{8,9}"));
static CITIZEN_NUMBER_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:bsn|bee-es-en|b-s-n|burgerservicenummers?|sofinummer|citizen service number)\b[^.!?0-9]{0,20}$")
});
static POSTCODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([1-9][0-9]{3}) ?([A-Z]{2})\b"));
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"[A-Za-z0-9]*(?:[A-Za-z][0-9]|[0-9][A-Za-z])[A-Za-z0-9]*"));

/// International bank account numbers in groups of four.
pub(super) fn iban(text: String, language: Language) -> String {
    rewrite(text, &IBAN, |found| {
        let compact: String = found.group(0).split(' ').collect();
        let dutch = compact.starts_with("NL") && compact.len() == 18;
        (found.stands_alone() && (dutch || has_iban_check(&compact))).then(|| groups_of_four(&compact, language))
    })
}

/// Converts citizen service numbers, postcodes and long mixed codes.
pub(super) fn apply(text: String, language: Language) -> String {
    let text = rewrite(text, &CITIZEN_NUMBER, |found| citizen_number(found, language));
    let text = rewrite(text, &POSTCODE, |found| postcode(found, language));
    rewrite(text, &CODE, |found| mixed_code(found, language))
}

fn citizen_number(found: &Matched<'_>, language: Language) -> Option<String> {
    let written = found.group(0);
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let announced = CITIZEN_NUMBER_BEFORE.is_match(found.before);
    let amount = found.before.trim_end().ends_with(['€', '$', '£']);
    let recognised = written.len() == 9 && passes_eleven_test(&digits);
    (found.is_whole_number() && !amount && (announced || recognised)).then(|| digits_in_threes(&digits, language))
}

/// The checksum of a BSN: nine digits, weights 9 to 2 and −1, divisible by eleven.
fn passes_eleven_test(digits: &str) -> bool {
    // 10 is −1 modulo eleven.
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, 10];
    let sum: u32 =
        digits.chars().filter_map(|digit| digit.to_digit(10)).zip(weights).map(|(digit, weight)| digit * weight).sum();
    digits.len() == weights.len() && sum.is_multiple_of(11)
}

fn postcode(found: &Matched<'_>, language: Language) -> Option<String> {
    // Letter pairs that postcodes do not use, or that are far more often a word after a year.
    const NEVER: [&str; 7] = ["SA", "SD", "SS", "EU", "ID", "VN", "VK"];
    let (digits, letters) = (found.group(1), found.group(2));
    if !found.is_whole_number() || NEVER.contains(&letters) {
        return None;
    }
    let digits = match language {
        Language::Nl => digit_pairs(digits, language),
        Language::En => digit_words(digits, language),
    };
    Some(format!("{digits}, {}", letter_names(letters, language)))
}

/// "1012" is "tien twaalf"; a pair that starts with a zero is read digit by digit.
pub(super) fn digit_pairs(digits: &str, language: Language) -> String {
    let digits: Vec<char> = digits.chars().collect();
    let pairs: Vec<String> = digits
        .chunks(2)
        .map(|pair| match pair.iter().collect::<String>() {
            pair if pair.starts_with('0') => digit_words(&pair, language),
            pair => number_words(pair.parse().unwrap_or_default(), language),
        })
        .collect();
    pairs.join(" ")
}

/// A code of five or more characters in which letters and digits alternate ("NWLFR3706") is read
/// character by character.
fn mixed_code(found: &Matched<'_>, language: Language) -> Option<String> {
    let code = found.group(0);
    let digits = code.chars().filter(char::is_ascii_digit).count();
    let lower = code.chars().any(|letter| letter.is_ascii_lowercase());
    let upper = code.chars().any(|letter| letter.is_ascii_uppercase());
    (found.stands_alone() && code.len() >= 5 && digits >= 2 && upper && !lower).then(|| characters(code, language))
}

fn groups_of_four(code: &str, language: Language) -> String {
    let code: Vec<char> = code.chars().collect();
    let groups: Vec<String> =
        code.chunks(4).map(|group| characters(&group.iter().collect::<String>(), language)).collect();
    groups.join(", ")
}

fn characters(code: &str, language: Language) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let digits = first.is_ascii_digit();
        let end = rest.find(|character: char| character.is_ascii_digit() != digits).unwrap_or(rest.len());
        parts.push(if digits { digit_words(&rest[..end], language) } else { letter_names(&rest[..end], language) });
        rest = &rest[end..];
    }
    parts.join(" ")
}

/// The mod-97 checksum of an IBAN.
fn has_iban_check(compact: &str) -> bool {
    let (Some(start), Some(account)) = (compact.get(..4), compact.get(4..)) else {
        return false;
    };
    let remainder = account.chars().chain(start.chars()).try_fold(0, |sum: u32, character| {
        let value = character.to_digit(36)?;
        let shift = if value < 10 { 10 } else { 100 };
        Some((sum * shift + value) % 97)
    });
    (15..=34).contains(&compact.len()) && remainder == Some(1)
}
