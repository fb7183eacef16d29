//! Says a script line by line, stops it, and resumes it.

use super::effect::{Effect, Line};
use super::machine::Dialogue;
use super::screen::{PlaybackId, SessionEvent};
use super::script::Script;
use super::state::{
    Aside, Behind, Interrupted, Listening, Open, Paused, Speaking, State, Then, Thinking, Transferring, Work,
};
use std::time::Duration;

/// So many letters have been said in a second at least: a clause too early is better than one too late.
const LETTERS_A_SECOND: f32 = 12.0;
/// Number of consecutive lines that may fail to be spoken before the visit is ended.
const MUTE_LINES: u8 = 4;

impl Dialogue {
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
            (None, Some(sentence)) => {
                let line = self.next_line(sentence);
                self.effects.push(Effect::Play(line.clone()));
                line
            }
            (Some(line), next) => {
                if next.is_some() {
                    script.step_back();
                }
                line
            }
        };
        let ahead = self.prepare(&script);
        let since = self.now;
        self.enter(State::Speaking(Box::new(Speaking { script, then, line, ahead, since, aside: Aside::Quiet })));
    }

    /// Has the next sentence rendered while this one is played.
    fn prepare(&mut self, script: &Script) -> Option<Line> {
        let line = script.peek().cloned().map(|sentence| self.next_line(sentence))?;
        self.effects.push(Effect::Prepare(line.clone()));
        Some(line)
    }

    pub(super) fn line_started(&mut self, id: PlaybackId) {
        let now = self.now;
        self.memory.mute = 0;
        if let State::Speaking(speaking) = &mut self.state
            && speaking.line.id == id
        {
            speaking.since = now;
        }
    }

    pub(super) fn line_finished(&mut self, id: PlaybackId) {
        match &mut self.state {
            State::Speaking(speaking) if speaking.line.id == id => {
                let said = speaking.line.sentence.text.clone();
                self.memory.owed.retain(|(_, end)| *end != said);
                self.next_sentence();
            }
            State::Thinking(thinking) if thinking.patience.as_ref().is_some_and(|line| line.id == id) => {
                thinking.patience = None;
            }
            State::Transferring(transferring) if transferring.line.as_ref().is_some_and(|line| line.id == id) => {
                transferring.line = None;
            }
            _ => {}
        }
    }

    pub(super) fn line_failed(&mut self, id: PlaybackId) {
        self.memory.mute += 1;
        self.effects.push(Effect::Show(SessionEvent::Hint { code: "no-voice" }));
        if self.memory.mute >= MUTE_LINES {
            return self.end_now();
        }
        self.line_finished(id);
    }

    /// The line has been played: continues with the next one, or with what happens when everything has been said.
    pub(super) fn next_sentence(&mut self) {
        let State::Speaking(speaking) = &mut self.state else { return };
        if !self.memory.in_passing {
            self.memory.last_sentence = speaking.script.last_said();
        }
        let ahead = speaking.ahead.take();
        let Some(sentence) = speaking.script.advance() else { return self.all_said() };
        let rest = speaking.script.clone();
        let manner = self.manner;
        let line = match ahead {
            Some(ahead) if ahead.sentence == sentence => Line { manner, ..ahead },
            _ => self.next_line(sentence),
        };
        self.effects.push(Effect::Play(line.clone()));
        let ahead = self.prepare(&rest);
        let now = self.now;
        if let State::Speaking(speaking) = &mut self.state {
            (speaking.line, speaking.ahead, speaking.since) = (line, ahead, now);
        }
    }

    fn all_said(&mut self) {
        let State::Speaking(speaking) = &self.state else { return };
        let (then, aside) = (speaking.then.clone(), speaking.aside);
        if aside != Aside::Quiet {
            self.effects.push(Effect::Duck(false));
        }
        self.follow(then);
        match (aside, &mut self.state) {
            (Aside::Sign { since, .. }, State::Listening(listening)) => listening.hearing = Some(since),
            (Aside::Decoding { turn, since }, State::Listening(listening)) => {
                let open = listening.open.clone();
                self.await_words(turn, open, Behind::Nothing, since);
            }
            _ => {}
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

    pub(super) fn listen(&mut self, open: Open, behind: Behind) {
        self.show_choices(&open);
        let since = self.now;
        self.enter(State::Listening(Box::new(Listening { open, since, hearing: None, behind })));
    }

    pub(super) fn wait_paused(&mut self, interrupted: Interrupted) {
        let since = self.now;
        self.enter(State::Paused(Box::new(Paused { interrupted, since, hearing: None })));
    }

    /// Waits for the transcript of what was just said.
    pub(super) fn await_words(&mut self, turn: super::TurnId, open: Open, behind: Behind, since: Duration) {
        self.enter(State::Thinking(Box::new(Thinking {
            turn,
            work: Work::Transcript,
            open,
            since,
            asked_for_patience: 0,
            patience: None,
            behind,
            aside: Aside::Quiet,
            held: None,
        })));
    }

    /// Falls silent at once. What was being said is kept, only for "ga verder". Results that are still under way are
    /// no longer wanted.
    pub(super) fn hush(&mut self) {
        if self.is_ducked() {
            self.effects.push(Effect::Duck(false));
        }
        self.next_turn();
        let (stop, cut) = match &self.state {
            State::Speaking(speaking) => (true, Some(speaking.cut_off(self.now))),
            State::Thinking(thinking) => (thinking.patience.is_some(), thinking.behind.cut()),
            State::Listening(listening) => (false, listening.behind.cut()),
            State::Paused(paused) => (false, Some(paused.interrupted.clone())),
            State::Transferring(Transferring { line, .. }) => (line.is_some(), None),
            State::New | State::Ended => (false, None),
        };
        if stop {
            self.effects.push(Effect::StopPlayback);
        }
        let in_passing = self.memory.in_passing && matches!(self.state, State::Speaking(_));
        if cut.is_some() && !in_passing {
            self.memory.interrupted = cut;
        }
    }

    /// Resumes after an interruption that turned out to be none.
    pub(super) fn take_up(&mut self, behind: Behind, open: Open) {
        match behind {
            Behind::Nothing => self.listen(open, Behind::Nothing),
            Behind::Speech(Interrupted { script, then }) => self.say(script.within_sentence(), then),
            Behind::Pause(interrupted) => self.wait_paused(interrupted),
        }
    }

    /// Ends without another word.
    pub(super) fn end_now(&mut self) {
        self.next_turn();
        self.memory = super::memory::Memory::default();
        self.effects.push(Effect::HangUp);
        self.enter(State::Ended);
        self.effects.push(Effect::Show(SessionEvent::Reset));
    }

    pub(super) fn show_choices(&mut self, open: &Open) {
        let yes_or_no = || vec![self.prompt("yes", &[]), self.prompt("no", &[])];
        let (names, marked) = match open {
            Open::Question | Open::Invited => (Vec::new(), None),
            Open::Offer { headings, marked } => (headings.clone(), *marked),
            Open::Either { options, marked } => (options.iter().map(|(_, title)| title.clone()).collect(), *marked),
            Open::Browsing(browsing) => {
                let (names, _, marked) = browsing.shown();
                (names, Some(marked))
            }
            _ => (yes_or_no(), None),
        };
        if (&names, &marked) != (&self.memory.shown.0, &self.memory.shown.1) {
            self.memory.shown = (names.clone(), marked);
            self.effects.push(Effect::Show(SessionEvent::Choices { names, marked }));
        }
    }
}

impl Speaking {
    /// The script with the sentence that is cut off at this moment as its next one.
    pub(super) fn cut_off(&self, now: Duration) -> Interrupted {
        let heard = now.saturating_sub(self.since).as_secs_f32() * LETTERS_A_SECOND * self.line.manner.rate();
        let mut script = self.script.clone();
        script.cut_off(&self.line.sentence, heard as usize);
        Interrupted { script, then: self.then.clone() }
    }
}

impl Behind {
    fn cut(&self) -> Option<Interrupted> {
        match self {
            Behind::Nothing => None,
            Behind::Speech(interrupted) | Behind::Pause(interrupted) => Some(interrupted.clone()),
        }
    }
}
