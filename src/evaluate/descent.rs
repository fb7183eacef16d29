//! Softmax regression with three outcomes by plain gradient descent.

use crate::knowledge::decide::{CONSTANT, Model};
use crate::knowledge::index::{RANK_FEATURES, Ranking};
use std::collections::BTreeMap;

const STEPS: usize = 4000;
const RATE: f64 = 0.5;
/// Keeps weights small, so that no feature is trusted beyond what the data shows.
const RIDGE: f64 = 1e-3;

/// What the model weighs, what came of it, and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) features: BTreeMap<&'static str, f32>,
    pub(super) outcome: Outcome,
    pub(super) weight: f64,
}

/// Which article was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    First,
    Second,
    Neither,
}

/// Trains a model on the named features. Its thresholds are still to be set.
pub(super) fn train(samples: &[Sample], names: &[&str]) -> Model {
    let spreads: Vec<(f64, f64)> = names.iter().map(|name| scale(samples, name)).collect();
    let rows: Vec<Vec<f64>> = samples
        .iter()
        .map(|sample| {
            let features =
                names.iter().zip(&spreads).map(|(name, (mean, spread))| (value(sample, name) - mean) / spread);
            std::iter::once(1.0).chain(features).collect()
        })
        .collect();
    let all: f64 = samples.iter().map(|sample| sample.weight).sum();
    let mut weights = [vec![0.0; names.len() + 1], vec![0.0; names.len() + 1]];
    for _ in 0..STEPS {
        let mut slope =
            weights.clone().map(|weights| weights.iter().map(|weight| weight * RIDGE).collect::<Vec<f64>>());
        for (row, sample) in rows.iter().zip(samples) {
            let chance = chances(&weights, row);
            for (place, outcome) in [Outcome::First, Outcome::Second].into_iter().enumerate() {
                let error = chance[place] - f64::from(u8::from(sample.outcome == outcome));
                let step = error * sample.weight / all;
                slope[place].iter_mut().zip(row).for_each(|(slope, value)| *slope += step * value);
            }
        }
        for (weights, slope) in weights.iter_mut().zip(&slope) {
            weights.iter_mut().zip(slope).for_each(|(weight, slope)| *weight -= RATE * slope);
        }
    }
    let [first, second] = weights.map(|weights| unscaled(&weights, names, &spreads));
    Model { sure_at: 1.0, likely_at: 1.0, clarify_at: 1.0, first, second }
}

/// What is weighed of one of the candidates of a search, and whether it is right.
pub(super) struct Candidate {
    pub(super) features: [f32; RANK_FEATURES.len()],
    pub(super) is_right: bool,
}

/// Learns weights that put the right candidate first (softmax over the candidates of a question). Also returns how often
/// it stands first before and after.
pub(super) fn train_ranking(lists: &[Vec<Candidate>]) -> (Ranking, [f64; 2]) {
    const RANKING_STEPS: usize = 600;
    const RANKING_RATE: f64 = 0.3;
    const RANKING_RIDGE: f64 = 1e-2;
    let spreads: Vec<f64> = (0..RANK_FEATURES.len())
        .map(|place| {
            let values: Vec<f64> = lists.iter().flatten().map(|one| f64::from(one.features[place])).collect();
            let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
            let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len().max(1) as f64;
            variance.sqrt().max(1e-6)
        })
        .collect();
    let score = |weights: &[f64], one: &Candidate| -> f64 {
        weights.iter().zip(&one.features).zip(&spreads).map(|((w, value), spread)| w * f64::from(*value) / spread).sum()
    };
    let mut weights = vec![0.0; RANK_FEATURES.len()];
    let taught: Vec<&Vec<Candidate>> = lists.iter().filter(|list| list.iter().any(|one| one.is_right)).collect();
    for _ in 0..RANKING_STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| weight * RANKING_RIDGE).collect();
        for list in &taught {
            let scores: Vec<f64> = list.iter().map(|one| score(&weights, one)).collect();
            let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let all: f64 = scores.iter().map(|score| (score - highest).exp()).sum();
            let right = list.iter().filter(|one| one.is_right).count() as f64;
            for (one, score) in list.iter().zip(&scores) {
                let error = (score - highest).exp() / all - f64::from(u8::from(one.is_right)) / right;
                for ((slope, value), spread) in slope.iter_mut().zip(&one.features).zip(&spreads) {
                    *slope += error * f64::from(*value) / spread / taught.len() as f64;
                }
            }
        }
        weights.iter_mut().zip(&slope).for_each(|(weight, slope)| *weight -= RANKING_RATE * slope);
    }
    let first = |by: &dyn Fn(&Candidate) -> f64| {
        let hits = lists
            .iter()
            .filter(|list| list.iter().max_by(|a, b| by(a).total_cmp(&by(b))).is_some_and(|one| one.is_right));
        hits.count() as f64 / lists.len().max(1) as f64
    };
    let cover = RANK_FEATURES.iter().position(|name| *name == "cover").unwrap_or_default();
    let rates = [first(&|one| f64::from(one.features[cover])), first(&|one| score(&weights, one))];
    let named = RANK_FEATURES.iter().zip(&weights).zip(&spreads);
    (Ranking(named.map(|((name, weight), spread)| ((*name).to_owned(), (weight / spread) as f32)).collect()), rates)
}

fn chances(weights: &[Vec<f64>; 2], row: &[f64]) -> [f64; 2] {
    let exponent =
        |weights: &Vec<f64>| weights.iter().zip(row).map(|(weight, value)| weight * value).sum::<f64>().exp();
    let (first, second) = (exponent(&weights[0]), exponent(&weights[1]));
    let all = 1.0 + first + second;
    [first / all, second / all]
}

/// The mean and the spread of a feature.
fn scale(samples: &[Sample], name: &str) -> (f64, f64) {
    let count = samples.len().max(1) as f64;
    let mean = samples.iter().map(|sample| value(sample, name)).sum::<f64>() / count;
    let variance = samples.iter().map(|sample| (value(sample, name) - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt().max(1e-6))
}

fn value(sample: &Sample, name: &str) -> f64 {
    f64::from(sample.features.get(name).copied().unwrap_or_default())
}

/// Weights for the features as they are.
fn unscaled(weights: &[f64], names: &[&str], spreads: &[(f64, f64)]) -> BTreeMap<String, f32> {
    let mut constant = weights[0];
    let mut unscaled = BTreeMap::new();
    for ((name, weight), (mean, spread)) in names.iter().zip(&weights[1..]).zip(spreads) {
        constant -= weight * mean / spread;
        unscaled.insert((*name).to_owned(), (weight / spread) as f32);
    }
    unscaled.insert(CONSTANT.to_owned(), constant as f32);
    unscaled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_what_tells_the_outcomes_apart() {
        let sample = |words: f32, margin: f32, outcome| Sample {
            features: BTreeMap::from([("words", words), ("margin", margin)]),
            outcome,
            weight: 1.0,
        };
        let mut samples = Vec::new();
        for i in 0..100_u16 {
            let jitter = f32::from(i % 10) / 100.0;
            samples.push(sample(0.8 + jitter, 0.5 - jitter, Outcome::First));
            samples.push(sample(0.7 + jitter, 0.05 + jitter, Outcome::Second));
            samples.push(sample(0.2 + jitter, 0.2 + jitter, Outcome::Neither));
        }
        let model = train(&samples, &["words", "margin"]);
        for sample in &samples {
            let mut features = sample.features.clone();
            features.insert(CONSTANT, 1.0);
            let chances = model.chances(&features);
            let likeliest = if chances.first > 0.5 {
                Outcome::First
            } else if chances.second > 0.5 {
                Outcome::Second
            } else {
                Outcome::Neither
            };
            assert_eq!(likeliest, sample.outcome, "{:?} {chances:?}", sample.features);
        }
    }
}
