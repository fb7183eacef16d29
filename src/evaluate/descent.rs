//! Softmax regression with three outcomes, by plain gradient descent.

use crate::knowledge::decide::{CONSTANT, Model};
use crate::knowledge::index::{RANK_FEATURES, Weights};
use std::collections::BTreeMap;

const STEPS: usize = 4000;
const RATE: f64 = 0.5;
/// L2 regularisation: keeps weights small, so that no feature is trusted beyond what the data shows.
const RIDGE: f64 = 1e-3;

/// Features, outcome and weight of one example.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) features: BTreeMap<&'static str, f32>,
    pub(super) outcome: RightCandidate,
    pub(super) weight: f64,
}

/// Which article was right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RightCandidate {
    First,
    Second,
    Neither,
}

/// Trains a model on the named features. Its thresholds are left for the caller to set.
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
            for (place, outcome) in [RightCandidate::First, RightCandidate::Second].into_iter().enumerate() {
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

/// Features of one candidate, and whether it is right.
pub(super) struct Candidate {
    pub(super) features: Vec<f32>,
    pub(super) is_right: bool,
}

/// The candidates of one question, each feature scaled to unit spread.
struct Scaled {
    counts: f64,
    rows: Vec<Vec<f64>>,
    right: Vec<f64>,
}

impl Scaled {
    /// The probability of each candidate, and the log probability of the right ones together.
    fn chances(&self, weights: &[f64]) -> (Vec<f64>, f64) {
        let scores: Vec<f64> = self.rows.iter().map(|row| product(row, weights)).collect();
        let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = scores.iter().map(|score| (score - highest).exp()).sum();
        let chances: Vec<f64> = scores.iter().map(|score| (score - highest).exp() / sum).collect();
        let given: f64 =
            self.right.iter().zip(&scores).map(|(right, score)| right * (score - highest - sum.ln())).sum();
        (chances, given)
    }
}

/// Trains weights that put the right candidate first (softmax over the candidates of a question), by Newton's method,
/// because plain descent is slow on features of very different scales. `lists` holds each question's weight and
/// candidates; all candidates must have the same number of features.
pub(super) fn train_choice(lists: &[(f64, Vec<Candidate>)], ridge: f64) -> Vec<f32> {
    const NEWTON_STEPS: usize = 30;
    const SMALLEST: f64 = 1e-4;
    let (lists, spreads) = scaled(lists);
    let width = spreads.len();
    let loss = |weights: &[f64]| -> f64 {
        let given: f64 = lists.iter().map(|list| list.counts * list.chances(weights).1).sum();
        0.5 * ridge * product(weights, weights) - given
    };
    let mut weights = vec![0.0; width];
    for _ in 0..NEWTON_STEPS {
        let mut slope: Vec<f64> = weights.iter().map(|weight| weight * ridge).collect();
        let mut bend = vec![vec![0.0; width]; width];
        (0..width).for_each(|place| bend[place][place] = ridge);
        for list in &lists {
            let (chances, _) = list.chances(&weights);
            let mut mean = vec![0.0; width];
            for ((row, chance), right) in list.rows.iter().zip(&chances).zip(&list.right) {
                for (place, value) in row.iter().enumerate().filter(|(_, value)| **value != 0.0) {
                    mean[place] += chance * value;
                    slope[place] += list.counts * (chance - right) * value;
                    let bend = bend[place].iter_mut().zip(row);
                    bend.for_each(|(bend, other)| *bend += list.counts * chance * value * other);
                }
            }
            for (bend, value) in bend.iter_mut().zip(&mean) {
                bend.iter_mut().zip(&mean).for_each(|(bend, other)| *bend -= list.counts * value * other);
            }
        }
        let step = solve(bend, slope);
        let before = loss(&weights);
        let stepped = |share: f64| -> Vec<f64> {
            weights.iter().zip(&step).map(|(weight, step)| weight - share * step).collect()
        };
        let mut share = 1.0;
        while share > SMALLEST && loss(&stepped(share)) > before {
            share /= 2.0;
        }
        let next = stepped(share);
        let moved = next.iter().zip(&weights).map(|(next, weight)| (next - weight).abs()).fold(0.0, f64::max);
        weights = next;
        if moved < SMALLEST {
            break;
        }
    }
    weights.iter().zip(&spreads).map(|(weight, spread)| (weight / spread) as f32).collect()
}

/// The questions that have a right candidate, scaled, and the spread of each feature.
fn scaled(lists: &[(f64, Vec<Candidate>)]) -> (Vec<Scaled>, Vec<f64>) {
    let taught: Vec<&(f64, Vec<Candidate>)> =
        lists.iter().filter(|(_, list)| list.iter().any(|one| one.is_right)).collect();
    let all: f64 = taught.iter().map(|(counts, _)| counts).sum();
    let width = taught.first().map_or(0, |(_, list)| list[0].features.len());
    let spreads: Vec<f64> = (0..width)
        .map(|place| {
            let values = || taught.iter().flat_map(|(_, list)| list).map(|one| f64::from(one.features[place]));
            let count = values().count().max(1) as f64;
            let mean = values().sum::<f64>() / count;
            (values().map(|value| (value - mean).powi(2)).sum::<f64>() / count).sqrt().max(1e-6)
        })
        .collect();
    let row = |one: &Candidate| -> Vec<f64> {
        one.features.iter().zip(&spreads).map(|(value, spread)| f64::from(*value) / spread).collect()
    };
    let lists = taught.into_iter().map(|(counts, list)| {
        let right = list.iter().filter(|one| one.is_right).count() as f64;
        Scaled {
            counts: counts / all,
            rows: list.iter().map(row).collect(),
            right: list.iter().map(|one| f64::from(u8::from(one.is_right)) / right).collect(),
        }
    });
    (lists.collect(), spreads.clone())
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves a linear system with a positive definite matrix (Gaussian elimination).
fn solve(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        let above = matrix[pivot].clone();
        for row in pivot + 1..size {
            let factor = matrix[row][pivot] / above[pivot];
            matrix[row].iter_mut().zip(&above).for_each(|(value, above)| *value -= factor * above);
            right[row] -= factor * right[pivot];
        }
    }
    for place in (0..size).rev() {
        let known = product(&matrix[place][place + 1..], &right[place + 1..]);
        right[place] = (right[place] - known) / matrix[place][place];
    }
    right
}

/// Trains the ranking of a search's candidates. Also returns how often the right one is first before and after.
pub(super) fn train_ranking(lists: &[(f64, Vec<Candidate>)]) -> (Weights, [f64; 2]) {
    const RANKING_RIDGE: f64 = 1e-2;
    let weights = train_choice(lists, RANKING_RIDGE);
    let score = |one: &Candidate| one.features.iter().zip(&weights).map(|(value, weight)| value * weight).sum::<f32>();
    let first = |by: &dyn Fn(&Candidate) -> f32| {
        let best = |list: &&(f64, Vec<Candidate>)| {
            list.1.iter().max_by(|a, b| by(a).total_cmp(&by(b))).is_some_and(|one| one.is_right)
        };
        lists.iter().filter(best).count() as f64 / lists.len().max(1) as f64
    };
    let cover = RANK_FEATURES.iter().position(|name| *name == "cover").unwrap_or_default();
    let rates = [first(&|one| one.features[cover]), first(&score)];
    let named = RANK_FEATURES.iter().zip(&weights).map(|(name, weight)| ((*name).to_owned(), *weight));
    (named.collect(), rates)
}

fn chances(weights: &[Vec<f64>; 2], row: &[f64]) -> [f64; 2] {
    let exponent =
        |weights: &Vec<f64>| weights.iter().zip(row).map(|(weight, value)| weight * value).sum::<f64>().exp();
    let (first, second) = (exponent(&weights[0]), exponent(&weights[1]));
    let all = 1.0 + first + second;
    [first / all, second / all]
}

/// Mean and spread of a feature.
fn scale(samples: &[Sample], name: &str) -> (f64, f64) {
    let count = samples.len().max(1) as f64;
    let mean = samples.iter().map(|sample| value(sample, name)).sum::<f64>() / count;
    let variance = samples.iter().map(|sample| (value(sample, name) - mean).powi(2)).sum::<f64>() / count;
    (mean, variance.sqrt().max(1e-6))
}

fn value(sample: &Sample, name: &str) -> f64 {
    f64::from(sample.features.get(name).copied().unwrap_or_default())
}

/// Converts weights of scaled features to weights of the raw features.
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
    fn it_learns_which_candidate_is_right() {
        let candidate = |size: f32, noise: f32, is_right| Candidate { features: vec![size, 100.0 + noise], is_right };
        let lists: Vec<(f64, Vec<Candidate>)> = (0..50_u16)
            .map(|i| {
                let noise = f32::from(i * 7 % 10);
                (
                    1.0,
                    vec![candidate(0.2, noise, false), candidate(0.3, 9.0 - noise, true), candidate(0.1, noise, false)],
                )
            })
            .collect();
        let weights = train_choice(&lists, 1e-3);
        assert!(weights[0] > 10.0 && weights[1].abs() < 1.0, "{weights:?}");
        let solved = solve(vec![vec![4.0, 1.0], vec![1.0, 3.0]], vec![1.0, 2.0]);
        assert!((solved[0] - 1.0 / 11.0).abs() < 1e-9 && (solved[1] - 7.0 / 11.0).abs() < 1e-9);
    }

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
            samples.push(sample(0.8 + jitter, 0.5 - jitter, RightCandidate::First));
            samples.push(sample(0.7 + jitter, 0.05 + jitter, RightCandidate::Second));
            samples.push(sample(0.2 + jitter, 0.2 + jitter, RightCandidate::Neither));
        }
        let model = train(&samples, &["words", "margin"]);
        for sample in &samples {
            let mut features = sample.features.clone();
            features.insert(CONSTANT, 1.0);
            let chances = model.chances(&features);
            let likeliest = if chances.first > 0.5 {
                RightCandidate::First
            } else if chances.second > 0.5 {
                RightCandidate::Second
            } else {
                RightCandidate::Neither
            };
            assert_eq!(likeliest, sample.outcome, "{:?} {chances:?}", sample.features);
        }
    }
}
