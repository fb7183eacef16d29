//! Whether speech stands out from voices that are always present.
//!
//! A detector tells speech from fans and hum, but not from other people's speech, and it takes some noise for speech.
//! Such noise is continuous, a question is not: if everything in the last seconds was taken for speech, only what is
//! louder than the quietest moment in it is meant for us.

use crate::audio::{Level, remember};
use std::collections::VecDeque;

/// Length of the window in which the quietest moment is sought, in chunks.
const MEMORY: usize = 100;
/// Number of chunks over which levels are averaged, to smooth the rise and fall within a syllable.
const SMOOTHING: usize = 5;
/// Number of consecutive chunks without speech that make a break.
const BREAK: usize = 5;

/// Tracks noise that a detector takes for speech.
#[derive(Debug, Clone)]
pub struct LevelGate {
    margin_db: f32,
    recent: VecDeque<f32>,
    averages: VecDeque<f32>,
    without_speech: usize,
    /// Chunks since the last break in speech; `None` before the first.
    since_break: Option<usize>,
}

impl LevelGate {
    /// A gate that lets through what is `margin_db` louder than the noise; 0: everything.
    #[must_use]
    pub fn new(margin_db: f32) -> Self {
        LevelGate {
            margin_db,
            recent: VecDeque::new(),
            averages: VecDeque::new(),
            without_speech: 0,
            since_break: None,
        }
    }

    /// Takes the level of the next chunk and whether the detector takes it for speech; returns whether it stands out.
    /// `patient`: nothing stands out until something is known about the noise.
    pub fn stands_out(&mut self, level: Level, spoken: bool, patient: bool) -> bool {
        remember(&mut self.recent, level.rms_dbfs, SMOOTHING);
        let average = self.recent.iter().sum::<f32>() / self.recent.len() as f32;
        remember(&mut self.averages, average, MEMORY);
        self.follow_breaks(spoken);
        if self.margin_db <= 0.0 {
            return true;
        }
        if level.is_silent() {
            return false;
        }
        if self.since_break.unwrap_or(self.averages.len()) < MEMORY {
            // The detector can be trusted: a moment ago it heard that nobody spoke.
            return self.since_break.is_some() || !patient;
        }
        average > self.floor_dbfs() + self.margin_db
    }

    /// Level of the quietest moment in the last seconds.
    #[must_use]
    pub fn floor_dbfs(&self) -> f32 {
        self.averages.iter().copied().fold(0.0, f32::min)
    }

    fn follow_breaks(&mut self, spoken: bool) {
        self.without_speech = if spoken { 0 } else { self.without_speech + 1 };
        self.since_break = if self.without_speech >= BREAK {
            Some(0)
        } else {
            self.since_break.map(|chunks| chunks.saturating_add(1))
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(dbfs: f32) -> Level {
        Level { peak_dbfs: dbfs + 10.0, rms_dbfs: dbfs }
    }

    /// How many chunks at this level are let through if all are taken for speech.
    fn let_through(gate: &mut LevelGate, chunks: usize, dbfs: f32, patient: bool) -> usize {
        (0..chunks).filter(|_| gate.stands_out(level(dbfs), true, patient)).count()
    }

    #[test]
    fn noise_that_is_speech_to_the_detector_closes_the_gate_and_louder_speech_opens_it() {
        let mut gate = LevelGate::new(8.0);
        assert_eq!(let_through(&mut gate, 500, -40.0, false), MEMORY - 1);
        assert!(let_through(&mut gate, 30, -25.0, false) >= 30 - SMOOTHING);
        let_through(&mut gate, SMOOTHING, -35.0, false);
        assert_eq!(let_through(&mut gate, 30, -35.0, false), 0);
    }

    #[test]
    fn noise_that_the_detector_sees_through_leaves_the_gate_open() {
        let mut gate = LevelGate::new(8.0);
        for _ in 0..500 {
            gate.stands_out(level(-40.0), false, false);
        }
        assert_eq!(let_through(&mut gate, 90, -39.0, false), 90);
        for _ in 0..BREAK {
            gate.stands_out(level(-40.0), false, false);
        }
        assert_eq!(let_through(&mut gate, 90, -39.0, false), 90);
    }

    #[test]
    fn while_the_own_voice_speaks_the_noise_is_learnt_first() {
        let mut gate = LevelGate::new(8.0);
        assert_eq!(let_through(&mut gate, 200, -30.0, true), 0);
        assert!(let_through(&mut gate, 10, -15.0, true) >= 10 - SMOOTHING);
        let mut gate = LevelGate::new(8.0);
        for _ in 0..BREAK {
            gate.stands_out(level(-70.0), false, true);
        }
        assert_eq!(let_through(&mut gate, 10, -30.0, true), 10, "a quiet place is known at once");
    }

    #[test]
    fn silence_never_stands_out_and_without_a_margin_everything_does() {
        assert_eq!(let_through(&mut LevelGate::new(8.0), 10, -80.0, false), 0);
        assert_eq!(let_through(&mut LevelGate::new(0.0), 10, -80.0, true), 10);
    }
}
