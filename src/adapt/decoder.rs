//! Whisper's decoder with a low-rank change beside every matrix of its blocks, for training.

use super::AdaptError;
use super::linear::{AdaptedLinear, tensor};
use super::weights::{Norm, Weights, attend, split_heads};
use crate::audio::Random;
use crate::models::{GgmlFile, LowRank};
use candle_core::{Device, Result, Tensor, Var};
use std::collections::BTreeMap;

/// The form of the low-rank changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shape {
    /// Rank of each change.
    pub(super) rank: usize,
    /// Factor applied to the product of the thin matrices.
    pub(super) scale: f64,
}

/// A decoder with trainable changes in its blocks.
pub(super) struct Decoder {
    tokens: Tensor,
    positions: Tensor,
    blocks: Vec<Block>,
    last: Norm,
    heads: usize,
    trained: BTreeMap<String, Var>,
}

struct Block {
    attention_norm: Norm,
    attention: Attention,
    cross_norm: Norm,
    cross: Attention,
    norm: Norm,
    widen: AdaptedLinear,
    narrow: AdaptedLinear,
}

struct Attention {
    query: AdaptedLinear,
    key: AdaptedLinear,
    value: AdaptedLinear,
    out: AdaptedLinear,
}

impl Decoder {
    /// A model's decoder with changes that have no effect yet; `seed` initialises them.
    pub(super) fn new(file: &GgmlFile, shape: Shape, seed: u64) -> std::result::Result<Self, AdaptError> {
        let weights = Weights { file };
        let mut maker = Maker { weights: &weights, shape, random: Random::new(seed), trained: BTreeMap::new() };
        let layers = file.sizes().text_layers;
        let blocks = (0..layers).map(|layer| Block::new(&mut maker, layer)).collect::<std::result::Result<_, _>>()?;
        Ok(Decoder {
            tokens: weights.tensor("decoder.token_embedding.weight")?,
            positions: weights.tensor("decoder.positional_embedding")?,
            blocks,
            last: weights.norm("decoder.ln")?,
            heads: file.sizes().text_heads,
            trained: maker.trained,
        })
    }

    /// The trainable variables, by name.
    pub(super) fn trained(&self) -> &BTreeMap<String, Var> {
        &self.trained
    }

    /// The changes in the form in which an adapter stores them.
    pub(super) fn changes(&self) -> Result<BTreeMap<String, LowRank>> {
        let mut changes = BTreeMap::new();
        for (name, down) in &self.trained {
            let Some(target) = name.strip_suffix(".down") else { continue };
            let up = &self.trained[&format!("{target}.up")];
            let values = |var: &Var| var.as_tensor().flatten_all()?.to_vec1::<f32>();
            changes.insert(target.to_owned(), LowRank { rank: down.dim(0)?, down: values(down)?, up: values(up)? });
        }
        Ok(changes)
    }

    /// Runs the decoder on tokens (batch × length) and encoder output (batch × positions × width), up to but not
    /// including the projection onto the vocabulary: batch × length × width.
    pub(super) fn forward(&self, tokens: &Tensor, heard: &Tensor) -> Result<Tensor> {
        let (batch, length) = tokens.dims2()?;
        let embedded = self.tokens.index_select(&tokens.flatten_all()?, 0)?.reshape((batch, length, ()))?;
        let mut state = embedded.broadcast_add(&self.positions.narrow(0, 0, length)?)?;
        let mask = causal_mask(length)?;
        for block in &self.blocks {
            state = block.forward(&state, heard, &mask, self.heads)?;
        }
        self.last.forward(&state)
    }

    /// Projects states onto the vocabulary: rows × width to rows × vocabulary.
    pub(super) fn scores(&self, states: &Tensor) -> Result<Tensor> {
        states.matmul(&self.tokens.t()?)
    }

    /// The gradient of the states, given that of the scores.
    pub(super) fn scores_backwards(&self, gradient: &Tensor) -> Result<Tensor> {
        gradient.matmul(&self.tokens)
    }
}

impl Block {
    fn new(maker: &mut Maker<'_>, layer: usize) -> std::result::Result<Self, AdaptError> {
        let name = |part: &str| format!("decoder.blocks.{layer}.{part}");
        let cross = Attention::new(maker, &name("cross_attn"))?;
        Ok(Block {
            attention_norm: maker.weights.norm(&name("attn_ln"))?,
            attention: Attention::new(maker, &name("attn"))?,
            cross_norm: maker.weights.norm(&name("cross_attn_ln"))?,
            cross: Attention { key: cross.key.at_the_bottom(), value: cross.value.at_the_bottom(), ..cross },
            norm: maker.weights.norm(&name("mlp_ln"))?,
            widen: maker.linear(&name("mlp.0"))?,
            narrow: maker.linear(&name("mlp.2"))?,
        })
    }

    fn forward(&self, input: &Tensor, heard: &Tensor, mask: &Tensor, heads: usize) -> Result<Tensor> {
        let normal = self.attention_norm.forward(input)?;
        let state = (input + self.attention.forward(&normal, &normal, Some(mask), heads)?)?;
        let normal = self.cross_norm.forward(&state)?;
        let state = (&state + self.cross.forward(&normal, heard, None, heads)?)?;
        let wide = self.widen.forward(&self.norm.forward(&state)?)?.gelu_erf()?;
        state + self.narrow.forward(&wide)?
    }
}

impl Attention {
    fn new(maker: &mut Maker<'_>, name: &str) -> std::result::Result<Self, AdaptError> {
        Ok(Attention {
            query: maker.linear(&format!("{name}.query"))?,
            key: maker.linear(&format!("{name}.key"))?,
            value: maker.linear(&format!("{name}.value"))?,
            out: maker.linear(&format!("{name}.out"))?,
        })
    }

    fn forward(&self, asking: &Tensor, asked: &Tensor, mask: Option<&Tensor>, heads: usize) -> Result<Tensor> {
        let query = split_heads(&self.query.forward(asking)?, heads)?;
        let key = split_heads(&self.key.forward(asked)?, heads)?;
        let value = split_heads(&self.value.forward(asked)?, heads)?;
        self.out.forward(&attend(&query, &key, &value, mask)?)
    }
}

/// Builds layers and collects their trainable variables.
struct Maker<'a> {
    weights: &'a Weights<'a>,
    shape: Shape,
    random: Random,
    trained: BTreeMap<String, Var>,
}

impl Maker<'_> {
    fn linear(&mut self, name: &str) -> std::result::Result<AdaptedLinear, AdaptError> {
        let weight = self.weights.tensor(&format!("{name}.weight"))?;
        let (outputs, inputs) = weight.dims2()?;
        let rank = self.shape.rank;
        // `up` starts at zero so that the change has no effect yet; `down` must not, or both gradients would stay
        // zero.
        let spread = 1.0 / (inputs as f32).sqrt();
        let start = (0..rank * inputs).map(|_| self.random.signed() * spread).collect();
        let down = Var::from_tensor(&tensor(start, (rank, inputs))?)?;
        let up = Var::from_tensor(&tensor(vec![0.0; outputs * rank], (outputs, rank))?)?;
        self.trained.insert(format!("{name}.weight.down"), down.clone());
        self.trained.insert(format!("{name}.weight.up"), up.clone());
        let bias = self.weights.vector(&format!("{name}.bias"))?;
        Ok(AdaptedLinear::new(weight, bias, self.shape.scale, down, up))
    }
}

/// Keeps tokens from attending to later ones.
fn causal_mask(length: usize) -> Result<Tensor> {
    let mask: Vec<f32> = (0..length)
        .flat_map(|row| (0..length).map(move |column| if column > row { f32::NEG_INFINITY } else { 0.0 }))
        .collect();
    Tensor::from_vec(mask, (length, length), &Device::Cpu)
}
