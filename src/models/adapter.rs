//! Adapters: small files that change a speech model's weights when it is loaded.
//!
//! For: reading and writing one, and merging it into a ggml file. Not for: training one (`adapt`). For each matrix
//! that it changes, an adapter holds two thin ones; their product, times a scale, is added to the matrix. The file is
//! safetensors with 16-bit floats; its header holds a card with base models, recipe and evaluation.

use super::digest::hex;
use super::error::ModelError;
use super::ggml_file::GgmlFile;
use super::safetensors::{Matrix, SafeTensors};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// Key of the card in the file's header.
const CARD: &str = "spraakloket";
const DOWN: &str = ".down";
const UP: &str = ".up";

/// A low-rank change to some of a model's matrices.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapter {
    /// Its origin and its measured effect.
    pub card: AdapterCard,
    /// The changes, keyed by tensor name.
    pub changes: BTreeMap<String, LowRank>,
}

/// What an adapter's file says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AdapterCard {
    /// The models that it fits.
    pub bases: Vec<AdapterBase>,
    /// Factor applied to the product of the thin matrices.
    pub scale: f32,
    /// Every setting of the training run.
    pub recipe: BTreeMap<String, String>,
    /// How it compares with the unadapted model.
    pub evaluation: Vec<Comparison>,
}

/// A model that an adapter fits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdapterBase {
    /// Name in the catalog.
    pub name: String,
    /// SHA-256 of its file.
    pub sha256: String,
}

/// One test, without and with the adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// What was transcribed.
    pub test: String,
    /// Number of clips.
    pub clips: usize,
    /// Word error rate without and with the adapter, as a fraction.
    pub word_errors: [f64; 2],
    /// Share of domain words recognised correctly, without and with it; `None` if the test has no such words.
    pub domain_words: Option<[f64; 2]>,
}

impl AdapterCard {
    /// Names of the models that it fits, separated by commas.
    #[must_use]
    pub fn base_names(&self) -> String {
        self.bases.iter().map(|base| base.name.as_str()).collect::<Vec<_>>().join(" or ")
    }
}

/// Two thin matrices, `up` (rows × rank) times `down` (rank × columns).
#[derive(Debug, Clone, PartialEq)]
pub struct LowRank {
    /// Rank of the change.
    pub rank: usize,
    /// `down`, row by row.
    pub down: Vec<f32>,
    /// `up`, row by row.
    pub up: Vec<f32>,
}

impl Adapter {
    /// Reads an adapter's file.
    pub fn read(path: &Path) -> Result<Self, ModelError> {
        let bytes = std::fs::read(path).map_err(|error| ModelError::io("read", path, error))?;
        Self::from_bytes(&bytes).map_err(|problem| ModelError::Adapter { path: path.to_owned(), problem })
    }

    /// Parses an adapter from the bytes of its file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let SafeTensors { notes, mut matrices } = SafeTensors::from_bytes(bytes)?;
        let card =
            notes.get(CARD).ok_or_else(|| format!("has no card `{CARD}`, so it is no adapter of this program"))?;
        let card: AdapterCard = serde_json::from_str(card).map_err(|error| format!("has a broken card ({error})"))?;
        let names: Vec<String> =
            matrices.keys().filter_map(|name| name.strip_suffix(DOWN)).map(str::to_owned).collect();
        let mut changes = BTreeMap::new();
        for name in names {
            let down = matrices.remove(&format!("{name}{DOWN}"));
            let up = matrices.remove(&format!("{name}{UP}"));
            let (Some(down), Some(up)) = (down, up) else {
                return Err(format!("has only one half of the change of `{name}`"));
            };
            if down.rows != up.columns || down.rows == 0 {
                return Err(format!("has halves of the change of `{name}` that do not fit together"));
            }
            changes.insert(name, LowRank { rank: down.rows, down: down.values, up: up.values });
        }
        Ok(Adapter { card, changes })
    }

    /// The bytes of the adapter's file: the card, then 16-bit floats.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let card = serde_json::to_string(&self.card).map_err(|error| error.to_string())?;
        let mut content = SafeTensors { notes: BTreeMap::from([(CARD.to_owned(), card)]), ..SafeTensors::default() };
        for (name, change) in &self.changes {
            let (rank, columns) = (change.rank, change.down.len() / change.rank.max(1));
            let down = Matrix { rows: rank, columns, values: change.down.clone() };
            let up = Matrix { rows: change.up.len() / rank.max(1), columns: rank, values: change.up.clone() };
            content.matrices.insert(format!("{name}{DOWN}"), down);
            content.matrices.insert(format!("{name}{UP}"), up);
        }
        content.to_bytes()
    }

    /// Writes the adapter's file, completely or not at all.
    pub fn write(&self, path: &Path) -> Result<(), ModelError> {
        let bytes = self.to_bytes().map_err(|problem| ModelError::Adapter { path: path.to_owned(), problem })?;
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes)
            .and_then(|()| std::fs::rename(&partial, path))
            .map_err(|error| ModelError::io("write", path, error))
    }

    /// Checks that it was made for the model with these bytes. The error names the models that it was made for.
    pub fn fits(&self, model: &[u8]) -> Result<(), String> {
        let digest = hex(&Sha256::digest(model));
        if self.card.bases.iter().any(|base| base.sha256 == digest) {
            return Ok(());
        }
        Err(format!("was made for {}, and this is another model (sha256 {digest})", self.card.base_names()))
    }

    /// Adds the changes to the model's weights, in the number format in which the file stores them.
    pub fn merge(&self, model: &mut GgmlFile) -> Result<(), String> {
        for (name, change) in &self.changes {
            let shape = model.shape(name)?.to_vec();
            let [rows, columns] = shape[..] else {
                return Err(format!("`{name}` is no matrix"));
            };
            if change.up.len() != rows * change.rank || change.down.len() != change.rank * columns {
                return Err(format!("the adapter's change of `{name}` does not have its shape, {rows} × {columns}"));
            }
            let mut values = model.values(name)?;
            change.add_to(&mut values, columns, self.card.scale);
            model.replace(name, &values)?;
        }
        Ok(())
    }
}

impl LowRank {
    /// Adds scale × up × down to a matrix.
    pub(crate) fn add_to(&self, matrix: &mut [f32], columns: usize, scale: f32) {
        for (row, up) in matrix.chunks_exact_mut(columns).zip(self.up.chunks_exact(self.rank)) {
            for (factor, down) in up.iter().zip(self.down.chunks_exact(columns)) {
                let factor = factor * scale;
                for (value, change) in row.iter_mut().zip(down) {
                    *value += factor * change;
                }
            }
        }
    }
}

/// Merges an adapter into a model's file. Refuses a model that the adapter was not made for.
pub fn merged(model: Vec<u8>, adapter: &Adapter) -> Result<Vec<u8>, String> {
    adapter.fits(&model)?;
    let mut file = GgmlFile::parse(model)?;
    adapter.merge(&mut file)?;
    Ok(file.into_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::tiny;

    const NAME: &str = "decoder.blocks.0.cross_attn.key.weight";

    fn adapter(base: &[u8]) -> Adapter {
        let bases = vec![AdapterBase { name: "tiny".into(), sha256: hex(&Sha256::digest(base)) }];
        let card = AdapterCard { bases, scale: 2.0, recipe: BTreeMap::new(), evaluation: Vec::new() };
        let numbers = |seed: usize| (0..2 * tiny::STATE).map(|i| ((i + seed) as f32).sin() / 4.0).collect();
        let change = LowRank { rank: 2, down: numbers(1), up: numbers(2) };
        let written = Adapter { card, changes: BTreeMap::from([(NAME.to_owned(), change)]) };
        Adapter::from_bytes(&written.to_bytes().unwrap()).unwrap()
    }

    #[test]
    fn a_merged_file_is_base_and_change_to_within_its_form() {
        for form in [1, 8] {
            let bytes = tiny::model(form);
            let base = GgmlFile::parse(bytes.clone()).unwrap();
            let adapter = adapter(&bytes);
            let changed = GgmlFile::parse(merged(bytes, &adapter).unwrap()).unwrap();
            for name in base.names().filter(|name| *name != NAME) {
                assert_eq!(base.values(name).unwrap(), changed.values(name).unwrap(), "{name}");
            }
            let (before, after) = (base.values(NAME).unwrap(), changed.values(NAME).unwrap());
            let change = &adapter.changes[NAME];
            // Rounding error, half a step: relative to each value for f16, to the largest of the block for q8_0.
            let largest = after.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
            for (place, (before, after)) in before.iter().zip(&after).enumerate() {
                let (row, column) = (place / tiny::STATE, place % tiny::STATE);
                let product: f32 = (0..2).map(|k| change.up[row * 2 + k] * change.down[k * tiny::STATE + column]).sum();
                let sum = before + 2.0 * product;
                let most = if form == 1 { sum.abs() / 1024.0 + 1e-6 } else { largest / 200.0 };
                assert!((after - sum).abs() <= most, "{after} instead of {sum}");
            }
        }
    }

    #[test]
    fn another_model_is_refused_by_the_name_of_the_right_one() {
        let adapter = adapter(&tiny::model(1));
        let refused = merged(tiny::model(8), &adapter).unwrap_err();
        assert!(refused.contains("was made for tiny"), "{refused}");
    }

    #[test]
    fn a_change_of_another_shape_and_a_file_without_a_card_are_refused() {
        let bytes = tiny::model(1);
        let mut adapter = adapter(&bytes);
        adapter.changes.get_mut(NAME).unwrap().down.push(0.0);
        assert!(merged(bytes, &adapter).unwrap_err().contains(NAME));
        let matrix = Matrix { rows: 1, columns: 1, values: vec![0.0] };
        let nameless = SafeTensors { matrices: BTreeMap::from([("a".into(), matrix)]), ..SafeTensors::default() };
        let nameless = nameless.to_bytes().unwrap();
        assert!(Adapter::from_bytes(&nameless).unwrap_err().contains("no adapter of this program"));
    }
}
