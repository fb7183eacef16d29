//! The models folder: provides verified files and reports their state.

use super::catalog::{Catalog, Model, ModelFile};
use super::digest;
use super::error::{Advice, ModelError};
use super::fetch::{self, Fetched};
use super::origins::OriginsConfig;
use super::progress::Progress;
use super::status::{FileState, ModelStatus};
use super::verified::Verified;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder of model files, the catalog that describes them, and how to fetch missing ones.
#[derive(Debug, Clone)]
pub struct ModelStore {
    directory: PathBuf,
    catalog: Catalog,
    origins: OriginsConfig,
}

impl ModelStore {
    /// Creates a store for `directory`, which need not exist yet.
    #[must_use]
    pub fn new(directory: impl Into<PathBuf>, catalog: Catalog, origins: OriginsConfig) -> Self {
        Self { directory: directory.into(), catalog, origins }
    }

    /// The models folder.
    #[must_use]
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Every model that can be fetched into it.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// The file to load for the model called `name`, after verifying all its files.
    ///
    /// A file that was verified before and has not changed since is not read again.
    pub fn path(&self, name: &str) -> Result<PathBuf, ModelError> {
        self.paths(name).map(|mut paths| paths.swap_remove(0))
    }

    /// All files of the model called `name`, in catalog order, verified.
    pub fn paths(&self, name: &str) -> Result<Vec<PathBuf>, ModelError> {
        let model = self.catalog.get(name)?;
        let verified = Verified::load(&self.directory);
        let (mut paths, mut missing) = (Vec::new(), Vec::new());
        for file in &model.files {
            let (path, state) = self.state(file, &verified, Look::Checked)?;
            match state {
                FileState::Ready | FileState::Unchecked => paths.push(path),
                FileState::Missing => missing.push(file),
                FileState::Broken(problem) => {
                    let advice = Box::new(Advice::new(model, [file], &self.directory));
                    let model = model.name.clone();
                    return Err(ModelError::Broken { model, path, problem, advice });
                }
            }
        }
        if missing.is_empty() {
            return Ok(paths);
        }
        let advice = Box::new(Advice::new(model, missing, &self.directory));
        Err(ModelError::Missing { model: model.name.clone(), advice })
    }

    /// The state of every model in the catalog, without reading any file in full.
    pub fn list(&self) -> Result<Vec<ModelStatus>, ModelError> {
        self.catalog.models().iter().map(|model| self.status(model, Look::Quick)).collect()
    }

    /// Reads the named models in full and returns their state; without names, every model of which a file exists. A
    /// broken file is left in place: [`ModelStore::fetch`] replaces it.
    pub fn verify(&self, names: &[&str]) -> Result<Vec<ModelStatus>, ModelError> {
        let there = |model: &&Model| model.files.iter().any(|file| self.directory.join(&file.file).exists());
        let models: Vec<&Model> = match names {
            [] => self.catalog.models().iter().filter(there).collect(),
            _ => names.iter().map(|name| self.catalog.get(name)).collect::<Result<_, _>>()?,
        };
        models.into_iter().map(|model| self.status(model, Look::Thorough)).collect()
    }

    /// Fetches missing files of the named models and replaces broken ones.
    pub fn fetch(&self, names: &[&str], progress: &mut dyn Progress) -> Result<Vec<Fetched>, ModelError> {
        fetch::fetch(self, names, progress)
    }

    pub(super) fn origins(&self) -> &OriginsConfig {
        &self.origins
    }

    fn status(&self, model: &Model, look: Look) -> Result<ModelStatus, ModelError> {
        let verified = Verified::load(&self.directory);
        let states = model.files.iter().map(|file| self.state(file, &verified, look));
        Ok(ModelStatus::new(model, states.collect::<Result<_, _>>()?))
    }

    /// The state of one file. The result of a check is remembered.
    pub(super) fn state(
        &self,
        file: &ModelFile,
        verified: &Verified,
        look: Look,
    ) -> Result<(PathBuf, FileState), ModelError> {
        let path = self.directory.join(&file.file);
        let found = match fs::metadata(&path) {
            Ok(found) => found,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Ok((path, FileState::Missing));
            }
            Err(error) => return Err(ModelError::io("look at", &path, error)),
        };
        let known = verified.knows(file, &found);
        if known && look != Look::Thorough {
            return Ok((path, FileState::Ready));
        }
        let digest = file.digest.as_ref().filter(|_| look != Look::Quick);
        let difference =
            digest::difference(&path, Some(file.size), digest).map_err(|error| ModelError::io("read", &path, error))?;
        let state = match difference {
            Some(problem) => {
                Verified::forget(&self.directory, file);
                FileState::Broken(problem)
            }
            None if look == Look::Quick => FileState::Unchecked,
            None => {
                if !known {
                    Verified::remember(&self.directory, file, &found);
                }
                FileState::Ready
            }
        };
        Ok((path, state))
    }
}

/// How thoroughly to check a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// By size and what is remembered.
    Quick,
    /// By digest, unless that is remembered.
    Checked,
    /// By digest, always.
    Thorough,
}
