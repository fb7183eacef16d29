//! Which language is found in speech of known language: the confusion table, and the training of
//! `listen/languages.toml`.

use super::{EvaluateError, Question, Sounds};
use crate::language::Language;
use crate::listen::{
    Cancel, ExpectedLanguage, LanguageEvidence, LanguageRule, ListenError, Transcriber, Utterance, WhisperTranscriber,
};
use std::collections::BTreeMap;

/// The greatest share of Dutch utterances of calibration that may be taken for another language. Half of the share that
/// is aimed at, because unknown speakers are taken for others more often.
const SWITCHED: f64 = 0.005;
/// The weights that are tried for the sound's own odds.
const WEIGHTS: [f32; 9] = [0.0, 0.02, 0.05, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5];

/// Speech of one kind: a language, and who speaks it.
pub struct Spoken {
    /// What the row of the table is called.
    pub name: String,
    pub language: Language,
    pub questions: Vec<Question>,
    pub sounds: Sounds,
}

/// One row of the confusion table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confusion {
    pub name: String,
    pub language: Language,
    /// How often each language was found; `None`: no words at all.
    pub found: BTreeMap<Option<Language>, usize>,
}

impl Confusion {
    /// The share of utterances that were found to be in another language.
    #[must_use]
    pub fn switched(&self) -> f64 {
        let others = self.found.iter().filter(|(found, _)| found.is_some_and(|found| found != self.language));
        others.map(|(_, count)| *count).sum::<usize>() as f64 / self.total().max(1) as f64
    }

    /// The number of utterances.
    #[must_use]
    pub fn total(&self) -> usize {
        self.found.values().sum()
    }
}

/// Transcribes everything as the first words of a visit, or after `chosen` was chosen, and counts the languages found.
/// `progress` is called with the number done.
pub fn tell_languages(
    transcriber: &mut dyn Transcriber,
    spoken: &mut [Spoken],
    chosen: Option<Language>,
    progress: &dyn Fn(usize),
) -> Result<Vec<Confusion>, EvaluateError> {
    let expected = chosen.map_or(ExpectedLanguage::Any, ExpectedLanguage::Chosen);
    let (mut rows, mut done) = (Vec::new(), 0);
    for kind in spoken {
        let mut found = BTreeMap::new();
        for (place, question) in kind.questions.iter().enumerate() {
            let Some(samples) = kind.sounds.of(question, place)? else { continue };
            let language = match transcriber.transcribe(&Utterance { samples }, expected, &Cancel::default()) {
                Ok(transcript) => Some(transcript.language),
                Err(ListenError::NoSpeech) => None,
                Err(error) => return Err(error.into()),
            };
            *found.entry(language).or_default() += 1;
            done += 1;
            progress(done);
        }
        rows.push(Confusion { name: kind.name.clone(), language: kind.language, found });
    }
    Ok(rows)
}

/// The result of training.
#[derive(Debug, Clone)]
pub struct LanguageCalibration {
    /// The rule, ready to be written to a file.
    pub rule: LanguageRule,
    /// Its results on what it was trained on, in a few lines.
    pub summary: String,
}

type Trial = (Language, Option<LanguageEvidence>);

/// Measures the evidence for another language than Dutch in everything, and chooses the rule with which most of the
/// other languages are found while hardly any Dutch is taken for one. `progress` is called with the number done.
pub fn calibrate_languages(
    transcriber: &mut WhisperTranscriber,
    spoken: &mut [Spoken],
    progress: &dyn Fn(usize),
) -> Result<LanguageCalibration, EvaluateError> {
    let mut trials: Vec<Trial> = Vec::new();
    for kind in spoken {
        for (place, question) in kind.questions.iter().enumerate() {
            let Some(samples) = kind.sounds.of(question, place)? else { continue };
            trials.push((kind.language, transcriber.another_language(&Utterance { samples }, Language::Nl)?));
            progress(trials.len());
        }
    }
    let rules = WEIGHTS.map(|odds_weight| with_weight(odds_weight, &trials));
    let found =
        |rule: &LanguageRule| trials.iter().filter(|trial| trial.0 != Language::Nl && is_found(rule, trial)).count();
    let rule = rules.into_iter().max_by_key(found).expect("there are weights");
    Ok(LanguageCalibration { summary: describe(&rule, &trials), rule })
}

/// The rule with this weight whose thresholds just keep Dutch Dutch.
fn with_weight(odds_weight: f32, trials: &[Trial]) -> LanguageRule {
    let plain = LanguageRule { switch_at: 0.0, switch_to_english_at: 0.0, odds_weight, chosen: 0.0 };
    let threshold = |is_english: bool| {
        let dutch = trials.iter().filter(|(language, _)| *language == Language::Nl);
        let count = dutch.clone().count();
        let mut scores: Vec<f32> = dutch
            .filter_map(|(_, evidence)| evidence.filter(|evidence| (evidence.code == "en") == is_english))
            .map(|evidence| plain.score(&evidence))
            .collect();
        scores.sort_by(|a, b| b.total_cmp(a));
        // Half of the share for English, half for all others.
        let allowed = (count as f64 * SWITCHED / 2.0) as usize;
        scores.get(allowed).map_or(0.0, |score| (score + 0.01).max(0.0))
    };
    let [switch_at, switch_to_english_at] = [threshold(false), threshold(true)];
    // Twice as far from the language that a person chose as from Dutch that nobody chose.
    LanguageRule { switch_at, switch_to_english_at, chosen: switch_at, ..plain }
}

/// Whether the language of a trial is the one that the rule finds.
fn is_found(rule: &LanguageRule, (language, evidence): &Trial) -> bool {
    match evidence.filter(|evidence| rule.takes(evidence, false)) {
        Some(evidence) => evidence.code == language.code(),
        None => *language == Language::Nl,
    }
}

fn describe(rule: &LanguageRule, trials: &[Trial]) -> String {
    let languages = Language::ALL.into_iter().filter_map(|language| {
        let of: Vec<&Trial> = trials.iter().filter(|trial| trial.0 == language).collect();
        let right = of.iter().filter(|trial| is_found(rule, trial)).count();
        (!of.is_empty()).then(|| format!("{language}: {right} of {} found to be in that language", of.len()))
    });
    languages.collect::<Vec<String>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thresholds_keep_dutch_dutch_and_find_the_rest() {
        let evidence = |code, odds, advantage| Some(LanguageEvidence { code, odds, advantage });
        let mut trials: Vec<Trial> = (0..400).map(|_| (Language::Nl, None)).collect();
        trials.extend([(Language::Nl, evidence("tr", 2.0, 0.1)), (Language::Nl, evidence("tr", 1.0, 0.0))]);
        trials.extend([(Language::Tr, evidence("tr", 4.0, 0.3)), (Language::En, evidence("en", 1.0, 0.1))]);
        let rule = with_weight(0.1, &trials);
        assert_eq!(trials.iter().filter(|trial| !is_found(&rule, trial)).count(), 1);
        assert!(is_found(&rule, &trials[402]) && is_found(&rule, &trials[403]));
    }

    #[test]
    fn silence_is_no_other_language() {
        let found = [(None, 1), (Some(Language::Nl), 2), (Some(Language::De), 1)].into();
        let row = Confusion { name: "nl".into(), language: Language::Nl, found };
        assert_eq!((row.total(), row.switched()), (4, 0.25));
    }
}
