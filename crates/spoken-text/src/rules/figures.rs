//! The remaining plain figures: whole numbers, thousands, decimals, and digits with other characters between them.
//! After this, no digit is left. Not for figures with a special meaning.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::numbers::{digit_words, digits_in_threes, integer_words, number_words};
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

static CHAIN: LazyLock<Regex> = LazyLock::new(|| pattern(r"[0-9]+(?:[.,:/–-][0-9]+)*"));
/// "Covid-19": the hyphen only joins.
static WORD_AND_FIGURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(\p{L})[-–]([0-9])"));
static WORDS_WITH_SLASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"([\p{L}'.)]) ?/ ?(\p{L})"));

/// Every figure in words.
pub(super) fn apply(text: String, language: Language) -> String {
    let text = rewrite(text, &WORD_AND_FIGURE, |found| Some(format!("{} {}", found.group(1), found.group(2))));
    let text = rewrite(text, &CHAIN, |found| Some(figure_words(found.group(0), language)));
    let text = rewrite(text, &WORDS_WITH_SLASH, |found| Some(words_with_slash(found, language)));
    // "a/b/c": the letter in the middle belongs to both.
    rewrite(text, &WORDS_WITH_SLASH, |found| Some(words_with_slash(found, language)))
}

/// "hij/zij" is a choice; names with a slash ("Burgerzaken/Publiekszaken") are simply said one after the other.
fn words_with_slash(found: &Matched<'_>, language: Language) -> String {
    let (left, right) = (found.group(1), found.group(2));
    if right.starts_with(char::is_uppercase) {
        return format!("{left}, {right}");
    }
    format!("{left} {} {right}", Vocabulary::of(language).or)
}

fn figure_words(figure: &str, language: Language) -> String {
    if is_code(figure) {
        return digits_in_threes(figure, language);
    }
    if let Some((whole, fraction)) = decimal(figure, language) {
        return decimal_words(&whole, &fraction, language);
    }
    let vocabulary = Vocabulary::of(language);
    let mut words = String::new();
    let mut rest = figure;
    while let Some(position) = rest.find(|sign: char| !sign.is_ascii_digit()) {
        let (number, after) = rest.split_at(position);
        let sign = after.chars().next().unwrap_or(' ');
        words.push_str(&integer_words(number, language));
        let joint = match sign {
            '.' => format!(" {} ", vocabulary.dot),
            ':' => format!(" {} ", vocabulary.colon),
            '/' => format!(" {} ", vocabulary.slash),
            _ => ", ".to_owned(),
        };
        words.push_str(&joint);
        rest = &after[sign.len_utf8()..];
    }
    words + &integer_words(rest, language)
}

/// Eight digits or more without separators are a customer or file number, unless they are round.
fn is_code(figure: &str) -> bool {
    figure.len() >= 8 && figure.chars().all(|digit| digit.is_ascii_digit()) && !figure.ends_with("000")
}

/// Splits a number in the language's notation into the whole part without separators, and the fraction.
fn decimal(figure: &str, language: Language) -> Option<(String, String)> {
    let (thousands_sign, decimal_sign) = match language {
        Language::Nl => ('.', ','),
        Language::En => (',', '.'),
    };
    if figure.contains([':', '/', '-', '–']) {
        return None;
    }
    // "1,000.50" in a Dutch text: nothing else has both separators in this order.
    let swapped = figure.find(decimal_sign).zip(figure.rfind(thousands_sign)).is_some_and(|(first, last)| first < last);
    let (thousands_sign, decimal_sign) = if swapped && language == Language::Nl {
        (decimal_sign, thousands_sign)
    } else {
        (thousands_sign, decimal_sign)
    };
    let (whole, fraction) = figure.split_once(decimal_sign).unwrap_or((figure, ""));
    if fraction.contains(decimal_sign) {
        return None;
    }
    let groups: Vec<&str> = whole.split(thousands_sign).collect();
    let grouped = groups.len() > 1;
    let well_grouped =
        groups[1..].iter().all(|group| group.len() == 3) && groups[0].len() <= 3 && !groups[0].starts_with('0');
    if fraction.contains(thousands_sign) || grouped && !well_grouped {
        return None;
    }
    Some((groups.concat(), fraction.to_owned()))
}

/// "2,25" is "twee komma vijfentwintig", "2,05" is "twee komma nul vijf"; English reads digits.
fn decimal_words(whole: &str, fraction: &str, language: Language) -> String {
    let whole = integer_words(whole, language);
    let said_as_number = language == Language::Nl && fraction.len() <= 2 && !fraction.starts_with('0');
    let fraction = match fraction.parse() {
        _ if fraction.is_empty() => return whole,
        Ok(number) if said_as_number => number_words(number, language),
        _ => digit_words(fraction, language),
    };
    format!("{whole} {} {fraction}", Vocabulary::of(language).decimal)
}
