//! Reads a model as it is published: a folder with `config.json`, `tokenizer.json` and `model.safetensors` of a BERT encoder
//! of this size, such as multilingual-e5-small or one that was trained further.
//!
//! The tokenizer is that of the `tokenizers` crate. The weights are mapped into memory, and each matrix is brought to 8 bits
//! a weight when it is read.

use super::EmbedError;
use super::opened::Opened;
use super::tokenizer::{Published, Tokenizer};
use super::weights::{Blocks, Shape, Tensors};
use half::{bf16, f16};
use memmap2::Mmap;
use safetensors::SafeTensors;
use safetensors::tensor::{Dtype, TensorView};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const CONFIG: &str = "config.json";
const TOKENIZER: &str = "tokenizer.json";
const WEIGHTS: &str = "model.safetensors";

/// The keys of `config.json` that matter here.
#[derive(Deserialize)]
struct Config {
    model_type: String,
    hidden_size: usize,
    num_hidden_layers: usize,
    num_attention_heads: usize,
    intermediate_size: usize,
    vocab_size: usize,
    max_position_embeddings: usize,
    layer_norm_eps: f32,
}

/// Opens the folder.
pub(super) fn open(folder: &Path) -> Result<Opened, EmbedError> {
    let path = folder.join(CONFIG);
    let config = std::fs::read(&path).map_err(|source| unreadable(&path, source))?;
    let config: Config = serde_json::from_slice(&config).map_err(|error| damaged(&path, error.to_string()))?;
    if config.model_type != "bert" {
        return Err(EmbedError::Unsupported { path, detail: format!("model_type is {}, not bert", config.model_type) });
    }
    let shape = Shape {
        hidden: config.hidden_size,
        layers: config.num_hidden_layers,
        heads: config.num_attention_heads,
        feed_forward: config.intermediate_size,
        vocabulary: config.vocab_size,
        positions: config.max_position_embeddings,
        epsilon: config.layer_norm_eps,
    };
    let shape = shape.checked().map_err(|detail| EmbedError::Unsupported { path, detail })?;

    let path = folder.join(TOKENIZER);
    let tokenizer = std::fs::read(&path).map_err(|source| unreadable(&path, source))?;
    let tokenizer = Published::from_bytes(&tokenizer).map_err(|problem| damaged(&path, problem))?;

    let tensors = PublishedTensors::open(folder.join(WEIGHTS))?;
    let identity = tensors.digest()?;
    Ok(Opened { shape, tokenizer: Tokenizer::Published(tokenizer), tensors: Box::new(tensors), identity })
}

/// The weights, mapped into memory.
struct PublishedTensors {
    path: PathBuf,
    file: Mmap,
}

impl PublishedTensors {
    fn open(path: PathBuf) -> Result<Self, EmbedError> {
        let file = File::open(&path).map_err(|source| unreadable(&path, source))?;
        // SAFETY: a file that is changed while it is mapped gives other numbers, or a signal where it was cut; models are
        // replaced by renaming, not rewritten.
        let file = unsafe { Mmap::map(&file) }.map_err(|source| unreadable(&path, source))?;
        let tensors = PublishedTensors { path, file };
        tensors.parsed()?;
        Ok(tensors)
    }

    fn parsed(&self) -> Result<SafeTensors<'_>, EmbedError> {
        SafeTensors::deserialize(&self.file).map_err(|error| damaged(&self.path, error.to_string()))
    }

    /// A digest of all weights but those of single words, which training always changes together.
    fn digest(&self) -> Result<Vec<u8>, EmbedError> {
        let parsed = self.parsed()?;
        let mut names: Vec<&str> =
            parsed.names().into_iter().filter(|name| !name.contains("word_embeddings")).collect();
        names.sort_unstable();
        let mut digest = Sha256::new();
        for tensor in names.into_iter().filter_map(|name| parsed.tensor(name).ok()) {
            digest.update(tensor.data());
        }
        Ok(digest.finalize().to_vec())
    }
}

impl Tensors for PublishedTensors {
    fn floats(&mut self, name: &str, count: usize) -> Result<Vec<f32>, EmbedError> {
        let parsed = self.parsed()?;
        let name = published_name(name);
        // Some files have the encoder as a part of a larger model.
        let tensor = parsed.tensor(&name).or_else(|_| parsed.tensor(&format!("bert.{name}")));
        let tensor = tensor.map_err(|_| damaged(&self.path, format!("tensor {name} is missing")))?;
        let numbers = numbers(&tensor).map_err(|problem| damaged(&self.path, format!("tensor {name} {problem}")))?;
        if numbers.len() != count {
            return Err(damaged(&self.path, format!("tensor {name} has {} numbers, not {count}", numbers.len())));
        }
        Ok(numbers)
    }

    fn blocks(&mut self, name: &str, count: usize) -> Result<Blocks, EmbedError> {
        Ok(Blocks::of(&self.floats(name, count)?))
    }
}

fn numbers(tensor: &TensorView<'_>) -> Result<Vec<f32>, String> {
    let halves = || tensor.data().as_chunks::<2>().0.iter();
    match tensor.dtype() {
        Dtype::F32 => Ok(tensor.data().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()),
        Dtype::F16 => Ok(halves().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()),
        Dtype::BF16 => Ok(halves().map(|bytes| bf16::from_le_bytes(*bytes).to_f32()).collect()),
        other => Err(format!("holds {other:?}, not F32, F16 or BF16")),
    }
}

/// The name of a tensor in a published file: `l3.ao.w` is `encoder.layer.3.attention.output.dense.weight`.
fn published_name(name: &str) -> String {
    let embeddings = match name {
        "emb.word" => Some("word_embeddings.weight"),
        "emb.pos" => Some("position_embeddings.weight"),
        "emb.type" => Some("token_type_embeddings.weight"),
        "emb.ln.w" => Some("LayerNorm.weight"),
        "emb.ln.b" => Some("LayerNorm.bias"),
        _ => None,
    };
    if let Some(name) = embeddings {
        return format!("embeddings.{name}");
    }
    let mut parts = name.split('.');
    let (layer, part, kind) = (parts.next(), parts.next().unwrap_or_default(), parts.next());
    let part = match part {
        "q" => "attention.self.query",
        "k" => "attention.self.key",
        "v" => "attention.self.value",
        "ao" => "attention.output.dense",
        "aln" => "attention.output.LayerNorm",
        "fi" => "intermediate.dense",
        "fo" => "output.dense",
        "oln" => "output.LayerNorm",
        other => other,
    };
    let kind = if kind == Some("w") { "weight" } else { "bias" };
    format!("encoder.layer.{}.{part}.{kind}", layer.unwrap_or_default().trim_start_matches('l'))
}

fn unreadable(path: &Path, source: std::io::Error) -> EmbedError {
    match source.kind() {
        ErrorKind::NotFound => EmbedError::Incomplete { path: path.to_owned() },
        _ => EmbedError::Unreadable { path: path.to_owned(), source },
    }
}

fn damaged(path: &Path, detail: String) -> EmbedError {
    EmbedError::DamagedFile { path: path.to_owned(), detail }
}
