//! The person speaks: softer at the first sign, silent once it is speech for sure. If it was not meant for the system,
//! it speaks on from the beginning of the clause.

use super::command::Command;
use super::effect::{Effect, TurnId};
use super::input::Unheard;
use super::machine::Dialogue;
use super::meaning::Meaning;
use super::screen::{SessionEvent, SessionState};
use super::state::{Aside, Behind, Interrupted, Listening, Open, Paused, State, Work};
use super::words::words;
use crate::language::Language;
use crate::listen::{ExpectedLanguage, Transcript};

/// Through the own voice, words below this confidence are somebody else's, or noise.
const MEANT_FOR_US: f32 = 0.25;
/// From this confidence on, a question is answered without confirming it first.
const WELL_HEARD: f32 = 0.4;

impl Dialogue {
    pub(super) fn speech_started(&mut self) {
        let now = self.now;
        let was_ducked = self.is_ducked();
        self.memory.unclear = None;
        match &mut self.state {
            State::Speaking(speaking) if speaking.aside == Aside::Quiet => {
                speaking.aside = Aside::Sign { since: now };
            }
            State::Thinking(thinking) if thinking.aside == Aside::Quiet => {
                thinking.aside = Aside::Sign { since: now };
            }
            State::Listening(listening) => listening.hearing = listening.hearing.or(Some(now)),
            State::Paused(paused) => paused.hearing = paused.hearing.or(Some(now)),
            _ => {}
        }
        if self.is_ducked() && !was_ducked {
            self.effects.push(Effect::Duck(true));
        }
    }

    pub(super) fn speech_dismissed(&mut self) {
        let now = self.now;
        match &mut self.state {
            State::Speaking(speaking) if matches!(speaking.aside, Aside::Sign { .. }) => {
                speaking.aside = Aside::Quiet;
                self.effects.push(Effect::Duck(false));
            }
            State::Thinking(thinking) if matches!(thinking.aside, Aside::Sign { .. }) => self.aside_was_nothing(),
            State::Listening(listening) => {
                let before = listening.hearing.take();
                if let Some(since) = before {
                    // The duration of the noise does not count as the person's silence.
                    listening.since += now.saturating_sub(since);
                }
                if !matches!(listening.behind, Behind::Nothing) {
                    let Listening { open, behind, .. } = Listening::clone(listening);
                    return self.take_up(behind, open);
                }
                if before.is_some() {
                    self.effects.push(Effect::Show(SessionEvent::State { state: SessionState::Listening }));
                }
            }
            State::Paused(paused) => paused.hearing = None,
            _ => {}
        }
    }

    pub(super) fn speech_confirmed(&mut self) {
        let now = self.now;
        self.speech_started();
        self.memory.by_key = false;
        match &mut self.state {
            State::Speaking(_) => self.give_way(),
            State::Listening(listening) => {
                listening.hearing = listening.hearing.or(Some(now));
                self.effects.push(Effect::Show(SessionEvent::State { state: SessionState::Hearing }));
            }
            _ => {}
        }
    }

    /// The person speaks through the own voice: silence, until it is known whether that was meant for the system.
    fn give_way(&mut self) {
        let State::Speaking(speaking) = &self.state else { return };
        if self.memory.insists {
            return;
        }
        let Aside::Sign { since } = speaking.aside else { return };
        let (behind, open) = (Behind::Speech(speaking.cut_off(self.now)), self.open());
        self.effects.extend([Effect::StopPlayback, Effect::Duck(false)]);
        let now = self.now;
        self.enter(State::Listening(Box::new(Listening { open, since: now, hearing: Some(since), behind })));
    }

    pub(super) fn utterance_ended(&mut self) {
        let (now, open) = (self.now, self.open());
        // A person who spoke one language will probably continue in it; trying it first is faster.
        let expected = match self.expected {
            ExpectedLanguage::Any => ExpectedLanguage::Likely(self.language),
            expected => expected,
        };
        if matches!(self.state, State::New | State::Transferring(_) | State::Ended) {
            return;
        }
        let turn = self.next_turn();
        self.effects.push(Effect::Transcribe { turn, expected });
        match &mut self.state {
            State::Speaking(speaking) => speaking.aside = Aside::Decoding { turn, since: now },
            // Whatever is under way stays wanted: this may be nothing, or belong to it.
            State::Thinking(thinking) => thinking.aside = Aside::Decoding { turn, since: now },
            State::Listening(listening) => {
                let behind = listening.behind.clone();
                self.await_words(turn, open, behind, now);
            }
            State::Paused(paused) => {
                let behind = Behind::Pause(Paused::clone(paused).interrupted);
                self.await_words(turn, open, behind, now);
            }
            _ => {}
        }
    }

    pub(super) fn transcribed(&mut self, turn: TurnId, heard: Result<Transcript, Unheard>) {
        match &self.state {
            State::Speaking(speaking) if matches!(speaking.aside, Aside::Decoding { turn: of, .. } if of == turn) => {
                self.heard_while_speaking(heard);
            }
            State::Thinking(thinking) if matches!(thinking.aside, Aside::Decoding { turn: of, .. } if of == turn) => {
                self.heard_while_thinking(heard);
            }
            State::Thinking(thinking) if thinking.turn == turn && thinking.work == Work::Transcript => {
                self.heard_while_listening(heard);
            }
            _ => {}
        }
    }

    fn heard_while_speaking(&mut self, heard: Result<Transcript, Unheard>) {
        let open = self.open();
        let meant = heard.ok().filter(|transcript| transcript.confidence >= MEANT_FOR_US).and_then(|transcript| {
            let meaning = Meaning::of(&transcript.text, transcript.language, &open);
            // "Ja" in the middle of an answer does not accept the offer at its end.
            let nods = meaning == Meaning::Nodding || (meaning == Meaning::Yes && !self.has_asked(&open));
            (!nods).then_some((transcript, meaning))
        });
        let come_back = |dialogue: &mut Self| {
            if let State::Speaking(speaking) = &mut dialogue.state {
                speaking.aside = Aside::Quiet;
            }
            dialogue.effects.push(Effect::Duck(false));
        };
        match meant {
            None => come_back(self),
            Some((transcript, Meaning::Command(command))) if command.is_about_manner() => {
                self.show_heard(&transcript);
                come_back(self);
                self.obey(command);
            }
            Some((transcript, meaning)) => self.act(transcript, meaning, open),
        }
    }

    /// Whether the open question has already been asked, as far as a "ja" is concerned.
    fn has_asked(&self, open: &Open) -> bool {
        match &self.state {
            State::Speaking(speaking) => open.is_yes_or_no() || speaking.script.peek().is_none(),
            _ => true,
        }
    }

    fn heard_while_thinking(&mut self, heard: Result<Transcript, Unheard>) {
        let open = self.open();
        let Ok(transcript) = heard else { return self.aside_was_nothing() };
        match Meaning::of(&transcript.text, transcript.language, &open) {
            Meaning::Nodding | Meaning::Thanks => self.aside_was_nothing(),
            Meaning::Command(command) if command.is_about_manner() => {
                self.obey(command);
                self.aside_was_nothing();
            }
            Meaning::Question(more) => self.add_to_question(&more, transcript, open),
            meaning => self.act(transcript, meaning, open),
        }
    }

    /// A few words after a question that is being looked up belong to it.
    fn add_to_question(&mut self, more: &str, transcript: Transcript, open: Open) {
        const A_FEW: usize = 3;
        let asked = match &self.state {
            State::Thinking(thinking) => match &thinking.work {
                Work::Answer(asked) if words(more).len() <= A_FEW => Some(asked.transcript.text.clone()),
                _ => None,
            },
            _ => None,
        };
        let text = asked.map_or_else(|| more.to_owned(), |asked| format!("{asked} {more}"));
        let meaning = Meaning::Question(text.clone());
        self.act(Transcript { text, ..transcript }, meaning, open);
    }

    /// The interruption was nothing: gives an answer that was held back.
    pub(super) fn aside_was_nothing(&mut self) {
        let was_ducked = self.is_ducked();
        let State::Thinking(thinking) = &mut self.state else { return };
        thinking.aside = Aside::Quiet;
        let (turn, held) = (thinking.turn, thinking.held.take());
        if was_ducked {
            self.effects.push(Effect::Duck(false));
        }
        if let Some(answer) = held {
            self.answered(turn, answer);
        }
    }

    fn heard_while_listening(&mut self, heard: Result<Transcript, Unheard>) {
        let State::Thinking(thinking) = &self.state else { return };
        let (behind, open) = (thinking.behind.clone(), thinking.open.clone());
        match heard {
            Err(Unheard::Failed) => self.reply("failed", open),
            Err(Unheard::NoWords) if !matches!(behind, Behind::Nothing) => self.take_up(behind, open),
            Err(Unheard::NoWords) => self.no_words(open),
            Ok(transcript) => {
                let meaning = Meaning::of(&transcript.text, transcript.language, &open);
                if meaning == Meaning::Nodding || is_aside(&transcript, &meaning, &behind, &open) {
                    self.take_up(behind, open);
                } else if self.is_too_unclear(&transcript, &meaning) {
                    let key = self.take_unclear().unwrap_or("not-heard");
                    self.tell_unclear(key, open);
                } else {
                    self.act(transcript, meaning, open);
                }
            }
        }
    }

    /// Something without words was heard: says so twice, then names the keys, then stays silent.
    fn no_words(&mut self, open: Open) {
        if let Some(key) = self.take_unclear() {
            return self.tell_unclear(key, open);
        }
        self.memory.unheard = self.memory.unheard.saturating_add(1);
        match self.memory.unheard {
            1 => self.reply("not-heard", open),
            2 => self.reply("not-heard-keys", open),
            _ => self.listen(open, Behind::Nothing),
        }
    }

    pub(super) fn show_heard(&mut self, transcript: &Transcript) {
        let text = transcript.text.clone();
        self.effects.push(Effect::Show(SessionEvent::Heard { text, provisional: false }));
    }

    /// A question is answered in its own language; single words say too little about it.
    pub(super) fn follow_language(&mut self, transcript: &Transcript, meaning: &Meaning) {
        let is_said = matches!(meaning, Meaning::Question(_) | Meaning::Correction(_));
        if is_said && transcript.language != self.language {
            if matches!(self.expected, ExpectedLanguage::Chosen(_)) {
                self.expected = ExpectedLanguage::Any;
            }
            self.speak_language(transcript.language);
        }
    }

    pub(super) fn speak_language(&mut self, language: Language) {
        self.language = language;
        self.show_manner();
    }

    pub(super) fn show_manner(&mut self) {
        let (rate, volume, language) = (self.manner.rate(), self.manner.volume(), self.language);
        self.effects.push(Effect::Show(SessionEvent::Manner { rate, volume, language }));
    }

    /// A typed question, treated like a perfect transcript.
    pub(super) fn text(&mut self, text: String) {
        let open = self.open();
        let language = match self.expected {
            ExpectedLanguage::Only(language) | ExpectedLanguage::Chosen(language) => language,
            _ if self.memory.subject.is_some() || text.split_whitespace().count() < 3 => self.language,
            _ => Language::guess(&text),
        };
        let transcript = Transcript { text, language, confidence: 1.0, alternatives: Vec::new() };
        match Meaning::of(&transcript.text, language, &open) {
            Meaning::Nodding => {}
            Meaning::Command(command) if command.is_about_manner() => self.obey(command),
            meaning => self.act(transcript, meaning, open),
        }
    }

    pub(super) fn is_well_heard(transcript: &Transcript) -> bool {
        transcript.confidence >= WELL_HEARD
    }
}

/// Whether words that were said through the own voice are somebody else's, or a "ja" to a question that was not put yet.
fn is_aside(transcript: &Transcript, meaning: &Meaning, behind: &Behind, open: &Open) -> bool {
    let Behind::Speech(Interrupted { script, .. }) = behind else { return false };
    let has_asked = open.is_yes_or_no() || script.is_at_last();
    transcript.confidence < MEANT_FOR_US || (*meaning == Meaning::Yes && !has_asked)
}

impl Command {
    /// Whether this only changes the manner of speaking, so that speech continues meanwhile.
    pub(super) fn is_about_manner(self) -> bool {
        matches!(self, Command::Slower | Command::Faster | Command::Louder | Command::Softer)
    }
}
