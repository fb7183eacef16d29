//! The subjects of the knowledge base as a tree to browse: groups of life events, the most frequently asked subjects,
//! and letters, with the subjects in each.
//!
//! Not for: answering.

use super::Article;
use super::index::served_languages;
use crate::language::Language;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Names and contents of the groups.
const GROUPS: &str = include_str!("groups.toml");

/// An item that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub name: String,
    /// First letter or digit of its first significant word, in lower case.
    pub letter: char,
    /// What choosing it leads to.
    pub inside: Inside,
}

/// What an entry leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inside {
    /// More entries; never empty.
    Entries(Vec<Entry>),
    /// An article, by id.
    Article(String),
    /// The same desk in another language.
    Language(Language),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Groups {
    most_asked: Vec<String>,
    names: Names,
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Names {
    most_asked: Texts,
    others: Texts,
    by_letter: Texts,
    letter: Texts,
    digits: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: Texts,
    events: Vec<String>,
}

/// A name in Dutch, and in other languages where somebody wrote it.
#[derive(Deserialize)]
#[serde(transparent)]
struct Texts(BTreeMap<Language, String>);

impl Texts {
    fn of(&self, language: Language) -> &str {
        let text = self.0.get(&language).or_else(|| self.0.get(&Language::Nl));
        text.map_or("", String::as_str)
    }
}

/// All subjects for a language; empty if there are no articles.
#[must_use]
pub fn catalogue(articles: &[Article], language: Language) -> Vec<Entry> {
    let groups: Groups = toml::from_str(GROUPS).expect("a test reads the built-in groups");
    let languages_of = served_languages(articles);
    let mut served: Vec<&Article> = articles
        .iter()
        .zip(&languages_of)
        .filter(|(_, languages)| languages.contains(&language))
        .map(|(one, _)| one)
        .collect();
    served.sort_by_key(|article| sort_key(&article.title));
    let within = |name: &Texts, chosen: Vec<&Article>| group(name.of(language), &chosen);
    let asked = groups.most_asked.iter().filter_map(|id| served.iter().copied().find(|article| article.id == *id));
    let mut entries = vec![within(&groups.names.most_asked, asked.collect())];
    entries.push(by_letter(&groups.names, language, &served));
    for Group { name, events } in &groups.group {
        let belongs = |article: &&Article| article.life_events.iter().any(|event| events.contains(event));
        entries.push(within(name, served.iter().copied().filter(belongs).collect()));
    }
    let grouped = |event: &String| groups.group.iter().any(|group| group.events.contains(event));
    let others = served.iter().copied().filter(|article| !article.life_events.iter().any(grouped));
    entries.push(within(&groups.names.others, others.collect()));
    entries.into_iter().flatten().collect()
}

/// Subjects under a name; `None` if there are none.
fn group(name: &str, articles: &[&Article]) -> Option<Entry> {
    let subject = |article: &&Article| Entry {
        name: article.title.trim_end_matches(['?', ' ']).to_owned(),
        letter: letter(&article.title),
        inside: Inside::Article(article.id.clone()),
    };
    let entries: Vec<Entry> = articles.iter().map(subject).collect();
    (!entries.is_empty()).then(|| Entry {
        name: name.to_owned(),
        letter: letter(name),
        inside: Inside::Entries(entries),
    })
}

/// A group for each letter, named so that a bare "A" or "1" is not heard as anything else; all digits are one.
fn by_letter(names: &Names, language: Language, articles: &[&Article]) -> Option<Entry> {
    let mut letters: BTreeMap<char, Vec<&Article>> = BTreeMap::new();
    for article in articles {
        let letter = letter(&article.title);
        letters.entry(if letter.is_numeric() { DIGITS } else { letter }).or_default().push(article);
    }
    let called = |letter: char| match letter {
        DIGITS => names.digits.of(language).to_owned(),
        letter => format!("{} {}", names.letter.of(language), letter.to_uppercase()),
    };
    let entries: Vec<Entry> = letters
        .iter()
        .filter_map(|(letter, articles)| Some(Entry { letter: *letter, ..group(&called(*letter), articles)? }))
        .collect();
    let name = names.by_letter.of(language);
    (!entries.is_empty()).then(|| Entry {
        name: name.to_owned(),
        letter: letter(name),
        inside: Inside::Entries(entries),
    })
}

/// Stands for every digit.
const DIGITS: char = '0';

/// Words at the start of titles by which nobody looks for them.
const PASSED_OVER: [&str; 10] = ["een", "de", "het", "uw", "a", "an", "the", "your", "applying", "for"];

fn sort_key(title: &str) -> String {
    let lower = title.to_lowercase();
    let mut words = lower.split_whitespace().peekable();
    while let Some(word) = words.peek() {
        if !PASSED_OVER.contains(word) {
            break;
        }
        words.next();
    }
    let key = words.collect::<Vec<_>>().join(" ");
    if key.is_empty() { lower } else { key }
}

fn letter(title: &str) -> char {
    sort_key(title).chars().find(|sign| sign.is_alphanumeric()).unwrap_or('#')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::read_folder;
    use std::path::Path;

    fn inside(entry: &Entry) -> &[Entry] {
        match &entry.inside {
            Inside::Entries(entries) => entries,
            Inside::Article(_) | Inside::Language(_) => &[],
        }
    }

    #[test]
    fn every_article_is_in_a_group_and_under_its_letter() {
        let harvest = read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap();
        for language in Language::FULL {
            let entries = catalogue(&harvest.articles, language);
            assert!(entries.len() >= 10, "{language}: {} groups", entries.len());
            let found = |entries: &[Entry], id: &str| {
                entries.iter().any(|entry| matches!(&entry.inside, Inside::Article(article) if article == id))
            };
            for article in harvest.articles.iter().filter(|article| article.language == language) {
                let grouped = entries[2..].iter().any(|group| found(inside(group), &article.id));
                assert!(grouped, "{language}: {} is in no group", article.id);
                let under = inside(&entries[1]).iter().filter(|letter| found(inside(letter), &article.id)).count();
                assert_eq!(under, 1, "{language}: {} under its letter", article.id);
            }
            assert!(entries.iter().all(|entry| !inside(entry).is_empty()), "{language}: an empty group");
        }
        let dutch = catalogue(&harvest.articles, Language::Nl);
        let letters: Vec<&str> = inside(&dutch[1]).iter().map(|entry| entry.name.as_str()).collect();
        assert!(letters.contains(&"Letter P") && letters.contains(&"Cijfers"), "{letters:?}");
        assert!(inside(&dutch[1]).iter().any(|entry| entry.letter == 'p'), "a letter is jumped to by itself");
        assert_eq!(inside(&dutch[0]).len(), 9, "an article that is asked most is not here any more");
        assert_eq!(letter("Een paspoort aanvragen"), 'p');
        assert_eq!(letter("18 jaar worden"), '1');
        assert_eq!(catalogue(&[], Language::Nl), []);
    }
}
