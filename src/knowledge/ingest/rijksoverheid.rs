//! Questions and answers of Rijksoverheid.nl as articles: a folder of documents from its open-data API, as maintained
//! by `spraakloket knowledge sync`.
//!
//! The short answer is the first one or two sentences of the introduction; the rest of it becomes a section of its
//! own, so that nothing is lost.

use super::document::{self, Document, Part};
use super::gist::{Gist, gist};
use super::{Harvest, html};
use crate::knowledge::article::word_count;
use crate::knowledge::{Article, ArticleProblem, KnowledgeError, Section};
use crate::language::Language;
use jiff::civil::Date;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

const ORGANISATION: &str = "Rijksoverheid";
/// Maximum number of words in a first sentence that can name its section.
const HEADING_WORDS: usize = 6;

/// Reads every document in a folder. Unusable ones are reported in [`Harvest::skipped`].
pub fn read_folder(folder: &Path) -> Result<Harvest, KnowledgeError> {
    let mut harvest = Harvest::default();
    let mut ids = HashSet::new();
    for path in documents(folder)? {
        let bytes = std::fs::read(&path).map_err(|source| io(&path, source))?;
        let found = read(&bytes).and_then(|article| {
            if ids.insert(article.id.clone()) {
                return Ok(article);
            }
            Err((1, format!("the id `{}` is used by another file: remove one", article.id)))
        });
        match found {
            Ok(article) => harvest.articles.push(article),
            Err((line, problem)) => harvest.skipped.push(ArticleProblem { path, line, problem }),
        }
    }
    match (harvest.articles.is_empty(), harvest.skipped.is_empty()) {
        (true, true) => Err(KnowledgeError::NoArticles(folder.to_owned())),
        (true, false) => Err(KnowledgeError::Articles(harvest.skipped)),
        _ => Ok(harvest),
    }
}

fn documents(folder: &Path) -> Result<Vec<PathBuf>, KnowledgeError> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|source| io(folder, source))? {
        let path = entry.map_err(|source| io(folder, source))?.path();
        let is_document = path.extension().is_some_and(|extension| extension == "json" || extension == "xml");
        if is_document && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn read(bytes: &[u8]) -> Result<Article, (usize, String)> {
    let text = std::str::from_utf8(bytes).map_err(|_| (1, "not UTF-8: fetch it again".to_owned()))?;
    let document = document::parse(text).map_err(|error| (error.line, error.reason))?;
    article(&document).map_err(|problem| (1, problem))
}

/// The article of a document, or why there is none.
pub(super) fn article(document: &Document) -> Result<Article, String> {
    let given =
        |field: &Option<String>| field.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let id = given(&Some(document.id.clone())).ok_or("its id is empty")?;
    let question = given(&document.question).ok_or("it has no question")?;
    let title = given(&Some(html::title(&question))).ok_or("its question has no words")?;
    let source = given(&document.canonical)
        .filter(|address| address.starts_with("https://") || address.starts_with("http://"))
        .ok_or("it has no canonical address")?;
    let changed = given(&document.lastmodified).ok_or("it has no lastmodified")?;
    let checked = date(&changed).ok_or_else(|| format!("its lastmodified `{changed}` is not a date"))?;
    let (spoken, sections) = texts(document)?;
    Ok(Article {
        id,
        language: language(document.language.as_deref())?,
        source_title: title.clone(),
        title,
        questions: Vec::new(),
        spoken,
        sections,
        organisation: ORGANISATION.into(),
        source,
        checked,
        source_version: Some(checked),
        related: Vec::new(),
        life_events: Vec::new(),
        suggestion: None,
        figures: Vec::new(),
        open_points: Vec::new(),
        quoted: true,
        wordings: Vec::new(),
        near: Vec::new(),
        easy: Vec::new(),
        machine_translated: false,
        sensitive: false,
    })
}

/// The short answer and the sections. Without an introduction, the first part starts with the answer.
fn texts(document: &Document) -> Result<(String, Vec<Section>), String> {
    let introduction = html::lines(document.introduction.as_deref().unwrap_or_default());
    let mut parts = document.content.iter().flatten();
    let mut sections = Vec::new();
    let Gist { spoken, rest } = gist(&introduction);
    push(&mut sections, "Toelichting".into(), &rest);
    if !spoken.is_empty() {
        parts.for_each(|part| push_part(&mut sections, part));
        return Ok((spoken, sections));
    }
    let first = parts.by_ref().find(|part| !part_lines(part).is_empty());
    let first = first.ok_or("it has no text: neither an introduction nor content")?;
    let Gist { spoken, rest } = gist(&part_lines(first));
    let heading = title(first).unwrap_or_else(|| "Toelichting".into());
    push(&mut sections, heading, &rest);
    parts.for_each(|part| push_part(&mut sections, part));
    Ok((spoken, sections))
}

fn push_part(sections: &mut Vec<Section>, part: &Part) {
    let mut lines = part_lines(part);
    if lines.is_empty() {
        return;
    }
    let heading = title(part).unwrap_or_else(|| {
        let leading = html::leading_heading(part.html.as_deref().unwrap_or_default());
        if leading.is_some() {
            lines.remove(0);
        }
        leading.or_else(|| short_first_sentence(&lines)).unwrap_or_else(|| more_information(sections))
    });
    push(sections, heading, &lines);
}

fn push(sections: &mut Vec<Section>, heading: String, lines: &[String]) {
    if !lines.is_empty() {
        sections.push(Section::new(heading, lines.join("\n")));
    }
}

/// The text of a part; `None` if it is only a heading (over a video, on the page).
fn part_lines(part: &Part) -> Vec<String> {
    let html = part.html.as_deref().unwrap_or_default();
    let lines = html::lines(html);
    if lines.len() == 1 && html::leading_heading(html).is_some() { Vec::new() } else { lines }
}

fn title(part: &Part) -> Option<String> {
    let title = html::title(part.title.as_deref()?);
    (!title.is_empty()).then_some(title)
}

fn short_first_sentence(lines: &[String]) -> Option<String> {
    let sentence = spoken_text::sentences(lines.first()?).into_iter().next()?;
    let heading = sentence.trim_end_matches(['.', '?', '!', ':']);
    (word_count(heading) <= HEADING_WORDS).then(|| heading.to_owned())
}

/// A heading that no section has yet, so that each can be asked for.
fn more_information(sections: &[Section]) -> String {
    let before = sections.iter().filter(|section| section.heading.starts_with("Meer informatie")).count();
    match before {
        0 => "Meer informatie".into(),
        before => format!("Meer informatie, deel {}", before + 1),
    }
}

/// The day of "2025-05-08T07:43:22.742Z".
pub(super) fn date(moment: &str) -> Option<Date> {
    moment.trim().get(..10)?.parse().ok()
}

fn language(code: Option<&str>) -> Result<Language, String> {
    let code = code.map(str::trim).filter(|code| !code.is_empty()).unwrap_or("nl");
    let main = code.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    main.parse().map_err(|_| format!("its language is `{code}`, which is not spoken here"))
}

fn io(path: &Path, source: std::io::Error) -> KnowledgeError {
    KnowledgeError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests;
