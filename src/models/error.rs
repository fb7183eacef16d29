//! What can go wrong with a model, phrased so that the reader knows what to do next.

use super::catalog::{Model, ModelFile, Origin, Source};
use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

/// Any failure in finding, fetching, checking or converting a model.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The catalog is invalid; the message names line and key.
    #[error("{catalog}: {problem}")]
    Catalog {
        /// Path of the catalog, or a description of the built-in one.
        catalog: String,
        /// The problem, with its line.
        problem: String,
    },

    /// The catalog has no model with this name.
    #[error("no model is called `{name}`; the catalog has {known}")]
    Unknown {
        /// The requested name.
        name: String,
        /// All names in the catalog.
        known: String,
    },

    /// The model, or part of it, is not in the models folder.
    #[error("model `{model}` is missing\n{advice}")]
    Missing {
        /// The model's name.
        model: String,
        /// What to run and where to put which files.
        advice: Box<Advice>,
    },

    /// A file in the models folder does not match the catalog.
    #[error("model `{model}` is broken: {} {problem}\n{advice}", path.display())]
    Broken {
        /// The model's name.
        model: String,
        /// The wrong file.
        path: PathBuf,
        /// How it differs.
        problem: String,
        /// What to run and where to put which files.
        advice: Box<Advice>,
    },

    /// No origin supplied a correct file.
    #[error("could not fetch {file} of model `{model}`:{}\n{advice}", lines(attempts))]
    NotFetched {
        /// The model's name.
        model: String,
        /// The file's name.
        file: String,
        /// The error of each origin, in the order in which they were tried.
        attempts: Vec<ModelError>,
        /// Where to put which files.
        advice: Box<Advice>,
    },

    /// The model requires another platform.
    #[error(
        "model `{model}` is for {needed}, this machine is {here}: give the path of a build for it in the configuration"
    )]
    WrongMachine {
        /// The model's name.
        model: String,
        /// The platform in the catalog.
        needed: String,
        /// The platform of this machine.
        here: String,
    },

    /// The adapter cannot be used.
    #[error("the adapter {} {problem}. Name another in listen.adapter, or none: adapter = \"\"", path.display())]
    Adapter {
        /// The adapter's file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// Another process is fetching into the same folder.
    #[error("another fetch (process {holder}) is running in {}: wait for it, or stop it", directory.display())]
    Locked {
        /// The models folder.
        directory: PathBuf,
        /// The other process, as recorded in the lock file.
        holder: String,
    },

    /// An HTTP origin did not supply the file.
    #[error("{url}: {problem}")]
    Download {
        /// The address.
        url: String,
        /// What went wrong.
        problem: String,
    },

    /// A package did not supply the file.
    #[error("package {package}: {problem}")]
    Package {
        /// Name and version.
        package: String,
        /// What went wrong.
        problem: String,
    },

    /// An origin supplied a wrong file, which has been removed.
    #[error("{origin}: gave a wrong file, which was removed: it {problem}")]
    WrongContent {
        /// Where the file came from.
        origin: String,
        /// How it differs.
        problem: String,
    },

    /// A model cannot be converted.
    #[error("cannot convert {}: it {problem}", file.display())]
    Conversion {
        /// The file, or the first of its parts.
        file: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// A file or folder cannot be used.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// The attempted action.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
}

impl ModelError {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        ModelError::Io { action, path: path.to_owned(), source }
    }
}

/// How to get what is missing of a model: the command to run, and, for machines without a network, the files and where
/// to put them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The command that fetches the model.
    pub command: String,
    /// The folder that is searched.
    pub directory: PathBuf,
    pub files: Vec<NeededFile>,
}

/// A needed file, and how to recognise it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededFile {
    /// The name that it must have.
    pub file: String,
    /// Its size and digest, to check a copy against.
    pub fingerprint: String,
    /// Where another machine can download it; empty if it must be converted or extracted from a package.
    pub addresses: Vec<String>,
}

impl Advice {
    pub(super) fn new<'a>(model: &Model, files: impl IntoIterator<Item = &'a ModelFile>, directory: &Path) -> Self {
        Self {
            command: format!("spraakloket models fetch {}", model.name),
            directory: directory.to_owned(),
            files: files.into_iter().map(NeededFile::new).collect(),
        }
    }
}

impl NeededFile {
    fn new(file: &ModelFile) -> Self {
        let address = |origin: &Origin| match origin {
            Origin::Single(Source::Url(url)) => Some(url.clone()),
            _ => None,
        };
        let fingerprint = match &file.digest {
            Some(digest) => format!("{} bytes, {digest}", file.size),
            None => format!("{} bytes", file.size),
        };
        let addresses = file.origins.iter().filter_map(address).collect();
        Self { file: file.file.clone(), fingerprint, addresses }
    }
}

impl fmt::Display for Advice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "  with a network, run: {}", self.command)?;
        writeln!(formatter, "  without, put into {}:", self.directory.display())?;
        for needed in &self.files {
            writeln!(formatter, "    {} ({})", needed.file, needed.fingerprint)?;
            for address in &needed.addresses {
                writeln!(formatter, "      available from {address}")?;
            }
        }
        write!(
            formatter,
            "  or set a folder that contains {}: models.mirror in spraakloket.toml, \
             or SPRAAKLOKET_MODELS_MIRROR",
            if self.files.len() == 1 { "it" } else { "them" },
        )
    }
}

fn lines(attempts: &[ModelError]) -> String {
    attempts.iter().fold(String::new(), |mut lines, attempt| {
        let _ = write!(lines, "\n  - {attempt}");
        lines
    })
}
