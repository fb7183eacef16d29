//! Phrases the stages' results as they are spoken. Not for: deciding when.

use super::Prompts;
use crate::knowledge::{Found, Part, Second, Source};
use crate::language::Language;

/// Number of headings offered at once: people do not remember more when they only hear them.
const OFFERED: usize = 3;

/// Checks every sentence against the source: one whose figures are not there is not said, and the person is referred
/// to the source instead.
pub(super) fn grounded(found: &Found, spoken: &str, prompts: &Prompts, language: Language) -> String {
    let (kept, taken_out) = found.grounds.keep_grounded(spoken);
    if taken_out == 0 {
        return spoken.to_owned();
    }
    tracing::error!(code = "figure-mismatch", article = found.article, taken_out);
    format!("{kept} {}", phrase_see_source(found, prompts, language)).trim_start().to_owned()
}

/// Asks whether a question was about this, when its transcript is uncertain (`heard` false) or its meaning is.
pub(super) fn phrase_confirmation(found: &Found, heard: bool, prompts: &Prompts, language: Language) -> String {
    let subject = subject(&found.title);
    let key = if heard { "confirm-meant" } else { "confirm" };
    prompts.say(language, key, &[("subject", &subject)])
}

/// Names the subject of an answer that is likely rather than sure.
pub(super) fn phrase_about(found: &Found, prompts: &Prompts, language: Language) -> String {
    prompts.say(language, "about", &[("subject", &subject(&found.title))])
}

/// Offers to tell something else, and parts by name if there are any.
pub(super) fn phrase_likely_offer(headings: &[String], prompts: &Prompts, language: Language) -> String {
    let other = prompts.say(language, "likely", &[]);
    if headings.is_empty() {
        return other;
    }
    let headings: Vec<String> = headings.iter().map(|heading| lower_first(heading)).collect();
    let listed = enumerate(&headings, &prompts.say(language, "or", &[]));
    format!("{other} {}", prompts.say(language, "likely-more", &[("headings", &listed)]))
}

/// Names the publisher of what was just said.
#[must_use]
pub fn phrase_source(organisation: &str, prompts: &Prompts, language: Language) -> String {
    prompts.say(language, "source", &[("organisation", organisation)])
}

/// The gist, its publisher, at most one suggestion, and the answer to a second question.
pub(super) fn phrase_answer(found: &Found, prompts: &Prompts, language: Language) -> String {
    let mut sentences = vec![phrase_first(found, prompts, language)];
    sentences.extend(found.suggestion.clone());
    match &found.second {
        Some(Second::Part(part)) => sentences.push(phrase_part(part, found, prompts, language)),
        Some(Second::Answered(other)) => {
            sentences.push(prompts.say(language, "second-question", &[]));
            sentences.push(phrase_first(other, prompts, language));
        }
        Some(Second::Referred) => sentences.push(prompts.say(language, "second-referred", &[])),
        None => {}
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// Names of the parts that are offered next.
pub(super) fn offered(found: &Found) -> Vec<String> {
    let most = if found.by_step { 1 } else { OFFERED };
    found.sections.iter().take(most).map(|part| part.heading.clone()).collect()
}

/// Offers parts by name.
pub(super) fn phrase_offer(headings: &[String], prompts: &Prompts, language: Language) -> String {
    let headings: Vec<String> = headings.iter().map(|heading| lower_first(heading)).collect();
    let listed = enumerate(&headings, &prompts.say(language, "or", &[]));
    prompts.say(language, "offer", &[("headings", &listed)])
}

/// The part that was asked for, or else the gist, and its publisher.
fn phrase_first(found: &Found, prompts: &Prompts, language: Language) -> String {
    match &found.asked_part {
        Some(part) => {
            let source = phrase_source(&found.source.organisation, prompts, language);
            format!("{} {source}", phrase_part(part, found, prompts, language)).trim_start().to_owned()
        }
        None => phrase_gist(found, prompts, language),
    }
}

/// The gist and its publisher, or a reference to the source if a part of the gist is unknown today.
fn phrase_gist(found: &Found, prompts: &Prompts, language: Language) -> String {
    let source = if found.gist_incomplete {
        phrase_see_source(found, prompts, language)
    } else {
        phrase_source(&found.source.organisation, prompts, language)
    };
    format!("{} {source}", found.gist).trim_start().to_owned()
}

/// A part of an article; if its figures are outdated, the person is referred to the source.
pub(super) fn phrase_part(part: &Part, found: &Found, prompts: &Prompts, language: Language) -> String {
    let mut sentences = vec![part.text.clone()];
    if part.outdated {
        sentences.push(phrase_see_source(found, prompts, language));
    }
    sentences.retain(|sentence| !sentence.is_empty());
    sentences.join(" ")
}

/// Refers the person to the page, because something on it may have changed.
pub(super) fn phrase_see_source(found: &Found, prompts: &Prompts, language: Language) -> String {
    let (page, organisation) = (found.source.title.as_str(), found.source.organisation.as_str());
    prompts.say(language, "see-source", &[("page", page), ("organisation", organisation)])
}

/// Where an answer comes from: organisation, page and the date on which it was checked.
pub(super) fn phrase_where(source: &Source, prompts: &Prompts, language: Language) -> String {
    let (page, organisation) = (source.title.as_str(), source.organisation.as_str());
    let day = language.day_in_words(&source.checked);
    prompts.say(language, "where", &[("page", page), ("organisation", organisation), ("date", &day)])
}

/// "a, b or c".
fn enumerate(items: &[String], or: &str) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [most @ .., last] => format!("{} {or} {last}", most.join(", ")),
    }
}

/// A title in the middle of a question of ours: imported documents have questions as titles.
pub(super) fn subject(title: &str) -> String {
    lower_first(title.trim_end_matches(['?', ' ']))
}

/// Lower case at the start, except for abbreviations and names (`DigiD`, `WOZ-waarde`).
fn lower_first(text: &str) -> String {
    let first_word = text.split([' ', '-']).next().unwrap_or_default();
    if first_word.chars().skip(1).any(char::is_uppercase) {
        return text.to_owned();
    }
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(heading: &str) -> Part {
        Part { heading: heading.to_owned(), text: "Tekst.".to_owned(), outdated: false }
    }

    fn whole(found: &Found, prompts: &Prompts) -> String {
        let offer = phrase_offer(&offered(found), prompts, Language::Nl);
        format!("{} {offer}", phrase_answer(found, prompts, Language::Nl))
    }

    #[test]
    fn an_answer_has_its_source_one_suggestion_and_three_offers() {
        let sections = ["Kosten", "Meenemen", "Termijn", "Online"];
        let found = Found {
            sections: sections.map(part).to_vec(),
            suggestion: Some("Misschien hebt u recht op hulp.".into()),
            ..Found::example()
        };
        let prompts = Prompts::built_in().unwrap();
        let said = whole(&found, &prompts);
        let expected = "U vraagt het aan bij uw gemeente. Dit komt van Rijksoverheid. Misschien hebt u recht op \
                        hulp. Wilt u meer horen over kosten, meenemen of termijn?";
        assert_eq!(said, expected);
        let second = |second| {
            let both = Found { second: Some(second), suggestion: None, ..found.clone() };
            whole(&both, &prompts)
        };
        let other = Found { gist: "Dat kost geld.".into(), ..found.clone() };
        let said = second(Second::Answered(Box::new(other)));
        assert!(said.contains("Dan uw andere vraag. Dat kost geld. Dit komt van Rijksoverheid."), "{said}");
        let said = second(Second::Part(Part { outdated: true, ..part("Kosten") }));
        assert!(said.contains("Tekst. Het bedrag of de termijn kan veranderd zijn. Kijk op Paspoort"), "{said}");
        assert!(second(Second::Referred).contains("Stel die daarna nog eens apart."));
        let said = phrase_where(&found.source, &prompts, Language::Nl);
        assert_eq!(said, "Dit staat op de pagina Paspoort van Rijksoverheid. Het is nagekeken op 23 november 2026.");
        let outdated = Found { gist: String::new(), gist_incomplete: true, suggestion: None, ..found };
        let said = whole(&outdated, &prompts);
        assert!(said.starts_with("Het bedrag of de termijn kan veranderd zijn. Kijk op Paspoort"), "{said}");
    }

    #[test]
    fn lists_are_said_as_people_say_them() {
        let items = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>();
        assert_eq!(enumerate(&items(&["kosten"]), "of"), "kosten");
        assert_eq!(enumerate(&items(&["kosten", "termijn", "meenemen"]), "of"), "kosten, termijn of meenemen");
        assert_eq!(lower_first("Een paspoort"), "een paspoort");
        assert_eq!(lower_first("DigiD aanvragen"), "DigiD aanvragen");
        assert_eq!(lower_first("WOZ-waarde"), "WOZ-waarde");
        assert_eq!(subject("Wanneer krijg ik AOW?"), "wanneer krijg ik AOW");
    }
}
