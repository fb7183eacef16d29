//! The index folder: generations side by side, one of them current.
//!
//! `index/current` names the generation that serves. A new one is built beside it and takes over with one atomic
//! rename; a reader that has the old one open keeps it until closing.

use super::embed::Embedder;
use super::index::{DenseIndex, LexicalIndex};
use super::ingest::Harvest;
use super::notices::Notices;
use super::{Article, KnowledgeError, LocalFacts};
use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Incremented when the file format of a generation changes.
const FORMAT: u32 = 2;
const CURRENT: &str = "current";
const LOCK: &str = "building.lock";
const MANIFEST: &str = "manifest.json";
const VECTORS: &str = "vectors.bin";
const LEXICAL: &str = "lexical";
/// The folder of the translations, with a folder for each language in it.
const TRANSLATIONS: &str = "translations";

/// A generation's metadata.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Manifest {
    format: u32,
    articles: usize,
    local: LocalFacts,
    #[serde(default)]
    notices: Notices,
}

/// An opened generation of an index folder.
pub struct IndexFolder {
    /// The articles.
    pub lexical: LexicalIndex,
    /// Their vectors; `None` if the index was built without the embedding model.
    pub dense: Option<DenseIndex>,
    /// The articles in other languages than Dutch and English, each language on its own: what they have in common
    /// with each other must not change what is found in Dutch.
    pub translations: BTreeMap<Language, (LexicalIndex, Option<DenseIndex>)>,
    /// The operator's own facts, as they were when the index was built.
    pub local: LocalFacts,
    /// What everybody has to hear while it is valid.
    pub notices: Notices,
}

impl IndexFolder {
    /// Opens the current generation.
    pub fn open(folder: &Path) -> Result<Self, KnowledgeError> {
        readable(folder)?;
        let generation = current(folder).ok_or_else(|| KnowledgeError::NoIndex(folder.to_owned()))?;
        open_generation(folder, &generation)
    }
}

/// Opens one generation of an index folder.
fn open_generation(folder: &Path, generation: &Path) -> Result<IndexFolder, KnowledgeError> {
    let broken = |reason: String| KnowledgeError::BrokenIndex { path: folder.to_owned(), reason };
    let text = std::fs::read_to_string(generation.join(MANIFEST)).map_err(|error| broken(error.to_string()))?;
    let manifest: Manifest = serde_json::from_str(&text).map_err(|error| broken(error.to_string()))?;
    if manifest.format != FORMAT {
        return Err(broken(format!("format {} instead of {FORMAT}", manifest.format)));
    }
    let (lexical, dense) = open_part(generation).map_err(broken)?;
    if lexical.len() != manifest.articles {
        return Err(broken(format!("{} of {} articles", lexical.len(), manifest.articles)));
    }
    let mut translations = BTreeMap::new();
    for language in Language::ALL {
        let part = generation.join(TRANSLATIONS).join(language.code());
        if part.is_dir() {
            let opened = open_part(&part).map_err(|reason| broken(format!("{language}: {reason}")))?;
            translations.insert(language, opened);
        }
    }
    Ok(IndexFolder { lexical, dense, translations, local: manifest.local, notices: manifest.notices })
}

/// Opens words and vectors of one folder.
fn open_part(folder: &Path) -> Result<(LexicalIndex, Option<DenseIndex>), String> {
    let lexical = LexicalIndex::open(&folder.join(LEXICAL)).map_err(|error| error.to_string())?;
    let dense = read_vectors(folder).map_err(|error| error.to_string())?;
    match &dense {
        Some(dense) if dense.articles() != lexical.len() => {
            Err(format!("vectors of {} of {} articles", dense.articles(), lexical.len()))
        }
        _ => Ok((lexical, dense)),
    }
}

/// Builds a new generation from a harvest and makes it current. If there are any problems, nothing changes. Returns
/// the number of articles.
///
/// With an embedder it can also be searched by meaning; texts that the previous generation contained keep their
/// vectors, and `progress` is called with the number of new texts done, and their total. `add` writes more into the
/// folder of the new generation before it becomes current; it also gets the folder of the previous generation, if
/// there is one.
pub fn build_index(
    harvest: &Harvest,
    folder: &Path,
    embedder: Option<&Embedder>,
    progress: &dyn Fn(usize, usize),
    add: &dyn Fn(&Path, Option<&Path>) -> std::io::Result<()>,
) -> Result<usize, KnowledgeError> {
    if !harvest.problems.is_empty() {
        return Err(KnowledgeError::Articles(harvest.problems.clone()));
    }
    std::fs::create_dir_all(folder).map_err(|source| io(folder, source))?;
    // Held until dropped: a second builder waits, and does not remove what the first is still writing.
    let _lock = build_lock(folder)?;
    let name = format!("generation-{}", next_number(folder));
    let generation = folder.join(&name);
    let previous = current(folder);
    let vectors = |articles: &[Article], part: &Path| {
        embedder.map(|embedder| {
            // A damaged one is no reason to stop: everything is embedded again.
            let previous = previous.as_ref().and_then(|generation| read_vectors(&generation.join(part)).ok().flatten());
            DenseIndex::build(articles, embedder, previous.as_ref(), progress)
        })
    };
    write_generation(&generation, harvest, &vectors).inspect_err(|_| {
        let _ = std::fs::remove_dir_all(&generation);
    })?;
    add(&generation, current(folder).as_deref()).map_err(|source| {
        let _ = std::fs::remove_dir_all(&generation);
        io(&generation, source)
    })?;
    point_to(folder, &generation)?;
    remove_others(folder, &name);
    Ok(harvest.articles.len())
}

/// A lock on building in a folder, which the system releases when its owner ends for whatever reason.
fn build_lock(folder: &Path) -> Result<std::fs::File, KnowledgeError> {
    let path = folder.join(LOCK);
    let file = std::fs::File::create(&path).map_err(|source| io(&path, source))?;
    file.lock().map_err(|source| io(&path, source))?;
    Ok(file)
}

/// Makes the vectors of articles; told in which folder of a generation they will be.
type Vectors<'a> = dyn Fn(&[Article], &Path) -> Option<DenseIndex> + 'a;

fn write_generation(generation: &Path, harvest: &Harvest, vectors: &Vectors<'_>) -> Result<(), KnowledgeError> {
    write_part(generation, Path::new(""), &harvest.articles, vectors)?;
    for (language, articles) in &harvest.translations {
        write_part(generation, &Path::new(TRANSLATIONS).join(language.code()), articles, vectors)?;
    }
    let manifest = Manifest {
        format: FORMAT,
        articles: harvest.articles.len(),
        local: harvest.local.clone(),
        notices: harvest.notices.clone(),
    };
    let path = generation.join(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
    std::fs::write(&path, text).map_err(|source| io(&path, source))
}

/// Writes words and vectors of articles into a folder of a generation.
fn write_part(
    generation: &Path,
    part: &Path,
    articles: &[Article],
    vectors: &Vectors<'_>,
) -> Result<(), KnowledgeError> {
    let folder = generation.join(part);
    let lexical = folder.join(LEXICAL);
    std::fs::create_dir_all(&lexical).map_err(|source| io(&lexical, source))?;
    LexicalIndex::create(&lexical, articles)
        .map_err(|error| KnowledgeError::BrokenIndex { path: folder.clone(), reason: error.to_string() })?;
    if let Some(dense) = vectors(articles, part) {
        let path = folder.join(VECTORS);
        dense.write(&path).map_err(|source| io(&path, source))?;
    }
    Ok(())
}

/// The vectors of a generation, if it has them.
fn read_vectors(generation: &Path) -> std::io::Result<Option<DenseIndex>> {
    match DenseIndex::read(&generation.join(VECTORS)) {
        Ok(dense) => Ok(Some(dense)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(std::io::Error::new(error.kind(), format!("{VECTORS}: {error}"))),
    }
}

/// A folder without read permission is not the same as a missing one.
fn readable(folder: &Path) -> Result<(), KnowledgeError> {
    match std::fs::read_to_string(folder.join(CURRENT)) {
        Err(source) if source.kind() == std::io::ErrorKind::PermissionDenied => Err(io(folder, source)),
        _ => Ok(()),
    }
}

/// The folder of the current generation; `None` if there is no index.
#[must_use]
pub fn current_generation(folder: &Path) -> Option<PathBuf> {
    current(folder)
}

/// The generation that served before the current one, if it is still here.
pub(super) fn previous_generation(folder: &Path) -> Option<PathBuf> {
    let current = current(folder)?;
    let number = |path: &Path| generations(folder).find(|(_, found)| found == path).and_then(|(number, _)| number);
    let newest = number(&current)?;
    let older = generations(folder).filter(|(number, _)| number.is_some_and(|number| number < newest));
    older.max_by_key(|(number, _)| *number).map(|(_, path)| path)
}

/// Makes a generation that was put together elsewhere in the folder current, if it can be opened. The one before stays,
/// to go back to.
pub(super) fn adopt(folder: &Path, incoming: &Path) -> Result<(), KnowledgeError> {
    drop(open_generation(folder, incoming)?);
    let _lock = build_lock(folder)?;
    let before = current(folder);
    let generation = folder.join(format!("generation-{}", next_number(folder)));
    std::fs::rename(incoming, &generation).map_err(|source| io(incoming, source))?;
    point_to(folder, &generation)?;
    for (_, path) in generations(folder).filter(|(_, path)| *path != generation && Some(path) != before.as_ref()) {
        let _ = std::fs::remove_dir_all(path);
    }
    Ok(())
}

/// Makes an earlier generation current, and removes those after it.
pub(super) fn serve_again(folder: &Path, generation: &Path) -> Result<(), KnowledgeError> {
    drop(open_generation(folder, generation)?);
    let _lock = build_lock(folder)?;
    let replaced = current(folder);
    point_to(folder, generation)?;
    if let Some(replaced) = replaced.filter(|replaced| replaced != generation) {
        let _ = std::fs::remove_dir_all(replaced);
    }
    Ok(())
}

fn point_to(folder: &Path, generation: &Path) -> Result<(), KnowledgeError> {
    let name = generation.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let pointer = folder.join(format!("{CURRENT}.new"));
    std::fs::write(&pointer, name).map_err(|source| io(&pointer, source))?;
    std::fs::rename(&pointer, folder.join(CURRENT)).map_err(|source| io(folder, source))
}

fn current(folder: &Path) -> Option<PathBuf> {
    let name = std::fs::read_to_string(folder.join(CURRENT)).ok()?;
    let generation = folder.join(name.trim());
    generation.is_dir().then_some(generation)
}

fn next_number(folder: &Path) -> u64 {
    generations(folder).filter_map(|(number, _)| number).max().map_or(1, |last| last + 1)
}

fn remove_others(folder: &Path, keep: &str) {
    for (_, path) in generations(folder).filter(|(_, path)| !path.ends_with(keep)) {
        // A reader may still have it open; if this fails, the next build removes it.
        let _ = std::fs::remove_dir_all(path);
    }
}

fn generations(folder: &Path) -> impl Iterator<Item = (Option<u64>, PathBuf)> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let number = name.strip_prefix("generation-")?.parse().ok();
        Some((number, entry.path()))
    })
}

fn io(path: &Path, source: std::io::Error) -> KnowledgeError {
    KnowledgeError::Io { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::ingest::read_folder;
    use std::os::unix::fs::PermissionsExt;

    fn harvest() -> Harvest {
        read_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")).unwrap()
    }

    /// When run as root, this also checks that nothing is written: the folders are compared.
    #[test]
    fn reading_writes_nothing_and_needs_no_right_to() {
        let folder = tempfile::tempdir().unwrap();
        build_index(&harvest(), folder.path(), None, &|_, _| {}, &|_, _| Ok(())).unwrap();
        let lexical = current(folder.path()).unwrap().join("lexical");
        let files = || {
            let mut names: Vec<_> =
                std::fs::read_dir(&lexical).unwrap().map(|file| file.unwrap().file_name()).collect();
            names.sort();
            names
        };
        let before = files();
        std::fs::set_permissions(&lexical, std::fs::Permissions::from_mode(0o555)).unwrap();
        let opened = IndexFolder::open(folder.path()).unwrap();
        assert!(!opened.lexical.is_empty());
        assert_eq!(files(), before);
        std::fs::set_permissions(&lexical, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    #[test]
    fn several_builds_at_once_wait_for_each_other() {
        let (folder, harvest) = (tempfile::tempdir().unwrap(), harvest());
        let articles = harvest.articles.len();
        std::thread::scope(|scope| {
            let builds: Vec<_> = (0..3)
                .map(|_| scope.spawn(|| build_index(&harvest, folder.path(), None, &|_, _| {}, &|_, _| Ok(()))))
                .collect();
            for build in builds {
                assert_eq!(build.join().unwrap().unwrap(), articles);
            }
        });
        assert_eq!(IndexFolder::open(folder.path()).unwrap().lexical.len(), articles);
        assert_eq!(generations(folder.path()).count(), 1);
    }
}
