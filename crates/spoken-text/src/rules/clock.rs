//! Times of day: "9.00 uur" is "negen uur", "13:30" is "dertien uur dertig". Not for durations.

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::numbers::cardinal_words;
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"\b([0-9]{1,2})([.:])([0-5][0-9])",
        r"(?: ?(?:(uur|hours|hrs|h|u)\b|((?i:[ap])\.?(?i:m)\b\.?)))?( ?[-–] ?)?"
    ))
});
static HOUR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([0-9]{1,2}) ?([apAP]\.m\.|[ap]m\b|[AP]M\b|[uh]([0-5][0-9])\b)"));
/// After a time written with a dot: "uur" itself, or more times and then "uur".
static HOURS_FOLLOW: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?: ?, ?| ?[-–] ?| (?:en|of|tot|tot en met|en van|to|and|until|till) )",
        r"(?:om |van )?[0-9]{1,2}[.:][0-9]{2}(?: uur| hours)?)* (?:uur|hours)\b"
    ))
});
static ANOTHER_TIME: LazyLock<Regex> = LazyLock::new(|| pattern(r"^[0-9]{1,2}[.:][0-9]{2}\b"));
static HALF_OF_DAY_RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9] ?[ap]\.?m\.?) ?[-–] ?([0-9])"));
/// Two times with a dot: opening hours, also where "uur" is not written.
static RANGE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b([01]?[0-9]|2[0-4])\.([0-5][0-9])( ?[-–] ?| tot(?: en met)? | t/m )([01]?[0-9]|2[0-4])\.([0-5][0-9])(?: ?u\b|\b)",
    )
});
static PAIR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(tussen|om|rond|van|vanaf) ([01]?[0-9]|2[0-4])\.([0-5][0-9]) (en|of|tot|tot en met) ([01]?[0-9]|2[0-4])\.([0-5][0-9])\b",
    )
});
/// Context in which a figure with a dot is not a time.
static OTHER_FIGURE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^ ?(?:€|%|euro|cent|procent|punten|graden|°|km|kg|cm|mm|m\b|m²|miljoen|miljard|ton)|^[.,:/][0-9]")
});
static SECTION_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:[.,:/0-9]|[€$£§] ?|\b(?:artikel|artikelen|art\.|paragraaf|hoofdstuk|bijlage|versie|tabel) )$")
});
static HOURS_RANGE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9]{1,2}) ?u(?:ur)? ?[-–] ?([0-9]{1,2})"));
static AT_BEFORE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b(?:om|rond|kwart|tussen) $"));

/// Every time of day in words.
pub(super) fn apply(text: String, language: Language) -> String {
    let to = Vocabulary::of(language).to;
    let text = rewrite(text, &HALF_OF_DAY_RANGE, |found| Some(format!("{} {to} {}", found.group(1), found.group(2))));
    let text = match language {
        Language::Nl => opening_hours(text),
        Language::En => text,
    };
    let text = rewrite(text, &TIME, |found| time(found, language));
    rewrite(text, &HOUR, |found| hour(found, language))
}

/// Times with colons, which are always times.
fn opening_hours(text: String) -> String {
    let text = rewrite(text, &HOURS_RANGE, |found| {
        let plain = found.stands_alone_before() && !found.before.ends_with(['.', ':', ',']);
        plain.then(|| format!("{} uur tot {}", found.group(1), found.group(2)))
    });
    let is_time = |found: &Matched<'_>| !OTHER_FIGURE.is_match(found.after) && !SECTION_BEFORE.is_match(found.before);
    let text = rewrite(text, &RANGE, |found| {
        let joint = if found.group(3).contains("met") || found.group(3).contains("t/m") { "tot en met" } else { "tot" };
        is_time(found)
            .then(|| format!("{}:{} {joint} {}:{}", found.group(1), found.group(2), found.group(4), found.group(5)))
    });
    rewrite(text, &PAIR, |found| {
        is_time(found).then(|| {
            let (word, joint) = (found.group(1), found.group(4));
            format!("{word} {}:{} {joint} {}:{}", found.group(2), found.group(3), found.group(5), found.group(6))
        })
    })
}

fn time(found: &Matched<'_>, language: Language) -> Option<String> {
    let (hour, minute) = (found.number(1)?, found.number(3)?);
    let unit = [found.group(4), found.group(5)].concat();
    if unit.is_empty() && found.after.starts_with(char::is_alphanumeric) && found.group(6).is_empty() {
        return None;
    }
    let dash = found.group(6);
    let follows = format!("{dash}{}", found.after);
    let announced = !unit.is_empty()
        || found.group(2) == ":"
        || HOURS_FOLLOW.is_match(&follows)
        || ANOTHER_TIME.is_match(found.after) && !dash.is_empty() && HOURS_FOLLOW.is_match(found.after)
        || AT_BEFORE.is_match(found.before) && language == Language::Nl;
    let whole = !found.before.ends_with(['.', ',', ':', '/']) && !found.before.ends_with(char::is_alphanumeric);
    if hour > 24 || !announced || !whole || found.after.starts_with([':', '%']) {
        return None;
    }
    let words = match language {
        Language::Nl => dutch(hour, minute),
        Language::En => english(hour, minute, found.group(5), !found.group(4).is_empty()),
    };
    let range = !dash.is_empty() && found.after.starts_with(|next: char| next.is_ascii_digit());
    let joint = if range {
        format!(" {} ", Vocabulary::of(language).to)
    } else {
        format!("{}{dash}", sentence_end(found.group(5), found.after))
    };
    Some(words + &joint)
}

fn hour(found: &Matched<'_>, language: Language) -> Option<String> {
    let hour = found.number(1).filter(|hour| *hour <= 24)?;
    let half = found.group(2);
    if !found.is_whole_number() && !half.ends_with('.') {
        return None;
    }
    match (language, found.number(3)) {
        (Language::Nl, Some(minute)) => Some(dutch(hour, minute)),
        (Language::En, Some(minute)) => Some(english(hour, minute, "", false)),
        (Language::Nl, None) => None,
        (Language::En, None) => Some(english(hour, 0, half, false) + sentence_end(half, found.after)),
    }
}

fn dutch(hour: u64, minute: u64) -> String {
    let hour = cardinal_words(hour, Language::Nl);
    match minute {
        0 => format!("{hour} uur"),
        1..10 => format!("{hour} uur nul {}", cardinal_words(minute, Language::Nl)),
        _ => format!("{hour} uur {}", cardinal_words(minute, Language::Nl)),
    }
}

fn english(hour: u64, minute: u64, half_of_day: &str, hours: bool) -> String {
    let words = cardinal_words(hour, Language::En);
    let half = match half_of_day.chars().next() {
        Some('a' | 'A') => " A-M",
        Some(_) => " P-M",
        None => "",
    };
    match minute {
        0 if !half.is_empty() => format!("{words}{half}"),
        0 if hours || hour == 0 || hour > 12 => format!("{words} hundred hours"),
        0 => format!("{words} o'clock"),
        1..10 => format!("{words} oh {}{half}", cardinal_words(minute, Language::En)),
        _ => format!("{words} {}{half}", cardinal_words(minute, Language::En)),
    }
}

/// The sentence end that "p.m." may have absorbed.
fn sentence_end(half_of_day: &str, after: &str) -> &'static str {
    let next = after.trim_start().chars().next();
    let ended = next.is_none_or(char::is_uppercase);
    if half_of_day.ends_with('.') && ended { "." } else { "" }
}
