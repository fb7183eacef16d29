//! Documents from elsewhere, translated ahead of time by a translation server that the operator runs (`LibreTranslate`'s API:
//! `POST /translate`). One file for each language, `<code>.jsonl`, with one article a line. Sentence by sentence: one whose
//! figures are not those of the original is left out.

use crate::knowledge::article::Article;
use crate::knowledge::translation::numbers;
use crate::knowledge::{ArticleProblem, KnowledgeError, Section};
use crate::language::Language;
use serde_json::json;
use spoken_text::sentences;
use std::collections::{BTreeMap, HashMap};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::Agent;

/// A document may take so long.
const PATIENCE: Duration = Duration::from_mins(2);
/// Larger than any translation of a document.
const LONGEST_ANSWER: u64 = 4 << 20;

/// A translation server.
#[derive(Debug, Clone)]
pub struct TranslationServer {
    agent: Agent,
    address: String,
    key: String,
}

/// Why nothing can be translated.
#[derive(Debug, thiserror::Error)]
pub enum TranslateError {
    /// The address is none.
    #[error("`{0}` is no address of a translation server: write http://HOST:PORT")]
    Address(String),
    /// The server does not answer, or not as it should.
    #[error("the translation server at {address} failed: {problem}. Check that it runs and has {from} and {to}")]
    Server {
        /// Its address.
        address: String,
        /// What went wrong.
        problem: String,
        /// The language that is translated from …
        from: Language,
        /// … and into.
        to: Language,
    },
    /// The result cannot be written or the earlier one read.
    #[error(transparent)]
    Knowledge(#[from] KnowledgeError),
}

/// What was translated.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Translated {
    /// Documents that were translated now.
    pub made: usize,
    /// Documents that have not changed since they were.
    pub kept: usize,
    /// Sentences left out because their figures changed.
    pub left_out: usize,
    /// Ids of documents of which nothing is left to say.
    pub lost: Vec<String>,
}

impl TranslationServer {
    /// A server by its address, and its key if it wants one.
    pub fn new(address: &str, key: &str) -> Result<Self, TranslateError> {
        if !address.starts_with("https://") && !address.starts_with("http://") {
            return Err(TranslateError::Address(address.to_owned()));
        }
        let agent = Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).build().into();
        Ok(TranslationServer { agent, address: address.trim_end_matches('/').to_owned(), key: key.to_owned() })
    }

    fn ask(&self, texts: &[String], from: Language, to: Language) -> Result<Vec<String>, TranslateError> {
        let failed = |problem: String| TranslateError::Server { address: self.address.clone(), problem, from, to };
        let mut wish = json!({ "q": texts, "source": from.code(), "target": to.code(), "format": "text" });
        if !self.key.is_empty() {
            wish["api_key"] = self.key.as_str().into();
        }
        let request = self.agent.post(format!("{}/translate", self.address)).content_type("application/json");
        let mut response = request.send(wish.to_string()).map_err(|error| failed(error.to_string()))?;
        let status = response.status();
        let body = response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_string();
        let body = body.map_err(|error| failed(error.to_string()))?;
        let answer: serde_json::Value = serde_json::from_str(&body)
            .map_err(|_| failed(format!("it answered {status} with something that is not JSON")))?;
        if let Some(error) = answer["error"].as_str() {
            return Err(failed(format!("it answered {status}: {error}")));
        }
        let said: Vec<String> = serde_json::from_value(answer["translatedText"].clone())
            .map_err(|_| failed("it answered without a list `translatedText`".into()))?;
        if said.len() != texts.len() {
            return Err(failed(format!("it answered {} texts instead of {}", said.len(), texts.len())));
        }
        Ok(said)
    }
}

/// Translates articles into a language and keeps them in a folder. Those that have not changed are not asked for again;
/// those that are gone leave the file. `progress` is called with the number done.
pub fn translate(
    articles: &[Article],
    server: &TranslationServer,
    to: Language,
    folder: &Path,
    progress: &dyn Fn(usize),
) -> Result<Translated, TranslateError> {
    let file = folder.join(format!("{to}.jsonl"));
    let earlier = if file.exists() { read_file(&file, to)? } else { Vec::new() };
    let mut earlier: HashMap<String, Article> =
        earlier.into_iter().map(|article| (article.id.clone(), article)).collect();
    let (mut report, mut kept) = (Translated::default(), Vec::new());
    for (place, article) in articles.iter().filter(|article| article.language != to).enumerate() {
        let same =
            |other: &Article| (other.checked, &other.source_version) == (article.checked, &article.source_version);
        match earlier.remove(&article.id).filter(same) {
            Some(own) => {
                report.kept += 1;
                kept.push(own);
            }
            None => match translated(article, server, to, &mut report.left_out)? {
                Some(own) => {
                    report.made += 1;
                    kept.push(own);
                }
                None => report.lost.push(article.id.clone()),
            },
        }
        progress(place + 1);
    }
    write(&file, &kept)?;
    Ok(report)
}

/// An article in another language; `None` where its title or all that it says is lost.
fn translated(
    article: &Article,
    server: &TranslationServer,
    to: Language,
    left_out: &mut usize,
) -> Result<Option<Article>, TranslateError> {
    // Headings and sentences, each with the part that it belongs to.
    let mut texts = vec![(0, article.title.clone())];
    texts.extend(sentences(&article.spoken).into_iter().map(|sentence| (1, sentence)));
    for (place, section) in article.sections.iter().enumerate() {
        texts.push((2 + 2 * place, section.heading.clone()));
        texts.extend(sentences(&section.text).into_iter().map(|sentence| (3 + 2 * place, sentence)));
    }
    texts.retain(|(_, text)| !text.trim().is_empty());
    let asked: Vec<String> = texts.iter().map(|(_, text)| text.clone()).collect();
    let said = server.ask(&asked, article.language, to)?;
    let mut parts: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for ((part, original), own) in texts.into_iter().zip(said) {
        if has_its_figures(&original, &own) {
            parts.entry(part).or_default().push(own.trim().to_owned());
        } else {
            *left_out += 1;
        }
    }
    let mut take = |part: usize| parts.remove(&part).unwrap_or_default().join(" ");
    let (title, spoken) = (take(0), take(1));
    let sections = (0..article.sections.len()).map(|place| Section::new(take(2 + 2 * place), take(3 + 2 * place)));
    let sections: Vec<Section> = sections.filter(|section| !section.text.is_empty()).collect();
    if title.is_empty() || (spoken.is_empty() && sections.is_empty()) {
        return Ok(None);
    }
    Ok(Some(Article {
        language: to,
        title,
        spoken,
        sections,
        questions: Vec::new(),
        wordings: Vec::new(),
        near: Vec::new(),
        easy: Vec::new(),
        suggestion: None,
        machine_translated: true,
        ..article.clone()
    }))
}

/// Whether a translation has words, and the same numbers as the original, in any order.
fn has_its_figures(original: &str, own: &str) -> bool {
    let sorted = |text: &str| {
        let mut all = numbers(text);
        all.sort();
        all
    };
    own.chars().any(char::is_alphanumeric) && sorted(original) == sorted(own)
}

fn write(file: &Path, articles: &[Article]) -> Result<(), KnowledgeError> {
    let io = |source| KnowledgeError::Io { path: file.to_owned(), source };
    let folder = file.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(io)?;
    let mut new = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    for article in articles {
        let line = serde_json::to_string(article).map_err(|error| io(error.into()))?;
        writeln!(new, "{line}").map_err(io)?;
    }
    new.persist(file).map(|_| ()).map_err(|error| io(error.error))
}

/// Adds every translation in a folder to the translations by hand, which come first.
pub fn read_translated(folder: &Path) -> Result<BTreeMap<Language, Vec<Article>>, KnowledgeError> {
    let mut found = BTreeMap::new();
    for language in Language::ALL {
        let file = folder.join(format!("{language}.jsonl"));
        if file.exists() {
            found.insert(language, read_file(&file, language)?);
        }
    }
    if found.is_empty() {
        return Err(KnowledgeError::NoArticles(folder.to_owned()));
    }
    Ok(found)
}

fn read_file(file: &PathBuf, language: Language) -> Result<Vec<Article>, KnowledgeError> {
    let text = std::fs::read_to_string(file).map_err(|source| KnowledgeError::Io { path: file.clone(), source })?;
    let read = |(number, line): (usize, &str)| {
        let article: Result<Article, _> = serde_json::from_str(line);
        let article = article.ok().filter(|article| article.language == language && article.machine_translated);
        article.ok_or_else(|| {
            let problem = "not a translation of this version: delete the file and translate again".into();
            KnowledgeError::Articles(vec![ArticleProblem { path: file.clone(), line: number + 1, problem }])
        })
    };
    text.lines().enumerate().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::Harvest;
    use crate::knowledge::{Answer, KnowledgeDesk, build_index};
    use serde_json::Value;
    use std::io::{BufRead, BufReader, Read as _};
    use std::net::{TcpListener, TcpStream};

    /// A server that answers as `LibreTranslate` does: its "translation" puts the language in front, and gets the number of
    /// the tax line wrong. It has Turkish only, and wants a key. Returns its address.
    fn imitation() -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let (status, answer) = respond(&read_wish(&stream));
                let body = answer.to_string();
                let head =
                    format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}", body.len());
                write!(stream, "{head}\r\nConnection: close\r\n\r\n{body}").unwrap();
            }
        });
        address
    }

    fn read_wish(stream: &TcpStream) -> Value {
        let mut reader = BufReader::new(stream);
        let (mut line, mut length) = (String::new(), 0);
        reader.read_line(&mut line).unwrap();
        assert!(line.starts_with("POST /translate "), "{line}");
        while line.trim_end() != "" {
            line.clear();
            reader.read_line(&mut line).unwrap();
            if let Some((_, value)) =
                line.split_once(':').filter(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn respond(wish: &Value) -> (&'static str, Value) {
        if wish["api_key"] != "geheim" {
            return ("403 Forbidden", json!({ "error": "Invalid API key" }));
        }
        if wish["target"] != "tr" {
            return ("400 Bad Request", json!({ "error": "ar is not supported" }));
        }
        let say = |text: &Value| format!("Türkçe: {}", text.as_str().unwrap().replace("0800-0543", "0800-0534"));
        let said: Vec<String> = wish["q"].as_array().unwrap().iter().map(say).collect();
        ("200 OK", json!({ "translatedText": said }))
    }

    fn document() -> Article {
        let text = "De aangifte doet u voor 1 mei. Bel 0800-0543.";
        let article = Article::bare("aangifte", Language::Nl, "Aangifte doen", text);
        let sections = vec![Section::new("Termijn", text)];
        Article { quoted: true, spoken: "U doet elk jaar aangifte.".into(), sections, ..article }
    }

    #[test]
    fn documents_are_translated_marked_kept_and_told_without_what_changed() {
        let server = TranslationServer::new(&imitation(), "geheim").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let run = |articles: &[Article]| translate(articles, &server, Language::Tr, folder.path(), &|_| {}).unwrap();
        assert_eq!(run(&[document()]), Translated { made: 1, left_out: 1, ..Translated::default() });
        assert_eq!(run(&[document()]), Translated { kept: 1, ..Translated::default() });
        let later = Article { checked: "2026-11-01".parse().unwrap(), ..document() };
        assert_eq!(run(&[later]).made, 1);
        let mut harvest = Harvest { articles: vec![document()], ..Harvest::default() };
        harvest.add_translated(read_translated(folder.path()).unwrap());
        let index = tempfile::tempdir().unwrap();
        build_index(&harvest, index.path(), None, &|_, _| {}, &|_, _| Ok(())).unwrap();
        let desk = KnowledgeDesk::open(index.path(), None).unwrap();
        let answer = desk.about("aangifte", Language::Tr, "2026-11-27".parse().unwrap()).unwrap();
        let Answer::Found(found) = answer else { panic!("{answer:?}") };
        assert!(found.machine_translated && found.gist.starts_with("Türkçe: "), "{found:?}");
        assert_eq!(found.sections[0].text, "Türkçe: De aangifte doet u voor 1 mei.");
    }

    #[test]
    fn what_the_server_refuses_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let address = imitation();
        for (key, to, told) in
            [("fout", Language::Tr, "Invalid API key"), ("geheim", Language::Ar, "ar is not supported")]
        {
            let server = TranslationServer::new(&address, key).unwrap();
            let error = translate(&[document()], &server, to, folder.path(), &|_| {}).unwrap_err().to_string();
            assert!(error.contains(told) && error.contains("Check that it runs"), "{error}");
        }
        let gone = TranslationServer::new("http://127.0.0.1:9", "").unwrap();
        assert!(translate(&[document()], &gone, Language::Tr, folder.path(), &|_| {}).is_err());
    }

    #[test]
    fn figures_may_change_place_but_not_value() {
        for (original, own, same) in [
            ("Het kost € 10,50 in 2026.", "2026'da 10,50 € tutar.", true),
            ("Het kost € 10,50.", "It costs € 10.50.", false),
            ("Bel 0800-1351.", "Call 0800-1315.", false),
            ("Twee keer.", "İki kez.", true),
            ("Twee keer.", " ", false),
        ] {
            assert_eq!(has_its_figures(original, own), same, "{own}");
        }
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        assert!(TranslationServer::new("localhost:5000", "").unwrap_err().to_string().contains("http://HOST:PORT"));
    }
}
