//! From a question to a grounded answer, or to the honest word that it is not known.
//!
//! Everything that is said comes whole from an article; nothing is made up here.

use super::article::Article;
use super::facts::render;
use super::index::{Hit, analysis};
use super::{IndexFolder, KnowledgeError, LocalFacts};
use crate::language::Language;
use jiff::civil::Date;
use serde::Serialize;
use std::path::Path;

/// From this share of a question's sounds found in one wording, it is answered at once.
const ANSWER_AT: f32 = 0.55;
/// From this share on it may be asked which of two is meant.
const CLARIFY_AT: f32 = 0.4;
/// Two articles this close are both offered.
const CLOSE: f32 = 0.08;
/// How many articles are looked at.
const CANDIDATES: usize = 10;

/// What the knowledge base has to say to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answer {
    /// One article answers it.
    Found(Box<Found>),
    /// One of two articles may answer it: ask which.
    Clarify {
        /// Their ids and titles, best first.
        options: [(String, String); 2],
        /// How sure it is that one of them is meant, 0 to 1.
        confidence: f32,
    },
    /// Nothing here answers it.
    NotFound {
        /// How near the nearest was, 0 to 1.
        confidence: f32,
    },
}

/// A grounded answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// The article's id.
    pub article: String,
    /// Its subject.
    pub title: String,
    /// The short answer; empty if an outdated figure took all of it.
    pub gist: String,
    /// Whether a sentence of the gist was left out because its figure or local fact is not known today.
    pub gist_incomplete: bool,
    /// The parts that can be told next: heading and text.
    pub sections: Vec<(String, String)>,
    /// Where it stands.
    pub source: Source,
    /// How sure it is that this is what was asked, 0 to 1.
    pub confidence: f32,
}

/// Where an answer stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Source {
    /// The page's title.
    pub title: String,
    /// Its address.
    pub url: String,
    /// Who publishes it.
    pub organisation: String,
    /// The day the answer was held against it, `yyyy-mm-dd`.
    pub checked: String,
}

/// Answers questions. Blocking; lives on a worker thread.
pub trait Answerer {
    /// What there is to say to a question, on a day.
    fn answer(&mut self, question: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError>;
}

/// The index of one installation, ready to answer.
pub struct KnowledgeDesk {
    index: IndexFolder,
    path: std::path::PathBuf,
}

impl KnowledgeDesk {
    /// Opens the current generation of an index folder.
    pub fn open(folder: &Path) -> Result<Self, KnowledgeError> {
        Ok(KnowledgeDesk {
            index: IndexFolder::open(folder)?,
            path: folder.to_owned(),
        })
    }
}

impl Answerer for KnowledgeDesk {
    fn answer(&mut self, question: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        let hits = self
            .index
            .lexical
            .search(question, language, CANDIDATES)
            .map_err(|error| KnowledgeError::BrokenIndex {
                path: self.path.clone(),
                reason: error.to_string(),
            })?;
        Ok(decide(question, hits, &self.index.local, today))
    }
}

fn decide(question: &str, hits: Vec<Hit>, local: &LocalFacts, today: Date) -> Answer {
    let sounds = analysis::sounds(question);
    let mut ranked: Vec<(f32, Hit)> = hits
        .into_iter()
        .map(|hit| (coverage(&sounds, &hit.article), hit))
        .collect();
    // Stable: equal coverage keeps the order of BM25.
    ranked.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    match &ranked[..] {
        [] => Answer::NotFound { confidence: 0.0 },
        [(best, _), ..] if *best < CLARIFY_AT => Answer::NotFound { confidence: *best },
        [(best, first), (next, second), ..] if best - next < CLOSE && *best < ANSWER_AT => Answer::Clarify {
            options: [&first.article, &second.article].map(|article| (article.id.clone(), article.title.clone())),
            confidence: *best,
        },
        [(best, hit), ..] if *best >= ANSWER_AT => Answer::Found(Box::new(tell(&hit.article, *best, local, today))),
        [(best, _), ..] => Answer::NotFound { confidence: *best },
    }
}

/// Puts an article into words for a day.
fn tell(article: &Article, confidence: f32, local: &LocalFacts, today: Date) -> Found {
    let say = |text: &str| render(text, article.language, &article.figures, local, today);
    let gist = say(&article.spoken);
    let sections = article
        .sections
        .iter()
        .map(|section| (section.heading.clone(), say(&section.text).text))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    Found {
        article: article.id.clone(),
        title: article.title.clone(),
        gist: gist.text,
        gist_incomplete: gist.left_out > 0,
        sections,
        source: Source {
            title: article.source_title.clone(),
            url: article.source.clone(),
            organisation: article.organisation.clone(),
            checked: article.checked.to_string(),
        },
        confidence,
    }
}

/// The largest share of a question's sounds that one wording of an article has.
fn coverage(question: &[String], article: &Article) -> f32 {
    let wordings = article.questions.iter().chain([&article.title, &article.spoken]);
    wordings
        .map(|wording| {
            let has = analysis::sounds(wording);
            let found = question.iter().filter(|gram| has.contains(gram)).count();
            found as f32 / question.len().max(1) as f32
        })
        .fold(0.0, f32::max)
}
