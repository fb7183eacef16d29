//! A model of either form, opened: the single file of the catalog, or a folder as models are published.

use super::model_file::ModelFile;
use super::published;
use super::tokenizer::{Tokenizer, Unigram};
use super::weights::{Shape, Tensors};
use super::{EmbedError, MODEL_NAME};
use std::path::Path;

/// What a model consists of.
pub(super) struct Opened {
    pub(super) shape: Shape,
    pub(super) tokenizer: Tokenizer,
    pub(super) tensors: Box<dyn Tensors>,
    /// Differs from that of any other model.
    pub(super) identity: Vec<u8>,
}

impl Opened {
    /// Opens a model; its weights are still to be read.
    pub(super) fn open(path: &Path) -> Result<Self, EmbedError> {
        let opened = if path.is_dir() { published::open(path)? } else { packed(path)? };
        if opened.tokenizer.piece_count() > opened.shape.vocabulary {
            let detail = "it has more pieces than word vectors".to_owned();
            return Err(EmbedError::Unsupported { path: path.to_owned(), detail });
        }
        Ok(opened)
    }
}

fn packed(path: &Path) -> Result<Opened, EmbedError> {
    let mut file = ModelFile::open(path)?;
    let shape = file.shape();
    let tokenizer = Tokenizer::Packed(Unigram::read(&mut file)?);
    Ok(Opened { shape, tokenizer, tensors: Box::new(file.tensors()?), identity: MODEL_NAME.as_bytes().to_vec() })
}
