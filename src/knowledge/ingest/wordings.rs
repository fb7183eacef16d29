//! `wordings.tsv` beside the articles of a language: what people say in their own words, one line each, with the id of
//! the article that they mean.

use crate::knowledge::{Article, ArticleProblem, KnowledgeError};
use crate::language::Language;
use std::path::Path;

/// The name of the file in the folder of a language.
const FILE: &str = "wordings.tsv";
const HEADER: &str = "text\texpect";

/// Adds the wordings of a folder to its articles. Problems name the line.
pub(super) fn add(
    folder: &Path,
    language: Language,
    articles: &mut [Article],
) -> Result<Vec<ArticleProblem>, KnowledgeError> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(KnowledgeError::Io { path, source }),
    };
    let problem = |line: usize, problem: String| ArticleProblem { path: path.clone(), line: line + 1, problem };
    let mut problems = Vec::new();
    for (line, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line == 0 && text.trim_end() != HEADER {
            return Ok(vec![problem(line, "the first line must be `text`, a tab, `expect`".into())]);
        }
        if line == 0 || text.trim().is_empty() {
            continue;
        }
        let Some((wording, id)) = text.split_once('\t').filter(|(wording, _)| !wording.trim().is_empty()) else {
            problems.push(problem(line, "write what is said, a tab, and the id of the article".into()));
            continue;
        };
        let id = id.trim();
        match articles.iter_mut().find(|article| article.id == id && article.language == language) {
            Some(article) => article.wordings.push(wording.trim().to_owned()),
            None => {
                let advice = format!("no article `{id}` in {language}: mend the id or remove the line");
                problems.push(problem(line, advice));
            }
        }
    }
    Ok(problems)
}

#[cfg(test)]
mod tests {
    use super::super::read_folder;

    fn problems(content: &str) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let nl = folder.path().join("nl");
        std::fs::create_dir(&nl).unwrap();
        let article = concat!(env!("CARGO_MANIFEST_DIR"), "/knowledge/nl/paspoort-kwijt.md");
        std::fs::copy(article, nl.join("paspoort-kwijt.md")).unwrap();
        std::fs::write(nl.join("wordings.tsv"), content).unwrap();
        let harvest = read_folder(folder.path()).unwrap();
        assert_eq!(harvest.articles[0].wordings, ["mijn pasje is foetsie"]);
        harvest.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn wordings_come_to_their_article_and_problems_name_the_line() {
        let line = "mijn pasje is foetsie\tpaspoort-kwijt";
        assert!(problems(&format!("text\texpect\n{line}\n\n")).is_empty());
        let found = problems(&format!("text\texpect\nzonder tab\n{line}\nhallo\tonbekend\n"));
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("wordings.tsv:2") && found[1].contains("`onbekend`"), "{found:?}");
    }
}
