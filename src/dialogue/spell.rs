//! Which word of a sentence somebody wants spelled: the last one that is hard to write down from hearing.

/// A web address, a number with letters or digits, or a name; the last one of the sentence.
pub(super) fn word_to_spell(sentence: &str) -> Option<String> {
    let words: Vec<&str> = sentence
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .filter(|word| !word.is_empty())
        .collect();
    let is_address = |word: &&&str| word.contains('.') && word.chars().any(char::is_alphabetic);
    let is_mixed = |word: &&&str| word.chars().skip(1).any(|c| c.is_uppercase() || c.is_ascii_digit());
    let is_name = |word: &&&str| word.chars().next().is_some_and(char::is_uppercase);
    let rest = words.get(1..).unwrap_or_default();
    let found = words
        .iter()
        .rev()
        .find(is_address)
        .or_else(|| words.iter().rev().find(is_mixed))
        .or_else(|| rest.iter().rev().find(is_name))
        .or_else(|| words.iter().max_by_key(|word| word.chars().count()))?;
    Some((*found).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hard_word_is_chosen() {
        for (sentence, word) in [
            ("Kijk op mijnoverheid.nl voor meer.", "mijnoverheid.nl"),
            ("U logt in met DigiD bij de gemeente.", "DigiD"),
            ("Dit komt van Rijksoverheid.", "Rijksoverheid"),
            ("Neem uw oude paspoort mee.", "paspoort"),
        ] {
            assert_eq!(word_to_spell(sentence).as_deref(), Some(word), "{sentence}");
        }
        assert_eq!(word_to_spell(" ... "), None);
    }
}
