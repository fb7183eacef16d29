//! Trains the classifier on the entries and on the wordings of the articles.

use super::classifier::Class;
use super::{Classifier, Entries, Kind};
use crate::classify::Lesson;
use crate::knowledge::Article;
use crate::knowledge::embed::DIMENSIONS;
use crate::language::Language;
use std::collections::BTreeSet;

/// Maximum number of article texts in the class of questions, sampled evenly from all articles.
const MOST_QUESTIONS: usize = 4000;

/// A training example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    pub text: String,
    pub kind: Kind,
    /// Id of the entry; `question` for wordings of articles.
    pub id: String,
}

/// All training examples: the entries, then the titles, questions and wordings of the articles, except those that an
/// entry names: "my husband hits me" is both a question to an article and an example of that entry.
#[must_use]
pub fn examples_of(entries: &Entries, articles: &[Article]) -> Vec<Example> {
    let mut examples: Vec<Example> = entries
        .0
        .iter()
        .flat_map(|entry| {
            let example = |text: &String| Example { text: text.clone(), kind: entry.kind, id: entry.id.clone() };
            entry.wordings.iter().map(example)
        })
        .collect();
    let named: BTreeSet<&String> = entries.0.iter().flat_map(|entry| &entry.articles).collect();
    let asked: Vec<&String> = articles
        .iter()
        .filter(|article| !named.contains(&article.id))
        .flat_map(|article| std::iter::once(&article.title).chain(&article.questions).chain(&article.wordings))
        .collect();
    let step = asked.len().div_ceil(MOST_QUESTIONS).max(1);
    examples.extend(asked.into_iter().step_by(step).map(|text| Example {
        text: text.clone(),
        kind: Kind::Question,
        id: QUESTION.to_owned(),
    }));
    examples
}

/// The class of questions to articles. Entries of ordinary remarks have classes of their own beside it.
pub(super) const QUESTION: &str = "question";

/// Trains a classifier. `vectors` holds the embedding of each example as a question; `None` if there is no model for
/// it.
#[must_use]
pub fn train(entries: &Entries, examples: &[Example], vectors: Option<&[Vec<f32>]>) -> Classifier {
    let middle = vectors.map_or_else(|| vec![0.0; DIMENSIONS], mean);
    let mut classifier = Classifier::new(classes(entries), middle);
    let lessons: Vec<Lesson> = examples
        .iter()
        .enumerate()
        .filter_map(|(place, example)| {
            let class = classifier.classes.iter().position(|class| class.id == example.id)?;
            let vector = vectors.map(|vectors| vectors[place].as_slice());
            Some(Lesson { seen: classifier.model.see(&example.text, vector), class, weight: 1.0 })
        })
        .collect();
    classifier.learn(&lessons);
    classifier
}

fn classes(entries: &Entries) -> Vec<Class> {
    let question = Class { kind: Kind::Question, id: QUESTION.to_owned(), replies: Vec::new(), articles: Vec::new() };
    let mut classes = vec![question];
    for entry in &entries.0 {
        let reply = |language: Language| entry.reply.clone().map(|reply| (language.code().to_owned(), reply));
        match classes.iter_mut().find(|class| class.id == entry.id) {
            Some(known) => {
                known.replies.extend(reply(entry.language));
                known.articles.extend(entry.articles.clone());
            }
            None => classes.push(Class {
                kind: entry.kind,
                id: entry.id.clone(),
                replies: reply(entry.language).into_iter().collect(),
                articles: entry.articles.clone(),
            }),
        }
    }
    classes
}

fn mean(vectors: &[Vec<f32>]) -> Vec<f32> {
    let mut mean = vec![0.0; DIMENSIONS];
    for vector in vectors {
        mean.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
    }
    for sum in &mut mean {
        *sum /= vectors.len().max(1) as f32;
    }
    mean
}
