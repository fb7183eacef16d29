//! The knowledge base with understanding in front of it: finds out what a person means.

use super::classifier::Class;
use super::decide::{Meant, Thresholds, Weighed, urgent_chance};
use super::lead_in::{clauses, without_lead_in};
use super::store::{self, Kept};
use super::{AskedBack, Context, Kind, Said, Subject, Understanding};
use crate::classify::plain;
use crate::knowledge::{Answer, Entry, Found, KnowledgeDesk, KnowledgeError, Second, part_of_kind};
use crate::language::Language;
use jiff::Timestamp;
use jiff::civil::Date;
use spoken_text::FunctionWords;
use std::path::Path;

/// Maximum number of words in a follow-up; anything longer stands on its own.
const FOLLOW_UP_WORDS: usize = 8;

/// Maximum number of words that may merely say what differs from the subject.
const FEW_WORDS: usize = 4;

/// Answers what is said. Blocking; lives on a worker thread.
pub struct UnderstandingDesk {
    knowledge: KnowledgeDesk,
    /// `None` if the index was built by a version without it; then everything is a question.
    kept: Option<Kept>,
    thresholds: Thresholds,
}

impl UnderstandingDesk {
    /// Puts an index folder's classifier in front of its knowledge.
    pub fn open(folder: &Path, knowledge: KnowledgeDesk) -> Result<Self, KnowledgeError> {
        let kept = crate::knowledge::current_generation(folder)
            .map(|generation| store::open(&generation))
            .transpose()
            .map_err(|error| KnowledgeError::BrokenIndex { path: folder.to_owned(), reason: error.to_string() })?
            .flatten();
        if kept.is_none() {
            tracing::warn!(
                "everything that is said is taken for a question: the index at {} is of an older version. Build it \
                 again: `spraakloket index`",
                folder.display()
            );
        }
        Ok(UnderstandingDesk { knowledge, kept, thresholds: Thresholds::built_in() })
    }

    /// The meaning of a text in its context, on a date. Takes the text as it was said, and as it may be looked up.
    pub fn understand(
        &self,
        [text, masked]: [&str; 2],
        context: &Context,
        language: Language,
        today: Date,
    ) -> Result<Understanding, KnowledgeError> {
        let masked = searchable(masked);
        let said = without_lead_in(&masked);
        let mut looked_up = None;
        // The wordings of what is no question are Dutch and English.
        let entry = match language.grammar().and_then(|_| self.entry(text, context)) {
            Some(meant) if meant.unless_found => {
                let answer = self.answer(said, language, today)?;
                let is_else = self.is_about_else(&answer, meant);
                looked_up = Some(answer);
                (!is_else).then(|| self.said(meant, language))
            }
            meant => meant.map(|meant| self.said(meant, language)),
        };
        if let Some(entry) = &entry
            && !matches!(entry.kind, Kind::FollowUp)
        {
            return Ok(Understanding::Said(entry.clone()));
        }
        if let AskedBack::Either(options) = &context.asked
            && let Some(place) = the_general_one(said, options)
        {
            return Ok(Understanding::Choice(place));
        }
        match &context.subject {
            Some(subject) if entry.is_some() || leans(said, language) => {
                self.follow_up(said, entry.as_ref(), subject, language, today)
            }
            subject => {
                let alone = match looked_up {
                    Some(answer) => answer,
                    None => self.answer(said, language, today)?,
                };
                Ok(Understanding::Answer(self.or_to_subject(alone, said, subject.as_ref(), language, today)?))
            }
        }
    }

    /// The answer to the text alone or, if a few words have none, to what they say about the subject ("in het
    /// buitenland").
    fn or_to_subject(
        &self,
        alone: Answer,
        said: &str,
        subject: Option<&Subject>,
        language: Language,
        today: Date,
    ) -> Result<Answer, KnowledgeError> {
        let few = said.split_whitespace().count() <= FEW_WORDS;
        let Some(subject) = subject.filter(|_| few && !matches!(alone, Answer::Found(_))) else { return Ok(alone) };
        match self.answer(&format!("{}: {said}", subject.title), language, today)? {
            Answer::Found(found) if found.article != subject.article => Ok(Answer::Found(found)),
            _ => Ok(alone),
        }
    }

    /// The entry that the text matches; `None` if it is a question.
    fn entry(&self, text: &str, context: &Context) -> Option<Meant> {
        let kept = self.kept.as_ref()?;
        let classes = &kept.classifier.classes;
        if is_in_foreign_letters(text) {
            let class = classes.iter().position(|class| class.kind == Kind::OtherLanguage && class.id == "other")?;
            return Some(Meant { class, chance: 1.0, unless_found: false });
        }
        let exact = [text, without_lead_in(text)].into_iter().find_map(|text| kept.exact.get(&plain(text)).copied());
        match exact.filter(|class| context.allows(classes[*class].kind)) {
            Some(class) => Some(Meant { class, chance: 1.0, unless_found: false }),
            None => self.thresholds.believe(classes, &self.weigh(text)?, context),
        }
    }

    fn said(&self, meant: Meant, language: Language) -> Said {
        let class = &self.classes()[meant.class];
        let reply = class.replies.iter().find(|(code, _)| code == language.code()).or(class.replies.first());
        Said {
            kind: class.kind,
            id: class.id.clone(),
            reply: reply.map(|(_, reply)| reply.clone()),
            confidence: meant.chance,
        }
    }

    /// The classes of the classifier.
    #[must_use]
    pub fn classes(&self) -> &[Class] {
        self.kept.as_ref().map_or(&[], |kept| &kept.classifier.classes)
    }

    /// The classifier's result for a text as it was said; for a story, also for its parts.
    #[must_use]
    pub fn weigh(&self, text: &str) -> Option<Weighed> {
        let kept = self.kept.as_ref()?;
        let text = searchable(text);
        let said = without_lead_in(&text);
        let chances = |text: &str| kept.chances(text, self.knowledge.embed_question(text).as_deref());
        let urgent = |chances: &[f32]| urgent_chance(&kept.classifier.classes, chances);
        let parts = clauses(said).into_iter().map(chances).max_by(|a, b| urgent(a).total_cmp(&urgent(b)));
        // Last, because the search embeds the same text next.
        let whole = chances(said);
        let urgent_part = parts.filter(|part| urgent(part) > urgent(&whole));
        Some(Weighed { whole, urgent_part })
    }

    /// Id of the article that would answer a text as it may be looked up.
    pub fn article_for(&self, masked: &str, language: Language, today: Date) -> Result<Option<String>, KnowledgeError> {
        Ok(match self.answer(without_lead_in(&searchable(masked)), language, today)? {
            Answer::Found(found) => Some(found.article),
            _ => None,
        })
    }

    /// Whether an answer is an article about another matter than an entry's.
    fn is_about_else(&self, answer: &Answer, meant: Meant) -> bool {
        matches!(answer, Answer::Found(found) if !self.classes()[meant.class].articles.contains(&found.article))
    }

    /// A short question about what was just told: one of its parts, or a question that names its subject.
    fn follow_up(
        &self,
        said: &str,
        entry: Option<&Said>,
        subject: &Subject,
        language: Language,
        today: Date,
    ) -> Result<Understanding, KnowledgeError> {
        let of_entry = entry.and_then(|entry| part_of_kind(&entry.id, subject.parts.iter().map(String::as_str)));
        if let Some(place) = of_entry {
            return Ok(Understanding::Part(place));
        }
        let answer = self.answer(&format!("{}: {said}", subject.title), language, today)?;
        Ok(Understanding::Answer(match answer {
            Answer::Found(found) => Answer::Found(Box::new(with_the_same_part(*found, subject))),
            answer => answer,
        }))
    }

    /// The answer; for a long story without one, the answer to its last clause.
    fn answer(&self, said: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        let whole = self.knowledge.answer_question(said, language, today)?;
        if !matches!(whole, Answer::NotFound { .. }) {
            return Ok(whole);
        }
        let Some(last) = clauses(said).last().copied() else { return Ok(whole) };
        match self.knowledge.answer_question(last, language, today)? {
            found @ Answer::Found(_) => Ok(found),
            _ => Ok(whole),
        }
    }

    /// What one article has to say, on a date.
    pub fn about(&mut self, article: &str, language: Language, today: Date) -> Result<Answer, KnowledgeError> {
        self.knowledge.about(article, language, today)
    }

    /// What two articles have to say, one after the other.
    pub fn about_both(
        &mut self,
        [first, second]: [&str; 2],
        language: Language,
        today: Date,
    ) -> Result<Answer, KnowledgeError> {
        let (first, second) = (self.about(first, language, today)?, self.about(second, language, today)?);
        Ok(match (first, second) {
            (Answer::Found(mut found), Answer::Found(other)) => {
                found.grounds.extend(&other.grounds);
                found.second = Some(Second::Answered(other));
                Answer::Found(found)
            }
            (Answer::Found(found), _) | (_, Answer::Found(found)) => Answer::Found(found),
            (neither, _) => neither,
        })
    }

    /// Notices that everybody has to hear first at a moment, the most urgent first.
    #[must_use]
    pub fn notices(&self, language: Language, now: Timestamp) -> Vec<String> {
        self.knowledge.notices(language, now)
    }

    /// The subjects to browse.
    #[must_use]
    pub fn subjects(&self, language: Language) -> Vec<Entry> {
        self.knowledge.subjects(language)
    }

    /// A fact that the operator entered about the municipality, by name.
    #[must_use]
    pub fn local_fact(&self, name: &str, language: Language) -> Option<String> {
        self.knowledge.local_fact(name, language)
    }
}

/// The text in the form to search for: without marks for masked words, and in lower case if its capitals carry no
/// meaning, because embeddings treat them as different words.
fn searchable(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        kept.push_str(before);
        rest = after.split_once(']').map_or(after, |(_, after)| after);
    }
    kept.push_str(rest);
    let words = || kept.split_whitespace().filter_map(|word| word.chars().find(|letter| letter.is_alphabetic()));
    let capitals = words().count() > 1 && words().all(char::is_uppercase);
    let shouts = kept.chars().any(char::is_alphabetic) && !kept.chars().any(char::is_lowercase);
    if capitals || shouts { kept.to_lowercase() } else { kept }
}

/// Whether most letters belong to an alphabet in which Dutch and English are not written.
fn is_in_foreign_letters(text: &str) -> bool {
    /// Last letter of Latin Extended-B.
    const LAST_LATIN: char = '\u{024f}';
    let letters = text.chars().filter(|letter| letter.is_alphabetic());
    let foreign = letters.clone().filter(|letter| *letter > LAST_LATIN).count();
    foreign * 2 > letters.count()
}

/// "En voor mijn dochter?" after a price asks for a price.
fn with_the_same_part(mut found: Found, subject: &Subject) -> Found {
    if found.asked_part.is_none()
        && let Some(told) = &subject.told
        && let Some(place) = found.sections.iter().position(|part| part.heading == *told)
    {
        let part = found.sections.remove(place);
        found.asked_part = Some(part);
    }
    found
}

/// Whether a few words refer back to what was told or continue it.
fn leans(said: &str, language: Language) -> bool {
    /// A word of at least this many letters carries meaning of its own.
    const CONTENT_LETTERS: usize = 7;
    let Some(grammar) = language.grammar().map(FunctionWords::of) else { return false };
    let said = plain(said);
    let words: Vec<&str> = said.split(' ').collect();
    let is_in = |list: &[String], word: &str| list.iter().any(|known| known == word);
    let joined = words.first().is_some_and(|word| is_in(&grammar.joining, word));
    let content = words.iter().filter(|word| word.chars().count() >= CONTENT_LETTERS).count();
    let points = |word: &&str| is_in(&grammar.demonstratives, word) || is_in(&grammar.pointing_adverbs, word);
    words.len() <= FOLLOW_UP_WORDS && (joined || content == 0 && words.iter().any(points))
}

/// Of two alternatives of which one is a special case of the other: the index of the general one, if the text names
/// nothing that distinguishes the special one ("gewoon kwijt", "in Nederland").
fn the_general_one(said: &str, options: &[(String, String); 2]) -> Option<usize> {
    /// What people call the ordinary case, and function words around it.
    const ORDINARY: &[&str] = &[
        "gewoon",
        "gewone",
        "normaal",
        "normale",
        "alleen",
        "hier",
        "thuis",
        "in",
        "nederland",
        "nederlandse",
        "de",
        "het",
        "een",
        "mijn",
        "nee",
        "ja",
        "die",
        "maar",
        "ik",
        "ben",
        "is",
        "just",
        "here",
        "at",
        "home",
        "the",
        "my",
        "only",
        "lost",
        "netherlands",
        "normal",
        "ordinary",
    ];
    const ASIDE: &[&str] = &["in", "het", "de", "een", "the", "a", "mijn", "my"];
    let said = plain(said);
    let words: Vec<&str> = said.split(' ').filter(|word| !word.is_empty()).collect();
    let titles = options.each_ref().map(|(_, title)| plain(title));
    let names =
        titles.each_ref().map(|title| title.split(' ').filter(|word| !ASIDE.contains(word)).collect::<Vec<_>>());
    let only = |own: usize| names[own].iter().filter(|word| !names[1 - own].contains(word)).count();
    let general = match (only(0), only(1)) {
        (0, 1..) => 0,
        (1.., 0) => 1,
        _ => return None,
    };
    let fits = |word: &&str| ORDINARY.contains(word) || names[general].contains(word);
    let tells = words.iter().any(|word| !matches!(*word, "ja" | "nee"));
    (!words.is_empty() && words.len() <= FOLLOW_UP_WORDS && tells && words.iter().all(fits)).then_some(general)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ordinary_case_is_chosen_by_ordinary_words() {
        let option = |id: &str, title: &str| (id.to_owned(), title.to_owned());
        let options =
            [option("kwijt-buitenland", "Paspoort kwijt in het buitenland"), option("kwijt", "Paspoort kwijt")];
        for (said, place) in [
            ("gewoon kwijt", Some(1)),
            ("In Nederland", Some(1)),
            ("nee gewoon hier", Some(1)),
            ("in het buitenland", None),
            ("wat kost een rijbewijs", None),
            ("", None),
        ] {
            assert_eq!(the_general_one(said, &options), place, "{said}");
        }
        let apart = [option("a", "Huurtoeslag aanvragen"), option("b", "Zorgtoeslag aanvragen")];
        assert_eq!(the_general_one("gewoon aanvragen", &apart), None);
    }

    #[test]
    fn capitals_and_masks_are_not_searched_for() {
        for (said, searched) in [
            ("PASPOORT KWIJT", "paspoort kwijt"),
            ("Rijbewijs Kwijt", "rijbewijs kwijt"),
            ("Hoe vraag ik DigiD aan?", "Hoe vraag ik DigiD aan?"),
            ("Mijn BSN is [bsn], wat kost een paspoort?", "Mijn BSN is , wat kost een paspoort?"),
            ("12", "12"),
        ] {
            assert_eq!(searchable(said), searched);
        }
    }

    #[test]
    fn other_alphabets_are_told_from_accents() {
        assert!(is_in_foreign_letters("护照") && is_in_foreign_letters("Як мені отримати паспорт?"));
        assert!(!is_in_foreign_letters("Één café in 's-Hertogenbosch") && !is_in_foreign_letters("12?"));
    }

    #[test]
    fn what_goes_on_leans_and_a_whole_question_does_not() {
        for said in ["En voor mijn dochter van twaalf?", "kan dat ook online", "and with it?", "en met spoed?"] {
            assert!(leans(said, Language::Nl) || leans(said, Language::En), "{said}");
        }
        for said in ["wat kost een rijbewijs", "hoe vraag ik dat paspoort nu precies aan", "Ik wil verhuizen"] {
            assert!(!leans(said, Language::Nl), "{said}");
        }
    }
}
