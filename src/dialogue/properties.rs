//! Properties of every conversation, whatever happens in it.

use super::*;
use crate::knowledge::{Answer, Entry, Found, Inside, Likely};
use crate::language::Language;
use crate::listen::{LevelProblem, Transcript};
use crate::understand::{Kind, Said, Understanding};
use proptest::prelude::*;
use std::sync::Arc;
use std::time::Duration;

/// Maximum number of deadlines until a conversation in which nobody takes part is over.
const DEADLINES: usize = 60;

fn words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("Hoe vraag ik een paspoort aan?".to_owned()),
        Just("ja".to_owned()),
        Just("nee".to_owned()),
        Just("nee, ik bedoel iets anders".to_owned()),
        Just("en wat kost dat?".to_owned()),
        Just("de tweede".to_owned()),
        Just("medewerker".to_owned()),
        Just("er is brand".to_owned()),
        Just("hm".to_owned()),
        "[a-z .?]{0,40}",
    ]
}

fn answers() -> impl Strategy<Value = Result<Meant, Failed>> {
    let clarify = || Answer::Clarify {
        options: [("a".to_owned(), "Het een".to_owned()), ("b".to_owned(), "Het ander".to_owned())],
        confidence: 0.5,
    };
    prop_oneof![
        Just(Ok(Understanding::Answer(Answer::Found(Box::new(Found::example()))))),
        Just(Ok(Understanding::Answer(Answer::Found(Box::new(likely()))))),
        Just(Ok(Understanding::Answer(clarify()))),
        Just(Ok(Understanding::Answer(Answer::NotFound { confidence: 0.1, nearest: None }))),
        (0..3_usize).prop_map(|place| Ok(Understanding::Part(place))),
        (0..3_usize).prop_map(|place| Ok(Understanding::Choice(place))),
        said().prop_map(|said| Ok(Understanding::Said(said))),
        Just(Err(Failed)),
    ]
    .prop_flat_map(|understanding| {
        any::<bool>().prop_map(move |masked| understanding.clone().map(|understanding| Meant { understanding, masked }))
    })
}

fn likely() -> Found {
    let likely = Some(Likely { second: Some(("b".to_owned(), "Het ander".to_owned())) });
    Found { likely, ask_back: false, asked_part: None, ..Found::example() }
}

fn said() -> impl Strategy<Value = Said> {
    let ids = vec!["both", "second", "dont-know", "english", "repeat", "goodbye", "no-such-entry"];
    (prop::sample::select(Kind::ALL.to_vec()), prop::sample::select(ids)).prop_map(|(kind, id)| Said {
        kind,
        id: id.to_owned(),
        reply: None,
        confidence: 0.9,
    })
}

fn subjects() -> Vec<Entry> {
    let subject = |name: &str| Entry { name: name.to_owned(), letter: 'p', inside: Inside::Article("a".to_owned()) };
    let group = Entry {
        name: "Groep".to_owned(),
        letter: 'g',
        inside: Inside::Entries(vec![subject("Paspoort"), subject("Pas")]),
    };
    vec![group.clone(), group]
}

fn commands() -> impl Strategy<Value = Command> {
    prop::sample::select(vec![
        Command::Stop,
        Command::Pause,
        Command::MoreTime,
        Command::Easier,
        Command::Continue,
        Command::Repeat,
        Command::RepeatSentence,
        Command::Slower,
        Command::Louder,
        Command::More,
        Command::Back,
        Command::StartOver,
        Command::WhereIsThat,
        Command::Spell,
        Command::OtherLanguage,
        Command::Help,
        Command::NoSuggestions,
        Command::Staff,
        Command::Goodbye,
        Command::Emergency,
    ])
}

/// Random events; results are for turns and lines close to existing ones.
fn events() -> impl Strategy<Value = Event> {
    let turn = (0_u64..12).prop_map(TurnId);
    let line = (0_u64..30).prop_map(PlaybackId);
    let heard = (words(), any::<bool>(), 0.0_f32..1.0).prop_map(|(text, dutch, confidence)| {
        let language = if dutch { Language::Nl } else { Language::En };
        Transcript { text, language, confidence, alternatives: Vec::new() }
    });
    let transcribed = prop_oneof![heard.prop_map(Ok), Just(Err(Unheard::NoWords)), Just(Err(Unheard::Failed))].boxed();
    let keys = prop_oneof![
        Just(Key::Ok),
        Just(Key::No),
        Just(Key::Next),
        Just(Key::Previous),
        Just(Key::Subjects),
        Just(Key::Letter('p')),
        Just(Key::Language(Language::Tr)),
        Just(Key::Unknown),
        (0_usize..4).prop_map(Key::Choose),
        commands().prop_map(Key::Command),
    ]
    .boxed();
    prop_oneof![
        Just(Event::Started),
        Just(Event::Notices(vec!["Let op.".to_owned()])),
        Just(Event::SpeechStarted),
        Just(Event::SpeechDismissed),
        Just(Event::SpeechConfirmed),
        Just(Event::UtteranceEnded),
        Just(Event::Level(LevelProblem::Noisy)),
        Just(Event::Level(LevelProblem::TooLong)),
        (turn.clone(), transcribed).prop_map(|(turn, heard)| Event::Transcribed(turn, heard)),
        (turn, answers()).prop_map(|(turn, answer)| Event::Answered(turn, answer)),
        line.clone().prop_map(Event::LineStarted),
        line.clone().prop_map(Event::LineFinished),
        line.prop_map(Event::LineFailed),
        keys.clone().prop_map(Event::Key),
        keys.prop_map(Event::Explain),
        (words(), any::<bool>()).prop_map(|(text, spelled)| Event::Announce(Announcement {
            text,
            spelled,
            of_page: false
        })),
        any::<bool>().prop_map(|dutch| {
            let language = if dutch { Language::Nl } else { Language::En };
            Event::Subjects(language, subjects())
        }),
        Just(Event::Present),
        words().prop_map(Event::Text),
        any::<bool>().prop_map(Event::Transferred),
        Just(Event::Tick),
    ]
}

fn conversation() -> Dialogue {
    let opened = jiff::civil::date(2026, 11, 24).at(10, 0, 0, 0).to_zoned_datetime(jiff::tz::TimeZone::UTC).unwrap();
    let handover = Handover { destination: Some("balie".to_owned()), ..Handover::default() };
    let rules = Rules { handover, ..Rules::new(ChannelKind::Kiosk) };
    Dialogue::new(Arc::new(rules), &Prompts::built_in().unwrap(), opened)
}

/// Checks effects: a line that was stopped is never played again, and line numbers increase.
fn check(effects: &[Effect], newest: &mut u64) {
    for effect in effects {
        if let Effect::Play(line) = effect {
            assert!(line.id.0 > *newest, "line {} after line {newest}", line.id.0);
            *newest = line.id.0;
            assert!(!line.sentence.text.trim().is_empty(), "a line without words");
            assert!(!line.sentence.text.contains('{'), "an argument is missing: {}", line.sentence.text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn it_always_listens_or_speaks_and_comes_to_an_end(
        happenings in prop::collection::vec((0_u64..9_000, events()), 0..60),
    ) {
        let (mut dialogue, mut at, mut newest) = (conversation(), Duration::ZERO, 0);
        let (begun, effects) = dialogue.handle(Input { at, event: Event::Started });
        dialogue = begun;
        check(&effects, &mut newest);
        for (wait, event) in happenings {
            at += Duration::from_millis(wait);
            let (next, effects) = dialogue.handle(Input { at, event });
            dialogue = next;
            check(&effects, &mut newest);
            prop_assert_eq!(dialogue.deadline().is_none(), dialogue.doing() == SessionState::Ended);
        }
        // From any state, time alone ends the conversation.
        for _ in 0..DEADLINES {
            let Some(deadline) = dialogue.deadline() else { break };
            at = at.max(deadline);
            let (next, effects) = dialogue.handle(Input { at, event: Event::Tick });
            dialogue = next;
            check(&effects, &mut newest);
        }
        prop_assert_eq!(dialogue.doing(), SessionState::Ended);
    }

    #[test]
    fn a_human_can_be_asked_for_in_every_state(
        happenings in prop::collection::vec((0_u64..9_000, events()), 0..40),
        by_word in any::<bool>(),
    ) {
        let (mut dialogue, mut at) = (conversation(), Duration::ZERO);
        (dialogue, _) = dialogue.handle(Input { at, event: Event::Started });
        for (wait, event) in happenings {
            at += Duration::from_millis(wait);
            (dialogue, _) = dialogue.handle(Input { at, event });
        }
        prop_assume!(!matches!(dialogue.doing(), SessionState::Ended | SessionState::Transferring));
        // By word or key, and whatever is said of it is heard out; nothing of the conversation is passed on.
        let staff = if by_word { Event::Text("medewerker".to_owned()) } else { Event::Key(Key::Command(Command::Staff)) };
        let mut next = vec![staff];
        for _ in 0..DEADLINES {
            let event = next.pop().unwrap_or(Event::Key(Key::No));
            let (after, effects) = dialogue.handle(Input { at, event });
            dialogue = after;
            if effects.iter().any(|effect| matches!(effect, Effect::Transfer { .. })) {
                return Ok(());
            }
            let played = effects.iter().rev().filter_map(|effect| match effect {
                Effect::Play(line) => Some(line.id),
                _ => None,
            });
            next.extend(played.flat_map(|id| [Event::LineFinished(id), Event::LineStarted(id)]));
        }
        prop_assert!(false, "no human comes in {:?}", dialogue.doing());
    }

    #[test]
    fn a_hang_up_ends_it_from_anywhere(happenings in prop::collection::vec(events(), 0..30)) {
        let mut dialogue = conversation();
        for event in happenings {
            (dialogue, _) = dialogue.handle(Input { at: Duration::ZERO, event });
        }
        let (dialogue, _) = dialogue.handle(Input { at: Duration::ZERO, event: Event::HungUp });
        prop_assert_eq!(dialogue.doing(), SessionState::Ended);
        prop_assert_eq!(&dialogue.memory, &memory::Memory::default());
        let asked = Event::Text("Hoe vraag ik een paspoort aan?".to_owned());
        let (_, effects) = dialogue.handle(Input { at: Duration::ZERO, event: asked });
        prop_assert!(effects.is_empty(), "it works for somebody who is gone");
    }
}
