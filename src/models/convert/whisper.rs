//! The parts of a Whisper model, under whisper.cpp's names.
//!
//! `CTranslate2` stacks matrices that are multiplied together: `self_attention/linear_0` holds query, key and value,
//! `attention/linear_1` key and value. They are separated again here.

use super::ctranslate2::Model;

/// More layers than any Whisper has.
const MOST_LAYERS: usize = 1_000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Dimensions {
    pub(super) vocabulary: usize,
    pub(super) audio_context: usize,
    pub(super) audio_state: usize,
    pub(super) audio_heads: usize,
    pub(super) audio_layers: usize,
    pub(super) text_context: usize,
    pub(super) text_state: usize,
    pub(super) text_heads: usize,
    pub(super) text_layers: usize,
    pub(super) mels: usize,
}

/// A named array of weights.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tensor {
    pub(super) name: String,
    /// Sizes, the outermost first.
    pub(super) shape: Vec<usize>,
    pub(super) values: Vec<f32>,
}

/// A complete model, its tensors in the order of `OpenAI`'s own checkpoints.
pub(super) struct Whisper {
    pub(super) dimensions: Dimensions,
    pub(super) tensors: Vec<Tensor>,
}

impl Whisper {
    /// Splits a `CTranslate2` model into its parts.
    pub(super) fn from_ctranslate2(model: &Model<'_>) -> Result<Self, String> {
        let dimensions = dimensions(model)?;
        let mut parts = Parts { model, tensors: Vec::new() };
        parts.positions("decoder")?;
        parts.positions("encoder")?;
        parts.copy("decoder.token_embedding.weight", "decoder/embeddings/weight")?;
        for layer in 0..dimensions.text_layers {
            parts.layer("decoder", layer)?;
        }
        parts.norm("decoder.ln", "decoder/layer_norm")?;
        parts.convolution("conv1")?;
        parts.convolution("conv2")?;
        for layer in 0..dimensions.audio_layers {
            parts.layer("encoder", layer)?;
        }
        parts.norm("encoder.ln_post", "encoder/layer_norm")?;
        Ok(Self { dimensions, tensors: parts.tensors })
    }
}

fn dimensions(model: &Model<'_>) -> Result<Dimensions, String> {
    let size = |name: &str, axis: usize| {
        let shape = &model.get(name)?.shape;
        shape.get(axis).copied().ok_or_else(|| format!("`{name}` has the shape {shape:?}"))
    };
    let heads = |name: &str| usize::try_from(model.get(name)?.integer()?).map_err(|_| format!("`{name}` is negative"));
    let layers = |side: &str| {
        let there = |layer: &usize| model.has(&format!("{side}/layer_{layer}/ffn/linear_0/weight"));
        (0..MOST_LAYERS).take_while(there).count()
    };
    Ok(Dimensions {
        vocabulary: size("decoder/embeddings/weight", 0)?,
        audio_context: size("encoder/position_encodings/encodings", 0)?,
        audio_state: size("encoder/position_encodings/encodings", 1)?,
        audio_heads: heads("encoder/num_heads")?,
        audio_layers: layers("encoder"),
        text_context: size("decoder/position_encodings/encodings", 0)?,
        text_state: size("decoder/position_encodings/encodings", 1)?,
        text_heads: heads("decoder/num_heads")?,
        text_layers: layers("decoder"),
        mels: size("encoder/conv1/weight", 1)?,
    })
}

/// Shape and values.
type Array = (Vec<usize>, Vec<f32>);

struct Parts<'model, 'bytes> {
    model: &'model Model<'bytes>,
    tensors: Vec<Tensor>,
}

impl Parts<'_, '_> {
    fn positions(&mut self, side: &str) -> Result<(), String> {
        self.copy(&format!("{side}.positional_embedding"), &format!("{side}/position_encodings/encodings"))
    }

    fn layer(&mut self, side: &str, layer: usize) -> Result<(), String> {
        let (to, from) = (format!("{side}.blocks.{layer}"), format!("{side}/layer_{layer}"));
        self.norm(&format!("{to}.mlp_ln"), &format!("{from}/ffn/layer_norm"))?;
        self.linear(&format!("{to}.mlp.0"), &format!("{from}/ffn/linear_0"))?;
        self.linear(&format!("{to}.mlp.2"), &format!("{from}/ffn/linear_1"))?;
        self.norm(&format!("{to}.attn_ln"), &format!("{from}/self_attention/layer_norm"))?;
        self.self_attention(&format!("{to}.attn"), &format!("{from}/self_attention"))?;
        if side == "decoder" {
            self.norm(&format!("{to}.cross_attn_ln"), &format!("{from}/attention/layer_norm"))?;
            self.cross_attention(&format!("{to}.cross_attn"), &format!("{from}/attention"))?;
        }
        Ok(())
    }

    fn self_attention(&mut self, to: &str, from: &str) -> Result<(), String> {
        let [query, key, value] = self.stacked::<3>(&format!("{from}/linear_0/weight"))?;
        let [query_bias, _, value_bias] = self.stacked::<3>(&format!("{from}/linear_0/bias"))?;
        self.push(format!("{to}.query.weight"), query);
        self.push(format!("{to}.query.bias"), query_bias);
        self.push(format!("{to}.key.weight"), key);
        self.push(format!("{to}.value.weight"), value);
        self.push(format!("{to}.value.bias"), value_bias);
        self.linear(&format!("{to}.out"), &format!("{from}/linear_1"))
    }

    fn cross_attention(&mut self, to: &str, from: &str) -> Result<(), String> {
        let [key, value] = self.stacked::<2>(&format!("{from}/linear_1/weight"))?;
        let [_, value_bias] = self.stacked::<2>(&format!("{from}/linear_1/bias"))?;
        self.linear(&format!("{to}.query"), &format!("{from}/linear_0"))?;
        self.push(format!("{to}.key.weight"), key);
        self.push(format!("{to}.value.weight"), value);
        self.push(format!("{to}.value.bias"), value_bias);
        self.linear(&format!("{to}.out"), &format!("{from}/linear_2"))
    }

    /// Copies a convolution; its bias becomes a column, as whisper.cpp expects.
    fn convolution(&mut self, name: &str) -> Result<(), String> {
        self.linear(&format!("encoder.{name}"), &format!("encoder/{name}"))?;
        if let Some(bias) = self.tensors.last_mut() {
            bias.shape.push(1);
        }
        Ok(())
    }

    fn linear(&mut self, to: &str, from: &str) -> Result<(), String> {
        self.copy(&format!("{to}.weight"), &format!("{from}/weight"))?;
        self.copy(&format!("{to}.bias"), &format!("{from}/bias"))
    }

    fn norm(&mut self, to: &str, from: &str) -> Result<(), String> {
        self.copy(&format!("{to}.weight"), &format!("{from}/gamma"))?;
        self.copy(&format!("{to}.bias"), &format!("{from}/beta"))
    }

    fn copy(&mut self, to: &str, from: &str) -> Result<(), String> {
        let [whole] = self.stacked::<1>(from)?;
        self.push(to.to_owned(), whole);
        Ok(())
    }

    fn push(&mut self, name: String, (shape, values): Array) {
        self.tensors.push(Tensor { name, shape, values });
    }

    /// The array called `name`, split along its first axis into `COUNT` equal pieces.
    fn stacked<const COUNT: usize>(&self, name: &str) -> Result<[Array; COUNT], String> {
        let variable = self.model.get(name)?;
        let mut shape = variable.shape.clone();
        match shape.first_mut() {
            Some(rows) if rows.is_multiple_of(COUNT) && *rows > 0 => *rows /= COUNT,
            _ => {
                return Err(format!("`{name}`, of shape {shape:?}, is no stack of {COUNT}"));
            }
        }
        let values = variable.floats().map_err(|problem| format!("`{name}`: {problem}"))?;
        let length = values.len() / COUNT;
        Ok(std::array::from_fn(|piece| (shape.clone(), values[piece * length..(piece + 1) * length].to_vec())))
    }
}
