//! What a question is answered with, grounded in an article, or the admission that there is none.

use super::grounding::Grounds;
use super::part::section_asked_for;
use crate::language::Language;
use serde::Serialize;

/// The knowledge base's response to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One article answers it.
    Found(Box<Found>),
    /// One of two articles may answer it: ask which.
    Clarify {
        /// Ids and titles, best first.
        options: [(String, String); 2],
        /// Probability that one of them is meant.
        confidence: f32,
    },
    /// No article answers it.
    NotFound {
        /// Similarity of the nearest article, 0 to 1.
        confidence: f32,
        /// Id of the nearest article, for editors.
        nearest: Option<String>,
    },
}

impl Answer {
    /// Confidence, 0 to 1.
    #[must_use]
    pub fn confidence(&self) -> f32 {
        match self {
            Answer::Found(found) => found.confidence,
            Answer::Clarify { confidence, .. } | Answer::NotFound { confidence, .. } => *confidence,
        }
    }
}

/// A grounded answer.
#[derive(Debug, Clone, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // facts that do not depend on each other
pub struct Found {
    /// The article's id.
    pub article: String,
    /// The language that it is written in; another than was asked in where there is no version of it.
    pub language: Language,
    /// Its subject.
    pub title: String,
    /// The short answer; empty if outdated figures removed all of it.
    pub gist: String,
    /// Whether a sentence of the gist was left out because its figure or local fact is not known today.
    pub gist_incomplete: bool,
    /// The parts that can be told next.
    pub sections: Vec<Part>,
    /// The answer in plain words, step by step; empty where it was not written.
    pub easy: Vec<String>,
    /// Whether the sections are steps, to be told in their order.
    pub by_step: bool,
    /// Whether a machine translated it.
    pub machine_translated: bool,
    /// A cautious pointer to a scheme that may help this person.
    pub suggestion: Option<String>,
    /// The official page that is named aloud and shown.
    pub source: Source,
    /// The part that was asked for, told first, before the short answer.
    pub asked_part: Option<Part>,
    /// Set if the answer is likely rather than sure: its subject is named first, and the next candidate is told after
    /// a "no".
    pub likely: Option<Likely>,
    /// Whether to ask first if this is meant: the question denies something that the article does not.
    pub ask_back: bool,
    /// The response to a second question in the same utterance.
    pub second: Option<Second>,
    /// The figures that may be spoken with it.
    pub grounds: Grounds,
    /// Probability that this is what was asked.
    pub confidence: f32,
}

impl Found {
    /// Removes and returns the part that a question asks for, if there is one.
    pub(super) fn part_asked_for(&mut self, question: &str) -> Option<Part> {
        let place = section_asked_for(question, self.sections.iter().map(|part| part.heading.as_str()))?;
        Some(self.sections.remove(place))
    }
}

#[cfg(test)]
impl Found {
    /// An answer about a passport with one part, for tests in other rooms.
    pub(crate) fn example() -> Self {
        Found {
            article: "paspoort".into(),
            language: Language::Nl,
            title: "Een paspoort".into(),
            gist: "U vraagt het aan bij uw gemeente.".into(),
            gist_incomplete: false,
            sections: vec![Part { heading: "Termijn".into(), text: "Het duurt even.".into(), outdated: false }],
            easy: Vec::new(),
            by_step: false,
            machine_translated: false,
            suggestion: None,
            source: Source {
                title: "Paspoort".into(),
                url: "https://example.nl".into(),
                organisation: "Rijksoverheid".into(),
                checked: "2026-11-23".into(),
            },
            asked_part: None,
            likely: None,
            ask_back: false,
            second: None,
            grounds: Grounds::default(),
            confidence: 0.9,
        }
    }
}

/// An answer that is likely right.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likely {
    /// What to tell after a "no": an article's id and title.
    pub second: Option<(String, String)>,
}

/// A part of an article as told on a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// One to three words, offered aloud.
    pub heading: String,
    /// The text; empty if outdated figures removed all of it.
    pub text: String,
    /// Whether a sentence was left out because its figure is not valid on that date.
    pub outdated: bool,
}

/// The response to the second of two questions.
#[derive(Debug, Clone, PartialEq)]
pub enum Second {
    /// A part of the same article answers it.
    Part(Part),
    /// Another article answers it.
    Answered(Box<Found>),
    /// It has to be asked again by itself.
    Referred,
}

/// The source of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Title of the page.
    pub title: String,
    /// Address of the page.
    pub url: String,
    /// Its publisher.
    pub organisation: String,
    /// Date on which the answer was last checked against it, `yyyy-mm-dd`.
    pub checked: String,
}
