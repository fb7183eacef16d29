//! Removes personal data from a question before it may be stored for review.
//!
//! Useful for: the review log. Not useful for: guaranteed anonymisation. What people say about themselves in their own
//! words remains; that is why the log is off by default, the person is told when it is on, and it is short-lived. When
//! in doubt, it removes more than necessary.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// The question as it may be stored: without identifying numbers, addresses and names, and without words about the
/// person's health, faith and the like.
#[must_use]
pub(super) fn redact(text: &str) -> String {
    let mut text = without_numbers(text);
    for (mark, words) in PRIVATE.iter() {
        text = words.replace_all(&text, *mark).into_owned();
    }
    set_apart(&without_names(text))
}

/// The question as it may be searched for: without identifying numbers, addresses and names. Its subject remains, even
/// if it is private.
#[must_use]
pub fn mask_identity(text: &str) -> String {
    set_apart(&without_names(without_numbers(text)))
}

/// A masked phrase may have included the space after it.
fn set_apart(text: &str) -> String {
    static GLUED: LazyLock<Regex> = LazyLock::new(|| pattern(r"\](?P<next>\w)"));
    GLUED.replace_all(text, "] ${next}").into_owned()
}

fn without_numbers(text: &str) -> String {
    let mut text = EMAIL.replace_all(text, "[e-mail]").into_owned();
    text = PLATE.replace_all(&text, |found: &Captures<'_>| keep_unless(found, is_plate, "[kenteken]")).into_owned();
    text = AFTER_PLATE.replace_all(&text, "${before} [kenteken]").into_owned();
    text = IBAN.replace_all(&text, |found: &Captures<'_>| keep_unless(found, is_iban, "[iban]")).into_owned();
    text = POSTCODE.replace_all(&text, "[adres]").into_owned();
    text = STREET.replace_all(&text, "[adres]").into_owned();
    text = SPOKEN_STREET.replace_all(&text, "[adres]").into_owned();
    text = HOME.replace_all(&text, "${before} [adres]").into_owned();
    text = BIRTH_DATE.replace_all(&text, "[datum]").into_owned();
    text = SPOKEN_DATE.replace_all(&text, "[datum]").into_owned();
    text = BORN.replace_all(&text, "${before} [datum]").into_owned();
    text = CODE.replace_all(&text, |found: &Captures<'_>| keep_unless(found, is_code, "[nummer]")).into_owned();
    text = AFTER_NUMBER.replace_all(&text, "${before} [nummer]").into_owned();
    text = SECRET.replace_all(&text, secret_taken_out).into_owned();
    text = PHONE.replace_all(&text, |found: &Captures<'_>| keep_unless(found, is_phone, "[telefoon]")).into_owned();
    text = DIGITS.replace_all(&text, number_kind).into_owned();
    NUMBER_WORDS.replace_all(&text, "[nummer]").into_owned()
}

fn without_names(text: String) -> String {
    NAMES
        .iter()
        .fold(text, |text, names| names.replace_all(&text, |found: &Captures<'_>| name_taken_out(found)).into_owned())
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    let joint = r"(?:punt|dot|streepje|liggend streepje|underscore|min)";
    let spoken = format!(
        r"[\w.+-]+(?:\s+{joint}\s+[\w-]+)*\s+(?:apenstaartje|apestaartje|at)\s+[\w-]+(?:\s+(?:punt|dot|streepje)\s+\w+)+"
    );
    pattern(&format!(r"(?i)[\w.+-]+@[\w-]+(?:\.[\w-]+)+|{spoken}"))
});
static IBAN: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b[a-z]{2} ?\d{2}(?: ?[a-z]{4})?(?: ?\d){10,26}\b"));
static POSTCODE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b[1-9]\d{3}(?:[ ,.]{0,2}[A-Z]{2}|[a-z]{2}|[ ,.]{0,2}[A-Z][ .]{1,2}[A-Z])\b(?:[ ,]*(?:nummer |huisnummer )?\d{1,5}[a-zA-Z]?\b)?",
    )
});
static STREET: LazyLock<Regex> = LazyLock::new(|| {
    let kinds = "straat|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|steeg|dreef|plantsoen|street|road|avenue";
    pattern(&format!(r"(?i)\b\w*(?:{kinds})\s+(?:nummer |number )?\d{{1,5}}\s?[a-z]?\b"))
});
static BIRTH_DATE: LazyLock<Regex> = LazyLock::new(|| {
    let months = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|\
                  february|march|may|june|july|august|october|jan|feb|mrt|apr|jun|jul|aug|sept?|okt|nov|dec";
    let year = r"(?:19|20)\d{2}";
    pattern(&format!(
        r"(?i)\b\d{{1,2}}(?:st|nd|rd|th)?[ /.-](?:of )?(?:{months}|\d{{1,2}})[ /.,-]+{year}\b|\b(?:{months}) \d{{1,2}}(?:st|nd|rd|th)?,? {year}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.]'?\d\d\b|\b{year}-\d{{1,2}}-\d{{1,2}}\b"
    ))
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+|\b00|\b0)\d(?:[ -]?\d){7,12}\b"));
/// Day and month in words, with a year in words or digits: "twaalf maart negentienzesenvijftig".
static SPOKEN_DATE: LazyLock<Regex> = LazyLock::new(|| {
    let (number, months) = (number_word(), MONTHS);
    pattern(&format!(
        r"(?i)\b(?:{number}|\d{{1,2}}|eerste|tweede|derde|\w+de|\w+ste|\w+th|first|second|third)\s+(?:of\s+)?(?:{months})[ ,]+(?:{number}|'?\d{{2,4}})(?:[ -]+(?:{number}))*\b"
    ))
});
/// Words that are followed by a date of birth in any form, or just a year.
static BORN: LazyLock<Regex> = LazyLock::new(|| {
    let (number, months) = (number_word(), MONTHS);
    pattern(&format!(
        r"(?i)(?P<before>\b(?:geboren|geboortedatum|geboortejaar|verjaar|jarig|born|birthday|date of birth)(?:\s+(?:is|op|in|on|van|of))*:?)\s+(?:(?:{number}|\d{{1,4}}|{months}|de|the)(?:[ /.,-]+|\b))+"
    ))
});
const MONTHS: &str = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|january|\
                      february|march|may|june|july|august|october";
/// Number plates: three groups of letters or digits, with hyphens or spaces.
static PLATE: LazyLock<Regex> = LazyLock::new(|| {
    // With spaces only in capitals, because "om 9 uur" also has three such groups.
    let (any, capitals) = (r"(?:[a-zA-Z]{1,3}|\d{1,3})", r"(?:[A-Z]{1,3}|\d{1,3})");
    pattern(&format!(r"\b{any}-{any}-{any}\b|\b{capitals} {capitals} {capitals}\b"))
});
static AFTER_PLATE: LazyLock<Regex> = LazyLock::new(|| {
    let number = number_word();
    pattern(&format!(
        r"(?i)(?P<before>\b(?:kenteken|nummerbord|nummerplaat|licence plate|license plate|number plate)(?: is| van mijn auto is)?:?)\s+(?:(?:[a-z]|{number}|\d{{1,3}}|[a-z]{{1,3}}\d{{1,3}}[a-z]{{0,3}}|\d{{1,3}}[a-z]{{1,3}}\d{{0,3}})\b[ -]*){{2,6}}"
    ))
});
/// Letters and digits in one word: numbers of documents, cases and customers.
static CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)\b[a-z0-9]+(?:[-/.][a-z0-9]+)*\b"));
static AFTER_NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    let number = number_word();
    pattern(&format!(
        r"(?i)(?P<before>\b\w*(?:documentnummer|paspoortnummer|pasnummer|rijbewijsnummer|zaaknummer|klantnummer|dossiernummer|kaartnummer|polisnummer|rekeningnummer|aanslagnummer|relatienummer|beschikkingsnummer|vreemdelingennummer|v-nummer|ordernummer|huisnummer|lidnummer|meldnummer|kenmerk|volgnummer|document number|case number|passport number|customer number)(?: is)?:?)\s+(?:(?:{number}|\d+|[a-z]\d+|[a-z])\b[ .,-]*){{1,12}}"
    ))
});
/// Credentials: a password, a login name, a code.
static SECRET: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?P<before>\b(?:wachtwoord|gebruikersnaam|inlognaam|password|username)(?: is| luidt|:)|\b(?:wachtwoord|pincode|pin|\w*code)(?: is| luidt|:)?)\s+(?P<secret>[^\s,?]*\d[^\s,?]*|(?:\d+ ?)+|[^\s,?]+)",
    )
});
static SPOKEN_STREET: LazyLock<Regex> = LazyLock::new(|| {
    let (kinds, number) = (STREETS, number_word());
    pattern(&format!(
        r"(?i)\b(?:\w+ )?\w*(?:{kinds})\s+(?:nummer |huisnummer |number )?(?:{number}|\d{{1,5}})(?:[ -]?(?:bis|[a-z]|hoog|i{{1,3}}|\d{{1,3}}))?\b"
    ))
});
const STREETS: &str = "straat|laan|weg|plein|gracht|kade|singel|dijk|hof|pad|steeg|dreef|plantsoen|markt|ring|wal|haven|\
                       boulevard|allee|brink|hoek|baan|burg|veld|donk|meent|erf|street|road|avenue|lane";
/// "Ik woon op Lange Voorhout 4".
static HOME: LazyLock<Regex> = LazyLock::new(|| {
    let number = number_word();
    pattern(&format!(
        r"(?P<before>(?i:\b(?:woon|wonen|woont|woonde|adres is|live|lives|address is)(?: (?:op|aan|in|at|on))?))\s+(?:(?i:de|het|the) )?(?:\p{{Lu}}[\p{{L}}'’-]+ )+(?:(?i:nummer|number) )?(?:(?i:{number})|\d{{1,5}})(?: ?[a-zA-Z]\b)?"
    ))
});

pub(super) fn number_word() -> &'static str {
    "(?:nul|één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|(?:der|veer|vijf|zes|zeven|acht|negen)tien|\
     \\w*(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)|\\w*(?:honderd|duizend)\\w*|zero|one|two|three|four|\
     five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|\
     (?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\\w+)?|hundred|thousand)"
}

/// The terms in `private.txt`, with their mark.
static PRIVATE: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    let mut groups: Vec<(&str, Vec<String>)> = Vec::new();
    for line in
        include_str!("private.txt").lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        if line.starts_with('[') {
            groups.push((line, Vec::new()));
        } else if let Some((_, words)) = groups.last_mut() {
            words.push(regex::escape(line).replace(r"\*", r"\w*"));
        }
    }
    groups.into_iter().map(|(mark, words)| (mark, pattern(&format!(r"(?i)\b(?:{})\b", words.join("|"))))).collect()
});

/// Six or more digits, however they are grouped. This also removes amounts (`1.234.567 euro`), which is the safer
/// choice.
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d(?:[ .-]?\d){5,}"));
static NUMBER_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let dutch = "nul|één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|\
                 \\w+tien|\\w*(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)";
    let english = "zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|\\w+ty";
    pattern(&format!(r"(?i)\b(?:{dutch}|{english}|\d)\b(?:[ ,-]+(?:{dutch}|{english}|\d+)\b){{4,}}"))
});
/// What precedes a name, and the name: capitalised words with the particles between them.
static NAMES: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    let between = "(?:van|de|der|den|het|ter|ten|la|el|von|af|ibn|bin|le|du|da|dos)";
    let name = format!(r"\p{{Lu}}[\p{{L}}'’-]+(?:\s+(?:{between}\s+)*\p{{Lu}}[\p{{L}}'’-]+)*");
    let told = r"(?i:naam is|achternaam is|voornaam is|meisjesnaam is|ik heet|kind heet|u spreekt met|je spreekt met|\
                 (?:hallo|hoi|hi|dag|goede\w+),? met|namens|getekend|weduwe|\
                 met de heer|met mevrouw|de heer|meneer|mevrouw|mijnheer|dokter|dr\.|my name is|my surname is|\
                 i am called|this is|mr\.?|mrs\.?|ms\.?|hij heet|zij heet|ze heet|die heet|genaamd|named)";
    let kin = r"(?i:mijn|my) (?i:man|vrouw|zoon|dochter|moeder|vader|broer|zus|buurman|buurvrouw|kind|husband|wife|\
                son|daughter|mother|father|brother|sister|neighbour|partner)";
    [
        // After these words a name follows even if the recogniser wrote it without a capital.
        pattern(&format!(
            r"(?P<before>\b{told})\s+(?P<name>(?:{between}\s+)*(?:{name}|\p{{L}}[\p{{L}}'’-]*(?:\s+\p{{L}}[\p{{L}}'’-]*){{0,5}}))"
        )),
        pattern(&format!(r"(?P<before>{kin})\s+(?P<name>{name})")),
        // Two capitalised words in the middle of a sentence, the first of which is not a term of government.
        pattern(&format!(
            r"(?P<before>(?i:ik ben|i am|i'm|voor|namens|van|met|for|with))\s+(?P<name>\p{{Lu}}\p{{Ll}}+\s+(?:{between}\s+)*\p{{Lu}}\p{{Ll}}+)"
        )),
    ]
});

pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace("\\\n", "")).expect("the pattern is sound")
}

fn keep_unless(found: &Captures<'_>, is_personal: impl Fn(&str) -> bool, sign: &str) -> String {
    if is_personal(&found[0]) { sign.to_owned() } else { found[0].to_owned() }
}

/// Whether these are six characters with both letters and digits, each group of one kind; three words are no plate.
fn is_plate(text: &str) -> bool {
    let characters: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let digits = characters.iter().filter(|character| character.is_ascii_digit()).count();
    characters.len() == 6 && (1..6).contains(&digits)
}

/// Six or more characters with letters and at least two digits; not "covid-19" or "24-uurs".
fn is_code(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(char::is_ascii_alphabetic).count();
    let words = text.split(['-', '/', '.']).any(|part| part.len() > 3 && part.chars().all(|c| c.is_ascii_lowercase()));
    digits + letters >= 6 && digits >= 2 && letters >= 1 && !words
}

/// Any word after "wachtwoord is" is a secret; elsewhere only one with a digit.
fn secret_taken_out(found: &Captures<'_>) -> String {
    let (before, secret) = (&found["before"], &found["secret"]);
    let told = [" is", " luidt", ":"].iter().any(|end| before.to_lowercase().ends_with(end));
    let names_one =
        !before.to_lowercase().contains("code") && told && !GOES_ON.contains(&secret.to_lowercase().as_str());
    if names_one || secret.contains(|letter: char| letter.is_ascii_digit()) {
        format!("{before} [geheim]")
    } else {
        found[0].to_owned()
    }
}

/// Removes the words of a name, up to the first word that continues the sentence.
fn name_taken_out(found: &Captures<'_>) -> String {
    let (before, name) = (&found["before"], &found["name"]);
    let mut of_name = 0;
    let mut taken = 0;
    let mut words = name.split_inclusive(char::is_whitespace);
    for word in words.by_ref() {
        let bare = word.trim().to_lowercase();
        let between = BETWEEN_PARTS.contains(&bare.as_str());
        if (!between && GOES_ON.contains(&bare.as_str())) || of_name == 4 {
            break;
        }
        taken += word.len();
        of_name += usize::from(!between);
    }
    if of_name == 0 {
        return found[0].to_owned();
    }
    match name[taken..].trim_start() {
        "" => format!("{before} [naam]"),
        rest => format!("{before} [naam] {rest}"),
    }
}

const BETWEEN_PARTS: [&str; 21] = [
    "van", "von", "de", "den", "der", "het", "ter", "ten", "te", "el", "al", "la", "le", "bin", "ibn", "af", "da",
    "dos", "du", "ben", "'t",
];
/// Words that continue a sentence after a name.
const GOES_ON: [&str; 89] = [
    "en", "ik", "mijn", "wij", "we", "die", "dat", "deze", "wil", "wilt", "kan", "kunt", "hoe", "wat", "waar",
    "wanneer", "waarom", "wie", "welke", "met", "uit", "want", "maar", "heb", "heeft", "hebben", "is", "zijn", "was",
    "woon", "woont", "geboren", "bel", "belt", "vraag", "over", "om", "of", "moet", "mag", "zou", "krijg", "krijgt",
    "ga", "gaat", "zoek", "zoekt", "u", "hier", "dus", "aan", "door", "na", "sinds", "tot", "als", "een", "in", "op",
    "bij", "voor", "nog", "niet", "graag", "werkt", "klopt", "vandaag", "and", "i", "my", "who", "what", "when",
    "where", "how", "want", "need", "have", "am", "can", "would", "from", "but", "or", "to", "for", "the", "a", "it",
];

fn number_kind(found: &Captures<'_>) -> String {
    if is_service_number(&found[0]) {
        return found[0].to_owned();
    }
    if is_bsn(&found[0]) { "[bsn]".to_owned() } else { "[nummer]".to_owned() }
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// Whether this passes the checksum of a citizen service number, in which the last digit counts negatively (Logius,
/// "BSN").
pub(super) fn is_bsn(text: &str) -> bool {
    let mut digits = digits(text);
    if digits.len() == 8 {
        digits.insert(0, 0);
    }
    if digits.len() != 9 {
        return false;
    }
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let sum: i64 = digits.iter().zip(weights).map(|(digit, weight)| i64::from(*digit) * weight).sum();
    sum != 0 && sum % 11 == 0
}

/// ISO 13616 check: rearranged and read as a number, the remainder modulo 97 is 1.
pub(super) fn is_iban(text: &str) -> bool {
    let plain: Vec<char> = text.chars().filter(char::is_ascii_alphanumeric).collect();
    if !(15..=34).contains(&plain.len()) {
        return false;
    }
    let moved = plain[4..].iter().chain(&plain[..4]);
    let rest = moved.fold(0_u32, |rest, c| match c.to_digit(36).unwrap_or(0) {
        value @ 0..10 => (rest * 10 + value) % 97,
        value => (rest * 100 + value) % 97,
    });
    rest == 1
}

/// Dutch subscriber numbers have ten digits including the leading 0, international ones up to fifteen.
fn is_phone(text: &str) -> bool {
    !is_service_number(text) && (9..=15).contains(&digits(text).len())
}

/// Numbers that anyone can call belong to no person: 0800 and 0900 with four or seven digits behind them,
/// and 088 with seven (the numbering plan for telephone services).
pub(super) fn is_service_number(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let short = (digits.starts_with("0800") || digits.starts_with("0900")) && matches!(digits.len(), 8 | 11);
    short || (digits.starts_with("088") && digits.len() == 10)
}
