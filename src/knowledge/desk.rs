//! The index of an installation, and the way from a question to a grounded answer.

use super::answer::{Answer, Found, Likely, Second};
use super::article::Article;
use super::catalogue::{Entry, catalogue};
use super::decide::{Decider, Verdict};
use super::embed::{Embedder, EmbedderSource, MODEL_NAME};
use super::index::{DenseIndex, Hits, Method, Search, Searcher, SectionEvidence};
use super::negation::is_opposite;
use super::notices::Notices;
use super::offer::{may_be_offered, offered};
use super::part::take_asked_part;
use super::parts::{leans_on_the_first, two_parts};
use super::telling::{choose_sentences, offer_gist, tell};
use super::{IndexFolder, KnowledgeError, LocalFacts};
use crate::language::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Number of articles that are examined.
const CANDIDATES: usize = 5;

/// The index of an installation, ready to answer. Blocking; lives on a worker thread.
pub struct KnowledgeDesk {
    searcher: Searcher,
    /// The articles in other languages than Dutch and English, each language on its own.
    translations: BTreeMap<Language, Searcher>,
    decider: Decider,
    local: LocalFacts,
    notices: Notices,
    path: std::path::PathBuf,
}

impl KnowledgeDesk {
    /// Opens the current generation of an index folder. `model`: the embedding model. Without it, or if the index was
    /// built without it, the search only uses words and sounds, and the log says so.
    pub fn open(folder: &Path, model: Option<&EmbedderSource>) -> Result<Self, KnowledgeError> {
        let IndexFolder { lexical, dense, translations, local, notices } = IndexFolder::open(folder)?;
        let embedder = if dense.is_some() { load_embedder(model) } else { None };
        let dense = dense.zip(embedder.clone());
        if dense.is_none() && model.is_some() {
            tracing::warn!(
                "searching by words and sounds only: the index at {} has no vectors. Build it again: \
                 `spraakloket index`",
                folder.display()
            );
        }
        let decider = Decider::built_in();
        let searchers = translations.into_iter().map(|(language, (lexical, dense))| {
            // Few subjects are translated: a classifier would take every question for one of them.
            let dense = dense.map(DenseIndex::without_classifier);
            let searcher = Searcher::new(lexical, dense.zip(embedder.clone()));
            (language, searcher.ranking_by(decider.ranking.clone()))
        });
        Ok(KnowledgeDesk {
            translations: searchers.collect(),
            searcher: Searcher::new(lexical, dense).ranking_by(decider.ranking.clone()),
            decider,
            local,
            notices,
            path: folder.to_owned(),
        })
    }

    /// The articles that a question is most likely about, whatever the answer. In another language than Dutch and
    /// English these are the translations, if there are any.
    pub fn search(&self, search: Search<'_>) -> Result<Hits, KnowledgeError> {
        self.search_in(self.translations.get(&search.language).unwrap_or(&self.searcher), search)
    }

    fn search_in(&self, searcher: &Searcher, search: Search<'_>) -> Result<Hits, KnowledgeError> {
        searcher.search(search).map_err(|error| self.broken(&error))
    }

    /// All articles in Dutch and English, as they were indexed.
    pub fn articles(&self) -> Result<Vec<Article>, KnowledgeError> {
        self.articles_of(&self.searcher)
    }

    /// The translations into a language.
    fn translations(&self, language: Language) -> Result<Vec<Article>, KnowledgeError> {
        self.translations.get(&language).map_or_else(|| Ok(Vec::new()), |searcher| self.articles_of(searcher))
    }

    fn articles_of(&self, searcher: &Searcher) -> Result<Vec<Article>, KnowledgeError> {
        searcher.articles().map_err(|error| self.broken(&error))
    }

    /// The article with this id, in the given language or else in another.
    fn article(&self, id: &str, language: Language) -> Result<Option<Article>, KnowledgeError> {
        if let Some(own) = self.translation(id, language)? {
            return Ok(Some(own));
        }
        self.searcher.article_of(id, language.fallback()).map_err(|error| self.broken(&error))
    }

    /// The translation of an article into a language, if there is one.
    fn translation(&self, id: &str, language: Language) -> Result<Option<Article>, KnowledgeError> {
        let Some(searcher) = self.translations.get(&language) else { return Ok(None) };
        searcher.article_of(id, language).map_err(|error| self.broken(&error))
    }

    fn broken(&self, error: &dyn std::error::Error) -> KnowledgeError {
        KnowledgeError::BrokenIndex { path: self.path.clone(), reason: error.to_string() }
    }

    /// The vector of a question; `None` if there is no model for it.
    #[must_use]
    pub fn embed_question(&self, question: &str) -> Option<Vec<f32>> {
        self.searcher.embed_question(question)
    }

    /// The same desk with another decision model than the built-in one.
    #[must_use]
    pub fn deciding_by(self, decider: Decider) -> Self {
        KnowledgeDesk { searcher: self.searcher.ranking_by(decider.ranking.clone()), decider, ..self }
    }

    /// The decision for the articles found by a search.
    #[must_use]
    pub fn verdict(&self, ranking: &Hits) -> Verdict {
        self.decider.decide(ranking)
    }

    /// The searcher, for experiments in `evaluate`.
    #[must_use]
    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }
}

/// Loads the embedding model; if it is missing, the log says how to get it.
fn load_embedder(model: Option<&EmbedderSource>) -> Option<Arc<Embedder>> {
    let Some(source) = model else {
        tracing::warn!(
            "searching by words and sounds only: the embedding model is not here. Get it: \
             `spraakloket models fetch {MODEL_NAME}`"
        );
        return None;
    };
    source.load().inspect_err(|error| tracing::warn!("searching by words and sounds only: {error}")).ok().map(Arc::new)
}

impl KnowledgeDesk {
    /// What one article has to say, on a date; not found if there is no article with this id.
    pub fn about(&self, article: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        Ok(self.article(article, language)?.map_or(Answer::NotFound { confidence: 0.0, nearest: None }, |found| {
            Answer::Found(Box::new(tell(&found, 1.0, &self.local, today)))
        }))
    }

    /// The subjects to browse.
    #[must_use]
    pub fn subjects(&self, language: Language) -> Vec<Entry> {
        let log = |error: &KnowledgeError| tracing::error!(code = "subjects-failed", %error);
        let own = self.translations(language).inspect_err(log).unwrap_or_default();
        if !own.is_empty() {
            return catalogue(&own, language);
        }
        catalogue(&self.articles().inspect_err(log).unwrap_or_default(), language.fallback())
    }

    /// A fact that the operator entered about the municipality, by name.
    #[must_use]
    pub fn local_fact(&self, name: &str, language: Language) -> Option<String> {
        self.local.get(name, language).map(str::to_owned)
    }

    /// The notices that everybody has to hear first at a moment, the most urgent first.
    #[must_use]
    pub fn notices(&self, language: Language, now: Timestamp) -> Vec<String> {
        self.notices.valid_at(now).into_iter().map(|notice| notice.text(language).to_owned()).collect()
    }

    /// The answer to a question, on a date.
    pub fn answer_question(&self, question: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        match two_parts(question, language) {
            Some((first, second)) => self.answer_both(question, [&first, &second], language, today),
            None => self.answer_one(question, language, today),
        }
    }

    /// What would be said first if the article with this id answered a question.
    pub fn would_say(
        &self,
        id: &str,
        question: &str,
        language: Language,
        today: Date,
    ) -> Result<Option<String>, KnowledgeError> {
        let article = self.article(id, language)?;
        Ok(article.map(|article| self.tell(&article, &[], question, 1.0, today).gist))
    }

    /// Phrases an article as the answer to a question. `seen`: the search's evidence for its parts.
    fn tell(&self, article: &Article, seen: &[SectionEvidence], question: &str, confidence: f32, today: Date) -> Found {
        let mut found = tell(article, confidence, &self.local, today);
        if article.quoted {
            choose_sentences(&mut found, question, article.language);
        } else {
            found.asked_part = take_asked_part(&mut found, question, article, seen);
            if found.asked_part.is_some() && !found.gist.is_empty() {
                offer_gist(&mut found, article.language);
            }
        }
        found.ask_back = is_opposite(question, article);
        found
    }

    /// In another language than Dutch and English: from the translations, or else from an article that has none.
    fn answer_one(&self, question: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        let translations = self.translations.get(&language);
        let answer = match translations {
            Some(translations) => self.answer_from(translations, question, language, today)?,
            None => self.answer_from(&self.searcher, question, language.fallback(), today)?,
        };
        if translations.is_none() {
            return Ok(answer);
        }
        if !matches!(answer, Answer::NotFound { .. }) {
            return self.doubted(answer, question, language);
        }
        match self.answer_from(&self.searcher, question, language.fallback(), today)? {
            Answer::Found(found) if found.likely.is_none() => self.about_found(*found, language, today),
            _ => Ok(answer),
        }
    }

    /// An answer from the translations. Few subjects are translated: where a subject that is not is nearer to the
    /// question, the answer is no more than likely.
    fn doubted(&self, answer: Answer, question: &str, language: Language) -> Result<Answer, KnowledgeError> {
        let Answer::Found(mut found) = answer else { return Ok(answer) };
        let (language_here, method) = (language.fallback(), Method::default());
        let search = Search { question, language: language_here, method, titles: true, limit: 1 };
        let nearest = self.search_in(&self.searcher, search)?.matches.into_iter().next();
        let other = nearest.map(|nearest| nearest.article.id).filter(|id| *id != found.article);
        if let Some(other) = other
            && found.likely.is_none()
            && self.translation(&other, language)?.is_none()
        {
            found.likely = Some(Likely { second: None });
        }
        Ok(Answer::Found(found))
    }

    /// An answer that was found in Dutch, in the language of the question where it is there.
    fn about_found(&self, found: Found, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        let own = self.translation(&found.article, language)?;
        Ok(Answer::Found(Box::new(match own {
            Some(own) => tell(&own, found.confidence, &self.local, today),
            None => found,
        })))
    }

    fn answer_from(
        &self,
        searcher: &Searcher,
        question: &str,
        language: Language,
        today: Date,
    ) -> Result<Answer, KnowledgeError> {
        let search = Search { question, language, method: Method::default(), titles: true, limit: CANDIDATES };
        let ranking = self.search_in(searcher, search)?;
        let verdict = offered(self.verdict(&ranking), &ranking);
        Ok(match (verdict, &ranking.matches[..]) {
            (Verdict::Answer { confidence }, [first, ..]) => {
                Answer::Found(Box::new(self.tell(&first.article, &first.sections, question, confidence, today)))
            }
            (Verdict::Likely { confidence }, [first, rest @ ..]) => {
                let mut found = self.tell(&first.article, &first.sections, question, confidence, today);
                let second = rest.iter().find(|second| may_be_offered(second));
                let second = second.map(|second| (second.article.id.clone(), second.article.title.clone()));
                found.likely = Some(Likely { second });
                Answer::Found(Box::new(found))
            }
            (Verdict::Clarify { confidence }, [first, second, ..]) => Answer::Clarify {
                options: [first, second].map(|found| (found.article.id.clone(), found.article.title.clone())),
                confidence,
            },
            (verdict, matches) => {
                let nearest = matches.first().map(|found| found.article.id.clone());
                Answer::NotFound { confidence: verdict.confidence(), nearest }
            }
        })
    }
}

impl KnowledgeDesk {
    /// Answers two questions in one; a part that cannot be answered is referred.
    fn answer_both(
        &self,
        whole: &str,
        [first, second]: [&str; 2],
        language: Language,
        today: Date,
    ) -> Result<Answer, KnowledgeError> {
        let of_first = self.answer_one(first, language, today)?;
        let leans = leans_on_the_first(second, language);
        let of_second = if leans {
            Answer::NotFound { confidence: 0.0, nearest: None }
        } else {
            self.answer_one(second, language, today)?
        };
        let (mut found, other) = match (of_first, of_second) {
            (Answer::Found(found), Answer::Found(other)) => (found, Some(other)),
            (Answer::Found(found), _) => (found, None),
            // By itself, the second says little about a question that is really a single one.
            (_, of_second) => match (self.answer_one(whole, language, today)?, of_second) {
                (Answer::Found(mut found), _) => {
                    found.second = found.part_asked_for(second).map(Second::Part);
                    return Ok(Answer::Found(found));
                }
                (_, Answer::Found(mut found)) => {
                    found.second = Some(Second::Referred);
                    return Ok(Answer::Found(found));
                }
                (answer, _) => return Ok(answer),
            },
        };
        let same = other.as_ref().is_some_and(|other| other.article == found.article);
        found.second = match other {
            Some(other) if !same => {
                found.grounds.extend(&other.grounds);
                Some(Second::Answered(other))
            }
            // If it refers back to what was told, the article is the best answer to both.
            other => found
                .part_asked_for(second)
                .map(Second::Part)
                .or_else(|| (other.is_none() && !leans).then_some(Second::Referred)),
        };
        Ok(Answer::Found(found))
    }
}
