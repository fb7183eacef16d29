//! What an editor should review before people hear it: gaps, dead references, dates that have passed, answers that are
//! too long or too difficult, and articles that compete with each other.
//!
//! Not for: errors that prevent an article from being parsed at all (`article`, `ingest`).

mod easy;
mod pitfalls;
mod readability;
mod similar;

pub use pitfalls::local;
pub use readability::Readability;

use super::article::{Figure, GIST_SENTENCES, GIST_WORDS, word_count};
use super::{Article, ArticleProblem};
use crate::language::Language;
use jiff::ToSpan;
use jiff::civil::Date;
use spoken_text::sentences;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

/// Minimum number of questions by which an article can be found.
const FEWEST_QUESTIONS: usize = 3;
/// More words than this are a story, not a question.
const LONGEST_QUESTION: usize = 40;
/// A figure that expires within this many days needs a successor.
const SOON_DAYS: i64 = 30;
/// Days after which an article has to be checked against its source again.
const CHECKED_FOR_DAYS: i64 = 365;
/// Maximum average number of words per sentence.
const LONGEST_SENTENCES: f64 = 15.0;
/// A word with more letters than this is long.
const LONG_WORD: usize = 12;
/// Maximum share of long words.
const MOST_LONG_WORDS: f64 = 0.15;
/// Below this reading ease the formula says "difficult" (Douma's own table: 30–45).
const HARD: f64 = 45.0;
/// Minimum number of words for which the formula is meaningful.
const FEWEST_WORDS_FOR_EASE: usize = 30;

/// Severity of a finding, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Must be fixed: something that people hear is wrong or missing.
    Error,
    /// Should be fixed.
    Warning,
    /// For information.
    Note,
}

/// Something that needs attention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// A file, or language and id of an article: `nl/paspoort-kwijt`.
    pub place: String,
    /// Line number in the file, if known.
    pub line: Option<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// What it is, and how to fix it.
    pub text: String,
}

/// Who can change the articles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Editing {
    /// Written here: they must be complete, in both languages, and easy to follow.
    Ours,
    /// Taken from elsewhere: what only their author can fix is left out or merely noted.
    Elsewhere,
}

impl Finding {
    /// A problem with a file that could not be used.
    #[must_use]
    pub fn of_file(problem: &ArticleProblem, severity: Severity) -> Self {
        Finding {
            place: problem.path.display().to_string(),
            line: Some(problem.line),
            severity,
            text: problem.problem.clone(),
        }
    }

    fn new(article: &Article, severity: Severity, text: String) -> Self {
        Finding { place: place(article), line: None, severity, text }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map_or_else(String::new, |line| format!(":{line}"));
        write!(formatter, "{}{line}: {}: {}", self.place, self.severity, self.text)
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        })
    }
}

/// All findings, article by article, followed by those about pairs of articles.
#[must_use]
pub fn check(articles: &[Article], editing: Editing, today: Date) -> Vec<Finding> {
    let ids: HashSet<(&str, Language)> =
        articles.iter().map(|article| (article.id.as_str(), article.language)).collect();
    let mut findings = Vec::new();
    for article in articles {
        let mut found = |severity, text| findings.push(Finding::new(article, severity, text));
        references(article, &ids, &mut found);
        figures(article, today, &mut found);
        dates(article, editing, today, &mut found);
        if editing == Editing::Ours {
            fields(article, &mut found);
            translation(article, &ids, &mut found);
            length(article, &mut found);
            difficulty(article, &mut found);
            pitfalls::findings(article, &mut found);
            easy::findings(article, &mut found);
        }
    }
    let alike = if editing == Editing::Ours { Severity::Warning } else { Severity::Note };
    findings.extend(similar::findings(articles, alike));
    findings
}

fn place(article: &Article) -> String {
    format!("{}/{}", article.language, article.id)
}

type Findings<'a> = dyn FnMut(Severity, String) + 'a;

fn fields(article: &Article, found: &mut Findings) {
    for (name, text) in
        [("title", &article.title), ("organisation", &article.organisation), ("source_title", &article.source_title)]
    {
        if text.trim().is_empty() {
            found(Severity::Error, format!("{name} is empty: fill it in"));
        }
    }
    let count = article.questions.len();
    if count < FEWEST_QUESTIONS {
        let questions = if count == 1 { "question" } else { "questions" };
        found(
            Severity::Warning,
            format!("{count} {questions}: write at least {FEWEST_QUESTIONS} in the words that people use"),
        );
    }
    for question in &article.questions {
        let words = word_count(question);
        if words == 0 {
            found(Severity::Error, "a question is empty: fill or remove it".into());
        } else if words > LONGEST_QUESTION {
            found(Severity::Warning, format!("a question has {words} words; nobody asks so: shorten it"));
        }
    }
    if article.sections.is_empty() {
        found(Severity::Warning, "it has no sections: add one with ## and a heading, or people cannot ask on".into());
    }
    for point in &article.open_points {
        found(Severity::Note, format!("open point: {point}"));
    }
}

fn translation(article: &Article, ids: &HashSet<(&str, Language)>, found: &mut Findings) {
    for language in Language::FULL {
        if !ids.contains(&(article.id.as_str(), language)) {
            found(Severity::Warning, format!("there is no {language}/{}: translate it", article.id));
        }
    }
}

fn references(article: &Article, ids: &HashSet<(&str, Language)>, found: &mut Findings) {
    let suggested = article.suggestion.as_ref().map(|suggestion| ("suggestion", &suggestion.article));
    let related = article.related.iter().map(|id| ("related", id));
    for (field, id) in related.chain(suggested) {
        if *id == article.id {
            found(Severity::Error, format!("{field} names the article itself: remove it"));
        } else if !ids.contains(&(id.as_str(), article.language)) {
            let there_is = Language::FULL.into_iter().find(|language| ids.contains(&(id.as_str(), *language)));
            let (severity, why) = match there_is {
                Some(other) => (Severity::Warning, format!("which is only there in {other}: translate it")),
                None => (Severity::Error, "which is not there: correct the id, or write that article".into()),
            };
            found(severity, format!("{field} names `{id}`, {why}"));
        }
    }
}

/// A figure may have several periods: what counts is whether one of them is valid.
fn figures(article: &Article, today: Date, found: &mut Findings) {
    let names: BTreeSet<&str> = article.figures.iter().map(|figure| figure.name.as_str()).collect();
    for name in names {
        let periods: Vec<&Figure> = article.figures.iter().filter(|figure| figure.name == name).collect();
        if let Some(figure) = periods
            .iter()
            .find(|figure| matches!((figure.from, figure.until), (Some(from), Some(until)) if until < from))
        {
            found(
                Severity::Error,
                format!("figure `{name}` ({}) ends before it starts: correct its dates", figure.value),
            );
        }
        let holds_on = |day| periods.iter().any(|figure| figure.holds_on(day));
        let soon = today.checked_add(SOON_DAYS.days()).unwrap_or(today);
        let last = periods.iter().filter_map(|figure| figure.until).filter(|until| *until < soon).max();
        let last = last.map_or_else(|| "not yet".into(), |until| format!("until {until}"));
        if !holds_on(today) {
            let text = format!(
                "figure `{name}` does not hold today ({last}): its sentence is not spoken; look up the new value"
            );
            found(Severity::Error, text);
        } else if !holds_on(soon) {
            found(
                Severity::Warning,
                format!("figure `{name}` ends within {SOON_DAYS} days ({last}): look up the next value"),
            );
        }
    }
}

fn dates(article: &Article, editing: Editing, today: Date, found: &mut Findings) {
    let Article { checked, source_version, .. } = article;
    if *checked > today || source_version.is_some_and(|version| version > today) {
        found(Severity::Error, "checked or source_version is in the future: correct it".into());
    }
    if checked.checked_add(CHECKED_FOR_DAYS.days()).is_ok_and(|until| until < today) {
        match editing {
            Editing::Ours => {
                found(
                    Severity::Warning,
                    format!("last checked on {checked}: hold it against {} again", article.source),
                );
            }
            Editing::Elsewhere => found(Severity::Note, format!("its source has not changed since {checked}")),
        }
    }
}

fn length(article: &Article, found: &mut Findings) {
    let (words, count) = (word_count(&article.spoken), sentences(&article.spoken).len());
    if words > GIST_WORDS || count > GIST_SENTENCES {
        let limit = format!("at most {GIST_WORDS} words in {GIST_SENTENCES} sentences");
        found(
            Severity::Warning,
            format!("spoken has {words} words in {count} sentences, {limit}: move a part to a section"),
        );
    }
}

fn difficulty(article: &Article, found: &mut Findings) {
    let Some(grammar) = article.language.grammar() else { return };
    let sections = article.sections.iter().map(|section| (section.heading.as_str(), section.text.as_str()));
    for (name, text) in [("spoken", article.spoken.as_str())].into_iter().chain(sections) {
        let measured = Readability::of(text, grammar);
        if measured.words_per_sentence > LONGEST_SENTENCES {
            let average = measured.words_per_sentence;
            found(
                Severity::Note,
                format!(
                    "{name}: {average:.0} words in a sentence on average, more than {LONGEST_SENTENCES:.0}: split them"
                ),
            );
        }
    }
    let sections = article.sections.iter().map(|section| section.text.as_str());
    let all: Vec<&str> = [article.spoken.as_str()].into_iter().chain(sections).collect();
    let measured = Readability::of(&all.join("\n"), grammar);
    if measured.words < FEWEST_WORDS_FOR_EASE {
        return;
    }
    if measured.long_words > MOST_LONG_WORDS {
        let share = measured.long_words * 100.0;
        found(
            Severity::Note,
            format!("{share:.0} % of its words have more than {LONG_WORD} letters: use shorter ones"),
        );
    }
    if measured.ease < HARD {
        found(
            Severity::Note,
            format!(
                "reading ease {:.0}, below {HARD:.0}: shorter words and sentences are easier to follow",
                measured.ease
            ),
        );
    }
}

/// Number of findings of each severity: errors, warnings, notes.
#[must_use]
pub fn count(findings: &[Finding]) -> (usize, usize, usize) {
    let mut counts: HashMap<Severity, usize> = HashMap::new();
    for finding in findings {
        *counts.entry(finding.severity).or_default() += 1;
    }
    let count = |severity| counts.get(&severity).copied().unwrap_or_default();
    (count(Severity::Error), count(Severity::Warning), count(Severity::Note))
}

#[cfg(test)]
mod tests;
