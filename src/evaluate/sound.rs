//! The sound of a question: a recording, or its text spoken by a synthetic voice, degraded on request.

use super::{EvaluateError, Question};
use crate::audio::{Noise, SAMPLE_RATE, add_noise, read_wav, resample, through_telephone};
use crate::language::Language;
use crate::speak::SpeakingDesk;
use std::path::Path;

/// Longest recording that is accepted, in seconds.
const LIMIT_SECONDS: f64 = 60.0;
/// Number of other questions mixed into babble.
const TALKERS: usize = 4;
/// Silence before synthetic speech, in samples, as a channel provides it.
const PRE_ROLL: usize = SAMPLE_RATE as usize / 5;

/// Degradation of sound before it is transcribed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Degradation {
    /// Sent over a telephone line.
    pub phone: bool,
    /// Noise of a kind, at a signal-to-noise ratio in dB.
    pub noise: Option<(Noise, f32)>,
}

/// Produces the sound of questions.
#[derive(Default)]
pub struct Sounds {
    /// Degradation that is applied to all of them.
    pub degradation: Degradation,
    /// Voices for questions without a recording, in rotation; if there are none, these questions are typed.
    voices: Vec<SpeakingDesk>,
    /// Other people's speech, each with the index of its question.
    talkers: Vec<(usize, Vec<f32>)>,
}

impl Sounds {
    /// Creates a source of sound.
    #[must_use]
    pub fn new(degradation: Degradation, voices: Vec<SpeakingDesk>) -> Self {
        Sounds { degradation, voices, talkers: Vec::new() }
    }

    /// Collects the first questions for babble noise, if any is wanted.
    pub(super) fn collect_talkers(&mut self, questions: &[Question]) -> Result<(), EvaluateError> {
        if !matches!(self.degradation.noise, Some((Noise::Babble, _))) {
            return Ok(());
        }
        for (place, question) in questions.iter().enumerate() {
            if self.talkers.len() > TALKERS {
                break;
            }
            if let Some(samples) = self.clean(question, place)? {
                self.talkers.push((place, samples));
            }
        }
        Ok(())
    }

    /// The sound of a question; `None` if it is only typed. Deterministic.
    pub fn of(&mut self, question: &Question, place: usize) -> Result<Option<Vec<f32>>, EvaluateError> {
        let Some(mut samples) = self.clean(question, place)? else { return Ok(None) };
        if let Some((noise, snr_db)) = self.degradation.noise {
            let others = self.talkers.iter().filter(|(of, _)| *of != place).take(TALKERS);
            let others: Vec<&[f32]> = others.map(|(_, samples)| samples.as_slice()).collect();
            samples = add_noise(&samples, noise, snr_db, place as u64 + 1, &others);
        }
        if self.degradation.phone {
            samples = through_telephone(&samples)?;
        }
        Ok(Some(samples))
    }

    fn clean(&mut self, question: &Question, place: usize) -> Result<Option<Vec<f32>>, EvaluateError> {
        if let Some(path) = &question.audio {
            return read_samples(path).map(Some);
        }
        let turn = place % self.voices.len().max(1);
        let (Some(voice), Some(text)) = (self.voices.get_mut(turn), &question.text) else { return Ok(None) };
        let language = question.language.unwrap_or_else(|| Language::guess(text));
        let (mut said, mut rate) = (Vec::new(), SAMPLE_RATE);
        voice.speak(text, language, |speech| {
            rate = speech.sample_rate;
            said.extend(speech.samples);
            true
        })?;
        let mut samples = vec![0.0; PRE_ROLL];
        samples.extend(resample(&said, rate, SAMPLE_RATE)?);
        Ok(Some(samples))
    }
}

fn read_samples(path: &Path) -> Result<Vec<f32>, EvaluateError> {
    let recording = read_wav(path, LIMIT_SECONDS)?;
    Ok(resample(&recording.samples, recording.sample_rate, SAMPLE_RATE)?)
}
