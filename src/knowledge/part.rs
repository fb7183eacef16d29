//! The part of an article that a question asks for: "wat kost", "hoe lang duurt", "wat moet ik meenemen". The phrases
//! for each kind of part, and its usual headings, are in `knowledge/understanding/parts.toml`; the weights of these
//! and of the search's evidence in `part.toml`.

use super::answer::{Found, Part};
use super::article::Article;
use super::index::{SectionEvidence, Terms};
use crate::language::Language;
use serde::{Deserialize, Serialize};
use spoken_text::{plain, sentences};
use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    part: Vec<Kind>,
}

/// A kind of part.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    /// Id of the follow-up that asks for it.
    id: String,
    /// Phrases that ask for it: consecutive words.
    asked: Vec<String>,
    /// Words with which its headings start, the most likely first.
    headings: Vec<String>,
    /// The kind of figure in the sentence that answers; `None` if any sentence may.
    #[serde(default)]
    figure: Figure,
}

/// A figure that answers.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Default)]
#[serde(rename_all = "lowercase")]
enum Figure {
    #[default]
    None,
    Number,
    Money,
}

impl Figure {
    fn is_in(self, sentence: &str) -> bool {
        match self {
            Figure::None => false,
            // The placeholder {name} will be replaced by a figure.
            Figure::Number => sentence.chars().any(|letter| letter.is_ascii_digit() || letter == '{'),
            Figure::Money => ["€", " euro", "gratis", "free of charge", "{"].iter().any(|sign| sentence.contains(sign)),
        }
    }
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../knowledge/understanding/parts.toml"))
        .expect("the built-in file is checked by a test");
    file.part
});

/// Score of a heading of the kind that was asked for; lower for headings that are listed later.
const OF_KIND: f32 = 1.0;
const LATER: f32 = 0.07;
/// Score of the last of many headings.
const LEAST_OF_KIND: f32 = 0.5;

/// The features of the short answer and of each section. The short answer has weights of its own.
pub const SECTION_FEATURES: [&str; 19] = [
    "cover",
    "cover_wording",
    "figure",
    "heading_words",
    "kind",
    "likeness",
    "no_wording",
    "place",
    "rule",
    "short",
    "short_cover",
    "short_cover_wording",
    "short_figure",
    "short_likeness",
    "short_told",
    "short_wording",
    "short_words",
    "told",
    "wording",
];

/// Chooses between the short answer and the sections, with weights that `spraakloket eval --calibrate-sections`
/// writes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SectionChooser {
    /// For searches by meaning, if wordings are known that ask for a section.
    pub meaning: BTreeMap<String, f32>,
    /// For searches by meaning, if none are known.
    pub told: BTreeMap<String, f32>,
    /// For searches by words alone.
    pub words: BTreeMap<String, f32>,
}

/// The features if no wordings are known that ask for a section.
pub const SECTION_TOLD_FEATURES: &[&str] = &[
    "cover",
    "figure",
    "heading_words",
    "kind",
    "place",
    "rule",
    "short",
    "short_cover",
    "short_figure",
    "short_told",
    "short_words",
    "told",
];
/// The features of a section that depend on wordings that ask for it.
pub const SECTION_WORDING_FEATURES: &[&str] = &["cover_wording", "likeness", "wording"];
/// The features without vectors.
pub const SECTION_WORD_FEATURES: &[&str] =
    &["figure", "heading_words", "likeness", "place", "rule", "short", "short_figure", "short_likeness", "short_words"];

static CHOOSER: LazyLock<SectionChooser> =
    LazyLock::new(|| toml::from_str(include_str!("part.toml")).expect("the built-in file is checked by a test"));

impl SectionChooser {
    /// Index of the section that a question asks for; `None` for the short answer. `seen`: the search's evidence,
    /// empty if it had no vectors.
    #[must_use]
    pub fn choose(&self, question: &str, article: &Article, seen: &[SectionEvidence]) -> Option<usize> {
        let weights = match (seen.is_empty(), has_wordings(article)) {
            (true, _) => &self.words,
            (false, true) => &self.meaning,
            (false, false) => &self.told,
        };
        let score = |features: &[f32; SECTION_FEATURES.len()]| -> f32 {
            let named = SECTION_FEATURES.iter().zip(features);
            named.map(|(name, value)| weights.get(*name).copied().unwrap_or_default() * value).sum()
        };
        let scores: Vec<f32> = section_features(question, article, seen).iter().map(score).collect();
        let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))?;
        best.checked_sub(1)
    }
}

/// Whether wordings are known that ask for a section of an article.
fn has_wordings(article: &Article) -> bool {
    article.sections.iter().any(|section| !section.wordings.is_empty())
}

/// The features of an article's short answer and of each section, in this order.
#[must_use]
pub fn section_features(
    question: &str,
    article: &Article,
    seen: &[SectionEvidence],
) -> Vec<[f32; SECTION_FEATURES.len()]> {
    let language = article.language;
    let kinds = kinds_asked_for(&plain(question));
    let figure = kinds.first().map_or(Figure::None, |kind| kind.figure);
    let stems = |text: &str| Terms::Words.of(text, language).into_iter().collect::<HashSet<String>>();
    let asked = stems(question);
    let title = stems(&article.title);
    let wanted: HashSet<&String> = asked.difference(&title).filter(|stem| stem.chars().count() > 2).collect();
    let shared = |text: &str| {
        let found = stems(text).iter().filter(|stem| wanted.contains(stem)).count();
        found as f32 / wanted.len().max(1) as f32
    };
    let likeness = |wordings: &[String]| {
        let alike = wordings.iter().map(|wording| {
            let wording = stems(wording);
            2.0 * wording.intersection(&asked).count() as f32 / (wording.len() + asked.len()).max(1) as f32
        });
        alike.fold(0.0, f32::max)
    };
    let is = |yes: bool| f32::from(u8::from(yes));
    let seen = |place: usize| seen.get(place).copied().unwrap_or_default();
    let named = |values: &[(&str, f32)]| {
        SECTION_FEATURES.map(|name| values.iter().find(|(other, _)| *other == name).map_or(0.0, |(_, value)| *value))
    };
    let short = seen(0);
    // If no section has wordings, those of the whole article do not count for the short answer.
    let general = if has_wordings(article) { [&article.questions[..], &article.wordings].concat() } else { Vec::new() };
    let mut features = vec![named(&[
        ("short", 1.0),
        ("short_told", short.told),
        ("short_cover", short.cover),
        ("short_cover_wording", short.cover_wording),
        ("short_figure", is(figure.is_in(&article.spoken))),
        ("short_words", shared(&article.spoken)),
        ("short_likeness", likeness(&general)),
        ("short_wording", short.wording.unwrap_or_default()),
    ])];
    features.extend(article.sections.iter().enumerate().map(|(place, section)| {
        let seen = seen(place + 1);
        named(&[
            ("told", seen.told),
            ("cover", seen.cover),
            ("wording", seen.wording.unwrap_or_default()),
            ("no_wording", is(seen.wording.is_none())),
            ("cover_wording", seen.cover_wording),
            ("kind", seen.kind),
            ("figure", is(figure.is_in(&section.text))),
            ("heading_words", shared(&section.heading)),
            ("likeness", likeness(&section.wordings)),
            ("place", place as f32),
            ("rule", kinds.iter().map(|kind| of_kind(kind, &section.heading)).fold(0.0, f32::max)),
        ])
    }));
    relative(&mut features);
    features
}

/// Features that are taken relative to the mean over the article's sections, because what all of them have in common
/// with a question says nothing. Each with its name for the short answer, if it is used there.
const RELATIVE: &[(&str, Option<&str>)] = &[
    ("told", Some("short_told")),
    ("cover", Some("short_cover")),
    ("wording", Some("short_wording")),
    ("cover_wording", Some("short_cover_wording")),
    ("likeness", Some("short_likeness")),
    ("kind", None),
];

/// Subtracts the mean over the sections. A section without known wordings gets the mean.
fn relative(features: &mut [[f32; SECTION_FEATURES.len()]]) {
    let place = |name: &str| SECTION_FEATURES.iter().position(|other| *other == name).expect("a feature of the list");
    let Some((short, sections)) = features.split_first_mut() else { return };
    let no_wording = place("no_wording");
    for (name, of_short) in RELATIVE {
        let (own, of_wordings) = (place(name), matches!(*name, "wording" | "cover_wording"));
        let is_known = |section: &[f32; SECTION_FEATURES.len()]| !of_wordings || section[no_wording] < 0.5;
        let known: Vec<f32> = sections.iter().filter(|section| is_known(section)).map(|section| section[own]).collect();
        let mean = known.iter().sum::<f32>() / known.len().max(1) as f32;
        for section in sections.iter_mut() {
            section[own] = if is_known(section) { section[own] - mean } else { 0.0 };
        }
        if let Some(of_short) = of_short {
            short[place(of_short)] -= mean;
        }
    }
}

/// Index of the heading under which a kind of part is found.
#[must_use]
pub fn part_of_kind<'a>(id: &str, headings: impl Iterator<Item = &'a str>) -> Option<usize> {
    let kind = KINDS.iter().find(|kind| kind.id == id)?;
    let scores: Vec<f32> = headings.map(|heading| of_kind(kind, heading)).collect();
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))?;
    (scores[best] > 0.0).then_some(best)
}

/// Index of the heading that a short question asks for.
#[must_use]
pub fn section_asked_for<'a>(question: &str, headings: impl Iterator<Item = &'a str>) -> Option<usize> {
    let asked = plain(question);
    let padded = format!(" {asked} ");
    let headings: Vec<&str> = headings.collect();
    let of_kind = kinds_asked_for(&asked).into_iter().find_map(|kind| part_of_kind(&kind.id, headings.iter().copied()));
    let by_name = || headings.iter().position(|heading| padded.contains(&format!(" {} ", plain(heading))));
    of_kind.or_else(by_name)
}

/// Whether a word by itself asks for a kind of part.
pub(super) fn is_asked_alone(word: &str) -> bool {
    KINDS.iter().any(|kind| kind.asked.iter().any(|asked| asked == word))
}

/// Removes and returns the part that a question asks for, its answering sentence first.
pub(super) fn take_asked_part(
    found: &mut Found,
    question: &str,
    article: &Article,
    seen: &[SectionEvidence],
) -> Option<Part> {
    let heading = &article.sections[CHOOSER.choose(question, article, seen)?].heading;
    let place = found.sections.iter().position(|part| part.heading == *heading)?;
    let mut part = found.sections.remove(place);
    let asked = kinds_asked_for(&plain(question)).first().copied();
    let figure = asked.or_else(|| kind_under(&part.heading)).map_or(Figure::None, |kind| kind.figure);
    part.text = telling_first(&part.text, question, figure, article.language);
    Some(part)
}

/// The kind of part under a heading: its id, or the heading itself if it is of no kind.
pub(super) fn kind_of_heading(heading: &str) -> String {
    kind_under(heading).map_or_else(|| plain(heading), |kind| kind.id.clone())
}

/// The most likely kind of part under a heading.
fn kind_under(heading: &str) -> Option<&'static Kind> {
    let kinds = KINDS.iter().map(|kind| (of_kind(kind, heading), kind)).filter(|(score, _)| *score > 0.0);
    kinds.min_by(|(a, _), (b, _)| b.total_cmp(a)).map(|(_, kind)| kind)
}

/// Moves the sentence with most of the question's words, and with a figure if one is asked for, to the front if it can
/// stand there.
fn telling_first(text: &str, question: &str, figure: Figure, language: Language) -> String {
    let mut all = sentences(text);
    let asked: HashSet<String> = Terms::Words.of(question, language).into_iter().collect();
    let score = |sentence: &String| {
        let shared = Terms::Words.of(sentence, language).iter().filter(|stem| asked.contains(*stem)).count() as f32;
        shared + if figure.is_in(sentence) { 3.0 } else { 0.0 }
    };
    let best = (0..all.len()).max_by(|a, b| score(&all[*a]).total_cmp(&score(&all[*b])).then(b.cmp(a)));
    if let Some(best) = best.filter(|best| *best > 0 && figure.is_in(&all[*best]) && stands_alone(&all[*best])) {
        let sentence = all.remove(best);
        all.insert(0, sentence);
    }
    all.join(" ")
}

/// Whether a sentence is understandable without the one before it. The list is grammar: words that refer back.
fn stands_alone(sentence: &str) -> bool {
    const POINTING: &[&str] = &[
        "dat", "dit", "die", "deze", "daar", "daarna", "dan", "ook", "hij", "zij", "ze", "het", "maar", "en", "doet",
        "that", "this", "these", "then", "it", "they", "he", "she", "but", "and", "also", "after",
    ];
    let plain = plain(sentence);
    !plain.split(' ').next().is_some_and(|first| POINTING.contains(&first))
}

/// The kinds of part that are asked for, the longest phrase first.
fn kinds_asked_for(asked: &str) -> Vec<&'static Kind> {
    let padded = format!(" {asked} ");
    let mut found: Vec<(usize, &Kind)> = KINDS
        .iter()
        .filter_map(|kind| {
            let said = kind.asked.iter().filter(|words| padded.contains(&format!(" {words} ")));
            said.map(std::string::String::len).max().map(|length| (length, kind))
        })
        .collect();
    found.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    found.into_iter().map(|(_, kind)| kind).collect()
}

fn of_kind(kind: &Kind, heading: &str) -> f32 {
    let heading = format!(" {} ", plain(heading));
    let place = kind.headings.iter().position(|name| heading.starts_with(&format!(" {name}")));
    place.map_or(0.0, |place| (OF_KIND - LATER * place as f32).max(LEAST_OF_KIND))
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
    fn the_built_in_weights_are_of_features_that_there_are() {
        for (weights, names) in [
            (&CHOOSER.meaning, &SECTION_FEATURES[..]),
            (&CHOOSER.told, SECTION_TOLD_FEATURES),
            (&CHOOSER.words, SECTION_WORD_FEATURES),
        ] {
            assert!(weights.keys().map(String::as_str).eq(names.iter().copied()), "{weights:?}");
        }
    }

    #[test]
    fn the_part_that_is_asked_for_is_found_without_vectors_and_its_figure_comes_first() {
        let article = article("paspoort-aanvragen");
        for (question, heading) in [
            ("wat kost een paspoort?", Some("Kosten")),
            ("hoe lang duurt het voordat mijn paspoort klaar is?", Some("Termijn")),
            ("wat moet ik meenemen voor een paspoort", Some("Meenemen")),
            ("ik wil een paspoort aanvragen", None),
        ] {
            let place = CHOOSER.choose(question, &article, &[]);
            assert_eq!(place.map(|place| article.sections[place].heading.as_str()), heading, "{question}");
        }
        let part = |heading: &str, text: &str| Part { heading: heading.into(), text: text.into(), outdated: false };
        let price = "De gemeente bepaalt de prijs. Voor wie 18 jaar of ouder is, kost een paspoort hoogstens € 88,65. Voor \
                     wie jonger is, kost het hoogstens € 67,05.";
        let mut found =
            Found { sections: vec![part("Afspraak", "Ga zelf."), part("Kosten", price)], ..Found::example() };
        let part = take_asked_part(&mut found, "wat kost een paspoort?", &article, &[]).unwrap();
        assert!(
            part.text.starts_with("Voor wie 18 jaar of ouder is, kost een paspoort hoogstens € 88,65."),
            "{}",
            part.text
        );
        assert!(part.text.ends_with("De gemeente bepaalt de prijs. Voor wie jonger is, kost het hoogstens € 67,05."));
        assert_eq!(found.sections.len(), 1);
    }

    #[test]
    fn a_short_question_finds_the_part_by_its_kind_or_name() {
        let headings = ["Aanvragen", "Kosten", "Termijn", "Meenemen"];
        let asked = |question| section_asked_for(question, headings.into_iter());
        assert_eq!(asked("wat kost het?"), Some(1));
        assert_eq!(asked("de prijs"), Some(1));
        assert_eq!(asked("hoe lang duurt dat"), Some(2));
        assert_eq!(asked("wat moet ik meenemen?"), Some(3));
        assert_eq!(asked("hoeveel is dat?"), Some(1));
        assert_eq!(asked("aanvragen"), Some(0));
        assert_eq!(asked("wie is de burgemeester?"), None);
    }
}
