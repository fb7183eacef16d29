//! It was told to wait.

use super::{Behind, Interrupted, LONGEST_UTTERANCE, Open, State};
use crate::dialogue::input::Event;
use crate::dialogue::machine::Dialogue;
use std::time::Duration;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::dialogue) struct Paused {
    interrupted: Interrupted,
    since: Duration,
    /// When the person started speaking.
    hearing: Option<Duration>,
}

impl Paused {
    pub(in crate::dialogue) fn new(interrupted: Interrupted, since: Duration) -> Self {
        Paused { interrupted, since, hearing: None }
    }

    pub(super) fn interrupted(&self) -> &Interrupted {
        &self.interrupted
    }

    pub(super) fn deadline(&self, dialogue: &Dialogue) -> Duration {
        match self.hearing {
            Some(since) => since + LONGEST_UTTERANCE,
            None => self.since + dialogue.rules().pause,
        }
    }

    pub(super) fn handle(self: Box<Self>, dialogue: &mut Dialogue, event: Event) {
        match event {
            Event::SpeechStarted => self.speech_started(dialogue),
            Event::SpeechConfirmed => {
                dialogue.memory.by_key = false;
                self.speech_started(dialogue);
            }
            Event::SpeechDismissed => self.speech_dismissed(dialogue),
            Event::UtteranceEnded => {
                let turn = dialogue.transcribe();
                dialogue.await_words(turn, Open::Question, Behind::Pause(self.interrupted), dialogue.now());
            }
            Event::Tick if self.hearing.is_some() => self.speech_dismissed(dialogue),
            Event::Tick => {
                dialogue.memory.interrupted = Some(self.interrupted);
                dialogue.warn(Open::StillThere(Box::new(Open::Question)));
            }
            Event::Level(problem) => {
                dialogue.note_level(problem);
            }
            Event::LineStarted(_) => dialogue.memory.mute = 0,
            Event::LineFailed(_) => {
                dialogue.line_failed();
            }
            Event::Key(key) => dialogue.key(key),
            Event::Explain(key) => dialogue.explain_key(key),
            Event::Announce(announcement) => dialogue.announce(announcement),
            Event::Present => {
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
            | Event::Transcribed(..)
            | Event::Answered(..)
            | Event::LineFinished(_)
            | Event::Transferred(_) => {}
        }
    }

    fn speech_started(mut self: Box<Self>, dialogue: &mut Dialogue) {
        dialogue.memory.unclear = None;
        self.hearing = self.hearing.or(Some(dialogue.now()));
        dialogue.stay(State::Paused(self));
    }

    fn speech_dismissed(mut self: Box<Self>, dialogue: &mut Dialogue) {
        self.hearing = None;
        dialogue.stay(State::Paused(self));
    }
}
