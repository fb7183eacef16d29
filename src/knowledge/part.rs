//! The part of an article that a question asks for: "wat kost", "hoe lang duurt", "wat moet ik meenemen". What people
//! say for each kind of part, and the headings under which it stands, are in `knowledge/understanding/parts.toml`.

use super::answer::{Found, Part};
use super::index::Terms;
use crate::language::Language;
use crate::speak::text::sentences;
use serde::Deserialize;
use std::collections::HashSet;
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
    /// The id of the follow-up that asks for it.
    id: String,
    /// What is said when it is asked for: words in a row.
    asked: Vec<String>,
    /// Words that a heading of it begins with, the likeliest first.
    headings: Vec<String>,
    /// What the sentence has that answers it; nothing where any may.
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
            Figure::Number => sentence.chars().any(|letter| letter.is_ascii_digit()),
            Figure::Money => ["€", " euro", "gratis", "free of charge"].iter().any(|sign| sentence.contains(sign)),
        }
    }
}

static KINDS: LazyLock<Vec<Kind>> = LazyLock::new(|| {
    let file: File = toml::from_str(include_str!("../../knowledge/understanding/parts.toml"))
        .expect("the built-in file is checked by a test");
    file.part
});

/// What a heading counts that is of the kind that was asked for, less for headings that are named later.
const OF_KIND: f32 = 3.0;
const LATER: f32 = 0.2;
/// What a word counts that the question shares with a heading, and with a text.
const IN_HEADING: f32 = 2.0;
const IN_TEXT: f32 = 0.6;
/// A part must count this much to be told, and so much more than the short answer.
const LEAST: f32 = 1.5;
const LEAD: f32 = 0.6;

/// The place of the part that a question asks for.
#[must_use]
pub fn part_asked_for(question: &str, found: &Found, language: Language) -> Option<usize> {
    let asked = plain(question);
    let kinds = kinds_asked_for(&asked);
    let title: HashSet<String> = Terms::Words.of(&found.title, language).into_iter().collect();
    let told = |text: &str| Terms::Words.of(text, language).into_iter().collect::<HashSet<String>>();
    let mut wanted = told(question);
    wanted.retain(|stem| !title.contains(stem) && stem.chars().count() > 2);
    let shared = |text: &str| told(text).intersection(&wanted).count() as f32;
    let score = |part: &Part| {
        let of_kind = kinds.iter().map(|kind| of_kind(kind, &part.heading)).fold(0.0, f32::max);
        of_kind + IN_HEADING * shared(&part.heading) + IN_TEXT * shared(&part.text)
    };
    let scores: Vec<f32> = found.sections.iter().map(score).collect();
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))?;
    let of_gist = IN_TEXT * shared(&found.gist);
    (scores[best] >= LEAST && scores[best] >= of_gist + LEAD).then_some(best)
}

/// The place of the heading under which the part of a kind stands.
#[must_use]
pub fn part_of_kind<'a>(id: &str, headings: impl Iterator<Item = &'a str>) -> Option<usize> {
    let kind = KINDS.iter().find(|kind| kind.id == id)?;
    let scores: Vec<f32> = headings.map(|heading| of_kind(kind, heading)).collect();
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]).then(b.cmp(a)))?;
    (scores[best] > 0.0).then_some(best)
}

/// The place of the heading that a question in few words asks for.
#[must_use]
pub fn section_asked_for<'a>(question: &str, headings: impl Iterator<Item = &'a str>) -> Option<usize> {
    let asked = plain(question);
    let padded = format!(" {asked} ");
    let headings: Vec<&str> = headings.collect();
    let of_kind = kinds_asked_for(&asked).into_iter().find_map(|kind| part_of_kind(&kind.id, headings.iter().copied()));
    let by_name = || headings.iter().position(|heading| padded.contains(&format!(" {} ", plain(heading))));
    of_kind.or_else(by_name)
}

/// Whether a word alone asks for a kind of part.
pub(super) fn is_asked_alone(word: &str) -> bool {
    KINDS.iter().any(|kind| kind.asked.iter().any(|asked| asked == word))
}

/// Takes the part that a question asks for out of the parts, its telling sentence first.
pub(super) fn take_asked_part(found: &mut Found, question: &str, language: Language) -> Option<Part> {
    let place = part_asked_for(question, found, language)?;
    let mut part = found.sections.remove(place);
    let figure = kinds_asked_for(&plain(question)).first().map_or(Figure::None, |kind| kind.figure);
    part.text = telling_first(&part.text, question, figure, language);
    Some(part)
}

/// The sentence that holds most of the question, with a figure where one is asked for, comes first if it can stand
/// there.
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

/// Whether a sentence says something without the one before it. These words are the grammar of pointing back.
fn stands_alone(sentence: &str) -> bool {
    const POINTING: &[&str] = &[
        "dat", "dit", "die", "deze", "daar", "daarna", "dan", "ook", "hij", "zij", "ze", "het", "maar", "en", "doet",
        "that", "this", "these", "then", "it", "they", "he", "she", "but", "and", "also", "after",
    ];
    let plain = plain(sentence);
    !plain.split(' ').next().is_some_and(|first| POINTING.contains(&first))
}

/// The kinds of part that are asked for, the longest wording first.
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
    place.map_or(0.0, |place| (OF_KIND - LATER * place as f32).max(LEAST))
}

fn plain(text: &str) -> String {
    let kept: String =
        text.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).flat_map(char::to_lowercase).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        let part = |heading: &str, text: &str| Part { heading: heading.into(), text: text.into(), outdated: false };
        Found {
            title: "Een paspoort aanvragen".into(),
            gist: "U vraagt een paspoort aan bij de gemeente waar u staat ingeschreven.".into(),
            sections: vec![
                part("Afspraak", "U gaat zelf naar de gemeente."),
                part("Meenemen", "Neem alle paspoorten mee die u nog hebt."),
                part(
                    "Kosten",
                    "De gemeente bepaalt de prijs. Voor wie 18 jaar of ouder is, kost een paspoort hoogstens € 88,65. Voor wie jonger is, kost het hoogstens € 67,05.",
                ),
                part("Termijn", "Meestal ligt uw paspoort na ongeveer 5 werkdagen klaar."),
            ],
            ..Found::example()
        }
    }

    #[test]
    fn the_part_that_is_asked_for_is_found_and_its_figure_comes_first() {
        for (question, heading) in [
            ("wat kost een paspoort?", Some("Kosten")),
            ("hoe lang duurt het voordat mijn paspoort klaar is?", Some("Termijn")),
            ("wat moet ik meenemen voor een paspoort", Some("Meenemen")),
            ("moet ik een afspraak maken voor een paspoort", Some("Afspraak")),
            ("hoe vraag ik een paspoort aan", None),
        ] {
            let found = found();
            let place = part_asked_for(question, &found, Language::Nl);
            assert_eq!(place.map(|place| found.sections[place].heading.as_str()), heading, "{question}");
        }
        let part = take_asked_part(&mut found(), "wat kost een paspoort?", Language::Nl).unwrap();
        assert!(
            part.text.starts_with("Voor wie 18 jaar of ouder is, kost een paspoort hoogstens € 88,65."),
            "{}",
            part.text
        );
        assert!(part.text.ends_with("De gemeente bepaalt de prijs. Voor wie jonger is, kost het hoogstens € 67,05."));
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
