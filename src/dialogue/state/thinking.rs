//! It waits for a stage, for the words that were said or for the answer to them, and listens meanwhile.

use super::{Aside, Behind, Open, State, Then};
use crate::dialogue::effect::{Effect, Line, Sought, TurnId};
use crate::dialogue::hear::MEANT_FOR_US;
use crate::dialogue::input::{Event, Failed, Meant, Unheard};
use crate::dialogue::machine::Dialogue;
use crate::dialogue::meaning::Meaning;
use crate::dialogue::words::words;
use crate::knowledge::Answer;
use crate::listen::Transcript;
use crate::understand::Understanding;
use std::time::Duration;

/// Times since a question was asked at which the person is asked for patience.
const PATIENCE: [Duration; 3] = [Duration::from_millis(1300), Duration::from_secs(7), Duration::from_secs(14)];
/// Time after a question at which it is given up, with an apology.
const GIVEN_UP: Duration = Duration::from_secs(22);
/// Maximum time for which an answer is held back because somebody speaks.
const LONGEST_ASIDE: Duration = Duration::from_secs(8);
/// Maximum number of words that still belong to the question before them.
const A_FEW: usize = 3;

#[derive(Debug, Clone, PartialEq)]
pub(in crate::dialogue) struct Thinking {
    /// The awaited result.
    turn: TurnId,
    /// What is awaited.
    work: Work,
    /// What was open before.
    open: Open,
    /// Start of the wait.
    since: Duration,
    /// How often the person was asked for patience.
    asked_for_patience: u8,
    /// The sentence that asks for it, while it is played.
    patience: Option<Line>,
    /// What was going on before the person spoke.
    behind: Behind,
    /// What the person does meanwhile.
    aside: Aside,
    /// An answer that arrived while the person spoke.
    held: Option<Result<Meant, Failed>>,
}

/// What is awaited.
#[derive(Debug, Clone, PartialEq)]
enum Work {
    /// The words.
    Transcript,
    /// The answer to them.
    Answer(Box<Asked>),
}

/// A question that is being looked up.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::dialogue) struct Asked {
    pub(in crate::dialogue) transcript: Transcript,
    /// Whether the transcript is certain enough to answer at once.
    pub(in crate::dialogue) sure: bool,
    /// Other wordings that were not tried yet.
    pub(in crate::dialogue) alternatives: Vec<String>,
    /// What was open when it was asked.
    pub(in crate::dialogue) open: Open,
    /// Whether an article was chosen, so that its subject is named first.
    pub(in crate::dialogue) chosen: bool,
}

impl Asked {
    /// A question whose words are beyond doubt.
    pub(in crate::dialogue) fn surely(transcript: Transcript, chosen: bool) -> Self {
        Asked { transcript, sure: true, alternatives: Vec::new(), open: Open::Question, chosen }
    }
}

impl Thinking {
    /// Waits for the words that were just said.
    pub(in crate::dialogue) fn of_words(turn: TurnId, open: Open, behind: Behind, since: Duration) -> Self {
        let (work, aside) = (Work::Transcript, Aside::Quiet);
        Thinking { turn, work, open, since, asked_for_patience: 0, patience: None, behind, aside, held: None }
    }

    /// Waits for an answer. If it `follows` on a wait, that wait goes on.
    pub(in crate::dialogue) fn of(turn: TurnId, asked: Asked, now: Duration, follows: &State) -> Self {
        let (since, aside) = match follows {
            State::Thinking(before) => match before.aside {
                Aside::Decoding { .. } => (before.since, Aside::Quiet),
                aside @ (Aside::Quiet | Aside::Sign { .. }) => (before.since, aside),
            },
            State::New
            | State::Speaking(_)
            | State::Listening(_)
            | State::Paused(_)
            | State::Transferring(_)
            | State::Ended => (now, Aside::Quiet),
        };
        let work = Work::Answer(Box::new(asked));
        Thinking { work, aside, ..Self::of_words(turn, Open::Question, Behind::Nothing, since) }
    }

    pub(super) fn open(&self) -> &Open {
        &self.open
    }

    pub(super) fn behind(&self) -> &Behind {
        &self.behind
    }

    /// The sentence that asks for patience, if it is being played.
    pub(in crate::dialogue) fn patience(&self) -> Option<&Line> {
        self.patience.as_ref()
    }

    pub(super) fn is_ducked(&self) -> bool {
        self.patience.is_some() && self.aside != Aside::Quiet
    }

    pub(super) fn deadline(&self) -> Duration {
        if let Aside::Sign { since } | Aside::Decoding { since, .. } = self.aside {
            return since + LONGEST_ASIDE;
        }
        // While it is uncertain that something was meant for us, patience is asked for later.
        let waits_for_words = self.work == Work::Transcript && self.behind != Behind::Nothing;
        let step = usize::from(self.asked_for_patience) + usize::from(waits_for_words);
        self.since + PATIENCE.get(step).copied().unwrap_or(GIVEN_UP)
    }

    pub(super) fn handle(mut self: Box<Self>, dialogue: &mut Dialogue, event: Event) {
        match event {
            Event::SpeechStarted => self.speech_started(dialogue),
            Event::SpeechConfirmed => {
                dialogue.memory.by_key = false;
                self.speech_started(dialogue);
            }
            Event::SpeechDismissed => {
                if matches!(self.aside, Aside::Sign { .. }) {
                    self.was_nothing(dialogue);
                }
            }
            Event::UtteranceEnded => {
                // Whatever is under way stays wanted: this may be nothing, or belong to it.
                self.aside = Aside::Decoding { turn: dialogue.transcribe(), since: dialogue.now() };
                dialogue.stay(State::Thinking(self));
            }
            Event::Transcribed(turn, heard) => {
                if matches!(self.aside, Aside::Decoding { turn: of, .. } if of == turn) {
                    self.more_heard(dialogue, heard);
                } else if self.turn == turn && self.work == Work::Transcript {
                    self.heard(dialogue, heard);
                }
            }
            Event::Answered(turn, meant) if self.turn == turn => self.answered(dialogue, meant),
            Event::LineStarted(_) => dialogue.memory.mute = 0,
            Event::LineFinished(id) => {
                self.patience = self.patience.filter(|line| line.id != id);
                dialogue.stay(State::Thinking(self));
            }
            Event::LineFailed(id) => {
                if !dialogue.line_failed() {
                    self.handle(dialogue, Event::LineFinished(id));
                }
            }
            Event::Tick => self.overdue(dialogue),
            Event::Level(problem) => {
                dialogue.note_level(problem);
            }
            Event::Key(key) => dialogue.key(key),
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
            | Event::Answered(..)
            | Event::Transferred(_) => {}
        }
    }

    /// Asks for patience, unless that is being said already.
    pub(in crate::dialogue) fn reassure(self: Box<Self>, dialogue: &mut Dialogue) {
        if self.patience.is_none() {
            self.ask_for_patience(dialogue);
        }
    }

    fn ask_for_patience(mut self: Box<Self>, dialogue: &mut Dialogue) {
        let key = if self.asked_for_patience == 0 { "patience" } else { "patience-longer" };
        self.patience = Some(dialogue.play_prompt(key));
        self.asked_for_patience += 1;
        dialogue.stay(State::Thinking(self));
    }

    fn speech_started(mut self: Box<Self>, dialogue: &mut Dialogue) {
        dialogue.memory.unclear = None;
        if self.aside == Aside::Quiet {
            self.aside = Aside::Sign { since: dialogue.now() };
            if self.is_ducked() {
                dialogue.emit(Effect::Duck(true));
            }
            dialogue.stay(State::Thinking(self));
        }
    }

    /// The interruption was nothing: gives an answer that was held back.
    fn was_nothing(mut self: Box<Self>, dialogue: &mut Dialogue) {
        if self.is_ducked() {
            dialogue.emit(Effect::Duck(false));
        }
        self.aside = Aside::Quiet;
        let held = self.held.take();
        dialogue.stay(State::Thinking(self.clone()));
        if let Some(meant) = held {
            self.answered(dialogue, meant);
        }
    }

    /// The words that were awaited.
    fn heard(self: Box<Self>, dialogue: &mut Dialogue, heard: Result<Transcript, Unheard>) {
        let Thinking { behind, open, .. } = *self;
        match heard {
            Err(Unheard::Failed) => dialogue.reply("failed", open),
            Err(Unheard::NoWords) if behind != Behind::Nothing => dialogue.take_up(behind, open),
            Err(Unheard::NoWords) => dialogue.no_words(open),
            Ok(transcript) => {
                let meaning = Meaning::of(&transcript.text, transcript.language, &open);
                if meaning == Meaning::Nodding || is_aside(&transcript, &meaning, &behind, &open) {
                    dialogue.take_up(behind, open);
                } else if dialogue.is_too_unclear(&transcript, &meaning) {
                    let key = dialogue.take_unclear().unwrap_or("not-heard");
                    dialogue.tell_unclear(key, open);
                } else {
                    dialogue.act(transcript, meaning, open);
                }
            }
        }
    }

    /// Words that were said while it waited.
    fn more_heard(self: Box<Self>, dialogue: &mut Dialogue, heard: Result<Transcript, Unheard>) {
        let Ok(transcript) = heard else { return self.was_nothing(dialogue) };
        match Meaning::of(&transcript.text, transcript.language, &self.open) {
            Meaning::Nodding | Meaning::Thanks => self.was_nothing(dialogue),
            Meaning::Command(command) if command.is_about_manner() => {
                dialogue.obey(command);
                if let State::Thinking(thinking) = dialogue.state().clone() {
                    thinking.was_nothing(dialogue);
                }
            }
            Meaning::Question(more) => self.add_to_question(dialogue, &more, transcript),
            meaning @ (Meaning::Urgent(_)
            | Meaning::Command(_)
            | Meaning::Language(_)
            | Meaning::Yes
            | Meaning::No
            | Meaning::Choice(_)
            | Meaning::Correction(_)) => dialogue.act(transcript, meaning, self.open),
        }
    }

    /// A few words after a question that is being looked up belong to it.
    fn add_to_question(self: Box<Self>, dialogue: &mut Dialogue, more: &str, transcript: Transcript) {
        let text = match &self.work {
            Work::Answer(asked) if words(more).len() <= A_FEW => format!("{} {more}", asked.transcript.text),
            Work::Answer(_) | Work::Transcript => more.to_owned(),
        };
        let meaning = Meaning::Question(text.clone());
        dialogue.act(Transcript { text, ..transcript }, meaning, self.open);
    }

    /// The answer has arrived, and may no longer be wanted.
    fn answered(mut self: Box<Self>, dialogue: &mut Dialogue, meant: Result<Meant, Failed>) {
        let Work::Answer(asked) = &self.work else { return };
        if self.aside != Aside::Quiet {
            // Nobody is talked over: the answer is given when they are silent.
            self.held = Some(meant);
            return dialogue.stay(State::Thinking(self));
        }
        let asked = Asked::clone(asked);
        let Ok(Meant { understanding, masked }) = meant else {
            return dialogue.say_turn(self.patience, dialogue.script("failed"), Then::Listen(Open::Question));
        };
        if masked {
            dialogue.tell_of_data();
        }
        match understanding {
            Understanding::Answer(Answer::NotFound { .. }) if !asked.alternatives.is_empty() => {
                try_other_wording(dialogue, asked);
            }
            Understanding::Answer(answer) => dialogue.deliver(answer, &asked),
            Understanding::Said(said) => dialogue.respond(said, asked),
            Understanding::Part(place) => dialogue.tell_part_at(place),
            Understanding::Choice(place) => dialogue.choose(place, asked.open),
        }
        // What was meant cannot be done here, so nobody is left waiting for it.
        if matches!(dialogue.state(), State::Thinking(thinking) if thinking.turn == self.turn) {
            dialogue.miss("say-differently");
        }
    }

    /// A stage is slow: asks for patience, and finally gives up.
    fn overdue(self: Box<Self>, dialogue: &mut Dialogue) {
        if let Aside::Sign { since } | Aside::Decoding { since, .. } = self.aside
            && dialogue.now() >= since + LONGEST_ASIDE
        {
            return self.was_nothing(dialogue);
        }
        if dialogue.now() < self.since + GIVEN_UP {
            return self.ask_for_patience(dialogue);
        }
        dialogue.next_turn();
        dialogue.say_behind(self.patience, dialogue.script("failed"), Then::Listen(self.open));
    }

    /// A change was obeyed that needs no answer: words that were awaited are no longer.
    pub(in crate::dialogue) fn acknowledge(self: Box<Self>, dialogue: &mut Dialogue, key: &str) {
        match (self.work, self.behind) {
            (Work::Answer(_), _) => {}
            (Work::Transcript, Behind::Nothing) => dialogue.reply(key, self.open),
            (Work::Transcript, behind @ (Behind::Speech(_) | Behind::Pause(_))) => dialogue.take_up(behind, self.open),
        }
    }
}

fn try_other_wording(dialogue: &mut Dialogue, mut asked: Asked) {
    let text = asked.alternatives.remove(0);
    asked.sure = false;
    let turn = dialogue.next_turn();
    let sought = Sought::Words { text, context: dialogue.context(&asked.open) };
    dialogue.look_up(turn, sought, asked);
}

/// Whether words that were said through the own voice are somebody else's, or a "ja" to a question that was not put yet.
fn is_aside(transcript: &Transcript, meaning: &Meaning, behind: &Behind, open: &Open) -> bool {
    match behind {
        Behind::Nothing | Behind::Pause(_) => false,
        Behind::Speech(interrupted) => {
            let has_asked = open.is_yes_or_no() || interrupted.script.is_at_last();
            transcript.confidence < MEANT_FOR_US || (*meaning == Meaning::Yes && !has_asked)
        }
    }
}
