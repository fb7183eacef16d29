//! The upper layers of the embedding model with a low-rank change beside every matrix, and the projection, for
//! training.

use super::super::AdaptError;
use super::super::linear::{AdaptedLinear, tensor};
use super::super::weights::{Norm, attend, split_heads};
use super::loss::Tokens;
use crate::audio::Random;
use crate::knowledge::embed::training::{HEADS, LINEAR_PARTS, LayerWeights, States, upper_layers};
use crate::knowledge::embed::{DIMENSIONS, Projection, TOKEN_DIMENSIONS, WeightChanges};
use crate::models::LowRank;
use candle_core::{D, Device, Result, Tensor, Var};
use std::collections::BTreeMap;
use std::path::Path;

/// Number of lower layers, which are not changed.
pub(super) const FROZEN_LAYERS: usize = 6;
/// Number of texts that go through the layers together.
const GROUP: usize = 16;
/// Epsilon of the model's layer normalisation.
const NORM_EPSILON: f64 = 1e-12;
const PROJECTION: &str = "projection";
const OFFSET: &str = "offset";
const IMPORTANCE: &str = "importance";

/// The trainable part of the model.
pub(super) struct Upper {
    layers: Vec<Layer>,
    trained: BTreeMap<String, Var>,
    scale: f64,
}

struct Layer {
    query: AdaptedLinear,
    key: AdaptedLinear,
    value: AdaptedLinear,
    out: AdaptedLinear,
    attention_norm: Norm,
    widen: AdaptedLinear,
    narrow: AdaptedLinear,
    norm: Norm,
}

impl Upper {
    /// The layers with a change that has no effect yet, and a projection; `seed` initialises the change.
    pub(super) fn new(
        model: &Path,
        rank: usize,
        scale: f64,
        start: &Projection,
        seed: u64,
    ) -> std::result::Result<Self, AdaptError> {
        let mut maker = Maker { rank, scale, random: Random::new(seed), trained: BTreeMap::new() };
        let weights = upper_layers(model, FROZEN_LAYERS)?;
        let layers = weights
            .into_iter()
            .enumerate()
            .map(|(place, weights)| maker.layer(FROZEN_LAYERS + place, &weights, place == 0))
            .collect::<Result<Vec<_>>>()?;
        let mut trained = maker.trained;
        let mut var = |name: &str, values: &[f32], shape: (usize, usize)| -> Result<()> {
            trained.insert(name.to_owned(), Var::from_tensor(&tensor(values.to_vec(), shape)?)?);
            Ok(())
        };
        var(PROJECTION, &start.matrix, (TOKEN_DIMENSIONS, DIMENSIONS))?;
        var(OFFSET, &start.offset, (1, TOKEN_DIMENSIONS))?;
        var(IMPORTANCE, &start.importance, (1, DIMENSIONS))?;
        Ok(Upper { layers, trained, scale })
    }

    /// The trainable variables, by name.
    pub(super) fn trained(&self) -> &BTreeMap<String, Var> {
        &self.trained
    }

    /// Computes token vectors, and a logit per token for its weight.
    pub(super) fn forward(&self, texts: &[States]) -> Result<(Tokens, Tensor)> {
        // Texts of similar length are grouped, to keep padding short.
        let mut order: Vec<usize> = (0..texts.len()).collect();
        order.sort_by_key(|text| texts[*text].numbers.len());
        let mut own = Vec::new();
        let mut ranges = vec![0..0; texts.len()];
        let mut rows = 0;
        for group in order.chunks(GROUP) {
            let members: Vec<&States> = group.iter().map(|text| &texts[*text]).collect();
            own.push(self.own_states(&members)?);
            for (text, member) in group.iter().zip(&members) {
                ranges[*text] = rows..rows + member.own.len();
                rows += member.own.len();
            }
        }
        let own = Tensor::cat(&own, 0)?;
        let projected = own.matmul(&self.trained[PROJECTION].t()?)?.broadcast_add(&self.trained[OFFSET])?;
        let length = (projected.sqr()?.sum_keepdim(D::Minus1)? + 1e-12)?.sqrt()?;
        let logits = own.matmul(&self.trained[IMPORTANCE].t()?)?.flatten_all()?;
        Ok((Tokens { vectors: projected.broadcast_div(&length)?, ranges }, logits))
    }

    /// The final states of the texts' tokens without padding, concatenated.
    fn own_states(&self, texts: &[&States]) -> Result<Tensor> {
        let length = texts.iter().map(|text| text.numbers.len() / DIMENSIONS).max().unwrap_or(1);
        let mut state = padded(texts, length)?;
        let mask = mask(texts, length)?;
        for layer in &self.layers {
            state = layer.forward(&state, &mask)?;
        }
        let places: Vec<u32> = texts
            .iter()
            .enumerate()
            .flat_map(|(row, text)| text.own.clone().map(move |token| (row * length + token) as u32))
            .collect();
        state.flatten(0, 1)?.index_select(&Tensor::new(places.as_slice(), &Device::Cpu)?, 0)
    }

    /// The trained changes in the form in which an adapter stores them.
    pub(super) fn changes(&self) -> Result<(WeightChanges, Projection)> {
        let values = |name: &str| self.trained[name].as_tensor().flatten_all()?.to_vec1::<f32>();
        let mut changes = BTreeMap::new();
        for name in self.trained.keys().filter_map(|name| name.strip_suffix(".down")) {
            let (down, up) = (format!("{name}.down"), format!("{name}.up"));
            let rank = self.trained[&down].dim(0)?;
            changes.insert(name.to_owned(), LowRank { rank, down: values(&down)?, up: values(&up)? });
        }
        let projection =
            Projection { matrix: values(PROJECTION)?, offset: values(OFFSET)?, importance: values(IMPORTANCE)? };
        Ok((WeightChanges { scale: self.scale as f32, changes }, projection))
    }
}

impl Layer {
    fn forward(&self, input: &Tensor, mask: &Tensor) -> Result<Tensor> {
        let query = split_heads(&self.query.forward(input)?, HEADS)?;
        let key = split_heads(&self.key.forward(input)?, HEADS)?;
        let value = split_heads(&self.value.forward(input)?, HEADS)?;
        let attended = self.out.forward(&attend(&query, &key, &value, Some(mask))?)?;
        let state = self.attention_norm.forward(&(input + attended)?)?;
        let wide = self.widen.forward(&state)?.gelu_erf()?;
        self.norm.forward(&(&state + self.narrow.forward(&wide)?)?)
    }
}

/// Stacks texts, each padded with zeros to `length`.
fn padded(texts: &[&States], length: usize) -> Result<Tensor> {
    let mut numbers = Vec::with_capacity(texts.len() * length * DIMENSIONS);
    for (row, text) in texts.iter().enumerate() {
        numbers.extend(&text.numbers);
        numbers.resize((row + 1) * length * DIMENSIONS, 0.0);
    }
    tensor(numbers, (texts.len(), length, DIMENSIONS))
}

/// Keeps tokens from attending to padding.
fn mask(texts: &[&States], length: usize) -> Result<Tensor> {
    let hidden = |text: &States, place: usize| if place * DIMENSIONS < text.numbers.len() { 0.0 } else { -1e9 };
    let mask = texts.iter().flat_map(|text| (0..length).map(move |place| hidden(text, place))).collect();
    tensor(mask, (texts.len(), 1, 1, length))
}

/// Builds layers and collects their trainable variables.
struct Maker {
    rank: usize,
    scale: f64,
    random: Random,
    trained: BTreeMap<String, Var>,
}

impl Maker {
    fn layer(&mut self, number: usize, weights: &LayerWeights, is_lowest: bool) -> Result<Layer> {
        let mut linears = LINEAR_PARTS.map(|part| self.linear(number, part, weights)).into_iter();
        let mut next = || linears.next().expect("there is one for each part");
        let [query, key, value] = [next()?, next()?, next()?];
        // The output of the frozen layers needs no gradient.
        let lowest = |linear: AdaptedLinear| if is_lowest { linear.at_the_bottom() } else { linear };
        Ok(Layer {
            query: lowest(query),
            key: lowest(key),
            value: lowest(value),
            out: next()?,
            widen: next()?,
            narrow: next()?,
            attention_norm: norm(weights, "aln")?,
            norm: norm(weights, "oln")?,
        })
    }

    fn linear(
        &mut self,
        number: usize,
        (part, inputs, outputs): (&str, usize, usize),
        weights: &LayerWeights,
    ) -> Result<AdaptedLinear> {
        let (inputs, outputs, rank) = (inputs * DIMENSIONS, outputs * DIMENSIONS, self.rank);
        let weight = tensor(weights[format!("{part}.w").as_str()].clone(), (outputs, inputs))?;
        let bias = tensor(weights[format!("{part}.b").as_str()].clone(), outputs)?;
        // `up` starts at zero so that the change has no effect yet; `down` must not, or both gradients would stay
        // zero.
        let spread = 1.0 / (inputs as f32).sqrt();
        let start = (0..rank * inputs).map(|_| self.random.signed() * spread).collect();
        let down = Var::from_tensor(&tensor(start, (rank, inputs))?)?;
        let up = Var::from_tensor(&tensor(vec![0.0; outputs * rank], (outputs, rank))?)?;
        self.trained.insert(format!("l{number}.{part}.down"), down.clone());
        self.trained.insert(format!("l{number}.{part}.up"), up.clone());
        Ok(AdaptedLinear::new(weight, Some(bias), self.scale, down, up))
    }
}

fn norm(weights: &LayerWeights, name: &str) -> Result<Norm> {
    let values = |part: &str| tensor(weights[format!("{name}.{part}").as_str()].clone(), DIMENSIONS);
    Ok(Norm::new(values("w")?, values("b")?, NORM_EPSILON))
}
