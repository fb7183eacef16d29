//! Whether an utterance is in another language than the expected one, from how probable the languages are from the
//! sound alone and how well a transcript in each explains it.

use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

/// The languages that count as Dutch: Afrikaans is what Whisper takes accented Dutch for, and Frisian speakers speak
/// Dutch too.
const DUTCH: [&str; 3] = ["nl", "af", "fy"];

/// The least evidence for another language, written by `spraakloket eval --calibrate-languages`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LanguageRule {
    /// The score from which it is another language.
    pub switch_at: f32,
    /// The same for English, which people at a Dutch desk speak most often.
    pub switch_to_english_at: f32,
    /// The weight of a nat of log-odds beside a nat of mean log-probability.
    pub odds_weight: f32,
    /// What is added to `switch_at` after the person chose the present language.
    pub chosen: f32,
}

/// The evidence for another language.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LanguageEvidence {
    /// Whisper's code of the other language.
    pub code: &'static str,
    /// Log-odds of the other language and the expected one, from the sound alone.
    pub odds: f32,
    /// Mean log-probability of the other transcript above that of the expected one.
    pub advantage: f32,
}

impl LanguageRule {
    /// The built-in rule.
    pub(super) fn built_in() -> Self {
        static RULE: LazyLock<LanguageRule> = LazyLock::new(|| {
            toml::from_str(include_str!("languages.toml")).expect("the built-in file is checked by a test")
        });
        *RULE
    }

    /// The score of some evidence.
    #[must_use]
    pub fn score(&self, evidence: &LanguageEvidence) -> f32 {
        evidence.advantage + self.odds_weight * evidence.odds
    }

    /// Whether it is the other language.
    #[must_use]
    pub fn takes(&self, evidence: &LanguageEvidence, is_chosen: bool) -> bool {
        let least = if evidence.code == "en" { self.switch_to_english_at } else { self.switch_at };
        self.score(evidence) >= least + if is_chosen { self.chosen } else { 0.0 }
    }
}

/// The likeliest language other than the expected one, and its log-odds; none unless it is the likelier of the two. `logits`
/// has one value for each of Whisper's languages.
pub(super) fn likeliest_other(logits: &[f32], expected: &str) -> Option<(&'static str, f32)> {
    let code = |id: usize| whisper_rs::get_lang_str(id as i32).unwrap_or("nl");
    let is_expected = |code: &str| code == expected || (expected == "nl" && DUTCH.contains(&code));
    let best = |wanted: bool| {
        let those = logits.iter().enumerate().filter(|(id, _)| is_expected(code(*id)) == wanted);
        those.max_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(id, logit)| (code(id), *logit))
    };
    let ((_, expected), (other, logit)) = (best(true)?, best(false)?);
    let other = if DUTCH.contains(&other) { "nl" } else { other };
    (logit > expected).then_some((other, logit - expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn logits(of: &[(&str, f32)]) -> Vec<f32> {
        let mut all = vec![-10.0; whisper_rs::get_lang_max_id() as usize + 1];
        for (code, logit) in of {
            all[whisper_rs::get_lang_id(code).unwrap() as usize] = *logit;
        }
        all
    }

    #[test]
    fn neighbours_of_dutch_are_dutch() {
        assert_eq!(likeliest_other(&logits(&[("nl", 1.0), ("af", 3.0), ("de", 2.0)]), "nl"), None);
        assert_eq!(likeliest_other(&logits(&[("nl", 1.0), ("de", 2.0)]), "nl"), Some(("de", 1.0)));
        assert_eq!(likeliest_other(&logits(&[("tr", 1.0), ("af", 3.0)]), "tr"), Some(("nl", 2.0)));
    }

    #[test]
    fn a_chosen_language_is_left_less_easily() {
        let rule = LanguageRule::built_in();
        let evidence = LanguageEvidence { code: "tr", odds: 3.0, advantage: 0.0 };
        let just = LanguageRule { switch_at: rule.score(&evidence), ..rule };
        assert!(rule.chosen > 0.0 && rule.switch_at > 0.0);
        assert!(just.takes(&evidence, false) && !just.takes(&evidence, true));
    }
}
