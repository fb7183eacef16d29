//! What words mean at this point in the conversation. Not for: finding answers.

use super::command::Command;
use super::emergency::Urgent;
use super::phrases::Phrases;
use super::state::Open;
use super::words::{behind, words};
use crate::language::Language;

/// What somebody means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Somebody is in danger, or in despair.
    Urgent(Urgent),
    Command(Command),
    /// Wants to be served in this language.
    Language(Language),
    Yes,
    No,
    /// An item that is offered here, by index.
    Choice(usize),
    /// "Hm", or "ja" where nothing was asked: a sign of listening, no more.
    Nodding,
    Thanks,
    /// Not what was understood, but this.
    Correction(String),
    /// Everything else.
    Question(String),
}

const YES: &[&str] = &[
    "ja",
    "jawel",
    "ja hoor",
    "ja graag",
    "graag",
    "klopt",
    "dat klopt",
    "ja dat klopt",
    "zeker",
    "jazeker",
    "ja zeker",
    "goed",
    "is goed",
    "dat is goed",
    "ja dat is goed",
    "prima",
    "oke",
    "oké",
    "ok",
    "okee",
    "doe maar",
    "ja doe maar",
    "inderdaad",
    "precies",
    "juist",
    "ja ja",
    "yes",
    "yes please",
    "yeah",
    "sure",
    "correct",
    "that is right",
    "okay",
    "that s right",
    "right",
];
const NO: &[&str] = &[
    "nee",
    "nee hoor",
    "nee dank u",
    "nee bedankt",
    "nee dank je",
    "klopt niet",
    "dat klopt niet",
    "niet",
    "liever niet",
    "nee dat klopt niet",
    "geen van beide",
    "nee niet nodig",
    "hoeft niet",
    "nee laat maar",
    "laat maar",
    "no",
    "no thanks",
    "no thank you",
    "nope",
    "that is wrong",
    "that s wrong",
    "neither",
];
/// Replies of a word or two, for a recogniser to listen for: what they mean and how they are written. None for languages
/// that are heard without a guide.
#[must_use]
pub fn short_answers(language: Language) -> &'static [(&'static str, &'static str)] {
    match language {
        Language::Nl => {
            &[("yes", "Ja"), ("yes", "Ja graag"), ("yes", "Ja, dat klopt"), ("no", "Nee"), ("no", "Nee, dank u")]
        }
        Language::En => &[("yes", "Yes"), ("yes", "Yes please"), ("no", "No"), ("no", "No thank you")],
        _ => &[],
    }
}

/// Sounds of somebody who is listening.
const NODDING: &[&str] = &[
    "hm",
    "hmm",
    "hmhm",
    "mm",
    "mmm",
    "mhm",
    "uhuh",
    "uh huh",
    "aha",
    "oh",
    "ah",
    "o",
    "eh",
    "uh",
    "ehm",
    "uhm",
    "zo",
    "tja",
    "nou",
    "ja",
    "ja ja",
    "oke",
    "oké",
    "ok",
    "okay",
    "yeah",
    "yes",
    "right",
    "i see",
    "juist",
    "precies",
    "goed",
    "hm hm",
    "oh ja",
    "o ja",
    "ja precies",
    "ja hoor",
    "mm hm",
];
const THANKS: &[&str] = &[
    "dank u",
    "dank u wel",
    "dankuwel",
    "dank je",
    "dank je wel",
    "bedankt",
    "hartelijk dank",
    "hartelijk bedankt",
    "oke bedankt",
    "oké bedankt",
    "ja bedankt",
    "ja dank u",
    "thanks",
    "thank you",
    "thank you very much",
    "many thanks",
];
/// How a correction begins, longest first.
const CORRECTIONS: &[&str] = &[
    "nee dat bedoel ik niet ik bedoel",
    "nee sorry ik bedoel",
    "nee ik bedoelde",
    "nee ik bedoel",
    "nee maar ik bedoel",
    "sorry ik bedoel",
    "ik bedoelde",
    "ik bedoel",
    "nee het gaat over",
    "nee ik vroeg",
    "nee het is",
    "no sorry i mean",
    "no i meant",
    "no i mean",
    "sorry i mean",
    "i meant",
    "i mean",
    "no it is about",
    "no i asked",
];
const ORDINALS: &[(usize, &[&str])] = &[
    (0, &["eerste", "een", "één", "1", "first", "one"]),
    (1, &["tweede", "twee", "2", "second", "two"]),
    (2, &["derde", "drie", "3", "third", "three"]),
];
/// Words around a choice that carry no meaning.
const AROUND: &[&str] = &[
    "de",
    "het",
    "die",
    "nummer",
    "doe",
    "maar",
    "graag",
    "ja",
    "over",
    "vertel",
    "ik",
    "bedoel",
    "wil",
    "meer",
    "horen",
    "wat",
    "zijn",
    "is",
    "alstublieft",
    "dan",
    "the",
    "number",
    "please",
    "about",
    "tell",
    "me",
    "more",
    "i",
    "mean",
    "yes",
    "want",
    "option",
    "optie",
    "moet",
    "mijn",
    "nodig",
    "hoe",
    "en",
    "naar",
    "my",
    "and",
    "for",
    "to",
    "do",
];
/// Maximum number of words in a choice.
const CHOICE_WORDS: usize = 7;

impl Meaning {
    /// The meaning of these words while `open` is what they may answer.
    pub(super) fn of(text: &str, language: Language, open: &Open) -> Self {
        if let Some(urgent) = Urgent::of(text) {
            return Meaning::Urgent(urgent);
        }
        let said = words(text);
        let whole = said.join(" ");
        let asked_for = |language: &Language| language.is_offered() && Phrases::of(*language).asks_for_language(&whole);
        if let Some(wanted) = Language::ALL.into_iter().find(asked_for) {
            return Meaning::Language(wanted);
        }
        if let Some(command) = Command::recognise(text, language) {
            return Meaning::Command(command);
        }
        let replies = &Phrases::of(language).replies;
        if let Open::Offer { .. } | Open::Either { .. } = open
            && let Some(place) = replies.place(&whole)
        {
            return Meaning::Choice(place);
        }
        if let Some(choice) = choice(&said, open) {
            return Meaning::Choice(choice);
        }
        let is = |list: &[&str]| list.contains(&whole.as_str());
        if is(NO) || replies.no.contains(&whole) {
            return Meaning::No;
        }
        if *open != Open::Question && (is(YES) || replies.yes.contains(&whole)) {
            return Meaning::Yes;
        }
        if said.is_empty() || is(NODDING) || replies.yes.contains(&whole) {
            return Meaning::Nodding;
        }
        if is(THANKS) || replies.thanks.contains(&whole) {
            return Meaning::Thanks;
        }
        correction(text, open).map_or_else(|| Meaning::Question(text.to_owned()), Meaning::Correction)
    }
}

/// What is meant instead, if the words are a correction.
fn correction(text: &str, open: &Open) -> Option<String> {
    let wanted = |rest: &str| Some(rest.to_owned()).filter(|rest| rest.chars().any(char::is_alphanumeric));
    let begun = CORRECTIONS.iter().find_map(|beginning| behind(text, beginning));
    // "Nee, huurtoeslag" is a no and more, but only in reply to a question of ours.
    let refused = || ["nee", "no"].iter().find_map(|no| behind(text, no)).filter(|_| *open != Open::Question);
    begun.or_else(refused).and_then(wanted)
}

/// The offered item that the words name.
fn choice(said: &[String], open: &Open) -> Option<usize> {
    if said.is_empty() || said.len() > CHOICE_WORDS {
        return None;
    }
    let names: Vec<Vec<String>> = match open {
        Open::Offer { headings, .. } => headings.iter().map(|heading| words(heading)).collect(),
        Open::Either { options, .. } => options.iter().map(|(_, title)| words(title)).collect(),
        Open::Question
        | Open::Confirm(_)
        | Open::Consent { .. }
        | Open::StaffOffered
        | Open::Feedback { .. }
        | Open::Invited
        | Open::Browsing(_)
        | Open::StillThere(_) => return None,
    };
    let content: Vec<&String> = said.iter().filter(|word| !AROUND.contains(&word.as_str())).collect();
    if let [only] = content[..]
        && let Some((place, _)) = ORDINALS.iter().find(|(_, ordinals)| ordinals.contains(&only.as_str()))
        && *place < names.len()
    {
        return Some(*place);
    }
    // The words that only one name has, and that were said.
    let hits: Vec<usize> =
        names.iter().enumerate().map(|(own, name)| distinct_hits(&content, own, name, &names)).collect();
    let best = *hits.iter().max()?;
    let winners: Vec<usize> =
        hits.iter().enumerate().filter(|(_, hit)| **hit == best).map(|(place, _)| place).collect();
    // A choice names what was offered; a question names something more.
    let known = content.iter().filter(|word| names.iter().flatten().any(|part| alike(part, word))).count();
    (best > 0 && winners.len() == 1 && known == content.len()).then(|| winners[0])
}

fn distinct_hits(content: &[&String], own: usize, name: &[String], names: &[Vec<String>]) -> usize {
    let elsewhere = |word: &str| {
        names.iter().enumerate().any(|(other, name)| other != own && name.iter().any(|part| alike(part, word)))
    };
    name.iter()
        .filter(|part| !AROUND.contains(&part.as_str()) && !elsewhere(part))
        .filter(|part| content.iter().any(|word| alike(part, word)))
        .count()
}

/// Whether these are the same word apart from an ending.
fn alike(one: &str, other: &str) -> bool {
    const STEM: usize = 4;
    let shared = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let longest = one.chars().count().max(other.chars().count());
    one == other || (shared >= STEM && shared + 2 >= longest)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer() -> Open {
        Open::Offer { headings: vec!["Kosten".into(), "Meenemen".into(), "Andere nationaliteit".into()], marked: None }
    }

    fn either() -> Open {
        let option = |id: &str, title: &str| (id.to_owned(), title.to_owned());
        Open::Either {
            options: [option("a", "Huurtoeslag aanvragen"), option("b", "Zorgtoeslag aanvragen")],
            marked: None,
        }
    }

    #[test]
    fn words_mean_what_they_mean_where_they_are_said() {
        for (text, open, expected) in [
            ("Er is brand in mijn huis", Open::Question, Meaning::Urgent(Urgent::Danger)),
            ("Stop", Open::Question, Meaning::Command(Command::Stop)),
            ("ja", Open::Question, Meaning::Nodding),
            ("Hm.", Open::Question, Meaning::Nodding),
            ("ja", offer(), Meaning::Yes),
            ("Nee, dank u", offer(), Meaning::No),
            ("kosten", offer(), Meaning::Choice(0)),
            ("over de kosten graag", offer(), Meaning::Choice(0)),
            ("de tweede", offer(), Meaning::Choice(1)),
            ("wat moet ik meenemen", offer(), Meaning::Choice(1)),
            ("wat kost een rijbewijs", offer(), Meaning::Question("wat kost een rijbewijs".into())),
            ("rijbewijs kosten", offer(), Meaning::Question("rijbewijs kosten".into())),
            ("huurtoeslag", either(), Meaning::Choice(0)),
            ("de zorgtoeslag", either(), Meaning::Choice(1)),
            ("nummer twee", either(), Meaning::Choice(1)),
            ("nee, kinderbijslag", either(), Meaning::Correction("kinderbijslag".into())),
            ("Nee, ik bedoel mijn rijbewijs.", Open::Question, Meaning::Correction("mijn rijbewijs.".into())),
            ("Dank u wel!", Open::Question, Meaning::Thanks),
            ("Hoe vraag ik een paspoort aan?", offer(), Meaning::Question("Hoe vraag ik een paspoort aan?".into())),
        ] {
            assert_eq!(Meaning::of(text, Language::Nl, &open), expected, "{text}");
        }
    }

    #[test]
    fn a_language_is_asked_for_in_its_own_words_whatever_is_spoken() {
        for (text, spoken, wanted) in [
            ("Türkçe!", Language::Nl, Language::Tr),
            ("Po polsku, proszę", Language::En, Language::Pl),
            ("English please", Language::Ar, Language::En),
            ("Nederlands", Language::Uk, Language::Nl),
            ("بالعربية", Language::Nl, Language::Ar),
        ] {
            assert_eq!(Meaning::of(text, spoken, &Open::Question), Meaning::Language(wanted), "{text}");
        }
        assert_eq!(Meaning::of("Dur.", Language::Tr, &Open::Question), Meaning::Command(Command::Stop));
        assert_eq!(Meaning::of("Yangın var!", Language::Nl, &Open::Question), Meaning::Urgent(Urgent::Danger));
        assert_eq!(Meaning::of("evet", Language::Tr, &offer()), Meaning::Yes);
        assert_eq!(Meaning::of("drugie", Language::Pl, &either()), Meaning::Choice(1));
    }
}
