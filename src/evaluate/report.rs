//! Figures over all questions, with 95 % bootstrap confidence intervals.

use super::run::{Outcome, QuestionLine};
use serde::Serialize;
use std::collections::BTreeMap;

/// Number of bootstrap resamples.
const DRAWS: usize = 1000;

/// All results of an evaluation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// Figures over all questions.
    pub total: Totals,
    /// Result for each question.
    pub lines: Vec<QuestionLine>,
}

/// Lower and upper bound of a 95 % confidence interval.
pub type Interval = [f64; 2];

/// Figures over all questions; `None` where there was nothing to measure. "In scope" are the questions that have an
/// answer, "out of scope" those that must not be answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Totals {
    /// Number of questions.
    pub n: usize,
    /// Number in scope.
    pub n_in_scope: usize,
    /// Number out of scope.
    pub n_out_of_scope: usize,
    /// Right article in first place, of questions in scope.
    pub hit_at_1: Option<f64>,
    /// Right article among the first three.
    pub hit_at_3: Option<f64>,
    /// Right article among the first five.
    pub hit_at_5: Option<f64>,
    /// Mean reciprocal rank, over the first ten.
    pub mrr: Option<f64>,
    /// Normalised discounted cumulative gain over the first ten.
    pub ndcg_at_10: Option<f64>,
    /// Answered at once, of all questions.
    pub answered_rate: Option<f64>,
    /// Answered with the subject named first, of all questions.
    pub likely_rate: Option<f64>,
    /// Right article told at once, as sure or as likely, of questions in scope.
    pub right_at_once_rate: Option<f64>,
    /// Wrong article told as sure, of questions in scope.
    pub wrong_when_sure_rate: Option<f64>,
    /// Wrong article told as likely, of questions in scope.
    pub wrong_when_likely_rate: Option<f64>,
    /// Told as likely, of questions out of scope.
    pub false_likely_rate: Option<f64>,
    /// Asked which of two was meant, of all questions.
    pub clarified_rate: Option<f64>,
    /// Refused as not known, of all questions.
    pub refused_rate: Option<f64>,
    /// Answered at once, of questions in scope.
    pub answered_in_scope_rate: Option<f64>,
    /// Right answer, or a choice that includes it, of questions in scope.
    pub helped_rate: Option<f64>,
    /// Wrong article told, of questions in scope.
    pub wrong_answer_rate: Option<f64>,
    /// Answered, of questions out of scope.
    pub false_answer_rate: Option<f64>,
    /// Taken for two questions, of all questions.
    pub two_rate: Option<f64>,
    /// The answering sentence is said from the expected article, of questions with a known sentence.
    pub sentence_rate: Option<f64>,
    /// Second question treated as expected, of questions for which that is known.
    pub second_rate: Option<f64>,
    /// Right article told at once, starting with the right part, of questions with a known part.
    pub section_right_rate: Option<f64>,
    /// Starts with the right part, of those where the right article is told at once.
    pub section_chosen_rate: Option<f64>,
    /// Article told at once although the question is its opposite, of questions with such an article.
    pub opposite_told_rate: Option<f64>,
    /// Word error rate.
    pub wer: Option<f64>,
    /// Character error rate.
    pub cer: Option<f64>,
    /// From the end of a recording to its transcript, in milliseconds.
    pub end_to_final_ms: Percentiles,
    /// Search and decision, in milliseconds.
    pub query_ms: Percentiles,
    /// 95 % confidence interval of each measured figure, by its name.
    pub intervals: BTreeMap<&'static str, Interval>,
}

/// Median and 95th percentile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Percentiles {
    /// Median.
    pub p50: Option<f64>,
    /// 95th percentile.
    pub p95: Option<f64>,
}

impl Report {
    /// Computes the figures over all questions.
    #[must_use]
    pub fn new(lines: Vec<QuestionLine>) -> Self {
        Report { total: totals(&lines), lines }
    }
}

/// What one question contributes to a rate: numerator and denominator; `None` if it does not count.
type Share = fn(&QuestionLine) -> Option<(f64, f64)>;

const SHARES: &[(&str, Share)] = &[
    ("hit_at_1", |line| hit(line, 1)),
    ("hit_at_3", |line| hit(line, 3)),
    ("hit_at_5", |line| hit(line, 5)),
    ("mrr", |line| in_scope(line, line.rank.map_or(0.0, |rank| 1.0 / rank as f64))),
    ("ndcg_at_10", |line| in_scope(line, line.ndcg_at_10.unwrap_or_default())),
    ("answered_rate", |line| is(line, Outcome::Answered)),
    ("likely_rate", |line| is(line, Outcome::Likely)),
    ("right_at_once_rate", |line| {
        in_scope(line, one(matches!(line.outcome, Outcome::Answered | Outcome::Likely) && line.right))
    }),
    ("wrong_when_sure_rate", |line| in_scope(line, one(line.outcome == Outcome::Answered && !line.right))),
    ("wrong_when_likely_rate", |line| in_scope(line, one(line.outcome == Outcome::Likely && !line.right))),
    ("false_likely_rate", |line| line.expect.is_empty().then(|| (one(line.outcome == Outcome::Likely), 1.0))),
    ("clarified_rate", |line| is(line, Outcome::Clarified)),
    ("refused_rate", |line| is(line, Outcome::Refused)),
    ("answered_in_scope_rate", |line| in_scope(line, one(line.outcome == Outcome::Answered))),
    ("helped_rate", |line| in_scope(line, one(line.right))),
    ("wrong_answer_rate", |line| in_scope(line, one(line.outcome == Outcome::Answered && !line.right))),
    ("false_answer_rate", |line| line.expect.is_empty().then(|| (one(line.outcome == Outcome::Answered), 1.0))),
    ("two_rate", |line| Some((one(line.two), 1.0))),
    ("sentence_rate", |line| line.sentence_right.map(|right| (one(right), 1.0))),
    ("second_rate", |line| line.second_right.map(|right| (one(right), 1.0))),
    ("section_right_rate", |line| line.section_right.map(|right| (one(right), 1.0))),
    ("section_chosen_rate", |line| line.section_chosen.map(|right| (one(right), 1.0))),
    ("opposite_told_rate", |line| line.opposite_told.map(|told| (one(told), 1.0))),
    ("wer", |line| line.edits.map(|(words, _)| (words.wrong as f64, words.of as f64))),
    ("cer", |line| line.edits.map(|(_, characters)| (characters.wrong as f64, characters.of as f64))),
];

fn totals(lines: &[QuestionLine]) -> Totals {
    let all: Vec<&QuestionLine> = lines.iter().collect();
    let mut figures = BTreeMap::new();
    let mut intervals = BTreeMap::new();
    for (name, share) in SHARES {
        let shares: Vec<(f64, f64)> = all.iter().filter_map(|line| share(line)).collect();
        if let Some(figure) = ratio(shares.iter().copied()) {
            figures.insert(*name, figure);
            intervals.insert(*name, bootstrap(&shares));
        }
    }
    let figure = |name: &str| figures.get(name).copied();
    let n_out_of_scope = lines.iter().filter(|line| line.expect.is_empty()).count();
    Totals {
        n: lines.len(),
        n_in_scope: lines.len() - n_out_of_scope,
        n_out_of_scope,
        hit_at_1: figure("hit_at_1"),
        hit_at_3: figure("hit_at_3"),
        hit_at_5: figure("hit_at_5"),
        mrr: figure("mrr"),
        ndcg_at_10: figure("ndcg_at_10"),
        answered_rate: figure("answered_rate"),
        likely_rate: figure("likely_rate"),
        right_at_once_rate: figure("right_at_once_rate"),
        wrong_when_sure_rate: figure("wrong_when_sure_rate"),
        wrong_when_likely_rate: figure("wrong_when_likely_rate"),
        false_likely_rate: figure("false_likely_rate"),
        clarified_rate: figure("clarified_rate"),
        refused_rate: figure("refused_rate"),
        answered_in_scope_rate: figure("answered_in_scope_rate"),
        helped_rate: figure("helped_rate"),
        wrong_answer_rate: figure("wrong_answer_rate"),
        false_answer_rate: figure("false_answer_rate"),
        two_rate: figure("two_rate"),
        sentence_rate: figure("sentence_rate"),
        second_rate: figure("second_rate"),
        section_right_rate: figure("section_right_rate"),
        section_chosen_rate: figure("section_chosen_rate"),
        opposite_told_rate: figure("opposite_told_rate"),
        wer: figure("wer"),
        cer: figure("cer"),
        end_to_final_ms: percentiles(lines.iter().filter_map(|line| line.end_to_final_ms).collect()),
        query_ms: percentiles(lines.iter().map(|line| line.query_ms).collect()),
        intervals,
    }
}

fn in_scope(line: &QuestionLine, value: f64) -> Option<(f64, f64)> {
    (!line.expect.is_empty()).then_some((value, 1.0))
}

fn hit(line: &QuestionLine, depth: usize) -> Option<(f64, f64)> {
    in_scope(line, one(line.rank.is_some_and(|rank| rank <= depth)))
}

/// Counts every question, so it is only absent if there are none.
#[allow(clippy::unnecessary_wraps)] // the shape of a share
fn is(line: &QuestionLine, outcome: Outcome) -> Option<(f64, f64)> {
    Some((one(line.outcome == outcome), 1.0))
}

fn one(yes: bool) -> f64 {
    f64::from(u8::from(yes))
}

fn ratio(shares: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let (sum, of) = shares.fold((0.0, 0.0), |(sum, of), (value, weight)| (sum + value, of + weight));
    (of > 0.0).then(|| sum / of)
}

/// Resamples with replacement; the seed is fixed, so the result is reproducible.
pub(super) fn bootstrap(shares: &[(f64, f64)]) -> Interval {
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut draw = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        shares[(state % shares.len() as u64) as usize]
    };
    let mut figures: Vec<f64> = (0..DRAWS).filter_map(|_| ratio((0..shares.len()).map(|_| draw()))).collect();
    figures.sort_by(f64::total_cmp);
    [0.025, 0.975].map(|share| at(&figures, share).unwrap_or_default())
}

/// Median and 95th percentile of some durations.
#[must_use]
pub fn percentiles(mut times: Vec<f64>) -> Percentiles {
    times.sort_by(f64::total_cmp);
    Percentiles { p50: at(&times, 0.5), p95: at(&times, 0.95) }
}

fn at(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(sorted[(last as f64 * share).round() as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluate::errors::{character_edits, word_edits};

    fn line(expect: &[&str], rank: Option<usize>, outcome: Outcome, right: bool) -> QuestionLine {
        QuestionLine {
            audio: None,
            text: String::new(),
            expect: expect.iter().map(ToString::to_string).collect(),
            found: Vec::new(),
            rank,
            outcome,
            right,
            confidence: 0.5,
            wer: None,
            cer: None,
            end_to_final_ms: None,
            query_ms: 2.0,
            two: false,
            sentence_right: None,
            second_right: None,
            section_right: None,
            section_chosen: None,
            opposite_told: None,
            ndcg_at_10: None,
            features: BTreeMap::new(),
            edits: None,
        }
    }

    #[test]
    fn each_figure_counts_its_own_questions() {
        let mut lines = vec![
            line(&["a"], Some(1), Outcome::Answered, true),
            line(&["a"], Some(2), Outcome::Clarified, true),
            line(&["a"], Some(4), Outcome::Answered, false),
            line(&["a"], None, Outcome::Refused, false),
            line(&[], None, Outcome::Answered, false),
            line(&[], None, Outcome::Refused, true),
        ];
        for (line, told) in lines.iter_mut().zip([Some(true), Some(false), None]) {
            (line.section_right, line.section_chosen) = (Some(told == Some(true)), told);
        }
        lines[0].edits = Some((word_edits("een twee", "een"), character_edits("een twee", "een")));
        let total = Report::new(lines).total;
        let is =
            |figure: Option<f64>, value: f64| assert!((figure.unwrap() - value).abs() < 1e-9, "{figure:?} {value}");
        assert_eq!((total.n, total.n_in_scope, total.n_out_of_scope), (6, 4, 2));
        is(total.hit_at_1, 0.25);
        is(total.hit_at_3, 0.5);
        is(total.hit_at_5, 0.75);
        is(total.mrr, (1.0 + 0.5 + 0.25) / 4.0);
        is(total.answered_rate, 0.5);
        is(total.answered_in_scope_rate, 0.5);
        is(total.helped_rate, 0.5);
        is(total.wrong_answer_rate, 0.25);
        is(total.false_answer_rate, 0.5);
        is(total.section_right_rate, 1.0 / 3.0);
        is(total.section_chosen_rate, 0.5);
        is(total.wer, 0.5);
        is(total.query_ms.p95, 2.0);
        assert_eq!(total.end_to_final_ms, Percentiles::default());
        let [low, high] = total.intervals["hit_at_1"];
        assert!(low < 0.25 && high > 0.25, "{low} {high}");
    }

    #[test]
    fn what_was_not_measured_is_null() {
        let total = Report::new(vec![line(&[], None, Outcome::Refused, true)]).total;
        let json = serde_json::to_value(&total).unwrap();
        for name in ["hit_at_1", "mrr", "wer", "cer", "wrong_answer_rate"] {
            assert!(json[name].is_null(), "{name}");
        }
        assert!(json["end_to_final_ms"]["p50"].is_null());
        assert_eq!(json["false_answer_rate"], 0.0);
    }
}
