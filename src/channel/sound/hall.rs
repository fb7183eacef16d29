//! The noise level around the kiosk between visits, and the volume at which the next visitor can hear it. Pure.

use crate::audio::{AudioChunk, measure};
use std::collections::VecDeque;

/// Length of the window of sound: ten seconds of chunks.
const JUDGED: usize = 500;
/// Interval at which the window is evaluated, once it has at least this many chunks: one second.
const STEP: usize = 50;
/// Lower bound on the level of a hall (dBFS): below it is the microphone's own noise.
const QUIETEST_DBFS: f32 = -60.0;
/// People raise their voice by about half the increase of the noise (Lombard effect; Lane and Tranel 1971).
const RAISED: f32 = 0.5;
/// Audible steps of the volume, in percent, up to the loudest that speech can be.
const VOLUME_STEP: f32 = 25.0;
const VOLUMES: std::ops::RangeInclusive<u16> = 100..=200;

/// Estimates the noise of a hall. Since the microphone's level in a quiet hall is unknown, the quietest window so far
/// is the reference.
#[derive(Debug)]
pub(super) struct Hall {
    levels: VecDeque<f32>,
    quietest: Option<f32>,
    volume: u16,
    since: usize,
}

impl Hall {
    pub(super) fn new() -> Self {
        Hall { levels: VecDeque::with_capacity(JUDGED), quietest: None, volume: *VOLUMES.start(), since: 0 }
    }

    /// Takes 20 ms of sound. Returns the suitable volume in percent when it changes.
    pub(super) fn push(&mut self, chunk: &AudioChunk) -> Option<u16> {
        if self.levels.len() == JUDGED {
            self.levels.pop_front();
        }
        self.levels.push_back(measure(chunk.samples()).rms_dbfs.max(QUIETEST_DBFS));
        self.since += 1;
        if self.since < STEP || self.levels.len() < STEP {
            return None;
        }
        self.since = 0;
        let noise = self.noise();
        let quietest = self.quietest.map_or(noise, |quietest| quietest.min(noise));
        self.quietest = Some(quietest);
        let volume = volume(noise - quietest);
        let changed = volume != self.volume;
        self.volume = volume;
        changed.then_some(volume)
    }

    /// A visit started: what was heard before it is no longer relevant after it.
    pub(super) fn forget(&mut self) {
        self.levels.clear();
        self.since = 0;
    }

    /// The median level of the window: a slamming door is not noise.
    fn noise(&self) -> f32 {
        let mut levels: Vec<f32> = self.levels.iter().copied().collect();
        let middle = levels.len() / 2;
        *levels.select_nth_unstable_by(middle, f32::total_cmp).1
    }
}

/// The volume in percent for a hall that is this many decibels louder than when it is quiet.
fn volume(louder_db: f32) -> u16 {
    let percent = 100.0 * 10.0_f32.powf(louder_db * RAISED / 20.0);
    (((percent / VOLUME_STEP).round() * VOLUME_STEP) as u16).clamp(*VOLUMES.start(), *VOLUMES.end())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plays noise at a level for some seconds; returns the reported volumes.
    fn hears(hall: &mut Hall, level_dbfs: f32, seconds: usize) -> Vec<u16> {
        let amplitude = 10.0_f32.powf(level_dbfs / 20.0);
        let samples: Vec<f32> =
            (0..AudioChunk::SAMPLES).map(|at| if at % 2 == 0 { amplitude } else { -amplitude }).collect();
        let chunk = AudioChunk::cut(&samples).next().unwrap();
        (0..seconds * 50).filter_map(|_| hall.push(&chunk)).collect()
    }

    #[test]
    fn a_loud_hall_is_spoken_to_louder_and_a_quiet_one_as_set() {
        let mut hall = Hall::new();
        assert!(hears(&mut hall, -50.0, 20).is_empty(), "the first that is heard counts as quiet");
        assert_eq!(hears(&mut hall, -42.0, 20), [150]);
        assert_eq!(hears(&mut hall, -20.0, 20), [200], "never louder than speech can be");
        assert_eq!(hears(&mut hall, -50.0, 20), [100]);
        assert!(hears(&mut hall, -90.0, 20).is_empty(), "a microphone's own noise is no hall");
        assert_eq!(hears(&mut hall, -48.0, 20), [200], "compared with the quietest");
    }

    #[test]
    fn a_short_noise_is_none_and_a_visit_begins_the_measure_anew() {
        let mut hall = Hall::new();
        hears(&mut hall, -50.0, 20);
        assert!(hears(&mut hall, -10.0, 3).is_empty());
        hall.forget();
        assert_eq!(hears(&mut hall, -42.0, 2), [150]);
    }
}
