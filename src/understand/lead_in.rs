//! What comes before a question and says nothing of it: a greeting, "I would like to know", a name. And the clauses of
//! what is said, for those who tell their story first.

use serde::Deserialize;
use std::sync::LazyLock;

/// What `lead-ins.toml` has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Beginnings that are left out, as often as they come.
    beginnings: Vec<String>,
}

static BEGINNINGS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../knowledge/understanding/lead-ins.toml"))
        .expect("the built-in file is checked by a test");
    let mut beginnings: Vec<Vec<String>> =
        file.beginnings.iter().map(|text| text.split_whitespace().map(str::to_owned).collect()).collect();
    // The longest first, so that none hides behind a shorter one.
    beginnings.sort_by_key(|words| std::cmp::Reverse(words.len()));
    beginnings
});

/// Fewer words than these are left whole: "hallo" alone is not nothing.
const LEAST: usize = 2;

/// What is left without what comes before it.
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

/// What stands behind these words, where the text begins with them.
fn behind<'a>(text: &'a str, beginning: &[String]) -> Option<&'a str> {
    // A mark for what was masked, such as "[naam]", is one word.
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

/// The clauses of what is said, where there is more than one.
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
