//! Trains from when on a word or two is obeyed without the whole recogniser (`listen/at_once.toml`).
//!
//! The words themselves are spoken, and so are pieces as long of questions, by voices that are asked for; sound is clean,
//! over the telephone or noisy, in rotation.

use super::hearing::CONDITIONS;
use super::{EvaluateError, Question, Sounds};
use crate::audio::SAMPLE_RATE;
use crate::language::Language;
use crate::listen::{AtOnce, Cancel, Sighting, Utterance, WhisperTranscriber};
use spoken_text::plain;

/// Maximum number of false commands in an hour of other speech.
const FALSE_AN_HOUR: f64 = 1.0;
/// Lengths of the pieces of other speech, in seconds.
const PIECES: [f32; 4] = [0.3, 0.5, 0.8, 1.1];
/// Sound before and after a piece, in seconds, as the listener keeps it.
const BEFORE: f32 = 0.4;
const AFTER: f32 = 0.2;

/// What was seen in one stretch of sound.
struct Trial {
    seen: Vec<Sighting>,
    /// The word that was said; `None` for other speech.
    said: Option<String>,
    seconds: f64,
}

/// The result of training.
#[derive(Debug, Clone)]
pub struct AtOnceCalibration {
    /// The thresholds, ready to be written to a file.
    pub thresholds: AtOnce,
    /// Their results on the trials.
    pub summary: String,
}

/// Speaks `words` and pieces of `others` and chooses the thresholds. `progress` is called with the number done.
pub fn calibrate_at_once(
    transcriber: &mut WhisperTranscriber,
    sounds: &mut Sounds,
    words: &[Question],
    others: &[Question],
    progress: &dyn Fn(usize),
) -> Result<AtOnceCalibration, EvaluateError> {
    let mut trials = Vec::new();
    for (place, question) in words.iter().chain(others).enumerate() {
        sounds.degradation = CONDITIONS[place % CONDITIONS.len()];
        let Some(samples) = sounds.of(question, place / CONDITIONS.len())? else { continue };
        let said = question.text.clone().filter(|_| place < words.len());
        let pieces = if said.is_some() { vec![samples] } else { pieces_of(&samples) };
        for samples in pieces {
            let seconds = samples.len() as f64 / f64::from(SAMPLE_RATE);
            let seen = transcriber.see_at_once(&Utterance { samples }, Language::Nl, &Cancel::default())?;
            trials.push(Trial { seen, said: said.clone(), seconds });
        }
        progress(place + 1);
    }
    let thresholds = best(&trials);
    Ok(AtOnceCalibration { summary: describe(&thresholds, &trials), thresholds })
}

fn pieces_of(samples: &[f32]) -> Vec<Vec<f32>> {
    let silence = |seconds: f32| vec![0.0; (seconds * SAMPLE_RATE as f32) as usize];
    let piece = |(place, length): (usize, &f32)| {
        let begin = samples.len() * (place + 1) / (PIECES.len() + 2);
        let piece = samples.get(begin..begin + (length * SAMPLE_RATE as f32) as usize)?;
        Some([&silence(BEFORE)[..], piece, &silence(AFTER)[..]].concat())
    };
    PIECES.iter().enumerate().filter_map(piece).collect()
}

/// The thresholds that obey most words, of those with few enough false commands; of equal ones, the strictest.
fn best(trials: &[Trial]) -> AtOnce {
    let steps = |from: i32, to: i32| (from..=to).map(|tenths| tenths as f32 / 10.0);
    let mut best = (0, AtOnce { farthest: 0.0, least: 0.0, lead: 10.0 });
    for farthest in steps(-30, -1) {
        for least in steps(-15, -1) {
            for lead in steps(0, 30).step_by(2) {
                let thresholds = AtOnce { farthest, least, lead };
                let (obeyed, _) = outcome(&thresholds, trials);
                let strictness = |one: &AtOnce| one.farthest + one.least + one.lead;
                let better = obeyed > best.0 || obeyed == best.0 && strictness(&thresholds) > strictness(&best.1);
                if better && false_an_hour(&thresholds, trials) <= FALSE_AN_HOUR {
                    best = (obeyed, thresholds);
                }
            }
        }
    }
    best.1
}

/// How many words were obeyed, and how many of these were others than were said.
fn outcome(thresholds: &AtOnce, trials: &[Trial]) -> (usize, usize) {
    let said = trials.iter().filter_map(|trial| Some((trial.said.as_ref()?, thresholds.choose(&trial.seen)?)));
    said.fold(
        (0, 0),
        |(right, wrong), (said, heard)| {
            if plain(said) == plain(&heard.text) { (right + 1, wrong) } else { (right, wrong + 1) }
        },
    )
}

/// False commands in an hour of other speech. A word that was taken for another counts like them.
fn false_an_hour(thresholds: &AtOnce, trials: &[Trial]) -> f64 {
    let others = trials.iter().filter(|trial| trial.said.is_none());
    let (count, seconds) = others.fold((0, 0.0), |(count, seconds), trial| {
        (count + usize::from(thresholds.choose(&trial.seen).is_some()), seconds + trial.seconds)
    });
    (count + outcome(thresholds, trials).1) as f64 * 3600.0 / f64::max(seconds, 1.0)
}

fn describe(thresholds: &AtOnce, trials: &[Trial]) -> String {
    let words = trials.iter().filter(|trial| trial.said.is_some()).count();
    let (right, wrong) = outcome(thresholds, trials);
    format!(
        "{words} words: {:.1} % obeyed at once, {wrong} taken for another; {} pieces of other speech: {:.1} false commands an hour",
        100.0 * right as f64 / words.max(1) as f64,
        trials.len() - words,
        false_an_hour(thresholds, trials)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(said: Option<&str>, margin: f32) -> Trial {
        let sighting = |text: &str, margin| Sighting {
            text: text.to_owned(),
            subject: text.to_owned(),
            margin,
            log_probability: -0.2,
        };
        let seen = vec![sighting("stop", margin), sighting("herhaal", margin - 2.0)];
        Trial { seen, said: said.map(str::to_owned), seconds: 60.0 }
    }

    #[test]
    fn words_are_obeyed_as_far_as_other_speech_allows() {
        let mut trials: Vec<Trial> = [-0.2, -0.5, -0.8, -1.4].map(|margin| trial(Some("Stop!"), margin)).into();
        trials.extend((0..30).map(|_| trial(None, -1.0)));
        let thresholds = best(&trials);
        assert!(thresholds.farthest > -1.0 && thresholds.farthest <= -0.8, "{thresholds:?}");
        assert_eq!(outcome(&thresholds, &trials), (3, 0));
        assert!(describe(&thresholds, &trials).starts_with("4 words: 75.0 % obeyed at once, 0 taken for another"));
    }

    #[test]
    fn a_word_that_is_taken_for_another_counts_as_a_false_command() {
        let trials = [trial(Some("herhaal"), -0.1), trial(None, -9.0)];
        assert!(false_an_hour(&AtOnce { farthest: -1.0, least: -1.0, lead: 0.0 }, &trials) > FALSE_AN_HOUR);
        assert!(false_an_hour(&best(&trials), &trials) <= FALSE_AN_HOUR);
    }
}
