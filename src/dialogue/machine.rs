//! The conversation as a state machine: events go in, effects come out.

use super::effect::{Effect, Line, Sentence, TurnId};
use super::input::{Event, Input};
use super::memory::Memory;
use super::prompts::{Prompts, Setting};
use super::rules::Rules;
use super::screen::{PlaybackId, SessionEvent, SessionState};
use super::script::Script;
use super::state::{Aside, Behind, Open, State, Then};
use crate::language::Language;
use crate::listen::ExpectedLanguage;
use crate::speak::Manner;
use std::sync::Arc;
use std::time::Duration;

/// One conversation.
#[derive(Clone)]
pub struct Dialogue {
    pub(super) rules: Arc<Rules>,
    /// In the forms that hold here.
    pub(super) prompts: Arc<Prompts>,
    /// Wall-clock time at which the session was opened.
    pub(super) opened: jiff::ZonedDateTime,
    pub(super) now: Duration,
    pub(super) state: State,
    pub(super) memory: Memory,
    pub(super) language: Language,
    pub(super) expected: ExpectedLanguage,
    pub(super) manner: Manner,
    pub(super) turn: TurnId,
    next_line: u64,
    pub(super) effects: Vec<Effect>,
}

impl Dialogue {
    /// A conversation in which nothing has happened yet.
    #[must_use]
    pub fn new(rules: Arc<Rules>, prompts: &Prompts, opened: jiff::ZonedDateTime) -> Self {
        let setting =
            Setting { mute: rules.mute, alone: rules.handover.destination.is_none(), keypad: rules.has_keypad() };
        Dialogue {
            prompts: Arc::new(prompts.suited(setting)),
            opened,
            now: Duration::ZERO,
            state: State::New,
            memory: Memory::default(),
            language: rules.language,
            expected: rules.expected,
            manner: rules.manner,
            turn: TurnId::default(),
            next_line: 0,
            effects: Vec::new(),
            rules,
        }
    }

    /// Handles an input; returns the effects to carry out.
    #[must_use]
    pub fn handle(mut self, input: Input) -> (Self, Vec<Effect>) {
        self.now = self.now.max(input.at);
        if !matches!(self.state, State::Ended) {
            self.take_in(input.event);
            self.note_sound();
        }
        let effects = std::mem::take(&mut self.effects);
        (self, effects)
    }

    /// What it is currently doing.
    #[must_use]
    pub fn doing(&self) -> SessionState {
        match &self.state {
            State::Speaking(_) => SessionState::Speaking,
            State::Listening(listening) if listening.hearing.is_some() => SessionState::Hearing,
            State::New | State::Listening(_) => SessionState::Listening,
            State::Thinking(_) => SessionState::Thinking,
            State::Paused(_) => SessionState::Paused,
            State::Transferring(_) => SessionState::Transferring,
            State::Ended => SessionState::Ended,
        }
    }

    /// Whether a word or two is more likely than a question: while it speaks, and where it has asked something.
    #[must_use]
    pub fn expects_a_word(&self) -> bool {
        match &self.state {
            State::Listening(listening) => {
                listening.open != Open::Question || !matches!(listening.behind, Behind::Nothing)
            }
            State::New | State::Ended => false,
            State::Speaking(_) | State::Thinking(_) | State::Paused(_) | State::Transferring(_) => true,
        }
    }

    /// Whether the person asked for more time to speak.
    #[must_use]
    pub fn takes_time(&self) -> bool {
        self.memory.takes_time
    }

    /// The language currently spoken.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }

    fn take_in(&mut self, event: Event) {
        match event {
            Event::Started => self.greet(),
            Event::StartedAnew => self.greet_anew(),
            Event::Invited => self.invite(),
            Event::Loudness(percent) => self.begin_at(percent),
            Event::Notices(notices) => self.take_notices(notices),
            Event::Subjects(language, subjects) => self.take_subjects(language, subjects),
            Event::SpeechStarted => self.speech_started(),
            Event::SpeechDismissed => self.speech_dismissed(),
            Event::SpeechConfirmed => self.speech_confirmed(),
            Event::UtteranceEnded => self.utterance_ended(),
            Event::Level(problem) => self.level(problem),
            Event::Transcribed(turn, heard) => self.transcribed(turn, heard),
            Event::Answered(turn, answer) => self.answered(turn, answer),
            Event::LineStarted(id) => self.line_started(id),
            Event::LineFinished(id) => self.line_finished(id),
            Event::LineFailed(id) => self.line_failed(id),
            Event::Key(key) => self.key(key),
            Event::Explain(key) => {
                self.person_acts();
                self.explain(key);
            }
            Event::Announce(announcement) => self.announce(announcement),
            Event::Present => {
                self.person_acts();
            }
            Event::Text(text) => self.text(text),
            Event::Transferred(done) => self.transferred(done),
            Event::Tick => self.overdue(),
            Event::HungUp => self.end_now(),
        }
    }

    /// What the next words would be an answer to.
    pub(super) fn open(&self) -> Open {
        match &self.state {
            State::Listening(listening) => listening.open.clone(),
            State::Thinking(thinking) => thinking.open.clone(),
            State::Speaking(speaking) => match &speaking.then {
                Then::Listen(open) => open.clone(),
                _ => Open::Question,
            },
            _ => Open::Question,
        }
    }

    /// Enters a state, and shows it if it looks different.
    pub(super) fn enter(&mut self, state: State) {
        let before = self.doing();
        self.state = state;
        let state = self.doing();
        if state != before {
            self.effects.push(Effect::Show(SessionEvent::State { state }));
        }
    }

    /// Numbers the next request to a stage; results of earlier requests are outdated from now on.
    pub(super) fn next_turn(&mut self) -> TurnId {
        self.turn.0 += 1;
        self.turn
    }

    pub(super) fn next_line(&mut self, sentence: Sentence) -> Line {
        self.next_line += 1;
        Line { id: PlaybackId(self.next_line), sentence, manner: self.manner }
    }

    /// One of our sentences, in the language that is spoken.
    pub(super) fn prompt(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.prompts.say(self.language, key, arguments)
    }

    pub(super) fn script(&self, key: &str) -> Script {
        Script::new(&self.prompt(key, &[]), self.language)
    }

    /// Says a prompt, then listens.
    pub(super) fn reply(&mut self, key: &str, open: Open) {
        self.say(self.script(key), Then::Listen(open));
    }

    /// Whether our own sound is turned down because of the person.
    pub(super) fn is_ducked(&self) -> bool {
        match &self.state {
            State::Speaking(speaking) => speaking.aside != Aside::Quiet,
            State::Thinking(thinking) => thinking.patience.is_some() && thinking.aside != Aside::Quiet,
            _ => false,
        }
    }
}
