//! Time: every state has a deadline, and nobody is left in silence or cut off without a warning.

use super::effect::{Effect, Sentence, SentenceKind};
use super::machine::Dialogue;
use super::screen::SessionEvent;
use super::script::Script;
use super::state::{Aside, Behind, Listening, Open, Speaking, State, Then, Thinking, Work};
use std::time::Duration;

/// A session whose channel never starts is closed after this time.
const NEVER_STARTED: Duration = Duration::from_mins(1);
/// Times since a question was asked at which the person is asked for patience.
const PATIENCE: [Duration; 3] = [Duration::from_millis(1300), Duration::from_secs(7), Duration::from_secs(14)];
/// Time after a question at which it is given up, with an apology.
const GIVEN_UP: Duration = Duration::from_secs(22);
/// Nobody speaks longer than this in one breath; anything longer is noise.
const LONGEST_UTTERANCE: Duration = Duration::from_secs(40);
/// Maximum time for which an answer is held back because somebody speaks.
const LONGEST_ASIDE: Duration = Duration::from_secs(8);
/// Maximum time for which playback stays quiet because of somebody else's words.
const LONGEST_DECODING: Duration = Duration::from_secs(5);
/// Time that a line has to start and to finish …
const LINE: Duration = Duration::from_secs(12);
/// … plus this much per letter.
const LETTER: Duration = Duration::from_millis(200);
/// Interval at which somebody waiting for a human is told that it takes a while …
const TRANSFER_PATIENCE: Duration = Duration::from_secs(10);
/// … and the maximum number of times.
const TRANSFER_TOLD: u8 = 3;
/// Time before the end at which it is announced once more.
const LAST_WARNING: Duration = Duration::from_secs(10);
/// How long the question whether it was clear waits when the person is leaving.
const LEAVING: Duration = Duration::from_secs(6);

impl Dialogue {
    /// When [`super::Event::Tick`] is due, counted from the opening; `None` when it is over.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        Some(match &self.state {
            State::New => NEVER_STARTED,
            State::Speaking(speaking) => speaking_deadline(speaking),
            State::Listening(listening) => self.listening_deadline(listening),
            State::Thinking(thinking) => thinking_deadline(thinking),
            State::Paused(paused) => match paused.hearing {
                Some(since) => since + LONGEST_UTTERANCE,
                None => paused.since + self.rules.pause,
            },
            State::Transferring(transferring) => {
                transferring.since + TRANSFER_PATIENCE * (u32::from(transferring.told) + 1)
            }
            State::Ended => return None,
        })
    }

    fn listening_deadline(&self, listening: &Listening) -> Duration {
        match (listening.hearing, &listening.open) {
            (Some(since), _) => since + LONGEST_UTTERANCE,
            (None, Open::StillThere(_)) if self.memory.warned_again => listening.since + LAST_WARNING,
            (None, Open::StillThere(_)) => listening.since + self.rules.warning.saturating_sub(LAST_WARNING),
            (None, Open::Feedback { ending: true, .. }) => listening.since + LEAVING,
            (None, _) => {
                let silence = if self.memory.takes_time { self.rules.silence * 2 } else { self.rules.silence };
                (listening.since + silence).min(self.longest_silence().max(listening.since))
            }
        }
    }

    /// Handles a passed deadline.
    pub(super) fn overdue(&mut self) {
        if self.deadline().is_none_or(|deadline| self.now < deadline) {
            return;
        }
        match &self.state {
            State::New => self.end_now(),
            State::Speaking(speaking) => self.speaking_overdue(speaking.aside),
            State::Listening(listening) if listening.hearing.is_some() => self.speech_dismissed(),
            State::Listening(_) => self.silent(),
            State::Thinking(_) => self.stage_is_slow(),
            State::Paused(paused) if paused.hearing.is_some() => self.speech_dismissed(),
            State::Paused(paused) => {
                let open = Open::StillThere(Box::new(Open::Question));
                self.memory.interrupted = Some(paused.interrupted.clone());
                self.warn(open);
            }
            State::Transferring(transferring) if transferring.told >= TRANSFER_TOLD => self.transferred(false),
            State::Transferring(_) => self.transfer_takes_long(),
            State::Ended => {}
        }
    }

    fn speaking_overdue(&mut self, aside: Aside) {
        match aside {
            Aside::Sign { .. } => self.speech_dismissed(),
            Aside::Decoding { .. } => {
                if let State::Speaking(speaking) = &mut self.state {
                    speaking.aside = Aside::Quiet;
                }
                self.effects.push(Effect::Duck(false));
            }
            // The channel has lost it: continues with the next, so that nobody waits forever.
            Aside::Quiet => self.next_sentence(),
        }
    }

    /// The person says nothing: a prompt, another, then the warning, then the end.
    fn silent(&mut self) {
        let open = self.open();
        match open {
            // Nobody started.
            Open::Invited => return self.end_now(),
            Open::StillThere(_) if !self.memory.warned_again => return self.warn_again(open),
            Open::StillThere(_) | Open::Feedback { ending: true, .. } => return self.farewell(),
            _ => {}
        }
        self.memory.silences += 1;
        let subject = self.memory.subject.as_ref().map(|subject| subject.article.clone());
        match (self.memory.silences, subject) {
            (1, Some(article))
                if self.rules.asks_feedback
                    && !self.memory.asked_feedback
                    && !open.is_yes_or_no()
                    && !matches!(open, Open::Browsing(_)) =>
            {
                self.memory.asked_feedback = true;
                self.reply("feedback", Open::Feedback { article, ending: false });
            }
            (1, _) if open != Open::Question && !self.memory.last_sentence.is_empty() => {
                self.say(self.memory.last_sentence.clone(), Then::Listen(open));
            }
            (1, _) => self.reply("reprompt", open),
            (2, _) if matches!(open, Open::Browsing(_)) => self.reply("subjects-how", open),
            (2, _) => self.reply("reprompt-keys", Open::Question),
            _ => self.warn(Open::StillThere(Box::new(open))),
        }
    }

    /// The person does something: restarts the time they have. Returns whether they had been warned.
    pub(super) fn person_acts(&mut self) -> bool {
        self.person_is_there();
        self.sounded();
        let now = self.now;
        let warned = match &mut self.state {
            State::Listening(listening) => {
                if listening.hearing.is_none() {
                    listening.since = now;
                }
                Some(&mut listening.open)
            }
            State::Speaking(speaking) => match &mut speaking.then {
                Then::Listen(open) => Some(open),
                _ => None,
            },
            _ => None,
        };
        let Some(open) = warned else { return false };
        let Open::StillThere(before) = open else { return false };
        let before = Open::clone(before);
        open.clone_from(&before);
        self.show_choices(&before);
        true
    }

    fn warn_again(&mut self, open: Open) {
        self.memory.warned_again = true;
        let seconds = LAST_WARNING.as_secs() as u32;
        self.effects.push(Effect::Show(SessionEvent::TimeoutWarning { seconds }));
        let text = self.prompt("seconds-left", &[("seconds", &seconds.to_string())]);
        self.say(Script::new(&text, self.language), Then::Listen(open));
    }

    /// Says that the visit will end, and how to prevent it.
    fn warn(&mut self, open: Open) {
        self.memory.warned_again = false;
        let seconds = self.rules.warning.as_secs() as u32;
        self.effects.push(Effect::Show(SessionEvent::TimeoutWarning { seconds }));
        let text = self.prompt("still-there", &[("seconds", &seconds.to_string())]);
        self.say(Script::new(&text, self.language), Then::Listen(open));
    }

    /// A stage is slow: asks for patience, and finally gives up.
    fn stage_is_slow(&mut self) {
        let State::Thinking(thinking) = &mut self.state else { return };
        if let Aside::Sign { since } | Aside::Decoding { since, .. } = thinking.aside
            && self.now >= since + LONGEST_ASIDE
        {
            return self.aside_was_nothing();
        }
        if self.now < thinking.since + GIVEN_UP {
            return self.ask_for_patience();
        }
        let Thinking { patience, open, .. } = Thinking::clone(thinking);
        self.next_turn();
        self.say_behind(patience, self.script("failed"), Then::Listen(open));
    }

    pub(super) fn ask_for_patience(&mut self) {
        let key = match &self.state {
            State::Thinking(thinking) if thinking.asked_for_patience == 0 => "patience",
            _ => "patience-longer",
        };
        let sentence = Sentence { text: self.prompt(key, &[]), language: self.language, kind: SentenceKind::Plain };
        let line = self.next_line(sentence);
        self.effects.push(Effect::Play(line.clone()));
        if let State::Thinking(thinking) = &mut self.state {
            thinking.asked_for_patience += 1;
            thinking.patience = Some(line);
        }
    }
}

fn speaking_deadline(speaking: &Speaking) -> Duration {
    let Speaking { line, since, aside, .. } = speaking;
    let letters = line.sentence.text.chars().count() as u32;
    let spelled = if line.sentence.kind == SentenceKind::Spelled { 10 } else { 1 };
    let line_end = *since + LINE + (LETTER * letters * spelled).div_f32(line.manner.rate());
    match aside {
        Aside::Quiet => line_end,
        Aside::Sign { since } => *since + LONGEST_UTTERANCE,
        Aside::Decoding { since, .. } => *since + LONGEST_DECODING,
    }
}

fn thinking_deadline(thinking: &Thinking) -> Duration {
    let waits_for_words = thinking.work == Work::Transcript && !matches!(thinking.behind, Behind::Nothing);
    if let Aside::Sign { since } | Aside::Decoding { since, .. } = thinking.aside {
        return since + LONGEST_ASIDE;
    }
    // While it is uncertain that something was meant for us, patience is asked for later.
    let step = usize::from(thinking.asked_for_patience) + usize::from(waits_for_words);
    thinking.since + PATIENCE.get(step).copied().unwrap_or(GIVEN_UP)
}
