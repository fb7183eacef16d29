//! The classifier as stored with a generation of the index, and the vectors of its training examples, which are reused
//! for unchanged texts.

use super::classifier::{Class, Classifier};
use super::train::{Example, examples_of, train};
use super::{Entries, Kind, Neighbours};
use crate::classify::plain;
use crate::knowledge::Article;
use crate::knowledge::embed::{DIMENSIONS, Embedder};
use crate::models::hex;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::{Path, PathBuf};

const MODEL: &str = "understanding.bin";
const VECTORS: &str = "understanding-vectors.bin";
const MODEL_MAGIC: &[u8; 8] = b"SKUND\0\0\x02";
const VECTORS_MAGIC: &[u8; 8] = b"SKUNV\0\0\x01";
/// Number of texts embedded between two progress reports.
const STRETCH: usize = 64;

type Key = [u8; 16];

/// What an index knows about what people say.
#[derive(Debug, Clone)]
pub struct Kept {
    pub classifier: Classifier,
    /// Normalised wordings, each with the index of its class.
    pub exact: BTreeMap<String, usize>,
    /// The training examples, for comparison.
    pub neighbours: Neighbours,
}

impl Kept {
    /// The probability of each class. `vector` is the embedding of the text as a question, if there is a model for it.
    #[must_use]
    pub fn chances(&self, text: &str, vector: Option<&[f32]>) -> Vec<f32> {
        let mut chances = self.classifier.chances(text, vector);
        if let Some(vector) = vector {
            self.neighbours.weigh(&self.classifier.classes, &mut chances, vector, self.classifier.model.middle());
        }
        chances
    }
}

#[derive(Serialize, Deserialize)]
struct Header {
    classes: Vec<Class>,
    middle: Vec<f32>,
    exact: BTreeMap<String, usize>,
    neighbours: Vec<Kind>,
}

/// Trains a classifier for a new generation of an index and stores it there. Vectors are reused from the previous
/// generation and the folder `cache`; new ones are added to `cache`.
pub fn add_to_generation(
    generation: &Path,
    previous: Option<&Path>,
    cache: &Path,
    entries: &Entries,
    articles: &[Article],
    embedder: Option<&Embedder>,
    progress: &dyn Fn(usize, usize),
) -> io::Result<()> {
    let examples = examples_of(entries, articles);
    let vectors = match embedder {
        Some(embedder) => Some(embed(&examples, embedder, generation, previous, cache, progress)?),
        None => None,
    };
    let classifier = train(entries, &examples, vectors.as_deref());
    let exact = exact(entries, &classifier);
    let neighbours = Neighbours::new(&examples, vectors.as_deref(), classifier.model.middle());
    write(&generation.join(MODEL), &Kept { classifier, exact, neighbours })
}

/// The wordings in normalised form. A wording of two entries belongs to the first of them.
fn exact(entries: &Entries, classifier: &Classifier) -> BTreeMap<String, usize> {
    let mut exact = BTreeMap::new();
    for entry in entries.0.iter().filter(|entry| entry.kind != Kind::Question) {
        let Some(class) = classifier.classes.iter().position(|class| class.id == entry.id) else { continue };
        for wording in &entry.wordings {
            exact.entry(plain(wording)).or_insert(class);
        }
    }
    exact
}

/// Opens a generation's classifier; `None` if it was built by a version without one.
pub(super) fn open(generation: &Path) -> io::Result<Option<Kept>> {
    let path = generation.join(MODEL);
    if !path.exists() {
        return Ok(None);
    }
    let bytes = std::fs::read(&path)?;
    parse(&bytes)
        .map(Some)
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("{MODEL} is damaged or of another version")))
}

fn parse(bytes: &[u8]) -> Option<Kept> {
    let rest = bytes.strip_prefix(MODEL_MAGIC)?;
    let (length, rest) = rest.split_first_chunk::<4>()?;
    let (header, weights) = rest.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    let Header { classes, middle, exact, neighbours: kinds } = serde_json::from_slice(header).ok()?;
    let (vectors, weights) = weights.split_at_checked(kinds.len() * DIMENSIONS * 2)?;
    let vectors = vectors.as_chunks::<2>().0.iter().map(|bytes| half::f16::from_le_bytes(*bytes).to_f32()).collect();
    let weights = weights.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
    let classifier = Classifier::from_parts(classes, middle, weights)?;
    let neighbours = Neighbours { kinds, vectors };
    let fits = exact.values().all(|class| *class < classifier.classes.len());
    fits.then_some(Kept { classifier, exact, neighbours })
}

fn write(path: &Path, kept: &Kept) -> io::Result<()> {
    let Kept { classifier, exact, neighbours } = kept;
    let header = Header {
        classes: classifier.classes.clone(),
        middle: classifier.model.middle().to_vec(),
        exact: exact.clone(),
        neighbours: neighbours.kinds.clone(),
    };
    let header = serde_json::to_vec(&header)?;
    let mut bytes = MODEL_MAGIC.to_vec();
    bytes.extend((header.len() as u32).to_le_bytes());
    bytes.extend(header);
    bytes.extend(neighbours.vectors.iter().flat_map(|value| half::f16::from_f32(*value).to_le_bytes()));
    bytes.extend(classifier.model.weights().iter().flat_map(|weight| weight.to_le_bytes()));
    std::fs::write(path, bytes)
}

/// The vector of each example as a question, reused from the previous generation where possible, and stored with the
/// new one.
fn embed(
    examples: &[Example],
    embedder: &Embedder,
    generation: &Path,
    previous: Option<&Path>,
    cache: &Path,
    progress: &dyn Fn(usize, usize),
) -> io::Result<Vec<Vec<f32>>> {
    let model = model_digest(embedder);
    let cache = VectorCache::new(cache, &model);
    let keys: Vec<Key> = examples.iter().map(|example| key_of(&model, &example.text)).collect();
    // A damaged file is not an error: everything is then embedded again.
    let mut known = previous.and_then(|folder| read_vectors(&folder.join(VECTORS))).unwrap_or_default();
    if keys.iter().any(|key| !known.contains_key(key)) {
        known.extend(cache.read());
    }
    let mut wanted: Vec<(Key, &str)> = keys.iter().copied().zip(examples.iter().map(|e| e.text.as_str())).collect();
    wanted.retain(|(key, _)| !known.contains_key(key));
    wanted.sort_unstable();
    wanted.dedup_by_key(|(key, _)| *key);
    for (place, stretch) in wanted.chunks(STRETCH).enumerate() {
        let made: Vec<(Key, Vec<f32>)> =
            stretch.par_iter().map(|(key, text)| (*key, coarse(&embedder.embed_query(text)))).collect();
        known.extend(made);
        progress((place * STRETCH + stretch.len()).min(wanted.len()), wanted.len());
    }
    if !wanted.is_empty() {
        cache.write(&known);
    }
    let mut used: Vec<Key> = keys.clone();
    used.sort_unstable();
    used.dedup();
    write_vectors(&generation.join(VECTORS), used.iter().map(|key| (*key, &known[key])))?;
    Ok(keys.iter().map(|key| known[key].clone()).collect())
}

/// Vectors that outlive an index, one file per model. They come from wordings in files, never from what a person said.
struct VectorCache(PathBuf);

impl VectorCache {
    /// A file with more vectors than this is started afresh: 60,000 vectors are 47 MB.
    const MOST: usize = 60_000;

    fn new(folder: &Path, model: &[u8]) -> Self {
        let digest = Sha256::digest(model);
        VectorCache(folder.join(format!("{}.bin", hex(&digest[..8]))))
    }

    fn read(&self) -> HashMap<Key, Vec<f32>> {
        read_vectors(&self.0).unwrap_or_default()
    }

    /// Adds vectors. If that fails, the next index computes them again.
    fn write(&self, vectors: &HashMap<Key, Vec<f32>>) {
        let mut all = self.read();
        if all.len() + vectors.len() > Self::MOST {
            all.clear();
        }
        all.extend(vectors.iter().map(|(key, vector)| (*key, vector.clone())));
        if let Err(error) = self.replace(&all) {
            tracing::info!(file = %self.0.display(), %error, "vectors are not kept for the next index");
        }
    }

    fn replace(&self, vectors: &HashMap<Key, Vec<f32>>) -> io::Result<()> {
        let folder = self.0.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let unfinished = tempfile::NamedTempFile::new_in(folder)?;
        write_vectors(unfinished.path(), vectors.iter().map(|(key, vector)| (*key, vector)))?;
        unfinished.persist(&self.0).map_err(|error| error.error)?;
        Ok(())
    }
}

/// Identifies the model, including its adapter, by its embedding of a fixed text.
fn model_digest(embedder: &Embedder) -> Vec<u8> {
    embedder.embed_query("Wat bedoelt u?").iter().map(|value| (value * 1000.0) as i8 as u8).collect()
}

fn key_of(model: &[u8], text: &str) -> Key {
    let digest = Sha256::new().chain_update(model).chain_update(text).finalize();
    let mut key = Key::default();
    key.copy_from_slice(&digest[..16]);
    key
}

/// Rounded as in the file, so that reused vectors train identically.
fn coarse(vector: &[f32]) -> Vec<f32> {
    vector.iter().map(|value| half::f16::from_f32(*value).to_f32()).collect()
}

fn write_vectors<'a>(path: &Path, vectors: impl Iterator<Item = (Key, &'a Vec<f32>)>) -> io::Result<()> {
    let mut bytes = VECTORS_MAGIC.to_vec();
    for (key, vector) in vectors {
        bytes.extend(key);
        bytes.extend(vector.iter().flat_map(|value| half::f16::from_f32(*value).to_le_bytes()));
    }
    std::fs::write(path, bytes)
}

fn read_vectors(path: &Path) -> Option<HashMap<Key, Vec<f32>>> {
    const RECORD: usize = 16 + 2 * DIMENSIONS;
    let bytes = std::fs::read(path).ok()?;
    let records = bytes.strip_prefix(VECTORS_MAGIC)?;
    let read = |record: &[u8]| {
        let (key, numbers) = record.split_first_chunk::<16>()?;
        let numbers = numbers.as_chunks::<2>().0.iter().map(|bytes| half::f16::from_le_bytes(*bytes).to_f32());
        Some((*key, numbers.collect()))
    };
    records.chunks_exact(RECORD).map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_with_a_generation_comes_back_and_damage_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let entries = Entries::built_in().unwrap();
        let few = Entries(entries.0.into_iter().filter(|entry| entry.kind == Kind::Human).collect());
        add_to_generation(folder.path(), None, folder.path(), &few, &[], None, &|_, _| {}).unwrap();
        let kept = open(folder.path()).unwrap().unwrap();
        assert_eq!(kept.classifier.classes.len(), 2);
        assert!(!kept.exact.is_empty());
        let path = folder.path().join(MODEL);
        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() - 8]).unwrap();
        assert!(open(folder.path()).unwrap_err().to_string().contains("damaged"));
        std::fs::remove_file(&path).unwrap();
        assert!(open(folder.path()).unwrap().is_none());
    }
    #[test]
    fn the_cache_of_vectors_grows_and_a_damaged_or_missing_one_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let cache = VectorCache::new(&folder.path().join("vectors"), b"model");
        assert!(cache.read().is_empty());
        let of = |number: u8| ([number; 16], vec![f32::from(number); DIMENSIONS]);
        cache.write(&HashMap::from([of(1)]));
        cache.write(&HashMap::from([of(2)]));
        assert_eq!(cache.read(), HashMap::from([of(1), of(2)]));
        assert!(VectorCache::new(&folder.path().join("vectors"), b"another").read().is_empty());
        std::fs::write(&cache.0, b"no vectors").unwrap();
        assert!(cache.read().is_empty());
    }
}
