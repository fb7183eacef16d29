//! Whether sound stands out from what always sounds here.
//!
//! A detector takes the voices of others, and some machines, for speech. They sound without a break,
//! a question does not: what is as loud as the quietest moment of the last seconds is no question.

use crate::audio::Level;
use std::collections::VecDeque;

/// The stretch of which the quietest moment is the noise floor, in chunks.
const MEMORY: usize = 100;
/// Levels are averaged over this many chunks before the quietest is sought.
const SMOOTHING: usize = 5;
/// With less than this heard, in chunks, nothing can be said about the noise while a question may
/// already be on its way.
const SETTLED_FOR_QUESTION: usize = MEMORY;
/// While the own voice speaks, nobody is cut off by having to wait so long, in chunks.
const SETTLED_FOR_COMMAND: usize = 30;

/// Follows the noise floor.
#[derive(Debug, Clone)]
pub struct LevelGate {
    margin_db: f32,
    recent: VecDeque<f32>,
    averages: VecDeque<f32>,
}

impl LevelGate {
    /// A gate that lets through what is `margin_db` louder than the noise floor; 0: everything.
    #[must_use]
    pub fn new(margin_db: f32) -> Self {
        LevelGate { margin_db, recent: VecDeque::new(), averages: VecDeque::new() }
    }

    /// Takes the level of the next chunk and tells whether it stands out. `patient`: nothing does
    /// before the noise is known.
    pub fn stands_out(&mut self, level: Level, patient: bool) -> bool {
        remember(&mut self.recent, level.rms_dbfs, SMOOTHING);
        let average = self.recent.iter().sum::<f32>() / self.recent.len() as f32;
        remember(&mut self.averages, average, MEMORY);
        if self.margin_db <= 0.0 {
            return true;
        }
        let heard = self.averages.len();
        if level.is_silent() || (patient && heard < SETTLED_FOR_COMMAND) {
            return false;
        }
        (!patient && heard < SETTLED_FOR_QUESTION) || level.rms_dbfs > self.floor_dbfs() + self.margin_db
    }

    /// The noise floor: the quietest moment of the last seconds.
    #[must_use]
    pub fn floor_dbfs(&self) -> f32 {
        self.averages.iter().copied().fold(0.0, f32::min)
    }

    /// Forgets the noise.
    pub fn reset(&mut self) {
        self.recent.clear();
        self.averages.clear();
    }
}

fn remember(values: &mut VecDeque<f32>, value: f32, most: usize) {
    if values.len() == most {
        values.pop_front();
    }
    values.push_back(value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn let_through(gate: &mut LevelGate, chunks: usize, dbfs: f32, patient: bool) -> usize {
        let level = Level { peak_dbfs: dbfs + 10.0, rms_dbfs: dbfs };
        (0..chunks).filter(|_| gate.stands_out(level, patient)).count()
    }

    #[test]
    fn steady_noise_closes_the_gate_and_louder_speech_opens_it() {
        let mut gate = LevelGate::new(8.0);
        assert_eq!(let_through(&mut gate, 500, -40.0, false), SETTLED_FOR_QUESTION - 1);
        assert_eq!(let_through(&mut gate, 30, -25.0, false), 30);
        assert_eq!(let_through(&mut gate, 30, -35.0, false), 0);
    }

    #[test]
    fn a_new_noise_closes_the_gate_within_seconds() {
        let mut gate = LevelGate::new(8.0);
        let_through(&mut gate, 500, -60.0, false);
        let open = let_through(&mut gate, 500, -30.0, false);
        assert!((MEMORY..MEMORY + 2 * SMOOTHING).contains(&open), "{open}");
    }

    #[test]
    fn while_the_own_voice_speaks_the_noise_is_learnt_first() {
        let mut gate = LevelGate::new(8.0);
        assert_eq!(let_through(&mut gate, 200, -30.0, true), 0);
        assert_eq!(let_through(&mut gate, 10, -15.0, true), 10);
    }

    #[test]
    fn silence_never_stands_out_and_without_a_margin_everything_does() {
        assert_eq!(let_through(&mut LevelGate::new(8.0), 10, -80.0, false), 0);
        assert_eq!(let_through(&mut LevelGate::new(0.0), 10, -80.0, true), 10);
    }
}
