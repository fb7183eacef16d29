//! Turns one batch into input tokens, target tokens and the gradient of the loss.

use super::decoder::Decoder;
use candle_core::{Device, Tensor};
use rayon::prelude::*;

/// Inputs and targets of one batch.
pub(super) struct Lesson {
    /// Number of texts in the batch.
    rows: usize,
    tokens: Vec<u32>,
    /// Positions in the flattened list of states at which a target is predicted.
    places: Vec<u32>,
    /// The target token at each of these positions.
    targets: Vec<u32>,
}

impl Lesson {
    pub(super) fn new(opening: &[u32], texts: &[Vec<u32>], end: u32) -> Self {
        let length = opening.len() + texts.iter().map(Vec::len).max().unwrap_or(0);
        let mut lesson = Lesson { rows: texts.len(), tokens: Vec::new(), places: Vec::new(), targets: Vec::new() };
        for (row, text) in texts.iter().enumerate() {
            let first = row * length + opening.len() - 1;
            for (offset, target) in text.iter().chain([&end]).enumerate() {
                lesson.places.push((first + offset) as u32);
                lesson.targets.push(*target);
            }
            lesson.tokens.extend(opening.iter().chain(text));
            lesson.tokens.resize((row + 1) * length, end);
        }
        lesson
    }

    fn states(&self, decoder: &Decoder, heard: &Tensor) -> candle_core::Result<Tensor> {
        let length = self.tokens.len() / self.rows;
        let tokens = Tensor::from_slice(&self.tokens, (self.rows, length), &Device::Cpu)?;
        let states = decoder.forward(&tokens, heard)?.flatten(0, 1)?;
        states.index_select(&Tensor::new(self.places.as_slice(), &Device::Cpu)?, 0)
    }
}

/// The loss of a batch, without gradients.
#[cfg(test)]
pub(super) fn loss_of(decoder: &Decoder, lesson: &Lesson, heard: &Tensor, smoothing: f32) -> candle_core::Result<f64> {
    let scores = decoder.scores(&lesson.states(decoder, heard)?.detach())?;
    Ok(into_gradient(&mut scores.flatten_all()?.to_vec1()?, &lesson.targets, smoothing))
}

/// The loss of a batch and the gradients of the trainable variables.
///
/// The vocabulary is large and frozen, so the gradient at the states before it is computed by hand, and passed on to
/// the remaining layers as the gradient of a sum.
pub(super) fn backwards(
    decoder: &Decoder,
    lesson: &Lesson,
    heard: &Tensor,
    smoothing: f32,
) -> candle_core::Result<(f64, candle_core::backprop::GradStore)> {
    let states = lesson.states(decoder, heard)?;
    let scores = decoder.scores(&states.detach())?;
    let shape = scores.dims2()?;
    let mut values: Vec<f32> = scores.flatten_all()?.to_vec1()?;
    let loss = into_gradient(&mut values, &lesson.targets, smoothing);
    let gradient = decoder.scores_backwards(&Tensor::from_vec(values, shape, &Device::Cpu)?)?;
    let gradients = (states * gradient)?.sum_all()?.backward()?;
    Ok((loss, gradients))
}

/// Replaces rows of scores by their gradient and returns the mean cross-entropy. `smoothing` is the share of the
/// target probability that is spread over all tokens.
fn into_gradient(scores: &mut [f32], targets: &[u32], smoothing: f32) -> f64 {
    let vocabulary = scores.len() / targets.len().max(1);
    let spread = smoothing / vocabulary as f32;
    let count = targets.len() as f32;
    // Collected before they are summed, so that the order of summation is always the same.
    let losses: Vec<f64> = scores
        .par_chunks_exact_mut(vocabulary)
        .zip(targets)
        .map(|(row, target)| {
            let largest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let powers: f64 = row.iter().map(|score| f64::from((score - largest).exp())).sum();
            let normal = largest + powers.ln() as f32;
            let all: f64 = row.iter().map(|score| f64::from(score - normal)).sum();
            let target = *target as usize;
            let loss = -f64::from(1.0 - smoothing) * f64::from(row[target] - normal) - f64::from(spread) * all;
            for score in row.iter_mut() {
                *score = ((*score - normal).exp() - spread) / count;
            }
            row[target] -= (1.0 - smoothing) / count;
            loss
        })
        .collect();
    losses.iter().sum::<f64>() / f64::from(count)
}
