//! Conversations as lists of inputs and effects, without stages.

use super::*;
use crate::knowledge::{Answer, Found, Part};
use crate::language::Language;
use crate::listen::{LevelProblem, Transcript};
use crate::understand::Understanding;
use std::sync::Arc;
use std::time::Duration;

/// A conversation in which every line finishes playing a moment after it started.
struct Talk {
    dialogue: Option<Dialogue>,
    at: Duration,
    /// Effects since they were last looked at.
    done: Vec<Effect>,
}

impl Talk {
    fn by(rules: Rules) -> Self {
        let prompts = Prompts::built_in().unwrap();
        let opened =
            jiff::civil::date(2026, 11, 24).at(10, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
        let dialogue = Some(Dialogue::new(Arc::new(rules), &prompts, opened));
        Talk { dialogue, at: Duration::ZERO, done: Vec::new() }
    }

    fn greeted() -> Self {
        let mut talk = Self::by(Rules::new(ChannelKind::Kiosk));
        talk.give(Event::Started);
        talk.sound_all();
        talk.done.clear();
        talk
    }

    fn give(&mut self, event: Event) -> &mut Self {
        let (dialogue, effects) = self.dialogue.take().unwrap().handle(Input { at: self.at, event });
        self.dialogue = Some(dialogue);
        self.done.extend(effects);
        self
    }

    /// Finishes lines until nothing more is to be said.
    fn sound_all(&mut self) {
        while let Some(id) = self.playing() {
            self.give(Event::LineStarted(id)).give(Event::LineFinished(id));
        }
    }

    fn playing(&self) -> Option<PlaybackId> {
        match self.dialogue.as_ref().unwrap().state() {
            state::State::Speaking(speaking) => Some(speaking.line().id),
            _ => None,
        }
    }

    fn wait(&mut self, time: Duration) {
        self.at += time;
        self.give(Event::Tick);
    }

    /// Asks, gets this answer, and plays it. Returns what was said.
    fn ask(&mut self, text: &str, answer: Answer) -> String {
        self.done.clear();
        self.give(Event::Text(text.into()));
        let turn = self.dialogue.as_ref().unwrap().turn();
        self.give(Event::Answered(turn, Ok(Understanding::Answer(answer).into())));
        self.sound_all();
        self.said()
    }

    fn tell(&mut self, text: &str) -> String {
        self.done.clear();
        self.give(Event::Text(text.into()));
        self.sound_all();
        self.said()
    }

    fn said(&self) -> String {
        let lines = self.done.iter().filter_map(|effect| match effect {
            Effect::Play(line) => Some(line.sentence.text.as_str()),
            _ => None,
        });
        lines.collect::<Vec<_>>().join(" ")
    }

    fn doing(&self) -> SessionState {
        self.dialogue.as_ref().unwrap().doing()
    }
}

fn passport() -> Answer {
    let part = |heading: &str, text: &str| Part { heading: heading.into(), text: text.into(), outdated: false };
    let sections = vec![part("Kosten", "Dat kost geld."), part("Meenemen", "Neem uw pas mee.")];
    Answer::Found(Box::new(Found { sections, ..Found::example() }))
}

fn not_found() -> Answer {
    Answer::NotFound { confidence: 0.1, nearest: Some("paspoort-aanvragen".into()) }
}

#[test]
fn it_says_that_it_is_a_computer_and_how_to_get_help() {
    let mut talk = Talk::by(Rules::new(ChannelKind::Kiosk));
    talk.give(Event::Started);
    talk.give(Event::Notices(vec!["DigiD heeft een storing.".into()]));
    talk.sound_all();
    let said = talk.said();
    assert!(said.starts_with("Welkom. DigiD heeft een storing.") || said.contains("computer"), "{said}");
    assert!(said.contains("computer") && said.contains("help") && said.contains("storing"), "{said}");
    assert_eq!(talk.doing(), SessionState::Listening);
}

#[test]
fn an_answer_offers_its_parts_and_follow_ups_lean_on_it() {
    let mut talk = Talk::greeted();
    let said = talk.ask("Hoe vraag ik een paspoort aan?", passport());
    assert!(said.ends_with("Wilt u meer horen over kosten of meenemen?"), "{said}");
    talk.done.clear();
    talk.give(Event::Text("en hoeveel kost dat?".into()));
    let turn = talk.dialogue.as_ref().unwrap().turn();
    talk.give(Event::Answered(turn, Ok(Understanding::Part(0).into())));
    talk.sound_all();
    assert!(talk.said().starts_with("Dat kost geld."));
    assert!(talk.tell("meenemen").starts_with("Neem uw pas mee."));
    assert!(talk.tell("Kosten").starts_with("Dat kost geld."), "told parts can be asked for again");
    assert!(talk.tell("herhaal").starts_with("Dat kost geld."));
    assert!(talk.tell("waar staat dat").starts_with("Dit staat op de pagina Paspoort"));
    assert!(talk.tell("meer").starts_with("Meer weet ik hier niet over."));
}

#[test]
fn two_misses_offer_a_human_and_a_closed_desk_says_number_and_hours() {
    let handover = Handover {
        destination: Some("sip:balie@example.nl".into()),
        hours: vec![OpeningHours {
            day: jiff::civil::Weekday::Sunday,
            from: jiff::civil::time(9, 0, 0, 0),
            until: jiff::civil::time(10, 0, 0, 0),
        }],
        phone: Some("14 0123".into()),
        hours_in_words: vec![(Language::Nl, "maandag tot en met vrijdag".into())],
    };
    let mut talk = Talk::by(Rules { handover, ..Rules::new(ChannelKind::Phone) });
    talk.give(Event::Started);
    talk.sound_all();
    assert!(talk.ask("hoe laat is de wedstrijd vanavond", not_found()).starts_with("Dat weet ik niet."));
    assert!(talk.ask("wie is de trainer van het elftal", not_found()).contains("Wilt u een medewerker spreken?"));
    let said = talk.tell("ja");
    assert!(said.contains("geen medewerker") && said.contains("14 0123") && said.contains("vrijdag"), "{said}");
}

#[test]
fn what_nothing_answers_and_neither_of_two_is_told_to_the_editors() {
    let told = |talk: &Talk| {
        talk.done.iter().find_map(|effect| match effect {
            Effect::Unanswered { question, near, outcome, .. } => Some((question.clone(), near.join(" "), *outcome)),
            _ => None,
        })
    };
    let mut talk = Talk::greeted();
    talk.ask("Wie wint de wedstrijd?", not_found());
    assert_eq!(told(&talk), Some(("Wie wint de wedstrijd?".into(), "paspoort-aanvragen".into(), Unanswered::NotFound)));
    let options =
        [("huurtoeslag", "Huurtoeslag"), ("zorgtoeslag", "Zorgtoeslag")].map(|(id, title)| (id.into(), title.into()));
    talk.ask("Hoe vraag ik toeslag aan?", Answer::Clarify { options, confidence: 0.5 });
    assert_eq!(told(&talk), None, "it may still be answered");
    talk.tell("Nee");
    let near = "huurtoeslag zorgtoeslag".to_owned();
    assert_eq!(told(&talk), Some(("Hoe vraag ik toeslag aan?".into(), near, Unanswered::NeitherMeant)));
}

#[test]
fn a_late_answer_is_nobodys() {
    let mut talk = Talk::greeted();
    talk.give(Event::Text("Hoe vraag ik een paspoort aan?".into()));
    let turn = talk.dialogue.as_ref().unwrap().turn();
    talk.give(Event::Text("Nee, ik bedoel een rijbewijs".into()));
    talk.done.clear();
    talk.give(Event::Answered(turn, Ok(Understanding::Answer(passport()).into())));
    assert_eq!(talk.done, [], "the answer to the question before");
}

#[test]
fn who_was_badly_heard_is_not_told_that_it_is_not_known() {
    for (confidence, said) in [(0.3, "niet verstaan"), (0.9, "Dat weet ik niet")] {
        let mut talk = Talk::greeted();
        talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed).give(Event::UtteranceEnded);
        let turn = talk.dialogue.as_ref().unwrap().turn();
        let text = "Mijn bilen te houden".into();
        let heard = Transcript { text, language: Language::Nl, confidence, alternatives: vec![] };
        talk.give(Event::Transcribed(turn, Ok(heard)));
        let turn = talk.dialogue.as_ref().unwrap().turn();
        talk.done.clear();
        talk.give(Event::Answered(
            turn,
            Ok(Understanding::Answer(Answer::NotFound { confidence: 0.1, nearest: Some("paspoort-aanvragen".into()) })
                .into()),
        ));
        assert!(talk.said().contains(said), "{confidence}: {:?}", talk.done);
    }
}

#[test]
fn what_may_have_been_said_is_looked_up_only_where_it_is_likely() {
    for (confidence, tried) in [(0.05, false), (0.4, true)] {
        let mut talk = Talk::greeted();
        talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed).give(Event::UtteranceEnded);
        let turn = talk.dialogue.as_ref().unwrap().turn();
        let other = crate::listen::Alternative { text: "Hoe geef ik een overlijden aan?".into(), confidence };
        let heard = Transcript {
            text: "Mijn bilen te houden".into(),
            language: Language::Nl,
            confidence: 0.5,
            alternatives: vec![other],
        };
        talk.give(Event::Transcribed(turn, Ok(heard)));
        let turn = talk.dialogue.as_ref().unwrap().turn();
        talk.done.clear();
        talk.give(Event::Answered(
            turn,
            Ok(Understanding::Answer(Answer::NotFound { confidence: 0.1, nearest: Some("paspoort-aanvragen".into()) })
                .into()),
        ));
        let looked_up = talk.done.iter().any(|effect| matches!(effect, Effect::Retrieve { .. }));
        assert_eq!(looked_up, tried, "{confidence}: {:?}", talk.done);
    }
}

#[test]
fn it_is_silent_for_who_speaks_and_speaks_on_after_a_nod() {
    let mut talk = Talk::greeted();
    talk.give(Event::Text("Hoe vraag ik een paspoort aan?".into()));
    let turn = talk.dialogue.as_ref().unwrap().turn();
    talk.give(Event::Answered(turn, Ok(Understanding::Answer(passport()).into())));
    for (word, confidence, stops) in
        [("ja", 0.9, false), ("Hm.", 0.9, false), ("of zo", 0.1, false), ("stop", 0.9, true)]
    {
        talk.done.clear();
        talk.give(Event::SpeechStarted);
        assert_eq!(talk.done, [Effect::Duck(true)]);
        talk.give(Event::SpeechConfirmed);
        assert!(talk.done.contains(&Effect::StopPlayback), "{word}");
        assert!(talk.dialogue.as_ref().unwrap().expects_a_word(), "{word}");
        talk.give(Event::UtteranceEnded);
        let turn = talk.dialogue.as_ref().unwrap().turn();
        let heard = Transcript { text: word.into(), language: Language::Nl, confidence, alternatives: vec![] };
        talk.done.clear();
        talk.give(Event::Transcribed(turn, Ok(heard)));
        assert_eq!(talk.said().is_empty(), stops, "{word}: {:?}", talk.done);
    }
    assert_eq!(talk.doing(), SessionState::Listening);
}

#[test]
fn who_asks_for_more_time_gets_it_for_the_visit() {
    let mut talk = Talk::greeted();
    assert!(!talk.dialogue.as_ref().unwrap().takes_time());
    assert!(talk.tell("Ik heb meer tijd nodig").contains("langer"));
    assert!(talk.dialogue.as_ref().unwrap().takes_time());
}

#[test]
fn silence_is_answered_warned_about_and_ended() {
    let mut talk = Talk::greeted();
    let mut said = Vec::new();
    for _ in 0..12 {
        if talk.doing() == SessionState::Ended {
            break;
        }
        talk.done.clear();
        let deadline = talk.dialogue.as_ref().unwrap().deadline().unwrap();
        talk.wait(deadline.saturating_sub(talk.at));
        talk.sound_all();
        said.push(talk.said());
    }
    assert_eq!(talk.doing(), SessionState::Ended);
    assert!(said[2].contains("Over 30 seconden"), "{said:?}");
    assert!(said.iter().any(|said| said.contains("Tot ziens")), "{said:?}");
}

#[test]
fn a_timeout_is_put_off_as_often_as_it_takes() {
    let mut talk = Talk::greeted();
    for _ in 0..12 {
        while !talk.said().contains("Bent u er nog?") {
            let deadline = talk.dialogue.as_ref().unwrap().deadline().unwrap();
            talk.wait(deadline.saturating_sub(talk.at));
            talk.sound_all();
            assert_ne!(talk.doing(), SessionState::Ended);
        }
        let warned = talk.dialogue.as_ref().unwrap().deadline().unwrap();
        assert!(warned >= talk.at + Duration::from_secs(20));
        assert!(talk.tell("ja").contains("ik wacht"));
    }
}

/// Something was said, from its first sign to its transcript.
fn hear(talk: &mut Talk, words: Result<&str, Unheard>) {
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed);
    ended(talk, words);
}

/// The current utterance ends.
fn ended(talk: &mut Talk, words: Result<&str, Unheard>) {
    talk.give(Event::UtteranceEnded);
    let turn = talk.dialogue.as_ref().unwrap().turn();
    let heard = words.map(|text| Transcript {
        text: text.into(),
        language: Language::Nl,
        confidence: 0.9,
        alternatives: Vec::new(),
    });
    talk.give(Event::Transcribed(turn, heard));
}

#[test]
fn whoever_cuts_the_greeting_short_hears_before_the_answer_that_it_is_a_computer() {
    let mut talk = Talk::by(Rules::new(ChannelKind::Phone));
    talk.give(Event::Started);
    talk.at += Duration::from_secs(1);
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed);
    talk.wait(Duration::from_secs(2));
    ended(&mut talk, Ok("Hoe vraag ik een paspoort aan?"));
    let turn = talk.dialogue.as_ref().unwrap().turn();
    talk.done.clear();
    talk.give(Event::Answered(turn, Ok(Understanding::Answer(passport()).into())));
    talk.sound_all();
    assert!(talk.said().starts_with("Welkom. U praat met een computer."), "{}", talk.said());
    let again = talk.ask("Hoe vraag ik een paspoort aan?", passport());
    assert!(!again.contains("computer"), "once is enough: {again}");
}

#[test]
fn an_answer_is_not_held_back_for_long_while_somebody_speaks_behind_the_caller() {
    let mut talk = Talk::greeted();
    talk.give(Event::Text("Hoe vraag ik een paspoort aan?".into()));
    let turn = talk.dialogue.as_ref().unwrap().turn();
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed);
    talk.give(Event::Answered(turn, Ok(Understanding::Answer(passport()).into())));
    assert_eq!(talk.doing(), SessionState::Thinking);
    talk.wait(Duration::from_secs(8));
    assert_eq!(talk.doing(), SessionState::Speaking);
}

#[test]
fn noise_that_comes_and_goes_does_not_put_off_our_next_words() {
    let mut talk = Talk::greeted();
    let begin = talk.at;
    while talk.doing() != SessionState::Speaking {
        talk.give(Event::SpeechStarted);
        talk.at += Duration::from_millis(800);
        talk.give(Event::SpeechDismissed);
        talk.wait(Duration::from_millis(200));
        assert!(talk.at < begin + Duration::from_secs(15));
    }
}

#[test]
fn what_cannot_be_told_from_the_noise_is_not_guessed_at() {
    let mut talk = Talk::greeted();
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed).give(Event::Level(LevelProblem::Noisy));
    ended(&mut talk, Err(Unheard::NoWords));
    assert!(talk.said().contains("rumoerig"), "{}", talk.said());
    talk.sound_all();
    talk.done.clear();
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed).give(Event::Level(LevelProblem::Noisy));
    ended(&mut talk, Ok("en dan nu het weer voor morgen"));
    let turn = talk.dialogue.as_ref().unwrap().turn();
    talk.give(Event::Answered(turn, Ok(Understanding::Answer(not_found()).into())));
    assert!(talk.said().contains("rumoerig"), "{}", talk.said());
}

#[test]
fn who_talks_on_and_on_is_asked_for_one_short_question_and_hears_that() {
    let mut talk = Talk::greeted();
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed);
    talk.wait(Duration::from_secs(28));
    talk.give(Event::Level(LevelProblem::TooLong));
    ended(&mut talk, Ok("en toen zei mijn buurman dat ik dat anders had moeten doen"));
    let asks = "één korte vraag";
    assert_eq!(talk.doing(), SessionState::Speaking);
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed);
    talk.wait(Duration::from_secs(1));
    assert_eq!(talk.doing(), SessionState::Speaking, "who still talks does not interrupt it");
    talk.sound_all();
    assert!(talk.said().contains(asks), "{}", talk.said());
    let mut talk = Talk::greeted();
    talk.give(Event::SpeechStarted).give(Event::SpeechConfirmed).give(Event::Level(LevelProblem::TooLong));
    ended(&mut talk, Ok("er is brand"));
    talk.sound_all();
    assert!(talk.said().contains("112"), "danger always counts: {}", talk.said());
    talk.done.clear();
    hear(&mut talk, Ok("hoe lang duurt dat"));
    assert!(!talk.said().contains(asks), "of the next one nothing is said");
}
