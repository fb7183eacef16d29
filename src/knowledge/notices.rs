//! Messages that everybody has to hear for a while: a crisis, a failure, a counter that is closed.
//!
//! One TOML file each in `knowledge/notices/`. While a notice is valid it is spoken before anything else;
//! the one with the highest priority first. Not for: facts that belong to an article (`facts`).
//!
//! ```toml
//! id = "digid-storing"
//! start = 2026-11-23T08:00:00          # the clock of this machine, or with an offset: …T08:00:00+01:00
//! end = 2026-11-23T20:00:00            # from then on it is not spoken
//! priority = 10                        # optional; 0 if not given
//! nl = "Door een storing kunt u nu niet inloggen met DigiD."
//! en = "Because of a failure you cannot log in with DigiD now."
//! ```

use super::article::word_count;
use super::{ArticleProblem, KnowledgeError};
use crate::language::{Grammar, Language};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use toml::value::Datetime;

/// Maximum number of words, because a notice delays every visitor.
const MOST_WORDS: usize = 50;

/// A message with its period of validity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Name of its file.
    pub id: String,
    /// First moment at which it is spoken.
    pub start: Timestamp,
    /// First moment at which it is no longer spoken.
    pub end: Timestamp,
    /// A higher priority is spoken earlier.
    pub priority: i64,
    nl: String,
    en: String,
}

/// Every notice in a folder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notices(Vec<Notice>);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNotice {
    id: String,
    start: toml::Spanned<Datetime>,
    end: toml::Spanned<Datetime>,
    #[serde(default)]
    priority: i64,
    nl: toml::Spanned<String>,
    en: toml::Spanned<String>,
}

impl Notices {
    /// Reads a folder; without a folder there are no notices. An invalid notice is reported and does not silence the
    /// others.
    pub fn read(folder: &Path) -> Result<(Self, Vec<ArticleProblem>), KnowledgeError> {
        let (mut notices, mut problems) = (Vec::new(), Vec::new());
        for path in files(folder)? {
            let bytes = std::fs::read(&path).map_err(|source| io(&path, source))?;
            let text = String::from_utf8(bytes).map_err(|_| ArticleProblem {
                path: path.clone(),
                line: 1,
                problem: "not UTF-8: save the file as UTF-8".into(),
            });
            match text.and_then(|text| Notice::parse(&text, &path, &TimeZone::system())) {
                Ok(notice) => notices.push(notice),
                Err(problem) => problems.push(problem),
            }
        }
        Ok((Notices(notices), problems))
    }

    /// What has to be said at a moment, most urgent first.
    #[must_use]
    pub fn valid_at(&self, now: Timestamp) -> Vec<&Notice> {
        let mut valid: Vec<&Notice> = self.0.iter().filter(|notice| notice.is_valid_at(now)).collect();
        valid.sort_by(|a, b| (b.priority, a.start, &a.id).cmp(&(a.priority, b.start, &b.id)));
        valid
    }

    /// Every notice, including past and future ones.
    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.0.iter()
    }
}

impl FromIterator<Notice> for Notices {
    fn from_iter<I: IntoIterator<Item = Notice>>(notices: I) -> Self {
        Notices(notices.into_iter().collect())
    }
}

impl Notice {
    /// Parses a notice from the text of its file. A time without an offset is in `zone`.
    pub fn parse(text: &str, path: &Path, zone: &TimeZone) -> Result<Self, ArticleProblem> {
        let problem = |at: usize, problem: String| ArticleProblem {
            path: path.to_owned(),
            line: 1 + text[..at.min(text.len())].matches('\n').count(),
            problem,
        };
        let raw: RawNotice = toml::from_str(text).map_err(|error| {
            let advice =
                format!("{}: a notice has id, start, end, nl, en and where wanted priority", error.message().trim());
            problem(error.span().map_or(0, |span| span.start), advice)
        })?;
        let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        if raw.id != stem {
            return Err(problem(0, format!("id is `{}` but the file is `{stem}.toml`: make them the same", raw.id)));
        }
        let time = |value: &toml::Spanned<Datetime>| {
            moment(value.as_ref(), zone).map_err(|text| problem(value.span().start, text))
        };
        let (start, end) = (time(&raw.start)?, time(&raw.end)?);
        if end <= start {
            return Err(problem(raw.end.span().start, "end is not after start: correct one of them".into()));
        }
        for (name, message) in [("nl", &raw.nl), ("en", &raw.en)] {
            let words = word_count(message.as_ref());
            if words == 0 {
                return Err(problem(message.span().start, format!("{name} is empty: write what has to be said")));
            }
            if words > MOST_WORDS {
                let advice = format!("{name} has {words} words; at most {MOST_WORDS}: shorten it");
                return Err(problem(message.span().start, advice));
            }
        }
        Ok(Notice { id: raw.id, start, end, priority: raw.priority, nl: raw.nl.into_inner(), en: raw.en.into_inner() })
    }

    /// The words to say.
    #[must_use]
    pub fn text(&self, language: Language) -> &str {
        match language.grammar() {
            Some(Grammar::Nl) | None => &self.nl,
            Some(Grammar::En) => &self.en,
        }
    }

    /// From its start until just before its end.
    #[must_use]
    pub fn is_valid_at(&self, now: Timestamp) -> bool {
        self.start <= now && now < self.end
    }
}

fn moment(value: &Datetime, zone: &TimeZone) -> Result<Timestamp, String> {
    let text = value.to_string();
    let advice = || format!("`{text}` is not a date with a time: write it as 2026-11-23T08:00:00");
    if value.date.is_none() || value.time.is_none() {
        return Err(advice());
    }
    if value.offset.is_some() {
        return text.parse().map_err(|_| advice());
    }
    let local: DateTime = text.parse().map_err(|_| advice())?;
    zone.to_timestamp(local).map_err(|_| advice())
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, KnowledgeError> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|source| io(folder, source))? {
        let path = entry.map_err(|source| io(folder, source))?.path();
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn io(path: &Path, source: std::io::Error) -> KnowledgeError {
    KnowledgeError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "id = \"storing\"\nstart = 2026-11-23T08:00:00\nend = 2026-11-23T20:00:00\npriority = 5\n\
        nl = \"DigiD doet het niet.\"\nen = \"DigiD does not work.\"\n";

    fn parse(text: &str) -> Result<Notice, ArticleProblem> {
        Notice::parse(text, Path::new("notices/storing.toml"), &TimeZone::fixed(jiff::tz::offset(1)))
    }

    fn at(moment: &str) -> Timestamp {
        moment.parse().unwrap()
    }

    #[test]
    fn a_notice_holds_from_its_start_until_its_end() {
        let notice = parse(GOOD).unwrap();
        assert_eq!(
            notice,
            parse(&GOOD.replace("T08:00:00", "T07:00:00Z").replace("T20:00:00", "T20:00:00+01:00")).unwrap()
        );
        for (moment, valid) in [
            ("2026-11-23T06:59:59Z", false),
            ("2026-11-23T07:00:00Z", true),
            ("2026-11-23T18:59:59Z", true),
            ("2026-11-23T19:00:00Z", false),
        ] {
            assert_eq!(notice.is_valid_at(at(moment)), valid, "{moment}");
        }
        assert_eq!(notice.text(Language::Nl), "DigiD doet het niet.");
        assert_eq!(notice.text(Language::En), "DigiD does not work.");
    }

    #[test]
    fn the_most_urgent_comes_first() {
        let named = |id: &str, priority: i64, hour: u8| {
            let start = at(&format!("2026-11-23T{hour:02}:00:00Z"));
            Notice { id: id.into(), priority, start, ..parse(GOOD).unwrap() }
        };
        let notices: Notices =
            [named("a", 0, 8), named("b", 9, 9), named("c", 0, 7), named("later", 99, 18)].into_iter().collect();
        let order =
            |moment: &str| notices.valid_at(at(moment)).iter().map(|notice| notice.id.clone()).collect::<Vec<_>>();
        assert_eq!(order("2026-11-23T12:00:00Z"), ["b", "c", "a"]);
        assert_eq!(order("2026-11-24T12:00:00Z"), Vec::<String>::new());
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        let long = "woord ".repeat(51);
        for (from, to, line, part) in [
            ("nl = \"DigiD doet het niet.\"\n", "", 1, "missing field `nl`"),
            ("en = \"DigiD does not work.\"", "en = \" \"", 6, "en is empty"),
            ("DigiD doet het niet.", long.as_str(), 5, "51 words"),
            ("T20:00:00", "T08:00:00", 3, "not after start"),
            ("2026-11-23T20:00:00", "2026-11-23", 3, "date with a time"),
            ("2026-11-23T20:00:00", "\"morgen\"", 3, ""),
            ("priority", "prioriteit", 4, "unknown field"),
            ("\"storing\"", "\"andere\"", 1, "make them the same"),
        ] {
            let problem = parse(&GOOD.replacen(from, to, 1)).expect_err(to);
            assert_eq!(problem.line, line, "{problem}");
            assert!(problem.problem.contains(part), "{problem}");
        }
    }

    #[test]
    fn a_broken_notice_does_not_keep_the_others_silent() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Notices::read(&folder.path().join("none")).unwrap().0, Notices::default());
        std::fs::write(folder.path().join("storing.toml"), GOOD).unwrap();
        std::fs::write(folder.path().join("kapot.toml"), "id = ").unwrap();
        std::fs::write(folder.path().join("bytes.toml"), b"id = \"\xff\"").unwrap();
        std::fs::write(folder.path().join("leesmij.md"), "Niets.").unwrap();
        let (notices, problems) = Notices::read(folder.path()).unwrap();
        assert_eq!((notices.iter().count(), problems.len()), (1, 2));
        assert!(problems[0].to_string().contains("bytes.toml:1: not UTF-8"), "{problems:?}");
        assert!(problems[1].to_string().contains("kapot.toml:1:"), "{problems:?}");
    }
}
