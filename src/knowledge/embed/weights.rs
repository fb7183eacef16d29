//! What every file of an embedding model has: a shape, and weights by name.

use super::{DIMENSIONS, EmbedError, MAX_TOKENS};

/// Weights per quantised block.
pub(super) const BLOCK_WEIGHTS: usize = 32;
/// Bytes per block of 4-bit weights: an f16 scale and 32 half bytes.
pub(super) const BLOCK_BYTES: usize = 18;

/// The dimensions of the network.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shape {
    pub(super) hidden: usize,
    pub(super) layers: usize,
    pub(super) heads: usize,
    pub(super) feed_forward: usize,
    pub(super) vocabulary: usize,
    pub(super) positions: usize,
    pub(super) epsilon: f32,
}

impl Shape {
    /// The shape if this version can run it, or how it differs.
    pub(super) fn checked(self) -> Result<Self, String> {
        let Shape { hidden, heads, feed_forward, positions, .. } = self;
        let fits = hidden == DIMENSIONS
            && heads > 0
            && hidden.is_multiple_of(heads)
            && feed_forward > 0
            && feed_forward.is_multiple_of(hidden)
            && positions >= MAX_TOKENS;
        if fits {
            return Ok(self);
        }
        Err(format!("its shape is {hidden} numbers, {heads} heads, {feed_forward} inner, {positions} positions"))
    }
}

/// The tensors of a model by name: `emb.word.w`, `l0.q.w`, `l0.q.b` …
pub(super) trait Tensors {
    /// A tensor of `count` floats.
    fn floats(&mut self, name: &str, count: usize) -> Result<Vec<f32>, EmbedError>;

    /// The blocks of a tensor of `count` weights.
    fn blocks(&mut self, name: &str, count: usize) -> Result<Blocks, EmbedError>;
}

/// A scale and the weights that it multiplies.
pub(super) type Block = (f32, [i8; BLOCK_WEIGHTS]);

/// Weights as small whole numbers, with a scale per [`BLOCK_WEIGHTS`] of them.
#[derive(Debug)]
pub(super) enum Blocks {
    /// 4 bits a weight, −8 to 7 (ggml's `Q4_0`).
    Four(Vec<u8>),
    /// 8 bits a weight, −127 to 127.
    Eight(Vec<Block>),
}

impl Blocks {
    /// Weights in 8 bits.
    pub(super) fn of(weights: &[f32]) -> Self {
        const STEPS: f32 = 127.0;
        let (blocks, _) = weights.as_chunks::<BLOCK_WEIGHTS>();
        let quantised = blocks.iter().map(|block| {
            let largest = block.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
            let scale = if largest > 0.0 { largest / STEPS } else { 1.0 };
            (scale, block.map(|weight| (weight / scale).round() as i8))
        });
        Blocks::Eight(quantised.collect())
    }

    /// The blocks from index `start` on.
    pub(super) fn iter_from(&self, start: usize) -> Box<dyn Iterator<Item = Block> + '_> {
        match self {
            Blocks::Four(bytes) => {
                let (blocks, _) = bytes[start * BLOCK_BYTES..].as_chunks::<BLOCK_BYTES>();
                Box::new(blocks.iter().map(of_four_bits))
            }
            Blocks::Eight(blocks) => Box::new(blocks[start..].iter().copied()),
        }
    }

    /// The weights as floats.
    pub(super) fn floats(&self) -> Vec<f32> {
        self.iter_from(0).flat_map(|(scale, weights)| weights.map(|weight| f32::from(weight) * scale)).collect()
    }
}

fn of_four_bits(block: &[u8; BLOCK_BYTES]) -> Block {
    let scale = half::f16::from_le_bytes([block[0], block[1]]).to_f32();
    let mut weights = [0; BLOCK_WEIGHTS];
    for (index, byte) in block[2..].iter().enumerate() {
        weights[index] = (byte & 15).cast_signed() - 8;
        weights[index + BLOCK_WEIGHTS / 2] = (byte >> 4).cast_signed() - 8;
    }
    (scale, weights)
}
