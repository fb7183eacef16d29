//! Phone numbers in groups: "veertien nul twintig", "nul achthonderd, dertien eenenvijftig".
//!
//! In Dutch, area codes and service numbers are said as people say them; subscriber numbers, and everything in
//! English, digit by digit. Not for other long numbers (`codes`, `figures`).

use super::codes::digit_pairs;
use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::numbers::{digit_words, number_words};
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

static INTERNATIONAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:\+|\b00) ?([1-9][0-9]{0,2})((?:[ .-]{0,3}\(?[0-9]+\)?)+)"));
static MUNICIPAL: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b14[ +-]{0,3}(0[1-9][0-9]{1,2})\b"));
static SERVICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\(?\b(0[89]0[0-9])\)?[ –-]{0,3}([0-9]{4}|[0-9]{7}|[0-9]{3}[ -]?[0-9]{4}|[0-9]{2}[ -][0-9]{2})\b")
});
static NATIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\(?\b(0[1-9][0-9]{0,2})\)?([ .–-]{1,3}[0-9]{2,8}(?:[ .-][0-9]{2,8})*)\b|\b0[1-9][0-9]{8}\b")
});
static SHORT: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b(?:11[0-9]{4}|116 [0-9]{3}|[1-9][0-9]{2,3}|[1-9][0-9]{5,7})\b"));
static CALL_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:bel|belt|bellen|gebeld|belde|telefoon|telefoonnummers?|telefonisch|tel|nummer",
        r"|noodnummer|alarmnummer|meldnummer|call|calls|calling|dial|phone|ring|telephone",
        r"|number|phone number)\b[^.!?0-9€$£]{0,25}$"
    ))
});
static NOT_A_CALL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:voor|in|vanaf|sinds|tot|binnen|na|uit|van|minimaal|maximaal|circa|before|since",
        r"|until|within|after|from|of|over|about) $"
    ))
});
static COUNTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:artikel|pagina|bladzijde|lid|kamer|nummer|paragraaf|page|room|article|section|number) $")
});
static EMERGENCY: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b11[23]\b"));
/// 113 is a helpline too, but just as often a count.
static HELPLINE_AFTER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?: ?Zelfmoord| Suicide|,? of 0800|\.nl| online)"));
static MEASURED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^ ?(?:%|€|°|euro|km|m²|m\b|kg|cm|keer|x\b|procent|percent|miljoen|million)"));

/// Converts every phone number to groups with pauses.
pub(super) fn apply(text: String, language: Language) -> String {
    let text = rewrite(text, &INTERNATIONAL, |found| international(found, language));
    let text = rewrite(text, &SERVICE, |found| {
        found.is_whole_number().then(|| {
            let bracket = if found.group(0).starts_with('(') { " " } else { "" };
            format!("{bracket}{}", service(found.group(1), found.group(2), language))
        })
    });
    let text = rewrite(text, &MUNICIPAL, |found| {
        (found.is_whole_number() && !is_amount(found)).then(|| {
            let start = match language {
                Language::Nl => number_words(14, language),
                Language::En => digit_words("14", language) + ",",
            };
            format!("{start} {}", area_words(found.group(1), language))
        })
    });
    let text = rewrite(text, &NATIONAL, |found| national(found, language));
    let text = rewrite(text, &SHORT, |found| short(found, language));
    rewrite(text, &EMERGENCY, |found| {
        let counted = COUNTS.is_match(found.before) || is_amount(found);
        let number = found.group(0);
        let meant = number == "112" || HELPLINE_AFTER.is_match(found.after) || found.before.ends_with("tichting ");
        (found.is_whole_number() && !counted && meant).then(|| digit_words(number, language))
    })
}

fn international(found: &Matched<'_>, language: Language) -> Option<String> {
    let digits = found.group(0).chars().filter(char::is_ascii_digit).count();
    if !(9..=17).contains(&digits) || !found.is_whole_number() {
        return None;
    }
    let (country, rest) = country_and_rest(found.group(1), found.group(2));
    let country = match language {
        Language::Nl => number_words(country.parse().ok()?, language),
        Language::En => digit_words(&country, language),
    };
    let prefix = if found.group(0).starts_with('+') {
        Vocabulary::of(language).plus.to_owned()
    } else {
        digit_words("00", language) + ","
    };
    let rest = rest.replace("(0) ", "0").replace("(0)", "0");
    Some(format!("{prefix} {country}, {}", area_and_groups(&rest, language)))
}

/// After the country code: the first group is the area code, with or without its zero.
fn area_and_groups(rest: &str, language: Language) -> String {
    let rest = rest.trim_start_matches(|character: char| !character.is_ascii_digit());
    let end = rest.find(|character: char| !character.is_ascii_digit()).unwrap_or(rest.len());
    let (area, number) = rest.split_at(end);
    let dutch_area = language == Language::Nl && area.len() == 2 && !area.starts_with('0');
    let mut words = match area.parse() {
        Ok(area) if dutch_area => vec![number_words(area, language)],
        _ if area.starts_with('0') && area.len() <= 4 => vec![area_words(area, language)],
        _ => groups(area, language),
    };
    words.extend(groups(number, language));
    words.join(", ")
}

/// "+31206241111" has no space after the country code; 31 is the one that we know.
fn country_and_rest(country: &str, rest: &str) -> (String, String) {
    let separated = rest.starts_with([' ', '.', '-', '(']);
    match country.strip_prefix("31") {
        Some(tail) if !separated && !tail.is_empty() => ("31".to_owned(), format!("{tail}{rest}")),
        _ => (country.to_owned(), rest.to_owned()),
    }
}

fn service(prefix: &str, number: &str, language: Language) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let number = match (language, digits.len()) {
        (Language::Nl, 4) => digit_pairs(&digits, language),
        _ => split_evenly(&digits, language).join(", "),
    };
    format!("{}, {number}", area_words(prefix, language))
}

fn national(found: &Matched<'_>, language: Language) -> Option<String> {
    let digits: String = found.group(0).chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 10 || !found.is_whole_number() {
        return None;
    }
    let (area, rest) = match found.group(1) {
        "" => {
            let (area, rest) = digits.split_at(area_length(&digits));
            (area.to_owned(), rest.to_owned())
        }
        area => (area.to_owned(), found.group(2).to_owned()),
    };
    let rest = groups(&rest, language).join(", ");
    let bracket = if found.group(0).starts_with('(') { " " } else { "" };
    Some(format!("{bracket}{}, {rest}", area_words(&area, language)))
}

/// Numbers such as 1400, without 0900: only where the text says that it is a phone number.
fn short(found: &Matched<'_>, language: Language) -> Option<String> {
    let called = CALL_BEFORE.is_match(found.before) && !NOT_A_CALL.is_match(found.before);
    if !called || !found.is_whole_number() || is_amount(found) {
        return None;
    }
    let digits: String = found.group(0).split(' ').collect();
    Some(match (language, digits.len()) {
        (Language::Nl, 4) if digits.starts_with('1') && digits.ends_with("00") => {
            number_words(digits.parse().ok()?, language)
        }
        (Language::Nl, 4) => digit_pairs(&digits, language),
        (_, ..5) => digit_words(&digits, language),
        _ => split_evenly(&digits, language).join(", "),
    })
}

fn is_amount(found: &Matched<'_>) -> bool {
    found.before.trim_end().ends_with(['€', '$', '£', '#']) || MEASURED.is_match(found.after)
}

/// "020" is "nul twintig", "0800" is "nul achthonderd"; other codes digit by digit.
fn area_words(area: &str, language: Language) -> String {
    let number = area.trim_start_matches('0');
    let said_as_number = match area.len() {
        2 | 3 => area.len() == number.len() + 1,
        4 => number.ends_with("00"),
        _ => false,
    };
    match (language, number.parse()) {
        (Language::Nl, Ok(number)) if said_as_number => {
            format!("{} {}", number_words(0, language), number_words(number, language))
        }
        _ => digit_words(area, language),
    }
}

/// The groups as written; one that is too long to remember is split.
fn groups(written: &str, language: Language) -> Vec<String> {
    written
        .split(|character: char| !character.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .flat_map(|group| split_evenly(group, language))
        .collect()
}

fn split_evenly(digits: &str, language: Language) -> Vec<String> {
    let lengths: &[usize] = match digits.len() {
        0..=4 => return vec![digit_words(digits, language)],
        5 => &[3, 2],
        6 => &[3, 3],
        7 => &[3, 2, 2],
        8 => &[2, 2, 2, 2],
        _ => &[3, 3, 3],
    };
    let mut rest = digits;
    let mut groups = Vec::new();
    for length in lengths.iter().chain(std::iter::repeat(&3)) {
        if rest.is_empty() {
            break;
        }
        let (group, remaining) = rest.split_at((*length).min(rest.len()));
        groups.push(digit_words(group, language));
        rest = remaining;
    }
    groups
}

/// Length of the area code: mobile and service numbers, areas with three digits, and the rest with four.
fn area_length(digits: &str) -> usize {
    const THREE: [&str; 36] = [
        "010", "013", "014", "015", "020", "023", "024", "026", "030", "033", "035", "036", "038", "040", "043", "045",
        "046", "050", "053", "055", "058", "070", "071", "072", "073", "074", "075", "076", "077", "078", "079", "084",
        "085", "087", "088", "091",
    ];
    match &digits[..3] {
        _ if digits.starts_with("06") => 2,
        area if THREE.contains(&area) => 3,
        _ => 4,
    }
}
