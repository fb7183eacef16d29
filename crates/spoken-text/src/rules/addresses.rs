//! Web and e-mail addresses: "rijksoverheid punt nl schuine streep verhuizen". Not for postal
//! addresses (`codes`).

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::letters::{has_no_vowel, letter_names};
use crate::lexicon::Lexicon;
use crate::numbers::{digit_words, integer_words};
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

static EMAIL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(?:mailto:)?([a-z0-9][a-z0-9._%+-]*@[a-z0-9](?:[a-z0-9-]*\.)+[a-z]{2,})"));
static WEB: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:https?://(?:www\.)?|www\.)([a-z0-9][^\s<>\x22']*)",
        r"|((?:[a-z0-9][a-z0-9-]*\.)+",
        r"(?:nl|com|org|eu|net|info|gov|int|io|frl|amsterdam|uk)",
        r"(?:/[^\s<>\x22']*)?)"
    ))
});

/// Converts every address; a closing bracket or sentence end after it is not part of it.
pub(super) fn apply(text: String, language: Language, lexicon: &Lexicon) -> String {
    let text =
        rewrite(text, &EMAIL, |found| found.stands_alone().then(|| address_words(found.group(1), language, lexicon)));
    rewrite(text, &WEB, |found| web_words(found, language, lexicon))
}

fn web_words(found: &Matched<'_>, language: Language, lexicon: &Lexicon) -> Option<String> {
    if !found.stands_alone() || found.before.ends_with(['.', '@', '-']) {
        return None;
    }
    let address = [found.group(1), found.group(2)].concat();
    let end = address.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '*', '_', '…']);
    let rest = &address[end.len()..];
    let words = address_words(end.trim_end_matches('/'), language, lexicon);
    Some(format!("{words}{rest}"))
}

fn address_words(address: &str, language: Language, lexicon: &Lexicon) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut rest = address;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|character: char| kind(character) != kind(first)).unwrap_or(rest.len());
        let (run, remaining) = match kind(first) {
            Kind::Sign => rest.split_at(first.len_utf8()),
            Kind::Letters | Kind::Digits => rest.split_at(end),
        };
        match kind(first) {
            Kind::Letters => words.push(label_words(run, language, lexicon)),
            // "113.nl"
            Kind::Digits if matches!(run, "112" | "113" | "144") => words.push(digit_words(run, language)),
            Kind::Digits if run.len() <= 4 => words.push(integer_words(run, language)),
            Kind::Digits => words.push(digit_words(run, language)),
            Kind::Sign => words.extend(sign_word(first, language).map(str::to_owned)),
        }
        rest = remaining;
    }
    words.join(" ")
}

#[derive(PartialEq)]
enum Kind {
    Letters,
    Digits,
    Sign,
}

fn kind(character: char) -> Kind {
    if character.is_ascii_digit() {
        Kind::Digits
    } else if character.is_alphanumeric() {
        Kind::Letters
    } else {
        Kind::Sign
    }
}

/// An abbreviation is said as in a sentence ("uwv", "svb"); every voice knows short endings such as "nl".
fn label_words(label: &str, language: Language, lexicon: &Lexicon) -> String {
    let upper = label.to_uppercase();
    let known = lexicon.spoken(label, language).or_else(|| lexicon.spoken(&upper, language));
    match known {
        Some(spoken) => spoken.to_owned(),
        None if (3..=5).contains(&label.len()) && has_no_vowel(label) => letter_names(label, language),
        None => label.to_owned(),
    }
}

fn sign_word(sign: char, language: Language) -> Option<&'static str> {
    let vocabulary = Vocabulary::of(language);
    Some(match sign {
        '.' => vocabulary.dot,
        '/' => vocabulary.slash,
        '-' => vocabulary.hyphen,
        '_' => vocabulary.underscore,
        '@' => vocabulary.at,
        '?' => vocabulary.question_mark,
        '=' => vocabulary.equals,
        '&' => vocabulary.ampersand,
        '#' => vocabulary.hash,
        '%' => vocabulary.percent,
        '+' => vocabulary.plus,
        ':' => vocabulary.colon,
        '~' => vocabulary.tilde,
        _ => return None,
    })
}
