//! `easy.toml` beside the articles of a language: their answers in plain words, step by step, by id. Figures stand in them
//! as in the article, and no number may stand in them that does not stand there.

use crate::knowledge::{Article, ArticleProblem, KnowledgeError};
use crate::language::Language;
use std::collections::BTreeMap;
use std::path::Path;

/// Name of the file in a language's folder.
const FILE: &str = "easy.toml";

/// Adds the plain answers of a folder to its articles. Problems name the line.
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
    let line_at = |offset: usize| 1 + text[..offset.min(text.len())].matches('\n').count();
    let problem = |line: usize, problem: String| ArticleProblem { path: path.clone(), line, problem };
    let read: BTreeMap<toml::Spanned<String>, Vec<String>> = match toml::from_str(&text) {
        Ok(read) => read,
        Err(error) => {
            let line = error.span().map_or(1, |span| line_at(span.start));
            let advice = format!("{}: write the id of an article, =, and its steps as [\"…\", \"…\"]", error.message());
            return Ok(vec![problem(line, advice)]);
        }
    };
    let mut problems = Vec::new();
    for (id, steps) in read {
        let line = line_at(id.span().start);
        let id = id.into_inner();
        let Some(article) = articles.iter_mut().find(|article| article.id == id && article.language == language) else {
            problems.push(problem(line, format!("no article `{id}` in {language}: mend the id")));
            continue;
        };
        if let Err(text) = article.take_easy(steps) {
            problems.push(problem(line, format!("{id}: {text}")));
        }
    }
    Ok(problems)
}

impl Article {
    /// Gives the article its answer in plain words.
    fn take_easy(&mut self, steps: Vec<String>) -> Result<(), String> {
        if steps.iter().any(|step| step.trim().is_empty()) || steps.is_empty() {
            return Err("a step is empty: fill or remove it".into());
        }
        let told = Article { easy: Vec::new(), spoken: steps.join(" "), sections: Vec::new(), ..self.clone() };
        let strange = told.numbers_that_are_not_in(self);
        if !strange.is_empty() {
            let numbers = strange.join(", ");
            return Err(format!(
                "the article does not have {numbers}: take the number from there, or use its {{figure}}"
            ));
        }
        self.easy = steps;
        self.check_figures()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(text: &str) -> (Vec<ArticleProblem>, Article) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(FILE), text).unwrap();
        let mut articles = [Article::bare("pas", Language::Nl, "Een pas", "Het duurt 5 dagen.")];
        let problems = add(folder.path(), Language::Nl, &mut articles).unwrap();
        let [article] = articles;
        (problems, article)
    }

    #[test]
    fn steps_belong_to_their_article() {
        let (problems, article) = added("pas = [\"U belt.\", \"Het duurt 5 dagen.\"]\n");
        assert_eq!((problems.len(), article.easy.len()), (0, 2));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        for (text, expected) in [
            ("# kop\npas = [\"Het duurt 6 dagen.\"]\n", "does not have 6"),
            ("\npas = [\"Het kost {prijs}.\"]\n", "{prijs}"),
            ("\npas = [\" \"]\n", "a step is empty"),
            ("\npoes = [\"U belt.\"]\n", "no article `poes`"),
            ("\npas = \"U belt.\"\n", "its steps as"),
        ] {
            let (problems, _) = added(text);
            assert_eq!(problems[0].line, 2, "{text}");
            assert!(problems[0].problem.contains(expected), "{}", problems[0].problem);
        }
    }
}
