//! An article as it is told on a date. Everything that is said is copied whole from the article; nothing is made up here.

use super::LocalFacts;
use super::answer::{Found, Part, Source};
use super::article::Article;
use super::extract::best_sentences;
use super::facts::{Rendered, render};
use super::grounding::Grounds;
use crate::language::Language;
use jiff::civil::Date;

/// If a part is told first, the short answer becomes a part that can be told next.
pub(super) fn offer_gist(found: &mut Found, language: Language) {
    let heading = &language.facts().how_it_works;
    let part = Part { heading: heading.clone(), text: found.gist.clone(), outdated: found.gist_incomplete };
    found.sections.insert(0, part);
}

/// Puts first what best answers the question; the introduction becomes a part that can be told.
pub(super) fn choose_sentences(found: &mut Found, question: &str, language: Language) {
    let Some(chosen) = best_sentences(question, [&found.title, &found.gist], &found.sections, language) else { return };
    let heading = &language.facts().introduction;
    let introduction = std::mem::replace(&mut found.gist, chosen);
    if !introduction.is_empty() {
        let part = Part { heading: heading.clone(), text: introduction, outdated: found.gist_incomplete };
        found.sections.insert(0, part);
    }
    found.gist_incomplete = false;
}

/// The short answer of an article as said on a date.
#[must_use]
pub fn gist(article: &Article, local: &LocalFacts, today: Date) -> Rendered {
    render(&article.spoken, article.language, &article.figures, local, today)
}

/// Phrases an article for a date.
pub(super) fn tell(article: &Article, confidence: f32, local: &LocalFacts, today: Date) -> Found {
    let say = |text: &str| render(text, article.language, &article.figures, local, today);
    let gist = gist(article, local, today);
    let sections = article
        .sections
        .iter()
        .map(|section| {
            let Rendered { text, outdated, .. } = say(&section.text);
            Part { heading: section.heading.clone(), text, outdated: outdated > 0 }
        })
        .filter(|part| !part.text.is_empty() || part.outdated)
        .collect();
    let easy = article.easy.iter().map(|step| say(step).text).filter(|text| !text.is_empty()).collect();
    Found {
        article: article.id.clone(),
        language: article.language,
        title: article.title.clone(),
        gist: gist.text,
        gist_incomplete: gist.left_out > 0,
        sections,
        easy,
        by_step: false,
        machine_translated: article.machine_translated,
        suggestion: article.suggestion.as_ref().map(|suggestion| suggestion.text.clone()),
        source: Source {
            title: article.source_title.clone(),
            url: article.source.clone(),
            organisation: article.organisation.clone(),
            checked: article.checked.to_string(),
        },
        asked_part: None,
        likely: None,
        ask_back: false,
        second: None,
        grounds: Grounds::of(article, local, today),
        confidence,
    }
}
