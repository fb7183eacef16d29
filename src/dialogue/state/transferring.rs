//! Transferring to a human.

use super::{Open, State, Then};
use crate::dialogue::command::Command;
use crate::dialogue::effect::Line;
use crate::dialogue::input::Event;
use crate::dialogue::machine::Dialogue;
use crate::dialogue::screen::Key;
use std::time::Duration;

/// Interval at which somebody waiting for a human is told that it takes a while.
const PATIENCE: Duration = Duration::from_secs(10);
/// Maximum number of times that they are told.
const TOLD: u8 = 3;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::dialogue) struct Transferring {
    since: Duration,
    /// How often the person was told that it takes a while.
    told: u8,
    /// The sentence that tells it, while it is played.
    line: Option<Line>,
}

impl Transferring {
    pub(in crate::dialogue) fn new(since: Duration) -> Self {
        Transferring { since, told: 0, line: None }
    }

    pub(super) fn is_heard(&self) -> bool {
        self.line.is_some()
    }

    pub(super) fn deadline(&self) -> Duration {
        self.since + PATIENCE * (u32::from(self.told) + 1)
    }

    pub(super) fn handle(mut self, dialogue: &mut Dialogue, event: Event) {
        match event {
            Event::Transferred(done) => self.end(dialogue, done),
            Event::Tick if self.told >= TOLD => self.end(dialogue, false),
            Event::Tick => {
                self.told += 1;
                self.ask_for_patience(dialogue);
            }
            Event::LineStarted(_) => dialogue.memory.mute = 0,
            Event::LineFinished(id) => {
                self.line = self.line.filter(|line| line.id != id);
                dialogue.stay(State::Transferring(self));
            }
            Event::LineFailed(id) => {
                if !dialogue.line_failed() {
                    self.handle(dialogue, Event::LineFinished(id));
                }
            }
            Event::Key(key) => self.key(dialogue, key),
            Event::SpeechStarted => dialogue.memory.unclear = None,
            Event::SpeechConfirmed => (dialogue.memory.unclear, dialogue.memory.by_key) = (None, false),
            Event::Level(problem) => {
                dialogue.note_level(problem);
            }
            Event::Explain(_) | Event::Announce(_) | Event::Present => {
                dialogue.person_acts();
            }
            Event::Text(text) => dialogue.text(text),
            Event::Notices(notices) => dialogue.memory.notices = notices,
            Event::Subjects(language, subjects) => dialogue.take_subjects(language, subjects),
            Event::HungUp => dialogue.end_now(),
            Event::Started
            | Event::StartedAnew
            | Event::Invited
            | Event::Loudness(_)
            | Event::SpeechDismissed
            | Event::UtteranceEnded
            | Event::Transcribed(..)
            | Event::Answered(..) => {}
        }
    }

    fn end(self, dialogue: &mut Dialogue, done: bool) {
        if done {
            dialogue.say_behind(self.line, dialogue.script("handover-done"), Then::End);
        } else {
            let script = dialogue.closed("handover-failed");
            dialogue.say_behind(self.line, script, Then::Listen(Open::Question));
        }
    }

    /// Only what ends the transfer is done at once; for anything else the person is told that it takes a while.
    fn key(self, dialogue: &mut Dialogue, key: Key) {
        dialogue.memory.by_key = true;
        dialogue.person_acts();
        match key {
            Key::Command(command @ (Command::Goodbye | Command::Emergency)) => dialogue.obey(command),
            Key::Command(command) if command.is_about_manner() => dialogue.obey(command),
            Key::Command(_)
            | Key::Ok
            | Key::No
            | Key::Next
            | Key::Previous
            | Key::Choose(_)
            | Key::Subjects
            | Key::Language(_)
            | Key::Letter(_)
            | Key::Unknown => self.ask_for_patience(dialogue),
        }
    }

    /// Says that it takes a while, unless that is being said already.
    fn ask_for_patience(mut self, dialogue: &mut Dialogue) {
        if self.line.is_none() {
            self.line = Some(dialogue.play_prompt("handover-patience"));
        }
        dialogue.stay(State::Transferring(self));
    }
}
