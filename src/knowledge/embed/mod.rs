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
//! - `matrix`: the multiplications, on quantised weights.

mod matrix;
mod model;
mod model_file;
#[cfg(test)]
mod tests;
mod tokenizer;

use model::Model;
use model_file::ModelFile;
use std::path::{Path, PathBuf};
use tokenizer::Tokenizer;

/// How many numbers an embedding has.
pub const DIMENSIONS: usize = 384;

/// The most tokens the model can take at once; anything beyond is cut off.
pub const MAX_TOKENS: usize = 512;

/// How many tokens of a passage are read unless the caller says otherwise. About 130 Dutch words:
/// longer texts are slow and blur into an average.
pub const PASSAGE_TOKENS: usize = 192;

/// The model's name in the catalog of `spraakloket models`.
pub const MODEL_NAME: &str = "e5-small-q4";

/// The model's file name in the models folder.
pub const MODEL_FILE_NAME: &str = "e5-small-q4.bin";

/// Tokens handed to the model in one go when many texts are embedded. Enough to use every core,
/// little enough to keep progress moving and memory small.
const BATCH_TOKENS: usize = 256;

/// A loaded model. Cheap to share between threads: every method takes `&self`.
#[derive(Debug)]
pub struct Embedder {
    tokenizer: Tokenizer,
    model: Model,
}

impl Embedder {
    /// Loads the model from `path`, in about a tenth of a second.
    pub fn load(path: &Path) -> Result<Self, EmbedError> {
        let mut file = ModelFile::open(path)?;
        let tokenizer = Tokenizer::read(&mut file)?;
        let model = Model::read(&mut file)?;
        if tokenizer.piece_count() > model.vocabulary() {
            return Err(file.unsupported("it has more pieces than word vectors"));
        }
        Ok(Self { tokenizer, model })
    }

    /// The embedding of what a person asks.
    #[must_use]
    pub fn embed_query(&self, text: &str) -> Vec<f32> {
        self.embed_one(self.tokens("query: ", text, MAX_TOKENS))
    }

    /// The embedding of a text that may answer a question, from its first [`PASSAGE_TOKENS`].
    #[must_use]
    pub fn embed_passage(&self, text: &str) -> Vec<f32> {
        self.embed_passage_up_to(text, PASSAGE_TOKENS)
    }

    /// The embedding of a text that may answer a question, from its first `max_tokens` (at most
    /// [`MAX_TOKENS`]).
    #[must_use]
    pub fn embed_passage_up_to(&self, text: &str, max_tokens: usize) -> Vec<f32> {
        self.embed_one(self.tokens("passage: ", text, max_tokens))
    }

    /// The embeddings of many passages, in the order of `texts`, on every core. `progress` is told
    /// now and then how many are done.
    #[must_use]
    pub fn embed_passages(&self, texts: &[String], progress: impl Fn(usize)) -> Vec<Vec<f32>> {
        self.embed_passages_up_to(texts, PASSAGE_TOKENS, progress)
    }

    /// Like [`Embedder::embed_passages`], from the first `max_tokens` of every text.
    #[must_use]
    pub fn embed_passages_up_to(&self, texts: &[String], max_tokens: usize, progress: impl Fn(usize)) -> Vec<Vec<f32>> {
        let mut embeddings = Vec::with_capacity(texts.len());
        let mut batch = Vec::new();
        let mut batch_tokens = 0;
        for text in texts {
            let tokens = self.tokens("passage: ", text, max_tokens);
            batch_tokens += tokens.len();
            batch.push(tokens);
            if batch_tokens >= BATCH_TOKENS || embeddings.len() + batch.len() == texts.len() {
                embeddings.extend(self.model.embed(&batch));
                progress(embeddings.len());
                batch.clear();
                batch_tokens = 0;
            }
        }
        embeddings
    }

    /// How many tokens the model reads for this text as a passage, before any cutting off.
    #[must_use]
    pub fn count_passage_tokens(&self, text: &str) -> usize {
        self.tokens("passage: ", text, usize::MAX).len()
    }

    fn tokens(&self, prefix: &str, text: &str, max_tokens: usize) -> Vec<u32> {
        self.tokenizer.encode(&format!("{prefix}{}", text.trim()), max_tokens)
    }

    fn embed_one(&self, tokens: Vec<u32>) -> Vec<f32> {
        self.model.embed(&[tokens]).remove(0)
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
}
