//! Training data for the search: subjects, texts about each, and what people say when they mean it.

use super::super::AdaptError;
use crate::knowledge::Article;
use serde::Deserialize;
use std::path::Path;

/// One in this many questions of a subject is held out.
const QUESTION_HELD_BACK: usize = 10;
/// One in this many subjects from files is held out entirely.
const SUBJECT_HELD_BACK: usize = 12;

#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    /// Identifier. Subjects with the same one are never contrasted with each other.
    pub id: String,
    /// Title and short answer.
    pub told: String,
    /// Parts of the answer.
    pub sections: Vec<String>,
    /// How people ask about it.
    pub questions: Vec<String>,
}

/// Subjects to train on, and what is held out.
#[derive(Debug, Clone, Default)]
pub struct Subjects {
    /// Subjects to train on.
    pub learned: Vec<Subject>,
    /// Held-out questions about these subjects, with the subject's id.
    pub held_back: Vec<(String, String)>,
    /// Subjects held out entirely.
    pub unseen: Vec<Subject>,
}

/// A line of a subjects file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubjectLine {
    title: String,
    passage: String,
    questions: Vec<String>,
}

/// Reads a JSON Lines file with `title`, `passage` and `questions` on each line.
pub fn read_subjects(path: &Path) -> Result<Vec<Subject>, AdaptError> {
    let text = std::fs::read_to_string(path).map_err(|source| AdaptError::io(path, source))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(number, line)| {
            let line: SubjectLine = serde_json::from_str(line).map_err(|error| AdaptError::Subjects {
                path: path.to_owned(),
                line: number + 1,
                problem: error.to_string(),
            })?;
            Ok(Subject {
                id: line.title.clone(),
                told: format!("{}. {}", line.title.trim_end_matches(['?', '.']), line.passage),
                sections: Vec::new(),
                questions: line.questions,
            })
        })
        .collect()
}

/// The subjects of an index. Articles in several languages about the same thing are one subject each.
#[must_use]
pub fn subjects_of(articles: &[Article]) -> Vec<Subject> {
    articles
        .iter()
        .map(|article| Subject {
            id: article.id.clone(),
            told: format!("{}. {}", article.title, article.spoken),
            sections: article.sections.iter().map(|part| format!("{}. {}", part.heading, part.text)).collect(),
            questions: article.questions.iter().chain(article.own_words()).cloned().collect(),
        })
        .filter(|subject| !subject.questions.is_empty())
        .collect()
}

impl Subjects {
    /// Splits the index's own subjects, of which some questions are held out, and those from files, of which some are
    /// held out entirely.
    #[must_use]
    pub fn divide(own: Vec<Subject>, others: Vec<Subject>) -> Self {
        let mut subjects = Subjects::default();
        for mut subject in own {
            let mut place = 0;
            subject.questions.retain(|question| {
                place += 1;
                let kept = place % QUESTION_HELD_BACK != 0;
                if !kept {
                    subjects.held_back.push((question.clone(), subject.id.clone()));
                }
                kept
            });
            subjects.learned.push(subject);
        }
        for (place, subject) in others.into_iter().enumerate() {
            let is_unseen = place % SUBJECT_HELD_BACK == SUBJECT_HELD_BACK - 1;
            if is_unseen { &mut subjects.unseen } else { &mut subjects.learned }.push(subject);
        }
        subjects
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_held_back_does_not_teach() {
        let subject = |id: usize| Subject {
            id: id.to_string(),
            told: String::new(),
            sections: Vec::new(),
            questions: (0..12).map(|question| format!("{id} {question}")).collect(),
        };
        let divided = Subjects::divide(vec![subject(1)], (2..26).map(subject).collect());
        assert_eq!(divided.held_back, [("1 9".to_owned(), "1".to_owned())]);
        assert_eq!(divided.learned[0].questions.len(), 11);
        assert_eq!((divided.learned.len(), divided.unseen.len()), (23, 2));
    }

    #[test]
    fn a_broken_line_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("subjects.jsonl");
        std::fs::write(&path, "{\"title\":\"A?\",\"passage\":\"B.\",\"questions\":[\"c\"]}\n{\"title\":1}\n").unwrap();
        let problem = read_subjects(&path).unwrap_err().to_string();
        assert!(problem.contains("line 2") && problem.contains("subjects.jsonl"), "{problem}");
        std::fs::write(&path, "{\"title\":\"A?\",\"passage\":\"B.\",\"questions\":[\"c\"]}\n").unwrap();
        assert_eq!(read_subjects(&path).unwrap()[0].told, "A. B.");
    }
}
