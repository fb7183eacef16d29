//! The one trained operation: a frozen matrix with a low-rank change beside it.
//!
//! Written as a single operation with its own gradient, so that neither the frozen matrix nor an input that does not
//! depend on trained variables (the encoder's output) costs a gradient.

use candle_core::backend::BackendStorage;
use candle_core::{CpuStorage, CustomOp3, DType, Device, Layout, Result, Shape, Tensor, Var};

/// A linear layer with frozen weights and a trainable low-rank change.
pub(super) struct AdaptedLinear {
    frozen: Frozen,
    /// Rank × inputs.
    pub(super) down: Var,
    /// Outputs × rank.
    pub(super) up: Var,
}

#[derive(Clone)]
struct Frozen {
    /// Outputs × inputs.
    weight: Tensor,
    bias: Option<Tensor>,
    scale: f64,
    /// Whether the input depends on trained variables.
    input_is_trained: bool,
}

impl AdaptedLinear {
    pub(super) fn new(weight: Tensor, bias: Option<Tensor>, scale: f64, down: Var, up: Var) -> Self {
        AdaptedLinear { frozen: Frozen { weight, bias, scale, input_is_trained: true }, down, up }
    }

    /// The same layer for an input that depends on no trained variable.
    pub(super) fn at_the_bottom(mut self) -> Self {
        self.frozen.input_is_trained = false;
        self
    }

    /// Applies the layer to the last axis.
    pub(super) fn forward(&self, input: &Tensor) -> Result<Tensor> {
        let (shape, width) = (input.dims(), self.frozen.weight.dim(1)?);
        let rows = input.elem_count() / width;
        let flat = input.reshape((rows, width))?.contiguous()?;
        let out = flat.apply_op3(&self.down, &self.up, self.frozen.clone())?;
        let mut shape = shape.to_vec();
        if let Some(last) = shape.last_mut() {
            *last = self.frozen.weight.dim(0)?;
        }
        out.reshape(shape)
    }
}

impl CustomOp3 for Frozen {
    fn name(&self) -> &'static str {
        "adapted-linear"
    }

    /// input · weightᵀ + bias + scale · (input · downᵀ) · upᵀ
    fn cpu_fwd(
        &self,
        input: &CpuStorage,
        input_layout: &Layout,
        down: &CpuStorage,
        down_layout: &Layout,
        up: &CpuStorage,
        up_layout: &Layout,
    ) -> Result<(CpuStorage, Shape)> {
        let (rows, width) = input_layout.shape().dims2()?;
        let (outputs, rank) = up_layout.shape().dims2()?;
        let weight = self.weight.storage_and_layout();
        let candle_core::Storage::Cpu(matrix) = &*weight.0 else {
            candle_core::bail!("training runs on the processor only");
        };
        let mut out = input.matmul(matrix, (1, rows, outputs, width), input_layout, &weight.1.transpose(0, 1)?)?;
        let thin = input.matmul(down, (1, rows, rank, width), input_layout, &down_layout.transpose(0, 1)?)?;
        let thin_layout = Layout::contiguous((rows, rank));
        let change = thin.matmul(up, (1, rows, outputs, rank), &thin_layout, &up_layout.transpose(0, 1)?)?;
        let (CpuStorage::F32(sum), CpuStorage::F32(change)) = (&mut out, &change) else {
            candle_core::bail!("training runs with 32-bit numbers only");
        };
        let bias = match &self.bias {
            Some(bias) => bias.to_vec1::<f32>()?,
            None => vec![0.0; outputs],
        };
        let scale = self.scale as f32;
        for (row, change) in sum.chunks_exact_mut(outputs).zip(change.chunks_exact(outputs)) {
            for ((value, change), bias) in row.iter_mut().zip(change).zip(&bias) {
                *value += scale * change + bias;
            }
        }
        Ok((out, Shape::from((rows, outputs))))
    }

    fn bwd(
        &self,
        input: &Tensor,
        down: &Tensor,
        up: &Tensor,
        _result: &Tensor,
        gradient: &Tensor,
    ) -> Result<(Option<Tensor>, Option<Tensor>, Option<Tensor>)> {
        let (input, down, up) = (input.detach(), down.detach(), up.detach());
        let gradient = gradient.contiguous()?;
        let thin = input.matmul(&down.t()?)?;
        let of_up = (gradient.t()?.matmul(&thin)? * self.scale)?;
        let of_thin = (gradient.matmul(&up)? * self.scale)?;
        let of_down = of_thin.t()?.matmul(&input)?;
        let of_input =
            if self.input_is_trained { Some((gradient.matmul(&self.weight)? + of_thin.matmul(&down)?)?) } else { None };
        Ok((of_input, Some(of_down), Some(of_up)))
    }
}

/// A tensor from values in row-major order.
pub(super) fn tensor(values: Vec<f32>, shape: impl Into<Shape>) -> Result<Tensor> {
    Tensor::from_vec(values, shape.into(), &Device::Cpu)?.to_dtype(DType::F32)
}
