//! Sample-rate conversion of live sound.

use super::AudioError;
use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};

/// Converts a stream from one rate to another, with a delay of a few milliseconds.
pub struct LiveResampler {
    /// `None` if both rates are the same.
    engine: Option<Fft<f32>>,
    waiting: Vec<f32>,
    converted: Vec<f32>,
}

impl LiveResampler {
    /// Creates a converter for a new stream. Accepts rates from 4 to 192 kHz.
    pub fn new(from: u32, to: u32) -> Result<Self, AudioError> {
        for rate in [from, to] {
            if !(4_000..=192_000).contains(&rate) {
                return Err(AudioError::SampleRate(rate));
            }
        }
        let block = from as usize / 100;
        let engine = (from != to)
            .then(|| Fft::new(from as usize, to as usize, block, 1, FixedSync::Input))
            .transpose()
            .map_err(|_| AudioError::SampleRate(from))?;
        let most = engine.as_ref().map_or(0, Resampler::output_frames_max);
        Ok(LiveResampler { engine, waiting: Vec::new(), converted: vec![0.0; most] })
    }

    /// Takes the next samples and appends what can be converted so far to `output`.
    pub fn push(&mut self, samples: &[f32], output: &mut Vec<f32>) {
        let Some(engine) = &mut self.engine else {
            output.extend_from_slice(samples);
            return;
        };
        self.waiting.extend_from_slice(samples);
        let mut start = 0;
        while self.waiting.len() - start >= engine.input_frames_next() {
            let end = start + engine.input_frames_next();
            let block = &self.waiting[start..end];
            start = end;
            let most = self.converted.len();
            let (Ok(input), Ok(mut into)) =
                (InterleavedSlice::new(block, 1, block.len()), InterleavedSlice::new_mut(&mut self.converted, 1, most))
            else {
                continue;
            };
            if let Ok((_, made)) = engine.process_into_buffer(&input, &mut into, None) {
                output.extend_from_slice(&self.converted[..made]);
            }
        }
        self.waiting.drain(..start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tone_in_crumbs_comes_out_whole() {
        for (from, to) in [(48_000, 16_000), (44_100, 16_000), (8_000, 16_000), (16_000, 8_000), (16_000, 16_000)] {
            let tone: Vec<f32> =
                (0..from).map(|i| 0.5 * (std::f32::consts::TAU * 440.0 * i as f32 / from as f32).sin()).collect();
            let mut resampler = LiveResampler::new(from, to).unwrap();
            let mut output = Vec::new();
            for crumb in tone.chunks(123) {
                resampler.push(crumb, &mut output);
            }
            let missing = to as usize - output.len();
            assert!(missing <= to as usize / 25, "{from} to {to}: {missing} samples are still inside");
            let middle = &output[to as usize / 4..to as usize * 3 / 4];
            let crossings = middle.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
            assert!((218..=222).contains(&crossings), "{from} to {to}: {crossings}");
            let level = super::super::measure(middle).rms_dbfs;
            assert!((level + 9.03).abs() < 0.3, "{from} to {to}: {level}");
        }
    }

    #[test]
    fn impossible_rates_are_refused() {
        assert!(LiveResampler::new(0, 16_000).is_err());
        assert!(LiveResampler::new(16_000, 1_000_000).is_err());
    }
}
