//! Handles a person who cannot be distinguished from the sounds around them, or who talks on and on: nobody is left in
//! silence, and everybody is told what helps.

use super::hear::is_well_heard;
use super::machine::Dialogue;
use super::meaning::Meaning;
use super::screen::SessionEvent;
use super::state::Open;
use crate::listen::{LevelProblem, Transcript};
use std::time::Duration;

/// While we listen and nobody is understood, we are silent no longer than this, whatever other sounds there are.
const LONGEST_SILENCE: Duration = Duration::from_secs(13);

impl Dialogue {
    /// The person cannot be heard well: shown at once. Returns the code of the hint and the key of the prompt.
    pub(super) fn note_level(&mut self, problem: LevelProblem) -> (&'static str, &'static str) {
        let (code, key) = match problem {
            LevelProblem::TooSoft => ("too-soft", "too-soft"),
            LevelProblem::Clipping => ("clipping", "too-loud"),
            LevelProblem::Noisy => ("noisy", "too-noisy"),
            LevelProblem::TooLong => ("too-long", "too-long"),
        };
        self.show(SessionEvent::Hint { code });
        if matches!(problem, LevelProblem::Noisy | LevelProblem::TooLong) {
            self.memory.unclear = Some(key);
        }
        (code, key)
    }

    /// The problem with the last utterance as a whole, told once.
    pub(super) fn take_unclear(&mut self) -> Option<&'static str> {
        self.memory.unclear.take()
    }

    /// Whether an utterance that went on and on, or was made in loud noise, is too unclear to answer: a person who
    /// talks too long is asked for one short question, and an unreliable transcript is not guessed at. Danger and
    /// commands always count.
    pub(super) fn is_too_unclear(&self, transcript: &Transcript, meaning: &Meaning) -> bool {
        let is_said = matches!(meaning, Meaning::Question(_) | Meaning::Correction(_));
        is_said
            && match self.memory.unclear {
                Some("too-long") => true,
                Some(_) => !is_well_heard(transcript),
                None => false,
            }
    }

    /// Says what was wrong, and continues to listen. Somebody who is still talking does not interrupt it.
    pub(super) fn tell_unclear(&mut self, key: &'static str, open: Open) {
        self.reply(key, open);
        self.memory.insists = true;
    }

    /// Notes that we have just made a sound, or that the person did something.
    pub(super) fn sounded(&mut self) {
        self.memory.sounded = self.now();
    }

    /// While we speak, the time without a sound of ours has not started.
    pub(super) fn note_sound(&mut self) {
        if self.state().is_speaking() {
            self.sounded();
        }
    }

    /// How long until something has to be said, however much noise there was meanwhile.
    pub(super) fn longest_silence(&self) -> Duration {
        self.memory.sounded + LONGEST_SILENCE
    }
}
