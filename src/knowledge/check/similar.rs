//! Articles and questions that are nearly the same, between which the desk would have to guess.
//!
//! Similarity is the share of letter trigrams that two texts have in common (Jaccard), within a language.

use super::{Finding, Severity, place};
use crate::knowledge::Article;
use spoken_text::plain;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Letters per n-gram.
const GRAM: usize = 3;
/// Similarity from which two questions are nearly the same.
const ALIKE_QUESTIONS: f64 = 0.8;
/// Similarity from which two articles are nearly the same.
const ALIKE_ARTICLES: f64 = 0.6;

/// A text of an article.
struct Sample<'a> {
    article: &'a Article,
    text: &'a str,
    /// Sorted, without duplicates.
    grams: Vec<u64>,
}

/// A finding for each pair, reported at the first of the two.
pub(super) fn findings(articles: &[Article], severity: Severity) -> Vec<Finding> {
    let whole: Vec<String> = articles.iter().map(whole_text).collect();
    let texts: Vec<Sample> = articles.iter().zip(&whole).map(|(article, text)| Sample::new(article, text)).collect();
    let questions: Vec<Sample> = articles
        .iter()
        .flat_map(|article| article.questions.iter().chain([&article.title]).map(move |text| (article, text)))
        .map(|(article, text)| Sample::new(article, text))
        .collect();
    let mut findings = Vec::new();
    let mut alike_articles = HashSet::new();
    for (first, second, share) in pairs(&texts, ALIKE_ARTICLES) {
        alike_articles.insert((&first.article.id, &second.article.id));
        let text = format!(
            "{:.0} % alike to {} ({}): make them one, or tell them apart",
            share * 100.0,
            place(second.article),
            second.article.title
        );
        findings.push(Finding::new(first.article, severity, text));
    }
    for (first, second, share) in pairs(&questions, ALIKE_QUESTIONS) {
        let same_article = first.article.id == second.article.id;
        let text = if same_article && first.grams == second.grams {
            format!("the question \"{}\" stands there twice: remove one", first.text)
        } else if same_article || alike_articles.contains(&(&first.article.id, &second.article.id)) {
            continue;
        } else {
            let percent = share * 100.0;
            format!(
                "\"{}\" is {percent:.0} % alike to \"{}\" of {}: keep it at one of them",
                first.text,
                second.text,
                place(second.article)
            )
        };
        findings.push(Finding::new(first.article, severity, text));
    }
    findings
}

fn whole_text(article: &Article) -> String {
    let sections = article.sections.iter().map(|section| section.text.as_str());
    [article.title.as_str(), &article.spoken].into_iter().chain(sections).collect::<Vec<_>>().join(" ")
}

impl<'a> Sample<'a> {
    fn new(article: &'a Article, text: &'a str) -> Self {
        let grams = grams(text);
        Self { article, text, grams }
    }
}

/// The pairs in one language whose similarity is at least `least`.
fn pairs<'a>(samples: &'a [Sample<'a>], least: f64) -> Vec<(&'a Sample<'a>, &'a Sample<'a>, f64)> {
    let mut order: Vec<usize> = (0..samples.len()).collect();
    order.sort_by_key(|index| samples[*index].grams.len());
    let mut pairs = Vec::new();
    for (position, first) in order.iter().enumerate() {
        let size = samples[*first].grams.len();
        // A text that is longer than this cannot share enough.
        let longest = (size as f64 / least).floor() as usize;
        let others = order[position + 1..].iter().take_while(|other| samples[**other].grams.len() <= longest);
        for second in others {
            let (first, second) = (&samples[*first.min(second)], &samples[*first.max(second)]);
            if size > 0 && first.article.language == second.article.language {
                let share = jaccard(&first.grams, &second.grams);
                if share >= least {
                    pairs.push((first, second, share));
                }
            }
        }
    }
    pairs.sort_by(|a, b| (&a.0.article.id, a.0.text, a.1.text).cmp(&(&b.0.article.id, b.0.text, b.1.text)));
    pairs
}

/// Trigrams of letters and digits, with a mark around each word.
fn grams(text: &str) -> Vec<u64> {
    let letters: Vec<char> = format!(" {} ", plain(text)).chars().collect();
    let hash = |gram: &[char]| {
        let mut hasher = DefaultHasher::new();
        gram.hash(&mut hasher);
        hasher.finish()
    };
    let mut grams: Vec<u64> = letters.windows(GRAM).map(hash).collect();
    grams.sort_unstable();
    grams.dedup();
    grams
}

fn jaccard(first: &[u64], second: &[u64]) -> f64 {
    let (mut a, mut b, mut common) = (0, 0, 0);
    while a < first.len() && b < second.len() {
        match first[a].cmp(&second[b]) {
            std::cmp::Ordering::Less => a += 1,
            std::cmp::Ordering::Greater => b += 1,
            std::cmp::Ordering::Equal => {
                (a, b, common) = (a + 1, b + 1, common + 1);
            }
        }
    }
    f64::from(common) / (first.len() + second.len() - common as usize).max(1) as f64
}
