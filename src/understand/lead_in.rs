//! Removes what precedes a question without belonging to it (a greeting, "I would like to know", a name), and splits a
//! story into clauses.

use serde::Deserialize;
use std::sync::LazyLock;

/// Contents of `lead-ins.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Beginnings that are removed, repeatedly.
    beginnings: Vec<String>,
}

static BEGINNINGS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../knowledge/understanding/lead-ins.toml"))
        .expect("a test checks the built-in file");
    let mut beginnings: Vec<Vec<String>> =
        file.beginnings.iter().map(|text| text.split_whitespace().map(str::to_owned).collect()).collect();
    // The longest first, so that a shorter one does not hide it.
    beginnings.sort_by_key(|words| std::cmp::Reverse(words.len()));
    beginnings
});

/// Minimum number of words that must remain: "hallo" alone is left as it is.
const LEAST: usize = 2;

/// The text without its lead-in.
#[must_use]
pub(super) fn without_lead_in(text: &str) -> &str {
    let mut rest = text.trim();
    while let Some(shorter) = BEGINNINGS.iter().find_map(|beginning| behind(rest, beginning)) {
        if shorter.split_whitespace().count() < LEAST {
            break;
        }
        rest = shorter;
    }
    rest
}

/// The rest of a text that starts with these words.
fn behind<'a>(text: &'a str, beginning: &[String]) -> Option<&'a str> {
    // A mark for something masked, such as "[naam]", is one word.
    let between = |letter: char| !letter.is_alphanumeric() && letter != '[';
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '\'' | '[' | ']' | '-');
    let mut rest = text.trim_start_matches(between);
    for word in beginning {
        let end = rest.find(|letter: char| !inside(letter)).unwrap_or(rest.len());
        if rest[..end].to_lowercase() != *word {
            return None;
        }
        rest = rest[end..].trim_start_matches(between);
    }
    Some(rest)
}

/// The clauses of a text, if there is more than one.
#[must_use]
pub(super) fn clauses(text: &str) -> Vec<&str> {
    let ends = |letter: char| matches!(letter, '.' | '!' | '?' | ',' | ';' | ':');
    let parts: Vec<&str> =
        text.split(ends).map(str::trim).filter(|part| part.split_whitespace().count() > LEAST).collect();
    if parts.len() > 1 { parts } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn greetings_and_fillers_are_left_out_and_questions_stay() {
        for (said, left) in [
            ("Goedemorgen, ik wil graag weten hoe ik een paspoort aanvraag", "hoe ik een paspoort aanvraag"),
            ("Hallo, mijn naam is [naam] en ik heb een vraag over mijn paspoort", "mijn paspoort"),
            ("Eh, nou, wat kost een rijbewijs?", "wat kost een rijbewijs?"),
            ("Good morning, I would like to know how I get a passport", "how I get a passport"),
            ("hallo", "hallo"),
            ("Ik wil trouwen", "Ik wil trouwen"),
            ("", ""),
        ] {
            assert_eq!(without_lead_in(said), left, "{said}");
        }
    }

    #[test]
    fn a_story_falls_into_its_clauses() {
        assert_eq!(
            clauses("Mijn man is gevallen, hij beweegt niet meer. Wat nu?"),
            ["Mijn man is gevallen", "hij beweegt niet meer"]
        );
        assert!(clauses("Wat kost een paspoort?").is_empty());
    }
}
