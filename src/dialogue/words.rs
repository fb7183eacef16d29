//! Words in the form in which they are compared: lower case, without punctuation.

/// The words of a text.
pub(super) fn words(text: &str) -> Vec<String> {
    spoken_text::lower_words(text).collect()
}

/// The rest of a text after its first words, as written; `None` if it does not start with them.
pub(super) fn behind<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let mut rest = text;
    for expected in beginning.split(' ') {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        let end = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
        if rest[..end].to_lowercase() != expected {
            return None;
        }
        rest = &rest[end..];
    }
    Some(rest.trim_start_matches(|c: char| !c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_behind_a_beginning_keeps_its_form() {
        assert_eq!(behind("Nee, ik bedoel: DigiD kwijt.", "nee ik bedoel"), Some("DigiD kwijt."));
        assert_eq!(behind("Neerlandicus", "nee"), None);
        assert_eq!(behind("nee", "nee"), Some(""));
    }
}
