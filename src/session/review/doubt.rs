//! Whether a masked question may still identify a person.
//!
//! Useful for: deciding that a question's text is better not stored. It errs on the side of caution: a question stored
//! without its text costs an editor little. Not useful for: finding the doubtful part.

use super::redact::{is_service_number, number_word, pattern};
use regex::Regex;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether something in a masked question looks like a person's name, number, address or date.
pub(super) fn may_point_to_a_person(masked: &str) -> bool {
    let text = MARK.replace_all(masked, "¤").into_owned();
    SIGNS.iter().any(|sign| sign.is_match(&text))
        || DIGIT_RUN.find_iter(&text).any(|run| is_doubtful_run(&text, run.start(), run.end()))
        || ALPHANUMERIC.find_iter(&text).any(|word| is_doubtful_code(word.as_str()))
        || has_unknown_name(&text)
}

static MARK: LazyLock<Regex> = LazyLock::new(|| pattern(r"\[[a-z-]+\]"));
static DIGIT_RUN: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d(?:[ ./:-]?\d)*"));
static ALPHANUMERIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"[\p{L}\d]+(?:-[\p{L}\d]+)*"));

/// Patterns that look like personal data by themselves.
static SIGNS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    let number = number_word();
    let kinds =
        "straat|laan|gracht|kade|singel|plein|dijk|dreef|steeg|weg|hof|pad|plantsoen|straatje|laantje|markt|wal|haven";
    [
        // E-mail addresses, handles and profiles.
        r"@|(?i:\bape(?:n)?staartje\b|\b(?:at|underscore|liggend streepje)\b.*\b(?:punt|dot)\b|\b(?:gmail|hotmail|outlook|yahoo|icloud|ziggo|kpn)\b)".to_owned(),
        r"(?i)\b(?:facebook|instagram|linkedin|tiktok|twitter|x)\.com/".to_owned(),
        // Three numbers in words, or three letters, in a row: something is being spelled.
        format!(r"(?i)\b(?:(?:{number}|zero|oh)\b[ ,-]+){{2,}}(?:{number}|zero|oh)\b"),
        r"(?i)(?:\b\p{L}\b[ .,-]+){3,}".to_owned(),
        r"(?i)\b(?:twee|drie|vier|vijf|zes|zeven|acht|negen|nul|double|triple) keer (?:een|één|\w+)\b.*\bkeer\b".to_owned(),
        // A date with three parts.
        r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b".to_owned(),
        // A number of something that belongs to the person.
        format!(
            r"(?i)\b(?:bsn|burgerservicenummer|sofinummer|iban|kenteken|nummerbord|\w*nummer|polis|dossier|kenmerk|code|pin|postcode|postcode is|rekening)(?: is| van mij is| luidt| eindigt op)?:? (?:\p{{L}}{{1,2}} |{number} |\d+ ?)*(?:{number}|\d+)\b"
        ),
        r"(?i)\b(?:\w+nummer|kenteken|iban|bsn|polis|dossier)(?: is| luidt)?:? [^ ¤]*\d".to_owned(),
        // Birth, in figures or words, and what follows a name.
        format!(r"(?i)\b(?:geboren|geboortedag|geboortejaar|geboortedatum|verjaardag|born|birthday)\b[^.?!]{{0,25}}(?:\d|\b(?:{number})\b)"),
        format!(r"(?i)\b(?:ik|hij|zij|ze|dochter|zoon|partner|man|vrouw|kind)\b (?:ben|is) van (?:\d|'|(?:{number})\b)"),
        // A street and a number.
        format!(r"(?i)\b\w+(?:{kinds}) (?:nummer |nr\.? |number )?(?:{number}|\d+)\b|\b(?:huisnummer|op nummer) (?:{number}|\d+)\b"),
        // A login name, and an illness that is not listed by name.
        r"(?i)\b(?:inlog\w*|log(?:in)? (?:ik )?in|gebruikersnaam|wachtwoord|password|username)\b (?:is|als|as|luidt) (?:[^¤ ])".to_owned(),
        r"(?i)\b(?:syndroom|ziekte|stoornis) van \p{L}|\b(?:diagnose|gediagnosticeerd met|lijd aan|lijdt aan|patiënt met) \p{L}".to_owned(),
        r"(?i)\b\p{L}+ is (?:de|mijn|haar|zijn|my|his|her|the) (?:achter|voor|meisjes)?(?:naam|name)\b|^(?:\p{L}+[ ,]+){1,3}(?:hier|here|speaking)\b".to_owned(),
        // More of a name may follow directly after a masked one.
        format!(r"¤ (?:{BETWEEN} )+\p{{L}}"),
    ]
    .iter()
    .map(|sign| pattern(sign))
    .collect()
});

/// Particles between the parts of a name.
pub(super) const BETWEEN: &str = "(?:van|von|de|den|der|het|ter|ten|te|el|al|la|le|bin|ibn|ben|af|da|dos|du)";

/// Four or more digits that are not an amount, year, time or public telephone number.
fn is_doubtful_run(text: &str, start: usize, end: usize) -> bool {
    let run = &text[start..end];
    let digits = run.chars().filter(char::is_ascii_digit).count();
    if digits < 4 || is_service_number(run) {
        return false;
    }
    let before = text[..start].trim_end();
    let after = text[end..].trim_start();
    let amount = before.ends_with(['€', '$']) || UNIT.is_match(after);
    let year = run.len() == 4 && run.parse().is_ok_and(|year: u16| (2015..=2040).contains(&year));
    let known = KNOWN_RUN.is_match(run);
    !(amount && digits <= 6 || year || known)
}

static UNIT: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:,\d\d? ?)?(?i:euro|eur|cent|procent|%|km|kilometer|meter|m2|m²|kilo|kg|uur|inwoners|per |bruto|netto)",
    )
});
/// Times of day and ranges of them, school years, articles of law, and municipal numbers (14 020).
static KNOWN_RUN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?:\d{1,2}[.:]\d\d(?: ?- ?\d{1,2}[.:]\d\d)?|20[1-4]\d[-/]20[1-4]\d|\d{1,2}:\d{1,3}|14 ?0\d\d(?:\d\d)?)$")
});

/// Letters and digits in one word, such as document numbers and number plates, but not "65-plussers" or "covid-19".
fn is_doubtful_code(word: &str) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(|letter| letter.is_alphabetic()).count();
    let plain = word.split('-').all(|part| {
        let of_digits = part.chars().all(|letter| letter.is_ascii_digit());
        of_digits || part.chars().all(char::is_alphabetic)
    });
    let spelled_out = plain && word.split('-').any(|part| part.len() >= 4 && part.chars().all(char::is_alphabetic));
    digits >= 2 && letters >= 2 && !spelled_out && !ORDINAL.is_match(word)
}

static ORDINAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\d+(?:ste|de|e|th|st|nd|rd|jr|km|cm|mm|kg|uur|u|x|m2)$"));

/// A capital in the middle of a sentence in a word that is not known, or a given name in any case.
fn has_unknown_name(text: &str) -> bool {
    let shouted = text.chars().filter(|letter| letter.is_lowercase()).count() * 2
        < text.chars().filter(|letter| letter.is_alphabetic()).count();
    let mut begins = true;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|letter: char| !letter.is_alphanumeric());
        let ends = word.ends_with(['.', '?', '!', ':']);
        let capitals = |part: &&str| part.starts_with(char::is_uppercase);
        let mut parts = bare.split(['-', '\'', '’', '/']).filter(capitals).peekable();
        let known = parts.peek().is_some() && parts.all(|part| KNOWN.contains(part));
        if !known && NAMES.contains(bare.to_lowercase().as_str()) {
            return true;
        }
        let mut letters = bare.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let small = letters.any(char::is_lowercase);
        if capital && small && !begins && !shouted && !known && !is_of_a_number(bare) {
            return true;
        }
        begins = ends || (begins && bare.is_empty());
    }
    false
}

/// "A12", "B1-niveau": a capital that belongs to a number or is a letter by itself.
fn is_of_a_number(word: &str) -> bool {
    word.split('-').next().is_some_and(|part| {
        part.len() <= 2 || part.chars().all(|letter| letter.is_uppercase() || letter.is_ascii_digit())
    })
}

static NAMES: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("names.txt")));
static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("known.txt")));

fn words(file: &'static str) -> HashSet<&'static str> {
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}
