//! What benches of hearing share: the models of this machine, and voices that ask.

use spraakloket::language::Language;
use spraakloket::models::{Catalog, ModelStore, OriginsConfig};
use spraakloket::speak::text::Lexicon;
use spraakloket::speak::{CacheSettings, KokoroFiles, SpeakingDesk, VoiceSettings};
use std::path::Path;

/// Voices that taught neither the adapter nor the choice of known wordings.
pub(crate) const VOICES: &str = "espeak:nl+m3,kokoro:jf_tebukuro";
/// The adapter that comes with the program.
pub(crate) const ADAPTER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/models/government-nl.safetensors");

pub(crate) fn store() -> ModelStore {
    let folder = std::env::var_os("SPRAAKLOKET_MODELS_DIR").map_or_else(ModelStore::default_directory, Into::into);
    ModelStore::new(folder, Catalog::built_in(), OriginsConfig::with_mirror(""))
}

/// A voice for Dutch by its name; what it said is kept.
pub(crate) fn speaking(name: &str) -> SpeakingDesk {
    let settings = match name.split_once(':') {
        Some(("espeak", voice)) => VoiceSettings::Espeak(voice.into()),
        Some(("kokoro", voice)) => {
            let mut files = store().paths("kokoro").expect("`spraakloket models fetch kokoro` gets it").into_iter();
            let mut next = || files.next().unwrap_or_default();
            let (model, vocabulary, voices) = (next(), next(), next());
            let runtime = store().path("onnxruntime").expect("`make models` fetches the runtime");
            VoiceSettings::Kokoro(voice.into(), KokoroFiles { model, vocabulary, voices, runtime })
        }
        _ => panic!("{name}: use espeak:NAME or kokoro:NAME"),
    };
    let folder = ModelStore::default_directory().with_file_name("speech");
    SpeakingDesk::new(vec![(Language::Nl, settings)], Lexicon::built_in(), 1.0)
        .with_cache(Some(CacheSettings { folder, limit_bytes: 512_000_000 }))
}

/// Recordings of people that are not part of the project.
pub(crate) fn people() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/speech-nl")
}
