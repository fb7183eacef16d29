//! `wordings.tsv` beside the articles of a language: what people say in their own words, one line each, with the id of
//! the article that they mean and, if they ask for a section, its heading. `near.tsv`: what they ask that is similar
//! to an article but not answered by any.

use crate::knowledge::{Article, ArticleProblem, KnowledgeError};
use crate::language::Language;
use std::path::Path;

/// Name of the file in a language's folder.
const FILE: &str = "wordings.tsv";
const HEADERS: [&str; 2] = ["text\texpect", "text\texpect\tsection"];
/// Stands for a heading where the short answer is asked for.
pub const SHORT_ANSWER: &str = "short";

/// Name of the file of similar but unanswered questions.
const NEAR_FILE: &str = "near.tsv";
const NEAR_HEADER: &str = "text\texpect\tkind\tnearest";

/// Adds similar but unanswered questions to the articles of a folder. Problems name the line.
pub(super) fn add_near(
    folder: &Path,
    language: Language,
    articles: &mut [Article],
) -> Result<Vec<ArticleProblem>, KnowledgeError> {
    let path = folder.join(NEAR_FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(KnowledgeError::Io { path, source }),
    };
    let problem =
        |line: usize, problem: &str| ArticleProblem { path: path.clone(), line: line + 1, problem: problem.to_owned() };
    let mut problems = Vec::new();
    for (line, text) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line == 0 && text.trim_end() != NEAR_HEADER {
            return Ok(vec![problem(line, "the first line must be `text`, `expect`, `kind` and `nearest`, with tabs")]);
        }
        if line == 0 || text.trim().is_empty() {
            continue;
        }
        let cells: Vec<&str> = text.split('\t').map(str::trim).collect();
        let [asked, "-", _, nearest] = cells[..] else {
            problems.push(problem(line, "write what is asked, -, near, and the id of the nearest article, with tabs"));
            continue;
        };
        match articles.iter_mut().find(|article| article.id == nearest && article.language == language) {
            Some(article) => article.near.push(asked.to_owned()),
            None => problems.push(problem(line, &format!("no article `{nearest}` in {language}: mend the id"))),
        }
    }
    Ok(problems)
}

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
        if line == 0 && !HEADERS.contains(&text.trim_end()) {
            let advice = "the first line must be `text`, a tab, `expect`, and if there is one a tab and `section`";
            return Ok(vec![problem(line, advice.into())]);
        }
        if line == 0 || text.trim().is_empty() {
            continue;
        }
        let mut cells = text.split('\t').map(str::trim);
        let (Some(wording), Some(id)) = (cells.next().filter(|wording| !wording.is_empty()), cells.next()) else {
            problems.push(problem(line, "write what is said, a tab, and the id of the article".into()));
            continue;
        };
        let Some(article) = articles.iter_mut().find(|article| article.id == id && article.language == language) else {
            problems.push(problem(line, format!("no article `{id}` in {language}: mend the id or remove the line")));
            continue;
        };
        let heading = cells.next().filter(|heading| !heading.is_empty() && *heading != SHORT_ANSWER);
        match (heading, article.sections.iter_mut().find(|section| Some(section.heading.as_str()) == heading)) {
            (None, _) => article.wordings.push(wording.to_owned()),
            (Some(_), Some(section)) => section.wordings.push(wording.to_owned()),
            (Some(heading), None) => {
                let advice = format!(
                    "`{id}` has no section `{heading}`: mend the heading, or write `{SHORT_ANSWER}` for the short answer"
                );
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
        let of_parts = harvest.articles[0].sections.iter().flat_map(|section| &section.wordings);
        assert!(of_parts.eq(["waar meld ik dat"].iter().filter(|_| content.contains("section"))));
        harvest.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_is_near_comes_to_its_article() {
        let folder = tempfile::tempdir().unwrap();
        let nl = folder.path().join("nl");
        std::fs::create_dir(&nl).unwrap();
        let article = concat!(env!("CARGO_MANIFEST_DIR"), "/knowledge/nl/paspoort-kwijt.md");
        std::fs::copy(article, nl.join("paspoort-kwijt.md")).unwrap();
        let lines =
            "text\texpect\tkind\tnearest\nwaar is mijn ov-kaart\t-\tnear\tpaspoort-kwijt\nx\ty\nx\t-\tnear\tz\n";
        std::fs::write(nl.join("near.tsv"), lines).unwrap();
        let harvest = read_folder(folder.path()).unwrap();
        assert_eq!(harvest.articles[0].near, ["waar is mijn ov-kaart"]);
        let problems: Vec<String> = harvest.problems.iter().map(ToString::to_string).collect();
        assert_eq!(problems.len(), 2);
        assert!(problems[0].contains("near.tsv:3") && problems[1].contains("`z`"), "{problems:?}");
    }

    #[test]
    fn wordings_come_to_their_article_and_problems_name_the_line() {
        let line = "mijn pasje is foetsie\tpaspoort-kwijt";
        assert!(problems(&format!("text\texpect\n{line}\n\n")).is_empty());
        let found = problems(&format!("text\texpect\nzonder tab\n{line}\nhallo\tonbekend\n"));
        assert_eq!(found.len(), 2);
        assert!(found[0].contains("wordings.tsv:2") && found[1].contains("`onbekend`"), "{found:?}");
        let of_part = "waar meld ik dat\tpaspoort-kwijt\tMelden";
        let found = problems(&format!("text\texpect\tsection\n{line}\tshort\n{of_part}\nx\tpaspoort-kwijt\tGeen\n"));
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("wordings.tsv:4") && found[0].contains("`Geen`"), "{found:?}");
    }
}
