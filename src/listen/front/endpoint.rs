//! When speech begins, pauses and ends, decided from time and speech probability alone.
//!
//! Useful for: turn-taking that can be tested with numbers. Not useful for: sound itself ([`super::Listener`] keeps
//! it) or telling speech from noise ([`super::LevelGate`], the detectors). It has no clock: time is an argument.

use super::Expecting;

/// Time limits, all in milliseconds of sound.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EndpointSettings {
    /// Minimum probability of a speech frame; slightly less is enough once somebody speaks.
    pub speech_probability: f32,
    /// Amount of speech after which it is certain to be speech.
    pub confirm_ms: u32,
    /// A silence that may be the end, so that decoding can start.
    pub pause_ms: u32,
    /// Silence that ends a fluent question.
    pub silence_ms: u32,
    /// Silence that ends a question of which only a word or two has been said.
    pub hesitation_silence_ms: u32,
    /// Maximum silence to wait for, however slowly somebody speaks.
    pub longest_silence_ms: u32,
    /// Silence that ends a word or two where a command is expected.
    pub command_silence_ms: u32,
    /// A longer utterance is ended; twice as long if the person asked for more time.
    pub maximum_ms: u32,
}

impl Default for EndpointSettings {
    fn default() -> Self {
        EndpointSettings {
            speech_probability: 0.5,
            confirm_ms: 160,
            pause_ms: 200,
            silence_ms: 700,
            hesitation_silence_ms: 1100,
            longest_silence_ms: 1800,
            command_silence_ms: 400,
            maximum_ms: 14_000,
        }
    }
}

/// Less speech than this is a word or two: a command, or somebody who is still thinking.
const SHORT_SPEECH_MS: u32 = 900;
/// Amount of speech that is a first sign; a click is shorter.
const FIRST_SIGN_MS: u32 = 40;
/// Silence after which a first sign is dismissed.
const DISMISS_MS: u32 = 260;
/// Time within which a first sign must become speech.
const LONGEST_ONSET_MS: u32 = 1000;
/// Amount of speech that resumes an utterance after a pause; less is a click or a breath.
const RESUME_MS: u32 = 60;
/// Pause that may be the end where a command is expected: shorter, because a single word is decoded quickly.
const COMMAND_PAUSE_MS: u32 = 140;
/// Somebody who is understood is not waited for longer than this: a breath, after which they may go on.
const BREATH_MS: u32 = 350;
/// A question does not end before this while the words before the pause are being decoded: the answer has to wait for them
/// in any case, and they tell whether more has to come.
const AWAIT_WORDS_MS: u32 = 1000;
/// The recogniser's window, with a margin: a turn lasts no longer, even if the person asked for more time.
const WINDOW_MS: u32 = 28_000;
/// Reduction of the minimum probability while somebody speaks.
const HYSTERESIS: f32 = 0.15;
/// A person who speaks again within this time had not finished.
const CUT_OFF_MS: u32 = 1000;

/// A decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Boundary {
    /// The first sign of speech.
    Started,
    /// The first sign was not speech.
    Dismissed,
    /// It is certainly speech.
    Confirmed,
    /// First silence within the speech.
    Paused,
    /// Speech resumed after a pause.
    WentOn,
    /// The utterance ended.
    Ended,
}

/// State of the utterance.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    Quiet { sign_ms: u32 },
    Onset { length_ms: u32, voiced_ms: u32, silent_ms: u32 },
    Speaking(Speaking),
    // The longest utterance was ended: some silence must come before the next.
    TooLong { silent_ms: u32 },
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq)]
struct Speaking {
    length_ms: u32,
    voiced_ms: u32,
    silent_ms: u32,
    resumed_ms: u32,
    paused: bool,
    awaits_words: bool,
    unfinished: bool,
    whole: bool,
}

/// Decides for one person's visit or call.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpointer {
    settings: EndpointSettings,
    expecting: Expecting,
    takes_time: bool,
    phase: Phase,
    /// How long this person pauses in the middle of a question.
    habit_ms: u32,
    /// Time since the last question ended, including the silence that ended it, until somebody speaks.
    since_end_ms: Option<u32>,
}

impl Endpointer {
    /// Nothing heard yet.
    #[must_use]
    pub fn new(settings: EndpointSettings) -> Self {
        let phase = Phase::Quiet { sign_ms: 0 };
        Endpointer {
            settings,
            expecting: Expecting::default(),
            takes_time: false,
            phase,
            habit_ms: 0,
            since_end_ms: None,
        }
    }

    /// Sets what is expected from now on.
    pub fn expect(&mut self, expecting: Expecting) {
        self.expecting = expecting;
    }

    /// Whether the person wants to be waited for longer.
    pub fn take_time(&mut self, takes_time: bool) {
        self.takes_time = takes_time;
    }

    /// Processes `elapsed_ms` of sound with this speech probability. Makes at most one decision.
    pub fn advance(&mut self, elapsed_ms: u32, probability: f32) -> Option<Boundary> {
        let speech = probability >= self.threshold();
        let (phase, boundary) = match self.phase {
            Phase::Quiet { sign_ms } => self.in_quiet(sign_ms, elapsed_ms, speech),
            Phase::Onset { length_ms, voiced_ms, silent_ms } => {
                let (voiced_ms, silent_ms) =
                    if speech { (voiced_ms + elapsed_ms, 0) } else { (voiced_ms, silent_ms + elapsed_ms) };
                self.in_onset(length_ms + elapsed_ms, voiced_ms, silent_ms)
            }
            Phase::Speaking(speaking) => self.in_speech(speaking.after(elapsed_ms, speech)),
            Phase::TooLong { silent_ms } => {
                let silent_ms = if speech { 0 } else { silent_ms + elapsed_ms };
                let rested = silent_ms >= self.settings.pause_ms;
                (if rested { Phase::Quiet { sign_ms: 0 } } else { Phase::TooLong { silent_ms } }, None)
            }
        };
        self.phase = phase;
        boundary
    }

    /// The words before this pause are being decoded.
    pub fn await_words(&mut self) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.awaits_words = speaking.paused;
        }
    }

    /// The words before this pause are known, and do not tell whether more has to come.
    pub fn has_words(&mut self) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.awaits_words = false;
        }
    }

    /// What has been said is whole (it was understood, and makes sense): ends a pause at once, or as soon as it is
    /// longer than a breath.
    pub fn conclude(&mut self) -> Option<Boundary> {
        let Phase::Speaking(speaking) = &mut self.phase else { return None };
        speaking.whole = speaking.paused;
        speaking.awaits_words = false;
        let speaking = *speaking;
        if !speaking.whole || speaking.resumed_ms > 0 || speaking.silent_ms < self.needed_silence_ms(speaking) {
            return None;
        }
        self.end(speaking);
        self.phase = Phase::Quiet { sign_ms: 0 };
        Some(Boundary::Ended)
    }

    /// What was said cannot be all ("ik wil een"): this pause may last longer.
    pub fn wait_longer(&mut self) {
        if let Phase::Speaking(speaking) = &mut self.phase {
            speaking.unfinished = speaking.paused;
            speaking.awaits_words = false;
        }
    }

    /// Whether there is speech, or a first sign of it.
    #[must_use]
    pub fn hears_speech(&self) -> bool {
        matches!(self.phase, Phase::Onset { .. } | Phase::Speaking(_))
    }

    /// Duration of the current utterance.
    #[must_use]
    pub fn lasts_ms(&self) -> u32 {
        match self.phase {
            Phase::Speaking(speaking) => speaking.length_ms,
            _ => 0,
        }
    }

    /// Whether the last utterance was ended because it was too long.
    #[must_use]
    pub fn is_too_long(&self) -> bool {
        matches!(self.phase, Phase::TooLong { .. })
    }

    /// What was said until a moment ago was somebody else's: restarts the utterance. False if there is none.
    pub fn restart(&mut self) -> bool {
        let speaks = matches!(self.phase, Phase::Speaking(_));
        if speaks {
            let heard_ms = self.settings.confirm_ms;
            self.phase = Phase::Speaking(Speaking::new(heard_ms, heard_ms));
        }
        speaks
    }

    /// It is unclear who speaks: ends the utterance; some silence must come before the next.
    pub fn give_up(&mut self) {
        self.since_end_ms = None;
        self.phase = Phase::TooLong { silent_ms: 0 };
    }

    /// Current minimum probability of a speech chunk.
    pub(super) fn threshold(&self) -> f32 {
        let lower = if self.hears_speech() { HYSTERESIS } else { 0.0 };
        self.settings.speech_probability - lower
    }

    fn in_quiet(&mut self, sign_ms: u32, elapsed_ms: u32, speech: bool) -> (Phase, Option<Boundary>) {
        self.since_end_ms = self.since_end_ms.map(|since| since.saturating_add(elapsed_ms));
        let sign_ms = if speech { sign_ms + elapsed_ms } else { 0 };
        if sign_ms < FIRST_SIGN_MS {
            return (Phase::Quiet { sign_ms }, None);
        }
        (Phase::Onset { length_ms: sign_ms, voiced_ms: sign_ms, silent_ms: 0 }, Some(Boundary::Started))
    }

    fn in_onset(&mut self, length_ms: u32, voiced_ms: u32, silent_ms: u32) -> (Phase, Option<Boundary>) {
        if voiced_ms >= self.settings.confirm_ms {
            self.notice_cut_off();
            return (Phase::Speaking(Speaking::new(length_ms, voiced_ms)), Some(Boundary::Confirmed));
        }
        if silent_ms >= DISMISS_MS || length_ms >= LONGEST_ONSET_MS {
            return (Phase::Quiet { sign_ms: 0 }, Some(Boundary::Dismissed));
        }
        (Phase::Onset { length_ms, voiced_ms, silent_ms }, None)
    }

    fn in_speech(&mut self, mut speaking: Speaking) -> (Phase, Option<Boundary>) {
        if speaking.length_ms >= self.maximum_ms() {
            self.end(speaking);
            return (Phase::TooLong { silent_ms: 0 }, Some(Boundary::Ended));
        }
        if speaking.resumed_ms >= RESUME_MS {
            self.habit_ms = self.habit_ms.max(speaking.silent_ms.saturating_sub(speaking.resumed_ms));
            return (Phase::Speaking(speaking.gone_on()), Some(Boundary::WentOn));
        }
        if !speaking.paused && speaking.silent_ms >= self.pause_ms() {
            speaking.paused = true;
            return (Phase::Speaking(speaking), Some(Boundary::Paused));
        }
        if speaking.resumed_ms == 0 && speaking.silent_ms >= self.needed_silence_ms(speaking) {
            self.end(speaking);
            return (Phase::Quiet { sign_ms: 0 }, Some(Boundary::Ended));
        }
        (Phase::Speaking(speaking), None)
    }

    fn end(&mut self, speaking: Speaking) {
        // Understood is not cut off: who speaks again has something else to say.
        let may_be_cut_off = self.expecting == Expecting::Question && !speaking.whole;
        self.since_end_ms = may_be_cut_off.then_some(speaking.silent_ms);
        // A person who spoke fluently this time is waited for less next time.
        self.habit_ms = self.habit_ms * 3 / 4;
    }

    /// A person who speaks again right after the end was cut off, so that silence was one of their pauses.
    fn notice_cut_off(&mut self) {
        if let Some(since) = self.since_end_ms.take()
            && since <= self.settings.silence_ms + CUT_OFF_MS
        {
            self.habit_ms = self.habit_ms.max(since);
        }
    }

    fn maximum_ms(&self) -> u32 {
        let usual = self.settings.maximum_ms;
        if self.takes_time { (2 * usual).min(WINDOW_MS).max(usual) } else { usual }
    }

    fn pause_ms(&self) -> u32 {
        match self.expecting {
            Expecting::Question => self.settings.pause_ms,
            Expecting::Command => self.settings.pause_ms.min(COMMAND_PAUSE_MS),
        }
    }

    /// The silence that ends the utterance in its current state.
    fn needed_silence_ms(&self, speaking: Speaking) -> u32 {
        let settings = &self.settings;
        let short = speaking.voiced_ms < SHORT_SPEECH_MS;
        let longest_ms = settings.longest_silence_ms * if self.takes_time { 2 } else { 1 };
        let needed = match self.expecting {
            Expecting::Command if speaking.whole => return 0,
            Expecting::Question if speaking.whole && !self.takes_time => return BREATH_MS,
            _ if speaking.unfinished => settings.longest_silence_ms,
            Expecting::Command if short => return settings.command_silence_ms,
            Expecting::Question if short => settings.hesitation_silence_ms,
            Expecting::Question if speaking.awaits_words => settings.silence_ms.max(AWAIT_WORDS_MS),
            _ => settings.silence_ms,
        };
        let needed = if self.takes_time { needed * 2 } else { needed };
        needed.max(self.habit_ms * 3 / 2).min(longest_ms)
    }
}

impl Speaking {
    fn new(length_ms: u32, voiced_ms: u32) -> Self {
        Speaking {
            length_ms,
            voiced_ms,
            silent_ms: 0,
            resumed_ms: 0,
            paused: false,
            awaits_words: false,
            unfinished: false,
            whole: false,
        }
    }

    /// Advances time. In a pause, silence keeps counting until speech has certainly resumed.
    fn after(mut self, elapsed_ms: u32, speech: bool) -> Self {
        self.length_ms += elapsed_ms;
        if speech && !self.paused {
            self.silent_ms = 0;
        } else {
            self.silent_ms += elapsed_ms;
        }
        match (speech, self.paused) {
            (true, true) => self.resumed_ms += elapsed_ms,
            (true, false) => self.voiced_ms += elapsed_ms,
            (false, _) => self.resumed_ms = self.resumed_ms.saturating_sub(elapsed_ms),
        }
        self
    }

    fn gone_on(self) -> Self {
        Speaking::new(self.length_ms, self.voiced_ms + self.resumed_ms)
    }
}

#[cfg(test)]
mod tests;
