//! The rules that turn everything with digits or a special form into words, one kind per module.
//!
//! For: the order of the rules and how they rewrite a text. Not for: layout (`clean`), leftover symbols (`tidy`), or
//! single words (`lexicon`).

mod addresses;
mod calendar;
mod clock;
mod codes;
mod figures;
mod measures;
mod money;
mod names;
mod phone;
mod signs;
mod written;

use super::lexicon::Lexicon;
use crate::Language;
use regex::{Captures, Regex};

/// Applies all rules, from the most specific to plain numbers.
pub(super) fn apply(text: String, language: Language, lexicon: &Lexicon) -> String {
    let text = addresses::apply(text, language, lexicon);
    let text = codes::iban(text, language);
    let text = signs::first(text, language);
    let text = calendar::dates(text, language);
    let text = phone::apply(text, language);
    let text = codes::apply(text, language);
    let text = signs::dashes(text, language);
    let text = clock::apply(text, language);
    let text = money::apply(text, language);
    let text = names::roman_numerals(text, language);
    let text = measures::apply(text, language);
    let text = names::spelled(text, language);
    let text = calendar::years(text, language);
    figures::apply(text, language)
}

/// Expands abbreviations that depend on context; runs before the lexicon.
pub(super) fn in_full(text: String, language: Language) -> String {
    match language {
        Language::Nl => written::in_full(text),
        Language::En => text,
    }
}

/// What a rule sees: the match, and the text before and after it.
struct Matched<'a> {
    captures: Captures<'a>,
    before: &'a str,
    after: &'a str,
}

impl<'a> Matched<'a> {
    /// The text of a group; empty if it did not take part in the match.
    fn group(&self, index: usize) -> &'a str {
        self.captures.get(index).map_or("", |found| found.as_str())
    }

    fn number(&self, index: usize) -> Option<u64> {
        self.group(index).parse().ok()
    }

    /// Whether neither a letter nor a digit touches the match.
    fn stands_alone(&self) -> bool {
        !self.before.ends_with(char::is_alphanumeric) && !self.after.starts_with(char::is_alphanumeric)
    }

    /// Whether no letter, digit or sign of a number directly precedes the match.
    fn stands_alone_before(&self) -> bool {
        !self.before.ends_with(|before: char| before.is_alphanumeric() || matches!(before, '.' | ',' | '-' | '/' | '€'))
    }

    /// Like `stands_alone`, and not part of a longer number either.
    fn is_whole_number(&self) -> bool {
        let joins = |sign: Option<char>, digit: Option<char>| {
            sign.is_some_and(|sign| matches!(sign, '.' | ',' | '/' | ':' | '-'))
                && digit.is_some_and(|digit| digit.is_ascii_digit())
        };
        let mut before = self.before.chars().rev();
        let mut after = self.after.chars();
        self.stands_alone() && !joins(before.next(), before.next()) && !joins(after.next(), after.next())
    }
}

/// Replaces matches by the result of `spoken`; `None` leaves a match unchanged. A space is inserted where new words
/// would otherwise touch a letter or digit; an edge of the match that `spoken` returns unchanged is not a new word.
fn rewrite(text: String, pattern: &Regex, mut spoken: impl FnMut(&Matched<'_>) -> Option<String>) -> String {
    if !pattern.is_match(&text) {
        return text;
    }
    let mut output = String::with_capacity(text.len() * 2);
    let mut position = 0;
    while let Some(captures) = pattern.captures_at(&text, position) {
        let Some(whole) = captures.get(0).filter(|whole| !whole.is_empty()) else {
            break;
        };
        let (before, after) = (&text[..whole.start()], &text[whole.end()..]);
        output.push_str(&text[position..whole.start()]);
        let found = Matched { captures, before, after };
        if let Some(words) = spoken(&found) {
            push_new_words(&mut output, &words, whole.as_str(), after);
            position = whole.end();
        } else {
            position = next_start(whole.as_str(), whole.start());
            output.push_str(&text[whole.start()..position]);
        }
    }
    output.push_str(&text[position..]);
    output
}

/// Where to continue after a refused match: the rest of it may contain another one, but a run of digits or a word is
/// never entered halfway.
fn next_start(matched: &str, start: usize) -> usize {
    let first = matched.chars().next().unwrap_or(' ');
    let run = matched
        .find(|character: char| !first.is_alphanumeric() || !character.is_alphanumeric())
        .unwrap_or(matched.len());
    start + run.max(first.len_utf8())
}

fn push_new_words(output: &mut String, words: &str, matched: &str, after: &str) {
    let same_start = words.chars().next() == matched.chars().next();
    let same_end = words.chars().next_back() == matched.chars().next_back();
    let touches = output.ends_with(char::is_alphanumeric) && words.starts_with(char::is_alphanumeric);
    if touches && !same_start {
        output.push(' ');
    }
    output.push_str(words);
    if !same_end && after.starts_with(char::is_alphanumeric) {
        output.push(' ');
    }
}

fn pattern(expression: &str) -> Regex {
    Regex::new(expression).expect("a pattern of the rules is valid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_compiles_on_first_use() {
        let lexicon = Lexicon::built_in();
        for language in Language::ALL {
            assert_eq!(apply("dag".to_owned(), language, &lexicon), "dag");
        }
    }

    #[test]
    fn rewriting_keeps_words_apart_and_leaves_what_is_refused() {
        let digits = pattern("[0-9]+");
        let spoken = |found: &Matched<'_>| (found.group(0) != "12").then(|| "x".to_owned());
        assert_eq!(rewrite("a1b 12 3.".to_owned(), &digits, spoken), "a x b 12 x.");
    }
}
