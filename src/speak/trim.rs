//! The edges of a spoken sentence: every voice starts and ends with the same short silence.
//!
//! Useful for: first sound without delay, even pauses between sentences, and no cut-off last word. Not useful for:
//! finding speech in a recording (`listen`).

use super::Speech;

/// Silence before the first sound, in seconds.
pub(super) const LEAD_SECONDS: f32 = 0.02;
/// Silence after the last sound, in seconds: the pause between two sentences.
pub(super) const TAIL_SECONDS: f32 = 0.2;

/// Length of a frame in which level is measured, in seconds.
const FRAME_SECONDS: f32 = 0.005;
/// A frame that is softer than this, relative to the loudest one, is silence (−50 dB). A final "t" or "f" is some 35
/// dB below the vowels; the noise of a Piper voice 60 dB or more.
const SILENCE_RATIO: f32 = 0.003;
/// Fade where sound is cut off, in seconds, to avoid a click.
const FADE_SECONDS: f32 = 0.005;

/// Gives the sentence its fixed margins. What a voice has in a margin stays; nothing audible is cut.
pub(super) fn trim(speech: Speech) -> Speech {
    let Speech { samples, sample_rate } = speech;
    let length_of = |seconds: f32| (seconds * sample_rate as f32) as usize;
    let Some((start, end)) = heard(&samples, length_of(FRAME_SECONDS).max(1)) else {
        return Speech { samples: Vec::new(), sample_rate };
    };
    let (lead, tail) = (length_of(LEAD_SECONDS), length_of(TAIL_SECONDS));
    let from = start.saturating_sub(lead);
    let to = (end + tail).min(samples.len());
    let mut trimmed = vec![0.0; lead - (start - from)];
    trimmed.extend_from_slice(&samples[from..to]);
    fade(&mut trimmed[lead - (start - from)..], length_of(FADE_SECONDS), start - from, to - end);
    trimmed.resize(lead + (end - start) + tail, 0.0);
    Speech { samples: trimmed, sample_rate }
}

/// A trimmed sentence without its margins.
pub(super) fn words(speech: &Speech) -> &[f32] {
    let length_of = |seconds: f32| (seconds * speech.sample_rate as f32) as usize;
    let end = speech.samples.len().saturating_sub(length_of(TAIL_SECONDS));
    speech.samples.get(length_of(LEAD_SECONDS)..end).unwrap_or_default()
}

/// The first and last sample (exclusive) of audible sound.
fn heard(samples: &[f32], frame: usize) -> Option<(usize, usize)> {
    let energies: Vec<f32> = samples.chunks(frame).map(mean_square).collect();
    let loudest = energies.iter().copied().fold(0.0, f32::max);
    if loudest <= f32::EPSILON * f32::EPSILON {
        return None;
    }
    let threshold = loudest * SILENCE_RATIO * SILENCE_RATIO;
    let first = energies.iter().position(|energy| *energy > threshold)?;
    let last = energies.iter().rposition(|energy| *energy > threshold)?;
    Some((first * frame, ((last + 1) * frame).min(samples.len())))
}

fn mean_square(frame: &[f32]) -> f32 {
    frame.iter().map(|sample| sample * sample).sum::<f32>() / frame.len() as f32
}

/// Fades in and out, within the margins only.
fn fade(samples: &mut [f32], length: usize, lead: usize, tail: usize) {
    let (rise, fall) = (length.min(lead), length.min(tail));
    for (index, sample) in samples.iter_mut().take(rise).enumerate() {
        *sample *= index as f32 / rise as f32;
    }
    for (index, sample) in samples.iter_mut().rev().take(fall).enumerate() {
        *sample *= index as f32 / fall as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 1000;

    fn speech(before: usize, loud: usize, after: usize) -> Speech {
        let samples = [vec![0.0; before], vec![0.5; loud], vec![0.0; after]].concat();
        Speech { samples, sample_rate: RATE }
    }

    #[test]
    fn margins_are_the_same_whatever_the_voice_had() {
        for (before, after) in [(0, 0), (5, 7), (300, 0), (0, 900), (400, 400)] {
            let trimmed = trim(speech(before, 500, after)).samples;
            assert!((trimmed.len() as i64 - 720).abs() <= 10, "{before} {after}: {}", trimmed.len());
            let loud = trimmed.iter().filter(|sample| **sample > 0.49).count();
            assert_eq!(loud, 500, "{before} {after}: nothing heard is cut");
            assert!(words(&Speech { samples: trimmed.clone(), sample_rate: RATE }).len() >= 500);
            assert!(trimmed.iter().take(15).all(|sample| *sample == 0.0));
        }
    }

    #[test]
    fn a_soft_last_sound_stays_and_silence_becomes_nothing() {
        let mut last = speech(0, 500, 0);
        last.samples.extend([0.01; 40]);
        let trimmed = trim(last).samples;
        assert_eq!(trimmed.iter().filter(|sample| (**sample - 0.01).abs() < 1e-6).count(), 40);
        assert!(trim(speech(500, 0, 0)).samples.is_empty());
        assert!(trim(speech(0, 0, 0)).samples.is_empty());
    }
}
