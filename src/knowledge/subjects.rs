//! The subjects that come near to misheard words, for whoever listens.

use super::{IndexFolder, KnowledgeError};
use crate::language::Language;
use std::path::Path;

/// How many subjects are named.
const SUBJECTS: usize = 8;

/// Finds subjects by sound and word in an index folder.
pub struct SubjectFinder(IndexFolder);

impl SubjectFinder {
    /// Opens the current generation of an index folder.
    pub fn open(folder: &Path) -> Result<Self, KnowledgeError> {
        IndexFolder::open(folder).map(SubjectFinder)
    }

    /// Titles of the articles that are nearest, best first; none where the index cannot be searched.
    #[must_use]
    pub fn near(&self, heard: &str, language: Language) -> Vec<String> {
        match self.0.lexical.like(heard, language, SUBJECTS) {
            Ok(articles) => articles.into_iter().map(|article| article.title).collect(),
            Err(error) => {
                tracing::error!(code = "index-search", %error);
                Vec::new()
            }
        }
    }
}
