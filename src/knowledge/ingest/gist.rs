//! The short answer of a text that was not written to be spoken: its first one or two sentences, whole.

use crate::knowledge::article::{GIST_SENTENCES, GIST_WORDS, word_count};
use spoken_text::sentences;

/// A text split into what is said first and what can be told after it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Gist {
    /// Whole sentences, in order.
    pub(super) spoken: String,
    /// The remaining lines.
    pub(super) rest: Vec<String>,
}

/// Splits lines into the short answer and the rest. Takes as many sentences as the limits allow, but never part of
/// one, and never just a question, or a colon without what follows it.
pub(super) fn gist(lines: &[String]) -> Gist {
    let sentences: Vec<(usize, String)> = lines
        .iter()
        .enumerate()
        .flat_map(|(line, text)| sentences(text).into_iter().map(move |sentence| (line, sentence)))
        .collect();
    let (first, remaining) = sentences.split_at(length(&sentences));
    let spoken: Vec<&str> = first.iter().map(|(_, sentence)| sentence.as_str()).collect();
    let mut rest: Vec<String> = Vec::new();
    let mut last_line = None;
    for (line, sentence) in remaining {
        match rest.last_mut().filter(|_| last_line == Some(line)) {
            Some(text) => {
                text.push(' ');
                text.push_str(sentence);
            }
            None => rest.push(sentence.clone()),
        }
        last_line = Some(line);
    }
    Gist { spoken: spoken.join(" "), rest }
}

/// Number of sentences in the short answer.
fn length(sentences: &[(usize, String)]) -> usize {
    let words = |count: usize| sentences[..count].iter().map(|(_, sentence)| word_count(sentence)).sum::<usize>();
    let is_whole = |count: usize| {
        let end = sentences[count - 1].1.trim_end_matches(['"', '”', '’', '\'', ')']);
        !end.ends_with(['?', ':'])
    };
    let most = sentences.len().min(GIST_SENTENCES);
    let within = (1..=most).rev().find(|count| words(*count) <= GIST_WORDS && is_whole(*count));
    // A list after a colon has no end that can be detected here, so it is the whole text.
    let announces = |count: usize| sentences[..count].iter().any(|(_, sentence)| sentence.ends_with(':'));
    let beyond = || (1..=sentences.len()).find(|count| is_whole(*count)).filter(|count| !announces(*count));
    within.filter(|count| !announces(*count)).or_else(beyond).unwrap_or(sentences.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_short_answer_is_whole() {
        let long = format!("Dit {}einde.", "is lang en ".repeat(12));
        for (lines, spoken, rest) in [
            (vec!["Eén. Twee. Drie.", "Vier."], "Eén. Twee.", vec!["Drie.", "Vier."]),
            (vec!["Eén."], "Eén.", vec![]),
            (vec!["Kort.", &long], "Kort.", vec![long.as_str()]),
            (vec![&long, "Kort."], long.as_str(), vec!["Kort."]),
            (vec!["Kan dat? Mag dat? Ja. En meer."], "Kan dat? Mag dat? Ja.", vec!["En meer."]),
            (vec!["Ja. Weet u het niet? Bel ons."], "Ja.", vec!["Weet u het niet? Bel ons."]),
            (
                vec!["Dit mag. U heeft nodig:", "een pas.", "een foto."],
                "Dit mag.",
                vec!["U heeft nodig:", "een pas.", "een foto."],
            ),
            (vec!["Neem mee:", "een pas.", "een foto."], "Neem mee: een pas. een foto.", vec![]),
            (vec!["Waarom?"], "Waarom?", vec![]),
            (vec![], "", vec![]),
        ] {
            let lines: Vec<String> = lines.into_iter().map(str::to_owned).collect();
            let found = gist(&lines);
            assert_eq!((found.spoken.as_str(), found.rest), (spoken, rest.into_iter().map(str::to_owned).collect()));
        }
    }

    proptest! {
        #[test]
        fn no_sentence_is_cut_or_lost(lines in prop::collection::vec("([A-Z][a-z]{1,8}( [a-z]{1,9}){0,14}[.?:] ){1,4}", 0..5)) {
            let found = gist(&lines);
            let heard = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
            prop_assert_eq!(heard(&format!("{} {}", found.spoken, found.rest.join(" "))), heard(&lines.concat()));
            prop_assert!(lines.is_empty() || !found.spoken.is_empty());
        }
    }
}
