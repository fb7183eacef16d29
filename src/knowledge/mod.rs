//! The knowledge base: articles, their index, and grounded answers.
//!
//! Useful for: reading articles, finding the one that a question is about, and answering from it or saying that the
//! answer is not known. Not useful for: sound of any kind, or the turns of a conversation.

mod answer;
mod article;
mod catalogue;
pub mod check;
pub mod decide;
mod desk;
pub mod embed;
mod extract;
mod facts;
pub mod following;
mod grounding;
pub mod index;
pub mod ingest;
mod negation;
pub mod notices;
mod offer;
pub mod opposites;
mod part;
mod parts;
mod sections;
pub mod signing;
mod store;
mod subjects;
mod telling;
mod translation;

pub use answer::{Answer, Found, Likely, Part, Second, Source};
pub use article::{Article, Section};
pub use catalogue::{Entry, Inside};
pub use desk::KnowledgeDesk;
pub use facts::LocalFacts;
pub use grounding::Grounds;
pub use negation::sense;
pub use part::{
    SECTION_FEATURES, SECTION_TOLD_FEATURES, SECTION_WORD_FEATURES, SECTION_WORDING_FEATURES, SectionChooser,
    part_of_kind, section_asked_for, section_features,
};
pub use parts::is_two_questions;
pub use store::{IndexFolder, build_index, current_generation};
pub use subjects::Asked;
pub use telling::gist;

use std::path::PathBuf;

/// A problem with one article, described for its editor: file, line, and fix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArticleProblem {
    /// The file.
    pub path: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and how to fix it.
    pub problem: String,
}

impl std::fmt::Display for ArticleProblem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}: {}", self.path.display(), self.line, self.problem)
    }
}

/// What can go wrong with the knowledge base, each with what the caller can do.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// A file or folder cannot be read or written.
    #[error("cannot use {path}: {source}. Check the path and its permissions")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Invalid articles; nothing was changed.
    #[error("{}", list(.0))]
    Articles(Vec<ArticleProblem>),
    /// A source without any articles.
    #[error("no article found in {0}. Check the source; how to write Markdown articles is in knowledge/README.md")]
    NoArticles(PathBuf),
    /// Documents from elsewhere cannot be fetched.
    #[error(transparent)]
    Sync(#[from] ingest::live::SyncError),
    /// There is no index.
    #[error("no index at {0}. Make one: `spraakloket index --source markdown:knowledge --out {0}`")]
    NoIndex(PathBuf),
    /// The index is damaged or from another version.
    #[error(
        "the index at {path} cannot be used ({reason}). \
         Make it anew: `spraakloket index --source markdown:knowledge --out {path}`"
    )]
    BrokenIndex {
        /// The index folder.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file of local facts is invalid.
    #[error("{path}: {reason}")]
    LocalFacts {
        /// The file.
        path: PathBuf,
        /// What is wrong and how to fix it.
        reason: String,
    },
}

fn list(problems: &[ArticleProblem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}
