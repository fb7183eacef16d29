//! It speaks, sentence by sentence, and listens meanwhile: softer at the first sign of speech, silent once it is speech
//! for sure.

use super::{Aside, Behind, Interrupted, LONGEST_UTTERANCE, Listening, Open, State, Then};
use crate::dialogue::effect::{Effect, Line, SentenceKind};
use crate::dialogue::hear::MEANT_FOR_US;
use crate::dialogue::input::{Event, Unheard};
use crate::dialogue::machine::Dialogue;
use crate::dialogue::meaning::Meaning;
use crate::dialogue::script::Script;
use crate::listen::Transcript;
use crate::speak::Manner;
use std::time::Duration;

/// Time that a line has to start and to finish, without the time for its letters.
const LINE: Duration = Duration::from_secs(12);
/// Time that a line has to finish, per letter.
const LETTER: Duration = Duration::from_millis(200);
/// Maximum time for which playback stays quiet because of somebody else's words.
const LONGEST_DECODING: Duration = Duration::from_secs(5);
/// So many letters have been said in a second at least: a clause too early is better than one too late.
const LETTERS_A_SECOND: f32 = 12.0;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::dialogue) struct Speaking {
    /// The text, up to and including `line`.
    script: Script,
    /// What happens when everything has been said.
    then: Then,
    /// The sentence being played.
    line: Line,
    /// The next sentence, if it is being rendered.
    ahead: Option<Line>,
    /// When the line was requested, or started playing.
    since: Duration,
    /// What the person does meanwhile.
    aside: Aside,
}

impl Speaking {
    pub(in crate::dialogue) fn new(
        script: Script,
        then: Then,
        line: Line,
        ahead: Option<Line>,
        since: Duration,
    ) -> Self {
        Speaking { script, then, line, ahead, since, aside: Aside::Quiet }
    }

    pub(super) fn open(&self) -> Open {
        match &self.then {
            Then::Listen(open) => open.clone(),
            Then::Pause(_) | Then::Transfer { .. } | Then::End => Open::Question,
        }
    }

    pub(super) fn is_ducked(&self) -> bool {
        self.aside != Aside::Quiet
    }

    pub(super) fn after_aside(&self) -> Option<Then> {
        match &self.then {
            Then::Listen(_) | Then::Pause(_) => Some(self.then.clone()),
            // What was announced is carried out without another word.
            Then::Transfer { .. } | Then::End => None,
        }
    }

    pub(super) fn withdraw_warning(&mut self) -> Option<Open> {
        match &mut self.then {
            Then::Listen(open) => open.withdraw_warning(),
            Then::Pause(_) | Then::Transfer { .. } | Then::End => None,
        }
    }

    /// The script with the sentence that is cut off at this moment as its next one.
    pub(super) fn cut_off(&self, now: Duration) -> Interrupted {
        let heard = now.saturating_sub(self.since).as_secs_f32() * LETTERS_A_SECOND * self.line.manner.rate();
        let mut script = self.script.clone();
        script.cut_off(&self.line.sentence, heard as usize);
        Interrupted { script, then: self.then.clone() }
    }

    pub(super) fn deadline(&self) -> Duration {
        let letters = self.line.sentence.text.chars().count() as u32;
        let spelled = if self.line.sentence.kind == SentenceKind::Spelled { 10 } else { 1 };
        match self.aside {
            Aside::Quiet => self.since + LINE + (LETTER * letters * spelled).div_f32(self.line.manner.rate()),
            Aside::Sign { since } => since + LONGEST_UTTERANCE,
            Aside::Decoding { since, .. } => since + LONGEST_DECODING,
        }
    }

    /// The next sentence was rendered in the old manner, so it is rendered again.
    pub(in crate::dialogue) fn render_ahead_again(mut self: Box<Self>, dialogue: &mut Dialogue, manner: Manner) {
        if let Some(ahead) = &mut self.ahead {
            ahead.manner = manner;
            dialogue.emit(Effect::Prepare(ahead.clone()));
        }
        dialogue.stay(State::Speaking(self));
    }

    pub(super) fn handle(mut self: Box<Self>, dialogue: &mut Dialogue, event: Event) {
        match event {
            Event::SpeechStarted => self.speech_started(dialogue),
            Event::SpeechConfirmed => {
                dialogue.memory.by_key = false;
                self.speech_confirmed(dialogue);
            }
            Event::SpeechDismissed => self.speech_dismissed(dialogue),
            Event::UtteranceEnded => {
                self.aside = Aside::Decoding { turn: dialogue.transcribe(), since: dialogue.now() };
                dialogue.stay(State::Speaking(self));
            }
            Event::Transcribed(turn, heard) => {
                if matches!(self.aside, Aside::Decoding { turn: of, .. } if of == turn) {
                    self.heard(dialogue, heard);
                }
            }
            Event::LineStarted(id) => {
                dialogue.memory.mute = 0;
                if self.line.id == id {
                    self.since = dialogue.now();
                    dialogue.stay(State::Speaking(self));
                }
            }
            Event::LineFinished(id) if self.line.id == id => {
                dialogue.memory.owed.retain(|(_, end)| *end != self.line.sentence.text);
                self.next_sentence(dialogue);
            }
            Event::LineFailed(id) => {
                if !dialogue.line_failed() {
                    self.handle(dialogue, Event::LineFinished(id));
                }
            }
            Event::Tick => match self.aside {
                Aside::Sign { .. } => self.speech_dismissed(dialogue),
                Aside::Decoding { .. } => self.speak_up(dialogue),
                // The channel has lost it: continues with the next, so that nobody waits forever.
                Aside::Quiet => self.next_sentence(dialogue),
            },
            Event::Notices(notices) => self.take_notices(dialogue, notices),
            Event::Level(problem) => {
                dialogue.note_level(problem);
            }
            Event::Key(key) => dialogue.key(key),
            Event::Explain(key) => dialogue.explain_key(key),
            Event::Announce(announcement) => dialogue.announce(announcement),
            Event::Present => {
                dialogue.person_acts();
            }
            Event::Text(text) => dialogue.text(text),
            Event::Subjects(language, subjects) => dialogue.take_subjects(language, subjects),
            Event::HungUp => dialogue.end_now(),
            Event::Started
            | Event::StartedAnew
            | Event::Invited
            | Event::Loudness(_)
            | Event::Answered(..)
            | Event::LineFinished(_)
            | Event::Transferred(_) => {}
        }
    }

    fn speech_started(mut self: Box<Self>, dialogue: &mut Dialogue) {
        dialogue.memory.unclear = None;
        if self.aside == Aside::Quiet {
            self.aside = Aside::Sign { since: dialogue.now() };
            dialogue.stay(State::Speaking(self));
            dialogue.emit(Effect::Duck(true));
        }
    }

    fn speech_dismissed(self: Box<Self>, dialogue: &mut Dialogue) {
        if matches!(self.aside, Aside::Sign { .. }) {
            self.speak_up(dialogue);
        }
    }

    /// It was nothing: continues at the usual volume.
    fn speak_up(mut self: Box<Self>, dialogue: &mut Dialogue) {
        self.aside = Aside::Quiet;
        dialogue.stay(State::Speaking(self));
        dialogue.emit(Effect::Duck(false));
    }

    /// The person speaks through the own voice: silence, until it is known whether that was meant for the system.
    fn speech_confirmed(mut self: Box<Self>, dialogue: &mut Dialogue) {
        let now = dialogue.now();
        self.clone().speech_started(dialogue);
        if self.aside == Aside::Quiet {
            self.aside = Aside::Sign { since: now };
        }
        let Aside::Sign { since } = self.aside else { return };
        if dialogue.memory.insists {
            return;
        }
        let (behind, open) = (Behind::Speech(self.cut_off(now)), self.open());
        dialogue.emit(Effect::StopPlayback);
        dialogue.emit(Effect::Duck(false));
        dialogue.enter(State::Listening(Box::new(Listening::new(open, now, Some(since), behind))));
    }

    fn heard(self: Box<Self>, dialogue: &mut Dialogue, heard: Result<Transcript, Unheard>) {
        let open = self.open();
        let meant = heard.ok().filter(|transcript| transcript.confidence >= MEANT_FOR_US).and_then(|transcript| {
            let meaning = Meaning::of(&transcript.text, transcript.language, &open);
            // "Ja" in the middle of an answer does not accept the offer at its end.
            let has_asked = open.is_yes_or_no() || self.script.peek().is_none();
            let nods = meaning == Meaning::Nodding || (meaning == Meaning::Yes && !has_asked);
            (!nods).then_some((transcript, meaning))
        });
        match meant {
            None => self.speak_up(dialogue),
            Some((transcript, Meaning::Command(command))) if command.is_about_manner() => {
                dialogue.show_heard(&transcript);
                self.speak_up(dialogue);
                dialogue.obey(command);
            }
            Some((transcript, meaning)) => dialogue.act(transcript, meaning, open),
        }
    }

    /// The line has been played: continues with the next one, or with what happens when everything has been said.
    fn next_sentence(mut self: Box<Self>, dialogue: &mut Dialogue) {
        if !dialogue.memory.in_passing {
            dialogue.memory.last_sentence = self.script.last_said();
        }
        let Some(sentence) = self.script.advance() else { return self.all_said(dialogue) };
        self.line = match self.ahead.take() {
            Some(ahead) if ahead.sentence == sentence => Line { manner: dialogue.manner(), ..ahead },
            _ => dialogue.next_line(sentence),
        };
        dialogue.emit(Effect::Play(self.line.clone()));
        self.ahead = dialogue.render_ahead(&self.script);
        self.since = dialogue.now();
        dialogue.stay(State::Speaking(self));
    }

    fn all_said(self: Box<Self>, dialogue: &mut Dialogue) {
        if self.is_ducked() {
            dialogue.emit(Effect::Duck(false));
        }
        dialogue.follow(self.then);
        // Whatever the person is saying may answer what was just asked.
        if let State::Listening(listening) = dialogue.state().clone() {
            match self.aside {
                Aside::Quiet => {}
                Aside::Sign { since } => listening.hears_since(dialogue, since),
                Aside::Decoding { turn, since } => {
                    dialogue.await_words(turn, listening.open().clone(), Behind::Nothing, since);
                }
            }
        }
    }

    /// In the greeting, notices are said after its first sentences; otherwise before the next answer.
    fn take_notices(mut self: Box<Self>, dialogue: &mut Dialogue, notices: Vec<String>) {
        if !dialogue.memory.said.is_empty() || dialogue.memory.subject.is_some() {
            dialogue.memory.notices = notices;
            return;
        }
        // They are there in Dutch and English only.
        let language = dialogue.language().fallback();
        for notice in notices.iter().rev() {
            self.script.insert_next(notice, language);
        }
        dialogue.stay(State::Speaking(self));
    }
}

#[cfg(test)]
impl Speaking {
    pub(in crate::dialogue) fn line(&self) -> &Line {
        &self.line
    }
}
