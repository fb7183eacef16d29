//! A ggml Whisper file on disk: its dimensions, its vocabulary, and weights that can be read and changed in place.
//!
//! For: training on a model's weights, and merging an adapter into them. Not for: creating such a file (`convert`) or
//! running it (whisper.cpp).

use super::convert::{BLOCK, Form, quantise};
use half::f16;
use std::collections::BTreeMap;
use std::ops::Range;

const MAGIC: usize = 0x6767_6d6c;

/// A complete file in memory.
pub struct GgmlFile {
    bytes: Vec<u8>,
    sizes: GgmlSizes,
    filters: Range<usize>,
    tokens: Vec<Range<usize>>,
    tensors: BTreeMap<String, Place>,
}

/// The dimensions of the model, from the file's header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GgmlSizes {
    /// Number of tokens, including special ones.
    pub vocabulary: usize,
    /// Maximum length of the encoder's input, in positions of 20 ms.
    pub audio_context: usize,
    /// Width of the encoder.
    pub audio_state: usize,
    /// Attention heads of the encoder.
    pub audio_heads: usize,
    /// Blocks of the encoder.
    pub audio_layers: usize,
    /// Maximum length of the decoder's input, in tokens.
    pub text_context: usize,
    /// Width of the decoder.
    pub text_state: usize,
    /// Attention heads of the decoder.
    pub text_heads: usize,
    /// Blocks of the decoder.
    pub text_layers: usize,
    /// Number of mel bands.
    pub mels: usize,
}

/// Position and number format of a tensor.
struct Place {
    shape: Vec<usize>,
    form: Form,
    range: Range<usize>,
}

impl GgmlFile {
    /// Parses the file's structure. Every length is checked against the size of the file.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, String> {
        let mut reader = Reader { bytes: &bytes, position: 0 };
        if reader.number("the magic number")? != MAGIC {
            return Err("is not a ggml file".into());
        }
        let sizes = read_sizes(&mut reader)?;
        reader.number("the file type")?;
        let (mels, frequencies) = (reader.number("the mel filters")?, reader.number("the mel filters")?);
        let filters = reader.take(mels.saturating_mul(frequencies).saturating_mul(4), "the mel filters")?;
        let count = reader.number("the vocabulary")?;
        let mut tokens = Vec::new();
        for _ in 0..count {
            let length = reader.number("the vocabulary")?;
            tokens.push(reader.take(length, "the vocabulary")?);
        }
        let mut tensors = BTreeMap::new();
        while reader.position < bytes.len() {
            let (name, place) = read_tensor(&mut reader)?;
            tensors.insert(name, place);
        }
        Ok(GgmlFile { bytes, sizes, filters, tokens, tensors })
    }

    /// The dimensions of the model.
    #[must_use]
    pub fn sizes(&self) -> &GgmlSizes {
        &self.sizes
    }

    /// The mel filters: one row of weights per band.
    #[must_use]
    pub fn filters(&self) -> Vec<f32> {
        floats(&self.bytes[self.filters.clone()])
    }

    /// The bytes of every text token, ordered by token id.
    #[must_use]
    pub fn tokens(&self) -> Vec<&[u8]> {
        self.tokens.iter().map(|range| &self.bytes[range.clone()]).collect()
    }

    /// The names of all tensors.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.tensors.keys().map(String::as_str)
    }

    /// A tensor's shape, the outermost dimension first.
    pub fn shape(&self, name: &str) -> Result<&[usize], String> {
        Ok(&self.place(name)?.shape)
    }

    /// A tensor's values.
    pub fn values(&self, name: &str) -> Result<Vec<f32>, String> {
        let place = self.place(name)?;
        let bytes = &self.bytes[place.range.clone()];
        Ok(match place.form {
            Form::F32 => floats(bytes),
            Form::F16 => bytes.as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect(),
            Form::Q8 => bytes.as_chunks::<{ 2 + BLOCK }>().0.iter().flat_map(restore).collect(),
        })
    }

    /// Replaces a tensor's values, in the number format that the file uses for it.
    pub fn replace(&mut self, name: &str, values: &[f32]) -> Result<(), String> {
        let place = self.place(name)?;
        let length: usize = place.shape.iter().product();
        if values.len() != length {
            return Err(format!("`{name}` has {length} numbers, not {}", values.len()));
        }
        let (form, range) = (place.form, place.range.clone());
        let bytes = &mut self.bytes[range];
        match form {
            Form::F32 => {
                for (target, value) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(values) {
                    *target = value.to_le_bytes();
                }
            }
            Form::F16 => {
                for (target, value) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(values) {
                    *target = f16::from_f32(*value).to_le_bytes();
                }
            }
            Form::Q8 => {
                let blocks = values.as_chunks::<BLOCK>().0;
                for (target, block) in bytes.as_chunks_mut::<{ 2 + BLOCK }>().0.iter_mut().zip(blocks) {
                    *target = quantise(block);
                }
            }
        }
        Ok(())
    }

    /// The file's current contents.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The file's current contents, by value.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn place(&self, name: &str) -> Result<&Place, String> {
        self.tensors.get(name).ok_or_else(|| format!("has no tensor `{name}`"))
    }
}

fn read_sizes(reader: &mut Reader<'_>) -> Result<GgmlSizes, String> {
    let mut next = || reader.number("the sizes");
    Ok(GgmlSizes {
        vocabulary: next()?,
        audio_context: next()?,
        audio_state: next()?,
        audio_heads: next()?,
        audio_layers: next()?,
        text_context: next()?,
        text_state: next()?,
        text_heads: next()?,
        text_layers: next()?,
        mels: next()?,
    })
}

fn read_tensor(reader: &mut Reader<'_>) -> Result<(String, Place), String> {
    let ranks = reader.number("a tensor")?;
    let length = reader.number("a tensor")?;
    let form = reader.number("a tensor")?;
    let mut shape = Vec::new();
    for _ in 0..ranks {
        shape.push(reader.number("a tensor")?);
    }
    shape.reverse();
    let name = reader.take(length, "a tensor's name")?;
    let name = String::from_utf8_lossy(&reader.bytes[name]).into_owned();
    let what = format!("`{name}`");
    let form = Form::from_number(form)
        .ok_or_else(|| format!("{what} is stored in form {form}, which cannot be changed: use an f16 or q8_0 model"))?;
    let count = shape.iter().try_fold(1_usize, |all, size| all.checked_mul(*size)).ok_or("a tensor is too large")?;
    let size = match form {
        Form::F32 => count.saturating_mul(4),
        Form::F16 => count.saturating_mul(2),
        Form::Q8 => (count / BLOCK).saturating_mul(2 + BLOCK),
    };
    let range = reader.take(size, &what)?;
    Ok((name, Place { shape, form, range }))
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

fn restore(block: &[u8; 2 + BLOCK]) -> impl Iterator<Item = f32> + use<'_> {
    let scale = f16::from_le_bytes([block[0], block[1]]).to_f32();
    block[2..].iter().map(move |byte| f32::from(i8::from_le_bytes([*byte])) * scale)
}

struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Reader<'_> {
    fn number(&mut self, what: &str) -> Result<usize, String> {
        let range = self.take(4, what)?;
        let bytes = &self.bytes[range];
        let number = i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        usize::try_from(number).map_err(|_| format!("{what}: {number} is not a size"))
    }

    fn take(&mut self, length: usize, what: &str) -> Result<Range<usize>, String> {
        let left = self.bytes.len() - self.position;
        if length > left {
            return Err(format!("is cut short in {what}: {} bytes are missing", length - left));
        }
        let range = self.position..self.position + length;
        self.position = range.end;
        Ok(range)
    }
}
