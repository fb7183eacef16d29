//! Whether two recordings are of the same sound, regardless of loudness.

/// Loudness of each block of 10 ms.
pub(crate) fn envelope(samples: &[f32], rate: u32) -> Vec<f32> {
    samples
        .chunks(rate as usize / 100)
        .map(|block| (block.iter().map(|sample| sample * sample).sum::<f32>() / block.len() as f32).sqrt())
        .collect()
}

/// The best correlation of `part` with any stretch of `whole`.
pub(crate) fn best_likeness(part: &[f32], whole: &[f32]) -> f32 {
    let places = 0..=whole.len().saturating_sub(part.len());
    places.map(|place| correlation(part, &whole[place..(place + part.len()).min(whole.len())])).fold(0.0, f32::max)
}

fn correlation(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let mean = |values: &[f32]| values.iter().sum::<f32>() / values.len() as f32;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut ab, mut aa, mut bb) = (0.0, 0.0, 0.0);
    for (a, b) in a.iter().zip(b) {
        ab += (a - mean_a) * (b - mean_b);
        aa += (a - mean_a).powi(2);
        bb += (b - mean_b).powi(2);
    }
    ab / (aa * bb).sqrt().max(1e-9)
}
