//! Writes the ggml file that whisper.cpp loads, with weights as f16 or quantised to 8 bits.

use super::mel;
use super::whisper::{Tensor, Whisper};
use half::f16;
use serde::Deserialize;
use std::fmt;
use std::io::{self, Write};

const MAGIC: i32 = 0x6767_6d6c;

/// How the large matrices are stored. Small tensors are always 32-bit floats.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// 16-bit floats.
    F16,
    /// Blocks of 32 8-bit integers with a shared 16-bit scale: half the memory.
    #[serde(rename = "q8_0")]
    Q8,
}

impl fmt::Display for Precision {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Precision::F16 => "f16",
            Precision::Q8 => "q8_0",
        })
    }
}

/// Writes the header, the mel filters, the vocabulary and all tensors.
pub(super) fn write(
    output: &mut impl Write,
    model: &Whisper,
    tokens: &[Vec<u8>],
    precision: Precision,
) -> io::Result<()> {
    let sizes = &model.dimensions;
    integer(output, MAGIC)?;
    for size in [
        sizes.vocabulary,
        sizes.audio_context,
        sizes.audio_state,
        sizes.audio_heads,
        sizes.audio_layers,
        sizes.text_context,
        sizes.text_state,
        sizes.text_heads,
        sizes.text_layers,
        sizes.mels,
    ] {
        length(output, size)?;
    }
    integer(output, precision.file_type())?;

    length(output, sizes.mels)?;
    length(output, mel::FREQUENCIES)?;
    floats(output, &mel::filter_bank(sizes.mels))?;

    length(output, tokens.len())?;
    for token in tokens {
        length(output, token.len())?;
        output.write_all(token)?;
    }

    model.tensors.iter().try_for_each(|tensor| write_tensor(output, tensor, precision))
}

fn write_tensor(output: &mut impl Write, tensor: &Tensor, precision: Precision) -> io::Result<()> {
    let form = Form::of(tensor, precision);
    length(output, tensor.shape.len())?;
    length(output, tensor.name.len())?;
    integer(output, form as i32)?;
    for &size in tensor.shape.iter().rev() {
        length(output, size)?;
    }
    output.write_all(tensor.name.as_bytes())?;
    match form {
        Form::F32 => floats(output, &tensor.values),
        Form::F16 => tensor.values.iter().try_for_each(|&value| output.write_all(&f16::from_f32(value).to_le_bytes())),
        Form::Q8 => {
            tensor.values.as_chunks::<BLOCK>().0.iter().try_for_each(|block| output.write_all(&quantise(block)))
        }
    }
}

/// How one tensor is stored; the discriminant is ggml's number for the type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::models) enum Form {
    F32 = 0,
    F16 = 1,
    Q8 = 8,
}

impl Form {
    /// The form with this ggml type number.
    pub(in crate::models) fn from_number(number: usize) -> Option<Self> {
        [Form::F32, Form::F16, Form::Q8].into_iter().find(|form| *form as usize == number)
    }

    /// Biases, norms and positions are small and stay exact; convolutions are never quantised.
    fn of(tensor: &Tensor, precision: Precision) -> Self {
        let small =
            tensor.shape.len() < 2 || tensor.name.ends_with("bias") || tensor.name.ends_with("positional_embedding");
        let whole_blocks = tensor.shape.last().is_some_and(|row| row.is_multiple_of(BLOCK));
        match precision {
            _ if small => Form::F32,
            Precision::Q8 if tensor.shape.len() == 2 && whole_blocks => Form::Q8,
            _ => Form::F16,
        }
    }
}

impl Precision {
    /// The file type in the header, plus 1000 times the version of the quantisation.
    fn file_type(self) -> i32 {
        match self {
            Precision::F16 => 1,
            Precision::Q8 => 2_007,
        }
    }
}

/// Number of values that share a scale.
pub(in crate::models) const BLOCK: usize = 32;

/// A quantised block: its scale, then each value as a multiple of the scale.
pub(in crate::models) fn quantise(values: &[f32; BLOCK]) -> [u8; 2 + BLOCK] {
    let largest = values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    let scale = largest / 127.0;
    let inverse = if scale == 0.0 { 0.0 } else { 1.0 / scale };
    let mut block = [0; 2 + BLOCK];
    block[..2].copy_from_slice(&f16::from_f32(scale).to_le_bytes());
    for (byte, value) in block[2..].iter_mut().zip(values) {
        *byte = ((value * inverse).round() as i8).to_le_bytes()[0];
    }
    block
}

fn floats(output: &mut impl Write, values: &[f32]) -> io::Result<()> {
    values.iter().try_for_each(|value| output.write_all(&value.to_le_bytes()))
}

fn length(output: &mut impl Write, value: usize) -> io::Result<()> {
    let value = i32::try_from(value).map_err(io::Error::other)?;
    integer(output, value)
}

fn integer(output: &mut impl Write, value: i32) -> io::Result<()> {
    output.write_all(&value.to_le_bytes())
}
