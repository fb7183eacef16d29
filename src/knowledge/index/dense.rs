//! Vectors of every text of an article: its contents as a whole and by section, and what people ask about it.
//!
//! `texts` chooses them, `file` stores their vectors in the generation's folder, each with the digest of its text, so that
//! an unchanged text is never embedded twice. Not for: making vectors (`embed`) or ranking (`hybrid`).

mod file;
mod texts;

use super::classifier::ArticleClassifier;
use super::late::{Cover, QuestionTokens, TokenIndex, TokenIndexBuilder};
use super::quantised::QuantisedVectors;
use super::served_languages;
use crate::knowledge::Article;
use crate::knowledge::embed::{DIMENSIONS, Embedder, PASSAGE_TOKENS, Reading};
use crate::language::Language;
use std::collections::HashMap;
use texts::{key_of, texts_of};

/// Number of texts embedded between two progress reports.
const STRETCH: usize = 16;

/// The role of a text in its article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextKind {
    /// The whole contents.
    Whole,
    /// The short answer.
    Gist,
    /// One of its sections, with the heading.
    Section,
    /// Its title, read as a question.
    Title,
    /// A wording of the question.
    Wording,
    /// A wording that asks for a section; its place is that of the section.
    SectionWording,
    /// A similar question that is not answered.
    Near,
}

impl TextKind {
    const ALL: [TextKind; 7] = [
        TextKind::Whole,
        TextKind::Gist,
        TextKind::Section,
        TextKind::Title,
        TextKind::Wording,
        TextKind::SectionWording,
        TextKind::Near,
    ];
}

/// A digest of a text and of the model that makes its vector.
type Key = [u8; 16];

/// A text of an article that has a vector.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Entry {
    article: u32,
    kind: TextKind,
    /// Index among the texts of its kind.
    place: u16,
    key: Key,
}

/// A text that teaches which article a question is about.
pub(super) struct Taught<'a> {
    pub(super) article: u32,
    pub(super) kind: TextKind,
    pub(super) key: Key,
    pub(super) text: &'a str,
    pub(super) vector: &'a dyn Fn() -> Vec<f32>,
}

/// The vectors of all articles.
#[derive(Debug)]
pub struct DenseIndex {
    /// For each article, the languages it serves.
    serves: Vec<Vec<Language>>,
    entries: Vec<Entry>,
    pub(super) vectors: QuantisedVectors,
    /// For each article, the mean of its gist and sections; not stored, but computed when the index is opened.
    middles: QuantisedVectors,
    /// The kind and place of each entry, and the first entry of each article.
    pub(super) kinds: Vec<(TextKind, u16)>,
    pub(super) starts: Vec<usize>,
    /// The tokens of each entry; `None` if the model makes no token vectors.
    pub(super) tokens: Option<TokenIndex>,
    /// Which article a question is about; none without token vectors or with few wordings.
    pub(super) classifier: Option<ArticleClassifier>,
}

/// Similarity of an article's texts to a question: cosines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Similarity {
    /// Number of the article.
    pub article: u32,
    /// Similarity of the whole contents.
    pub whole: f32,
    /// Similarity of the mean of gist and sections, which includes what was cut off from the whole.
    pub middle: f32,
    /// Similarity of the nearest of gist and sections.
    pub passage: f32,
    /// Index of that section; `None` for the gist.
    pub section: Option<usize>,
    /// Similarity of the nearest of title and wordings, if these count.
    pub asked: Option<f32>,
}

impl Similarity {
    /// The mean of them all, by which articles are ranked.
    #[must_use]
    pub fn mean(&self) -> f32 {
        let told = self.whole + self.middle + self.passage;
        match self.asked {
            Some(asked) => (told + asked) / 4.0,
            None => told / 3.0,
        }
    }
}

impl DenseIndex {
    /// Computes the vectors of articles. Unchanged texts are taken from `previous`. `progress` is called with the
    /// number of new texts done, and their total.
    #[must_use]
    pub fn build(
        articles: &[Article],
        embedder: &Embedder,
        previous: Option<&DenseIndex>,
        progress: &dyn Fn(usize, usize),
    ) -> Self {
        let texts: Vec<(Entry, String)> =
            articles.iter().enumerate().flat_map(|(number, article)| texts_of(number as u32, article)).collect();
        let texts: Vec<(Entry, String)> = texts
            .into_iter()
            .map(|(entry, text)| (Entry { key: key_of(&text, &embedder.identity()), ..entry }, text))
            .collect();
        let previous = previous.filter(|previous| previous.tokens.is_some() == embedder.has_tokens());
        let known: HashMap<Key, usize> = previous.map(DenseIndex::places).unwrap_or_default();
        let fresh = embed_fresh(&texts, &known, embedder, progress);
        let mut entries = Vec::with_capacity(texts.len());
        let mut vectors = QuantisedVectors::new(DIMENSIONS);
        let mut tokens = TokenIndexBuilder::new();
        for (entry, _) in &texts {
            match (known.get(&entry.key), previous) {
                (Some(place), Some(previous)) => {
                    vectors.push_from(&previous.vectors, *place);
                    if let Some(previous) = &previous.tokens {
                        tokens.push_from(previous, *place);
                    }
                }
                _ => {
                    let reading = &fresh[&entry.key];
                    vectors.push(&reading.whole);
                    // The whole consists of gist and sections, whose tokens are there already.
                    tokens.push(if entry.kind == TextKind::Whole { &[] } else { &reading.tokens });
                }
            }
            entries.push(*entry);
        }
        let tokens = embedder.has_tokens().then(|| tokens.finish());
        let mut index = DenseIndex::assemble(served_languages(articles), entries, vectors, tokens);
        if index.tokens.is_some() {
            index.classifier =
                index.learn(articles, &texts, previous.and_then(|previous| previous.classifier.as_ref()));
        }
        index
    }

    fn learn(
        &self,
        articles: &[Article],
        texts: &[(Entry, String)],
        previous: Option<&ArticleClassifier>,
    ) -> Option<ArticleClassifier> {
        let vector = |place: usize| {
            move || {
                let mut vector = vec![0.0; DIMENSIONS];
                self.vectors.add_to(place, &mut vector);
                vector
            }
        };
        let vectors: Vec<_> = (0..texts.len()).map(vector).collect();
        let taught = texts.iter().zip(&vectors).map(|((entry, text), vector)| Taught {
            article: entry.article,
            kind: entry.kind,
            key: entry.key,
            text,
            vector,
        });
        ArticleClassifier::train(articles, &taught.collect::<Vec<_>>(), previous)
    }

    /// The same index without the classifier of articles.
    #[must_use]
    pub fn without_classifier(self) -> Self {
        DenseIndex { classifier: None, ..self }
    }

    /// The chance of each article that serves a language, as far as it has a class; empty without a classifier.
    pub(super) fn chances(&self, question: &str, vector: &[f32], language: Language) -> Vec<Option<f32>> {
        self.classifier.as_ref().map_or_else(Vec::new, |classifier| {
            classifier.chances(question, vector, |article| self.serves[article].contains(&language))
        })
    }

    fn assemble(
        serves: Vec<Vec<Language>>,
        entries: Vec<Entry>,
        vectors: QuantisedVectors,
        tokens: Option<TokenIndex>,
    ) -> Self {
        let mut sums = vec![vec![0.0; DIMENSIONS]; serves.len()];
        for (place, entry) in entries.iter().enumerate() {
            if matches!(entry.kind, TextKind::Gist | TextKind::Section) {
                vectors.add_to(place, &mut sums[entry.article as usize]);
            }
        }
        let mut middles = QuantisedVectors::new(DIMENSIONS);
        for sum in &mut sums {
            let length = sum.iter().map(|number| number * number).sum::<f32>().sqrt().max(1e-9);
            for number in sum.iter_mut() {
                *number /= length;
            }
            middles.push(sum);
        }
        let kinds = entries.iter().map(|entry| (entry.kind, entry.place)).collect();
        let starts =
            (0..=serves.len()).map(|article| entries.partition_point(|entry| (entry.article as usize) < article));
        DenseIndex { starts: starts.collect(), kinds, serves, entries, vectors, middles, tokens, classifier: None }
    }

    /// How well an article covers a question token by token; `None` if there are no token vectors.
    pub(super) fn cover(&self, article: u32, question: &QuestionTokens, asked: bool) -> Option<Cover> {
        let tokens = self.tokens.as_ref()?;
        let texts = self.starts[article as usize]..self.starts[article as usize + 1];
        Some(tokens.cover(question, texts.start, &self.kinds[texts], asked))
    }

    /// Number of texts with a vector.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Number of articles they belong to.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.serves.len()
    }

    /// Similarity of each article that serves a language to a question's vector. `asked`: whether titles and wordings
    /// count.
    #[must_use]
    pub fn search(&self, question: &[f32], language: Language, asked: bool) -> Vec<Similarity> {
        let products = self.vectors.products(question);
        let middles = self.middles.products(question);
        let mut found: Vec<Similarity> = Vec::with_capacity(self.serves.len());
        for (entry, product) in self.entries.iter().zip(products) {
            if !self.serves[entry.article as usize].contains(&language) {
                continue;
            }
            if found.last().is_none_or(|last| last.article != entry.article) {
                found.push(Similarity {
                    article: entry.article,
                    whole: 0.0,
                    middle: middles[entry.article as usize],
                    passage: 0.0,
                    section: None,
                    asked: None,
                });
            }
            let Some(last) = found.last_mut() else { continue };
            last.take(*entry, product, asked);
        }
        found
    }

    fn places(&self) -> HashMap<Key, usize> {
        self.entries.iter().enumerate().map(|(place, entry)| (entry.key, place)).collect()
    }
}

impl Similarity {
    fn take(&mut self, entry: Entry, product: f32, asked: bool) {
        match entry.kind {
            TextKind::Near => {}
            TextKind::Whole => self.whole = product,
            TextKind::Gist | TextKind::Section => {
                if product > self.passage {
                    self.passage = product;
                    self.section = (entry.kind == TextKind::Section).then_some(entry.place as usize);
                }
            }
            TextKind::Title | TextKind::Wording | TextKind::SectionWording => {
                if asked {
                    self.asked = Some(self.asked.map_or(product, |before| before.max(product)));
                }
            }
        }
    }
}

/// Embeds the texts that are not known yet, each once.
fn embed_fresh(
    texts: &[(Entry, String)],
    known: &HashMap<Key, usize>,
    embedder: &Embedder,
    progress: &dyn Fn(usize, usize),
) -> HashMap<Key, Reading> {
    let mut wanted: Vec<(Key, &String)> = texts
        .iter()
        .filter(|(entry, _)| !known.contains_key(&entry.key))
        .map(|(entry, text)| (entry.key, text))
        .collect();
    wanted.sort_unstable();
    wanted.dedup_by_key(|(key, _)| *key);
    let mut vectors = HashMap::with_capacity(wanted.len());
    for stretch in wanted.chunks(STRETCH) {
        let batch: Vec<String> = stretch.iter().map(|(_, text)| (*text).clone()).collect();
        let made = embedder.read_passages(&batch, PASSAGE_TOKENS, |_| ());
        vectors.extend(stretch.iter().map(|(key, _)| *key).zip(made));
        progress(vectors.len(), wanted.len());
    }
    vectors
}

#[cfg(test)]
mod tests;
