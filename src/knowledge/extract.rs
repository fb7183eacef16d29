//! Selects the sentences of a text that best answer a question, whole. For texts that were not written to be spoken,
//! whose first sentences are an introduction as often as an answer.
//!
//! The introduction answers what the title asks; another sentence is only selected for what a question asks beyond the
//! title. A sentence is scored by the question's stems that it contains and, in part, by those in its heading and in
//! the question that it answers in the text; stems that are rare in the text count more. The constants were chosen by
//! hand on `tests/questions/sentences.tsv`, such that no document's own title selects another sentence than its
//! introduction.

use super::answer::Part;
use super::article::{GIST_SENTENCES, GIST_WORDS, word_count};
use super::index::stems;
use crate::language::Language;
use spoken_text::sentences;
use std::collections::HashSet;

/// Factor by which another sentence must outscore the introduction.
const CLEARLY_BETTER: f32 = 1.2;
/// Weight of a sentence's context (its heading, or the question or colon before it) relative to its own words.
const CONTEXT_SHARE: f32 = 0.5;
/// Minimum number of the question's stems in a sentence and its context: a single one is chance.
const STEMS_HELD: usize = 2;

type Stems = HashSet<String>;

/// The sentences of a part, with the question's stems in each.
struct Candidates {
    sentences: Vec<String>,
    held: Vec<Stems>,
    heading: Stems,
}

impl Candidates {
    fn of(heading: &str, text: &str, asked: &Stems, language: Language) -> Self {
        let asked_in = |text: &str| stems(text, language).into_iter().filter(|stem| asked.contains(stem)).collect();
        let sentences = sentences(text);
        let held = sentences.iter().map(|sentence| asked_in(sentence)).collect();
        Candidates { sentences, held, heading: asked_in(heading) }
    }

    /// What a sentence responds to without saying it itself.
    fn context(&self, place: usize) -> Stems {
        let leads = |before: usize| self.sentences[before].ends_with(['?', ':']);
        let before = place.checked_sub(1).filter(|before| leads(*before)).map(|before| &self.held[before]);
        let around = self.heading.iter().chain(before.into_iter().flatten());
        around.filter(|stem| !self.held[place].contains(*stem)).cloned().collect()
    }
}

/// What to say instead of the introduction; `None` if nothing in the parts fits clearly better.
#[must_use]
pub(super) fn best_sentences(
    question: &str,
    [title, introduction]: [&str; 2],
    parts: &[Part],
    language: Language,
) -> Option<String> {
    let asked: Stems = stems(question, language).into_iter().collect();
    let of_title: Stems = stems(title, language).into_iter().collect();
    let introduction = Candidates::of("", introduction, &asked, language);
    let told: Vec<Candidates> = parts
        .iter()
        .filter(|part| !part.outdated)
        .map(|part| Candidates::of(&part.heading, &part.text, &asked, language))
        .collect();
    let all: Vec<&Stems> = std::iter::once(&introduction).chain(&told).flat_map(|text| &text.held).collect();
    let kept = all.iter().map(|held| held.len()).sum::<usize>() as f32;
    let weight = |stem: &String| {
        let holding = all.iter().filter(|held| held.contains(stem)).count().max(1);
        (1.0 + kept / holding as f32).ln()
    };
    let count = |held: &Stems| held.iter().map(weight).sum::<f32>();
    let of_introduction = count(&introduction.held.iter().flatten().cloned().collect());

    let mut best: Option<(f32, &[String])> = None;
    for text in &told {
        for (place, held) in text.held.iter().enumerate() {
            let context = text.context(place);
            let score = count(held) + CONTEXT_SHARE * count(&context);
            let beyond_title = held.iter().chain(&context).any(|stem| !of_title.contains(stem));
            let fits = held.len() + context.len() >= STEMS_HELD && beyond_title && stands_alone(&text.sentences[place]);
            if fits && score > CLEARLY_BETTER * of_introduction && best.is_none_or(|(most, _)| score > most) {
                best = Some((score, &text.sentences[place..]));
            }
        }
    }
    best.map(|(_, sentences)| with_what_follows(sentences))
}

/// Whether a sentence is complete by itself and can be followed at first hearing.
fn stands_alone(sentence: &str) -> bool {
    word_count(sentence) <= GIST_WORDS && !sentence.ends_with(['?', ':'])
}

/// The first of these sentences, and the next if the limits of a short answer allow it.
fn with_what_follows(sentences: &[String]) -> String {
    let mut said: Vec<&str> = Vec::new();
    for sentence in sentences.iter().take(GIST_SENTENCES) {
        let words: usize = said.iter().map(|said| word_count(said)).sum();
        if !said.is_empty() && (words + word_count(sentence) > GIST_WORDS || !stands_alone(sentence)) {
            break;
        }
        said.push(sentence);
    }
    said.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTRODUCTION: &str = "Met een visum mag u kort in Nederland blijven.";

    fn parts() -> Vec<Part> {
        let part = |heading: &str, text: &str, outdated| Part { heading: heading.into(), text: text.into(), outdated };
        vec![
            part(
                "Aanvragen",
                "U vraagt het visum aan bij de ambassade. Neem uw reisdocument mee. Wat nog meer?",
                false,
            ),
            part("Verlengen", "Hoe verlengt u een visum? Een visum verlengen doet u bij de IND. Dat kost tijd.", false),
            part("Vroeger", "Een visum verlengen bij de ambassade kon tot 2020.", true),
        ]
    }

    fn said(question: &str) -> Option<String> {
        best_sentences(question, ["Een visum", INTRODUCTION], &parts(), Language::Nl)
    }

    #[test]
    fn the_sentence_that_answers_is_said_whole_with_what_follows() {
        assert_eq!(
            said("Waar kan ik mijn visum verlengen?").as_deref(),
            Some("Een visum verlengen doet u bij de IND. Dat kost tijd.")
        );
        assert_eq!(
            said("Bij welke ambassade vraag ik een visum aan?").as_deref(),
            Some("U vraagt het visum aan bij de ambassade. Neem uw reisdocument mee.")
        );
    }

    #[test]
    fn the_introduction_stays_where_nothing_is_clearly_better() {
        for question in
            ["Mag ik kort in Nederland blijven met een visum?", "Wat is een visum?", "Wie is de koning?", ""]
        {
            assert_eq!(said(question), None, "{question}");
        }
        assert_eq!(best_sentences("visum verlengen", ["", ""], &[], Language::Nl), None);
    }

    #[test]
    fn what_the_title_asks_is_answered_by_the_introduction() {
        let asked = ["Hoe kan ik een visum verlengen?", INTRODUCTION];
        assert_eq!(best_sentences("Een visum verlengen", asked, &parts(), Language::Nl), None);
    }

    proptest::proptest! {
        #[test]
        fn every_word_that_is_said_stands_in_a_part(question in "(visum|verlengen|ambassade|reisdocument|tijd| ){0,8}") {
            if let Some(said) = said(&question) {
                proptest::prop_assert!(parts().iter().any(|part| part.text.contains(&said)), "{said}");
            }
        }
    }
}
