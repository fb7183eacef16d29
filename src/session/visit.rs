//! What one visit remembers between its turns: the last answer, and how much of it has been told.
//!
//! It lives in memory alone and is gone with the visit.

use super::desk::Desk;
use super::turn::{TurnError, TurnKind};
use crate::dialogue::{Command, Prompts, phrase, phrase_confirmation, phrase_part, phrase_see_source, phrase_where};
use crate::knowledge::{Answer, Found, Second};
use crate::language::Language;
use jiff::ZonedDateTime;

/// The memory of a visit.
#[derive(Debug, Default)]
pub struct Visit {
    found: Option<Found>,
    spoken: String,
    notices_told: bool,
}

impl Visit {
    /// Words for an answer. A sentence whose figures do not stand in the source does not leave: the
    /// person is sent to the source instead.
    pub(super) fn tell(&mut self, answer: &Answer, prompts: &Prompts, language: Language) -> String {
        let mut spoken = phrase(answer, prompts, language);
        self.found = None;
        if let Answer::Found(found) = answer {
            spoken = grounded(found, &spoken, prompts, language);
            self.found = Some(Found::clone(found));
        }
        self.spoken.clone_from(&spoken);
        spoken
    }

    /// Asks whether a badly heard question was about this. Nothing has been told yet.
    pub(super) fn ask_back(&mut self, found: &Found, prompts: &Prompts, language: Language) -> String {
        self.found = None;
        self.spoken = phrase_confirmation(found, prompts, language);
        self.spoken.clone()
    }

    /// Words for a command that is about the answer before it.
    pub(super) fn obey(&mut self, command: Command, prompts: &Prompts, language: Language) -> String {
        let nothing = || prompts.say(language, "nothing-said-yet", &[]);
        let said = match command {
            Command::Staff => return prompts.say(language, "handover", &[]),
            Command::Emergency => return prompts.say(language, "emergency", &[]),
            Command::WhereIsThat => {
                return self.found.as_ref().map_or_else(nothing, |found| where_it_stands(found, prompts, language));
            }
            Command::Repeat => return if self.spoken.is_empty() { nothing() } else { self.spoken.clone() },
            Command::More => match &mut self.found {
                None => nothing(),
                Some(found) if found.sections.is_empty() => prompts.say(language, "no-more", &[]),
                Some(found) => {
                    let part = found.sections.remove(0);
                    let said = phrase_part(&part, found, prompts, language);
                    grounded(found, &said, prompts, language)
                }
            },
            _ => return prompts.say(language, "command-understood", &[]),
        };
        self.spoken.clone_from(&said);
        said
    }

    /// Puts what everybody has to hear before the first answer of a visit.
    pub(super) async fn with_notices(
        &mut self,
        desk: &Desk,
        kind: &TurnKind,
        spoken: String,
        language: Language,
        now: &ZonedDateTime,
    ) -> Result<String, TurnError> {
        if self.notices_told || matches!(kind, TurnKind::Command(_)) {
            return Ok(spoken);
        }
        let moment = now.timestamp();
        let mut said = desk.answerer.run(move |answerer| answerer.notices(language, moment)).await?;
        self.notices_told = true;
        said.push(spoken);
        Ok(said.join(" "))
    }
}

fn where_it_stands(found: &Found, prompts: &Prompts, language: Language) -> String {
    let first = phrase_where(&found.source, prompts, language);
    match &found.second {
        Some(Second::Answered(other)) => format!("{first} {}", phrase_where(&other.source, prompts, language)),
        _ => first,
    }
}

fn grounded(found: &Found, spoken: &str, prompts: &Prompts, language: Language) -> String {
    let (kept, taken_out) = found.grounds.keep_grounded(spoken);
    if taken_out == 0 {
        return spoken.to_owned();
    }
    tracing::error!(code = "figure-mismatch", article = found.article, taken_out);
    format!("{kept} {}", phrase_see_source(found, prompts, language)).trim_start().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found() -> Found {
        Found { gist: "U vraagt het aan. Dat kost € 99.".into(), ..Found::example() }
    }

    #[test]
    fn a_figure_that_is_not_in_the_source_never_leaves() {
        let prompts = Prompts::built_in().unwrap();
        let said = Visit::default().tell(&Answer::Found(Box::new(found())), &prompts, Language::Nl);
        assert!(!said.contains("99"), "{said}");
        assert!(said.starts_with("U vraagt het aan.") && said.contains("Kijk op Paspoort van Rijksoverheid"), "{said}");
    }

    #[test]
    fn commands_are_about_the_answer_before_them() {
        let prompts = Prompts::built_in().unwrap();
        let mut visit = Visit::default();
        let obey = |visit: &mut Visit, command| visit.obey(command, &prompts, Language::Nl);
        for command in [Command::WhereIsThat, Command::Repeat, Command::More] {
            assert!(obey(&mut visit, command).starts_with("Ik heb u nog niets verteld."));
        }
        let told = visit.tell(&Answer::Found(Box::new(found())), &prompts, Language::Nl);
        assert_eq!(obey(&mut visit, Command::Repeat), told);
        assert!(obey(&mut visit, Command::WhereIsThat).starts_with("Dit staat op de pagina Paspoort"));
        assert_eq!(obey(&mut visit, Command::More), "Het duurt even.");
        assert_eq!(obey(&mut visit, Command::Repeat), "Het duurt even.");
        assert!(obey(&mut visit, Command::More).starts_with("Meer weet ik hier niet over."));
        let asked = visit.ask_back(&found(), &prompts, Language::Nl);
        assert_eq!(obey(&mut visit, Command::Repeat), asked);
        visit.tell(&Answer::NotFound { confidence: 0.0 }, &prompts, Language::Nl);
        assert!(obey(&mut visit, Command::WhereIsThat).starts_with("Ik heb u nog niets verteld."));
    }
}
