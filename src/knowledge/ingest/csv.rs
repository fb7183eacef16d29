//! A table of questions and answers as articles: CSV with the columns `question`, `answer` and `url`, and optionally
//! `id`, `language`, `organisation` and `checked`.
//!
//! The file belongs to the operator, so, as with Markdown, every error is reported with its line, and nothing is
//! indexed until all are fixed.

use super::gist::gist;
use super::{Harvest, html};
use crate::knowledge::{Article, ArticleProblem, KnowledgeError, Section};
use crate::language::Language;
use csv::{ReaderBuilder, StringRecord, Trim};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::borrow::Cow;
use std::collections::HashSet;
use std::path::Path;

const NEEDED: [&str; 3] = ["question", "answer", "url"];
const OPTIONAL: [&str; 4] = ["id", "language", "organisation", "checked"];
/// Maximum length of an id that is derived from a question, in characters.
const LONGEST_ID: usize = 60;

/// Reads a file with columns separated by commas or semicolons.
pub fn read_file(path: &Path) -> Result<Harvest, KnowledgeError> {
    let io = |source| KnowledgeError::Io { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(io)?;
    let changed = std::fs::metadata(path).and_then(|file| file.modified()).map_err(io)?;
    let changed = Timestamp::try_from(changed).unwrap_or(Timestamp::UNIX_EPOCH);
    let changed = changed.to_zoned_datetime(TimeZone::UTC).date();
    let (articles, problems) = read(&bytes, changed);
    let problem = |(line, problem): (usize, String)| ArticleProblem { path: path.to_owned(), line, problem };
    if articles.is_empty() && problems.is_empty() {
        return Err(KnowledgeError::NoArticles(path.to_owned()));
    }
    Ok(Harvest { articles, problems: problems.into_iter().map(problem).collect(), ..Harvest::default() })
}

type Problem = (usize, String);

/// The articles and problems in a file that was last modified on this date.
fn read(bytes: &[u8], changed: Date) -> (Vec<Article>, Vec<Problem>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = decoded(bytes);
    // Excel's own first line, which names the separator.
    let (separator, bytes) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        // It stays as an empty line, so that line numbers match the file.
        Some((sign, rest)) => (sign.bytes().next(), rest),
        None => (None, text.as_ref()),
    };
    let first_line = usize::from(separator.is_some());
    let bytes = bytes.as_bytes();
    let delimiter = separator.unwrap_or_else(|| delimiter(bytes));
    let mut reader = ReaderBuilder::new().delimiter(delimiter).trim(Trim::All).flexible(true).from_reader(bytes);
    let columns = match reader.headers().map_err(|error| problem(&error)).and_then(Columns::of) {
        Ok(columns) => columns,
        Err(problem) => return (Vec::new(), vec![problem]),
    };
    let (mut articles, mut problems, mut ids) = (Vec::new(), Vec::new(), HashSet::new());
    for record in reader.records() {
        let row = record.map_err(|error| problem(&error)).and_then(|record| {
            let line = record.position().map_or(1, |position| line(position.line())) + first_line;
            columns.check_length(&record).map_err(|text| (line, text))?;
            let article = columns.article(&record, changed).map_err(|text| (line, text))?;
            if ids.insert((article.id.clone(), article.language)) {
                return Ok(article);
            }
            Err((line, format!("the id `{}` is used twice in {}: give one row another", article.id, article.language)))
        });
        match row {
            Ok(article) => articles.push(article),
            Err(problem) => problems.push(problem),
        }
    }
    (articles, problems)
}

/// Decodes UTF-8, or Windows-1252, which Excel writes by default.
fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    // 0x80 to 0x9f; the rest is as in Unicode. Five positions are unused.
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        // A mixture is a file that was joined incorrectly; its position is reported when it is parsed.
        Err(_) if String::from_utf8_lossy(bytes).chars().any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER) => {
            String::from_utf8_lossy(bytes)
        }
        Err(_) => Cow::Owned(
            bytes
                .iter()
                .map(|byte| match byte {
                    0x80..=0x9f => HIGH.chars().nth(usize::from(byte - 0x80)).unwrap_or(' '),
                    byte => char::from(*byte),
                })
                .collect(),
        ),
    }
}

/// The candidate that occurs most in the first line.
fn delimiter(bytes: &[u8]) -> u8 {
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| first.iter().filter(|byte| **byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

fn problem(error: &csv::Error) -> Problem {
    let line = error.position().map_or(1, |position| line(position.line()));
    let advice = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => {
            "a character that is not UTF-8: save the file as UTF-8 (in Excel: CSV UTF-8)".into()
        }
        _ => error.to_string(),
    };
    (line, advice)
}

fn line(line: u64) -> usize {
    usize::try_from(line).unwrap_or(usize::MAX)
}

/// Where each column is.
struct Columns {
    needed: [usize; 3],
    optional: [Option<usize>; 4],
    count: usize,
}

impl Columns {
    fn of(header: &StringRecord) -> Result<Self, Problem> {
        let place = |name: &str| header.iter().position(|column| column.eq_ignore_ascii_case(name));
        let known = |column: &&str| NEEDED.iter().chain(&OPTIONAL).any(|name| column.eq_ignore_ascii_case(name));
        // A separator at the end of every line makes a column without a name.
        if let Some(unknown) = header.iter().find(|column| !column.is_empty() && !known(column)) {
            let advice = format!(
                "unknown column `{unknown}`: use {}, and where wanted {}",
                NEEDED.join(", "),
                OPTIONAL.join(", ")
            );
            return Err((1, advice));
        }
        let mut needed = [0; 3];
        for (column, name) in needed.iter_mut().zip(NEEDED) {
            *column =
                place(name).ok_or_else(|| (1, format!("the column `{name}` is missing: add it to the first line")))?;
        }
        Ok(Columns { needed, optional: OPTIONAL.map(place), count: header.len() })
    }

    /// Empty cells at the end of a row are only separators.
    fn check_length(&self, record: &StringRecord) -> Result<(), String> {
        let used =
            record.iter().enumerate().filter(|(_, text)| !text.is_empty()).map(|(at, _)| at + 1).max().unwrap_or(0);
        if used > self.count || record.len() < self.count {
            let (len, expected) = (record.len(), self.count);
            return Err(format!(
                "{len} columns instead of {expected}: put a text that has the separator in it in \"quotes\""
            ));
        }
        if record.iter().any(|text| text.contains(char::REPLACEMENT_CHARACTER)) {
            return Err("a character that is not UTF-8: save the file as UTF-8 (in Excel: CSV UTF-8)".to_owned());
        }
        Ok(())
    }

    fn article(&self, record: &StringRecord, changed: Date) -> Result<Article, String> {
        let [question, answer, url] = self.needed.map(|column| &record[column]);
        let [id, language, organisation, checked] =
            self.optional.map(|column| column.map(|column| &record[column]).filter(|text| !text.is_empty()));
        for (name, text) in NEEDED.iter().zip([question, answer, url]) {
            if text.is_empty() {
                return Err(format!("{name} is empty: fill it in"));
            }
        }
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err("url must be a full address that starts with https:// or http://".into());
        }
        let language =
            language.map_or(Ok(Language::Nl), |code| code.parse::<Language>().map_err(|error| error.to_string()))?;
        let checked = checked.map_or(Ok(changed), |day| {
            day.parse::<Date>().map_err(|_| format!("checked: `{day}` is not a date: write it as 2026-12-31"))
        })?;
        let gist = gist(&lines(answer));
        if gist.spoken.is_empty() {
            return Err("answer has no words: fill it in".into());
        }
        let rest = (!gist.rest.is_empty()).then(|| Section::new(more(language), gist.rest.join("\n")));
        let title = html::title(&escaped(question));
        let id = id.map_or_else(|| Ok(slug(&title)), checked_id)?;
        if id.is_empty() {
            return Err("the question has no letters to make an id from: add a column id".into());
        }
        Ok(Article {
            id,
            language,
            source_title: title.clone(),
            title,
            questions: Vec::new(),
            easy: Vec::new(),
            machine_translated: false,
            spoken: gist.spoken,
            sections: rest.into_iter().collect(),
            organisation: organisation.map_or_else(|| host(url), str::to_owned),
            source: url.to_owned(),
            checked,
            source_version: None,
            related: Vec::new(),
            life_events: Vec::new(),
            suggestion: None,
            figures: Vec::new(),
            open_points: Vec::new(),
            quoted: true,
            wordings: Vec::new(),
            near: Vec::new(),
            sensitive: false,
        })
    }
}

/// An answer may be HTML, or plain text with line breaks.
fn lines(text: &str) -> Vec<String> {
    if text.contains("</") || text.contains("<br") {
        return html::lines(text);
    }
    text.lines().flat_map(|line| html::lines(&escaped(line))).collect()
}

/// Escapes plain text, in which a `<` is not a tag.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

fn more(language: Language) -> &'static str {
    &language.facts().more_information
}

fn checked_id(id: &str) -> Result<String, String> {
    let is_plain = id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if is_plain { Ok(id.to_owned()) } else { Err(format!("id `{id}`: use small letters, digits and -")) }
}

/// "Wat kost één paspoort?" → `wat-kost-een-paspoort`.
fn slug(question: &str) -> String {
    let lower = question.to_lowercase();
    let plain = lower.chars().map(|letter| match letter {
        'à'..='å' => 'a',
        'è'..='ë' => 'e',
        'ì'..='ï' => 'i',
        'ò'..='ö' => 'o',
        'ù'..='ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        letter if letter.is_ascii_alphanumeric() => letter,
        _ => ' ',
    });
    let plain: String = plain.collect();
    let mut slug = String::new();
    for word in plain.split_whitespace() {
        if !slug.is_empty() && slug.len() + 1 + word.len() > LONGEST_ID {
            break;
        }
        if !slug.is_empty() {
            slug.push('-');
        }
        slug.push_str(word);
    }
    slug
}

fn host(url: &str) -> String {
    let host = url.split("//").nth(1).and_then(|rest| rest.split(['/', '?', '#', ':']).next()).unwrap_or(url);
    host.trim_start_matches("www.").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_text(text: &str) -> (Vec<Article>, Vec<Problem>) {
        read(text.as_bytes(), "2026-11-23".parse().unwrap())
    }

    #[test]
    fn commas_and_semicolons_quotes_and_marks_are_read() {
        for text in [
            "question,answer,url\nWat kost één pas?,\"Niets, hij is gratis. U haalt hem op. En meer.\",https://www.zeist.nl/pas\n",
            "\u{feff}Question;Answer;URL\r\nWat kost één pas?;Niets, hij is gratis. U haalt hem op. En meer.;https://www.zeist.nl/pas\r\n",
            "url;question;answer\nhttps://www.zeist.nl/pas;Wat kost één pas?;<p>Niets, hij is gratis.</p><p>U haalt hem op. En meer</p>\n",
        ] {
            let (articles, problems) = read_text(text);
            assert_eq!(problems, [], "{text}");
            let article = &articles[0];
            assert_eq!((article.id.as_str(), article.title.as_str()), ("wat-kost-een-pas", "Wat kost één pas?"));
            assert_eq!(article.spoken, "Niets, hij is gratis. U haalt hem op.");
            assert_eq!(article.sections[0].text, "En meer.");
            assert_eq!(
                (article.organisation.as_str(), article.checked.to_string().as_str()),
                ("zeist.nl", "2026-11-23")
            );
        }
    }

    #[test]
    fn every_column_is_used() {
        let (articles, problems) = read_text(
            "id,question,answer,url,language,organisation,checked\n\
             pas,A pass,It is < 5 euros & {free},https://x.nl,en,Gemeente X,2026-01-02\npas,Een pas,\"Ja\nNee\",http://x.nl,,,\n",
        );
        assert_eq!(problems, []);
        assert_eq!((articles[0].language, articles[0].organisation.as_str()), (Language::En, "Gemeente X"));
        assert_eq!((articles[0].title.as_str(), articles[0].checked.to_string().as_str()), ("A pass", "2026-01-02"));
        assert!(articles[0].spoken.starts_with("It is < 5 euros & (free)"));
        assert_eq!(articles[1].spoken, "Ja. Nee.");
    }

    #[test]
    fn each_mistake_is_told_with_its_line() {
        let head = "question,answer,url,id,language,checked\n";
        for (text, line, part) in [
            ("question,url\n", 1, "`answer` is missing"),
            ("question,answer,url,prijs\n", 1, "unknown column `prijs`"),
            ("", 1, "missing"),
            ("Kan dat?,Ja.,https://x.nl,,\n", 2, "5 columns instead of 6"),
            ("A,\"Ja\nof\nnee.\",https://x.nl,,,\nKan dat?,,https://x.nl,,,\n", 5, "answer is empty"),
            ("Kan dat?,Ja.,x.nl,,,\n", 2, "https://"),
            ("Kan dat?,?!,https://x.nl,,,\n", 2, "no words"),
            ("Kan dat?,Ja.,https://x.nl,A b,,\n", 2, "small letters"),
            ("Kan dat?,Ja.,https://x.nl,,xx,\n", 2, "unknown language"),
            ("Kan dat?,Ja.,https://x.nl,,,gisteren\n", 2, "2026-12-31"),
            ("Kan dat?,Ja.,https://x.nl,,,\nKan dat!,Nee.,https://x.nl,,,\n", 3, "used twice"),
        ] {
            let text = if line == 1 { text.to_owned() } else { format!("{head}{text}") };
            let (_, problems) = read_text(&text);
            assert_eq!(problems.len(), 1, "{text}: {problems:?}");
            assert_eq!(problems[0].0, line, "{problems:?}");
            assert!(problems[0].1.contains(part), "{problems:?}");
        }
        let mixed = b"question,answer,url\n\xc3\xa9,B,https://x.nl\nK\xff,J,https://x.nl\n";
        let (_, problems) = read(mixed, "2026-11-23".parse().unwrap());
        assert_eq!((problems.len(), problems[0].0), (1, 3), "{problems:?}");
    }

    #[test]
    fn what_spreadsheets_write_is_read() {
        for bytes in [
            b"sep=;\r\nquestion;answer;url\r\nKan dat?;Ja, \xe9\xe9n keer.;https://x.nl\r\n".as_slice(),
            "question;answer;url;;\nKan dat?;Ja, één keer.;https://x.nl;;\n".as_bytes(),
            "question\tanswer\turl\nKan dat?\tJa, één keer.\thttps://x.nl\n".as_bytes(),
            "question,answer,url\nKan dat?,\"Ja, één keer.\",https://x.nl,,,\n".as_bytes(),
        ] {
            let (articles, problems) = read(bytes, "2026-11-23".parse().unwrap());
            assert_eq!(problems, [], "{}", String::from_utf8_lossy(bytes));
            assert_eq!(articles[0].spoken, "Ja, één keer.");
        }
        let (_, problems) = read_text("sep=;\nquestion;answer;url\nA;;https://x.nl\n");
        assert_eq!(problems[0].0, 3);
        assert_eq!(decoded(b"\x80 5 \x93ja\x94"), "€ 5 “ja”");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(question in "[A-Za-z]{1,9}( [a-zé;,\"]{1,9}){0,4}", answer in "[A-Z][a-z]{0,9}[,;\" a-z.\n]{0,60}") {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(NEEDED).unwrap();
            writer.write_record([&question, &answer, "https://x.nl"]).unwrap();
            let (articles, problems) = read(&writer.into_inner().unwrap(), "2026-11-23".parse().unwrap());
            prop_assert_eq!(problems, vec![]);
            let heard = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
            let sections: String = articles[0].sections.iter().map(|section| section.text.as_str()).collect();
            prop_assert_eq!(heard(&articles[0].spoken) + &heard(&sections), heard(&answer));
            prop_assert_eq!(heard(&articles[0].title), heard(&question));
        }
    }
}
