//! Renders sentences for training and for the check: spoken, in a room, in noise, over the telephone.

use super::AdaptError;
use crate::audio::{Noise, Random, SAMPLE_RATE, add_noise, resample, through_telephone};
use crate::language::Language;
use crate::speak::text::speakable;
use crate::speak::{Synthesizer, VoiceSettings};
use spoken_text::Lexicon;
use std::collections::BTreeMap;

/// Longer clips do not fit the window with the margin that the recogniser keeps.
const LONGEST_SECONDS: f32 = 9.0;

/// Acoustic conditions between speaker and recogniser.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Way {
    Clean,
    Telephone,
    /// Noise, drawn from the seed, at this signal-to-noise ratio in dB.
    Noise(Noise, f32),
    /// A small, reverberant room.
    Room,
    /// Noise at this signal-to-noise ratio in dB, then a telephone line.
    NoisyTelephone(f32),
}

impl Way {
    /// Draws conditions at random; about half of the clips stay clean.
    pub(super) fn draw(random: &mut Random) -> Self {
        let kind = random.below(100);
        let level = random.between(8.0, 22.0);
        match kind {
            0..45 => Way::Clean,
            45..68 => Way::Telephone,
            68..76 => Way::NoisyTelephone(level),
            76..84 => Way::Noise(Noise::Pink, level),
            84..88 => Way::Noise(Noise::Hum, level),
            _ => Way::Room,
        }
    }
}

/// Voices, each loaded when first used.
pub struct Speakers {
    settings: BTreeMap<String, VoiceSettings>,
    open: BTreeMap<String, Box<dyn Synthesizer>>,
    lexicon: Lexicon,
}

impl Speakers {
    /// Voices by their names in the settings.
    #[must_use]
    pub fn new(settings: BTreeMap<String, VoiceSettings>, lexicon: Lexicon) -> Self {
        Speakers { settings, open: BTreeMap::new(), lexicon }
    }

    /// Whether a voice is installed.
    #[must_use]
    pub fn has(&self, voice: &str) -> bool {
        self.settings.contains_key(voice)
    }

    /// Renders a text at 16 kHz; `None` if it lasts too long.
    pub fn say(
        &mut self,
        voice: &str,
        text: &str,
        language: Language,
        rate: f32,
    ) -> Result<Option<Vec<f32>>, AdaptError> {
        if !self.open.contains_key(voice) {
            let settings = self.settings.get(voice).ok_or_else(|| AdaptError::NoVoice(voice.to_owned()))?;
            self.open.insert(voice.to_owned(), settings.open()?);
        }
        let Some(speaker) = self.open.get_mut(voice) else { return Err(AdaptError::NoVoice(voice.to_owned())) };
        let speech = speaker.synthesize(&speakable(text, language, &self.lexicon), rate)?;
        let samples = resample(&speech.samples, speech.sample_rate, SAMPLE_RATE)?;
        Ok(Some(samples).filter(|samples| fits(samples)))
    }
}

/// Whether there is sound, and not too much.
pub(super) fn fits(samples: &[f32]) -> bool {
    let longest = (LONGEST_SECONDS * SAMPLE_RATE as f32) as usize;
    !samples.is_empty() && samples.len() <= longest
}

/// Applies the conditions and a random level; the same seed gives the same sound.
pub fn send(samples: &[f32], way: Way, seed: u64) -> Result<Vec<f32>, AdaptError> {
    let mut random = Random::new(seed);
    let mut sent = match way {
        Way::Clean => samples.to_vec(),
        Way::Telephone => through_telephone(samples)?,
        Way::Noise(noise, level) => add_noise(samples, noise, level, seed, &[]),
        Way::Room => in_a_room(samples, &mut random),
        Way::NoisyTelephone(level) => through_telephone(&add_noise(samples, Noise::Pink, level, seed, &[]))?,
    };
    let loudest = sent.iter().fold(1e-4_f32, |loudest, sample| loudest.max(sample.abs()));
    let gain = random.between(0.15, 0.8) / loudest;
    let before = (random.between(0.02, 0.3) * SAMPLE_RATE as f32) as usize;
    for sample in &mut sent {
        *sample *= gain;
    }
    sent.splice(0..0, std::iter::repeat_n(0.0, before));
    Ok(sent)
}

/// Adds echoes that decay within 0.15 to 0.4 s, at random times, some 500 per second.
fn in_a_room(samples: &[f32], random: &mut Random) -> Vec<f32> {
    let dies_away = random.between(0.15, 0.4) * SAMPLE_RATE as f32;
    let mut sent = samples.to_vec();
    sent.resize(samples.len() + dies_away as usize, 0.0);
    let mut delay = 0.003 * SAMPLE_RATE as f32;
    while delay < dies_away {
        // After the whole decay time, an echo is 60 dB down.
        let strength = 0.25 * random.signed().signum() * 10f32.powf(-3.0 * delay / dies_away);
        for (target, sample) in sent[delay as usize..].iter_mut().zip(samples) {
            *target += strength * sample;
        }
        delay += random.between(0.001, 0.003) * SAMPLE_RATE as f32;
    }
    sent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_changes_the_sound_and_the_same_seed_gives_the_same() {
        let tone: Vec<f32> = (0..8_000).map(|i| 0.3 * (i as f32 * 0.3).sin()).collect();
        let ways = [Way::Telephone, Way::Noise(Noise::Pink, 10.0), Way::Room, Way::NoisyTelephone(12.0)];
        let clean = send(&tone, Way::Clean, 7).unwrap();
        for way in ways {
            let once = send(&tone, way, 7).unwrap();
            assert_eq!(once, send(&tone, way, 7).unwrap(), "{way:?}");
            assert!(once.iter().zip(&clean).any(|(a, b)| (a - b).abs() > 0.01), "{way:?}");
            assert!(once.iter().all(|sample| sample.abs() <= 1.0), "{way:?}");
        }
    }
}
