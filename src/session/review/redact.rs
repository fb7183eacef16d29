//! Takes personal data out of a question before it may be kept for review.
//!
//! Useful for: the review log. Not useful for: making a text anonymous for certain. What people tell
//! about themselves in their own words stays; that is why the log is off by default, is told to the
//! person when it is on, and is short-lived. Where in doubt, more is taken out than needed.

use regex::{Captures, Regex};
use std::sync::LazyLock;

/// A question without numbers, addresses and names that point to a person.
#[must_use]
pub fn redact(text: &str) -> String {
    let mut text = EMAIL.replace_all(text, "[e-mail]").into_owned();
    text = IBAN.replace_all(&text, |found: &Captures<'_>| keep_unless(found, is_iban, "[iban]")).into_owned();
    text = POSTCODE.replace_all(&text, "[adres]").into_owned();
    text = STREET.replace_all(&text, "[adres]").into_owned();
    text = BIRTH_DATE.replace_all(&text, "[datum]").into_owned();
    text = PHONE.replace_all(&text, |found: &Captures<'_>| keep_unless(found, is_phone, "[telefoon]")).into_owned();
    text = DIGITS.replace_all(&text, number_kind).into_owned();
    text = NUMBER_WORDS.replace_all(&text, "[nummer]").into_owned();
    NAMES
        .iter()
        .fold(text, |text, names| names.replace_all(&text, |found: &Captures<'_>| name_taken_out(found)).into_owned())
}

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    let spoken = r"[\w.+-]+\s+(?:apenstaartje|at)\s+[\w-]+\s+(?:punt|dot)\s+\w+";
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
                  february|march|may|june|july|august|october";
    let year = r"(?:19|20)\d{2}";
    pattern(&format!(
        r"(?i)\b\d{{1,2}}(?:st|nd|rd|th)?[ /.-](?:of )?(?:{months}|\d{{1,2}})[ /.,-]+{year}\b|\b(?:{months}) \d{{1,2}},? {year}\b"
    ))
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:\+|\b00|\b0)\d(?:[ -]?\d){7,12}\b"));
/// Six digits or more, however they are grouped. Amounts (`1.234.567 euro`) go too: better so.
static DIGITS: LazyLock<Regex> = LazyLock::new(|| pattern(r"\d(?:[ .-]?\d){5,}"));
static NUMBER_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    let dutch = "nul|één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|elf|twaalf|dertien|veertien|\
                 \\w+tien|\\w*(?:twintig|dertig|veertig|vijftig|zestig|zeventig|tachtig|negentig)";
    let english = "zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\\w+teen|\\w+ty";
    pattern(&format!(r"(?i)\b(?:{dutch}|{english}|\d)\b(?:[ ,-]+(?:{dutch}|{english}|\d+)\b){{4,}}"))
});
/// What comes before a name, and the name: words with a capital, with what stands between them.
static NAMES: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    let between = "(?:van|de|der|den|het|ter|ten|la|el|von|af|ibn|bin|le|du|da|dos)";
    let name = format!(r"\p{{Lu}}[\p{{L}}'’-]+(?:\s+(?:{between}\s+)*\p{{Lu}}[\p{{L}}'’-]+)*");
    let told = r"(?i:mijn naam is|mijn achternaam is|mijn voornaam is|ik heet|u spreekt met|je spreekt met|\
                 met de heer|met mevrouw|de heer|meneer|mevrouw|mijnheer|dokter|dr\.|my name is|my surname is|\
                 i am called|this is|mr\.?|mrs\.?|ms\.?|hij heet|zij heet|ze heet|die heet|genaamd|named)";
    let kin = r"(?i:mijn|my) (?i:man|vrouw|zoon|dochter|moeder|vader|broer|zus|buurman|buurvrouw|kind|husband|wife|\
                son|daughter|mother|father|brother|sister|neighbour|partner)";
    [
        // After these words a name follows even where the recogniser wrote it without a capital.
        pattern(&format!(r"(?P<before>{told})\s+(?P<name>(?:{between}\s+)*(?:{name}|\p{{L}}+))")),
        pattern(&format!(r"(?P<before>{kin})\s+(?P<name>{name})")),
        // Two capitals in the middle of a sentence, the first of which is no word of government.
        pattern(&format!(
            r"(?P<before>(?i:ik ben|i am|i'm|voor|namens|van|met|for|with))\s+(?P<name>\p{{Lu}}\p{{Ll}}+\s+(?:{between}\s+)*\p{{Lu}}\p{{Ll}}+)"
        )),
    ]
});

fn pattern(text: &str) -> Regex {
    Regex::new(&text.replace("\\\n", "")).expect("the pattern is sound")
}

fn keep_unless(found: &Captures<'_>, is_personal: impl Fn(&str) -> bool, sign: &str) -> String {
    if is_personal(&found[0]) { sign.to_owned() } else { found[0].to_owned() }
}

fn name_taken_out(found: &Captures<'_>) -> String {
    format!("{} [naam]", &found["before"])
}

fn number_kind(found: &Captures<'_>) -> String {
    if is_service_number(&found[0]) {
        return found[0].to_owned();
    }
    if is_bsn(&found[0]) { "[bsn]".to_owned() } else { "[nummer]".to_owned() }
}

fn digits(text: &str) -> Vec<u32> {
    text.chars().filter_map(|c| c.to_digit(10)).collect()
}

/// A citizen service number passes the eleven test, the last digit counting negatively (Logius, "BSN").
fn is_bsn(text: &str) -> bool {
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

/// ISO 13616: moved around and read as a number, the remainder by 97 is 1.
fn is_iban(text: &str) -> bool {
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

/// Dutch subscriber numbers have ten digits with their 0, international ones up to fifteen.
fn is_phone(text: &str) -> bool {
    !is_service_number(text) && (9..=15).contains(&digits(text).len())
}

/// Numbers that anyone can call belong to no person: 0800 and 0900 with four or seven digits behind them,
/// and 088 with seven (the numbering plan for telephone services).
fn is_service_number(text: &str) -> bool {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let short = (digits.starts_with("0800") || digits.starts_with("0900")) && matches!(digits.len(), 8 | 11);
    short || (digits.starts_with("088") && digits.len() == 10)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_points_to_a_person_is_taken_out() {
        for (said, kept) in [
            ("Mijn BSN is 111222333.", "Mijn BSN is [bsn]."),
            ("Mijn burgerservicenummer is 123 456 782, klopt dat?", "Mijn burgerservicenummer is [bsn], klopt dat?"),
            ("Bel mij op 06-12345678.", "Bel mij op [telefoon]."),
            ("Mijn nummer is +31 20 123 4567", "Mijn nummer is [telefoon]"),
            ("Mail naar jan.jansen@voorbeeld.nl graag", "Mail naar [e-mail] graag"),
            ("jan apenstaartje voorbeeld punt nl is mijn adres", "[e-mail] is mijn adres"),
            ("Rekening NL91 ABNA 0417 1643 00 alstublieft", "Rekening [iban] alstublieft"),
            ("Ik woon op 1234 AB 12.", "Ik woon op [adres]."),
            ("Ik woon in de Kerkstraat 15a in Utrecht", "Ik woon in de [adres] in Utrecht"),
            ("Mijn naam is Fatima el Idrissi en ik wil een paspoort", "Mijn naam is [naam] en ik wil een paspoort"),
            ("ik heet jan en mijn pas is kwijt", "ik heet [naam] en mijn pas is kwijt"),
            ("Ik ben Piet van der Berg.", "Ik ben [naam]."),
            ("Kan mijn zoon Daan zelf een pas halen?", "Kan mijn zoon [naam] zelf een pas halen?"),
            ("Ik ben geboren op 12 maart 1956.", "Ik ben geboren op [datum]."),
            ("Het is nul zes een twee drie vier vijf zes zeven acht", "Het is [nummer]"),
            ("My name is John Smith, I lost my passport", "My name is [naam], I lost my passport"),
            ("Zaaknummer 2026.123456", "Zaaknummer [nummer]"),
        ] {
            assert_eq!(redact(said), kept);
        }
    }

    #[test]
    fn a_question_without_personal_data_stays_as_it_is() {
        for said in [
            "Hoe vraag ik huurtoeslag aan?",
            "Ik ben 17 jaar en word volgende maand 18, wat moet ik regelen?",
            "Wat kost een paspoort, 83 euro of 87,27 euro?",
            "Mag ik bellen naar 0800 8020 of naar 14 020?",
            "Is 088 123 45 67 het nummer van de gemeente?",
            "Is het stembureau op 16 maart open tot 21.00 uur?",
            "Ik ben Nederlander en woon in België.",
            "Moet ik twee of drie weken wachten?",
        ] {
            assert_eq!(redact(said), said);
        }
    }

    #[test]
    fn check_digits_tell_numbers_apart() {
        assert!(is_bsn("111222333") && is_bsn("12345672") && !is_bsn("123456789") && !is_bsn("000000000"));
        assert!(is_iban("NL91ABNA0417164300") && !is_iban("NL92ABNA0417164300"));
    }

    proptest! {
        #[test]
        fn any_text_is_taken_and_no_long_number_stays(text in "\\PC{0,80}", number in "[0-9]{9}") {
            let kept = redact(&format!("{text} {number} {text}"));
            prop_assert!(!kept.contains(&number));
        }
    }
}
