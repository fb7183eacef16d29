//! One recogniser for all tests in a file: two at once slow each other down enormously.

#![allow(dead_code)] // each test file uses a part of it

use spraakloket::internals::listen::{WhisperSettings, WhisperTranscriber};
use spraakloket::{Config, Installation};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

/// The installation on this machine.
pub(crate) fn installation() -> Installation {
    Installation::new(Config::load(None).unwrap())
}

/// Whisper base without an adapter.
pub(crate) fn settings() -> WhisperSettings {
    let model = installation().models().path("whisper-base-q8").unwrap();
    WhisperSettings { model, preparation: None, threads: 1 }
}

/// Whisper base without any knowledge of the domain.
pub(crate) fn recogniser() -> MutexGuard<'static, WhisperTranscriber> {
    static RECOGNISER: OnceLock<Mutex<WhisperTranscriber>> = OnceLock::new();
    RECOGNISER
        .get_or_init(|| Mutex::new(WhisperTranscriber::load(settings()).unwrap()))
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
}
