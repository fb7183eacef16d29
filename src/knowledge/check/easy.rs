//! Whether an answer in plain words is at most A2: short sentences of everyday words, with few words of its subject.

use super::super::Article;
use super::{Findings, Severity};
use crate::language::Language;
use spoken_text::sentences;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Maximum number of words in a sentence …
const LONGEST: usize = 10;
/// … and on average.
const LONGEST_ON_AVERAGE: f64 = 7.5;
/// Maximum number of sentences in a step.
const MOST_SENTENCES: usize = 4;
/// Maximum share of words that are neither everyday ones nor in the article's title.
const MOST_OTHERS: f64 = 0.1;

static EVERYDAY: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    include_str!("easy-words.txt").lines().filter(|line| !line.starts_with('#')).map(str::trim).collect()
});

/// Findings about the plain answer of an article, if it has one.
pub(super) fn findings(article: &Article, found: &mut Findings) {
    if article.easy.is_empty() || article.language != Language::Nl {
        return;
    }
    let title: Vec<String> = words(&article.title).collect();
    let (mut count, mut all, mut others) = (0, 0, Vec::new());
    for (place, step) in article.easy.iter().enumerate() {
        let sentences = sentences(step);
        if sentences.len() > MOST_SENTENCES {
            found(Severity::Warning, format!("easy step {}: {} sentences; split it", place + 1, sentences.len()));
        }
        for sentence in sentences {
            let said: Vec<String> = words(&sentence).collect();
            if said.len() > LONGEST {
                let text = format!("easy step {}: {} words, at most {LONGEST}: {sentence}", place + 1, said.len());
                found(Severity::Warning, text);
            }
            (count, all) = (count + 1, all + said.len());
            others.extend(said.into_iter().filter(|word| !is_everyday(word) && !title.contains(word)));
        }
    }
    let average = all as f64 / f64::from(count.max(1));
    if average > LONGEST_ON_AVERAGE {
        let text = format!("easy: {average:.1} words a sentence, at most {LONGEST_ON_AVERAGE}: split the longest");
        found(Severity::Warning, text);
    }
    if others.len() as f64 > MOST_OTHERS * all as f64 {
        let share = 100.0 * others.len() as f64 / all as f64;
        others.sort();
        others.dedup();
        found(Severity::Warning, format!("easy: {share:.0} % are not everyday words: replace {}", others.join(", ")));
    }
}

/// The words of a text. A figure, a number and an address count as one word each, and are everyday.
fn words(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().filter_map(|word| {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '{' && c != '}');
        (!bare.is_empty()).then(|| bare.to_lowercase())
    })
}

fn is_everyday(word: &str) -> bool {
    word.contains(['{', '.']) || !word.contains(char::is_alphabetic) || EVERYDAY.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(steps: &[&str]) -> Vec<String> {
        let easy = steps.iter().map(|step| (*step).to_owned()).collect();
        let article = Article { easy, ..Article::bare("pas", Language::Nl, "Paspoort aanvragen", "") };
        let mut texts = Vec::new();
        findings(&article, &mut |_, text| texts.push(text));
        texts
    }

    #[test]
    fn short_sentences_of_everyday_words_are_easy() {
        assert_eq!(found(&["U wilt een paspoort. Ga naar de gemeente.", "Het kost {prijs}. Bel 14 020."]), [""; 0]);
    }

    #[test]
    fn what_is_not_easy_is_named() {
        let long = "U gaat naar de gemeente en u neemt daar dan uw oude paspoort en een foto mee.";
        assert!(found(&[long])[0].contains("words, at most 10"));
        let hard = found(&["Ongeacht omstandigheden dient belanghebbende onverwijld te reageren."]);
        assert!(hard[0].contains("onverwijld"), "{hard:?}");
        assert!(found(&["Ja. Nee. Ja. Nee. Ja."])[0].contains("split it"));
    }

    #[test]
    fn the_built_in_plain_answers_are_easy() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
        let harvest = crate::knowledge::ingest::read_folder(&folder).unwrap();
        assert!(harvest.problems.is_empty(), "{:?}", harvest.problems);
        let easy: Vec<&Article> = harvest.articles.iter().filter(|article| !article.easy.is_empty()).collect();
        assert!(easy.len() >= 60, "{}", easy.len());
        let mut texts = Vec::new();
        for article in easy {
            findings(article, &mut |_, text| texts.push(format!("{}: {text}", article.id)));
        }
        assert_eq!(texts, [""; 0]);
    }
}
