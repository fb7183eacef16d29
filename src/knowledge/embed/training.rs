//! What training of the embedding model needs: the states after the lower layers, and the weights of the upper ones as
//! floats.

use super::opened::Opened;
use super::weights::Tensors;
use super::{DIMENSIONS, EmbedError, Embedder, PASSAGE, QUERY};
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

/// The input of the upper layers for a text.
#[derive(Debug, Clone, PartialEq)]
pub struct States {
    /// `[tokens][DIMENSIONS]`.
    pub numbers: Vec<f32>,
    /// The range of the text's own tokens, without start, prefix and end.
    pub own: Range<usize>,
}

/// The weights of one layer, by their names in the model file: `q.w` (outputs × inputs), `q.b`, `aln.w` …
pub type LayerWeights = BTreeMap<&'static str, Vec<f32>>;

/// The linear parts of a layer, with the sizes of inputs and outputs as multiples of [`DIMENSIONS`].
pub const LINEAR_PARTS: [(&str, usize, usize); 6] =
    [("q", 1, 1), ("k", 1, 1), ("v", 1, 1), ("ao", 1, 1), ("fi", 1, 4), ("fo", 4, 1)];
/// Attention heads of a layer.
pub const HEADS: usize = 12;
/// Layers of the model.
pub const LAYERS: usize = 12;

const WEIGHT_NAMES: [(&str, &str); 6] =
    [("q.w", "q.b"), ("k.w", "k.b"), ("v.w", "v.b"), ("ao.w", "ao.b"), ("fi.w", "fi.b"), ("fo.w", "fo.b")];
const NORM_NAMES: [&str; 4] = ["aln.w", "aln.b", "oln.w", "oln.b"];

/// Reads the weights of the layers from index `first` on.
pub fn upper_layers(path: &Path, first: usize) -> Result<Vec<LayerWeights>, EmbedError> {
    let mut tensors = Opened::open(path)?.tensors;
    (first..LAYERS).map(|number| layer(tensors.as_mut(), number)).collect()
}

fn layer(tensors: &mut dyn Tensors, number: usize) -> Result<LayerWeights, EmbedError> {
    let mut weights = LayerWeights::new();
    for ((weight, bias), (_, inputs, outputs)) in WEIGHT_NAMES.into_iter().zip(LINEAR_PARTS) {
        let (inputs, outputs) = (inputs * DIMENSIONS, outputs * DIMENSIONS);
        let blocks = tensors.blocks(&format!("l{number}.{weight}"), inputs * outputs)?;
        weights.insert(weight, blocks.floats());
        weights.insert(bias, tensors.floats(&format!("l{number}.{bias}"), outputs)?);
    }
    for name in NORM_NAMES {
        weights.insert(name, tensors.floats(&format!("l{number}.{name}"), DIMENSIONS)?);
    }
    Ok(weights)
}

impl Embedder {
    /// The states of texts after the first `layers` layers, each from its first `max_tokens` tokens.
    #[must_use]
    pub fn states_behind(&self, layers: usize, texts: &[&str], as_questions: bool, max_tokens: usize) -> Vec<States> {
        let prefix = if as_questions { QUERY } else { PASSAGE };
        let tokens: Vec<Vec<u32>> = texts.iter().map(|text| self.tokens(prefix, text, max_tokens)).collect();
        let states = self.model.states(&tokens, layers);
        states
            .into_iter()
            .map(|numbers| {
                let own = self.own_tokens(numbers.len() / DIMENSIONS, prefix, 1);
                States { numbers, own }
            })
            .collect()
    }
}
