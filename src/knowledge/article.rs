//! One subject of the knowledge base, and how it is parsed from its Markdown file.
//!
//! The format is documented for editors in `knowledge/README.md`.

use super::ArticleProblem;
use super::sections::sections;
use crate::language::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::Path;
use toml::value::Datetime;

/// Maximum number of words in the gist.
pub(super) const GIST_WORDS: usize = 35;
/// Maximum number of sentences in the gist.
pub(super) const GIST_SENTENCES: usize = 2;

/// One subject in one language.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// The same in every language.
    pub id: String,
    /// What it is written in.
    pub language: Language,
    /// Its subject, in a few words.
    pub title: String,
    /// Other ways in which people ask for it, in words that are likely to be spoken: the recogniser listens for them.
    pub questions: Vec<String>,
    /// What people say when they mean it, in their own words: used by the search, but not listened for.
    #[serde(default)]
    pub wordings: Vec<String>,
    /// Similar questions that no article answers: evidence against this article.
    #[serde(default)]
    pub near: Vec<String>,
    /// Whether it is never offered on weak evidence, because that would hurt somebody who did not mean it.
    #[serde(default)]
    pub sensitive: bool,
    /// The short answer, spoken first.
    pub spoken: String,
    /// The answer in plain words, step by step, from `easy.toml`.
    #[serde(default)]
    pub easy: Vec<String>,
    /// Parts that can be told separately.
    pub sections: Vec<Section>,
    /// Publisher of the source page.
    pub organisation: String,
    /// Title of the source page.
    pub source_title: String,
    /// Address of the source page.
    pub source: String,
    /// Date on which the article was last checked against its source, `yyyy-mm-dd`.
    pub checked: Date,
    /// The date on the source page.
    pub source_version: Option<Date>,
    /// Ids of articles that people may need next.
    pub related: Vec<String>,
    /// Life events that it belongs to.
    pub life_events: Vec<String>,
    /// A scheme that may help the person who asks this.
    pub suggestion: Option<Suggestion>,
    /// Amounts and deadlines with their periods of validity.
    pub figures: Vec<Figure>,
    /// What an editor still has to check against the official page.
    pub open_points: Vec<String>,
    /// Whether the text was taken from elsewhere and not written to be spoken; then the sentences that best answer a
    /// question are selected from it.
    #[serde(default)]
    pub quoted: bool,
    /// Whether a machine translated it, which is said before it is told.
    #[serde(default)]
    pub machine_translated: bool,
}

/// A part of an article that can be told separately.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// One to three words, offered aloud.
    pub heading: String,
    /// Plain sentences.
    pub text: String,
    /// How people ask for this part: used by the search, but not listened for.
    #[serde(default)]
    pub wordings: Vec<String>,
}

impl Section {
    /// A section without known wordings.
    #[must_use]
    pub fn new(heading: impl Into<String>, text: impl Into<String>) -> Self {
        Section { heading: heading.into(), text: text.into(), wordings: Vec::new() }
    }
}

/// A cautious pointer to a scheme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Suggestion {
    /// Id of the article about the scheme.
    pub article: String,
    /// The sentence to say.
    pub text: String,
}

/// A fact with a period of validity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// Its name, which appears as `{name}` in the text.
    pub name: String,
    /// The text that replaces it.
    pub value: String,
    /// First day of validity.
    pub from: Option<Date>,
    /// Last day of validity.
    pub until: Option<Date>,
}

impl Figure {
    /// Whether both are valid on the same day, under the same name.
    fn overlaps(&self, other: &Figure) -> bool {
        let ends_before = |a: &Figure, b: &Figure| a.until.zip(b.from).is_some_and(|(until, from)| until < from);
        self.name == other.name && !ends_before(self, other) && !ends_before(other, self)
    }

    /// Whether it may be spoken on a date.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

/// The front matter as written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FrontMatter {
    id: String,
    title: String,
    questions: Vec<String>,
    #[serde(default)]
    sensitive: bool,
    spoken: toml::Spanned<String>,
    organisation: String,
    source_title: String,
    source: toml::Spanned<String>,
    checked: Datetime,
    source_version: Option<Datetime>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    life_events: Vec<String>,
    suggestion: Option<Suggestion>,
    #[serde(default)]
    figures: Vec<RawFigure>,
    #[serde(default)]
    open_points: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFigure {
    name: String,
    value: String,
    from: Option<Datetime>,
    until: Option<Datetime>,
}

impl Article {
    /// An article with a title and a text, for search experiments.
    #[must_use]
    pub fn bare(id: &str, language: Language, title: &str, text: &str) -> Self {
        Article {
            id: id.to_owned(),
            language,
            title: title.to_owned(),
            questions: Vec::new(),
            wordings: Vec::new(),
            near: Vec::new(),
            sensitive: false,
            spoken: String::new(),
            easy: Vec::new(),
            sections: vec![Section::new("", text)],
            organisation: String::new(),
            source_title: title.to_owned(),
            source: String::new(),
            checked: Date::ZERO,
            source_version: None,
            related: Vec::new(),
            life_events: Vec::new(),
            suggestion: None,
            figures: Vec::new(),
            open_points: Vec::new(),
            quoted: false,
            machine_translated: false,
        }
    }

    /// Everything that people are known to say when they mean it and that is not listened for.
    pub fn own_words(&self) -> impl Iterator<Item = &String> {
        self.wordings.iter().chain(self.sections.iter().flat_map(|section| &section.wordings))
    }

    /// Parses an article from the text of its file. `path` is used in error messages; its stem must be the article's
    /// id.
    pub fn parse(text: &str, path: &Path, language: Language) -> Result<Self, ArticleProblem> {
        let problem = |line: usize, problem: String| ArticleProblem { path: path.to_owned(), line, problem };
        let (matter, body, body_line) = split(text).map_err(|(line, text)| problem(line, text))?;
        // Front matter starts on line 2, after the first `+++`.
        let line_at = |offset: usize| 2 + matter[..offset.min(matter.len())].matches('\n').count();
        let front: FrontMatter = toml::from_str(matter).map_err(|error| {
            let line = error.span().map_or(2, |span| line_at(span.start));
            problem(line, front_matter_advice(error.message()))
        })?;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if front.id != stem {
            let advice = format!("id is `{}` but the file is `{stem}.md`: make them the same", front.id);
            return Err(problem(2, advice));
        }
        check_gist(front.spoken.as_ref()).map_err(|text| problem(line_at(front.spoken.span().start), text))?;
        let source = front.source.as_ref();
        if !source.starts_with("https://") && !source.starts_with("http://") || source.contains(char::is_whitespace) {
            let advice =
                "source must be a full address, without spaces, that starts with https:// or http://".to_owned();
            return Err(problem(line_at(front.source.span().start), advice));
        }
        let sections = sections(body).map_err(|(line, text)| problem(body_line + line, text))?;
        let figures = front.figures.into_iter().map(figure).collect::<Result<Vec<_>, _>>();
        let checked = date(&front.checked).map_err(|text| problem(2, format!("checked: {text}")))?;
        let source_version = front.source_version.as_ref().map(date).transpose();
        let article = Article {
            id: front.id,
            language,
            title: front.title,
            questions: front.questions,
            wordings: Vec::new(),
            near: Vec::new(),
            sensitive: front.sensitive,
            spoken: front.spoken.into_inner(),
            easy: Vec::new(),
            sections,
            organisation: front.organisation,
            source_title: front.source_title,
            source: front.source.into_inner(),
            checked,
            source_version: source_version.map_err(|text| problem(2, format!("source_version: {text}")))?,
            related: front.related,
            life_events: front.life_events,
            suggestion: front.suggestion,
            figures: figures.map_err(|text| problem(2, text))?,
            open_points: front.open_points,
            quoted: false,
            machine_translated: false,
        };
        article.check_figures().map_err(|text| problem(2, text))?;
        Ok(article)
    }

    /// Checks that every `{name}` in the text has a figure.
    pub(super) fn check_figures(&self) -> Result<(), String> {
        for (index, figure) in self.figures.iter().enumerate() {
            if let Some(other) = self.figures[..index].iter().find(|other| other.overlaps(figure)) {
                return Err(format!(
                    "figure `{}` has two values on one day, {} and {}: give the older one `until`, the day before the other begins",
                    figure.name, other.value, figure.value
                ));
            }
        }
        let texts = self.sections.iter().map(|section| &section.text).chain(&self.easy).chain([&self.spoken]);
        if let Some(text) = texts.clone().find(|text| has_stray_brace(text)) {
            return Err(format!(
                "a brace that belongs to no {{name}}, near `{}`: close or remove it",
                near_brace(text)
            ));
        }
        for name in texts.flat_map(|text| super::facts::names(text)) {
            let local = name.starts_with("local.");
            if !local && !self.figures.iter().any(|figure| figure.name == name) {
                return Err(format!(
                    "the text uses {{{name}}}, which no [[figures]] entry defines: add one with \
                     name = \"{name}\", value, from and until"
                ));
            }
        }
        Ok(())
    }
}

/// Whether there is a `{` or `}` that belongs to no `{name}`.
fn has_stray_brace(text: &str) -> bool {
    let names = super::facts::names(text).count();
    text.matches('{').count() != names || text.matches('}').count() != names
}

fn near_brace(text: &str) -> String {
    let at = text.find(['{', '}']).unwrap_or(0);
    text[at..].chars().take(20).collect()
}

/// Number of words, as used by the limits.
pub(super) fn word_count(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count()
}

pub(super) fn check_gist(spoken: &str) -> Result<(), String> {
    let words = word_count(spoken);
    let sentences = spoken_text::sentences(spoken).len();
    if words == 0 {
        return Err("spoken is empty: write the short answer".into());
    }
    if let Some(mark) = ["](", "**", "__", "`", "</", "/>", "<b", "<i", "<p"].iter().find(|mark| spoken.contains(*mark))
    {
        return Err(format!("spoken has `{mark}`: write it as plain text, without Markdown and HTML"));
    }
    if words > GIST_WORDS {
        return Err(format!("spoken has {words} words; at most {GIST_WORDS}: shorten it"));
    }
    if sentences > GIST_SENTENCES {
        return Err(format!("spoken has {sentences} sentences; at most {GIST_SENTENCES}: move the rest to a section"));
    }
    Ok(())
}

pub(super) fn front_matter_advice(message: &str) -> String {
    let advice = if message.contains("missing field") {
        "add it to the front matter (knowledge/README.md shows all of them)"
    } else if message.contains("unknown field") {
        "remove it or correct its spelling"
    } else {
        "correct it; texts stand in \"quotes\", lists in [brackets]"
    };
    format!("{}: {advice}", message.trim().replace('\n', " "))
}

/// Splits into front matter, body, and the number of lines before the body.
pub(super) fn split(text: &str) -> Result<(&str, &str, usize), (usize, String)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let start = text
        .strip_prefix("+++\n")
        .or_else(|| text.strip_prefix("+++\r\n"))
        .ok_or((1, "the file must start with a line +++ (front matter)".to_owned()))?;
    let end = start
        .match_indices("+++")
        .map(|(at, _)| at)
        .find(|at| start[..*at].ends_with('\n'))
        .ok_or((1, "the front matter is not closed: put a line +++ after it".to_owned()))?;
    let body = &start[end + 3..];
    Ok((&start[..end], body, 1 + start[..end].matches('\n').count()))
}

fn figure(raw: RawFigure) -> Result<Figure, String> {
    let named = |text: String| format!("figure `{}`: {text}", raw.name);
    Ok(Figure {
        from: raw.from.as_ref().map(date).transpose().map_err(named)?,
        until: raw.until.as_ref().map(date).transpose().map_err(named)?,
        name: raw.name,
        value: raw.value,
    })
}

fn date(value: &Datetime) -> Result<Date, String> {
    value.to_string().parse().map_err(|_| format!("`{value}` is not a date: write it as 2026-12-31"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"+++
id = "paspoort"
title = "Een paspoort aanvragen"
questions = ["Hoe kom ik aan een paspoort?"]
spoken = "U vraagt een paspoort aan bij uw gemeente."
organisation = "Rijksoverheid"
source_title = "Paspoort"
source = "https://www.rijksoverheid.nl/paspoort"
checked = 2026-11-23

[[figures]]
name = "prijs"
value = "€ 80"
from = 2026-01-01
until = 2026-12-31
+++
## Kosten
Het kost {prijs}.
Vraag het na.

## Meenemen
- Neem uw oude paspoort mee.
- Neem een pasfoto mee.
"#;

    fn parse(text: &str) -> Result<Article, ArticleProblem> {
        Article::parse(text, Path::new("nl/paspoort.md"), Language::Nl)
    }

    #[test]
    fn an_article_is_read_whole() {
        let article = parse(GOOD).unwrap();
        assert_eq!(article.sections.len(), 2);
        assert_eq!(article.sections[0].text, "Het kost {prijs}. Vraag het na.");
        assert_eq!(article.sections[1].text, "Neem uw oude paspoort mee.\nNeem een pasfoto mee.");
        assert!(article.figures[0].holds_on("2026-06-01".parse().unwrap()));
        assert!(!article.figures[0].holds_on("2027-01-01".parse().unwrap()));
        assert_eq!(parse(&GOOD.replace('\n', "\r\n")).unwrap().title, article.title);
    }

    #[test]
    fn each_mistake_is_told_with_its_line_and_mend() {
        let long = "woord ".repeat(36);
        for (from, to, line, part) in [
            ("+++\nid", "id", 1, "must start with"),
            ("title = \"Een paspoort aanvragen\"\n", "", 2, "missing field `title`"),
            ("title =", "titel =", 3, "unknown field"),
            ("questions = [", "questions = ", 4, ""),
            ("U vraagt een paspoort aan bij uw gemeente.", &long, 5, "36 words"),
            ("U vraagt een paspoort aan bij uw gemeente.", "Eén zin. Twee zinnen. Drie zinnen.", 5, "3 sentences"),
            ("https://www", "www", 8, "https://"),
            ("rijksoverheid.nl/paspoort", "rijksoverheid.nl/pas poort", 8, "without spaces"),
            ("bij uw gemeente", "bij **uw** gemeente", 5, "plain text"),
            ("bij uw gemeente", "bij <b>uw</b> gemeente", 5, "plain text"),
            ("{prijs}", "{prijs", 2, "brace"),
            ("id = \"paspoort\"", "id = \"rijbewijs\"", 2, "make them the same"),
            ("{prijs}", "{bedrag}", 2, "{bedrag}"),
            ("## Kosten", "Zomaar tekst.\n\n## Kosten", 17, "before the first"),
            ("## Kosten", "# Kosten", 17, "use ##"),
            ("2026-12-31", "\"ooit\"", 15, ""),
            ("## Meenemen", "## Kosten", 21, "two sections `Kosten`"),
            ("[[figures]]", "[[figures]]\nname = \"prijs\"\nvalue = \"€ 70\"\n[[figures]]", 2, "two values on one day"),
        ] {
            let broken = GOOD.replacen(from, to, 1);
            let problem = parse(&broken).expect_err(to);
            assert_eq!(problem.line, line, "{problem}");
            assert!(problem.problem.contains(part), "{problem}");
        }
    }
}
