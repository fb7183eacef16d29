//! Whether a question denies something, or wants something undone, that its article does not mention: "mijn rijbewijs
//! is niet verlopen" must not be answered as its opposite. The words are in `knowledge/understanding/negation.toml`;
//! for Dutch, `opposites` weighs them together with all others.

use super::article::Article;
use super::index::Terms;
use super::opposites::{Opposites, Said, Sense, known};
use crate::language::{Grammar, Language};
use serde::Deserialize;
use spoken_text::plain;
use std::collections::HashSet;
use std::sync::LazyLock;

/// Reach of a negation in words, in both directions.
const SCOPE: usize = 3;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    nl: Words,
    en: Words,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    /// Negating words.
    deny: Vec<String>,
    /// Phrases with such a word that negate nothing.
    #[serde(default)]
    idioms: Vec<String>,
    /// Groups of synonyms for undoing something.
    undo: Vec<Vec<String>>,
    /// Words that say that something is already done, or done differently.
    #[serde(default)]
    turn: Vec<String>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../knowledge/understanding/negation.toml"))
        .expect("the built-in file is checked by a test")
});

static OPPOSITES: LazyLock<Opposites> =
    LazyLock::new(|| toml::from_str(include_str!("opposites.toml")).expect("the built-in file is checked by a test"));

/// What reverses the meaning of a Dutch text.
#[must_use]
pub fn sense(text: &str) -> Sense {
    let words = &FILE.nl;
    let has = |list: &[String]| text.split(' ').any(|word| list.iter().any(|other| other == word));
    Sense {
        denies: has(&words.deny),
        turns: has(&words.turn),
        undoes: words.undo.iter().any(|group| has_one_of(text, group)),
    }
}

/// Whether the question says the opposite of what the article is about, as far as words show.
#[must_use]
pub fn is_opposite(question: &str, article: &Article) -> bool {
    let words = match article.language.grammar() {
        Some(Grammar::Nl) => {
            return OPPOSITES.chance(&Said::of(question, sense), &known(article, sense)) >= OPPOSITES.from;
        }
        Some(Grammar::En) => &FILE.en,
        None => return false,
    };
    let texts = texts_of(article);
    denies_alone(question, &article.title, &texts, words, article.language) || undoes_alone(question, &texts, words)
}

/// Whether the question negates something that no text of the article negates. The subject itself, which every text
/// names, does not count.
fn denies_alone(question: &str, title: &str, texts: &[String], words: &Words, language: Language) -> bool {
    let mut denied = denied(question, words, language);
    if denied.is_empty() {
        return false;
    }
    let subject: HashSet<String> = Terms::Words.of(title, language).into_iter().collect();
    denied.retain(|stem| !subject.contains(stem));
    !texts.iter().any(|text| self::denied(text, words, language).intersection(&denied).next().is_some())
}

/// The stems near a negation.
fn denied(text: &str, words: &Words, language: Language) -> HashSet<String> {
    let mut plain = format!(" {} ", plain(text));
    for idiom in &words.idioms {
        plain = plain.replace(&format!(" {idiom} "), " ");
    }
    let said: Vec<&str> = plain.split_whitespace().collect();
    let mut near = HashSet::new();
    for (place, word) in said.iter().enumerate() {
        if words.deny.iter().any(|deny| deny == word) {
            let scope = &said[place.saturating_sub(SCOPE)..(place + SCOPE + 1).min(said.len())];
            near.extend(Terms::Words.of(&scope.join(" "), language));
        }
    }
    near.retain(|stem| stem.chars().count() > 2);
    near
}

/// Whether the question wants something undone for which the article has no word.
fn undoes_alone(question: &str, texts: &[String], words: &Words) -> bool {
    let asked = plain(question);
    let in_texts = |group: &Vec<String>| texts.iter().any(|text| has_one_of(&plain(text), group));
    words.undo.iter().any(|group| has_one_of(&asked, group) && !in_texts(group))
}

fn has_one_of(text: &str, group: &[String]) -> bool {
    group.iter().any(|wanted| text.split(' ').any(|word| word.starts_with(wanted.as_str())) || apart(text, wanted))
}

/// "trek … in": a separable verb whose parts are apart.
fn apart(text: &str, wanted: &str) -> bool {
    let Some((verb, part)) = wanted.split_once('+') else { return false };
    let words: Vec<&str> = text.split(' ').collect();
    words.iter().position(|word| word.starts_with(verb)).is_some_and(|place| words[place + 1..].contains(&part))
}

/// People's own wordings are left out: among so many, some negate the very thing that the article is about.
fn texts_of(article: &Article) -> Vec<String> {
    let mut texts = vec![article.title.clone()];
    texts.extend(article.questions.iter().cloned());
    for text in std::iter::once(&article.spoken).chain(article.sections.iter().map(|section| &section.text)) {
        texts.extend(spoken_text::sentences(text));
    }
    texts.extend(article.sections.iter().map(|section| section.heading.clone()));
    texts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::read_folder;

    fn article(id: &str) -> Article {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge");
        let articles = read_folder(&folder).unwrap().articles;
        articles.into_iter().find(|article| article.id == id && article.language == Language::Nl).unwrap()
    }

    #[test]
    fn a_denial_that_the_article_does_not_know_is_its_opposite() {
        for (question, id) in [
            ("mijn rijbewijs is niet verlopen", "rijbewijs-verlengen"),
            ("ik wil niet trouwen", "trouwen"),
            ("ik wil GEEN paspoort", "paspoort-aanvragen"),
            ("ik heb geen schulden", "schuldhulp"),
            ("ik wil mijn parkeervergunning opzeggen", "parkeervergunning"),
        ] {
            assert!(is_opposite(question, &article(id)), "{question}");
        }
        for (question, id) in [
            ("Ik kan mijn rekeningen niet meer betalen", "schuldhulp"),
            ("Ik ben het niet eens met een besluit", "bezwaar-maken"),
            ("Ik weet niet hoe ik een paspoort aanvraag", "paspoort-aanvragen"),
            ("Wat kost een paspoort?", "paspoort-aanvragen"),
            ("Mijn rijbewijs is verlopen", "rijbewijs-verlengen"),
        ] {
            assert!(!is_opposite(question, &article(id)), "{question}");
        }
    }
}
