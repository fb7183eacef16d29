//! Recognises keys by their tones (DTMF, ITU-T Q.23), for lines that carry no key events. Pure. Not for: events
//! (`phone_wire::dtmf`), or what a key means (`keypad`).
//!
//! A key is one of four low tones together with one of four high ones. Windows of 20 ms are analysed with the Goertzel
//! algorithm, every 10 ms. Speech has other components as loud as these, and never holds a pair for long.

use crate::audio::{AudioChunk, SAMPLE_RATE};
use std::f32::consts::TAU;

const LOW_HZ: [f32; 4] = [697.0, 770.0, 852.0, 941.0];
const HIGH_HZ: [f32; 4] = [1209.0, 1336.0, 1477.0, 1633.0];
const KEYS: [[char; 4]; 4] = [['1', '2', '3', 'A'], ['4', '5', '6', 'B'], ['7', '8', '9', 'C'], ['*', '0', '#', 'D']];

/// Length of a window in samples: 20 ms.
const WINDOW: usize = AudioChunk::SAMPLES;
/// Step between windows in samples: 10 ms.
const STEP: usize = WINDOW / 2;
/// Minimum share of the power in the two tones. If they are 1.5 % off, as Q.24 allows, a window of 20 ms sees two
/// thirds of them.
const PURE: f32 = 0.55;
/// Maximum power ratio of the two tones: 10 dB (Q.24 allows 4 to 8 dB, and lines add to that).
const TWIST: f32 = 10.0;
/// Minimum power ratio of a tone and the next in its group: 8 dB.
const CLEAR: f32 = 6.3;
/// A tone below −40 dBFS is not a key press by this caller.
const SOFTEST: f32 = 1e-4;
/// Number of consecutive steps that must agree: a tone of at least 40 ms, the shortest in Q.24.
const AGREE: u32 = 3;
/// Number of steps without the tone after which the same key counts as pressed again.
const RELEASED: u32 = 3;

/// Listens for keys in a caller's sound.
#[derive(Debug, Clone)]
pub struct KeyTones {
    /// The second half of the previous chunk.
    before: [f32; STEP],
    /// The result of the last steps, and for how many in a row.
    candidate: (Option<char>, u32),
    pressed: Option<char>,
}

impl Default for KeyTones {
    fn default() -> Self {
        KeyTones { before: [0.0; STEP], candidate: (None, 0), pressed: None }
    }
}

impl KeyTones {
    /// Takes the next 20 ms; reports each key press once.
    pub fn hear(&mut self, chunk: &[f32; AudioChunk::SAMPLES]) -> Option<char> {
        let mut across = [0.0; WINDOW];
        across[..STEP].copy_from_slice(&self.before);
        across[STEP..].copy_from_slice(&chunk[..STEP]);
        self.before.copy_from_slice(&chunk[STEP..]);
        let first = self.step(key_in(&across));
        let second = self.step(key_in(chunk));
        first.or(second)
    }

    fn step(&mut self, key: Option<char>) -> Option<char> {
        let count = if self.candidate.0 == key { self.candidate.1.saturating_add(1) } else { 1 };
        self.candidate = (key, count);
        match key {
            None if count >= RELEASED => self.pressed = None,
            Some(key) if count == AGREE && self.pressed != Some(key) => {
                self.pressed = Some(key);
                return Some(key);
            }
            _ => {}
        }
        None
    }
}

/// The key in a window, if there is nothing else.
fn key_in(window: &[f32; WINDOW]) -> Option<char> {
    let energy: f32 = window.iter().map(|sample| sample * sample).sum();
    if !energy.is_finite() || energy < SOFTEST * WINDOW as f32 {
        return None;
    }
    let (row, low) = loudest(window, &LOW_HZ)?;
    let (column, high) = loudest(window, &HIGH_HZ)?;
    // A tone of amplitude a has the energy n·a²/2 and the Goertzel power (n·a/2)².
    let in_tones = (low + high) * 2.0 / WINDOW as f32;
    let even = low < high * TWIST && high < low * TWIST;
    (even && in_tones > PURE * energy).then(|| KEYS[row][column])
}

/// Index of the tone of a group that stands out, and its power.
fn loudest(window: &[f32], tones: &[f32; 4]) -> Option<(usize, f32)> {
    let powers = tones.map(|hertz| power(window, hertz));
    let (place, most) = powers.iter().copied().enumerate().max_by(|one, other| one.1.total_cmp(&other.1))?;
    let clear = powers.iter().enumerate().all(|(other, power)| other == place || power * CLEAR < most);
    clear.then_some((place, most))
}

/// Goertzel: the power of one frequency.
fn power(window: &[f32], hertz: f32) -> f32 {
    let coefficient = 2.0 * (TAU * hertz / SAMPLE_RATE as f32).cos();
    let (one, two) = window.iter().fold((0.0, 0.0), |(one, two), sample| (sample + coefficient * one - two, one));
    one * one + two * two - coefficient * one * two
}

#[cfg(test)]
mod tests {
    use super::super::codec::{LineDecoder, LineEncoder};
    use super::*;
    use crate::audio::{read_wav, resample};
    use phone_wire::codec::Codec;
    use proptest::prelude::*;

    /// A press of `ms` milliseconds, with a relative frequency error of `off`, at amplitude `level`.
    fn press(key: char, ms: usize, off: f32, level: f32) -> Vec<f32> {
        let row = KEYS.iter().position(|row| row.contains(&key)).unwrap();
        let column = KEYS[row].iter().position(|of| *of == key).unwrap();
        let (low, high) = (LOW_HZ[row] * (1.0 + off), HIGH_HZ[column] * (1.0 + off));
        let at = |index: usize, hertz: f32| (TAU * hertz * index as f32 / SAMPLE_RATE as f32).sin();
        (0..ms * 16).map(|index| level * (at(index, low) + 0.8 * at(index, high))).collect()
    }

    fn heard(samples: &[f32]) -> String {
        let mut tones = KeyTones::default();
        AudioChunk::cut(samples).filter_map(|chunk| tones.hear(chunk.samples())).collect()
    }

    #[test]
    fn every_key_is_heard_once_for_each_press() {
        for off in [-0.015, 0.0, 0.015] {
            for start in [0, 70, 150, 250] {
                let mut samples = vec![0.0; start];
                for key in "1234567890*#ABCD11".chars() {
                    samples.extend(press(key, 60, off, 0.2));
                    samples.extend(vec![0.001; 60 * 16]);
                }
                assert_eq!(heard(&samples), "1234567890*#ABCD11", "{off} from {start}");
            }
        }
        assert_eq!(heard(&press('5', 3000, 0.0, 0.1)), "5", "a long press");
        assert_eq!(heard(&press('5', 200, 0.0, 0.001)), "", "somewhere else");
    }

    #[test]
    fn the_line_does_not_hide_them() {
        for codec in Codec::ALL {
            let tone = [vec![0.0; 1600], press('8', 100, 0.0, 0.3), vec![0.0; 1600]].concat();
            let sound = resample(&tone, SAMPLE_RATE, codec.sample_rate()).unwrap();
            let (mut encoder, mut decoder) = (LineEncoder::new(codec), LineDecoder::new(codec));
            let mut tones = KeyTones::default();
            let frames = sound.chunks_exact(codec.sample_rate() as usize / 50);
            let keys: String = frames.filter_map(|frame| tones.hear(&decoder.decode(&encoder.encode(frame)))).collect();
            assert_eq!(keys, "8", "{codec:?}");
        }
    }

    #[test]
    fn speech_presses_nothing() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/audio-fixtures/nl");
        let mut files = 0;
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let Ok(recording) = read_wav(&entry.path(), 60.0) else { continue };
            let samples = resample(&recording.samples, recording.sample_rate, SAMPLE_RATE).unwrap();
            assert_eq!(heard(&samples), "", "{}", entry.path().display());
            files += 1;
        }
        assert!(files > 5, "{files}");
    }

    proptest! {
        #[test]
        fn any_sound_is_heard_without_harm(samples in proptest::collection::vec(-2.0_f32..2.0, 320..2000)) {
            let _ = heard(&samples);
        }
    }
}
