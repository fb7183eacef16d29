//! Notices in time that a person cannot be heard well, so that they can be told.

use crate::audio::{AudioChunk, measure};
use crate::listen::LevelProblem;

/// Mean level below which speech is hard to recognise.
const SOFT_DBFS: f32 = -46.0;
/// Sample amplitude from which clipping is likely.
const CLIPPED: f32 = 0.985;
/// Share of clipped samples from which clipping is audible.
const CLIPPED_PART: f32 = 0.003;
/// Level from which noise is audible in the recording.
const NOISE_DBFS: f32 = -48.0;
/// Signal-to-noise ratio below which speech is hard to recognise.
const NOISE_DISTANCE_DB: f32 = 12.0;
/// Minimum number of chunks (half a minute) between two reports of the same problem.
const SILENT_FOR_CHUNKS: u64 = 1500;

/// How an utterance ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// By itself.
    Usual,
    /// Broken off, with pauses in it: somebody talks on and on.
    TooLong,
    /// Broken off because it is unclear whose it was, or because it never paused, as people do.
    Endless,
}

/// Measures the current utterance, and remembers what has been reported.
#[derive(Debug, Clone, Default)]
pub(super) struct LevelWatch {
    now: u64,
    voiced_chunks: u32,
    energy: f64,
    clipped: usize,
    told: [Option<u64>; 4],
}

impl LevelWatch {
    /// Takes a chunk of sound. `voiced`: it is part of somebody's speech.
    pub(super) fn hear(&mut self, chunk: &AudioChunk, voiced: bool) {
        self.now += 1;
        if voiced {
            self.voiced_chunks += 1;
            self.energy += 10_f64.powf(f64::from(measure(chunk.samples()).rms_dbfs) / 10.0);
            self.clipped += chunk.samples().iter().filter(|sample| sample.abs() >= CLIPPED).count();
        }
    }

    /// The utterance ended: returns its problem, if that is worth reporting now.
    pub(super) fn judge(&mut self, noise_floor_dbfs: f32, length: Length) -> Option<LevelProblem> {
        let chunks = std::mem::take(&mut self.voiced_chunks).max(1);
        let level = 10.0 * (std::mem::take(&mut self.energy) / f64::from(chunks)).max(1e-12).log10() as f32;
        let clipped = std::mem::take(&mut self.clipped) as f32 / (chunks as usize * AudioChunk::SAMPLES) as f32;
        let noisy = noise_floor_dbfs > NOISE_DBFS && level - noise_floor_dbfs < NOISE_DISTANCE_DB;
        let problem = match () {
            () if clipped > CLIPPED_PART => LevelProblem::Clipping,
            () if noisy || length == Length::Endless => LevelProblem::Noisy,
            () if length == Length::TooLong => LevelProblem::TooLong,
            () if level < SOFT_DBFS => LevelProblem::TooSoft,
            () => return None,
        };
        let told = &mut self.told[problem as usize];
        // Whatever makes an answer impossible is reported every time.
        let due = length != Length::Usual || told.is_none_or(|before| self.now - before >= SILENT_FOR_CHUNKS);
        due.then(|| {
            *told = Some(self.now);
            problem
        })
    }

    /// It was not speech: nothing is to be judged.
    pub(super) fn dismiss(&mut self) {
        (self.voiced_chunks, self.energy, self.clipped) = (0, 0.0, 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(amplitude: f32, floor: f32) -> Option<LevelProblem> {
        let mut watch = LevelWatch::default();
        hear(&mut watch, amplitude, 50);
        watch.judge(floor, Length::Usual)
    }

    fn hear(watch: &mut LevelWatch, amplitude: f32, chunks: usize) {
        let tone: Vec<f32> = (0..AudioChunk::SAMPLES).map(|i| amplitude * (i as f32 * 0.3).sin()).collect();
        for chunk in AudioChunk::cut(&tone.repeat(chunks)) {
            watch.hear(&chunk, true);
        }
    }

    #[test]
    fn each_problem_is_told_apart() {
        assert_eq!(heard(0.2, -70.0), None);
        assert_eq!(heard(0.002, -90.0), Some(LevelProblem::TooSoft));
        assert_eq!(heard(1.0, -70.0), Some(LevelProblem::Clipping));
        assert_eq!(heard(0.05, -35.0), Some(LevelProblem::Noisy));
        assert_eq!(heard(0.05, -60.0), None, "soft, in a quiet room");
    }

    #[test]
    fn the_same_problem_is_told_now_and_then() {
        let mut watch = LevelWatch::default();
        let mut soft = |quiet_chunks: usize| {
            for _ in 0..quiet_chunks {
                watch.hear(&AudioChunk::silence(), false);
            }
            hear(&mut watch, 0.002, 50);
            watch.judge(-90.0, Length::Usual)
        };
        assert_eq!(soft(0), Some(LevelProblem::TooSoft));
        assert_eq!(soft(100), None);
        assert_eq!(soft(1500), Some(LevelProblem::TooSoft));
    }

    #[test]
    fn what_was_dismissed_does_not_count() {
        let mut watch = LevelWatch::default();
        hear(&mut watch, 1.0, 10);
        watch.dismiss();
        hear(&mut watch, 0.2, 50);
        assert_eq!(watch.judge(-70.0, Length::Usual), None);
    }
}
