//! Text as the voices read it: `spoken_text` writes Dutch and English out in words; the voices of other languages read
//! numbers and dates themselves. Of those, only what voices misread in every language is rewritten: amounts in euros, and
//! telephone numbers, which are read digit by digit.

use crate::language::Language;
use regex::{Captures, Regex};
use spoken_text::Lexicon;
use std::sync::LazyLock;

static EUROS: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"€\s*(\d[\d.]*)(?:,(\d\d))?").expect("the pattern is sound"));
/// Starts with a zero, or is the number of a municipality ("14 020") or a helpline ("113").
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:0\d(?:[ -]?\d){5,}|14 ?0\d{2,3}|0\d{3}-\d{4})\b").expect("the pattern is sound")
});

/// Converts text to the form that a voice of the language reads correctly; see [`spoken_text::speakable`].
#[must_use]
pub fn speakable(text: &str, language: Language, lexicon: &Lexicon) -> String {
    match language.grammar() {
        Some(grammar) => spoken_text::speakable(text, grammar, lexicon),
        None => rewritten(text, language),
    }
}

/// Spells a text clearly, with the phonetic alphabet of the language where we know it; elsewhere the voice knows the
/// names of the letters.
#[must_use]
pub fn spell(text: &str, language: Language) -> String {
    if let Some(grammar) = language.grammar() {
        return spoken_text::spell(text, grammar);
    }
    let letters = text.chars().filter(|letter| letter.is_alphanumeric());
    letters.map(String::from).collect::<Vec<_>>().join(", ")
}

fn rewritten(text: &str, language: Language) -> String {
    let facts = language.facts();
    let text = EUROS.replace_all(text, |found: &Captures<'_>| {
        let euros = found[1].replace('.', "");
        match found.get(2).map(|cents| cents.as_str()).filter(|cents| *cents != "00") {
            Some(cents) => {
                let amount = facts.euros_and_cents.replace("{euros}", &euros);
                amount.replace("{cents}", cents.strip_prefix('0').unwrap_or(cents))
            }
            None => format!("{euros} {}", facts.euro),
        }
    });
    let text = PHONE.replace_all(&text, |found: &Captures<'_>| {
        let digits = |part: &str| part.chars().map(String::from).collect::<Vec<_>>().join(" ");
        found[0].split([' ', '-']).map(digits).collect::<Vec<_>>().join(", ")
    });
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn euros_and_telephone_numbers_are_read_aloud() {
        let lexicon = Lexicon::built_in();
        for (written, language, spoken) in [
            ("Das kostet € 1.089,50.", Language::De, "Das kostet 1089 Euro 50."),
            ("Ça coûte € 78,45.", Language::Fr, "Ça coûte 78 euros 45."),
            ("Cuesta € 78,05.", Language::Es, "Cuesta 78 euros con 5."),
            ("Kosztuje € 78,45.", Language::Pl, "Kosztuje 78 euro i 45 centów."),
            ("Fiyatı € 78,45.", Language::Tr, "Fiyatı 78 avro 45 sent."),
            ("Це коштує € 78,45.", Language::Uk, "Це коштує 78 євро 45 центів."),
            ("السعر € 78,45.", Language::Ar, "السعر 78 يورو و 45 سنت."),
            ("Fiyatı € 83,00.", Language::Tr, "Fiyatı 83 avro."),
            ("Proszę dzwonić: 0800-2000.", Language::Pl, "Proszę dzwonić: 0 8 0 0, 2 0 0 0."),
            ("Телефон 14 020 або 112.", Language::Uk, "Телефон 1 4, 0 2 0 або 112."),
        ] {
            assert_eq!(speakable(written, language, &lexicon), spoken);
            assert_eq!(speakable(spoken, language, &lexicon), spoken);
        }
        assert_eq!(spell("DigiD", Language::De), "D, i, g, i, D");
    }
}
