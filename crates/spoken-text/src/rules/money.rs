//! Amounts of money: "€ 77,85" is "zevenenzeventig euro vijfentachtig". Not for other figures.
//!
//! Government texts mix Dutch and English notation in both languages, so separators are interpreted by position: three
//! digits after one are thousands, anything else is a fraction.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::numbers::{digit_words, integer_words};
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

const FIGURE: &str = r"([0-9]+(?:[.,][0-9]+)*|[0-9]{1,3}(?: [0-9]{3})+)(?:,(?:-{1,2}|–|=))?";
const MAGNITUDE: &str = concat!(
    r"(?: ?(miljoen|miljard|biljoen|duizend|mln\b\.?|mld\b\.?|million|billion|trillion|thousand",
    r"|bn\b|[kK]\b|m\b))?"
);

static SYMBOL_FIRST: LazyLock<Regex> =
    LazyLock::new(|| pattern(&format!(r"(-)?((?:US)?\$|€|£|\bEUR\b|\bUSD\b|\bGBP\b) ?(-)?{FIGURE}{MAGNITUDE}")));
static SPACED_THOUSANDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"([€$£]) ?([0-9]{1,3})((?: [0-9]{3})+)\b"));
static SYMBOL_LAST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:^|\b)(-)?{FIGURE}{MAGNITUDE} ?(€|\$|£|euro's\b|euros?\b|eur\b|dollars?\b|pounds?\b|pond\b)"
    ))
});
static RANGE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([€$£]) ?([0-9][0-9.,]*(?:,-)?) ?[-–] ?(?:[€$£] ?)?([0-9])"));
static RANGE_BEFORE_NAME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([0-9][0-9.,]*) ?[-–] ?([0-9][0-9.,]* ?(?:€|euro))"));
static PER: LazyLock<Regex> = LazyLock::new(|| pattern(r"([€$£] ?[0-9][0-9.,]*(?:,-)?) ?/ ?([a-z])"));

/// Every amount in words.
pub(super) fn apply(text: String, language: Language) -> String {
    let vocabulary = Vocabulary::of(language);
    let text = rewrite(text, &SPACED_THOUSANDS, |found| {
        let thousands: String = found.group(3).split(' ').collect();
        Some(format!("{} {}{thousands}", found.group(1), found.group(2)))
    });
    let text = rewrite(text, &RANGE, |found| {
        let (symbol, low, high) = (found.group(1), found.group(2), found.group(3));
        Some(format!("{symbol} {low} {} {symbol}{high}", vocabulary.to))
    });
    let text = rewrite(text, &RANGE_BEFORE_NAME, |found| {
        Some(format!("{} {} {}", found.group(1), vocabulary.to, found.group(2)))
    });
    let text = rewrite(text, &PER, |found| Some(format!("{} {} {}", found.group(1), vocabulary.per, found.group(2))));
    let text = rewrite(text, &SYMBOL_FIRST, |found| {
        let negative =
            !found.group(1).is_empty() && !found.before.ends_with(char::is_alphanumeric) || !found.group(3).is_empty();
        let currency = Currency::of(found.group(2))?;
        amount(found, negative, found.group(4), found.group(5), currency, language)
    });
    rewrite(text, &SYMBOL_LAST, |found| {
        let negative = !found.group(1).is_empty() && !found.before.ends_with(char::is_alphanumeric);
        let currency = Currency::of(found.group(4))?;
        amount(found, negative, found.group(2), found.group(3), currency, language)
    })
}

#[derive(Clone, Copy)]
enum Currency {
    Euro,
    Dollar,
    Pound,
}

impl Currency {
    fn of(written: &str) -> Option<Currency> {
        let written = written.to_lowercase();
        Some(match written.trim_start_matches("us").chars().next()? {
            '€' | 'e' => Currency::Euro,
            '$' | 'd' => Currency::Dollar,
            '£' | 'p' | 'g' => Currency::Pound,
            _ => return None,
        })
    }

    fn name(self, single: bool, language: Language) -> &'static str {
        match (self, language, single) {
            (Currency::Euro, Language::Nl, _) | (Currency::Euro, Language::En, true) => "euro",
            (Currency::Euro, Language::En, false) => "euros",
            (Currency::Dollar, Language::Nl, _) | (Currency::Dollar, Language::En, true) => "dollar",
            (Currency::Dollar, Language::En, false) => "dollars",
            (Currency::Pound, Language::Nl, _) => "pond",
            (Currency::Pound, Language::En, true) => "pound",
            (Currency::Pound, Language::En, false) => "pounds",
        }
    }

    fn cents(self, single: bool, language: Language) -> &'static str {
        match (self, language, single) {
            (Currency::Pound, ..) => "pence",
            (_, Language::En, false) => "cents",
            _ => "cent",
        }
    }
}

fn amount(
    found: &Matched<'_>,
    negative: bool,
    figure: &str,
    magnitude: &str,
    currency: Currency,
    language: Language,
) -> Option<String> {
    if found.before.ends_with(|sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ',')) {
        return None;
    }
    let (whole, fraction) = whole_and_fraction(figure)?;
    let words = match magnitude_word(magnitude, language) {
        Some(magnitude) => {
            let figure = decimal_words(&whole, &fraction, language);
            format!("{figure} {magnitude} {}", currency.name(false, language))
        }
        None => amount_words(&whole, &fraction, currency, language),
    };
    let sign = if negative { Vocabulary::of(language).minus } else { "" };
    Some(format!("{sign} {words}").trim_start().to_owned())
}

/// `None` if the separators make no number ("12.34.56").
fn whole_and_fraction(figure: &str) -> Option<(String, String)> {
    let groups: Vec<&str> = figure.split(['.', ',']).collect();
    let (last, first) = groups.split_last()?;
    if first.is_empty() {
        return Some(((*last).to_owned(), String::new()));
    }
    let separators: Vec<char> = figure.chars().filter(|sign| !sign.is_ascii_digit()).collect();
    let last_differs = separators[..separators.len() - 1].iter().any(|separator| Some(separator) != separators.last());
    let thousands = |groups: &[&str]| groups.iter().all(|group| group.len() == 3);
    let starts_well = (1..=3).contains(&first[0].len()) && !first[0].starts_with('0');
    if last.len() == 3 && !last_differs && starts_well && thousands(&first[1..]) {
        return Some((groups.concat(), String::new()));
    }
    let well_formed = first.len() == 1 || starts_well && thousands(&first[1..]);
    well_formed.then(|| (first.concat(), (*last).to_owned()))
}

fn amount_words(whole: &str, fraction: &str, currency: Currency, language: Language) -> String {
    let units = integer_words(whole, language);
    let name = currency.name(whole == "1", language);
    let cents: Option<u64> = (fraction.len() == 2).then(|| fraction.parse().ok()).flatten();
    match cents {
        None if fraction.is_empty() => format!("{units} {name}"),
        None => {
            let figure = decimal_words(whole, fraction, language);
            format!("{figure} {}", currency.name(false, language))
        }
        Some(0) => format!("{units} {name}"),
        Some(cents) => {
            let words = integer_words(&cents.to_string(), language);
            let cents_name = currency.cents(cents == 1, language);
            match (whole, cents) {
                ("0", _) => format!("{words} {cents_name}"),
                (_, 1..10) => {
                    let and = Vocabulary::of(language).and;
                    format!("{units} {name} {and} {words} {cents_name}")
                }
                _ => format!("{units} {name} {words}"),
            }
        }
    }
}

fn decimal_words(whole: &str, fraction: &str, language: Language) -> String {
    let whole = integer_words(whole, language);
    if fraction.is_empty() {
        return whole;
    }
    let decimal = Vocabulary::of(language).decimal;
    format!("{whole} {decimal} {}", digit_words(fraction, language))
}

fn magnitude_word(written: &str, language: Language) -> Option<&'static str> {
    let written = written.to_lowercase();
    let (dutch, english) = match written.trim_end_matches('.') {
        "duizend" | "thousand" | "k" => ("duizend", "thousand"),
        "miljoen" | "mln" | "million" | "m" => ("miljoen", "million"),
        "miljard" | "mld" | "bn" => ("miljard", "billion"),
        "billion" if language == Language::En => ("miljard", "billion"),
        "biljoen" | "trillion" | "billion" => ("biljoen", "trillion"),
        _ => return None,
    };
    Some(match language {
        Language::Nl => dutch,
        Language::En => english,
    })
}
