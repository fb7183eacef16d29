//! Conversations on the telephone line as it is outside, by real calls to real sessions over loopback, for docs/results.md.
//!
//! `cargo bench --bench calls -- behind [QUESTIONS] [AT ONCE]`: questions from the articles with somebody, two people or a
//! radio (a voice that asks other questions, over chords) 10, 20 and 30 dB below the caller, from before the call and from
//! the middle of the question: the right article, whether the greeting was heard whole, and how long nothing of ours
//! sounded. `-- commands`: what is said over an answer, in four voices. `-- dictation`: a question in pieces, with pauses.
//!
//! Voices and questions are the same in every condition. How long nothing sounds depends on the machine, too.

#[path = "calls/background.rs"]
mod background;
#[path = "../tests/phone/caller.rs"]
#[allow(dead_code)]
mod caller;
#[path = "phone/spoken.rs"]
#[allow(dead_code)]
mod spoken;
#[path = "calls/talk.rs"]
mod talk;
#[path = "calls/watched.rs"]
mod watched;

use background::{Background, KINDS, speech};
use spoken::{questions_of_articles, said, spoken};
use spraakloket::internals::evaluate::Question;
use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use talk::{FRAME, Talk};
use watched::{Call, Line};

const LEVELS_DB: [f32; 3] = [10.0, 20.0, 30.0];
/// Voices of commands; none taught anything here.
const VOICES: [&str; 4] = ["espeak:nl", "espeak:nl+f3", "espeak:nl+m3", "kokoro:jf_tebukuro"];
const COMMANDS: [&str; 3] = ["stop", "wacht even", "wacht"];
const NODS: [&str; 3] = ["ja ja", "oké", "mmm"];
const PIECES: [&str; 5] = ["mijn kenteken is", "acht", "T J T", "twaalf", "waar betaal ik parkeren"];
const PAUSE: Duration = Duration::from_millis(1200);

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let number = |place: usize, usual: usize| words.get(place).and_then(|word| word.parse().ok()).unwrap_or(usual);
    match words.first().map(String::as_str) {
        Some("behind") => behind(number(1, 10), number(2, 4)),
        Some("commands") => commands(),
        Some("dictation") => dictation(),
        _ => println!("say which: behind, commands or dictation (see the head of benches/calls.rs)"),
    }
}

/// One call that is to be made.
struct Trial {
    condition: usize,
    question: usize,
}

/// What came of it.
#[derive(Debug, Default, Clone)]
struct Outcome {
    right: bool,
    wrong: bool,
    greeted: bool,
    first_sound: Duration,
    longest: Duration,
}

fn behind(count: usize, at_once: usize) {
    let folder = tempfile::tempdir().unwrap();
    let articles = questions_of_articles(count);
    let samples = |(number, question): (usize, &Question)| speech(&spoken(question, number, folder.path()), -26.0);
    let questions: Vec<Vec<f32>> = articles.iter().enumerate().map(samples).collect();
    let mut conditions = vec![("quiet".to_owned(), None, false)];
    let sounds: Vec<Vec<f32>> = KINDS.iter().map(|kind| background::sound(*kind, folder.path())).collect();
    for from_the_middle in [false, true] {
        for (place, kind) in KINDS.iter().enumerate() {
            for db in LEVELS_DB {
                let since = if from_the_middle { "the middle of the question" } else { "before the call" };
                let sound = Background::new(&sounds[place], -26.0 - db);
                conditions.push((format!("{kind}, {db} dB below, from {since}"), Some(sound), from_the_middle));
            }
        }
    }
    let line = Line::open();
    let all = (0..count).flat_map(|question| (0..conditions.len()).map(move |condition| Trial { condition, question }));
    let (trials, outcomes) = (Mutex::new(all.collect::<VecDeque<_>>()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..at_once {
            scope.spawn(|| {
                loop {
                    let Some(trial) = trials.lock().unwrap().pop_front() else { return };
                    let (_, sound, from_the_middle) = &conditions[trial.condition];
                    let (samples, article) = (&questions[trial.question], &articles[trial.question]);
                    let outcome = one_call(&line, samples, article, sound.as_ref(), *from_the_middle);
                    eprintln!("{}: {outcome:?}", conditions[trial.condition].0);
                    outcomes.lock().unwrap().push((trial, outcome));
                }
            });
        }
    });
    let outcomes = outcomes.into_inner().unwrap();
    println!(
        "| voices behind the caller | right article | wrong | greeting whole | first sound, most | nothing of ours, most |"
    );
    println!("|---|---|---|---|---|---|");
    for (place, (name, ..)) in conditions.iter().enumerate() {
        let of: Vec<&Outcome> =
            outcomes.iter().filter(|(trial, _)| trial.condition == place).map(|(_, of)| of).collect();
        let how_many = |is: fn(&Outcome) -> bool| of.iter().filter(|outcome| is(outcome)).count();
        let most =
            |of_it: fn(&Outcome) -> Duration| of.iter().map(|o| of_it(o)).max().unwrap_or_default().as_secs_f64();
        println!(
            "| {name} | {} of {} | {} | {} | {:.1} s | {:.1} s |",
            how_many(|outcome| outcome.right),
            of.len(),
            how_many(|outcome| outcome.wrong),
            how_many(|outcome| outcome.greeted),
            most(|outcome| outcome.first_sound),
            most(|outcome| outcome.longest)
        );
    }
}

fn one_call(
    line: &Line,
    question: &[f32],
    article: &Question,
    behind: Option<&Background>,
    from_the_middle: bool,
) -> Outcome {
    let (mut talk, call) = Talk::begin(line);
    let mut behind = behind.map(Background::frames);
    // The greeting, until we have been silent for a while.
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(25)
        && (begun.elapsed() < Duration::from_secs(6) || talk.silent_for() < Duration::from_millis(1500))
    {
        let frame = behind.as_mut().filter(|_| !from_the_middle).and_then(Iterator::next).unwrap_or([0.0; FRAME]);
        talk.step(&frame);
    }
    let asking = Instant::now();
    let frames = question.chunks(FRAME);
    let middle = frames.len() / 2;
    for (place, said) in frames.enumerate() {
        let mut frame = [0.0; FRAME];
        if !from_the_middle || place >= middle {
            frame = behind.as_mut().and_then(Iterator::next).unwrap_or(frame);
        }
        frame.iter_mut().zip(said).for_each(|(sum, said)| *sum += said);
        talk.step(&frame);
    }
    let asked = Instant::now();
    let mut answered = None;
    while asked.elapsed() < Duration::from_secs(35)
        && answered.is_none_or(|at: Instant| at.elapsed() < Duration::from_secs(4))
    {
        talk.step(&behind.as_mut().and_then(Iterator::next).unwrap_or([0.0; FRAME]));
        answered = answered.or_else(|| call.first_answer(asking).map(|_| Instant::now()));
    }
    let told = call.first_answer(asking);
    let outcome = Outcome {
        right: told.as_ref().is_some_and(|told| article.expects(told)),
        wrong: told.as_ref().is_some_and(|told| !article.expects(told)),
        greeted: call.heard_whole("computer"),
        first_sound: talk.first_sound_after(asked).unwrap_or(asked.elapsed()),
        longest: talk.longest_silence(),
    };
    talk.end();
    outcome
}

fn commands() {
    let folder = tempfile::tempdir().unwrap();
    let question = speech(&said("Hoe vraag ik huurtoeslag aan?", VOICES[0], folder.path()), -26.0);
    let line = Line::open();
    println!("| said over an answer by | {} |", COMMANDS.iter().chain(&NODS).copied().collect::<Vec<_>>().join(" | "));
    println!("|---|---|---|---|---|---|---|");
    for voice in VOICES {
        let (mut talk, call) = Talk::begin(&line);
        talk.wait_until(Duration::from_secs(25), |talk| talk.silent_for() > Duration::from_millis(1500));
        let asking = Instant::now();
        talk.say(&question);
        talk.wait_until(Duration::from_secs(40), |_| call.first_answer(asking).is_some());
        let over = |word: &&str| over_an_answer(&mut talk, &call, &speech(&said(word, voice, folder.path()), -26.0));
        let row: Vec<String> = COMMANDS.iter().chain(&NODS).map(over).collect();
        println!("| {voice} | {} |", row.join(" | "));
        talk.end();
    }
}

/// Has the answer said once more, says something over it, and tells what became of it.
fn over_an_answer(talk: &mut Talk, call: &Call, word: &[f32]) -> String {
    const HASH: u8 = 11;
    const REPEAT: u8 = 1;
    talk.caller.press(HASH);
    talk.wait_until(Duration::from_secs(20), |talk| talk.silent_for() > Duration::from_secs(1));
    talk.caller.press(REPEAT);
    let pressed = Instant::now();
    talk.wait_until(Duration::from_secs(10), |talk| talk.first_sound_after(pressed).is_some());
    let begun = Instant::now();
    talk.say(word);
    let ended = Instant::now();
    talk.wait(Duration::from_secs(4));
    let late = ended + Duration::from_millis(2500);
    let went_on = call.started_after(late) || talk.silent_for() < Duration::from_secs(1);
    match (call.stopped_after(begun), went_on) {
        (Some(at), false) => {
            let waits = if call.waits_after(begun) { ", waits" } else { "" };
            format!("silent after {:.1} s{waits}", at.saturating_duration_since(ended).as_secs_f64())
        }
        (Some(_), true) => "silent, then goes on".to_owned(),
        (None, true) => "goes on".to_owned(),
        (None, false) => "was over".to_owned(),
    }
}

fn dictation() {
    let folder = tempfile::tempdir().unwrap();
    let line = Line::open();
    println!("| voice | turns | answered | spoken over |");
    println!("|---|---|---|---|");
    for voice in VOICES {
        let pieces: Vec<Vec<f32>> =
            PIECES.iter().map(|piece| speech(&said(piece, voice, folder.path()), -26.0)).collect();
        let (mut talk, call) = Talk::begin(&line);
        talk.wait_until(Duration::from_secs(25), |talk| talk.silent_for() > Duration::from_millis(1500));
        let begun = Instant::now();
        for (place, piece) in pieces.iter().enumerate() {
            if place > 0 {
                talk.wait(PAUSE);
            }
            talk.say(piece);
        }
        let ended = Instant::now();
        talk.wait_until(Duration::from_secs(40), |_| call.first_answer(begun).is_some());
        talk.wait(Duration::from_secs(1));
        let spoken_over = talk.first_sound_after(begun).is_some_and(|after| begun + after < ended);
        let told = call.first_answer(begun).unwrap_or_else(|| "none".to_owned());
        println!("| {voice} | {} | {told} | {spoken_over} |", call.turns_after(begun));
        for heard in call.heard_after(begun) {
            println!("heard: {heard}");
        }
        talk.end();
    }
}
