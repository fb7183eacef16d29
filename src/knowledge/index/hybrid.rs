//! A single search by words, sounds and meaning.
//!
//! Words, sounds and the meaning of the whole text select candidates, which are ranked by how well their tokens cover
//! the question's. Without token vectors they are ranked by meaning, and sounds promote what was called by name, even
//! if misheard. Every match comes with its evidence for `decide`: raw figures that are comparable between questions.

use super::coverage::{Coverage, QuestionTerms};
use super::dense::{DenseIndex, Similarity};
use super::late::{Cover, QuestionTokens};
use super::lexical::{LexicalIndex, Terms};
use super::ranking::Ranking;
use super::sections::{SectionEvidence, SectionKinds};
use crate::knowledge::Article;
use crate::knowledge::embed::{Embedder, Reading};
use crate::language::Language;
use rayon::prelude::*;
use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// Weight of sounds relative to meaning (the rest), each scaled from 0 to 1 within a search.
const SOUNDS_WEIGHT: f32 = 0.25;
/// Number of articles that are loaded to compute their coverage, and ranked by all evidence.
const READ: usize = 10;
/// Number of articles of each kind of search that are candidates.
const CANDIDATES: usize = 50;

/// How articles are ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Method {
    /// By words (BM25).
    Bm25,
    /// By phonetic grams (BM25).
    Phonetic,
    /// By meaning.
    Dense,
    /// By meaning and sounds; by words and sounds if there are no vectors.
    Hybrid,
    /// By how well an article's tokens cover the question's; like [`Method::Hybrid`] if there are no token vectors.
    #[default]
    Late,
}

impl FromStr for Method {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "bm25" => Ok(Method::Bm25),
            "phonetic" => Ok(Method::Phonetic),
            "dense" => Ok(Method::Dense),
            "hybrid" => Ok(Method::Hybrid),
            "late" => Ok(Method::Late),
            other => Err(format!("unknown method `{other}`: use bm25, phonetic, dense, hybrid or late")),
        }
    }
}

/// A search request.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    pub question: &'a str,
    /// Its language: articles in it are preferred to versions in another.
    pub language: Language,
    /// How articles are ranked.
    pub method: Method,
    /// Whether titles and wordings count, or only the contents.
    pub titles: bool,
    /// Maximum number of articles.
    pub limit: usize,
}

/// An article that was found.
#[derive(Debug, Clone)]
pub struct Match {
    pub article: Article,
    /// Ranking score; comparable within one search only.
    pub score: f32,
    /// Index of the section nearest to the question; `None` for the gist.
    pub section: Option<usize>,
    /// Evidence for its short answer and each section, in this order; empty if there are no vectors.
    pub sections: Vec<SectionEvidence>,
    /// What speaks for the article.
    pub evidence: ArticleEvidence,
}

/// Evidence for one article: figures that are comparable between questions. None of them grows with the length of a
/// question.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ArticleEvidence {
    /// Cosine of its nearest passage.
    pub passage: f32,
    /// Cosine of its whole contents.
    pub whole: f32,
    /// Cosine of its nearest title or wording.
    pub asked: f32,
    /// The mean of these.
    pub meaning: f32,
    /// BM25 score by words, relative to the best in this search.
    pub bm25: f32,
    /// BM25 score by sounds, relative to the best in this search.
    pub phonetic: f32,
    /// Share of the question's words that it contains, weighted by how distinctive they are.
    pub words: f32,
    /// The same for sounds.
    pub sounds: f32,
    /// Phonetic similarity of the question to its nearest title or wording.
    pub wording: f32,
    /// How distinctive the most distinctive word is that the question shares with its title or wordings, at most 1.
    pub telling: f32,
    /// How distinctive the most distinctive word of the question is that it lacks, at most 1.
    pub missing: f32,
    /// How well its tokens cover the question's; `None` if there are no token vectors.
    pub cover: Option<Cover>,
    /// How well the nearest unanswered similar question covers the question's tokens; `None` if none is known.
    pub near: Option<f32>,
    /// The chance that the question is about it, as learned from the wordings; none where it has too few of them.
    pub chance: Option<f32>,
}

impl ArticleEvidence {
    /// The logarithm of the chance, from 0 for one in a thousand or none to 1 for certainty.
    #[must_use]
    pub fn chance_log(&self) -> f32 {
        self.chance.map_or(0.0, |chance| (1.0 + chance.max(1e-9).log10() / 3.0).max(0.0))
    }
}

/// The result of a search.
#[derive(Debug, Clone, Default)]
pub struct Hits {
    /// Best first.
    pub matches: Vec<Match>,
    /// Mean of [`ArticleEvidence::meaning`] over all articles; `None` if there are no vectors.
    pub background: Option<f32>,
    /// Mean of [`Cover::all`] over all candidates; `None` if there are no token vectors.
    pub cover_background: Option<f32>,
    /// The highest of [`ArticleEvidence::chance`] and the next one, over all articles; none where no article has one.
    pub chances: Option<(f32, f32)>,
}

/// An index with everything needed to search it.
pub struct Searcher {
    lexical: LexicalIndex,
    dense: Option<(DenseIndex, Arc<Embedder>)>,
    ranking: Ranking,
    /// The question that was embedded last: what is classified first is often searched for next.
    last: Mutex<Option<(String, Arc<Reading>)>>,
    kinds: SectionKinds,
}

/// The model's output for a question.
struct Question {
    reading: Arc<Reading>,
    tokens: Option<QuestionTokens>,
}

/// The figures by which an article is ranked before it is loaded.
#[derive(Debug, Clone, Copy, Default)]
struct Figures {
    bm25: f32,
    phonetic: f32,
    similarity: Option<Similarity>,
    cover: Option<Cover>,
    score: f32,
}

/// Distribution of the similarities of all articles.
#[derive(Debug, Clone, Copy)]
struct Spread {
    lowest: f32,
    mean: f32,
    highest: f32,
}

impl Spread {
    fn of(similarities: &[Similarity]) -> Option<Self> {
        let means = || similarities.iter().map(Similarity::mean);
        (!similarities.is_empty()).then(|| Spread {
            lowest: means().fold(f32::MAX, f32::min),
            mean: means().sum::<f32>() / similarities.len() as f32,
            highest: means().fold(f32::MIN, f32::max),
        })
    }

    /// From 0 for the least to 1 for the most similar.
    fn scaled(self, similarity: Similarity) -> f32 {
        (similarity.mean() - self.lowest) / (self.highest - self.lowest).max(1e-6)
    }
}

impl Searcher {
    /// An index with or without the vectors of its articles and the model that made them.
    #[must_use]
    pub fn new(lexical: LexicalIndex, dense: Option<(DenseIndex, Arc<Embedder>)>) -> Self {
        let kinds = dense.as_ref().map(|(dense, _)| SectionKinds::of(dense, |number| lexical.article(number)));
        let kinds = kinds.transpose().unwrap_or_else(|error| {
            tracing::warn!(%error, "which part of an article is asked for is told without the kinds of parts");
            None
        });
        let kinds = kinds.unwrap_or_default();
        Searcher { lexical, dense, ranking: Ranking::default(), last: Mutex::default(), kinds }
    }

    /// Ranks the best candidates with these weights.
    #[must_use]
    pub fn ranking_by(self, ranking: Ranking) -> Self {
        Searcher { ranking, ..self }
    }

    /// The vector of a question; `None` if there is no model for it.
    #[must_use]
    pub fn embed_question(&self, question: &str) -> Option<Vec<f32>> {
        self.dense.as_ref().map(|(_, embedder)| self.read(embedder, question).whole.clone())
    }

    /// Embeds a question, which takes most of the time of a search.
    fn read(&self, embedder: &Embedder, question: &str) -> Arc<Reading> {
        let last = || self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, reading)) = last().as_ref().filter(|(text, _)| text == question) {
            return Arc::clone(reading);
        }
        let reading = Arc::new(embedder.read_query(question));
        *last() = Some((question.to_owned(), Arc::clone(&reading)));
        reading
    }

    /// Whether it also searches by meaning.
    #[must_use]
    pub fn is_dense(&self) -> bool {
        self.dense.is_some()
    }

    /// Number of articles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lexical.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lexical.is_empty()
    }

    /// All articles, in the order in which they were indexed.
    pub fn articles(&self) -> tantivy::Result<Vec<Article>> {
        self.lexical.articles()
    }

    /// The article with this id, in the given language or else in another.
    pub fn article_of(&self, id: &str, language: Language) -> tantivy::Result<Option<Article>> {
        self.lexical.article_of(id, language)
    }

    /// The articles that a question is most likely about.
    pub fn search(&self, search: Search<'_>) -> tantivy::Result<Hits> {
        let question = self.question(search.question);
        let similarities = self.similarities(search, question.as_ref());
        let spread = Spread::of(&similarities);
        let mut figures = self.figures(search, similarities)?;
        self.cover(search, question.as_ref(), &mut figures);
        let covers: Vec<f32> = figures.values().filter_map(|figures| figures.cover.map(|cover| cover.all)).collect();
        let cover_background = (!covers.is_empty()).then(|| covers.iter().sum::<f32>() / covers.len() as f32);
        let ranked = rank(figures, search.method, spread);
        let terms = QuestionTerms::of(search.question, search.language, &self.lexical)?;
        let chances = self.chances(search, question.as_ref());
        let mut matches = ranked
            .into_iter()
            .take(search.limit.max(READ))
            .enumerate()
            .map(|(place, (number, figures))| {
                let article = self.lexical.article(number)?;
                let coverage = (place < READ).then(|| terms.coverage(&article, search.titles));
                let mut found = describe(article, &figures, coverage.unwrap_or_default());
                found.evidence.chance = chances.get(number as usize).copied().flatten();
                Ok((number, found))
            })
            .collect::<tantivy::Result<Vec<(u32, Match)>>>()?;
        if search.method == Method::Late {
            let read = matches.len().min(READ);
            self.ranking.apply(&mut matches[..read]);
        }
        matches.truncate(search.limit);
        let matches = matches.into_iter().map(|(number, found)| {
            let sections = self.sections(number, &found.article, question.as_ref());
            let tokens = question.as_ref().and_then(|question| question.tokens.as_ref());
            let near =
                self.dense.as_ref().zip(tokens).and_then(|((dense, _), tokens)| dense.cover_near(number, tokens));
            Match { sections, evidence: ArticleEvidence { near, ..found.evidence }, ..found }
        });
        let matches = matches.collect();
        let background = spread.map(|spread| spread.mean);
        Ok(Hits { matches, background, cover_background, chances: highest_two(&chances) })
    }

    /// Embeds a question for a search; `None` if there is no model for it.
    fn question(&self, question: &str) -> Option<Question> {
        let (_, embedder) = self.dense.as_ref()?;
        let reading = self.read(embedder, question);
        Some(Question { tokens: QuestionTokens::of(&reading), reading })
    }

    /// The similarities of all articles.
    fn similarities(&self, search: Search<'_>, question: Option<&Question>) -> Vec<Similarity> {
        self.dense.as_ref().zip(question).map_or_else(Vec::new, |((dense, _), question)| {
            dense.search(&question.reading.whole, search.language, search.titles)
        })
    }

    /// The chance of each article as learned from the wordings; empty where these do not count or taught nothing.
    fn chances(&self, search: Search<'_>, question: Option<&Question>) -> Vec<Option<f32>> {
        self.dense.as_ref().zip(question).filter(|_| search.titles).map_or_else(Vec::new, |((dense, _), question)| {
            dense.chances(search.question, &question.reading.whole, search.language)
        })
    }

    /// What a question has in common with each part of an article.
    fn sections(&self, number: u32, article: &Article, question: Option<&Question>) -> Vec<SectionEvidence> {
        self.dense.as_ref().zip(question).map_or_else(Vec::new, |((dense, _), question)| {
            dense.sections(number, article, &question.reading.whole, question.tokens.as_ref(), &self.kinds)
        })
    }

    /// Adds how well each candidate covers the question, on every core.
    fn cover(&self, search: Search<'_>, question: Option<&Question>, figures: &mut HashMap<u32, Figures>) {
        let tokens = question.and_then(|question| question.tokens.as_ref());
        let Some(((dense, _), tokens)) = self.dense.as_ref().zip(tokens) else { return };
        figures.par_iter_mut().for_each(|(number, figures)| {
            figures.cover = dense.cover(*number, tokens, search.titles);
        });
    }

    /// The figures of the best articles of each kind of search.
    fn figures(&self, search: Search<'_>, mut similarities: Vec<Similarity>) -> tantivy::Result<HashMap<u32, Figures>> {
        let mut all: HashMap<u32, Figures> = HashMap::new();
        for terms in [Terms::Words, Terms::Sounds] {
            let found = self.lexical.search(search.question, search.language, terms, search.titles, CANDIDATES)?;
            let best = found.first().map_or(1.0, |(_, score)| *score);
            for (number, score) in found {
                let figures = all.entry(number).or_default();
                match terms {
                    Terms::Words => figures.bm25 = score / best,
                    Terms::Sounds => figures.phonetic = score / best,
                }
            }
        }
        similarities.sort_by(|a, b| b.mean().total_cmp(&a.mean()));
        for (place, similarity) in similarities.into_iter().enumerate() {
            if place < CANDIDATES {
                all.entry(similarity.article).or_default().similarity = Some(similarity);
            } else if let Some(figures) = all.get_mut(&similarity.article) {
                figures.similarity = Some(similarity);
            }
        }
        Ok(all)
    }
}

fn highest_two(chances: &[Option<f32>]) -> Option<(f32, f32)> {
    let mut known: Vec<f32> = chances.iter().copied().flatten().collect();
    known.sort_unstable_by(|a, b| b.total_cmp(a));
    known.first().map(|first| (*first, known.get(1).copied().unwrap_or_default()))
}

/// Best first. Articles that do not match at all by the method are left out.
fn rank(figures: HashMap<u32, Figures>, method: Method, spread: Option<Spread>) -> Vec<(u32, Figures)> {
    let score = |figures: &Figures| match (method, figures.similarity.zip(spread)) {
        (Method::Bm25, _) => figures.bm25,
        (Method::Phonetic, _) => figures.phonetic,
        (Method::Dense, similarity) => similarity.map_or(0.0, |(similarity, _)| similarity.mean()),
        (Method::Hybrid | Method::Late, Some((similarity, spread))) => {
            (1.0 - SOUNDS_WEIGHT) * spread.scaled(similarity) + SOUNDS_WEIGHT * figures.phonetic
        }
        (Method::Hybrid | Method::Late, None) => f32::midpoint(figures.bm25, figures.phonetic),
    };
    let covered = method == Method::Late && figures.values().any(|figures| figures.cover.is_some());
    let score = |figures: &Figures| match figures.cover {
        Some(cover) if covered => cover.all,
        // A candidate without tokens has no text.
        None if covered => 0.0,
        _ => score(figures),
    };
    let mut ranked: Vec<(u32, Figures)> = figures
        .into_iter()
        .map(|(number, mut figures)| {
            figures.score = score(&figures);
            (number, figures)
        })
        .filter(|(_, figures)| figures.score > 0.0)
        .collect();
    ranked.sort_by(|(a, first), (b, second)| second.score.total_cmp(&first.score).then(a.cmp(b)));
    ranked
}

fn describe(article: Article, figures: &Figures, coverage: Coverage) -> Match {
    let similarity = figures.similarity;
    Match {
        score: figures.score,
        sections: Vec::new(),
        section: match figures.cover {
            Some(cover) => cover.section,
            None => similarity.and_then(|similarity| similarity.section),
        },
        evidence: ArticleEvidence {
            passage: similarity.map_or(0.0, |similarity| similarity.passage),
            whole: similarity.map_or(0.0, |similarity| similarity.whole),
            asked: similarity.and_then(|similarity| similarity.asked).unwrap_or_default(),
            meaning: similarity.map_or(0.0, |similarity| similarity.mean()),
            bm25: figures.bm25,
            phonetic: figures.phonetic,
            words: coverage.words,
            sounds: coverage.sounds,
            wording: coverage.wording,
            telling: coverage.telling,
            missing: coverage.missing,
            cover: figures.cover,
            near: None,
            chance: None,
        },
        article,
    }
}
