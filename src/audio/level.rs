//! Sound level, to tell "I heard nothing" from "it was too soft".

use std::collections::VecDeque;

/// The level of a piece of sound, in dB relative to full scale (dBFS).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// Peak level.
    pub peak_dbfs: f32,
    /// Root mean square.
    pub rms_dbfs: f32,
}

impl Level {
    /// A peak below this (−60 dBFS) holds nothing that a person could have said.
    pub const SILENCE_DBFS: f32 = -60.0;

    /// Whether the peak is below [`Self::SILENCE_DBFS`].
    #[must_use]
    pub fn is_silent(self) -> bool {
        self.peak_dbfs < Self::SILENCE_DBFS
    }
}

/// Measures the level of samples in −1…1. NaN and infinite samples count as silence.
#[must_use]
pub fn measure(samples: &[f32]) -> Level {
    let mut peak = 0.0_f32;
    let mut energy = 0.0_f64;
    for sample in samples.iter().copied().filter(|sample| sample.is_finite()) {
        peak = peak.max(sample.abs());
        energy += f64::from(sample) * f64::from(sample);
    }
    let rms = (energy / samples.len().max(1) as f64).sqrt() as f32;
    Level { peak_dbfs: decibels(peak), rms_dbfs: decibels(rms) }
}

/// Appends a value to a series, dropping the oldest beyond `most`.
pub fn remember(values: &mut VecDeque<f32>, value: f32, most: usize) {
    if values.len() == most {
        values.pop_front();
    }
    values.push_back(value);
}

fn decibels(amplitude: f32) -> f32 {
    20.0 * amplitude.max(1e-6).log10()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_scale_is_zero_and_nothing_is_silent() {
        assert!(measure(&[1.0, -1.0]).peak_dbfs.abs() < 0.001);
        assert!((measure(&[0.1; 100]).rms_dbfs + 20.0).abs() < 0.01);
        assert!(measure(&[]).is_silent());
        assert!(measure(&[f32::NAN; 10]).is_silent());
        assert!(!measure(&[0.01]).is_silent());
    }
}
