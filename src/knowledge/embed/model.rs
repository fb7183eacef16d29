//! Token ids to vectors: the BERT encoder of multilingual-e5-small, with the mean over all tokens as the text's
//! vector.
//!
//! Several texts are processed together, their tokens concatenated in one matrix without padding; only attention
//! treats each text separately.

use super::EmbedError;
use super::adapter::WeightChanges;
use super::matrix::{Linear, Product, View, add};
use super::weights::{BLOCK_WEIGHTS, Blocks, Shape, Tensors};
use rayon::prelude::*;
use std::ops::Range;

#[derive(Debug)]
pub(super) struct Model {
    shape: Shape,
    /// One row of blocks per token, unpacked only for the tokens in use.
    words: Blocks,
    /// `[positions][hidden]`, including the vector of the (only) segment type.
    positions: Vec<f32>,
    input_norm: LayerNorm,
    layers: Vec<Layer>,
}

impl Model {
    /// Reads the tensors.
    pub(super) fn read(shape: Shape, tensors: &mut dyn Tensors, changes: &WeightChanges) -> Result<Self, EmbedError> {
        let Shape { hidden, .. } = shape;
        let words = tensors.blocks("emb.word", shape.vocabulary * hidden)?;
        let mut positions = tensors.floats("emb.pos", shape.positions * hidden)?;
        let types = tensors.floats("emb.type", 2 * hidden)?;
        for position in positions.chunks_exact_mut(hidden) {
            add(position, &types[..hidden]);
        }
        let input_norm = LayerNorm::read(tensors, "emb.ln", shape)?;
        let layers =
            (0..shape.layers).map(|number| Layer::read(tensors, number, shape, changes)).collect::<Result<_, _>>()?;
        Ok(Self { shape, words, positions, input_norm, layers })
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    /// The state of every token of every text after the first `layers` layers, `[tokens][hidden]`. Each text has at
    /// most `MAX_TOKENS` token ids.
    pub(super) fn states(&self, texts: &[Vec<u32>], layers: usize) -> Vec<Vec<f32>> {
        // Entering the thread pool once, here, spares every layer from doing so.
        rayon::scope(|_| self.states_in_pool(texts, layers))
    }

    fn states_in_pool(&self, texts: &[Vec<u32>], layers: usize) -> Vec<Vec<f32>> {
        let mut ranges = Vec::with_capacity(texts.len());
        let mut rows = Vec::new();
        for text in texts {
            let start = rows.len() / self.shape.hidden;
            self.append_inputs(text, &mut rows);
            ranges.push(start..rows.len() / self.shape.hidden);
        }
        self.input_norm.apply(&mut rows);
        for layer in self.layers.iter().take(layers) {
            layer.apply(&mut rows, &ranges, self.shape);
        }
        let hidden = self.shape.hidden;
        ranges.into_iter().map(|range| rows[range.start * hidden..range.end * hidden].to_vec()).collect()
    }

    /// For every token, its word vector plus its position's vector.
    fn append_inputs(&self, tokens: &[u32], rows: &mut Vec<f32>) {
        let blocks_per_word = self.shape.hidden / BLOCK_WEIGHTS;
        let positions = self.positions.chunks_exact(self.shape.hidden);
        for (token, position) in tokens.iter().zip(positions) {
            let start = rows.len();
            let blocks = self.words.iter_from(*token as usize * blocks_per_word);
            for (scale, weights) in blocks.take(blocks_per_word) {
                rows.extend(weights.map(|weight| f32::from(weight) * scale));
            }
            add(&mut rows[start..], position);
        }
    }
}

/// The mean of a text's token vectors, scaled to unit length.
pub(super) fn unit_mean(states: &[f32], hidden: usize) -> Vec<f32> {
    let mut sum = vec![0.0; hidden];
    for row in states.chunks_exact(hidden) {
        add(&mut sum, row);
    }
    to_unit_length(&mut sum);
    sum
}

/// Scales a vector to length 1.
pub(super) fn to_unit_length(vector: &mut [f32]) {
    let length = vector.iter().map(|number| number * number).sum::<f32>().sqrt();
    scale_by(vector, 1.0 / length.max(f32::MIN_POSITIVE));
}

#[derive(Debug)]
struct Layer {
    query_key_value: Linear,
    attention_output: Linear,
    attention_norm: LayerNorm,
    inner: Linear,
    output: Linear,
    output_norm: LayerNorm,
}

impl Layer {
    fn read(
        tensors: &mut dyn Tensors,
        number: usize,
        shape: Shape,
        changes: &WeightChanges,
    ) -> Result<Self, EmbedError> {
        let Shape { hidden, feed_forward, .. } = shape;
        let mut linear = |names: &[String], inputs, outputs| Linear::read(tensors, names, [inputs, outputs], changes);
        let name = |part: &str| format!("l{number}.{part}");
        let query_key_value = [name("q"), name("k"), name("v")];
        let query_key_value = linear(&query_key_value, hidden, hidden)?;
        let attention_output = linear(&[name("ao")], hidden, hidden)?;
        let inner = linear(&[name("fi")], hidden, feed_forward)?;
        let output = linear(&[name("fo")], feed_forward, hidden)?;
        Ok(Self {
            query_key_value,
            attention_output,
            attention_norm: LayerNorm::read(tensors, &name("aln"), shape)?,
            inner,
            output,
            output_norm: LayerNorm::read(tensors, &name("oln"), shape)?,
        })
    }

    fn apply(&self, rows: &mut [f32], texts: &[Range<usize>], shape: Shape) {
        let projections = self.query_key_value.apply(rows);
        let attended = attend(&projections, texts, shape);
        add(rows, &self.attention_output.apply(&attended));
        self.attention_norm.apply(rows);

        let mut inner = self.inner.apply(rows);
        inner.par_chunks_mut(shape.feed_forward * 4).for_each(gelu);
        add(rows, &self.output.apply(&inner));
        self.output_norm.apply(rows);
    }
}

/// Attention of every token to the tokens of its own text. `projections` has query, key and value side by side in
/// every row; the result is `[tokens][hidden]`.
fn attend(projections: &[f32], texts: &[Range<usize>], shape: Shape) -> Vec<f32> {
    let Shape { hidden, heads, .. } = shape;
    let width = hidden / heads;
    let tasks: Vec<(&Range<usize>, usize)> =
        texts.iter().flat_map(|text| (0..heads).map(move |head| (text, head))).collect();
    let attended: Vec<Vec<f32>> =
        tasks.par_iter().map(|(text, head)| attend_with_head(projections, text, head * width, shape)).collect();

    let mut result = vec![0.0; projections.len() / 3];
    for ((text, head), attended) in tasks.into_iter().zip(attended) {
        let rows = result[text.start * hidden..text.end * hidden].chunks_exact_mut(hidden);
        for (row, attended) in rows.zip(attended.chunks_exact(width)) {
            row[head * width..(head + 1) * width].copy_from_slice(attended);
        }
    }
    result
}

/// One head for one text: `[tokens of the text][width of a head]`. `column` is where the head's query starts in a row.
fn attend_with_head(projections: &[f32], text: &Range<usize>, column: usize, shape: Shape) -> Vec<f32> {
    let Shape { hidden, heads, .. } = shape;
    let width = hidden / heads;
    let length = text.len();
    let view = |part: usize| {
        let start = text.start * 3 * hidden + part * hidden + column;
        View::rows(&projections[start..], 3 * hidden)
    };
    let (query, key, value) = (view(0), view(1), view(2));

    let mut weights = vec![0.0; length * length];
    let scores = Product {
        rows: length,
        columns: length,
        depth: width,
        scale: 1.0 / (width as f32).sqrt(),
        add_to_result: false,
    };
    scores.compute(query, key.transposed(), &mut weights);
    weights.chunks_exact_mut(length).for_each(softmax);

    let mut attended = vec![0.0; length * width];
    let mixture = Product { rows: length, columns: width, depth: length, scale: 1.0, add_to_result: false };
    mixture.compute(View::rows(&weights, length), value, &mut attended);
    attended
}

fn softmax(row: &mut [f32]) {
    let highest = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for number in row.iter_mut() {
        *number = (*number - highest).exp();
        sum += *number;
    }
    scale_by(row, 1.0 / sum);
}

fn scale_by(row: &mut [f32], scale: f32) {
    for number in row {
        *number *= scale;
    }
}

fn gelu(numbers: &mut [f32]) {
    for number in numbers {
        *number *= 0.5 * (1.0 + error_function(*number * std::f32::consts::FRAC_1_SQRT_2));
    }
}

/// The Gauss error function to about 1e-6, as a quotient of polynomials: the standard library has none, and the
/// compiler can vectorise this one. The coefficients are those of Eigen's `generic_fast_erf_float`
/// (`SpecialFunctionsImpl.h`).
fn error_function(x: f32) -> f32 {
    const NUMERATOR: [f32; 7] = [
        -2.726_142_4e-10,
        2.770_681_4e-8,
        -2.101_024e-6,
        -5.692_506_6e-5,
        -7.349_906_3e-4,
        -2.954_600_1e-3,
        -1.609_603_3e-2,
    ];
    const DENOMINATOR: [f32; 5] = [-1.456_607_2e-5, -2.133_740_2e-4, -1.682_827e-3, -7.373_329_4e-3, -1.426_473_4e-2];
    let x = x.clamp(-4.0, 4.0);
    let square = x * x;
    let polynomial =
        |coefficients: &[f32]| coefficients.iter().fold(0.0, |sum, coefficient| sum * square + coefficient);
    x * polynomial(&NUMERATOR) / polynomial(&DENOMINATOR)
}

#[derive(Debug)]
struct LayerNorm {
    weights: Vec<f32>,
    bias: Vec<f32>,
    epsilon: f32,
}

impl LayerNorm {
    fn read(tensors: &mut dyn Tensors, name: &str, shape: Shape) -> Result<Self, EmbedError> {
        Ok(Self {
            weights: tensors.floats(&format!("{name}.w"), shape.hidden)?,
            bias: tensors.floats(&format!("{name}.b"), shape.hidden)?,
            epsilon: shape.epsilon,
        })
    }

    /// Normalises every row to mean 0 and variance 1, then applies the layer's weights and bias.
    fn apply(&self, rows: &mut [f32]) {
        let width = self.weights.len() as f32;
        for row in rows.chunks_exact_mut(self.weights.len()) {
            let mean = row.iter().sum::<f32>() / width;
            let variance = row.iter().map(|number| (number - mean) * (number - mean)).sum::<f32>() / width;
            let scale = 1.0 / (variance + self.epsilon).sqrt();
            for (number, (weight, bias)) in row.iter_mut().zip(self.weights.iter().zip(&self.bias)) {
                *number = (*number - mean) * scale * weight + bias;
            }
        }
    }
}
