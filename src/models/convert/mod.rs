//! Converts model files from one library's format to another's.
//!
//! For: converting a `CTranslate2` Whisper (the only form in which package registries offer a multilingual Whisper) to
//! the ggml file that whisper.cpp loads. Not for: fetching or checking files (the store does that), or running a
//! model.
//!
//! The result depends on the input alone: no clock, no map order, no thread count. Whisper base comes out byte for
//! byte identical to whisper.cpp's own `ggml-base.bin` and `ggml-base-q8_0.bin`, so the catalog needs only one digest
//! for the converted and the downloaded file.

mod ctranslate2;
mod ggml;
mod mel;
mod vocabulary;
mod whisper;

#[cfg(test)]
mod tests;

use super::ModelError;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

pub use ggml::Precision;
pub(super) use ggml::{BLOCK, Form, quantise};

/// Converts a `CTranslate2` Whisper to a ggml file at `output`.
///
/// `parts` are the pieces of `model.bin`, in order; `vocabulary` is `vocabulary.txt`, one token per line. The file at
/// `output` is complete and on disk when this returns `Ok`. After an error it may be half written, so pass a temporary
/// name and rename.
pub fn ctranslate2_whisper(
    parts: &[PathBuf],
    vocabulary: &Path,
    precision: Precision,
    output: &Path,
) -> Result<(), ModelError> {
    let mut bytes = Vec::new();
    for part in parts {
        bytes.extend(fs::read(part).map_err(|error| ModelError::io("read", part, error))?);
    }
    let text = fs::read_to_string(vocabulary).map_err(|error| ModelError::io("read", vocabulary, error))?;
    let failed = |problem: String| ModelError::Conversion { file: parts.first().cloned().unwrap_or_default(), problem };

    let source = ctranslate2::Model::parse(&bytes).map_err(failed)?;
    let model = whisper::Whisper::from_ctranslate2(&source).map_err(failed)?;
    let tokens = vocabulary::tokens(&text).map_err(failed)?;

    let file = File::create(output).map_err(|error| ModelError::io("create", output, error))?;
    let mut writer = BufWriter::with_capacity(1 << 20, file);
    ggml::write(&mut writer, &model, &tokens, precision)
        .and_then(|()| writer.flush())
        .and_then(|()| writer.get_ref().sync_all())
        .map_err(|error| ModelError::io("write", output, error))
}
