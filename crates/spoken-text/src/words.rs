//! Words as they are compared: without punctuation.

/// The words of a text: its runs of letters and digits, as written.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// The words of a text in lower case. The Turkish "İ" becomes a plain "i".
pub fn lower_words(text: &str) -> impl Iterator<Item = String> {
    // In lower case, "İ" keeps its dot as a sign of its own.
    words(text).map(|word| word.to_lowercase().replace('\u{307}', ""))
}

/// The words of a text in lower case, with one space between them.
///
/// ```
/// assert_eq!(spoken_text::plain("Ik ben m'n DigiD-app kwijt!"), "ik ben m n digid app kwijt");
/// ```
#[must_use]
pub fn plain(text: &str) -> String {
    lower_words(text).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_parts_words_and_is_left_out() {
        assert_eq!(words(" DigiD's, 18+! ").collect::<Vec<_>>(), ["DigiD", "s", "18"]);
        assert_eq!(plain("İmdat! Ça va?"), "imdat ça va");
        assert_eq!(plain(" ?! "), "");
    }
}
