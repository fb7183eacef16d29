//! Question files: our own TSV format, and the folders of the BEIR benchmarks.

use super::EvaluateError;
use crate::knowledge::Article;
use crate::language::Language;
use serde::Deserialize;
use std::collections::HashMap;
use std::io::BufRead;
use std::path::{Path, PathBuf};

/// A question and its expected result.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// Its recording, if it is spoken.
    pub audio: Option<PathBuf>,
    /// Its text, if it is typed or spoken by a synthetic voice.
    pub text: Option<String>,
    /// Ids of the articles that answer it, each with a grade (1 unless a benchmark says otherwise). Empty: it must not
    /// be answered.
    pub expect: Vec<(String, f64)>,
    /// Transcript of the recording.
    pub transcript: Option<String>,
    /// Its language, if given.
    pub language: Option<Language>,
    /// Beginnings of sentences, one of which must be said; empty if this is not tested.
    pub sentences: Vec<String>,
    /// Headings of sections, one of which must be told first; empty if this is not tested.
    pub sections: Vec<String>,
    /// Id of an article that must not be told without asking first.
    pub not: Option<String>,
    /// What must become of a second question in the text, if this is tested.
    pub second: Option<SecondExpected>,
    /// For a question without an answer: whether some article is about something close.
    pub is_near: bool,
}

/// The wordings of the articles in a language, as questions with their article.
#[must_use]
pub fn known_questions(articles: Vec<Article>, language: Language) -> Vec<Question> {
    let spoken = articles.into_iter().filter(|article| article.language == language);
    let asked = spoken.flat_map(|article| {
        article.questions.into_iter().map(move |text| Question {
            text: Some(text),
            expect: vec![(article.id.clone(), 1.0)],
            language: Some(language),
            ..Question::default()
        })
    });
    asked.collect()
}

/// Picks `wanted` items, evenly spaced.
#[must_use]
pub fn sample<T>(all: Vec<T>, wanted: usize) -> Vec<T> {
    let count = all.len();
    let chosen = |place: usize| (place + 1) * wanted / count != place * wanted / count;
    let kept = all.into_iter().enumerate().filter(|(place, _)| wanted >= count || chosen(*place));
    kept.map(|(_, one)| one).collect()
}

/// What must become of a second question in the same utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecondExpected {
    /// There is none: it is a single question.
    None,
    /// It is answered by the part with this heading of the first article.
    Part(String),
    /// It is answered by the article with this id.
    Article(String),
}

impl SecondExpected {
    fn read(cell: &str) -> Self {
        match (cell, cell.strip_prefix('#')) {
            ("-", _) => SecondExpected::None,
            (_, Some(heading)) => SecondExpected::Part(heading.trim().to_owned()),
            (id, None) => SecondExpected::Article(id.to_owned()),
        }
    }
}

impl Question {
    /// Whether the article with this id answers it.
    #[must_use]
    pub fn expects(&self, id: &str) -> bool {
        self.expect.iter().any(|(expected, _)| expected == id)
    }

    /// Whether it must not be answered.
    #[must_use]
    pub fn is_out_of_scope(&self) -> bool {
        self.expect.is_empty()
    }
}

/// Reads a TSV file with a header. Required columns: `text` and/or `audio` (relative to the file), and `expect`.
/// Optional ones: `transcript`, `language`, `sentence` (how the sentence that must be said begins; alternatives
/// separated by ` | `), `section` (the heading of the part that must be told first; same), `not` (the article that
/// must not be told without asking first) and `second` (what answers a second question: an article's id, `#` and a
/// heading, or `-` if there is no second question). Other columns are ignored.
pub fn read_questions(path: &Path) -> Result<Vec<Question>, EvaluateError> {
    let table = Table::read(path)?;
    let column = |name: &str| table.column(name);
    let (audio, text, transcript) = (column("audio"), column("text"), column("transcript"));
    let (language, sentence, second) = (column("language"), column("sentence"), column("second"));
    let (kind, section, not) = (column("kind"), column("section"), column("not"));
    let Some(expect) = column("expect").filter(|_| audio.is_some() || text.is_some()) else {
        let advice = "the first line must name the columns `expect` and `text` or `audio`, separated by tabs";
        return Err(problem(path, Some(1), advice.into()));
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut questions = Vec::new();
    for row in &table.rows {
        let cell = |column: Option<usize>| column.and_then(|column| row.cell(column));
        let question = Question {
            audio: cell(audio).map(|name| folder.join(name)),
            text: cell(text).map(str::to_owned),
            expect: expected(cell(Some(expect)).ok_or_else(|| {
                let advice = "`expect` is empty: write article ids, or - for a question that must not be answered";
                problem(path, Some(row.line), advice.into())
            })?),
            transcript: cell(transcript).map(str::to_owned),
            language: row.language(path, language)?,
            sentences: cell(sentence).map(beginnings).unwrap_or_default(),
            sections: cell(section).map(beginnings).unwrap_or_default(),
            not: cell(not).filter(|id| *id != "-").map(str::to_owned),
            second: cell(second).map(SecondExpected::read),
            is_near: cell(kind) == Some("near"),
        };
        if question.audio.is_none() && question.text.is_none() {
            return Err(problem(path, Some(row.line), "fill in `text` or `audio`".into()));
        }
        questions.push(question);
    }
    Ok(questions)
}

/// A TSV file with a header and at least one row.
pub(super) struct Table {
    header: csv::StringRecord,
    pub(super) rows: Vec<Row>,
}

pub(super) struct Row {
    /// Line number in the file, from 1.
    pub(super) line: usize,
    cells: csv::StringRecord,
}

impl Table {
    pub(super) fn read(path: &Path) -> Result<Self, EvaluateError> {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b'\t')
            .quoting(false)
            .flexible(true)
            .from_path(path)
            .map_err(|error| problem(path, None, error.to_string()))?;
        let header = reader.headers().map_err(|error| problem(path, Some(1), error.to_string()))?.clone();
        let mut rows = Vec::new();
        for (place, cells) in reader.records().enumerate() {
            let line = place + 2;
            let cells = cells.map_err(|error| problem(path, Some(line), error.to_string()))?;
            rows.push(Row { line, cells });
        }
        if rows.is_empty() {
            return Err(problem(path, None, "it contains no questions".into()));
        }
        Ok(Table { header, rows })
    }

    /// The index of a column.
    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|column| column.trim() == name)
    }
}

impl Row {
    /// The contents of a cell; `None` if it is empty.
    pub(super) fn cell(&self, column: usize) -> Option<&str> {
        self.cells.get(column).map(str::trim).filter(|cell| !cell.is_empty())
    }

    /// The language in a cell; `None` if it is empty.
    pub(super) fn language(&self, path: &Path, column: Option<usize>) -> Result<Option<Language>, EvaluateError> {
        let language = column.and_then(|column| self.cell(column)).map(str::parse).transpose();
        language.map_err(|error: crate::language::UnknownLanguage| problem(path, Some(self.line), error.to_string()))
    }
}

fn expected(cell: &str) -> Vec<(String, f64)> {
    cell.split(',').map(str::trim).filter(|id| !id.is_empty() && *id != "-").map(|id| (id.to_owned(), 1.0)).collect()
}

fn beginnings(cell: &str) -> Vec<String> {
    cell.split('|').map(|sentence| sentence.trim().to_owned()).filter(|sentence| !sentence.is_empty()).collect()
}

/// A benchmark in BEIR format.
#[derive(Debug, Clone, Default)]
pub struct Beir {
    pub articles: Vec<Article>,
    /// Its test questions.
    pub questions: Vec<Question>,
}

#[derive(Deserialize)]
struct BeirLine {
    #[serde(rename = "_id")]
    id: String,
    #[serde(default)]
    title: String,
    text: String,
}

/// Reads a folder with `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`.
pub fn read_beir(folder: &Path) -> Result<Beir, EvaluateError> {
    let articles = read_lines(&folder.join("corpus.jsonl"))?.into_iter().map(|line| document(&line)).collect();
    let judged = read_judgements(&folder.join("qrels").join("test.tsv"))?;
    let questions = read_lines(&folder.join("queries.jsonl"))?
        .into_iter()
        .filter_map(|query| {
            Some(Question {
                expect: judged.get(&query.id)?.clone(),
                language: Some(Language::guess(&query.text)),
                text: Some(query.text),
                ..Question::default()
            })
        })
        .collect();
    Ok(Beir { articles, questions })
}

fn document(line: &BeirLine) -> Article {
    Article { quoted: true, ..Article::bare(&line.id, Language::guess(&line.text), &line.title, &line.text) }
}

fn read_lines(path: &Path) -> Result<Vec<BeirLine>, EvaluateError> {
    let file = std::fs::File::open(path).map_err(|error| problem(path, None, error.to_string()))?;
    let mut found = Vec::new();
    for (place, line) in std::io::BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|error| problem(path, Some(place + 1), error.to_string()))?;
        if line.trim().is_empty() {
            continue;
        }
        let line = serde_json::from_str(&line).map_err(|error| problem(path, Some(place + 1), error.to_string()))?;
        found.push(line);
    }
    Ok(found)
}

/// The documents that answer each query, with their grades.
fn read_judgements(path: &Path) -> Result<HashMap<String, Vec<(String, f64)>>, EvaluateError> {
    let text = std::fs::read_to_string(path).map_err(|error| problem(path, None, error.to_string()))?;
    let mut judged: HashMap<String, Vec<(String, f64)>> = HashMap::new();
    for (place, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let grade = cells.get(2).and_then(|grade| grade.parse::<f64>().ok());
        let (&[query, document, ..], Some(grade)) = (&cells[..], grade) else {
            let advice = "three tab-separated columns are needed: query-id, corpus-id, score";
            return Err(problem(path, Some(place + 1), advice.into()));
        };
        if grade > 0.0 {
            judged.entry(query.to_owned()).or_default().push((document.to_owned(), grade));
        }
    }
    Ok(judged)
}

pub(super) fn problem(path: &Path, line: Option<usize>, problem: String) -> EvaluateError {
    let place = line.map_or_else(String::new, |line| format!(":{line}"));
    EvaluateError::Questions { path: format!("{}{place}", path.display()), problem }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(content: &str) -> Result<Vec<Question>, EvaluateError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("questions.tsv");
        std::fs::write(&path, content).unwrap();
        read_questions(&path)
    }

    #[test]
    fn a_table_is_read_by_its_column_names() {
        let found = read("expect\ttext\tlanguage\tkind\na, b\tHoe \"gaat\" dat?\tnl\tx\n-\tWhat?\t\t\n").unwrap();
        assert_eq!(found[0].text.as_deref(), Some("Hoe \"gaat\" dat?"));
        assert!(found[0].expects("a") && found[0].expects("b") && !found[0].expects("c"));
        assert_eq!(found[0].language, Some(Language::Nl));
        assert!(found[1].is_out_of_scope() && found[1].language.is_none());
        let spoken = read("audio\texpect\ttranscript\nx.wav\ta\tHallo\n").unwrap();
        assert!(spoken[0].audio.as_ref().unwrap().ends_with("x.wav"));
        assert_eq!(spoken[0].transcript.as_deref(), Some("Hallo"));
    }

    #[test]
    fn sections_sentences_and_second_questions_are_read() {
        let found = read("text\texpect\tsection\na\tx\tKosten | Hoe lang\nb\tx\t\n").unwrap();
        assert_eq!([&found[0].sections[..], &found[1].sections], [&["Kosten", "Hoe lang"][..], &[]]);
        let found =
            read("text\texpect\tsentence\tsecond\na\tx\tU kunt | Het is\t#Kosten\nb\tx\t\t-\nc\tx\t\ty\nd\tx\t\t\n")
                .unwrap();
        assert_eq!(found[0].sentences, ["U kunt", "Het is"]);
        let seconds: Vec<Option<SecondExpected>> = found.into_iter().map(|question| question.second).collect();
        let [part, article] = [SecondExpected::Part("Kosten".into()), SecondExpected::Article("y".into())];
        assert_eq!(seconds, [Some(part), Some(SecondExpected::None), Some(article), None]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (content, part) in [
            ("text\nHoe?\n", ":1: the first line"),
            ("text\texpect\nHoe?\t\n", ":2: `expect` is empty"),
            ("text\texpect\n\ta\n", ":2: fill in `text` or `audio`"),
            ("text\texpect\tlanguage\nHoe?\ta\txx\n", ":2: unknown language"),
            ("text\texpect\n", "it contains no questions"),
        ] {
            let message = read(content).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn a_beir_folder_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, content: &str| std::fs::write(folder.path().join(name), content).unwrap();
        std::fs::create_dir(folder.path().join("qrels")).unwrap();
        write(
            "corpus.jsonl",
            "{\"_id\": \"1\", \"title\": \"Cells\", \"text\": \"The cell is small.\", \"metadata\": {}}\n",
        );
        write("queries.jsonl", "{\"_id\": \"q\", \"text\": \"what is a cell\"}\n{\"_id\": \"z\", \"text\": \"x\"}\n");
        write("qrels/test.tsv", "query-id\tcorpus-id\tscore\nq\t1\t2\nq\t3\t0\n");
        let beir = read_beir(folder.path()).unwrap();
        assert_eq!(beir.articles[0].title, "Cells");
        assert_eq!(beir.articles[0].language, Language::En);
        assert_eq!(beir.questions.len(), 1);
        assert_eq!(beir.questions[0].expect, [("1".to_owned(), 2.0)]);
    }
}
