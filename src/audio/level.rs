//! How loud sound is, so that "I heard nothing" can be told from "it was too soft".

use std::collections::VecDeque;

/// The level of a stretch of sound, in dB relative to full scale (dBFS).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The loudest sample.
    pub peak_dbfs: f32,
    /// The root mean square.
    pub rms_dbfs: f32,
}

impl Level {
    /// Below this peak there is nothing that a person could have said (−60 dBFS).
    pub const SILENCE_DBFS: f32 = -60.0;

    /// Whether nothing can be heard.
    #[must_use]
    pub fn is_silent(self) -> bool {
        self.peak_dbfs < Self::SILENCE_DBFS
    }
}

/// Measures the level of samples in −1…1. Samples that are no number count as silence.
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

/// Adds the newest value of a series of which at most `most` are kept.
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
