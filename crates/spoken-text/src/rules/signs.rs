//! Signs whose meaning depends on context: the dash that is "min", "tot" or a pause, the colon and slash that are not
//! a time or fraction, the plus or minus after an age. Not for signs that always mean the same (`tidy`).

use super::{Matched, pattern, rewrite};
use crate::Language;
use crate::letters::letter_names;
use crate::numbers::{cardinal_words, digit_words, integer_words};
use crate::vocabulary::Vocabulary;
use regex::Regex;
use std::sync::LazyLock;

const DUTCH_MONTH: &str = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december";

const SHORT_MONTH: &str = "jan|feb|febr|mrt|apr|jun|jul|aug|sept|sep|okt|nov|dec";

static PLUS_OR_MINUS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\+ ?/ ?[-–]|\+[-–]|±"));
/// A dash and what follows it.
static DASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"[-–]( ?)(€ ?|\$ ?|£ ?)?([0-9])"));
/// Words before a value, after which a dash with a space belongs to the value.
static VALUE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)(?:^|[:=(]|\b(?:is|was|wordt|werd|van|naar|op|onder|tot|bedraagt|bedroeg|saldo|bedrag|temperatuur|rente|stand",
        r"|are|were|of|to|below|balance|amount)) ?$"
    ))
});
/// How a range starts: a figure and its unit.
static RANGE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"(?i)(?:[0-9]|[0-9] ?(?:%|uur|u|euro|€|km|m|kg|cm|jaar|jr|dag|dagen|week|weken|maand|maanden|minuten|graden|procent|years?|days?|weeks?|months?)|\b(?:{DUTCH_MONTH})(?: [0-9]{{4}})?|,-) ?$"
    ))
});
static MONTHS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r"\b((?:{DUTCH_MONTH}|(?:{SHORT_MONTH})\b\.?)(?: [0-9]{{4}})?) ?[-–] ?((?:[0-9]{{1,2}} )?(?:{DUTCH_MONTH}|{SHORT_MONTH})\b)"
    ))
});
static DATES: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:20|19)[0-9]{2}) ?[-–] ?([0-9]{1,2}[-/.][0-9])"));
static YOUNGER: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9]{1,3})-"));
static COMPLETED_LATER: LazyLock<Regex> = LazyLock::new(|| pattern(r"^ (?:en|of|tot|t/m|and|or|to) [0-9]+[- ]?\p{L}"));
static COLON: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([0-9]{1,3}):([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,6})([a-z])?\b"));
static LAW_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\b(?:artikel|artikelen|art\.?|articles?)",
        r"(?: |,|en|of|t/m|tot en met|jo\.|juncto|lid|dubbele punt|and|[0-9]+:[0-9]+[a-z]?|[A-Z]\p{L}+|aa-wee-bee|bee-wee|\p{L}+ dubbele punt \p{L}+)* ?$"
    ))
});
static LAW_AFTER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:,? (?:eerste|tweede|derde|vierde) lid|,? lid [0-9]+)?,? (?:van de |sub [a-z] )*(?:Awb|BW|Wft|Wlz|Wvw|Sr|Sv|Rv|AWB|aa-wee-bee)\b",
    )
});
static SCORE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:score|stand|uitslag|winst|verlies|won|wint|verloor|gewonnen|verloren)(?: met)? $")
});
static RATIO_BEFORE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:verhouding|kaart|schaal|ratio|map|scale)(?: van| is| of)? $"));
static VERSE_BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:Johannes|Matte[uü]s|Mattheus|Marcus|Lucas|Lukas|Genesis|Exodus|Psalm|Romeinen|Openbaring|John|Matthew|Mark|Luke) $",
    )
});
static SECONDS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-2]?[0-9]):([0-5][0-9]):([0-5][0-9])\b"));
static PLATE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\b([A-Z]{1,3}|[0-9]{1,3})-([A-Z]{1,3}|[0-9]{1,3})-([A-Z]{1,3}|[0-9]{1,3})\b"));
static SLASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([0-9]{1,4})/([0-9]{1,4})\b"));
static OF_HOW_MANY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:pagina|blz\.?|bladzijde|stap|aflevering|deel|ronde|vraag|scherm|page|step|part|episode|question) $",
    )
});
static COUNTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:groep|groepen|klas|lid|leden|week|weken|kamer|nummer|loket|balie|bus|tram|hal|zaal|perron|spoor|lijn|huisnummer|nr\.?|artikel|maat|versie|group|week|room|platform|line|number) (?:[0-9]{1,4}/[0-9]{1,4}(?:,| en| of| t/m| and| or) )*$",
    )
});
static CAPITALS_AFTER_SLASH: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9]) ?/ ?([A-Z]+)"));
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(\p{L}*(?:straat|laan|weg|plein|kade|gracht|singel|dijk|hof|pad|plantsoen|markt|steeg|dreef|park|ring|wal|haven|veld))",
        r" ([0-9]{1,4})-([0-9]{1,3})\b"
    ))
});
static POWER: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9])\^([0-9]+)"));
static STAR: LazyLock<Regex> = LazyLock::new(|| pattern(r"([0-9])\*"));
static BY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"([0-9]) ?[x×] ?([0-9]+(?:,[0-9]+)?) ?(m|cm|mm|km|meter|centimeter|millimeter|kilometer|metres?)\b")
});
static FILE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"([\p{L}0-9_-]{2,})\.(pdf|docx?|xlsx?|pptx?|txt|jpe?g|png|zip|csv|odt|html?|xml)\b"));
/// Four digits three times or more: a payment reference.
static REFERENCE: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b[0-9]{4}(?: [0-9]{4}){2,5}\b"));
/// "1/3e deel"
static ORDINAL_PART: LazyLock<Regex> = LazyLock::new(|| pattern(r"\b([1-9])/([3-9])e "));
static ECLI: LazyLock<Regex> = LazyLock::new(|| pattern(r"\bECLI(?::[A-Z0-9.]+)+"));

/// Runs before everything else: file names, number plates, sections of law and scales, whose signs other rules would
/// take.
pub(super) fn first(text: String, language: Language) -> String {
    let vocabulary = Vocabulary::of(language);
    let text = rewrite(text, &PLUS_OR_MINUS, |found| {
        // "65+-kaart"
        let joins = found.group(0).starts_with('+') && found.before.ends_with(char::is_alphanumeric);
        (!joins).then(|| format!(" {} ", vocabulary.plus_or_minus))
    });
    let text = text.replace(">=", "≥").replace("<=", "≤").replace("->", " → ").replace("=>", " → ");
    let text = text.replace("50/50", "50 50").replace("-/-", "-");
    let text = rewrite(text, &REFERENCE, |found| {
        let groups = found.group(0).split(' ').map(|group| digit_words(group, language));
        found.is_whole_number().then(|| groups.collect::<Vec<_>>().join(", "))
    });
    let text = rewrite(text, &ORDINAL_PART, |found| Some(format!("{}/{} ", found.group(1), found.group(2))));
    let text = rewrite(text, &ECLI, |found| Some(ecli(found.group(0), language)));
    let text = rewrite(text, &FILE, |found| file(found, language));
    let text = rewrite(text, &PLATE, |found| plate(found, language));
    let text = rewrite(text, &HOUSE, |found| house(found, vocabulary));
    let text = rewrite(text, &MONTHS, |found| Some(format!("{} {} {}", found.group(1), vocabulary.to, found.group(2))));
    let text = rewrite(text, &DATES, |found| Some(format!("{} {} {}", found.group(1), vocabulary.to, found.group(2))));
    let text = rewrite(text, &SECONDS, |found| seconds(found, language));
    let text = rewrite(text, &COLON, |found| colon(found, language));
    let text = rewrite(text, &POWER, |found| {
        let power = if language == Language::Nl { "tot de macht" } else { "to the power" };
        Some(format!("{} {power} {}", found.group(1), found.group(2)))
    });
    let text = rewrite(text, &STAR, |found| {
        let alone = !found.after.starts_with(['*', ' ']) || found.after.trim_start_matches(' ').is_empty();
        let times = found.after.trim_start().starts_with(|next: char| next.is_ascii_digit());
        let emphasis = found.before.contains('*') || found.after.contains('*');
        (alone && !times && !emphasis).then(|| format!("{} {}", found.group(1), vocabulary.asterisk))
    });
    let text = rewrite(text, &BY, |found| {
        let by = if language == Language::Nl { "bij" } else { "by" };
        Some(format!("{} {by} {} {}", found.group(1), found.group(2), found.group(3)))
    });
    let text = rewrite(text, &CAPITALS_AFTER_SLASH, |found| {
        let goes_on = found.after.starts_with(char::is_alphanumeric);
        let letters = if goes_on { found.group(2).to_owned() } else { letter_names(found.group(2), language) };
        Some(format!("{} {} {letters}", found.group(1), vocabulary.slash))
    });
    rewrite(text, &SLASH, |found| slash(found, vocabulary))
}

/// Converts dashes; runs after dates and phone numbers, before times and amounts.
pub(super) fn dashes(text: String, language: Language) -> String {
    let vocabulary = Vocabulary::of(language);
    let text = rewrite(text, &YOUNGER, |found| younger(found, vocabulary, language));
    rewrite(text, &DASH, |found| dash(found, vocabulary))
}

fn dash(found: &Matched<'_>, vocabulary: &Vocabulary) -> Option<String> {
    let (space, currency, digit) = (found.group(1), found.group(2), found.group(3));
    let free = found.before.is_empty() || found.before.ends_with([' ', '(', ':', '=']);
    let ranges = RANGE_BEFORE.is_match(found.before);
    if found.before.trim_end().ends_with(['€', '$', '£']) {
        // "€ -25": `money` reads the sign together with the figure.
        return None;
    }
    let said = match (free, space.is_empty()) {
        (true, _) if ranges && found.before.ends_with(' ') => vocabulary.to,
        (true, true) => vocabulary.minus,
        (true, false) if VALUE_BEFORE.is_match(found.before) => vocabulary.minus,
        _ => return None,
    };
    // Plain ranges of figures, times and amounts have rules of their own.
    let plain = said == vocabulary.to && found.before.trim_end().ends_with(|before: char| before.is_ascii_digit());
    (!plain).then(|| format!("{said} {currency}{digit}"))
}

/// "18-", the opposite of "18+", is younger than eighteen. In "18- en 20-jarigen" the dash stands for an omitted
/// ending.
fn younger(found: &Matched<'_>, vocabulary: &Vocabulary, language: Language) -> Option<String> {
    let ends = found.after.is_empty() || found.after.starts_with([' ', '.', ',', ';', ')', '?', '!']);
    let digits_follow =
        found.after.trim_start().starts_with(|next: char| next.is_ascii_digit() || "€$£".contains(next));
    let money = found.before.trim_end().ends_with(['€', '$', '£', ',', '.', '/', '-', ':']);
    (ends && !digits_follow && !money && !COMPLETED_LATER.is_match(found.after))
        .then(|| found.number(1).map(|age| format!("{} {}", cardinal_words(age, language), vocabulary.minus)))
        .flatten()
}

fn colon(found: &Matched<'_>, language: Language) -> Option<String> {
    let vocabulary = Vocabulary::of(language);
    let law = LAW_BEFORE.is_match(found.before) || LAW_AFTER.is_match(found.after);
    let scale = found.group(2).contains('.') || found.group(2).len() > 3;
    let joint = if law {
        vocabulary.colon
    } else if scale || RATIO_BEFORE.is_match(found.before) {
        vocabulary.ratio
    } else if SCORE_BEFORE.is_match(found.before) {
        if language == Language::Nl { "tegen" } else { "to" }
    } else if VERSE_BEFORE.is_match(found.before) {
        if language == Language::Nl { "vers" } else { "verse" }
    } else {
        return None;
    };
    // Only the first two parts of "12:30:15" would match here.
    if found.before.ends_with(':') || found.after.starts_with(':') {
        return None;
    }
    let second: String = found.group(2).chars().filter(char::is_ascii_digit).collect();
    let letter = found.group(3);
    let (first, second) = (integer_words(found.group(1), language), integer_words(&second, language));
    let letter = if letter.is_empty() { String::new() } else { format!(" {}", letter_names(letter, language)) };
    Some(format!("{first} {joint} {second}{letter}"))
}

fn seconds(found: &Matched<'_>, language: Language) -> Option<String> {
    let number = |index| found.number(index).map(|number| cardinal_words(number, language));
    let (hours, minutes, seconds) = (number(1)?, number(2)?, number(3)?);
    let whole = !found.before.ends_with(':') && !found.after.starts_with(':');
    whole.then(|| match language {
        Language::Nl => format!("{hours} uur, {minutes} minuten en {seconds} seconden"),
        Language::En => format!("{hours} hours, {minutes} minutes and {seconds} seconds"),
    })
}

/// The formats of Dutch number plates: six characters in three groups, each of letters or of digits.
fn plate(found: &Matched<'_>, language: Language) -> Option<String> {
    let groups = [found.group(1), found.group(2), found.group(3)];
    let length: usize = groups.iter().map(|group| group.len()).sum();
    let letters = groups.iter().filter(|group| group.starts_with(|first: char| first.is_ascii_uppercase())).count();
    let whole = !found.before.ends_with('-') && !found.after.starts_with('-') && found.stands_alone();
    if length != 6 || !(1..=2).contains(&letters) || !whole {
        return None;
    }
    let words: Vec<String> = groups
        .iter()
        .map(|group| match group.chars().next() {
            Some(first) if first.is_ascii_digit() => digit_words(group, language),
            _ => letter_names(group, language),
        })
        .collect();
    Some(words.join(", "))
}

fn slash(found: &Matched<'_>, vocabulary: &Vocabulary) -> Option<String> {
    if !found.is_whole_number() {
        return None;
    }
    let joint = if OF_HOW_MANY.is_match(found.before) {
        vocabulary.of
    } else if COUNTED.is_match(found.before) {
        vocabulary.slash
    } else {
        return None;
    };
    Some(format!("{} {joint} {}", found.group(1), found.group(2)))
}

/// "Kerkstraat 12-14" are adjacent houses; "Kerkstraat 10-2" is one with a suffix.
fn house(found: &Matched<'_>, vocabulary: &Vocabulary) -> Option<String> {
    let (first, second) = (found.number(2)?, found.number(3)?);
    let addition = second <= first && !found.group(1).ends_with("markt") || found.group(3).starts_with('0');
    addition.then(|| format!("{} {} {} {}", found.group(1), found.group(2), vocabulary.hyphen, found.group(3)))
}

fn file(found: &Matched<'_>, language: Language) -> Option<String> {
    if found.before.ends_with(['/', '.', '@']) {
        return None;
    }
    let kind = found.group(2);
    let spelled = letter_names(kind, language);
    Some(format!("{} {} {spelled}", found.group(1), Vocabulary::of(language).dot))
}

/// Separates the parts of a case number by pauses.
fn ecli(written: &str, language: Language) -> String {
    let end = written.trim_end_matches('.');
    let parts: Vec<String> = end
        .split(':')
        .map(|part| match part {
            letters if letters.chars().all(|c| c.is_ascii_uppercase()) => letter_names(letters, language),
            other => other.to_owned(),
        })
        .collect();
    format!("{}{}", parts.join(", "), &written[end.len()..])
}
