//! The contrastive loss of a batch: each question should be nearer to its own text than to all others, token by token.
//!
//! The score of a question and a text is the weighted mean, over the question's tokens, of the best cosine with any
//! token of the text (`MaxSim`). The gradient is computed by hand, because only the nearest tokens have one.

use candle_core::{Device, Tensor};
use rayon::prelude::*;
use std::ops::Range;

/// Softmax temperature of the scores.
const TEMPERATURE: f32 = 0.04;
/// Weight of the reverse direction, in which each text should be nearer to its question than to the others.
const OTHER_DIRECTION: f32 = 0.3;

/// Token vectors of several texts, concatenated, with the range of rows of each.
pub(super) struct Tokens {
    /// Rows × `TOKEN_DIMENSIONS`, of unit length.
    pub(super) vectors: Tensor,
    pub(super) ranges: Vec<Range<usize>>,
}

/// Which text belongs to which question: text `i` answers question `i`; the texts after those are wrong for every
/// question except those about their own subject, with which they are not compared.
pub(super) struct Pairing {
    /// Subject number of each question.
    pub(super) questions: Vec<usize>,
    /// Subject number of each text.
    pub(super) texts: Vec<usize>,
}

impl Pairing {
    /// Whether a text is compared with a question: not if it is another text about the same subject.
    fn counts(&self, question: usize, text: usize) -> bool {
        question == text || self.questions[question] != self.texts[text]
    }
}

/// One question compared with all texts.
struct Row {
    /// For each text and each token of the question: the nearest token of the text, and its cosine.
    nearest: Vec<Vec<(usize, f32)>>,
    /// Score of each text.
    scores: Vec<f32>,
    /// Weight of each token; they add up to 1.
    weights: Vec<f32>,
}

/// The loss, and a scalar whose gradient is the gradient of the loss.
///
/// `logits` has a value for each token of the questions; its softmax over a question gives the tokens' weights.
pub(super) fn surrogate(
    questions: &Tokens,
    logits: &Tensor,
    texts: &Tokens,
    pairing: &Pairing,
) -> candle_core::Result<(f64, Tensor)> {
    let cosines = questions.vectors.detach().matmul(&texts.vectors.detach().t()?)?;
    let columns = cosines.dim(1)?;
    let cosines: Vec<f32> = cosines.flatten_all()?.to_vec1()?;
    let flat: Vec<f32> = logits.flatten_all()?.to_vec1()?;
    let rows: Vec<Row> = questions
        .ranges
        .par_iter()
        .map(|range| {
            Row::of(&cosines[range.start * columns..range.end * columns], columns, &flat[range.clone()], texts)
        })
        .collect();
    let scores: Vec<&[f32]> = rows.iter().map(|row| row.scores.as_slice()).collect();
    let (loss, of_scores) = of_scores(&scores, pairing);

    let (mut of_questions, mut of_texts) = (Sum::like(&questions.vectors)?, Sum::like(&texts.vectors)?);
    let (question_values, text_values) = (values(&questions.vectors)?, values(&texts.vectors)?);
    let width = questions.vectors.dim(1)?;
    let mut of_logits = vec![0.0_f32; flat.len()];
    for ((row, range), of_scores) in rows.iter().zip(&questions.ranges).zip(&of_scores) {
        for (text, gradient) in of_scores.iter().enumerate().filter(|(_, gradient)| gradient.abs() > 1e-9) {
            for (token, (near, cosine)) in row.nearest[text].iter().enumerate() {
                let weight = row.weights[token];
                let own = range.start + token;
                of_questions.add(own, gradient * weight, &text_values[near * width..][..width]);
                of_texts.add(*near, gradient * weight, &question_values[own * width..][..width]);
                of_logits[own] += gradient * weight * (cosine - row.scores[text]);
            }
        }
    }
    let of_logits = Tensor::from_vec(of_logits, logits.shape().clone(), &Device::Cpu)?;
    let surrogate = ((&questions.vectors * of_questions.tensor()?)?.sum_all()?
        + (&texts.vectors * of_texts.tensor()?)?.sum_all()?)?;
    Ok((loss, (surrogate + (logits * of_logits)?.sum_all()?)?))
}

impl Row {
    fn of(cosines: &[f32], columns: usize, logits: &[f32], texts: &Tokens) -> Self {
        let weights = softmax(logits);
        let nearest: Vec<Vec<(usize, f32)>> = texts
            .ranges
            .iter()
            .map(|range| {
                cosines
                    .chunks_exact(columns)
                    .map(|row| {
                        let mut best = (range.start, f32::NEG_INFINITY);
                        for (place, cosine) in range.clone().zip(&row[range.clone()]) {
                            if *cosine > best.1 {
                                best = (place, *cosine);
                            }
                        }
                        best
                    })
                    .collect()
            })
            .collect();
        let score = |nearest: &Vec<(usize, f32)>| {
            nearest.iter().zip(&weights).map(|((_, cosine), weight)| cosine * weight).sum::<f32>()
        };
        Row { scores: nearest.iter().map(score).collect(), nearest, weights }
    }
}

/// The loss of a table of scores (question × text), and its gradient.
fn of_scores(scores: &[&[f32]], pairing: &Pairing) -> (f64, Vec<Vec<f32>>) {
    let count = scores.len() as f32;
    let mut gradient: Vec<Vec<f32>> = scores.iter().map(|row| vec![0.0; row.len()]).collect();
    let mut loss = 0.0;
    for (question, row) in scores.iter().enumerate() {
        let counted: Vec<usize> = (0..row.len()).filter(|text| pairing.counts(question, *text)).collect();
        let powers = softmax(&counted.iter().map(|text| row[*text] / TEMPERATURE).collect::<Vec<_>>());
        for (text, power) in counted.iter().zip(&powers) {
            let is_right = *text == question;
            gradient[question][*text] += (power - f32::from(u8::from(is_right))) / (TEMPERATURE * count);
            if is_right {
                loss -= f64::from(power.max(1e-12).ln()) / f64::from(count);
            }
        }
    }
    for text in 0..scores.len() {
        let counted: Vec<usize> = (0..scores.len()).filter(|question| pairing.counts(*question, text)).collect();
        let column: Vec<f32> = counted.iter().map(|question| scores[*question][text] / TEMPERATURE).collect();
        for (question, power) in counted.iter().zip(softmax(&column)) {
            let share = OTHER_DIRECTION / (TEMPERATURE * count);
            gradient[*question][text] += share * (power - f32::from(u8::from(*question == text)));
        }
    }
    (loss, gradient)
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

fn values(tensor: &Tensor) -> candle_core::Result<Vec<f32>> {
    tensor.detach().flatten_all()?.to_vec1()
}

/// Accumulates a gradient row by row.
struct Sum {
    values: Vec<f32>,
    shape: (usize, usize),
}

impl Sum {
    fn like(tensor: &Tensor) -> candle_core::Result<Self> {
        let shape = tensor.dims2()?;
        Ok(Sum { values: vec![0.0; shape.0 * shape.1], shape })
    }

    fn add(&mut self, row: usize, factor: f32, other: &[f32]) {
        let row = &mut self.values[row * self.shape.1..][..self.shape.1];
        row.iter_mut().zip(other).for_each(|(sum, other)| *sum += factor * other);
    }

    fn tensor(self) -> candle_core::Result<Tensor> {
        Tensor::from_vec(self.values, self.shape, &Device::Cpu)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audio::Random;
    use candle_core::Var;

    #[test]
    fn the_gradient_is_that_of_the_loss() {
        let mut random = Random::new(3);
        let mut tokens = |rows: usize| {
            let values: Vec<f32> = (0..rows * 4).map(|_| random.signed()).collect();
            Var::from_vec(values, (rows, 4), &Device::Cpu).unwrap()
        };
        let (questions, texts) = (tokens(4), tokens(7));
        let logits = Var::from_vec(vec![0.3_f32, -0.2, 0.5, 0.1], 4, &Device::Cpu).unwrap();
        let pairing = Pairing { questions: vec![0, 1], texts: vec![0, 1, 2] };
        let loss = |what: &Var, place: usize, by: f32| {
            let mut values: Vec<f32> = what.flatten_all().unwrap().to_vec1().unwrap();
            values[place] += by;
            let before = what.as_detached_tensor().copy().unwrap();
            what.set(&Tensor::from_vec(values, what.shape().clone(), &Device::Cpu).unwrap()).unwrap();
            let found = whole_loss(&questions, &logits, &texts, &pairing);
            what.set(&before).unwrap();
            found
        };
        let (_, scalar) = run(&questions, &logits, &texts, &pairing);
        let gradients = scalar.backward().unwrap();
        for what in [&questions, &texts, &logits] {
            let gradient: Vec<f32> = gradients.get(what).unwrap().flatten_all().unwrap().to_vec1().unwrap();
            for (place, found) in gradient.iter().enumerate() {
                let step = 2e-3;
                let expected = (loss(what, place, step) - loss(what, place, -step)) / f64::from(2.0 * step);
                assert!(
                    (expected - f64::from(*found)).abs() < 0.05 * expected.abs().max(1.0),
                    "{place}: {expected} {found}"
                );
            }
        }
    }

    fn run(questions: &Var, logits: &Var, texts: &Var, pairing: &Pairing) -> (f64, Tensor) {
        let questions = Tokens { vectors: questions.as_tensor().clone(), ranges: vec![0..2, 2..4] };
        let texts = Tokens { vectors: texts.as_tensor().clone(), ranges: vec![0..2, 2..5, 5..7] };
        surrogate(&questions, logits.as_tensor(), &texts, pairing).unwrap()
    }

    /// The loss in both directions, computed naively and without gradients.
    fn whole_loss(questions: &Var, logits: &Var, texts: &Var, pairing: &Pairing) -> f64 {
        let cosines: Vec<Vec<f32>> = questions.matmul(&texts.t().unwrap()).unwrap().to_vec2().unwrap();
        let logits: Vec<f32> = logits.to_vec1().unwrap();
        let score = |question: usize, range: Range<usize>| -> f32 {
            let weights = softmax(&logits[2 * question..2 * question + 2]);
            (0..2)
                .map(|token| {
                    weights[token] * cosines[2 * question + token][range.clone()].iter().copied().fold(-9.0, f32::max)
                })
                .sum()
        };
        let scores: Vec<Vec<f32>> =
            (0..2).map(|question| [0..2, 2..5, 5..7].map(|range| score(question, range)).to_vec()).collect();
        let mut loss = 0.0;
        for (question, row) in scores.iter().enumerate() {
            let all: Vec<f32> = row.iter().map(|score| score / TEMPERATURE).collect();
            loss -= f64::from(softmax(&all)[question].ln()) / 2.0;
            let column: Vec<f32> = (0..2).map(|other| scores[other][question] / TEMPERATURE).collect();
            loss -= f64::from(OTHER_DIRECTION * softmax(&column)[question].ln()) / 2.0;
        }
        assert_eq!(pairing.questions.len(), 2);
        loss
    }
}
