//! Levels every voice to the same loudness (EBU R 128), applies the listener's volume, and keeps every sample below
//! the ceiling.
//!
//! Useful for: newly rendered speech. Not useful for: the level of a recording (`audio`).

use super::Speech;
use super::trim::words;
use ebur128::{EbuR128, Mode};

/// Maximum true peak, in dBFS.
pub(super) const CEILING_DBFS: f32 = -1.5;
/// Shorter speech is repeated up to this length to measure it: R 128 gates blocks of 0.4 s, and "Ja." does not fill
/// one.
const MEASURED_SECONDS: usize = 3;
/// A voice that needs more gain than this is broken rather than soft, so its noise is not amplified.
const MOST_GAIN_DB: f32 = 40.0;
/// Look-ahead and release time of the limiter, in seconds.
const LIMITER_SECONDS: f32 = 0.005;

/// Levels a trimmed sentence to a loudness in LUFS. Its margins are not measured: they would make short sentences
/// louder than long ones.
pub(super) fn level(speech: &mut Speech, target_lufs: f32) {
    let Some(loudness) = loudness(words(speech), speech.sample_rate) else { return };
    amplify(speech, (target_lufs - loudness).min(MOST_GAIN_DB));
}

/// Applies the listener's volume to levelled speech; 100 % leaves it unchanged.
pub(super) fn set_volume(speech: &mut Speech, percent: f32) {
    if (percent - 100.0).abs() < 0.5 {
        return;
    }
    amplify(speech, 20.0 * (percent / 100.0).max(1e-6).log10());
}

/// Integrated loudness in LUFS; `None` for silence.
#[must_use]
pub fn loudness(samples: &[f32], sample_rate: u32) -> Option<f32> {
    let mut meter = EbuR128::new(1, sample_rate, Mode::I).ok()?;
    let enough = MEASURED_SECONDS * sample_rate as usize;
    let mut measured = 0;
    while measured < enough && !samples.is_empty() {
        meter.add_frames_f32(samples).ok()?;
        measured += samples.len();
    }
    let loudness = meter.loudness_global().ok()? as f32;
    loudness.is_finite().then_some(loudness)
}

/// True peak in dBFS, including peaks between samples.
#[must_use]
pub fn true_peak(samples: &[f32], sample_rate: u32) -> f32 {
    let measured = EbuR128::new(1, sample_rate, Mode::TRUE_PEAK).and_then(|mut meter| {
        meter.add_frames_f32(samples)?;
        meter.true_peak(0)
    });
    20.0 * (measured.unwrap_or(0.0) as f32).max(1e-6).log10()
}

fn amplify(speech: &mut Speech, gain_db: f32) {
    let gain = 10.0_f32.powf(gain_db / 20.0);
    for sample in &mut speech.samples {
        *sample *= gain;
    }
    let highest = speech.samples.iter().fold(0.0_f32, |highest, sample| highest.max(sample.abs()));
    // Peaks between samples are at most a few dB higher, so below this there is nothing to look for.
    if highest > ceiling() / 2.0 {
        limit(&mut speech.samples, (LIMITER_SECONDS * speech.sample_rate as f32) as usize);
        let excess = true_peak(&speech.samples, speech.sample_rate) - CEILING_DBFS;
        if excess > 0.0 {
            let lower = 10.0_f32.powf(-excess / 20.0);
            speech.samples.iter_mut().for_each(|sample| *sample *= lower);
        }
    }
}

fn ceiling() -> f32 {
    10.0_f32.powf(CEILING_DBFS / 20.0)
}

/// Reduces the gain around every sample above the ceiling, smoothly: the minimum gain within `reach` samples, averaged
/// over the same window, never exceeds what the sample in the middle needs.
fn limit(samples: &mut [f32], reach: usize) {
    let needed: Vec<f32> = samples.iter().map(|sample| (ceiling() / sample.abs().max(1e-9)).min(1.0)).collect();
    if needed.iter().all(|gain| *gain >= 1.0) {
        return;
    }
    let around = |index: usize| index.saturating_sub(reach)..(index + reach + 1).min(needed.len());
    let mut least = vec![1.0_f32; needed.len()];
    for (index, gain) in needed.iter().enumerate().filter(|(_, gain)| **gain < 1.0) {
        least[around(index)].iter_mut().for_each(|near| *near = near.min(*gain));
    }
    let mut sums = Vec::with_capacity(least.len() + 1);
    sums.push(0.0_f64);
    for gain in &least {
        sums.push(sums[sums.len() - 1] + f64::from(*gain));
    }
    for (index, sample) in samples.iter_mut().enumerate() {
        let range = around(index);
        let mean = (sums[range.end] - sums[range.start]) / range.len() as f64;
        *sample *= mean as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(seconds: f32, amplitude: f32) -> Speech {
        let length = (seconds * 22_050.0) as usize;
        crate::speak::trim::trim(Speech {
            samples: (0..length).map(|i| amplitude * (i as f32 * 0.17).sin()).collect(),
            sample_rate: 22_050,
        })
    }

    #[test]
    fn long_and_short_loud_and_soft_come_to_one_loudness() {
        for seconds in [0.15, 0.3, 0.5, 1.0, 5.0] {
            for amplitude in [0.003, 0.05, 0.9] {
                let mut speech = tone(seconds, amplitude);
                level(&mut speech, -19.0);
                let reached = loudness(words(&speech), speech.sample_rate).unwrap();
                assert!((reached + 19.0).abs() < 0.3, "{seconds} s at {amplitude}: {reached}");
            }
        }
    }

    #[test]
    fn volume_doubles_and_halves_and_nothing_passes_the_ceiling() {
        let mut speech = tone(2.0, 0.1);
        set_volume(&mut speech, 50.0);
        let half = loudness(&speech.samples, speech.sample_rate).unwrap();
        set_volume(&mut speech, 200.0);
        let whole = loudness(&speech.samples, speech.sample_rate).unwrap();
        assert!((whole - half - 6.02).abs() < 0.05, "{half} {whole}");

        let mut peaky = tone(1.0, 0.05);
        for position in (500..20_000).step_by(3000) {
            peaky.samples[position] = 0.9;
        }
        level(&mut peaky, -10.0);
        set_volume(&mut peaky, 200.0);
        let peak = true_peak(&peaky.samples, peaky.sample_rate);
        assert!(peak <= CEILING_DBFS + 0.01, "{peak}");
        let loud = loudness(&peaky.samples, peaky.sample_rate).unwrap();
        assert!(loud > -14.0, "peaks are pressed, not the whole: {loud}");
    }

    #[test]
    fn silence_stays_silence_and_volume_zero_makes_it() {
        let mut nothing = tone(1.0, 0.0);
        level(&mut nothing, -19.0);
        assert!(nothing.samples.iter().all(|sample| *sample == 0.0));
        let mut speech = tone(1.0, 0.5);
        set_volume(&mut speech, 0.0);
        assert!(crate::audio::measure(&speech.samples).is_silent());
        level(&mut Speech { samples: Vec::new(), sample_rate: 22_050 }, -19.0);
    }
}
