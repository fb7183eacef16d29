//! A simulated month: seeded visits and calls through the real session, counted as a desk counts them.
//!
//! `SPRAAKLOKET_TEST_MONTH=FILE cargo test --release --test conversations month` keeps the file, for inspection with
//! `spraakloket counts` or `spraakloket report`.

use crate::twins::Twins;
use jiff::civil::{Date, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{ToSpan, ZonedDateTime};
use spraakloket::internals::counts::{CountsFile, History, Keeper, Number, What};
use spraakloket::internals::dialogue::{Command, Handover, Prompts, Rules};
use spraakloket::internals::session::LiveSessions;
use spraakloket::{ChannelInput, ChannelKind, ChannelOutput, Key, SessionHandle, Sessions, TransferOutcome};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const FIRST: Date = date(2026, 10, 1);
const DAYS: i64 = 31;
const SEED: u64 = 2026;

/// What people ask, with percentages; the last one has no answer.
const QUESTIONS: [(&str, u64); 7] = [
    ("Hoe vraag ik een paspoort aan?", 34),
    ("Waar vraag ik huurtoeslag aan?", 22),
    ("Hoe verleng ik mijn rijbewijs?", 18),
    ("Waar vraag ik toeslag aan?", 10),
    ("Krijg ik kwijtschelding?", 6),
    ("Wanneer wordt het grofvuil opgehaald?", 9),
    ("Waar vraag ik zorgtoeslag aan?", 1),
];

/// The expected counts, collected independently of the sessions.
#[derive(Default)]
struct Told {
    sessions: BTreeMap<ChannelName, u64>,
    not_known: u64,
    handed_over: u64,
}

type ChannelName = &'static str;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

#[test]
fn a_month_is_counted_as_it_went() {
    let _alone = crate::one_at_a_time();
    let folder = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("SPRAAKLOKET_TEST_MONTH").map(PathBuf::from);
    let path = kept.unwrap_or_else(|| folder.path().join("month.sqlite"));
    let (told, bytes) = fill(&path, SEED);
    let history = History::new(CountsFile::new(&path, 400).read().unwrap());
    // The last day of October 2026 is a Saturday.
    assert_eq!(history.period(), Some((FIRST, date(2026, 10, 30))));
    let sessions: u64 = told.sessions.values().sum();
    assert!(sessions > 300, "{sessions} visits and calls in a month");
    for (channel, count) in &told.sessions {
        assert_eq!(history.sum(What::Sessions, "", channel, "nl"), *count, "{channel}");
    }
    let number = |what, which: &str| {
        history.each(what).into_iter().find(|(name, _)| name == which).map_or(Number::Zero, |(_, number)| number)
    };
    assert_eq!(number(What::Outcome, "not-known"), Number::of(told.not_known));
    assert!(told.handed_over > 5, "nobody was handed over");
    assert_eq!(number(What::End, "handed-over"), Number::of(told.handed_over));
    let ends = ["finished", "hung-up"].map(|end| match number(What::End, end) {
        Number::Exactly(count) => count,
        few => panic!("{end}: {few}"),
    });
    assert_eq!(ends.iter().sum::<u64>(), sessions, "every visit ends once");
    // The same month again gives an identical file, whatever else differs.
    let (_, again) = fill(&folder.path().join("again.sqlite"), SEED);
    assert!(bytes == again, "the same counts left other bytes");
    let (_, other) = fill(&folder.path().join("other.sqlite"), SEED + 1);
    assert!(bytes != other, "another month left the same bytes");
}

/// Simulates a month and writes it to a file; returns the expected counts and the file's bytes.
fn fill(path: &Path, seed: u64) -> (Told, Vec<u8>) {
    let _ = std::fs::remove_file(path);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    let file = CountsFile::new(path, 400);
    let told = runtime.block_on(async {
        let counting = Keeper::begin(None).unwrap();
        let clock = Arc::new(Mutex::new(FIRST.at(9, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap()));
        let now = Arc::clone(&clock);
        let handover = Handover { destination: Some("balie".to_owned()), ..Handover::default() };
        let rules = Rules { handover, ..Rules::new(ChannelKind::Kiosk) };
        let prompts = Arc::new(Prompts::built_in().unwrap());
        let sessions = LiveSessions::new(Arc::new(Twins::default()), prompts, rules, 1)
            .with_clock(move || now.lock().unwrap().clone())
            .with_observer(Some(counting.observer()));
        let (mut dice, mut told) = (Dice(seed), Told::default());
        for day in 0..DAYS {
            let day = FIRST.checked_add(day.days()).unwrap();
            for moment in visits_of(day, &mut dice) {
                *clock.lock().unwrap() = moment;
                let (kind, name) =
                    if dice.roll(3) == 0 { (ChannelKind::Kiosk, "kiosk") } else { (ChannelKind::Phone, "phone") };
                *told.sessions.entry(name).or_default() += 1;
                let session = sessions.open(kind).expect("the session before has ended");
                visit(session, &mut dice, &mut told).await;
                while sessions.free_places() == 0 {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
            }
            counting.write_to(&file, day).unwrap();
        }
        counting.write_to(&file, FIRST.checked_add(DAYS.days()).unwrap()).unwrap();
        told
    });
    (told, std::fs::read(path).unwrap())
}

/// When people come: on working days from nine to five, mostly in the morning and on Mondays.
fn visits_of(day: Date, dice: &mut Dice) -> Vec<ZonedDateTime> {
    let most = match day.weekday() {
        Weekday::Saturday | Weekday::Sunday => return Vec::new(),
        Weekday::Monday => 36,
        _ => 22,
    };
    let mut moments: Vec<_> = (0..most / 2 + dice.roll(most / 2))
        .map(|_| {
            let hour = 9 + dice.roll(8).min(dice.roll(8));
            day.at(hour as i8, dice.roll(50) as i8, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap()
        })
        .collect();
    moments.sort();
    moments
}

/// One to three questions, sometimes a key or a request for a human; a third simply disappear.
async fn visit(mut session: SessionHandle, dice: &mut Dice, told: &mut Told) {
    session.input.send(ChannelInput::Started).await.unwrap();
    until_it_listens(&mut session).await;
    for _ in 0..=dice.roll(3) {
        let (mut pick, mut question) = (dice.roll(100), QUESTIONS[0].0);
        for (text, share) in QUESTIONS {
            question = text;
            if pick < share {
                break;
            }
            pick -= share;
        }
        told.not_known += u64::from(question.contains("grofvuil"));
        session.input.send(ChannelInput::Text(question.to_owned())).await.unwrap();
        until_it_listens(&mut session).await;
        if dice.roll(5) == 0 {
            session.input.send(ChannelInput::Key(Key::Command(Command::Repeat))).await.unwrap();
            until_it_listens(&mut session).await;
        }
    }
    match dice.roll(12) {
        0 => {
            session.input.send(ChannelInput::Key(Key::Command(Command::Staff))).await.unwrap();
            until_it_listens(&mut session).await;
            // The person does not agree to pass on the question.
            session.input.send(ChannelInput::Key(Key::No)).await.unwrap();
            if until_it_listens(&mut session).await {
                told.handed_over += 1;
            }
        }
        1..8 => {
            session.input.send(ChannelInput::Key(Key::Command(Command::Goodbye))).await.unwrap();
            until_it_listens(&mut session).await;
            // Whether the answer was clear, if asked; most say so.
            let key = if dice.roll(4) == 0 { Key::No } else { Key::Ok };
            let _ = session.input.send(ChannelInput::Key(key)).await;
        }
        _ => {}
    }
    until_it_listens(&mut session).await;
    let _ = session.input.send(ChannelInput::HungUp).await;
}

/// Waits for the end of speech; true if a human was brought meanwhile.
async fn until_it_listens(session: &mut SessionHandle) -> bool {
    let mut human = false;
    let patience = Duration::from_secs(3);
    while let Ok(Some(output)) = tokio::time::timeout(patience, session.output.recv()).await {
        match output {
            ChannelOutput::Play { id, .. } => {
                let _ = session.input.send(ChannelInput::PlaybackStarted(id)).await;
                tokio::time::sleep(Duration::from_millis(50)).await;
                let _ = session.input.send(ChannelInput::PlaybackFinished(id)).await;
            }
            ChannelOutput::Transfer { .. } => {
                human = true;
                let _ = session.input.send(ChannelInput::Transfer(TransferOutcome::Done)).await;
            }
            ChannelOutput::HangUp => break,
            _ => {}
        }
    }
    human
}
