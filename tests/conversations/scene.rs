//! A scene: its declarations, its steps, and the expected list of events.

use crate::channel::Channel;
use crate::twins::{Behaviour, Sound, Twins, listener};
use jiff::civil::date;
use jiff::tz::TimeZone;
use spraakloket::Language;
use spraakloket::internals::dialogue::{Command, Handover, OpeningHours, Prompts, Rules};
use spraakloket::internals::session::LiveSessions;
use spraakloket::{Announcement, ChannelInput, ChannelKind, Key, SessionState, Sessions, TransferOutcome};
use std::sync::Arc;
use std::time::Duration;

/// No step takes longer than this on the scene's clock.
const LONGEST_STEP: Duration = Duration::from_mins(4);
/// After this time a reply is under way, so that "listening" is the state after it.
const REACTION: Duration = Duration::from_millis(1500);
/// Nobody is left in silence for longer than this, unless they said "pauze" or the stages are broken.
const LONGEST_SILENCE: Duration = Duration::from_secs(12);
const RULER: &str = "====\n";

/// A scene as written in its file.
pub(crate) struct Scene {
    head: String,
    expected: String,
    declared: Vec<(String, String)>,
    steps: Vec<(String, String)>,
}

/// The result of a scene.
pub(crate) struct Played {
    channel: Channel,
    may_be_silent: bool,
}

impl Scene {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (head, expected) = text.split_once(RULER).unwrap_or((text, ""));
        let (declared, steps) = head.split_once("----\n").ok_or("there is no line of `-` before the steps")?;
        let lines = |text: &str| {
            text.lines()
                .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
                .map(|line| {
                    let (word, rest) = line.trim().split_once(' ').unwrap_or((line.trim(), ""));
                    (word.to_owned(), rest.trim().to_owned())
                })
                .collect()
        };
        let head = format!("{}\n{RULER}", head.trim_end());
        Ok(Scene { expected: expected.to_owned(), declared: lines(declared), steps: lines(steps), head })
    }

    pub(crate) fn head(&self) -> &str {
        &self.head
    }

    pub(crate) fn expected(&self) -> &str {
        &self.expected
    }

    /// Plays the scene on a clock that stands still while any stage works.
    pub(crate) fn play(&self) -> Played {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let twins = Arc::new(Twins::default());
            let (rules, kind, behaviour) = self.settings();
            *twins.behaviour.lock().unwrap() = behaviour;
            let sessions = LiveSessions::new(Arc::clone(&twins), Arc::new(Prompts::built_in().unwrap()), rules, 1)
                .with_listener(listener)
                .with_clock(|| date(2026, 11, 24).at(10, 0, 0, 0).to_zoned_datetime(TimeZone::UTC).unwrap());
            let mut channel = Channel::new(Arc::clone(&twins), sessions.open(kind).unwrap());
            for (word, rest) in &self.steps {
                step(&mut channel, &twins, word, rest).await;
            }
            // Whatever was still under way gets a moment to be heard, in case it wrongly can.
            for _ in 0..100 {
                channel.step().await;
            }
            Played { may_be_silent: self.declared.iter().any(|(word, _)| word == "silent"), channel }
        })
    }

    fn settings(&self) -> (Rules, ChannelKind, Behaviour) {
        let (mut rules, mut behaviour) = (Rules::new(ChannelKind::Kiosk), Behaviour::default());
        let hours = |from: i8, until: i8| OpeningHours {
            day: jiff::civil::Weekday::Tuesday,
            from: jiff::civil::time(from, 0, 0, 0),
            until: jiff::civil::time(until, 0, 0, 0),
        };
        rules.handover = Handover {
            destination: Some("balie".to_owned()),
            hours: vec![hours(9, 17)],
            phone: Some("14 020".to_owned()),
            hours_in_words: vec![(Language::Nl, "maandag tot en met vrijdag van 9 tot 17 uur".to_owned())],
        };
        let mut kind = ChannelKind::Kiosk;
        for (word, rest) in &self.declared {
            let seconds = || Duration::from_secs_f64(rest.rsplit(' ').next().unwrap_or_default().parse().unwrap());
            let count = || rest.rsplit(' ').next().unwrap_or_default().parse().unwrap();
            match (word.as_str(), rest.split(' ').next().unwrap_or_default()) {
                ("channel", "phone") => kind = ChannelKind::Phone,
                ("channel", "kiosk") | ("silent", _) => {}
                ("closed", _) => rules.handover.hours = vec![hours(14, 15)],
                ("unfeedback", _) => rules.asks_feedback = false,
                ("keypad", _) => rules.keypad = rest.split(' ').map(key).collect(),
                ("mute", _) => rules.mute = true,
                ("nobody", _) => rules.handover = Handover { destination: None, ..rules.handover },
                ("keeps", _) => rules.keeps_questions = true,
                ("notice", _) => behaviour.notices.push(rest.clone()),
                ("takes", "words") => behaviour.words_take = seconds(),
                ("takes", "answer") => behaviour.answer_takes = seconds(),
                ("takes", "speech") => behaviour.speech_takes = seconds(),
                ("fails", "words") => behaviour.words_fail = count(),
                ("fails", "answer") => behaviour.answers_fail = count(),
                ("fails", "speech") => behaviour.speech_fails = count(),
                _ => panic!("nothing is declared by `{word} {rest}`"),
            }
        }
        (rules, kind, behaviour)
    }
}

async fn step(channel: &mut Channel, twins: &Twins, word: &str, rest: &str) {
    let heard = |text: &str, confidence| Sound { text: Some(text.to_owned()), confidence };
    match word {
        "start-anew" => channel.send(ChannelInput::StartedAnew).await,
        "invite" => channel.send(ChannelInput::Invited).await,
        "start" => channel.send(ChannelInput::Started).await,
        "say" => channel.say(heard(rest, 0.9)).await,
        "mumble" => channel.say(heard(rest, 0.3)).await,
        "noise" => channel.say(Sound { text: None, confidence: 0.0 }).await,
        "type" => press(channel, ChannelInput::Text(rest.to_owned()), rest).await,
        "key" => press(channel, ChannelInput::Key(key(rest)), rest).await,
        "hold" => press(channel, ChannelInput::Explain(key(rest)), &format!("and holds {rest}")).await,
        "letter" | "word" => {
            let announcement = Announcement { text: rest.to_owned(), spelled: word == "letter", of_page: false };
            press(channel, ChannelInput::Announce(announcement), &format!("and types {rest}")).await;
        }
        "loudness" => channel.send(ChannelInput::Loudness(rest.parse().unwrap())).await,
        "present" => press(channel, ChannelInput::Present, "something in a panel").await,
        "transfer" => {
            let outcome = if rest == "done" { TransferOutcome::Done } else { TransferOutcome::Failed };
            channel.transfer = Some(outcome);
        }
        "answer-takes" => {
            twins.behaviour.lock().unwrap().answer_takes = Duration::from_secs_f64(rest.parse().unwrap());
        }
        "hang" => {
            channel.note("person hangs up".to_owned());
            channel.send(ChannelInput::HungUp).await;
        }
        "wait" => {
            let time = Duration::from_secs_f64(rest.parse().unwrap());
            until(channel, time, |_| true).await;
        }
        "sentence" => {
            let sounded = channel.sounded + rest.parse::<usize>().unwrap_or(1);
            until(channel, Duration::ZERO, |channel| channel.sounded >= sounded).await;
            // In the middle of the reply.
            until(channel, Duration::from_millis(500), |_| true).await;
        }
        "listen" => {
            until(channel, REACTION, |channel| channel.state == SessionState::Listening && !channel.is_playing()).await;
        }
        "end" => until(channel, Duration::ZERO, |channel| channel.over && !channel.is_playing()).await,
        _ => panic!("there is no step `{word}`"),
    }
}

async fn press(channel: &mut Channel, input: ChannelInput, name: &str) {
    let device = if matches!(input, ChannelInput::Text(_)) { "types" } else { "presses" };
    channel.note(format!("person {device} {name}"));
    channel.send(input).await;
    channel.step().await;
}

/// Advances time by at least `least`, until the condition holds.
async fn until(channel: &mut Channel, least: Duration, is_so: impl Fn(&Channel) -> bool) {
    let begin = tokio::time::Instant::now();
    while begin.elapsed() < least || !is_so(channel) {
        channel.step().await;
        assert!(begin.elapsed() < LONGEST_STEP, "waited in vain:\n{}", list(channel));
    }
}

fn key(name: &str) -> Key {
    match name {
        "ok" => Key::Ok,
        "no" => Key::No,
        "next" => Key::Next,
        "back" => Key::Command(Command::Back),
        "previous" => Key::Previous,
        "subjects" => Key::Subjects,
        "unknown" => Key::Unknown,
        "pause" => Key::Command(Command::Pause),
        "choose 1" => Key::Choose(0),
        "choose 2" => Key::Choose(1),
        other if other.starts_with("language-") => Key::Language(other["language-".len()..].parse().unwrap()),
        letter if letter.starts_with("letter-") => Key::Letter(letter.chars().last().unwrap_or_default()),
        words => {
            Key::Command(Command::recognise(words, Language::Nl).unwrap_or_else(|| panic!("there is no key `{words}`")))
        }
    }
}

fn list(channel: &Channel) -> String {
    let lines: Vec<String> =
        channel.noted.iter().map(|noted| format!("{:7.2} {}\n", noted.at.as_secs_f64(), noted.what)).collect();
    lines.concat()
}

impl Played {
    pub(crate) fn list(&self) -> String {
        list(&self.channel)
    }

    /// What no conversation may do, whatever its file says.
    pub(crate) fn broken_rules(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let noted = &self.channel.noted;
        let is_audible = |what: &str| what.starts_with("sounds") || what.starts_with("person") || what == "hangs up";
        let mut quiet_since = Duration::ZERO;
        for noted in noted {
            if !is_audible(&noted.what) {
                continue;
            }
            // A sentence is over when it has been played; its duration is that of its letters.
            if noted.at > quiet_since + LONGEST_SILENCE && !self.may_be_silent {
                problems.push(format!(
                    "silent from {:.2} s until {:.2} s",
                    quiet_since.as_secs_f64(),
                    noted.at.as_secs_f64()
                ));
            }
            let letters = noted.what.chars().count() as u64;
            quiet_since = noted.at + Duration::from_millis(letters * crate::twins::LETTER_MS);
        }
        if let Some(end) = noted.iter().position(|noted| noted.what == "person hangs up")
            && noted[end..].iter().any(|noted| noted.what.starts_with("sounds"))
        {
            problems.push("it speaks to somebody who is gone".to_owned());
        }
        problems
    }
}
