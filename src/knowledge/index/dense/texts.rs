//! The texts of an article that get a vector, and the digest by which an unchanged one is recognised.

use super::{Entry, Key, TextKind};
use crate::knowledge::Article;
use crate::knowledge::embed::PASSAGE_TOKENS;
use sha2::{Digest, Sha256};

/// Every text of an article that gets a vector. Titles and wordings are kept out of the others, so that a search can
/// exclude them.
pub(super) fn texts_of(article: u32, content: &Article) -> Vec<(Entry, String)> {
    let gist = plain(&content.spoken, content);
    let sections: Vec<String> = content
        .sections
        .iter()
        .map(|section| plain(&format!("{}. {}", section.heading, section.text), content))
        .collect();
    // Translations are found by what they are asked for: their parts would make the index from nothing half as slow again.
    let sections = if content.language.grammar().is_some() { sections } else { Vec::new() };
    let whole = format!("{gist} {}", sections.join(" ")).trim_end().to_owned();
    let mut texts = vec![(TextKind::Whole, 0, whole), (TextKind::Gist, 0, gist)];
    let numbered =
        |kind, texts: Vec<String>| texts.into_iter().enumerate().map(move |(place, text)| (kind, place as u16, text));
    texts.extend(numbered(TextKind::Section, sections));
    texts.push((TextKind::Title, 0, content.title.clone()));
    texts.extend(numbered(TextKind::Wording, content.questions.iter().chain(&content.wordings).cloned().collect()));
    for (place, section) in content.sections.iter().enumerate() {
        texts.extend(section.wordings.iter().map(|text| (TextKind::SectionWording, place as u16, text.clone())));
    }
    texts.extend(numbered(TextKind::Near, content.near.clone()));
    texts
        .into_iter()
        .filter(|(_, _, text)| !text.trim().is_empty())
        .map(|(kind, place, text)| (Entry { article, kind, place, key: Key::default() }, text))
        .collect()
}

/// A text with its figures filled in as written, whatever the date, so that vectors need not change when an amount
/// expires. Local facts are removed.
fn plain(text: &str, article: &Article) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        plain.push_str(before);
        let Some((name, after)) = after.split_once('}') else {
            rest = after;
            continue;
        };
        if let Some(figure) = article.figures.iter().find(|figure| figure.name == name) {
            plain.push_str(&figure.value);
        }
        rest = after;
    }
    plain.push_str(rest);
    plain
}

/// The digest of a text and of the model that makes its vector.
pub(super) fn key_of(text: &str, model: &[u8]) -> Key {
    let mut digest = Sha256::new();
    digest.update(model);
    digest.update(format!("\n{PASSAGE_TOKENS}\n"));
    digest.update(text);
    let digest = digest.finalize();
    let mut key = Key::default();
    key.copy_from_slice(&digest[..16]);
    key
}
