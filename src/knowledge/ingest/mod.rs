//! Where articles come from. Each adapter turns a source into [`Article`](super::Article)s or says,
//! for each document, what is wrong with it.

mod markdown;

pub use markdown::read_folder;

use super::{Article, ArticleProblem, KnowledgeError, LocalFacts};
use std::path::PathBuf;
use std::str::FromStr;

/// What a source gave.
#[derive(Debug, Default)]
pub struct Harvest {
    /// The articles that are whole.
    pub articles: Vec<Article>,
    /// What is wrong with the others.
    pub problems: Vec<ArticleProblem>,
    /// The operator's own facts, where the source has them.
    pub local: LocalFacts,
}

/// A source as it is named on the command line, `kind:place`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceName {
    /// A folder of Markdown articles, one sub-folder a language.
    Markdown(PathBuf),
}

impl SourceName {
    /// Reads everything that the source has.
    pub fn harvest(&self) -> Result<Harvest, KnowledgeError> {
        match self {
            SourceName::Markdown(folder) => read_folder(folder),
        }
    }
}

impl FromStr for SourceName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name.split_once(':') {
            Some(("markdown", folder)) if !folder.is_empty() => Ok(SourceName::Markdown(folder.into())),
            _ => Err(format!("unknown source `{name}`: use markdown:FOLDER")),
        }
    }
}
