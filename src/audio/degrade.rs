//! Degrades clean sound on purpose (telephone band, noise), for fixtures and evaluation.

use super::{AudioError, Random, SAMPLE_RATE, resample};
use audio_codec::{CodecType, create_decoder, create_encoder};

/// A kind of background noise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noise {
    /// Equal energy per octave, like traffic or ventilation.
    Pink,
    /// 50 Hz mains hum with its harmonics.
    Hum,
    /// Several people talking at once, mixed from speech that the caller supplies.
    Babble,
}

impl std::str::FromStr for Noise {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        match name {
            "pink" => Ok(Noise::Pink),
            "hum" => Ok(Noise::Hum),
            "babble" => Ok(Noise::Babble),
            other => Err(format!("unknown noise `{other}`: use pink, hum or babble")),
        }
    }
}

/// Sends 16 kHz sound over a telephone line: 8 kHz, A-law (ITU-T G.711), and back to 16 kHz.
pub fn through_telephone(samples: &[f32]) -> Result<Vec<f32>, AudioError> {
    let narrow = resample(samples, SAMPLE_RATE, 8_000)?;
    let narrow: Vec<i16> = narrow.iter().map(|sample| (sample.clamp(-1.0, 1.0) * 32_767.0) as i16).collect();
    let sent = create_encoder(CodecType::PCMA).encode(&narrow);
    let heard = create_decoder(CodecType::PCMA).decode(&sent);
    let heard: Vec<f32> = heard.iter().map(|sample| f32::from(*sample) / 32_768.0).collect();
    resample(&heard, 8_000, SAMPLE_RATE)
}

/// Mixes noise into speech at a signal-to-noise ratio in dB, taken over the whole recording. `talkers` is the speech
/// to make babble of (unused otherwise). The same seed gives the same noise.
#[must_use]
pub fn add_noise(speech: &[f32], noise: Noise, snr_db: f32, seed: u64, talkers: &[&[f32]]) -> Vec<f32> {
    let noise = match noise {
        Noise::Pink => pink(speech.len(), seed),
        Noise::Hum => hum(speech.len()),
        Noise::Babble => babble(speech.len(), seed, talkers),
    };
    let gain = (power(speech) / power(&noise).max(1e-12)).sqrt() * 10f32.powf(-snr_db / 20.0);
    speech.iter().zip(&noise).map(|(speech, noise)| (speech + gain * noise).clamp(-1.0, 1.0)).collect()
}

fn power(samples: &[f32]) -> f32 {
    samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len().max(1) as f32
}

/// Paul Kellet's economy filter over white noise.
fn pink(length: usize, seed: u64) -> Vec<f32> {
    let mut random = Random::new(seed);
    let (mut b0, mut b1, mut b2) = (0.0_f32, 0.0_f32, 0.0_f32);
    (0..length)
        .map(|_| {
            let white = random.signed();
            b0 = 0.99765 * b0 + white * 0.099_046;
            b1 = 0.963 * b1 + white * 0.296_516_4;
            b2 = 0.57 * b2 + white * 1.052_691_3;
            b0 + b1 + b2 + white * 0.1848
        })
        .collect()
}

fn hum(length: usize) -> Vec<f32> {
    (0..length)
        .map(|i| {
            let t = i as f32 / SAMPLE_RATE as f32;
            (1..=5).map(|k| (std::f32::consts::TAU * 50.0 * k as f32 * t).sin() / k as f32).sum()
        })
        .collect()
}

fn babble(length: usize, seed: u64, talkers: &[&[f32]]) -> Vec<f32> {
    let mut random = Random::new(seed);
    let mut mixed = vec![0.0; length];
    for talker in talkers.iter().filter(|talker| !talker.is_empty()) {
        let start = (random.unit() * talker.len() as f32) as usize;
        let level = power(talker).sqrt().max(1e-4);
        for (i, sample) in mixed.iter_mut().enumerate() {
            *sample += talker[(start + i) % talker.len()] / level;
        }
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(hertz: f32) -> Vec<f32> {
        (0..16_000).map(|i| 0.3 * (std::f32::consts::TAU * hertz * i as f32 / 16_000.0).sin()).collect()
    }

    #[test]
    fn the_telephone_keeps_one_kilohertz_and_loses_six() {
        let kept = power(&through_telephone(&tone(1_000.0)).unwrap()) / power(&tone(1_000.0));
        let lost = power(&through_telephone(&tone(6_000.0)).unwrap()) / power(&tone(6_000.0));
        assert!((0.9..1.1).contains(&kept), "{kept}");
        assert!(lost < 0.001, "{lost}");
    }

    #[test]
    fn noise_has_the_ratio_asked_for() {
        let speech = tone(440.0);
        for noise in [Noise::Pink, Noise::Hum] {
            let mixed = add_noise(&speech, noise, 10.0, 7, &[]);
            let added: Vec<f32> = mixed.iter().zip(&speech).map(|(m, s)| m - s).collect();
            let ratio = 10.0 * (power(&speech) / power(&added)).log10();
            assert!((ratio - 10.0).abs() < 0.5, "{noise:?}: {ratio}");
        }
        assert_ne!(pink(100, 1), pink(100, 2));
        assert_eq!(pink(100, 1), pink(100, 1));
    }
}
