//! The core of a conversation: what every state and topic uses to enter a state, say something, or fall silent.
//!
//! Its fields are private, so the state changes only here, every change of it is shown, and requests and lines are
//! numbered in one place.

use super::effect::{Effect, Line, Sentence, SentenceKind, TurnId};
use super::input::{Event, Input};
use super::memory::Memory;
use super::prompts::{Prompts, Setting};
use super::rules::Rules;
use super::screen::{PlaybackId, SessionEvent, SessionState};
use super::script::Script;
use super::state::{Behind, Interrupted, Listening, Open, Paused, Speaking, State, Then, Thinking};
use crate::language::Language;
use crate::listen::ExpectedLanguage;
use crate::speak::Manner;
use std::sync::Arc;
use std::time::Duration;

/// Number of consecutive lines that may fail to be spoken before the visit is ended.
const MUTE_LINES: u8 = 4;

/// One conversation.
#[derive(Clone)]
pub struct Dialogue {
    rules: Arc<Rules>,
    /// In the forms that hold here.
    prompts: Arc<Prompts>,
    /// Wall-clock time at which the session was opened.
    opened: jiff::ZonedDateTime,
    now: Duration,
    state: State,
    /// Plain facts that any topic may note and read.
    pub(super) memory: Memory,
    language: Language,
    expected: ExpectedLanguage,
    manner: Manner,
    turn: TurnId,
    next_line: u64,
    effects: Vec<Effect>,
}

/// The conversation as its session sees it.
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
        let is_early = input.event == Event::Tick && self.deadline().is_none_or(|deadline| self.now < deadline);
        if !matches!(self.state, State::Ended) {
            if !is_early {
                self.happen(input.event);
            }
            self.note_sound();
        }
        let effects = std::mem::take(&mut self.effects);
        (self, effects)
    }

    /// What it is currently doing.
    #[must_use]
    pub fn doing(&self) -> SessionState {
        self.state.shown()
    }

    /// When [`super::Event::Tick`] is due, counted from the opening; `None` when it is over.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.state.deadline(self)
    }

    /// Whether a word or two is more likely than a question: while it speaks, and where it has asked something.
    #[must_use]
    pub fn expects_a_word(&self) -> bool {
        self.state.expects_a_word()
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
}

/// Reading.
impl Dialogue {
    pub(super) fn rules(&self) -> &Rules {
        &self.rules
    }

    pub(super) fn prompts(&self) -> &Prompts {
        &self.prompts
    }

    pub(super) fn state(&self) -> &State {
        &self.state
    }

    /// Time since the session was opened.
    pub(super) fn now(&self) -> Duration {
        self.now
    }

    /// The same as wall-clock time.
    pub(super) fn wall_clock(&self) -> Option<jiff::ZonedDateTime> {
        let passed = jiff::SignedDuration::try_from(self.now).ok()?;
        self.opened.checked_add(passed).ok()
    }

    pub(super) fn manner(&self) -> Manner {
        self.manner
    }

    pub(super) fn expected(&self) -> ExpectedLanguage {
        self.expected
    }

    /// What the next words would be an answer to.
    pub(super) fn open(&self) -> Open {
        self.state.open()
    }

    /// One of our sentences, in the language that is spoken.
    pub(super) fn prompt(&self, key: &str, arguments: &[(&str, &str)]) -> String {
        self.prompts.say(self.language, key, arguments)
    }

    pub(super) fn script(&self, key: &str) -> Script {
        Script::new(&self.prompt(key, &[]), self.language)
    }
}

/// Entering a state, and asking for effects.
impl Dialogue {
    /// Enters a state, and shows it if it looks different.
    pub(super) fn enter(&mut self, state: State) {
        let before = self.doing();
        self.state = state;
        let state = self.doing();
        if state != before {
            self.show(SessionEvent::State { state });
        }
    }

    /// Changes the data of the present state, without showing it.
    pub(super) fn stay(&mut self, state: State) {
        self.state = state;
    }

    pub(super) fn emit(&mut self, effect: Effect) {
        self.effects.push(effect);
    }

    pub(super) fn show(&mut self, event: SessionEvent) {
        self.emit(Effect::Show(event));
    }

    /// Numbers the next request to a stage; results of earlier requests are outdated from now on.
    pub(super) fn next_turn(&mut self) -> TurnId {
        self.turn.0 += 1;
        self.turn
    }

    /// Requests a transcript of the latest utterance.
    pub(super) fn transcribe(&mut self) -> TurnId {
        // A person who spoke one language will probably continue in it; trying it first is faster.
        let expected = match self.expected {
            ExpectedLanguage::Any => ExpectedLanguage::Likely(self.language),
            expected => expected,
        };
        let turn = self.next_turn();
        self.emit(Effect::Transcribe { turn, expected });
        turn
    }

    pub(super) fn listen(&mut self, open: Open, behind: Behind) {
        self.show_choices(&open);
        self.enter(State::Listening(Box::new(Listening::new(open, self.now, None, behind))));
    }

    fn wait_paused(&mut self, interrupted: Interrupted) {
        self.enter(State::Paused(Box::new(Paused::new(interrupted, self.now))));
    }

    /// Waits for the transcript of what was just said.
    pub(super) fn await_words(&mut self, turn: TurnId, open: Open, behind: Behind, since: Duration) {
        self.enter(State::Thinking(Box::new(Thinking::of_words(turn, open, behind, since))));
    }

    /// Resumes after an interruption that turned out to be none.
    pub(super) fn take_up(&mut self, behind: Behind, open: Open) {
        match behind {
            Behind::Nothing => self.listen(open, Behind::Nothing),
            Behind::Speech(Interrupted { script, then }) => self.say(script.within_sentence(), then),
            Behind::Pause(interrupted) => self.wait_paused(interrupted),
        }
    }

    /// What happens when everything has been said.
    pub(super) fn follow(&mut self, then: Then) {
        match then {
            Then::Listen(open) => self.listen(open, Behind::Nothing),
            Then::Pause(interrupted) => self.wait_paused(*interrupted),
            Then::Transfer { summary } => self.transfer(summary),
            Then::End => self.end_now(),
        }
    }

    /// Ends without another word.
    pub(super) fn end_now(&mut self) {
        self.next_turn();
        self.memory = Memory::default();
        self.emit(Effect::HangUp);
        self.enter(State::Ended);
        self.show(SessionEvent::Reset);
    }

    /// Shows what can be chosen, if that has changed.
    pub(super) fn show_choices(&mut self, open: &Open) {
        let (names, marked) = match open {
            Open::Question | Open::Invited => (Vec::new(), None),
            Open::Offer { headings, marked } => (headings.clone(), *marked),
            Open::Either { options, marked } => (options.iter().map(|(_, title)| title.clone()).collect(), *marked),
            Open::Browsing(browsing) => {
                let (names, _, marked) = browsing.shown();
                (names, Some(marked))
            }
            Open::Confirm(_)
            | Open::Consent { .. }
            | Open::StaffOffered
            | Open::Feedback { .. }
            | Open::StillThere(_) => (vec![self.prompt("yes", &[]), self.prompt("no", &[])], None),
        };
        if (&names, &marked) != (&self.memory.shown.0, &self.memory.shown.1) {
            self.memory.shown = (names.clone(), marked);
            self.show(SessionEvent::Choices { names, marked });
        }
    }
}

/// Speaking, and falling silent.
impl Dialogue {
    /// Says a prompt, then listens.
    pub(super) fn reply(&mut self, key: &str, open: Open) {
        self.say(self.script(key), Then::Listen(open));
    }

    /// Says a script from its next sentence on.
    pub(super) fn say(&mut self, script: Script, then: Then) {
        self.say_behind(None, script, then);
    }

    /// Says a script, and how to answer it by key; a line that is being played is finished first.
    pub(super) fn say_behind(&mut self, sounding: Option<Line>, script: Script, then: Then) {
        let script = self.with_how(script, &then);
        self.say_plainly(sounding, script, then);
    }

    /// Says a script without additions.
    pub(super) fn say_plainly(&mut self, sounding: Option<Line>, mut script: Script, then: Then) {
        (self.memory.in_passing, self.memory.wants_subjects, self.memory.insists) = (false, None, false);
        if let Then::Listen(open) = &then {
            self.show_choices(open);
        }
        let line = match (sounding, script.advance()) {
            (None, None) => return self.follow(then),
            (None, Some(sentence)) => self.play(sentence),
            (Some(line), next) => {
                if next.is_some() {
                    script.step_back();
                }
                line
            }
        };
        let ahead = self.render_ahead(&script);
        self.enter(State::Speaking(Box::new(Speaking::new(script, then, line, ahead, self.now))));
    }

    /// Plays a sentence of ours without a state of its own, such as one that asks for patience.
    pub(super) fn play_prompt(&mut self, key: &str) -> Line {
        let text = self.prompt(key, &[]);
        self.play(Sentence { text, language: self.language, kind: SentenceKind::Plain })
    }

    fn play(&mut self, sentence: Sentence) -> Line {
        let line = self.next_line(sentence);
        self.emit(Effect::Play(line.clone()));
        line
    }

    /// A line cannot be spoken. Returns whether that ended the visit.
    pub(super) fn line_failed(&mut self) -> bool {
        self.memory.mute += 1;
        self.show(SessionEvent::Hint { code: "no-voice" });
        let is_over = self.memory.mute >= MUTE_LINES;
        if is_over {
            self.end_now();
        }
        is_over
    }

    /// Has the next sentence rendered while this one is played.
    pub(super) fn render_ahead(&mut self, script: &Script) -> Option<Line> {
        let line = script.peek().cloned().map(|sentence| self.next_line(sentence))?;
        self.emit(Effect::Prepare(line.clone()));
        Some(line)
    }

    pub(super) fn next_line(&mut self, sentence: Sentence) -> Line {
        self.next_line += 1;
        Line { id: PlaybackId(self.next_line), sentence, manner: self.manner }
    }

    /// Falls silent at once. What was being said is kept, only for "ga verder". Results that are still under way are
    /// no longer wanted.
    pub(super) fn hush(&mut self) {
        if self.state.is_ducked() {
            self.emit(Effect::Duck(false));
        }
        self.next_turn();
        if self.state.sounds() {
            self.emit(Effect::StopPlayback);
        }
        let in_passing = self.memory.in_passing && matches!(self.state, State::Speaking(_));
        let cut = self.state.cut_off(self.now);
        if cut.is_some() && !in_passing {
            self.memory.interrupted = cut;
        }
    }
}

/// Language and manner of speaking.
impl Dialogue {
    pub(super) fn speak_language(&mut self, language: Language) {
        self.language = language;
        self.show_manner();
    }

    /// Sets the language that the person is expected to speak from now on.
    pub(super) fn expect(&mut self, expected: ExpectedLanguage) {
        self.expected = expected;
    }

    pub(super) fn speak_in(&mut self, manner: Manner) {
        self.set_manner(manner);
        self.show_manner();
    }

    pub(super) fn set_manner(&mut self, manner: Manner) {
        self.manner = manner;
    }

    pub(super) fn show_manner(&mut self) {
        let (rate, volume, language) = (self.manner.rate(), self.manner.volume(), self.language);
        self.show(SessionEvent::Manner { rate, volume, language });
    }
}

#[cfg(test)]
impl Dialogue {
    /// The latest request to a stage.
    pub(super) fn turn(&self) -> TurnId {
        self.turn
    }
}
