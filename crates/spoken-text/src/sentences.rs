//! Splits a text into sentences, for speaking one while the next is rendered and for "herhaal laatste zin".
//!
//! For: text before and after it is made speakable. Not for: making it speakable.

use super::clean::{blocks, without_dash};
use super::lexicon::{is_abbreviation, may_end_sentence};

/// The sentences of the text, trimmed, in order and with their punctuation. A line that is not just wrapped (a
/// heading, a list item) is its own sentence.
#[must_use]
pub fn sentences(text: &str) -> Vec<String> {
    let blocks = blocks(text);
    let alone = blocks.len() == 1;
    blocks.iter().flat_map(|block| sentences_of(if alone { block } else { without_dash(block) })).collect()
}

fn sentences_of(block: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (position, mark) in block.char_indices() {
        if !matches!(mark, '.' | '!' | '?' | '…') || position < start {
            continue;
        }
        let end = end_of_marks(block, position);
        let rest = &block[end..];
        let at_space = rest.starts_with(char::is_whitespace);
        if at_space && ends_sentence(&block[start..position], mark, rest.trim_start()) {
            push_sentence(&mut sentences, &block[start..end]);
            start = end;
        }
    }
    push_sentence(&mut sentences, &block[start..]);
    sentences
}

fn push_sentence(sentences: &mut Vec<String>, sentence: &str) {
    let sentence = sentence.trim();
    if sentence.contains(char::is_alphanumeric) {
        sentences.push(sentence.to_owned());
    }
}

/// The position after the mark, its repetitions, and the brackets and quotes that close with it.
fn end_of_marks(block: &str, position: usize) -> usize {
    let closes =
        |character: char| matches!(character, '.' | '!' | '?' | '…' | ')' | ']' | '"' | '”' | '’' | '\'' | '»');
    let rest = &block[position..];
    position + rest.find(|character| !closes(character)).unwrap_or(rest.len())
}

fn ends_sentence(sentence: &str, mark: char, next: &str) -> bool {
    let Some(first) = next.chars().find(|character| !matches!(character, '"' | '“' | '‘' | '\'' | '(' | '['))
    else {
        return false;
    };
    if mark != '.' {
        return mark != '…' || !first.is_lowercase();
    }
    let word = last_word(sentence);
    let with_dot = format!("{word}.");
    if is_abbreviation(&with_dot) || may_end_sentence(&with_dot) {
        return may_end_sentence(&with_dot) && first.is_uppercase();
    }
    if is_short_form(word) && (!first.is_uppercase() || stands_before_name(word)) {
        return false;
    }
    let year = word == "dec" && first.is_ascii_digit();
    let street = word.ends_with("str") || word.ends_with("ln") || word.ends_with("pln");
    if year || street && word.starts_with(char::is_uppercase) && first.is_ascii_digit() {
        return false;
    }
    let list_number = word.len() == sentence.trim().len() && is_short_number(word);
    let month = is_short_month(word) && !first.is_uppercase();
    if list_number || month || is_initial(word) || is_title(word) {
        return false;
    }
    !first.is_lowercase() || ends_before_small_letter(word) || is_spoken_address(sentence)
}

/// Abbreviations that `rules::written` interprets by context: before a figure or a lower-case letter, their dot ends
/// no sentence.
fn is_short_form(word: &str) -> bool {
    const FORMS: [&str; 24] = [
        "ma", "di", "wo", "do", "vr", "za", "zo", "min", "sec", "mnd", "wk", "wkn", "dgn", "jr", "ct", "cat", "gem",
        "no", "p", "pp", "burg", "pres", "kon", "past",
    ];
    FORMS.contains(&word.to_lowercase().as_str())
}

/// "gem. Utrecht", "Burg. Jansenlaan".
fn stands_before_name(word: &str) -> bool {
    ["gem", "cat", "burg", "pres", "kon", "past", "p", "pp"].contains(&word.to_lowercase().as_str())
}

fn is_short_month(word: &str) -> bool {
    const MONTHS: [&str; 13] =
        ["jan", "feb", "febr", "mrt", "apr", "jun", "jul", "aug", "sep", "sept", "okt", "oct", "nov"];
    MONTHS.contains(&word.to_lowercase().as_str())
}

/// "… punt nl": the end of a web address that was made speakable.
fn is_spoken_address(sentence: &str) -> bool {
    let word_before = sentence.split_whitespace().rev().nth(1);
    matches!(word_before, Some("punt" | "dot"))
}

/// Whether this is a real word before a lower-case letter: the end of a list item, not an unknown abbreviation.
fn ends_before_small_letter(word: &str) -> bool {
    let vowel = |letter: char| "aeiouyáéèëïöü".contains(letter);
    let lower = word.to_lowercase();
    word.chars().count() >= 3
        && lower.chars().all(|letter| letter.is_alphabetic() || matches!(letter, '-' | '\''))
        && lower.contains(vowel)
}

fn last_word(sentence: &str) -> &str {
    let word = sentence.rsplit(char::is_whitespace).next().unwrap_or_default();
    word.trim_start_matches(['(', '[', '"', '“', '‘', '\''])
}

fn is_short_number(word: &str) -> bool {
    word.len() <= 3 && word.chars().all(|digit| digit.is_ascii_digit())
}

/// "J." or "J.P.": a name continues.
fn is_initial(word: &str) -> bool {
    let mut parts = word.split('.');
    parts.all(|part| part.chars().count() == 1 && part.chars().all(char::is_uppercase))
}

fn is_title(word: &str) -> bool {
    const TITLES: [&str; 8] = ["st", "ds", "jhr", "jkvr", "sr", "jr", "kol", "gen"];
    TITLES.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sentences_end_where_people_pause() {
        let rows: [(&str, &[&str]); 23] = [
            ("Dit is één. Dit is twee.", &["Dit is één.", "Dit is twee."]),
            ("Bel ons! Kan dat? Ja.", &["Bel ons!", "Kan dat?", "Ja."]),
            ("Neem bijv. uw pas mee. Of d.w.z. een kaart.", &["Neem bijv. uw pas mee.", "Of d.w.z. een kaart."]),
            ("Het kost € 77.85. Meer niet.", &["Het kost € 77.85.", "Meer niet."]),
            ("Ga naar www.rijksoverheid.nl. Daar staat het.", &["Ga naar www.rijksoverheid.nl.", "Daar staat het."]),
            (
                "De heer J.P. Balkenende en mr. A. de Vries komen.",
                &["De heer J.P. Balkenende en mr. A. de Vries komen."],
            ),
            ("Boeken, pennen e.d. Neem ze mee.", &["Boeken, pennen e.d.", "Neem ze mee."]),
            ("Vanaf 9.00 uur. Tot 01.02.2026. Daarna niet.", &["Vanaf 9.00 uur.", "Tot 01.02.2026.", "Daarna niet."]),
            ("1. Ga naar de balie\n2. Neem een nummer", &["1. Ga naar de balie", "2. Neem een nummer"]),
            ("Neem mee: uw pas. een foto. een pen", &["Neem mee: uw pas.", "een foto.", "een pen"]),
            ("Hij zei: \"Kom maar.\" Zij kwam.", &["Hij zei: \"Kom maar.\"", "Zij kwam."]),
            ("Op 3 sept. 2026 en 4 okt. daarna.", &["Op 3 sept. 2026 en 4 okt. daarna."]),
            (
                "Kijk op diegiedee punt nl. diegiedee is gratis.",
                &["Kijk op diegiedee punt nl.", "diegiedee is gratis."],
            ),
            ("Open op ma. 9.00 en di. 10.00 uur.", &["Open op ma. 9.00 en di. 10.00 uur."]),
            (
                "Na 15 min. bent u klaar. Wacht 3 min. Kom dan.",
                &["Na 15 min. bent u klaar.", "Wacht 3 min.", "Kom dan."],
            ),
            ("Bel de gem. Utrecht, gem. 3 dagen, ong. 2.", &["Bel de gem. Utrecht, gem. 3 dagen, ong. 2."]),
            ("Zie no. 12, p. 5, cat. B en Stb. 2024, 3.", &["Zie no. 12, p. 5, cat. B en Stb. 2024, 3."]),
            ("Uw dossiernr. staat in de brief t.e.m. mei.", &["Uw dossiernr. staat in de brief t.e.m. mei."]),
            ("Hij is geb. 3-5-1980. Hij woont in Ede.", &["Hij is geb. 3-5-1980.", "Hij woont in Ede."]),
            ("Wacht... Nu wel.", &["Wacht...", "Nu wel."]),
            ("Mr. Smith lives at St. John's Road. He is in.", &["Mr. Smith lives at St. John's Road.", "He is in."]),
            ("Bring e.g. a passport. It is free.", &["Bring e.g. a passport.", "It is free."]),
            ("", &[]),
        ];
        for (text, expected) in rows {
            assert_eq!(sentences(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_character_that_is_heard_gets_lost(text in "\\PC{0,120}") {
            let heard = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            prop_assert_eq!(heard(&sentences(&text).concat()), heard(&text));
        }
    }
}
