//! Where articles come from. Each adapter turns a source into [`Article`]s or reports, for each document, what is
//! wrong with it.
//!
//! `markdown` and `csv` are the operator's own files, refused until all their errors are fixed; `rijksoverheid` is a
//! folder of documents from elsewhere, of which invalid ones are skipped, and `live` fills that folder. `html` makes
//! their text speakable.

pub mod csv;
mod document;
mod easy;
mod gist;
pub mod html;
pub mod live;
mod markdown;
pub mod rijksoverheid;
mod table;
pub mod translated;
mod wordings;
pub use wordings::SHORT_ANSWER;

pub use markdown::read_folder;

use super::notices::Notices;
use super::{Article, ArticleProblem, KnowledgeError, LocalFacts};
use crate::language::Language;
use live::Manners;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::str::FromStr;

/// The contents of a source.
#[derive(Debug, Default)]
pub struct Harvest {
    /// The valid articles.
    pub articles: Vec<Article>,
    /// Articles in other languages than Dutch and English.
    pub translations: BTreeMap<Language, Vec<Article>>,
    /// Problems with the operator's own articles; an index is only built if there are none.
    pub problems: Vec<ArticleProblem>,
    /// Documents from elsewhere that cannot be used: reported and skipped.
    pub skipped: Vec<ArticleProblem>,
    /// The operator's own facts, if the source has them.
    pub local: LocalFacts,
    /// Messages that are spoken first for a while.
    pub notices: Notices,
}

impl Harvest {
    /// Adds articles that a machine translated; those that people wrote stay in their place.
    pub fn add_translated(&mut self, translated: BTreeMap<Language, Vec<Article>>) {
        for (language, articles) in translated {
            let own = if language.grammar().is_some() {
                &mut self.articles
            } else {
                self.translations.entry(language).or_default()
            };
            let is_new =
                |article: &Article| !own.iter().any(|other| (&other.id, other.language) == (&article.id, language));
            let new: Vec<Article> = articles.into_iter().filter(is_new).collect();
            own.extend(new);
        }
    }
}

/// A source as named on the command line, `kind:place`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceName {
    /// A folder of Markdown articles, one subfolder per language.
    Markdown(PathBuf),
    /// A CSV file of questions and answers.
    Csv(PathBuf),
    /// A folder of documents of the Rijksoverheid open-data API.
    Rijksoverheid(PathBuf),
    /// The API itself: everything is fetched each time. `spraakloket knowledge sync` fetches less.
    RijksoverheidApi(String),
}

impl SourceName {
    /// Reads the whole source.
    pub fn harvest(&self) -> Result<Harvest, KnowledgeError> {
        match self {
            SourceName::Markdown(folder) => read_folder(folder),
            SourceName::Csv(file) => csv::read_file(file),
            SourceName::Rijksoverheid(folder) => rijksoverheid::read_folder(folder),
            SourceName::RijksoverheidApi(base) => fetch(base, &Manners::default()),
        }
    }
}

impl FromStr for SourceName {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if let Some(base) = name.strip_prefix("rijksoverheid+").filter(|base| base.starts_with("http")) {
            return Ok(SourceName::RijksoverheidApi(base.to_owned()));
        }
        match name.split_once(':').filter(|(_, place)| !place.is_empty()) {
            Some(("markdown", folder)) => Ok(SourceName::Markdown(folder.into())),
            Some(("csv", file)) => Ok(SourceName::Csv(file.into())),
            Some(("rijksoverheid", folder)) => Ok(SourceName::Rijksoverheid(folder.into())),
            Some(("rijksoverheid-api", base)) => Ok(SourceName::RijksoverheidApi(base.to_owned())),
            _ => Err(format!(
                "unknown source `{name}`: use markdown:FOLDER, csv:FILE, rijksoverheid:FOLDER (its JSON or XML documents) \
                 or rijksoverheid-api:URL"
            )),
        }
    }
}

/// Reads the API itself, through a temporary folder.
pub fn fetch(base: &str, manners: &Manners) -> Result<Harvest, KnowledgeError> {
    let folder = tempfile::tempdir().map_err(|source| KnowledgeError::Io { path: std::env::temp_dir(), source })?;
    let report = live::sync(base, folder.path(), manners, &mut |_| {})?;
    let mut harvest = rijksoverheid::read_folder(folder.path())?;
    harvest.skipped.extend(report.failed.into_iter().map(|problem| ArticleProblem {
        path: base.into(),
        line: 1,
        problem,
    }));
    Ok(harvest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_told_apart() {
        for (name, source) in [
            ("markdown:a b", SourceName::Markdown("a b".into())),
            ("csv:C:\\vragen.csv", SourceName::Csv("C:\\vragen.csv".into())),
            ("rijksoverheid:faq", SourceName::Rijksoverheid("faq".into())),
            ("rijksoverheid-api:https://x.nl/faq", SourceName::RijksoverheidApi("https://x.nl/faq".into())),
            ("rijksoverheid+https://x.nl/faq", SourceName::RijksoverheidApi("https://x.nl/faq".into())),
        ] {
            assert_eq!(name.parse(), Ok(source));
        }
        for name in ["", "markdown:", "markdown", "rijksoverheid+x", "pdf:x"] {
            assert!(name.parse::<SourceName>().unwrap_err().contains("csv:FILE"), "{name}");
        }
    }
}
