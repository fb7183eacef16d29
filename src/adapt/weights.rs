//! The weights of a ggml Whisper as tensors, by `OpenAI`'s names, and the layers shared by encoder and decoder.

use super::AdaptError;
use super::linear::tensor;
use crate::models::GgmlFile;
use candle_core::{D, Result, Tensor};

/// Reads tensors from a model file.
pub(super) struct Weights<'a> {
    pub(super) file: &'a GgmlFile,
}

impl Weights<'_> {
    pub(super) fn tensor(&self, name: &str) -> std::result::Result<Tensor, AdaptError> {
        let shape = self.file.shape(name).map_err(AdaptError::Base)?.to_vec();
        Ok(tensor(self.file.values(name).map_err(AdaptError::Base)?, shape)?)
    }

    /// A bias, if the layer has one; a convolution's is stored as a column.
    pub(super) fn vector(&self, name: &str) -> std::result::Result<Option<Tensor>, AdaptError> {
        if self.file.shape(name).is_err() {
            return Ok(None);
        }
        Ok(Some(self.tensor(name)?.flatten_all()?))
    }

    pub(super) fn norm(&self, name: &str) -> std::result::Result<Norm, AdaptError> {
        const EPSILON: f64 = 1e-5;
        Ok(Norm::new(self.tensor(&format!("{name}.weight"))?, self.tensor(&format!("{name}.bias"))?, EPSILON))
    }

    pub(super) fn linear(&self, name: &str) -> std::result::Result<Linear, AdaptError> {
        let weight = self.tensor(&format!("{name}.weight"))?.t()?.contiguous()?;
        Ok(Linear { weight, bias: self.vector(&format!("{name}.bias"))? })
    }
}

/// Layer normalisation over the last axis.
pub(super) struct Norm {
    weight: Tensor,
    bias: Tensor,
    epsilon: f64,
}

impl Norm {
    /// `epsilon` is added to the variance.
    pub(super) fn new(weight: Tensor, bias: Tensor, epsilon: f64) -> Self {
        Norm { weight, bias, epsilon }
    }

    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let centred = input.broadcast_sub(&input.mean_keepdim(D::Minus1)?)?;
        let variance = centred.sqr()?.mean_keepdim(D::Minus1)?;
        let normal = centred.broadcast_div(&(variance + self.epsilon)?.sqrt()?)?;
        normal.broadcast_mul(&self.weight)?.broadcast_add(&self.bias)
    }
}

/// A frozen layer.
pub(super) struct Linear {
    /// Inputs × outputs.
    weight: Tensor,
    bias: Option<Tensor>,
}

impl Linear {
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let out = input.matmul(&self.weight)?;
        match &self.bias {
            Some(bias) => out.broadcast_add(bias),
            None => Ok(out),
        }
    }
}

/// Softmax over the last axis.
pub(super) fn softmax(scores: &Tensor) -> Result<Tensor> {
    let largest = scores.max_keepdim(D::Minus1)?.detach();
    let powers = scores.broadcast_sub(&largest)?.exp()?;
    powers.broadcast_div(&powers.sum_keepdim(D::Minus1)?)
}

/// (batch, length, width) to (batch, heads, length, width / heads).
pub(super) fn split_heads(input: &Tensor, heads: usize) -> Result<Tensor> {
    let (batch, length, width) = input.dims3()?;
    input.reshape((batch, length, heads, width / heads))?.transpose(1, 2)?.contiguous()
}

/// Attention over all heads; `mask` is added to the scores.
pub(super) fn attend(query: &Tensor, key: &Tensor, value: &Tensor, mask: Option<&Tensor>) -> Result<Tensor> {
    let (batch, heads, length, width) = query.dims4()?;
    let scale = 1.0 / (width as f64).sqrt();
    let mut scores = ((query * scale)?.matmul(&key.transpose(2, 3)?))?;
    if let Some(mask) = mask {
        scores = scores.broadcast_add(mask)?;
    }
    let mixed = softmax(&scores)?.matmul(value)?;
    mixed.transpose(1, 2)?.reshape((batch, length, heads * width))
}
