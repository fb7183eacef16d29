//! Dates and years: "1 januari 2026" is "één januari tweeduizend zesentwintig". Not for times (`clock`). Dates in
//! digits are read the Dutch way, day first, even in English.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::numbers::{cardinal_words, ordinal_words, year_words};
use regex::Regex;
use std::sync::LazyLock;

const DUTCH_MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

static ISO: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})\b"));
static DIGITS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\b([0-9]{1,2})(?:-([0-9]{1,2})-|/([0-9]{1,2})/|\.([0-9]{1,2})\.)'?([0-9]{4}|[0-9]{2})\b")
});
static DUTCH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b([0-9]{1,2})(e|de|ste)?\.? ",
        r"(januari|jan\b\.?|februari|febr?\b\.?|maart|mrt\b\.?|april|apr\b\.?|mei|juni|jun\b\.?",
        r"|juli|jul\b\.?|augustus|aug\b\.?|september|sept?\b\.?|oktober|okt\b\.?|november|nov\b\.?",
        r"|december|dec\b\.?)(?: '?([0-9]{4}))?"
    ))
});
/// "12-15 mrt.": days of one month.
static DAYS_OF_MONTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern("(?i)\\b([0-9]{1,2}) ?[-–] ?([0-9]{1,2}) (jan|feb|maart|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec)")
});
static MONTH_OF_YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(20[0-9]{2})-(0[1-9])\b"));
/// "01-2026"
static MONTH_AND_YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(0[1-9]|1[0-2])-(20[0-9]{2})\b"));
/// A day and a month in digits, without a year.
static DAY_AND_MONTH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9]{1,2})([-/])([0-9]{1,2})\b"));
static DATE_EXPECTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:\b(?:op|per|uiterlijk|de dato|datum|sinds|vanaf|tussen|peildatum|geboren)(?: (?:maan|dins|woens|donder|vrij|zater|zon)dag)?:?",
        r"|\b(?:maan|dins|woens|donder|vrij|zater|zon)dag",
        r"|\b(?:op|tussen|van|vanaf) [0-9]{1,2}[-/][0-9]{1,2} (?:en|of|tot|tot en met)",
        r"|(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december) (?:en|of|tot|tot en met)) $"
    ))
});
static DATE_POSSIBLE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:voor|tot|tot en met|na|van|vóór|ná) $"));
static COUNTED_NEXT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:uur\b|u\b|%|€|euro|jaar|jr|km\b|m\b|kg\b|keer|x\b|ton|miljoen|meter|[a-z]+(?:en|s)\b)|^-")
});
/// "van 1-4 tot 1-10"
static PAIR_AHEAD: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ (?:tot|tot en met|en) [0-9]{1,2}-[0-9]{1,2}\b"));
static VERB_NEXT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ (?:moeten|kunnen|worden|zijn|hebben|gaan|zullen|mogen|komen|was|tussen|tegen)\b"));
/// Case-sensitive: "may" and "march" are words too.
const ENGLISH_MONTH: &str = concat!(
    r"(January|Jan\b\.?|February|Feb\b\.?|March|Mar\b\.?|April|Apr\b\.?|May|June|Jun\b\.?|July|Jul\b\.?",
    r"|August|Aug\b\.?|September|Sept?\b\.?|October|Oct\b\.?|November|Nov\b\.?|December|Dec\b\.?)"
);
static DAY_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b(?:([0-9]{{1,2}})(?:st|nd|rd|th)? ?(?:-|–|to|until|till) ?(?:the )?)?([0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)? {ENGLISH_MONTH}(?:,? ([0-9]{{4}}))?"
    ))
});
static MONTH_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(r"\b{ENGLISH_MONTH} (?:the )?([0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? ([0-9]{{4}}))?"))
});
static YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b'?(1[1-9][0-9]{2}|20[0-9]{2})\b"));
static SCHOOL_YEAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b((?:19|20)[0-9]{2})/'?((?:19|20)?[0-9]{2})\b"));
static DECADE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b(1[0-9]|20)?([1-9])0s\b"));
static YEAR_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:\b(?:in|since|from|until|till|before|after|by|year|between|during|mid|early|late|born|of",
        r"|january|february|march|april|may|june|july|august|september|october|november|december),?",
        r"|\() ?$"
    ))
});
static COUNTED_AFTER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ [a-z]+s\b"));

/// Converts every date that names its day, with its year if it has one; in English also decades.
pub(super) fn dates(text: String, language: Language) -> String {
    let text = match language {
        Language::Nl => rewrite(text, &DAYS_OF_MONTH, |found| {
            let (first, last) = (found.number(1)?, found.number(2)?);
            (found.stands_alone_before() && first < last && last <= 31)
                .then(|| format!("{first} tot {last} {}", found.group(3)))
        }),
        Language::En => text,
    };
    let text = rewrite(text, &ISO, |found| {
        let (year, month, day) = (found.number(1)?, found.number(2)?, found.number(3)?);
        date(found, day, month, Some(year), language)
    });
    let text = rewrite(text, &DIGITS, |found| date_in_digits(found, language));
    match language {
        Language::Nl => {
            let text = rewrite(text, &DUTCH, dutch_date);
            let text = rewrite(text, &MONTH_OF_YEAR, |found| {
                let month = DUTCH_MONTHS[found.number(2)? as usize - 1];
                found
                    .is_whole_number()
                    .then(|| format!("{month} {}", year_words(found.number(1).unwrap_or(0), language)))
            });
            let text = rewrite(text, &MONTH_AND_YEAR, |found| {
                let month = DUTCH_MONTHS[found.number(1)? as usize - 1];
                found
                    .is_whole_number()
                    .then(|| format!("{month} {}", year_words(found.number(2).unwrap_or(0), language)))
            });
            rewrite(text, &DAY_AND_MONTH, day_and_month)
        }
        Language::En => {
            let text = rewrite(text, &DECADE, decade);
            let text = rewrite(text, &DAY_FIRST, day_first);
            rewrite(text, &MONTH_FIRST, month_first)
        }
    }
}

/// Converts years by themselves, and school years.
pub(super) fn years(text: String, language: Language) -> String {
    let text = rewrite(text, &SCHOOL_YEAR, |found| {
        let (first, second) = (found.number(1)?, found.number(2)?);
        let follows = second == first + 1 || second == (first + 1) % 100;
        (found.is_whole_number() && follows)
            .then(|| format!("{}, {}", year_words(first, language), year_words(second, language)))
    });
    rewrite(text, &YEAR, |found| year(found, language))
}

fn date(found: &Matched<'_>, day: u64, month: u64, year: Option<u64>, language: Language) -> Option<String> {
    if !(1..=31).contains(&day) || !(1..=12).contains(&month) || !found.is_whole_number() {
        return None;
    }
    let month = month as usize - 1;
    let date = match language {
        Language::Nl => format!("{} {}", cardinal_words(day, language), DUTCH_MONTHS[month]),
        Language::En => {
            let date = format!("{} of {}", ordinal_words(day, language), ENGLISH_MONTHS[month]);
            format!("{}{date}", article(found.before))
        }
    };
    Some(with_year(date, year, language))
}

fn date_in_digits(found: &Matched<'_>, language: Language) -> Option<String> {
    let month = [found.group(2), found.group(3), found.group(4)].concat();
    let (mut day, mut month): (u64, u64) = (found.number(1)?, month.parse().ok()?);
    if month > 12 && day <= 12 {
        std::mem::swap(&mut day, &mut month);
    }
    if found.group(5).len() == 2 && !found.group(4).is_empty() {
        return None;
    }
    // "5-10-15 km"
    if found.group(5).len() == 2 && COUNTED_NEXT.is_match(found.after) {
        return None;
    }
    date(found, day, month, None, language)?;
    match found.group(5) {
        year if year.starts_with('0') => {
            let date = date(found, day, month, None, language)?;
            let digits = crate::numbers::digit_words(year, language);
            Some(format!("{date} {digits}"))
        }
        year => date(found, day, month, year.parse().ok(), language),
    }
}

/// Converts "voor 31-12" and "op 1/4 en 1/10"; not "10-14 uur" or "1/2 pagina", which other rules handle.
fn day_and_month(found: &Matched<'_>) -> Option<String> {
    let (day, month) = (found.number(1)?, found.number(3)?);
    let counted = COUNTED_NEXT.is_match(found.after) && !VERB_NEXT.is_match(found.after);
    let dash = found.group(2) == "-";
    let alone = dash && day > 12 && found.before.is_empty() && found.after.trim_end_matches('.').is_empty();
    let descends = dash && day > month && DATE_POSSIBLE.is_match(found.before);
    let starts_pair = dash && PAIR_AHEAD.is_match(found.after) && DATE_POSSIBLE.is_match(found.before);
    let expected = DATE_EXPECTED.is_match(found.before) || descends || starts_pair;
    (alone || expected && !counted).then(|| date(found, day, month, None, Language::Nl)).flatten()
}

fn dutch_date(found: &Matched<'_>) -> Option<String> {
    let day = found.number(1).filter(|day| (1..=31).contains(day))?;
    let written = found.group(3).to_lowercase();
    let start: String = written.trim_end_matches('.').chars().take(3).collect();
    let month = match start.as_str() {
        "mrt" => DUTCH_MONTHS[2],
        _ => DUTCH_MONTHS.iter().find(|month| month.starts_with(&start))?,
    };
    let goes_on = found.after.starts_with(char::is_alphanumeric);
    if goes_on || found.before.ends_with(|before: char| before.is_alphanumeric() || before == ',') {
        return None;
    }
    let day = match found.group(2) {
        "" => cardinal_words(day, Language::Nl),
        _ => ordinal_words(day, Language::Nl),
    };
    let words = with_year(format!("{day} {month}"), found.number(4), Language::Nl);
    Some(words + lost_sentence_end(found.group(0), found.after))
}

/// The sentence end in "3 okt." at the end of the text, where the dot was both.
fn lost_sentence_end(matched: &str, after: &str) -> &'static str {
    let ended = after.trim_start().chars().next().is_none_or(char::is_uppercase);
    if matched.ends_with('.') && ended { "." } else { "" }
}

fn day_first(found: &Matched<'_>) -> Option<String> {
    let first = found.number(1).filter(|day| (1..=31).contains(day));
    let day = found.number(2).filter(|day| (1..=31).contains(day))?;
    let month = english_month(found.group(3))?;
    if first.is_none() && !found.group(1).is_empty()
        || found.before.ends_with(['.', ','])
        || found.after.starts_with(char::is_alphanumeric)
    {
        return None;
    }
    let day = ordinal_words(day, Language::En);
    let days = match first {
        Some(first) => format!("{} to the {day}", ordinal_words(first, Language::En)),
        None => day,
    };
    let date = format!("{}{days} of {month}", article(found.before));
    let words = with_year(date, found.number(4), Language::En);
    Some(words + lost_sentence_end(found.group(0), found.after))
}

fn month_first(found: &Matched<'_>) -> Option<String> {
    let month = english_month(found.group(1))?;
    let day = found.number(2).filter(|day| (1..=31).contains(day))?;
    if !found.is_whole_number() || found.after.starts_with('%') {
        return None;
    }
    let date = format!("{}{} of {month}", article(found.before), ordinal_words(day, Language::En));
    Some(with_year(date, found.number(3), Language::En))
}

fn english_month(written: &str) -> Option<&'static str> {
    let start: String = written.to_lowercase().chars().take(3).collect();
    ENGLISH_MONTHS.iter().find(|month| month.to_lowercase().starts_with(&start)).copied()
}

fn article(before: &str) -> &'static str {
    let before = before.trim_end();
    let has_article = before.len() >= 3
        && before.is_char_boundary(before.len() - 3)
        && before[before.len() - 3..].eq_ignore_ascii_case("the");
    if has_article { "" } else { "the " }
}

fn with_year(date: String, year: Option<u64>, language: Language) -> String {
    match year {
        Some(year) => format!("{date} {}", year_words(year, language)),
        None => date,
    }
}

fn decade(found: &Matched<'_>) -> Option<String> {
    let tens = cardinal_words(found.number(2)? * 10, Language::En);
    let tens = match tens.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{tens}s"),
    };
    Some(match found.number(1) {
        Some(century) => format!("{} {tens}", cardinal_words(century, Language::En)),
        None => tens,
    })
}

/// In Dutch a year from 2000 on sounds like the number; in English it depends on the context.
fn year(found: &Matched<'_>, language: Language) -> Option<String> {
    let year = found.number(1)?;
    let range = found.before.ends_with(['-', '–']) || found.after.starts_with(['-', '–']);
    let joined = |sign: Option<char>| sign.is_some_and(|sign| matches!(sign, '.' | ',' | '/' | ':'));
    let fraction = joined(found.before.chars().next_back())
        || joined(found.after.chars().next()) && found.after[1..].starts_with(|next: char| next.is_ascii_digit());
    if !found.stands_alone() || fraction {
        return None;
    }
    let said = match language {
        Language::Nl => year < 2_000,
        Language::En => {
            let recent = year >= 1_900 && !COUNTED_AFTER.is_match(found.after);
            recent || range && year >= 1_500 || YEAR_BEFORE.is_match(found.before)
        }
    };
    said.then(|| year_words(year, language))
}
