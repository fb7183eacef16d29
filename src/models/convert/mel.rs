//! Whisper's mel filter bank: Slaney's, as librosa computes it.
//!
//! 80 (or 128) triangles over the 201 frequencies of a 400-point Fourier transform at 16 kHz. The steps follow
//! librosa, including where 64-bit values are rounded to 32 bits, so that the result is identical to the last bit.

const SAMPLE_RATE: f64 = 16_000.0;
/// Number of frequencies of a 400-point transform.
pub(super) const FREQUENCIES: usize = 201;

/// The scale is linear below this frequency and logarithmic above it.
const BREAK_HERTZ: f64 = 1_000.0;
const BREAK_MEL: f64 = 15.0;
const HERTZ_PER_MEL: f64 = 200.0 / 3.0;

/// `filters` rows of [`FREQUENCIES`] weights, concatenated.
pub(super) fn filter_bank(filters: usize) -> Vec<f32> {
    let edges: Vec<f64> =
        spaced(hertz_to_mel(0.0), hertz_to_mel(SAMPLE_RATE / 2.0), filters + 2).into_iter().map(mel_to_hertz).collect();
    let frequencies = spaced(0.0, SAMPLE_RATE / 2.0, FREQUENCIES);

    let mut bank = Vec::with_capacity(filters * FREQUENCIES);
    for edge in edges.windows(3) {
        let (low, middle, high) = (edge[0], edge[1], edge[2]);
        let area = 2.0 / (high - low);
        for frequency in &frequencies {
            let rising = -(low - frequency) / (middle - low);
            let falling = (high - frequency) / (high - middle);
            let height = rising.min(falling).max(0.0) as f32;
            bank.push((f64::from(height) * area) as f32);
        }
    }
    bank
}

/// `count` values from `first` to `last`, evenly spaced.
fn spaced(first: f64, last: f64, count: usize) -> Vec<f64> {
    let step = (last - first) / (count - 1) as f64;
    let mut values: Vec<f64> = (0..count).map(|index| index as f64 * step + first).collect();
    values[count - 1] = last;
    values
}

fn hertz_to_mel(hertz: f64) -> f64 {
    if hertz >= BREAK_HERTZ { BREAK_MEL + (hertz / BREAK_HERTZ).ln() / log_step() } else { hertz / HERTZ_PER_MEL }
}

fn mel_to_hertz(mel: f64) -> f64 {
    if mel >= BREAK_MEL { BREAK_HERTZ * (log_step() * (mel - BREAK_MEL)).exp() } else { HERTZ_PER_MEL * mel }
}

fn log_step() -> f64 {
    6.4_f64.ln() / 27.0
}
