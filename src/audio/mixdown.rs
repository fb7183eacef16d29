//! Mixes several channels down to one so that the person stays audible: no sum that cancels them out, and no channel
//! that is silent or only noise. Not for: several people, each on a channel of their own.

/// A channel with less than this share of the loudest channel's power is silent: −40 dB.
const SILENT: f32 = 1e-4;
/// From this correlation on, two channels carry the same sound, and their mean has less noise than either.
const ALIKE: f32 = 0.3;
/// Frames per second in which power is compared: speech comes and goes, noise does not.
const FRAMES_A_SECOND: u32 = 100;

/// Mixes interleaved frames of `channels` samples down to one sample each.
pub(super) fn mix_down(interleaved: &[f32], channels: usize, sample_rate: u32) -> Vec<f32> {
    if channels == 1 {
        return interleaved.to_vec();
    }
    let split: Vec<Vec<f32>> =
        (0..channels).map(|channel| interleaved.iter().skip(channel).step_by(channels).copied().collect()).collect();
    let loudest = split.iter().map(|channel| power(channel)).fold(0.0, f32::max);
    let heard: Vec<&Vec<f32>> = split.iter().filter(|channel| power(channel) > SILENT * loudest).collect();
    let frame = (sample_rate / FRAMES_A_SECOND).max(1) as usize;
    let Some(best) = heard.iter().copied().max_by(|a, b| changes(a, frame).total_cmp(&changes(b, frame))) else {
        return split.into_iter().next().unwrap_or_default();
    };
    let alike: Vec<&Vec<f32>> = heard.iter().copied().filter(|channel| likeness(channel, best) > ALIKE).collect();
    (0..best.len()).map(|at| alike.iter().map(|channel| channel[at]).sum::<f32>() / alike.len().max(1) as f32).collect()
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32
}

/// How much louder the loud frames are than the quiet ones: a lot in speech, little in noise.
fn changes(samples: &[f32], frame: usize) -> f32 {
    let mut powers: Vec<f32> = samples.chunks(frame).map(power).collect();
    powers.sort_by(f32::total_cmp);
    let at = |share: f32| powers.get((share * powers.len() as f32) as usize).copied().unwrap_or(0.0);
    (at(0.9) + 1e-9) / (at(0.1) + 1e-9)
}

/// The correlation of two channels: 1 identical, 0 unrelated, −1 inverted.
fn likeness(a: &[f32], b: &[f32]) -> f32 {
    let product: f32 = a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>() / a.len().max(1) as f32;
    let scale = (power(a) * power(b)).sqrt();
    if scale > 0.0 { product / scale } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::Random;

    const RATE: u32 = 16_000;

    /// A tone that comes and goes, as speech does.
    fn speech() -> Vec<f32> {
        let loud = |at: usize| if (at / 4_000).is_multiple_of(2) { 0.5 } else { 0.01 };
        (0..32_000).map(|at| loud(at) * (at as f32 * 0.1).sin()).collect()
    }

    fn mixed(left: &[f32], right: &[f32]) -> Vec<f32> {
        let both: Vec<f32> = left.iter().zip(right).flat_map(|(left, right)| [*left, *right]).collect();
        mix_down(&both, 2, RATE)
    }

    #[test]
    fn the_person_stays_whatever_the_other_channel_is() {
        let speech = speech();
        let mut random = Random::new(1);
        let noise: Vec<f32> = speech.iter().map(|_| 0.4 * random.signed()).collect();
        let opposite: Vec<f32> = speech.iter().map(|sample| -sample).collect();
        let silent = vec![0.0; speech.len()];
        for other in [&speech, &noise, &opposite, &silent] {
            for said in [mixed(&speech, other), mixed(other, &speech)] {
                assert!(likeness(&said, &speech).abs() > 0.99);
                assert!((power(&said) / power(&speech) - 1.0).abs() < 0.01);
            }
        }
    }
}
