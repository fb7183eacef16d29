//! Dense sentence embeddings: what a text means as 384 numbers, in Dutch and English alike.
//!
//! [`Embedder`] runs multilingual-e5-small on the processor, from the single file
//! `e5-small-q4.bin`. It turns texts into vectors and nothing more: comparing, ranking and
//! refusing are the index's work.
//!
//! # Layout
//!
//! - `model_file`: reads and checks the file; every load error comes from there.
//! - `tokenizer`: text to token numbers (`SentencePiece` unigram).
//! - `model`: token numbers to vectors (BERT).
//! - `adapter`: what was learned from people's wordings, added to the model when it is loaded.
//! - `matrix`: the multiplications, on quantised weights.

mod adapter;
mod matrix;
mod model;
mod model_file;
#[cfg(test)]
mod tests;
mod tokenizer;
pub mod training;

pub use adapter::{Projection, SearchAdapter, SearchCard, SearchComparison, WeightChanges};

use model::{Model, unit_mean};
use model_file::ModelFile;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokenizer::Tokenizer;

/// How many numbers an embedding has.
pub const DIMENSIONS: usize = 384;

/// How many numbers the vector of one token has, where an adapter makes them.
pub const TOKEN_DIMENSIONS: usize = 128;

/// The most tokens the model can take at once; anything beyond is cut off.
pub const MAX_TOKENS: usize = 512;

/// How many tokens of a passage are read unless the caller says otherwise. About 130 Dutch words:
/// longer texts are slow and blur into an average.
pub const PASSAGE_TOKENS: usize = 192;

/// The model's name in the catalog of `spraakloket models`.
pub const MODEL_NAME: &str = "e5-small-q4";

/// Tokens handed to the model in one go when many texts are embedded. Enough to use every core,
/// little enough to keep progress moving and memory small.
const BATCH_TOKENS: usize = 256;

/// Put before a question, and before a text that may answer one: the model was trained with them.
const QUERY: &str = "query: ";
const PASSAGE: &str = "passage: ";

/// A loaded model. Cheap to share between threads: every method takes `&self`.
#[derive(Debug)]
pub struct Embedder {
    tokenizer: Tokenizer,
    model: Model,
    adapter: Option<(Projection, [u8; 32])>,
}

/// What an embedder is loaded from.
#[derive(Debug, Clone)]
pub struct EmbedderSource {
    /// The file of the model.
    pub model: PathBuf,
    /// What was learned for it, if it is used.
    pub adapter: Option<Arc<SearchAdapter>>,
}

impl EmbedderSource {
    /// Loads the model and adds the adapter.
    pub fn load(&self) -> Result<Embedder, EmbedError> {
        Embedder::load(&self.model, self.adapter.as_deref())
    }
}

/// What the model makes of one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The whole text: [`DIMENSIONS`] numbers at unit length.
    pub whole: Vec<f32>,
    /// Its tokens, [`TOKEN_DIMENSIONS`] numbers each at unit length; none without an adapter.
    pub tokens: Vec<f32>,
    /// How much each token counts if the text is a question; the sum is 1.
    pub importances: Vec<f32>,
}

impl Embedder {
    /// Loads the model from `path`, in about a tenth of a second, and adds an adapter's changes.
    pub fn load(path: &Path, adapter: Option<&SearchAdapter>) -> Result<Self, EmbedError> {
        let mut file = ModelFile::open(path)?;
        let tokenizer = Tokenizer::read(&mut file)?;
        let none = WeightChanges::default();
        let model = Model::read(&mut file, adapter.map_or(&none, |adapter| &adapter.weights))?;
        if tokenizer.piece_count() > model.vocabulary() {
            return Err(file.unsupported("it has more pieces than word vectors"));
        }
        let adapter = adapter.map(|adapter| (adapter.projection.clone(), adapter.digest()));
        Ok(Self { tokenizer, model, adapter })
    }

    /// Whether it makes token vectors.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        self.adapter.is_some()
    }

    /// Names the model with its adapter: vectors of another one cannot be compared with its own.
    #[must_use]
    pub fn identity(&self) -> Vec<u8> {
        let digest = self.adapter.as_ref().map_or(&[][..], |(_, digest)| digest);
        [MODEL_NAME.as_bytes(), digest].concat()
    }

    /// What a person asks, as a whole and token by token.
    #[must_use]
    pub fn read_query(&self, text: &str) -> Reading {
        self.read(&[self.tokens(QUERY, text, MAX_TOKENS)], QUERY).remove(0)
    }

    /// The embedding of what a person asks.
    #[must_use]
    pub fn embed_query(&self, text: &str) -> Vec<f32> {
        self.read_query(text).whole
    }

    /// The embeddings of many passages, in the order of `texts`, on every core. `progress` is told
    /// now and then how many are done.
    #[must_use]
    pub fn embed_passages(&self, texts: &[String], progress: impl Fn(usize)) -> Vec<Vec<f32>> {
        let readings = self.read_passages(texts, PASSAGE_TOKENS, progress);
        readings.into_iter().map(|reading| reading.whole).collect()
    }

    /// Texts that may answer a question, each from its first `max_tokens` (at most [`MAX_TOKENS`]), in the order of
    /// `texts`, on every core. `progress` is told now and then how many are done.
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

    /// Where among the numbers of `tokens` tokens those of the text itself are: not of the start, the prefix and
    /// the end.
    fn own_tokens(&self, tokens: usize, prefix: &str, width: usize) -> std::ops::Range<usize> {
        // The start token and the prefix's pieces.
        let before = self.tokenizer.encode(prefix.trim_end(), MAX_TOKENS).len() - 1;
        (before.min(tokens - 1) * width)..((tokens - 1) * width)
    }
}

/// Why the embedding model could not be loaded. Every variant names the file and the fix.
#[derive(Debug, thiserror::Error)]
pub enum EmbedError {
    /// There is no file there.
    #[error("no embedding model at {path}: run `spraakloket models fetch {MODEL_NAME}`")]
    Missing {
        /// Where the model was looked for.
        path: PathBuf,
    },

    /// The file is there but cannot be read.
    #[error("cannot read the embedding model {path}: {source}; check its permissions and the disk")]
    Unreadable {
        /// The model's file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },

    /// The file is something else.
    #[error(
        "{path} is not an embedding model in E5S1 format: remove it and run `spraakloket models \
         fetch {MODEL_NAME}`"
    )]
    NotAModel {
        /// The file that was taken for a model.
        path: PathBuf,
    },

    /// The file stops too early or contradicts itself, as after a broken download.
    #[error(
        "the embedding model {path} is damaged ({detail}): remove it and run `spraakloket models \
         fetch {MODEL_NAME}`"
    )]
    Damaged {
        /// The model's file.
        path: PathBuf,
        /// What was wrong, and where.
        detail: String,
    },

    /// A sound file, of a model that this version cannot run.
    #[error(
        "the embedding model {path} cannot be used ({detail}): run `spraakloket models fetch \
         {MODEL_NAME}` for the one that can"
    )]
    Unsupported {
        /// The model's file.
        path: PathBuf,
        /// What differs from what is needed.
        detail: String,
    },

    /// The file of an adapter cannot be used.
    #[error("the search adapter {path} {problem}; mend or empty knowledge.adapter")]
    Adapter {
        /// The adapter's file.
        path: PathBuf,
        /// What is wrong with it, as the end of a sentence about it.
        problem: String,
    },
}
