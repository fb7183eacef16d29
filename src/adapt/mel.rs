//! Whisper's input features: the logarithm of 80 mel bands, 100 times a second.

use super::{AdaptError, FRAMES};
use crate::models::GgmlFile;
use candle_core::{Device, Result, Tensor};
use std::f64::consts::TAU;

const WINDOW: usize = 400;
const HOP: usize = 160;
const FREQUENCIES: usize = WINDOW / 2 + 1;
/// Dynamic range in decades: anything further below the loudest value counts as silence.
const RANGE: f64 = 8.0;

/// Converts sound to mel bands, with the model's own filters.
pub(super) struct Mel {
    /// Window × frequencies: cosines and sines, multiplied by a Hann window.
    cosines: Tensor,
    sines: Tensor,
    /// Frequencies × bands.
    filters: Tensor,
}

impl Mel {
    pub(super) fn new(file: &GgmlFile) -> std::result::Result<Self, AdaptError> {
        let wave = |function: fn(f64) -> f64| {
            let values: Vec<f32> = (0..WINDOW * FREQUENCIES)
                .map(|index| {
                    let (sample, frequency) = (index / FREQUENCIES, index % FREQUENCIES);
                    let hann = 0.5 * (1.0 - (TAU * sample as f64 / WINDOW as f64).cos());
                    (hann * function(TAU * (sample * frequency % WINDOW) as f64 / WINDOW as f64)) as f32
                })
                .collect();
            Tensor::from_vec(values, (WINDOW, FREQUENCIES), &Device::Cpu)
        };
        let filters = Tensor::from_vec(file.filters(), (file.sizes().mels, FREQUENCIES), &Device::Cpu)?;
        Ok(Mel { cosines: wave(f64::cos)?, sines: wave(f64::sin)?, filters: filters.t()?.contiguous()? })
    }

    /// The first [`FRAMES`] frames of 16 kHz sound, as bands × frames, padded with silence.
    pub(super) fn of(&self, samples: &[f32]) -> Result<Tensor> {
        let mut windows = vec![0.0_f32; FRAMES * WINDOW];
        for (frame, window) in windows.chunks_exact_mut(WINDOW).enumerate() {
            for (index, value) in window.iter_mut().enumerate() {
                // A frame is centred on its time; before the start, the sound is mirrored.
                let place = (frame * HOP + index) as isize - (WINDOW / 2) as isize;
                *value = samples.get(place.unsigned_abs()).copied().unwrap_or(0.0);
            }
        }
        let frames = Tensor::from_vec(windows, (FRAMES, WINDOW), &Device::Cpu)?;
        let power = (frames.matmul(&self.cosines)?.sqr()? + frames.matmul(&self.sines)?.sqr()?)?;
        let logarithm = (power.matmul(&self.filters)?.maximum(1e-10)?.log()? / std::f64::consts::LN_10)?;
        let loudest = f64::from(logarithm.flatten_all()?.max(0)?.to_scalar::<f32>()?);
        ((logarithm.maximum(loudest - RANGE)? + 4.0)? / 4.0)?.t()?.contiguous()
    }
}
