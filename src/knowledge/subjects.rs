//! What people ask about the articles, for the recogniser.

use super::index::stems;
use super::{Article, IndexFolder, KnowledgeError};
use crate::language::Language;
use std::collections::{BTreeSet, HashSet};
use std::path::Path;

/// Shorter words are recognised well enough, and too many others start with them.
const SHORTEST_WORD: usize = 4;

/// The titles and questions of all articles, and the words in them.
pub struct Asked(Vec<Article>);

impl Asked {
    /// Reads the current generation of an index folder.
    pub fn open(folder: &Path) -> Result<Self, KnowledgeError> {
        let articles = IndexFolder::open(folder)?.lexical.articles();
        articles
            .map(Asked)
            .map_err(|error| KnowledgeError::BrokenIndex { path: folder.to_owned(), reason: error.to_string() })
    }

    /// Titles and questions in a language, without duplicates, each with the id of its article.
    #[must_use]
    pub fn wordings(&self, language: Language) -> Vec<(String, String)> {
        let mut seen = HashSet::new();
        let articles = self.0.iter().filter(|article| article.language == language);
        let all = articles.flat_map(|article| {
            std::iter::once(&article.title).chain(&article.questions).map(|text| (article.id.clone(), text.clone()))
        });
        all.filter(|(_, text)| !text.is_empty() && seen.insert(text.clone())).collect()
    }

    /// The content words of titles, questions and short answers, as written and as they start a sentence.
    #[must_use]
    pub fn words(&self, language: Language) -> Vec<String> {
        let mut words = BTreeSet::new();
        for article in self.0.iter().filter(|article| article.language == language) {
            let texts = std::iter::once(&article.title).chain(&article.questions).chain([&article.spoken]);
            for word in texts.flat_map(|text| text.split(|sign: char| !sign.is_alphanumeric() && sign != '-')) {
                if word.chars().count() >= SHORTEST_WORD && !stems(word, language).is_empty() {
                    words.insert(word.to_owned());
                }
            }
        }
        words.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::{build_index, ingest::read_folder};

    #[test]
    fn questions_and_their_words_are_there_in_their_language() {
        let folder = tempfile::tempdir().unwrap();
        let harvest = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap();
        build_index(&harvest, folder.path(), None, &|_, _| {}, &|_, _| Ok(())).unwrap();
        let asked = Asked::open(folder.path()).unwrap();
        let wordings = asked.wordings(Language::Nl);
        assert!(wordings.contains(&("paspoort-aanvragen".into(), "Hoe vraag ik een paspoort aan?".into())));
        let words = asked.words(Language::Nl);
        assert!(words.contains(&"paspoort".into()));
        assert!(!words.contains(&"passport".into()) && !words.contains(&"naar".into()));
        assert!(asked.words(Language::En).contains(&"passport".into()));
    }
}
