//! Compares an adapter with the unadapted model, on questions and subjects that were not trained on.

use super::super::AdaptError;
use super::subjects::{Subject, Subjects};
use crate::knowledge::Article;
use crate::knowledge::embed::{Embedder, EmbedderSource, SearchComparison};
use crate::knowledge::index::{DenseIndex, LexicalIndex, Method, Search, Searcher};
use crate::language::Language;
use std::sync::Arc;

/// Allowed decrease of each rate before the adapter is set aside: a few questions more or less are chance.
const MARGIN: f64 = 0.02;

/// Articles, and questions with the id of the article that answers each.
pub type Documents = (Vec<Article>, Vec<(String, String)>);

/// Questions, each with the id of the right article, for one set of articles.
struct Trial {
    name: &'static str,
    articles: Vec<Article>,
    questions: Vec<(String, String)>,
}

/// Runs three trials with the unadapted and the adapted model: held-out wordings of the index's articles; held-out
/// subjects added to those articles; and questions about `documents`, which were not trained on.
pub fn compare(
    model: &EmbedderSource,
    own: &[Article],
    subjects: &Subjects,
    documents: Option<Documents>,
    progress: &dyn Fn(usize, usize),
) -> Result<Vec<SearchComparison>, AdaptError> {
    let mut trials = vec![held_back(own, subjects), unseen(own, subjects)];
    if let Some((articles, questions)) = documents {
        trials.push(Trial { name: "documents that taught nothing", articles, questions });
    }
    trials.retain(|trial| !trial.questions.is_empty());
    let plain = Arc::new(EmbedderSource { adapter: None, ..model.clone() }.load()?);
    let adapted = Arc::new(model.load()?);
    let all = 2 * trials.len();
    let mut comparisons = Vec::new();
    for (place, trial) in trials.iter().enumerate() {
        let without = trial.ask(&plain, Method::Hybrid)?;
        progress(2 * place + 1, all);
        let with = trial.ask(&adapted, Method::Late)?;
        progress(2 * place + 2, all);
        comparisons.push(SearchComparison {
            test: trial.name.to_owned(),
            questions: trial.questions.len(),
            hit_at_1: [without[0], with[0]],
            hit_at_5: [without[1], with[1]],
        });
    }
    Ok(comparisons)
}

/// The reasons not to use an adapter; empty if it may be used.
#[must_use]
pub fn worse(comparisons: &[SearchComparison]) -> Vec<String> {
    let mut reasons = Vec::new();
    for line in comparisons {
        for (name, [before, after]) in [("first", line.hit_at_1), ("among five", line.hit_at_5)] {
            if after < before - MARGIN {
                reasons.push(format!(
                    "{}: the right article {name} in {:.1} % and not {:.1} %",
                    line.test,
                    100.0 * after,
                    100.0 * before
                ));
            }
        }
    }
    reasons
}

fn held_back(own: &[Article], subjects: &Subjects) -> Trial {
    let mut articles = own.to_vec();
    for article in &mut articles {
        let kept = |text: &String| !subjects.held_back.iter().any(|(held, id)| held == text && *id == article.id);
        article.questions.retain(kept);
        article.wordings.retain(kept);
        article.sections.iter_mut().for_each(|section| section.wordings.retain(kept));
    }
    Trial { name: "wordings that taught nothing", articles, questions: subjects.held_back.clone() }
}

fn unseen(own: &[Article], subjects: &Subjects) -> Trial {
    let questions = subjects
        .unseen
        .iter()
        .flat_map(|subject| subject.questions.iter().map(|question| (question.clone(), subject.id.clone())));
    let articles = own.iter().cloned().chain(subjects.unseen.iter().map(article_of)).collect();
    Trial { name: "subjects that taught nothing", articles, questions: questions.collect() }
}

fn article_of(subject: &Subject) -> Article {
    let (title, text) = subject.told.split_once(". ").unwrap_or((&subject.told, ""));
    Article::bare(&subject.id, Language::Nl, title, text)
}

impl Trial {
    /// The shares of questions with the right article in first place, and among the first five.
    fn ask(&self, embedder: &Arc<Embedder>, method: Method) -> Result<[f64; 2], AdaptError> {
        let trial = |error: &dyn std::fmt::Display| AdaptError::Trial(error.to_string());
        let folder = tempfile::tempdir().map_err(|error| trial(&error))?;
        LexicalIndex::create(folder.path(), &self.articles).map_err(|error| trial(&error))?;
        let lexical = LexicalIndex::open(folder.path()).map_err(|error| trial(&error))?;
        let dense = DenseIndex::build(&self.articles, embedder, None, &|_, _| ());
        let searcher = Searcher::new(lexical, Some((dense, Arc::clone(embedder))));
        let mut hits = [0_usize; 2];
        for (question, expect) in &self.questions {
            let language = Language::guess(question);
            let search = Search { question, language, method, titles: true, limit: 5 };
            let found = searcher.search(search).map_err(|error| trial(&error))?;
            let place = found.matches.iter().position(|found| found.article.id == *expect);
            hits[0] += usize::from(place == Some(0));
            hits[1] += usize::from(place.is_some());
        }
        Ok(hits.map(|hits| hits as f64 / self.questions.len() as f64))
    }
}
