//! Compares what was said with what was transcribed: "€77.85" is "seventy-seven euros eighty-five".

use spoken_text::words_to_number;
use spraakloket::Language;

/// The figures of a text in order, and its words.
#[derive(Debug)]
pub(crate) struct Figures {
    digits: String,
    words: Vec<String>,
}

impl Figures {
    pub(crate) fn of(text: &str) -> Self {
        Self::in_language(text, Language::En)
    }

    pub(crate) fn of_dutch(text: &str) -> Self {
        Self::in_language(text, Language::Nl)
    }

    fn in_language(text: &str, language: Language) -> Self {
        let words = words(text);
        let (mut digits, mut kept) = (String::new(), Vec::new());
        let mut rest = words.as_slice();
        while let Some(word) = rest.first() {
            let (figure, used) = leading_number(rest, language);
            match figure {
                Some(figure) => digits.push_str(&figure),
                None => kept.push(word.clone()),
            }
            rest = &rest[used..];
        }
        Figures { digits, words: kept }
    }

    /// Whether these are exactly the figures of `expected`, with all its words present.
    pub(crate) fn holds(&self, expected: &str) -> bool {
        let expected = Self::of(expected);
        self.digits == expected.digits && expected.words.iter().all(|word| self.words.contains(word))
    }
}

/// The share of the words of `said` that occur in `heard`, in order.
pub(crate) fn similarity(said: &str, heard: &str) -> f32 {
    let (said, heard) = (words(said), words(heard));
    let mut best = vec![0; heard.len() + 1];
    for word in &said {
        let mut diagonal = 0;
        for (index, other) in heard.iter().enumerate() {
            let above = best[index + 1];
            best[index + 1] = if word == other { diagonal + 1 } else { above.max(best[index]) };
            diagonal = above;
        }
    }
    best[heard.len()] as f32 / said.len().max(heard.len()).max(1) as f32
}

/// The number that the words start with, and how many words it takes (1 if there is none).
fn leading_number(words: &[String], language: Language) -> (Option<String>, usize) {
    let first = &words[0];
    let digits: String = first.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() {
        return match words {
            [_, and, tens, ..] if and == "and" => match hundreds_and_tens(&digits, tens) {
                Some(sum) => (Some(sum), 3),
                None => (Some(digits), 1),
            },
            _ => (Some(digits), 1),
        };
    }
    let longest = words.len().min(10);
    for count in (1..=longest).rev() {
        if words[count - 1] == "and" {
            continue;
        }
        if let Some(number) = language.grammar().and_then(|grammar| words_to_number(&words[..count].join(" "), grammar))
        {
            return (Some(number.to_string()), count);
        }
    }
    let ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];
    match ordinals.iter().position(|ordinal| ordinal == first) {
        Some(position) => (Some((position + 1).to_string()), 1),
        None => (None, 1),
    }
}

/// "127,500 and 82" is one number, as the recogniser sometimes writes it.
fn hundreds_and_tens(hundreds: &str, tens: &str) -> Option<String> {
    let (hundreds, tens) = (hundreds.parse::<u64>().ok()?, tens.parse::<u64>().ok()?);
    (hundreds >= 100 && hundreds.is_multiple_of(100) && (1..100).contains(&tens)).then(|| (hundreds + tens).to_string())
}

/// Words and runs of digits in lower case, without punctuation: "1,250" is "1250", "77.85" is two.
fn words(text: &str) -> Vec<String> {
    let lower: Vec<char> = text.to_lowercase().chars().collect();
    let mut plain = String::new();
    for (index, letter) in lower.iter().enumerate() {
        let digit = |at: Option<usize>| at.and_then(|at| lower.get(at)).is_some_and(char::is_ascii_digit);
        if letter.is_alphanumeric() || *letter == '\'' {
            plain.push(*letter);
        } else if !(*letter == ',' && digit(index.checked_sub(1)) && digit(Some(index + 1))) {
            plain.push(' ');
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}
