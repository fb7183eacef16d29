//! Sample-rate conversion of whole recordings, through rubato's FFT resampler.

use super::AudioError;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

/// Converts mono samples from one rate to another. Rates from 4 to 192 kHz are accepted.
pub fn resample(samples: &[f32], from: u32, to: u32) -> Result<Vec<f32>, AudioError> {
    for rate in [from, to] {
        if !(4_000..=192_000).contains(&rate) {
            return Err(AudioError::SampleRate(rate));
        }
    }
    if from == to || samples.is_empty() {
        return Ok(samples.to_vec());
    }
    let unusable = |_| AudioError::SampleRate(from);
    let mut resampler = Fft::<f32>::new(from as usize, to as usize, 1024, 1, FixedSync::Both)
        .map_err(|_| AudioError::SampleRate(from))?;
    let input = InterleavedSlice::new(samples, 1, samples.len()).map_err(|_| AudioError::SampleRate(from))?;
    let output = resampler.process_all(&input, samples.len(), None).map_err(unusable)?;
    Ok(output.take_data())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hertz: f32, rate: u32, seconds: f32) -> Vec<f32> {
        (0..(rate as f32 * seconds) as usize)
            .map(|i| 0.5 * (std::f32::consts::TAU * hertz * i as f32 / rate as f32).sin())
            .collect()
    }

    #[test]
    fn a_tone_keeps_its_pitch_length_and_level() {
        for rate in [8_000, 11_025, 22_050, 44_100, 48_000, 96_000] {
            let output = resample(&tone(440.0, rate, 1.0), rate, 16_000).unwrap();
            assert!((output.len() as i64 - 16_000).abs() <= 2, "{rate} Hz: {}", output.len());
            let crossings = output.windows(2).filter(|w| w[0] < 0.0 && w[1] >= 0.0).count();
            assert!((438..=442).contains(&crossings), "{rate} Hz: {crossings}");
            let level = super::super::measure(&output[2000..14_000]).rms_dbfs;
            assert!((level + 9.03).abs() < 0.2, "{rate} Hz: {level}");
        }
    }

    #[test]
    fn impossible_rates_are_refused() {
        assert!(matches!(resample(&[0.0], 0, 16_000), Err(AudioError::SampleRate(0))));
        assert!(resample(&[0.0], 16_000, 1_000_000).is_err());
    }
}
