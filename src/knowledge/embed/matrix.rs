//! Multiplication of activations by quantised weights, and the two small products inside attention.
//!
//! Weights are stored as one byte each with a scale per 32, a quarter of their size as floats: for a short question,
//! fetching weights from memory costs more than the arithmetic. Each panel is unpacked into a buffer that fits the
//! core's own cache and multiplied there by the `gemm` crate, which selects the processor's widest instructions at run
//! time.

use super::EmbedError;
use super::adapter::WeightChanges;
use super::weights::{BLOCK_WEIGHTS, Block, Blocks, Tensors};
use gemm::Parallelism;
use rayon::prelude::*;
use std::cell::RefCell;

/// Number of outputs that are computed together.
const PANEL: usize = 64;
/// Number of inputs that are unpacked together.
const DEPTH: usize = 384;

/// A linear layer: `outputs` weighted sums of `inputs` numbers, plus a bias.
#[derive(Debug)]
pub(super) struct Linear {
    inputs: usize,
    panels: Vec<Panel>,
    bias: Vec<f32>,
}

/// The weights of [`PANEL`] outputs, input by input.
#[derive(Debug)]
struct Panel {
    /// `[inputs][PANEL]`
    weights: Vec<i8>,
    /// `[inputs / BLOCK_WEIGHTS][PANEL]`
    scales: Vec<f32>,
}

impl Linear {
    /// Reads the layers `{name}.w` and `{name}.b` of each name, adds an adapter's changes, and stacks their outputs
    /// into one.
    pub(super) fn read(
        tensors: &mut dyn Tensors,
        names: &[String],
        [inputs, outputs]: [usize; 2],
        changes: &WeightChanges,
    ) -> Result<Self, EmbedError> {
        assert!(inputs.is_multiple_of(DEPTH) && outputs.is_multiple_of(PANEL));
        let mut linear = Self { inputs, panels: Vec::new(), bias: Vec::new() };
        for name in names {
            let blocks = tensors.blocks(&format!("{name}.w"), inputs * outputs)?;
            let blocks = match changes.of(name) {
                None => blocks,
                Some(change) => {
                    let mut weights = blocks.floats();
                    change.add_to(&mut weights, inputs, changes.scale);
                    Blocks::of(&weights)
                }
            };
            let mut blocks = blocks.iter_from(0);
            for _ in 0..outputs / PANEL {
                linear.panels.push(Panel::collect(&mut blocks, inputs));
            }
            linear.bias.extend(tensors.floats(&format!("{name}.b"), outputs)?);
        }
        Ok(linear)
    }

    pub(super) fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// `rows` is `[count][inputs]`; the result is `[count][outputs]`.
    pub(super) fn apply(&self, rows: &[f32]) -> Vec<f32> {
        let count = rows.len() / self.inputs;
        let products: Vec<Vec<f32>> = self.panels.par_iter().map(|panel| panel.multiply(rows, self.inputs)).collect();
        let mut result = Vec::with_capacity(count * self.outputs());
        for row in 0..count {
            for product in &products {
                result.extend_from_slice(&product[row * PANEL..(row + 1) * PANEL]);
            }
        }
        for row in result.chunks_exact_mut(self.outputs()) {
            add(row, &self.bias);
        }
        result
    }
}

impl Panel {
    /// Takes the blocks of [`PANEL`] outputs, which the file stores output by output.
    fn collect(blocks: &mut impl Iterator<Item = Block>, inputs: usize) -> Self {
        let mut panel = Self { weights: vec![0; inputs * PANEL], scales: vec![0.0; inputs / BLOCK_WEIGHTS * PANEL] };
        for output in 0..PANEL {
            for block in 0..inputs / BLOCK_WEIGHTS {
                let (scale, weights) = blocks.next().expect("the tensor's size was checked");
                panel.scales[block * PANEL + output] = scale;
                for (index, weight) in weights.into_iter().enumerate() {
                    let input = block * BLOCK_WEIGHTS + index;
                    panel.weights[input * PANEL + output] = weight;
                }
            }
        }
        panel
    }

    /// `rows` is `[count][inputs]`; the result is `[count][PANEL]`.
    fn multiply(&self, rows: &[f32], inputs: usize) -> Vec<f32> {
        thread_local! {
            static UNPACKED: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
        }
        let count = rows.len() / inputs;
        let mut result = vec![0.0; count * PANEL];
        UNPACKED.with_borrow_mut(|unpacked| {
            unpacked.resize(DEPTH * PANEL, 0.0);
            let parts = self.weights.chunks_exact(DEPTH * PANEL);
            let scales = self.scales.chunks_exact(DEPTH / BLOCK_WEIGHTS * PANEL);
            for (part, (weights, scales)) in parts.zip(scales).enumerate() {
                unpack(weights, scales, unpacked);
                let product =
                    Product { rows: count, columns: PANEL, depth: DEPTH, scale: 1.0, add_to_result: part > 0 };
                product.compute(View::rows(&rows[part * DEPTH..], inputs), View::rows(unpacked, PANEL), &mut result);
            }
        });
        result
    }
}

/// Weights times scales; both run along the outputs, so the processor can handle many at a time.
fn unpack(weights: &[i8], scales: &[f32], unpacked: &mut [f32]) {
    let blocks = weights.chunks_exact(BLOCK_WEIGHTS * PANEL);
    let unpacked = unpacked.chunks_exact_mut(BLOCK_WEIGHTS * PANEL);
    for ((weights, scales), unpacked) in blocks.zip(scales.chunks_exact(PANEL)).zip(unpacked) {
        let lines = weights.chunks_exact(PANEL);
        for (weights, unpacked) in lines.zip(unpacked.chunks_exact_mut(PANEL)) {
            for ((weight, scale), number) in weights.iter().zip(scales).zip(unpacked) {
                *number = f32::from(*weight) * scale;
            }
        }
    }
}

/// Adds `other` to `row`, element by element.
pub(super) fn add(row: &mut [f32], other: &[f32]) {
    for (number, other) in row.iter_mut().zip(other) {
        *number += other;
    }
}

/// A matrix within a slice.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    numbers: &'a [f32],
    row_stride: usize,
    column_stride: usize,
}

impl<'a> View<'a> {
    /// Rows that start `stride` numbers apart.
    pub(super) fn rows(numbers: &'a [f32], stride: usize) -> Self {
        Self { numbers, row_stride: stride, column_stride: 1 }
    }

    /// The same numbers with rows and columns exchanged.
    pub(super) fn transposed(self) -> Self {
        Self { row_stride: self.column_stride, column_stride: self.row_stride, ..self }
    }

    fn holds(&self, rows: usize, columns: usize) -> bool {
        let last_row = (rows - 1).checked_mul(self.row_stride);
        let last_column = (columns - 1).checked_mul(self.column_stride);
        last_row
            .zip(last_column)
            .and_then(|(row, column)| row.checked_add(column))
            .is_some_and(|last| last < self.numbers.len())
    }
}

/// `result = scale · left × right`, where `left` is `[rows][depth]`, `right` is
/// `[depth][columns]` and `result` is `[rows][columns]` without gaps.
#[derive(Debug, Clone, Copy)]
pub(super) struct Product {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) depth: usize,
    pub(super) scale: f32,
    pub(super) add_to_result: bool,
}

impl Product {
    pub(super) fn compute(self, left: View<'_>, right: View<'_>, result: &mut [f32]) {
        let Self { rows, columns, depth, .. } = self;
        assert!(rows > 0 && columns > 0 && depth > 0);
        assert!(left.holds(rows, depth) && right.holds(depth, columns));
        assert_eq!(rows.checked_mul(columns), Some(result.len()));
        // SAFETY: `gemm` reads `rows × depth` and `depth × columns` numbers at the given strides
        // and writes `rows × columns`; the assertions above keep all three within their slices,
        // and `result` is borrowed exclusively, so it overlaps neither operand. The product is
        // given transposed (columns first), which is the layout `gemm` is fastest with.
        unsafe {
            gemm::gemm(
                columns,
                rows,
                depth,
                result.as_mut_ptr(),
                columns.cast_signed(),
                1,
                self.add_to_result,
                right.numbers.as_ptr(),
                right.row_stride.cast_signed(),
                right.column_stride.cast_signed(),
                left.numbers.as_ptr(),
                left.row_stride.cast_signed(),
                left.column_stride.cast_signed(),
                1.0,
                self.scale,
                false,
                false,
                false,
                Parallelism::None,
            );
        }
    }
}
