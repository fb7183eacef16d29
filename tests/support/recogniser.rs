//! One recogniser for all tests of a file: two at once slow each other enormously.

#![allow(dead_code)] // each test file uses a part of it

use spraakloket::internals::listen::{WhisperSettings, WhisperTranscriber};
use spraakloket::internals::models::{Catalog, ModelStore, OriginsConfig};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// Where the models of this machine are.
pub(crate) fn store() -> ModelStore {
    let folder = std::env::var_os("SPRAAKLOKET_MODELS_DIR").map_or_else(ModelStore::default_directory, Into::into);
    ModelStore::new(folder, Catalog::built_in(), OriginsConfig::with_mirror(""))
}

/// Whisper base, as it is.
pub(crate) fn settings() -> WhisperSettings {
    let model = store().path("whisper-base-q8").unwrap();
    WhisperSettings { model, preparation: None, threads: 1, prompts: Vec::new() }
}

/// Whisper base without any knowledge of the domain.
pub(crate) fn recogniser() -> MutexGuard<'static, WhisperTranscriber> {
    static RECOGNISER: OnceLock<Mutex<WhisperTranscriber>> = OnceLock::new();
    RECOGNISER
        .get_or_init(|| Mutex::new(WhisperTranscriber::load(settings()).unwrap()))
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}
