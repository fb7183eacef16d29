//! What reads well but sounds wrong: headings that do not fit the offer, a short answer without a full stop, local
//! facts that nobody knows, words that no rule covers.

use super::{Finding, Severity};
use crate::knowledge::article::word_count;
use crate::knowledge::facts::names;
use crate::knowledge::{Article, LocalFacts};
use spoken_text::{Lexicon, doubtful_words};
use std::collections::BTreeSet;

/// The local facts that an operator can enter, as in the example file.
const EXAMPLE: &str = include_str!("../../../knowledge/local.example.toml");
/// A heading with more words than this is a sentence.
const HEADING_WORDS: usize = 4;
/// Maximum number of words in a section, to be heard at once.
const SECTION_WORDS: usize = 300;
/// Speed of the voices.
const WORDS_A_MINUTE: usize = 150;
/// Verbs and pronouns that make a heading a sentence: "Wilt u meer horen over moet het?" The list is in code because
/// it is grammar, not wordings.
const SENTENCE_WORDS: [&str; 24] = [
    "moet", "moeten", "kan", "kunt", "kunnen", "mag", "mogen", "is", "zijn", "wordt", "heeft", "krijgt", "u", "ik",
    "must", "can", "may", "are", "does", "you", "i", "should", "will", "do",
];

/// The findings for one article.
pub(super) fn findings(article: &Article, found: &mut dyn FnMut(Severity, String)) {
    for section in &article.sections {
        let words: Vec<String> = section.heading.split_whitespace().map(str::to_lowercase).collect();
        let is_sentence = words.iter().any(|word| SENTENCE_WORDS.contains(&word.trim_end_matches('?')));
        if section.heading.ends_with('?') || words.len() > HEADING_WORDS || is_sentence {
            found(
                Severity::Note,
                format!(
                    "the heading `{}` does not fit in \"Wilt u meer horen over …?\": name its subject in a few words",
                    section.heading
                ),
            );
        }
    }
    for section in &article.sections {
        let heading = &section.heading;
        if section.text.contains(" | ") {
            let text =
                format!("{heading}: a bar (|) that is no table: a table needs a line |---|---| under its first row");
            found(Severity::Warning, text);
        }
        if section.text.lines().any(|line| ["[ ]", "[x]", "[X]", ": "].iter().any(|mark| line.starts_with(mark))) {
            let text = format!(
                "{heading}: a line that begins with `[ ]` or `:`, which Markdown has no meaning for: write a sentence"
            );
            found(Severity::Warning, text);
        }
        let words = word_count(&section.text);
        if words > SECTION_WORDS {
            let minutes = words / WORDS_A_MINUTE;
            found(
                Severity::Warning,
                format!("{heading}: {words} words, which are heard for {minutes} minutes: divide it"),
            );
        }
    }
    if !article.spoken.trim_end().ends_with(['.', '!', '?', '"', '”', ')']) {
        found(
            Severity::Warning,
            "spoken does not end with a full stop: the next sentence would be joined to it".into(),
        );
    }
    let texts = article.sections.iter().map(|section| section.text.as_str()).chain([article.spoken.as_str()]);
    let lexicon = Lexicon::built_in();
    let Some(grammar) = article.language.grammar() else { return };
    let doubtful: BTreeSet<String> = texts.flat_map(|text| doubtful_words(text, grammar, &lexicon)).collect();
    if !doubtful.is_empty() {
        let words: Vec<String> = doubtful.into_iter().collect();
        found(
            Severity::Note,
            format!(
                "no rule and no lexicon knows how to say: {}. Listen to them (`spraakloket say`), and put them in speak.lexicon \
                 where they sound wrong",
                words.join(", ")
            ),
        );
    }
}

/// Problems with the operator's facts, and articles that use facts that do not exist.
#[must_use]
pub fn local(articles: &[Article], local: &LocalFacts) -> Vec<Finding> {
    let known = example_names();
    let nearest = |name: &str| {
        let beginning: String = name.chars().take(3).collect();
        known.iter().find(|known| known.starts_with(&beginning)).cloned()
    };
    let advice = |name: &str| match nearest(name) {
        Some(near) => format!("; did you mean `{near}`?"),
        None => format!("; knowledge/local.example.toml has {}", known.iter().cloned().collect::<Vec<_>>().join(", ")),
    };
    let used: BTreeSet<String> = articles.iter().flat_map(asked_for).collect();
    let mut findings = Vec::new();
    for name in local.names().filter(|name| !known.contains(*name) && !used.contains(*name)) {
        findings.push(Finding {
            place: "local.toml".to_owned(),
            line: None,
            severity: Severity::Warning,
            text: format!("no article uses `{name}`{}", advice(name)),
        });
    }
    for article in articles {
        for name in
            asked_for(article).filter(|name| !known.contains(name) && local.get(name, article.language).is_none())
        {
            findings.push(Finding::new(
                article,
                Severity::Error,
                format!("{{local.{name}}} is no local fact, so that its sentence is never spoken{}", advice(&name)),
            ));
        }
    }
    findings
}

fn asked_for(article: &Article) -> impl Iterator<Item = String> {
    let texts = article.sections.iter().map(|section| section.text.as_str()).chain([article.spoken.as_str()]);
    let names: BTreeSet<String> =
        texts.flat_map(names).filter_map(|name| name.strip_prefix("local.").map(str::to_owned)).collect();
    names.into_iter()
}

/// Includes those behind a `#`, which are for the operator to enter.
fn example_names() -> BTreeSet<String> {
    EXAMPLE
        .lines()
        .filter_map(|line| line.trim_start_matches(['#', ' ']).split_once(" = "))
        .map(|(name, _)| name.trim().to_owned())
        .filter(|name| name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Grammar;

    #[test]
    fn the_example_names_its_facts() {
        let names = example_names();
        for name in ["phone", "opening_hours", "fee_passport"] {
            assert!(names.contains(name), "{names:?}");
        }
    }

    #[test]
    fn words_that_nobody_knows_how_to_say_are_listed() {
        let lexicon = Lexicon::built_in();
        let doubtful = |text| doubtful_words(text, Grammar::Nl, &lexicon);
        assert_eq!(doubtful("Vraag het de XKCD en de mijnABC, of het UWV."), ["mijnABC"]);
        assert!(doubtful("Een paspoort kost € 83,87 bij de gemeente Utrecht.").is_empty());
    }
}
