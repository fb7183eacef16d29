//! It listens.

use super::{Behind, LONGEST_UTTERANCE, Open, State, Then};
use crate::dialogue::input::Event;
use crate::dialogue::machine::Dialogue;
use crate::dialogue::screen::{SessionEvent, SessionState};
use crate::listen::LevelProblem;
use std::time::Duration;

/// Time before the end at which it is announced once more.
const LAST_WARNING: Duration = Duration::from_secs(10);
/// How long the question whether it was clear waits when the person is leaving.
const LEAVING: Duration = Duration::from_secs(6);

#[derive(Debug, Clone, PartialEq)]
pub(in crate::dialogue) struct Listening {
    /// What the next words would answer.
    open: Open,
    /// Start of the wait.
    since: Duration,
    /// When the person started speaking.
    hearing: Option<Duration>,
    /// What was going on before the person spoke.
    behind: Behind,
}

impl Listening {
    pub(in crate::dialogue) fn new(open: Open, since: Duration, hearing: Option<Duration>, behind: Behind) -> Self {
        Listening { open, since, hearing, behind }
    }

    pub(in crate::dialogue) fn open(&self) -> &Open {
        &self.open
    }

    pub(super) fn behind(&self) -> &Behind {
        &self.behind
    }

    pub(super) fn shown(&self) -> SessionState {
        if self.hearing.is_some() { SessionState::Hearing } else { SessionState::Listening }
    }

    pub(super) fn expects_a_word(&self) -> bool {
        self.open != Open::Question || self.behind != Behind::Nothing
    }

    pub(super) fn begin_anew(&mut self, now: Duration) -> Option<Open> {
        if self.hearing.is_none() {
            self.since = now;
        }
        self.open.withdraw_warning()
    }

    /// The person has been speaking since this moment, which is not shown.
    pub(super) fn hears_since(mut self: Box<Self>, dialogue: &mut Dialogue, since: Duration) {
        self.hearing = Some(since);
        dialogue.stay(State::Listening(self));
    }

    pub(super) fn deadline(&self, dialogue: &Dialogue) -> Duration {
        let rules = dialogue.rules();
        match (self.hearing, &self.open) {
            (Some(since), _) => since + LONGEST_UTTERANCE,
            (None, Open::StillThere(_)) if dialogue.memory.warned_again => self.since + LAST_WARNING,
            (None, Open::StillThere(_)) => self.since + rules.warning.saturating_sub(LAST_WARNING),
            (None, Open::Feedback { ending: true, .. }) => self.since + LEAVING,
            (None, _) => {
                let silence = if dialogue.memory.takes_time { rules.silence * 2 } else { rules.silence };
                (self.since + silence).min(dialogue.longest_silence().max(self.since))
            }
        }
    }

    pub(super) fn handle(self: Box<Self>, dialogue: &mut Dialogue, event: Event) {
        match event {
            Event::SpeechStarted => self.speech_started(dialogue),
            Event::SpeechConfirmed => {
                dialogue.memory.by_key = false;
                self.speech_started(dialogue);
                dialogue.show(SessionEvent::State { state: SessionState::Hearing });
            }
            Event::SpeechDismissed => self.speech_dismissed(dialogue),
            Event::UtteranceEnded => {
                let turn = dialogue.transcribe();
                dialogue.await_words(turn, self.open, self.behind, dialogue.now());
            }
            Event::Tick if self.hearing.is_some() => self.speech_dismissed(dialogue),
            Event::Tick => self.silent(dialogue),
            Event::Level(problem) => self.level(dialogue, problem),
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
        dialogue.stay(State::Listening(self));
    }

    fn speech_dismissed(mut self: Box<Self>, dialogue: &mut Dialogue) {
        let before = self.hearing.take();
        if let Some(since) = before {
            // The duration of the noise does not count as the person's silence.
            self.since += dialogue.now().saturating_sub(since);
        }
        dialogue.stay(State::Listening(self.clone()));
        if self.behind != Behind::Nothing {
            return dialogue.take_up(self.behind, self.open);
        }
        if before.is_some() {
            dialogue.show(SessionEvent::State { state: SessionState::Listening });
        }
    }

    /// The person cannot be heard well: shown at once, said once when they are silent.
    fn level(self: Box<Self>, dialogue: &mut Dialogue, problem: LevelProblem) {
        let (code, key) = dialogue.note_level(problem);
        if self.hearing.is_none() && !dialogue.memory.hinted.contains(&code) {
            dialogue.memory.hinted.push(code);
            dialogue.reply(key, self.open);
        }
    }

    /// The person says nothing: a prompt, another, then the warning, then the end.
    fn silent(self: Box<Self>, dialogue: &mut Dialogue) {
        let open = self.open;
        match open {
            // Nobody started.
            Open::Invited => return dialogue.end_now(),
            Open::StillThere(_) if !dialogue.memory.warned_again => {
                return dialogue.warn_again(LAST_WARNING, open);
            }
            Open::StillThere(_) | Open::Feedback { ending: true, .. } => return dialogue.farewell(),
            Open::Question
            | Open::Offer { .. }
            | Open::Either { .. }
            | Open::Confirm(_)
            | Open::Consent { .. }
            | Open::StaffOffered
            | Open::Feedback { ending: false, .. }
            | Open::Browsing(_) => {}
        }
        dialogue.memory.silences += 1;
        let is_browsing = matches!(open, Open::Browsing(_));
        match (dialogue.memory.silences, dialogue.article_to_ask_about()) {
            (1, Some(article)) if !open.is_yes_or_no() && !is_browsing => {
                dialogue.memory.asked_feedback = true;
                dialogue.reply("feedback", Open::Feedback { article, ending: false });
            }
            (1, _) if open != Open::Question && !dialogue.memory.last_sentence.is_empty() => {
                dialogue.say(dialogue.memory.last_sentence.clone(), Then::Listen(open));
            }
            (1, _) => dialogue.reply("reprompt", open),
            (2, _) if is_browsing => dialogue.reply("subjects-how", open),
            (2, _) => dialogue.reply("reprompt-keys", Open::Question),
            _ => dialogue.warn(Open::StillThere(Box::new(open))),
        }
    }
}
