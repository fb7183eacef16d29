//! The index over the articles: what is looked up in it, and how.
//!
//! - `analysis`: turns text into terms. `lexical`: keeps them in tantivy.
//! - `dense`: vectors of every text of an article. `quantised`: how they are kept and compared.
//! - `late`: vectors of every token, and how well they cover a question's.
//! - `classifier`: which article a question is about, learned from the wordings.
//! - `ranking`: the order of the best candidates by all that was seen.
//! - `sections`: which part of an article is asked for.
//! - `hybrid`: one search over both, with what it saw of every article it found.

pub mod analysis;
mod classifier;
mod coverage;
mod dense;
mod finished;
mod hybrid;
mod late;
mod lexical;
mod quantised;
mod ranking;
mod sections;

pub(super) use analysis::stems;
pub use dense::{DenseIndex, TextKind};
pub use hybrid::{ArticleEvidence, Hits, Match, Method, Search, Searcher};
pub use late::{QuestionTokens, TokenIndex, TokenIndexBuilder};
pub use lexical::{LexicalIndex, Terms};
pub use quantised::QuantisedVectors;
pub use ranking::{RANK_FEATURES, Ranking, Weights, rank_features};
pub use sections::SectionEvidence;

use crate::knowledge::Article;
use crate::language::Language;
use std::collections::HashSet;

/// Which languages each article answers in: its own, and of Dutch and English the other where it has no version. A
/// translation into another language serves that alone.
#[must_use]
pub fn served_languages(articles: &[Article]) -> Vec<Vec<Language>> {
    let versions: HashSet<(&str, Language)> =
        articles.iter().map(|article| (article.id.as_str(), article.language)).collect();
    articles
        .iter()
        .map(|article| {
            if article.language.grammar().is_none() {
                return vec![article.language];
            }
            Language::FULL
                .into_iter()
                .filter(|language| {
                    *language == article.language || !versions.contains(&(article.id.as_str(), *language))
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::read_folder;
    use std::path::Path;

    #[test]
    fn both_versions_serve_their_own_language_and_a_lone_one_serves_both() {
        let harvest = read_folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge").as_path()).unwrap();
        let mut articles = harvest.articles;
        let translated =
            |article: &Article| articles.iter().filter(|other| other.id == article.id).count() == Language::FULL.len();
        for (serves, article) in served_languages(&articles).iter().zip(&articles) {
            let own = [article.language];
            let expected = if translated(article) { own.as_slice() } else { Language::FULL.as_slice() };
            assert_eq!(*serves, expected, "{}", article.id);
        }
        articles.retain(|article| article.language == Language::Nl || article.id != "paspoort-aanvragen");
        let serves = served_languages(&articles);
        let lone = articles.iter().position(|article| article.id == "paspoort-aanvragen").unwrap();
        assert_eq!(serves[lone], Language::FULL);

        let folder = tempfile::tempdir().unwrap();
        LexicalIndex::create(folder.path(), &articles).unwrap();
        let index = LexicalIndex::open(folder.path()).unwrap();
        assert_eq!(index.len(), articles.len());
        assert_eq!(index.article(lone as u32).unwrap().id, "paspoort-aanvragen");
        let opened =
            |id: &str, language| index.article_of(id, language).unwrap().map(|found| (found.id, found.language));
        let both = articles.iter().find(|article| article.language == Language::En).unwrap();
        for language in Language::FULL {
            assert_eq!(opened(&both.id, language), Some((both.id.clone(), language)));
            assert_eq!(opened("paspoort-aanvragen", language), Some(("paspoort-aanvragen".into(), Language::Nl)));
            assert_eq!(opened("elders", language), None);
        }
        let misheard = index.like("huur toeslach aanfragen", Language::Nl, 3).unwrap();
        assert!(misheard.iter().any(|article| article.id == "huurtoeslag"), "{misheard:?}");
        let weight = |word: &str| index.weight(&Terms::Words.of(word, Language::Nl)[0], Terms::Words).unwrap();
        assert!(weight("zonnebloem") > weight("gemeente"));
    }
}
