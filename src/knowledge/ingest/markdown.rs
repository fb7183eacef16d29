//! A folder of Markdown articles: `nl/*.md`, `en/*.md`, `wordings.tsv` beside them, `local.toml` with the operator's
//! facts, and `notices/*.toml`. Folders of other languages have translations of Dutch articles.
//! Articles that lie in the folder itself are Dutch.

use super::Harvest;
use crate::knowledge::notices::Notices;
use crate::knowledge::{Article, ArticleProblem, KnowledgeError, LocalFacts};
use crate::language::Language;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Reads every article in a folder.
pub fn read_folder(folder: &Path) -> Result<Harvest, KnowledgeError> {
    let (notices, problems) = Notices::read(&folder.join("notices"))?;
    let local = LocalFacts::read(&folder.join("local.toml"))?;
    let mut harvest = Harvest { problems, local, notices, ..Harvest::default() };
    let mut places = vec![(folder.to_owned(), Language::Nl)];
    places.extend(Language::FULL.map(|language| (folder.join(language.code()), language)));
    for (place, language) in places.iter().filter(|(place, _)| place == folder || place.is_dir()) {
        for path in markdown_files(place)? {
            match read_article(&path, *language)? {
                Ok(article) => harvest.articles.push(article),
                Err(problem) => harvest.problems.push(problem),
            }
        }
        if harvest.problems.is_empty() {
            harvest.problems = super::wordings::add(place, *language, &mut harvest.articles)?;
            harvest.problems.extend(super::wordings::add_near(place, *language, &mut harvest.articles)?);
            harvest.problems.extend(super::easy::add(place, *language, &mut harvest.articles)?);
        }
    }
    harvest.problems.extend(duplicate_ids(&harvest.articles, folder));
    read_translations(folder, &mut harvest)?;
    if harvest.articles.is_empty() && harvest.problems.is_empty() {
        return Err(KnowledgeError::NoArticles(folder.to_owned()));
    }
    Ok(harvest)
}

/// Reads the folders of languages that have translations of Dutch articles.
fn read_translations(folder: &Path, harvest: &mut Harvest) -> Result<(), KnowledgeError> {
    let dutch = harvest.articles.iter().filter(|article| article.language == Language::Nl);
    let originals: HashMap<&str, &Article> = dutch.map(|article| (article.id.as_str(), article)).collect();
    for language in Language::ALL.into_iter().filter(|language| language.grammar().is_none()) {
        let place = folder.join(language.code());
        if !place.is_dir() {
            continue;
        }
        let (mut articles, problems) = (Vec::new(), harvest.problems.len());
        for path in markdown_files(&place)? {
            let read = read_text(&path)?;
            match read.and_then(|text| Article::parse_translation(&text, &path, language, &originals)) {
                Ok(article) => articles.push(article),
                Err(problem) => harvest.problems.push(problem),
            }
        }
        if harvest.problems.len() == problems {
            harvest.problems.extend(super::wordings::add(&place, language, &mut articles)?);
        }
        if !articles.is_empty() {
            harvest.translations.insert(language, articles);
        }
    }
    Ok(())
}

fn read_article(path: &Path, language: Language) -> Result<Result<Article, ArticleProblem>, KnowledgeError> {
    Ok(read_text(path)?.and_then(|text| Article::parse(&text, path, language)))
}

/// The text of an article's file, if it can be read and spoken.
fn read_text(path: &Path) -> Result<Result<String, ArticleProblem>, KnowledgeError> {
    let bytes = std::fs::read(path).map_err(|source| io(path, source))?;
    Ok(match String::from_utf8(bytes) {
        Ok(text) => match text.lines().position(|line| line.contains(is_unspeakable)) {
            Some(line) => Err(ArticleProblem {
                path: path.to_owned(),
                line: line + 1,
                problem:
                    "a character that nobody sees or says (such as NUL or a space without width): write this line anew"
                        .into(),
            }),
            None => Ok(text),
        },
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            Err(ArticleProblem {
                path: path.to_owned(),
                line: 1 + good.iter().filter(|byte| **byte == b'\n').count(),
                problem: "a character that is not UTF-8: save the file as UTF-8".into(),
            })
        }
    })
}

/// Control characters, zero-width spaces, and marks that change the direction of text; not those that join or separate
/// letters in Arabic and emoji.
fn is_unspeakable(character: char) -> bool {
    let hidden = matches!(character, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}');
    hidden || character.is_control() && !matches!(character, '\t' | '\r' | '\n')
}

/// The Markdown files in one folder, sorted by name; README.md is for people.
fn markdown_files(folder: &Path) -> Result<Vec<PathBuf>, KnowledgeError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|source| io(folder, source))? {
        let path = entry.map_err(|source| io(folder, source))?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        // Hidden files are left behind by editors and other systems.
        #[allow(clippy::case_sensitive_file_extension_comparisons)] // the name is in lower case
        let is_article = name.ends_with(".md") && !name.starts_with('.') && name != "readme.md";
        if is_article && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn duplicate_ids(articles: &[Article], folder: &Path) -> Vec<ArticleProblem> {
    let mut seen = HashSet::new();
    articles
        .iter()
        .filter(|article| !seen.insert((&article.id, article.language)))
        .map(|article| ArticleProblem {
            path: folder.join(format!("{}.md", article.id)),
            line: 2,
            problem: format!("the id `{}` is used twice in {}: remove one", article.id, article.language),
        })
        .collect()
}

fn io(path: &Path, source: std::io::Error) -> KnowledgeError {
    KnowledgeError::Io { path: path.to_owned(), source }
}
