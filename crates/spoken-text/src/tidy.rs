//! The last step: only letters, sentence punctuation and single pauses are left.
//!
//! For: brackets, leftover symbols, quotes, repeated punctuation, spaces. Not for: anything with digits (`rules`), or
//! lines and lists (`clean`).

use super::vocabulary::Vocabulary;
use crate::Language;

pub(super) fn tidy(text: &str, language: Language) -> String {
    let signs = signs_to_words(text, Vocabulary::of(language));
    let words: Vec<String> = signs.split_whitespace().map(tidy_word).collect();
    let mut output = String::with_capacity(text.len());
    for piece in words.iter().flat_map(|word| pieces(word)) {
        match piece {
            Piece::Word(word) => push_word(&mut output, word),
            Piece::Pause(pause) => push_pause(&mut output, pause),
        }
    }
    output.trim_end_matches([',', ' ']).to_owned()
}

enum Piece<'a> {
    Word(&'a str),
    Pause(char),
}

/// Replaces stand-alone symbols by their word, and brackets and dashes by pauses.
fn signs_to_words(text: &str, vocabulary: &Vocabulary) -> String {
    let mut output = String::with_capacity(text.len());
    let mut bracket_is_silent = false;
    for (position, character) in text.char_indices() {
        let after = &text[position + character.len_utf8()..];
        match character {
            '(' if is_part_of_word(output.chars().next_back(), after) || is_optional_word(&output, after) => {
                bracket_is_silent = true;
            }
            ')' if bracket_is_silent => bracket_is_silent = false,
            '(' | ')' | '[' | ']' | '{' | '}' | '|' | '–' | '→' => output.push_str(" , "),
            '…' => output.push('.'),
            ';' => output.push_str(". "),
            '.' | ',' | ':' | '!' | '?' | '\'' | '-' => output.push(character),
            _ if is_letter(character) || is_accent(character) => output.push(character),
            _ => {
                output.push(' ');
                output.push_str(sign_word(character, vocabulary));
                output.push(' ');
            }
        }
    }
    output
}

/// The word for a sign; empty for signs of layout, which are not said.
fn sign_word(sign: char, vocabulary: &Vocabulary) -> &'static str {
    match sign {
        '&' => vocabulary.and,
        '+' => vocabulary.plus,
        '=' => vocabulary.equals,
        '±' => vocabulary.plus_or_minus,
        '×' => vocabulary.times,
        '%' => vocabulary.percent,
        '‰' => vocabulary.per_mille,
        '°' => vocabulary.degrees,
        '§' => vocabulary.section,
        '≤' => vocabulary.at_most,
        '≥' => vocabulary.at_least,
        '@' => vocabulary.at,
        '€' => vocabulary.euro,
        '$' => vocabulary.dollar,
        '£' => vocabulary.pound,
        '<' => vocabulary.less_than,
        '>' => vocabulary.more_than,
        '/' => vocabulary.slash,
        '\\' => vocabulary.backslash,
        '#' => vocabulary.hash,
        '^' => vocabulary.power,
        '÷' => vocabulary.divided,
        '~' => vocabulary.about,
        _ => "",
    }
}

/// "burger(s)" is said as "burgers", "(op)tellen" as "optellen".
fn is_part_of_word(before: Option<char>, after: &str) -> bool {
    let Some((inside, rest)) = after.split_once(')') else {
        return false;
    };
    let ends_word = before.is_some_and(char::is_alphabetic);
    let starts_word = !ends_word && rest.starts_with(char::is_lowercase);
    (ends_word || starts_word) && (1..=3).contains(&inside.chars().count()) && inside.chars().all(char::is_lowercase)
}

/// "een (nieuw) paspoort" is said without pauses: what is in brackets belongs to what comes next.
fn is_optional_word(before: &str, after: &str) -> bool {
    const NOT_YET_FINISHED: [&str; 22] = [
        "een", "de", "het", "uw", "u", "van", "geen", "met", "in", "op", "voor", "dit", "deze", "a", "an", "the",
        "your", "any", "of", "with", "for", "no",
    ];
    let Some((inside, _)) = after.split_once(") ") else {
        return false;
    };
    let word = before.split_whitespace().next_back().unwrap_or_default();
    NOT_YET_FINISHED.contains(&word.to_lowercase().as_str())
        && before.ends_with(' ')
        && inside.chars().all(char::is_lowercase)
}

/// Removes quotes and dashes around a word, but not an apostrophe that Dutch or English spelling needs.
fn tidy_word(word: &str) -> String {
    if word.chars().all(|character| character == '-') {
        return ",".to_owned();
    }
    let characters: Vec<char> = word.chars().collect();
    let mut output = String::with_capacity(word.len());
    for (position, character) in characters.iter().copied().enumerate() {
        let before = position.checked_sub(1).map(|previous| characters[previous]);
        let rest = &characters[position + 1..];
        let keep = match character {
            '\'' => keeps_apostrophe(before, rest),
            '-' => keeps_hyphen(before, rest),
            _ if is_accent(character) => before.is_some_and(|previous| is_letter(previous) || is_accent(previous)),
            _ => true,
        };
        if keep {
            output.push(character);
        } else if character == '-' && before.is_some() && !rest.is_empty() {
            output.push(',');
        }
    }
    output
}

fn keeps_apostrophe(before: Option<char>, rest: &[char]) -> bool {
    let next = rest.first().copied();
    match before {
        Some(previous) if is_letter(previous) || is_accent(previous) => next.is_some_and(is_letter),
        Some('-') | None => {
            let short_word = next.is_some_and(|next| matches!(next, 's' | 't' | 'n' | 'k' | 'm' | 'r'));
            short_word && !rest.get(1).copied().is_some_and(is_letter)
        }
        Some(_) => false,
    }
}

/// A hyphen stays between letters, and after a word that is completed later ("in- en uitgang").
fn keeps_hyphen(before: Option<char>, rest: &[char]) -> bool {
    let after_letter = before.is_some_and(|previous| is_letter(previous) || is_accent(previous));
    let next = rest.first().copied();
    after_letter && next.is_none_or(|next| is_letter(next) || next == '\'' || matches!(next, ',' | '.'))
}

/// Splits into words and the pauses between them; a sign inside a word ("a.b") stays part of it.
fn pieces(word: &str) -> Vec<Piece<'_>> {
    let is_pause = |character: char| matches!(character, '.' | ',' | ':' | '!' | '?');
    let start = word.find(|character| !is_pause(character)).unwrap_or(word.len());
    let end = word.trim_end_matches(is_pause).len().max(start);
    let mut pieces: Vec<Piece<'_>> = word[..start].chars().map(Piece::Pause).collect();
    if start < end {
        pieces.push(Piece::Word(&word[start..end]));
    }
    pieces.extend(word[end..].chars().map(Piece::Pause));
    pieces
}

fn push_word(output: &mut String, word: &str) {
    if !word.contains(is_letter) {
        return;
    }
    if !output.is_empty() {
        output.push(' ');
    }
    output.push_str(word);
}

/// Of several signs in a row the strongest is heard; before the first word there is none.
fn push_pause(output: &mut String, pause: char) {
    let strength = |sign: char| [',', ':', '.', '!', '?'].iter().position(|known| *known == sign);
    let Some(last) = output.chars().next_back() else {
        return;
    };
    if strength(last).is_none() {
        output.push(pause);
    } else if strength(pause) > strength(last) {
        output.pop();
        output.push(pause);
    }
}

fn is_letter(character: char) -> bool {
    character.is_alphabetic()
}

fn is_accent(character: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&character)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_and_pauses_are_left() {
        let rows = [
            ("een huis (of kamer).", "een huis, of kamer."),
            ("(alleen dit)", "alleen dit"),
            ("burger(s) en vrouw(en)", "burgers en vrouwen"),
            ("het (op)tellen van een (nieuw) paspoort", "het optellen van een nieuw paspoort"),
            ("wacht!!! echt?!", "wacht! echt?"),
            ("nou... ja…", "nou. ja."),
            ("'s-Gravenhage, foto's, 't huis", "'s-Gravenhage, foto's, 't huis"),
            ("'een woord' \"nog een\"", "een woord nog een"),
            ("in- en uitgang - hier – daar", "in- en uitgang, hier, daar"),
            ("dit; dat", "dit. dat"),
            ("**Let op** _nu_", "Let op nu"),
            ("Jan & Piet", "Jan en Piet"),
            ("...", ""),
        ];
        for (text, tidied) in rows {
            assert_eq!(tidy(text, Language::Nl), tidied);
        }
    }
}
