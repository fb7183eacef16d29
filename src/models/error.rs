//! What can go wrong with a model, said so that the reader knows what to do next.

use super::catalog::{Model, ModelFile, Origin, Source};
use std::fmt::{self, Write as _};
use std::io;
use std::path::{Path, PathBuf};

/// Everything that finding, fetching, checking or converting a model can fail with.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// The catalog itself is wrong; the message names the line and the key.
    #[error("{catalog}: {problem}")]
    Catalog {
        /// The file, or a word for the built-in one.
        catalog: String,
        /// What is wrong, with its line.
        problem: String,
    },

    /// Nothing in the catalog has this name.
    #[error("no model is called `{name}`; the catalog has {known}")]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// All names there are.
        known: String,
    },

    /// The model, or a part of it, is not in the models folder: fetch it, or put it there.
    #[error("model `{model}` is missing\n{advice}")]
    Missing {
        /// The model's name.
        model: String,
        /// What to run, and what to put where.
        advice: Box<Advice>,
    },

    /// A file in the models folder is not what the catalog says: fetch it again.
    #[error("model `{model}` is broken: {} {problem}\n{advice}", path.display())]
    Broken {
        /// The model's name.
        model: String,
        /// The wrong file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
        /// What to run, and what to put where.
        advice: Box<Advice>,
    },

    /// No origin gave a right file.
    #[error("could not fetch {file} of model `{model}`:{}\n{advice}", lines(attempts))]
    NotFetched {
        /// The model's name.
        model: String,
        /// The file's name.
        file: String,
        /// What each origin answered, in the order in which they were tried.
        attempts: Vec<ModelError>,
        /// What to put where.
        advice: Box<Advice>,
    },

    /// The model only runs on another kind of machine.
    #[error(
        "model `{model}` is for {needed}, this machine is {here}: give the path of a build for it in the configuration"
    )]
    WrongMachine {
        /// The model's name.
        model: String,
        /// The kind of machine that the catalog names.
        needed: String,
        /// The kind of machine that this is.
        here: String,
    },

    /// An adapter cannot be used: name another in listen.adapter, or none.
    #[error("the adapter {} {problem}. Name another in listen.adapter, or none: adapter = \"\"", path.display())]
    Adapter {
        /// The adapter's file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },

    /// Another fetch is busy in the same folder.
    #[error("another fetch (process {holder}) is busy in {}: wait for it, or stop it", directory.display())]
    Locked {
        /// The models folder.
        directory: PathBuf,
        /// The other process, as it wrote itself down.
        holder: String,
    },

    /// An HTTP origin did not give the file.
    #[error("{url}: {problem}")]
    Download {
        /// The address.
        url: String,
        /// What happened.
        problem: String,
    },

    /// A package did not give the file.
    #[error("package {package}: {problem}")]
    Package {
        /// Name and version.
        package: String,
        /// What happened.
        problem: String,
    },

    /// An origin gave a file, but not the right one. It has been removed.
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
        /// What was tried.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

impl ModelError {
    pub(super) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        ModelError::Io { action, path: path.to_owned(), source }
    }
}

/// What to do to get what is missing of a model: the command, and without a network the files and
/// their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The command that fetches the model.
    pub command: String,
    /// The folder in which the files are looked for.
    pub directory: PathBuf,
    /// The files that are needed.
    pub files: Vec<NeededFile>,
}

/// A file that is needed, and how to know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeededFile {
    /// The name that it must have.
    pub file: String,
    /// Its size and digest, to check a copy by.
    pub fingerprint: String,
    /// Where another machine can get it; empty where it must be made or taken out of a package.
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
                writeln!(formatter, "      which can be copied from {address}")?;
            }
        }
        write!(
            formatter,
            "  or name a folder that has {}: models.mirror in spraakloket.toml, \
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
