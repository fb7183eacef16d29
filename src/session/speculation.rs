//! Works ahead during a pause that may be the end of an utterance: transcript, answer and its first sentence are
//! computed before that is certain. If the person continues, the results are discarded.
//!
//! A copy of the dialogue, to which the end of the utterance is simulated, shows what would be asked of the stages.
//! The copy is thrown away; the results wait here for the real dialogue.

use super::ending::{Ending, ending_of};
use crate::dialogue::{Dialogue, Effect, Event, Failed, Input, Line, Meant, Sentence, Sought, TurnId, Unheard};
use crate::language::Language;
use crate::listen::{Cancel, ExpectedLanguage, Transcript};
use crate::speak::{Manner, Speech};
use std::time::Duration;

/// Results computed ahead. Each pause has a number, so that late results of an earlier pause are recognised.
#[derive(Default)]
pub(super) struct Speculation {
    number: u64,
    cancel: Cancel,
    /// The copy; `None` if there is nothing to expect.
    copy: Option<Dialogue>,
    /// The turn for which the copy is waiting.
    turn: TurnId,
    words: Slot<Result<Transcript, Unheard>, TurnId>,
    sought: Option<(Sought, Language)>,
    answer: Slot<Result<Meant, Failed>, TurnId>,
    sentence: Option<(Sentence, Manner)>,
    speech: Slot<Result<Speech, Failed>, Line>,
    /// Results of earlier pauses that somebody still waits for, by number of the pause.
    promised: Vec<(u64, Promise)>,
}

/// Who waits for a result of an earlier pause.
enum Promise {
    Words(TurnId),
    Answer(TurnId),
    Speech(Line),
}

/// A result: not requested, under way (and possibly awaited), or available.
#[derive(Default)]
enum Slot<T, W> {
    #[default]
    Empty,
    UnderWay(Option<W>),
    Ready(T),
}

/// What to ask the stages ahead.
pub(super) enum Wish {
    Answer(Sought, Language),
    Speech(Sentence, Manner),
}

/// What to do with a result that arrived.
#[allow(clippy::large_enum_variant)] // one at a time, and moved at once
pub(super) enum Arrived<T, W> {
    /// Somebody waits for it.
    For(W, T),
    /// It is stored, and this can be requested next.
    Kept(Option<Wish>),
}

impl Speculation {
    /// Starts a pause. Returns its number and the language in which to transcribe ahead, if the dialogue would want
    /// that.
    pub(super) fn begin(&mut self, dialogue: &Dialogue, at: Duration) -> Option<(u64, ExpectedLanguage, Cancel)> {
        self.abandon();
        self.cancel = Cancel::ahead();
        self.copy = Some(dialogue.clone());
        let effects = self.play_through(at, Event::UtteranceEnded);
        let (turn, expected) = effects.into_iter().find_map(|effect| match effect {
            Effect::Transcribe { turn, expected } => Some((turn, expected)),
            _ => None,
        })?;
        self.turn = turn;
        self.words = Slot::UnderWay(None);
        Some((self.number, expected, self.cancel.clone()))
    }

    /// The person continued, or spoke again: discards what nobody waits for.
    pub(super) fn abandon(&mut self) {
        let number = self.number;
        let mut promised = std::mem::take(&mut self.promised);
        match std::mem::take(&mut self.words) {
            Slot::UnderWay(Some(turn)) => promised.push((number, Promise::Words(turn))),
            _ => self.cancel.cancel(),
        }
        if let Slot::UnderWay(Some(turn)) = std::mem::take(&mut self.answer) {
            promised.push((number, Promise::Answer(turn)));
        }
        if let Slot::UnderWay(Some(line)) = std::mem::take(&mut self.speech) {
            promised.push((number, Promise::Speech(line)));
        }
        *self = Speculation { number: number + 1, promised, ..Speculation::default() };
    }

    /// The pause to which the results belong.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// Whether the transcript computed ahead is complete: it is known, and not a question that the person may still be
    /// extending.
    pub(super) fn is_complete(&self) -> bool {
        matches!(&self.words, Slot::Ready(Ok(_))) && self.sought.is_none()
    }

    /// The transcript, if it is known and may end a sentence.
    pub(super) fn whole_words(&self) -> Option<&Transcript> {
        match &self.words {
            Slot::Ready(Ok(transcript)) if ending_of(transcript) != Ending::Open => Some(transcript),
            _ => None,
        }
    }

    /// What the words tell of the end of the turn.
    pub(super) fn ending(&self) -> Ending {
        match &self.words {
            Slot::Ready(Ok(transcript)) => ending_of(transcript),
            _ => Ending::Unknown,
        }
    }

    pub(super) fn words_are_there(
        &mut self,
        number: u64,
        at: Duration,
        words: Result<Transcript, Unheard>,
    ) -> Arrived<Result<Transcript, Unheard>, TurnId> {
        let promise = |promise: &Promise| if let Promise::Words(turn) = promise { Some(*turn) } else { None };
        if let Some(turn) = self.keep_promise(number, promise) {
            return Arrived::For(turn, words);
        }
        match (number == self.number, std::mem::take(&mut self.words)) {
            (true, Slot::UnderWay(Some(turn))) => Arrived::For(turn, words),
            (true, Slot::UnderWay(None)) => {
                self.words = Slot::Ready(words.clone());
                let effects = self.play_through(at, Event::Transcribed(self.turn, words));
                Arrived::Kept(self.wish_of(effects))
            }
            (_, other) => {
                self.words = other;
                Arrived::Kept(None)
            }
        }
    }

    pub(super) fn answer_is_there(
        &mut self,
        number: u64,
        at: Duration,
        answer: Result<Meant, Failed>,
    ) -> Arrived<Result<Meant, Failed>, TurnId> {
        let promise = |promise: &Promise| if let Promise::Answer(turn) = promise { Some(*turn) } else { None };
        if let Some(turn) = self.keep_promise(number, promise) {
            return Arrived::For(turn, answer);
        }
        match (number == self.number, std::mem::take(&mut self.answer)) {
            (true, Slot::UnderWay(Some(turn))) => Arrived::For(turn, answer),
            (true, Slot::UnderWay(None)) => {
                self.answer = Slot::Ready(answer.clone());
                let effects = self.play_through(at, Event::Answered(self.turn, answer));
                Arrived::Kept(self.wish_of(effects))
            }
            (_, other) => {
                self.answer = other;
                Arrived::Kept(None)
            }
        }
    }

    pub(super) fn speech_is_there(
        &mut self,
        number: u64,
        speech: Result<Speech, Failed>,
    ) -> Arrived<Result<Speech, Failed>, Line> {
        let promise = |promise: &Promise| if let Promise::Speech(line) = promise { Some(line.clone()) } else { None };
        if let Some(line) = self.keep_promise(number, promise) {
            return Arrived::For(line, speech);
        }
        match (number == self.number, std::mem::take(&mut self.speech)) {
            (true, Slot::UnderWay(Some(line))) => return Arrived::For(line, speech),
            (true, Slot::UnderWay(None)) => self.speech = Slot::Ready(speech),
            (_, other) => self.speech = other,
        }
        Arrived::Kept(None)
    }

    fn keep_promise<W>(&mut self, number: u64, waits: impl Fn(&Promise) -> Option<W>) -> Option<W> {
        let place = self.promised.iter().position(|(of, promise)| *of == number && waits(promise).is_some())?;
        waits(&self.promised.swap_remove(place).1)
    }

    /// The transcript, if computed ahead; if it is under way, this turn will get it.
    pub(super) fn take_words(&mut self, turn: TurnId) -> Taken<Result<Transcript, Unheard>> {
        self.cancel.want();
        take(&mut self.words, turn)
    }

    /// Like [`Speculation::take_words`], for an answer.
    pub(super) fn take_answer(
        &mut self,
        turn: TurnId,
        sought: &Sought,
        language: Language,
    ) -> Taken<Result<Meant, Failed>> {
        let same = self.sought.as_ref().is_some_and(|(other, of)| other == sought && *of == language);
        if same { take(&mut self.answer, turn) } else { Taken::Nothing }
    }

    /// Like [`Speculation::take_words`], for a rendered line.
    pub(super) fn take_speech(&mut self, line: &Line) -> Taken<Result<Speech, Failed>> {
        let same =
            self.sentence.as_ref().is_some_and(|(other, manner)| *other == line.sentence && *manner == line.manner);
        if same { take(&mut self.speech, line.clone()) } else { Taken::Nothing }
    }

    fn play_through(&mut self, at: Duration, event: Event) -> Vec<Effect> {
        let Some(copy) = self.copy.take() else { return Vec::new() };
        let (copy, effects) = copy.handle(Input { at, event });
        self.copy = Some(copy);
        effects
    }

    /// What the copy asks of the stages first.
    fn wish_of(&mut self, effects: Vec<Effect>) -> Option<Wish> {
        let wish = effects.into_iter().find_map(|effect| match effect {
            Effect::Retrieve { turn, sought, language } => {
                self.turn = turn;
                Some(Wish::Answer(sought, language))
            }
            Effect::Play(line) => Some(Wish::Speech(line.sentence, line.manner)),
            _ => None,
        })?;
        match &wish {
            Wish::Answer(sought, language) => {
                self.sought = Some((sought.clone(), *language));
                self.answer = Slot::UnderWay(None);
            }
            Wish::Speech(sentence, manner) => {
                self.sentence = Some((sentence.clone(), *manner));
                self.speech = Slot::UnderWay(None);
            }
        }
        Some(wish)
    }
}

/// The state of something that is computed ahead.
pub(super) enum Taken<T> {
    Nothing,
    /// It will be delivered when it is available.
    Promised,
    There(T),
}

fn take<T, W>(slot: &mut Slot<T, W>, waits: W) -> Taken<T> {
    match std::mem::take(slot) {
        Slot::Empty => Taken::Nothing,
        Slot::UnderWay(_) => {
            *slot = Slot::UnderWay(Some(waits));
            Taken::Promised
        }
        Slot::Ready(result) => Taken::There(result),
    }
}
