//! Dense sentence embeddings: the meaning of a text as 384 numbers, in Dutch and English alike.
//!
//! [`Embedder`] runs multilingual-e5-small on the processor, from the single file `e5-small-q4.bin` or from a folder of files
//! as models are published. It only turns texts into vectors: comparing, ranking and refusing are the index's task.
//!
//! # Layout
//!
//! - `opened`: a model of either form: `model_file` reads and checks the single file, `published` a folder; `weights` is what
//!   they share.
//! - `tokenizer`: text to token ids (`SentencePiece` unigram).
//! - `model`: token ids to vectors (BERT).
//! - `adapter`: changes learned from people's wordings, added to the model when it is loaded.
//! - `matrix`: the multiplications, on quantised weights.

mod adapter;
mod matrix;
mod model;
mod model_file;
mod opened;
mod published;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod tests;
mod tokenizer;
pub mod training;
mod weights;

pub use adapter::{Projection, SearchAdapter, SearchCard, SearchComparison, WeightChanges};

use model::{Model, unit_mean};
use opened::Opened;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokenizer::Tokenizer;

/// Size of an embedding.
pub const DIMENSIONS: usize = 384;

/// Size of a token's vector, which an adapter produces.
pub const TOKEN_DIMENSIONS: usize = 128;

/// Maximum number of tokens in the model's input; anything beyond is cut off.
pub const MAX_TOKENS: usize = 512;

/// Default number of tokens read from a passage, about 130 Dutch words: longer texts are slow and blur into an
/// average.
pub const PASSAGE_TOKENS: usize = 192;

/// The model's name in the catalog.
pub const MODEL_NAME: &str = "e5-small-q4";

/// Number of tokens in a batch when many texts are embedded: enough to use every core, few enough to keep progress
/// moving and memory small.
const BATCH_TOKENS: usize = 256;

/// Prefixes of questions and of passages, with which the model was trained.
const QUERY: &str = "query: ";
const PASSAGE: &str = "passage: ";

/// A loaded model. Every method takes `&self`, so it can be shared between threads.
#[derive(Debug)]
pub struct Embedder {
    tokenizer: Tokenizer,
    model: Model,
    identity: Vec<u8>,
    adapter: Option<(Projection, [u8; 32])>,
}

/// What to load an embedder from.
#[derive(Debug, Clone)]
pub struct EmbedderSource {
    /// Path of the model.
    pub model: PathBuf,
    /// The adapter, if one is used.
    pub adapter: Option<Arc<SearchAdapter>>,
}

impl EmbedderSource {
    /// Loads the model and adds the adapter.
    pub fn load(&self) -> Result<Embedder, EmbedError> {
        Embedder::load(&self.model, self.adapter.as_deref())
    }
}

/// The model's output for a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Vector of the whole text: [`DIMENSIONS`] numbers, of unit length.
    pub whole: Vec<f32>,
    /// Vectors of its tokens, [`TOKEN_DIMENSIONS`] numbers each, of unit length; empty without an adapter.
    pub tokens: Vec<f32>,
    /// Weights of the tokens if the text is a question; they add up to 1.
    pub importances: Vec<f32>,
}

impl Embedder {
    /// Loads the model from `path`, in about a tenth of a second, and adds an adapter's changes.
    pub fn load(path: &Path, adapter: Option<&SearchAdapter>) -> Result<Self, EmbedError> {
        let Opened { shape, tokenizer, mut tensors, identity } = Opened::open(path)?;
        let none = WeightChanges::default();
        let model = Model::read(shape, tensors.as_mut(), adapter.map_or(&none, |adapter| &adapter.weights))?;
        let adapter = adapter.map(|adapter| (adapter.projection.clone(), adapter.digest()));
        Ok(Self { tokenizer, model, identity, adapter })
    }

    /// Whether it produces token vectors.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        self.adapter.is_some()
    }

    /// Identifies the model with its adapter: vectors of another one cannot be compared with its own.
    #[must_use]
    pub fn identity(&self) -> Vec<u8> {
        let digest = self.adapter.as_ref().map_or(&[][..], |(_, digest)| digest);
        [&self.identity, digest].concat()
    }

    /// Embeds a question as a whole and token by token.
    #[must_use]
    pub fn read_query(&self, text: &str) -> Reading {
        self.read(&[self.tokens(QUERY, text, MAX_TOKENS)], QUERY).remove(0)
    }

    /// Embeds a question.
    #[must_use]
    pub fn embed_query(&self, text: &str) -> Vec<f32> {
        self.read_query(text).whole
    }

    /// Embeds many passages, in the order of `texts`, on every core. `progress` is called now and then with the number
    /// done.
    #[must_use]
    pub fn embed_passages(&self, texts: &[String], progress: impl Fn(usize)) -> Vec<Vec<f32>> {
        let readings = self.read_passages(texts, PASSAGE_TOKENS, progress);
        readings.into_iter().map(|reading| reading.whole).collect()
    }

    /// Embeds passages from their first `max_tokens` tokens (at most [`MAX_TOKENS`]), as a whole and token by token,
    /// in the order of `texts`, on every core. `progress` is called now and then with the number done.
    #[must_use]
    pub fn read_passages(&self, texts: &[String], max_tokens: usize, progress: impl Fn(usize)) -> Vec<Reading> {
        let mut readings = Vec::with_capacity(texts.len());
        let mut batch = Vec::new();
        let mut batch_tokens = 0;
        for text in texts {
            let tokens = self.tokens(PASSAGE, text, max_tokens);
            batch_tokens += tokens.len();
            batch.push(tokens);
            if batch_tokens >= BATCH_TOKENS || readings.len() + batch.len() == texts.len() {
                readings.extend(self.read(&batch, PASSAGE));
                progress(readings.len());
                batch.clear();
                batch_tokens = 0;
            }
        }
        readings
    }

    fn tokens(&self, prefix: &str, text: &str, max_tokens: usize) -> Vec<u32> {
        self.tokenizer.encode(&format!("{prefix}{}", text.trim()), max_tokens)
    }

    fn read(&self, texts: &[Vec<u32>], prefix: &str) -> Vec<Reading> {
        let states = self.model.states(texts, self.model.shape().layers);
        states.iter().map(|states| self.reading(states, prefix)).collect()
    }

    fn reading(&self, states: &[f32], prefix: &str) -> Reading {
        let whole = unit_mean(states, DIMENSIONS);
        let Some((projection, _)) = &self.adapter else {
            return Reading { whole, tokens: Vec::new(), importances: Vec::new() };
        };
        let own = &states[self.own_tokens(states.len() / DIMENSIONS, prefix, DIMENSIONS)];
        Reading { whole, tokens: projection.vectors(own), importances: projection.importances(own) }
    }

    /// The range of the text's own tokens within `tokens` tokens: without start, prefix and end.
    fn own_tokens(&self, tokens: usize, prefix: &str, width: usize) -> std::ops::Range<usize> {
        // The start token and the prefix's pieces.
        let before = self.tokenizer.encode(prefix.trim_end(), MAX_TOKENS).len() - 1;
        (before.min(tokens - 1) * width)..((tokens - 1) * width)
    }
}

/// Why the embedding model could not be loaded. Every message names the file and the fix.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// The file does not exist.
    #[error("no embedding model at {path}: run `spraakloket models fetch {MODEL_NAME}`")]
    Missing {
        /// Where the model was expected.
        path: PathBuf,
    },

    /// The file exists but cannot be read.
    #[error("cannot read the embedding model {path}: {source}; check its permissions and the disk")]
    Unreadable {
        /// Path of the model.
        path: PathBuf,
        /// The operating system's error.
        source: std::io::Error,
    },

    /// The file is something else.
    #[error(
        "{path} is not an embedding model in E5S1 format: remove it and run `spraakloket models \
         fetch {MODEL_NAME}`"
    )]
    NotAModel {
        /// Path of the file.
        path: PathBuf,
    },

    /// The file is truncated or inconsistent, as after an interrupted download.
    #[error(
        "the embedding model {path} is damaged ({detail}): remove it and run `spraakloket models \
         fetch {MODEL_NAME}`"
    )]
    Damaged {
        /// Path of the model.
        path: PathBuf,
        /// What is wrong, and where.
        detail: String,
    },

    /// A file of a published model does not exist.
    #[error(
        "there is no {path}: a folder in knowledge.model needs config.json, tokenizer.json and model.safetensors; or empty \
         that setting"
    )]
    Incomplete {
        /// The missing file.
        path: PathBuf,
    },

    /// A file of a published model cannot be understood.
    #[error("{path} is damaged, or not of such a model ({detail}): get it again, or empty knowledge.model")]
    DamagedFile {
        /// Path of the file.
        path: PathBuf,
        /// What is wrong, and where.
        detail: String,
    },

    /// An intact file of a model that this version cannot run.
    #[error(
        "the embedding model {path} cannot be used ({detail}): run `spraakloket models fetch \
         {MODEL_NAME}` for the one that can"
    )]
    Unsupported {
        /// Path of the model.
        path: PathBuf,
        /// How it differs from what is required.
        detail: String,
    },

    /// The adapter's file cannot be used.
    #[error("the search adapter {path} {problem}; mend or empty knowledge.adapter")]
    Adapter {
        /// Path of the adapter.
        path: PathBuf,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
}
