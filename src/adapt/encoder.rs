//! Whisper's encoder. It is never trained, so each clip passes through it once.

use super::weights::{Linear, Norm, Weights, attend, split_heads};
use super::{AdaptError, POSITIONS};
use crate::models::GgmlFile;
use candle_core::{Result, Tensor};

pub(super) struct Encoder {
    first: (Tensor, Tensor),
    second: (Tensor, Tensor),
    positions: Tensor,
    blocks: Vec<Block>,
    last: Norm,
    heads: usize,
}

struct Block {
    attention_norm: Norm,
    query: Linear,
    key: Linear,
    value: Linear,
    out: Linear,
    norm: Norm,
    widen: Linear,
    narrow: Linear,
}

impl Encoder {
    pub(super) fn new(file: &GgmlFile) -> std::result::Result<Self, AdaptError> {
        let weights = Weights { file };
        let convolution = |name: &str| -> std::result::Result<_, AdaptError> {
            let bias = weights.tensor(&format!("encoder.{name}.bias"))?;
            Ok((weights.tensor(&format!("encoder.{name}.weight"))?, bias.reshape((1, bias.elem_count(), 1))?))
        };
        let sizes = file.sizes();
        let blocks = (0..sizes.audio_layers).map(|layer| Block::new(&weights, layer));
        Ok(Encoder {
            first: convolution("conv1")?,
            second: convolution("conv2")?,
            positions: weights.tensor("encoder.positional_embedding")?.narrow(0, 0, POSITIONS)?,
            blocks: blocks.collect::<std::result::Result<_, _>>()?,
            last: weights.norm("encoder.ln_post")?,
            heads: sizes.audio_heads,
        })
    }

    /// Encodes mel bands × frames into positions × width.
    pub(super) fn forward(&self, mel: &Tensor) -> Result<Tensor> {
        let bands = mel.unsqueeze(0)?;
        let narrow = bands.conv1d(&self.first.0, 1, 1, 1, 1)?.broadcast_add(&self.first.1)?.gelu_erf()?;
        let narrow = narrow.conv1d(&self.second.0, 1, 2, 1, 1)?.broadcast_add(&self.second.1)?.gelu_erf()?;
        let mut heard = narrow.squeeze(0)?.t()?.contiguous()?.add(&self.positions)?;
        for block in &self.blocks {
            heard = block.forward(&heard, self.heads)?;
        }
        self.last.forward(&heard)
    }
}

impl Block {
    fn new(weights: &Weights<'_>, layer: usize) -> std::result::Result<Self, AdaptError> {
        let name = |part: &str| format!("encoder.blocks.{layer}.{part}");
        Ok(Block {
            attention_norm: weights.norm(&name("attn_ln"))?,
            query: weights.linear(&name("attn.query"))?,
            key: weights.linear(&name("attn.key"))?,
            value: weights.linear(&name("attn.value"))?,
            out: weights.linear(&name("attn.out"))?,
            norm: weights.norm(&name("mlp_ln"))?,
            widen: weights.linear(&name("mlp.0"))?,
            narrow: weights.linear(&name("mlp.2"))?,
        })
    }

    fn forward(&self, input: &Tensor, heads: usize) -> Result<Tensor> {
        let normal = self.attention_norm.forward(input)?;
        let split = |layer: &Linear| split_heads(&layer.forward(&normal)?.unsqueeze(0)?, heads);
        let (query, key, value) = (split(&self.query)?, split(&self.key)?, split(&self.value)?);
        let attended = attend(&query, &key, &value, None)?.squeeze(0)?;
        let middle = (input + self.out.forward(&attended)?)?;
        let wide = self.widen.forward(&self.norm.forward(&middle)?)?.gelu_erf()?;
        middle + self.narrow.forward(&wide)?
    }
}
