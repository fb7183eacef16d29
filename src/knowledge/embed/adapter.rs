//! A search adapter: a low-rank change to the embedding model that was trained on what people say, with the projection
//! from its states to token vectors.
//!
//! For: reading, writing and applying one. Not for: training one (`adapt`). The file is safetensors with 16-bit
//! floats; the card (base model, recipe, evaluation) is in its header.

use super::model::to_unit_length;
use super::{DIMENSIONS, EmbedError, TOKEN_DIMENSIONS};
use crate::models::{LowRank, Matrix, SafeTensors};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

/// Key of the card in the header.
const CARD: &str = "spraakloket-search";
const DOWN: &str = ".down";
const UP: &str = ".up";
const PROJECTION: &str = "projection";
const OFFSET: &str = "projection.offset";
const IMPORTANCE: &str = "importance";

/// Low-rank changes to the model's matrices, by the matrix's name in the model file (`l6.q`).
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WeightChanges {
    /// Factor applied to the product of the two thin matrices.
    pub scale: f32,
    pub changes: BTreeMap<String, LowRank>,
}

impl WeightChanges {
    pub(super) fn of(&self, name: &str) -> Option<&LowRank> {
        self.changes.get(name)
    }
}

/// Projects a token's state of [`DIMENSIONS`] numbers to its vector of [`TOKEN_DIMENSIONS`], and weights it.
#[derive(Debug, Clone, PartialEq)]
pub struct Projection {
    /// `[TOKEN_DIMENSIONS][DIMENSIONS]`.
    pub matrix: Vec<f32>,
    /// Added to the product.
    pub offset: Vec<f32>,
    /// Its product with a question's token states gives the tokens' weights (softmax over the question).
    pub importance: Vec<f32>,
}

impl Projection {
    /// The vectors of token states, of unit length, `[tokens][TOKEN_DIMENSIONS]`.
    #[must_use]
    pub fn vectors(&self, states: &[f32]) -> Vec<f32> {
        let mut vectors = Vec::with_capacity(states.len() / DIMENSIONS * TOKEN_DIMENSIONS);
        for state in states.chunks_exact(DIMENSIONS) {
            let start = vectors.len();
            let rows = self.matrix.chunks_exact(DIMENSIONS).zip(&self.offset);
            vectors.extend(rows.map(|(row, offset)| dot(row, state) + offset));
            to_unit_length(&mut vectors[start..]);
        }
        vectors
    }

    /// The weights of a question's tokens, which add up to 1.
    #[must_use]
    pub fn importances(&self, states: &[f32]) -> Vec<f32> {
        let scores: Vec<f32> = states.chunks_exact(DIMENSIONS).map(|state| dot(&self.importance, state)).collect();
        let highest = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let powers: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
        let sum: f32 = powers.iter().sum();
        powers.iter().map(|power| power / sum).collect()
    }
}

/// Sums in eight lanes, which the compiler turns into vector instructions; a single sum it must keep in order.
fn dot(left: &[f32], right: &[f32]) -> f32 {
    let (left, left_rest) = left.as_chunks::<8>();
    let (right, right_rest) = right.as_chunks::<8>();
    let mut lanes = [0.0_f32; 8];
    for (left, right) in left.iter().zip(right) {
        lanes.iter_mut().zip(left.iter().zip(right)).for_each(|(lane, (left, right))| *lane += left * right);
    }
    let rest: f32 = left_rest.iter().zip(right_rest).map(|(left, right)| left * right).sum();
    lanes.iter().sum::<f32>() + rest
}

/// What an adapter's file says about itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchCard {
    /// The embedding model that it changes, by its catalog name.
    pub base: String,
    /// See [`WeightChanges::scale`].
    pub scale: f32,
    /// Every setting of the training, and the amount of training data.
    pub recipe: BTreeMap<String, String>,
    /// The search without and with the adapter.
    pub evaluation: Vec<SearchComparison>,
}

/// A set of held-out questions, asked without and with the adapter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchComparison {
    /// What was asked.
    pub test: String,
    /// Number of questions.
    pub questions: usize,
    /// Share with the right article in first place, without and with the adapter.
    pub hit_at_1: [f64; 2],
    /// Share with it among the first five.
    pub hit_at_5: [f64; 2],
}

/// An adapter for the embedding model.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchAdapter {
    /// Its origin and its measured effect.
    pub card: SearchCard,
    /// What it changes.
    pub weights: WeightChanges,
    /// The projection from states to token vectors.
    pub projection: Projection,
}

impl SearchAdapter {
    /// Reads an adapter's file.
    pub fn read(path: &Path) -> Result<Self, EmbedError> {
        let bytes = std::fs::read(path).map_err(|source| EmbedError::Unreadable { path: path.to_owned(), source })?;
        Self::from_bytes(&bytes).map_err(|problem| EmbedError::Adapter { path: path.to_owned(), problem })
    }

    /// Parses an adapter from the bytes of its file.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let SafeTensors { notes, mut matrices } = SafeTensors::from_bytes(bytes)?;
        let card = notes.get(CARD).ok_or_else(|| format!("has no card `{CARD}`, so it is no search adapter"))?;
        let card: SearchCard = serde_json::from_str(card).map_err(|error| format!("has a broken card ({error})"))?;
        let projection = Projection {
            matrix: take(&mut matrices, PROJECTION, [TOKEN_DIMENSIONS, DIMENSIONS])?,
            offset: take(&mut matrices, OFFSET, [1, TOKEN_DIMENSIONS])?,
            importance: take(&mut matrices, IMPORTANCE, [1, DIMENSIONS])?,
        };
        let names: Vec<String> =
            matrices.keys().filter_map(|name| name.strip_suffix(DOWN)).map(str::to_owned).collect();
        let mut changes = BTreeMap::new();
        for name in names {
            let (down, up) = (matrices.remove(&format!("{name}{DOWN}")), matrices.remove(&format!("{name}{UP}")));
            let (Some(down), Some(up)) = (down, up) else {
                return Err(format!("has only one half of the change of `{name}`"));
            };
            if down.rows == 0 || down.rows != up.columns {
                return Err(format!("has halves of the change of `{name}` that do not fit together"));
            }
            changes.insert(name, LowRank { rank: down.rows, down: down.values, up: up.values });
        }
        let weights = WeightChanges { scale: card.scale, changes };
        Ok(SearchAdapter { card, weights, projection })
    }

    /// The bytes of the adapter's file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let card = serde_json::to_string(&self.card).map_err(|error| error.to_string())?;
        let mut content = SafeTensors { notes: BTreeMap::from([(CARD.to_owned(), card)]), ..SafeTensors::default() };
        let mut put = |name: String, columns: usize, values: &[f32]| {
            let matrix = Matrix { rows: values.len() / columns, columns, values: values.to_vec() };
            content.matrices.insert(name, matrix);
        };
        put(PROJECTION.to_owned(), DIMENSIONS, &self.projection.matrix);
        put(OFFSET.to_owned(), TOKEN_DIMENSIONS, &self.projection.offset);
        put(IMPORTANCE.to_owned(), DIMENSIONS, &self.projection.importance);
        for (name, change) in &self.weights.changes {
            put(format!("{name}{DOWN}"), change.down.len() / change.rank, &change.down);
            put(format!("{name}{UP}"), change.rank, &change.up);
        }
        content.to_bytes()
    }

    /// Writes the adapter's file, completely or not at all.
    pub fn write(&self, path: &Path) -> Result<(), EmbedError> {
        let bytes = self.to_bytes().map_err(|problem| EmbedError::Adapter { path: path.to_owned(), problem })?;
        let partial = path.with_extension("partial");
        std::fs::write(&partial, bytes)
            .and_then(|()| std::fs::rename(&partial, path))
            .map_err(|source| EmbedError::Unreadable { path: path.to_owned(), source })
    }

    /// Identifies the adapter in stored vectors that were made with it.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut digest = Sha256::new();
        let mut take = |values: &[f32]| values.iter().for_each(|value| digest.update(value.to_le_bytes()));
        take(&[self.weights.scale]);
        take(&self.projection.matrix);
        take(&self.projection.offset);
        take(&self.projection.importance);
        for change in self.weights.changes.values() {
            take(&change.down);
            take(&change.up);
        }
        digest.finalize().into()
    }
}

fn take(matrices: &mut BTreeMap<String, Matrix>, name: &str, [rows, columns]: [usize; 2]) -> Result<Vec<f32>, String> {
    let matrix = matrices.remove(name).ok_or_else(|| format!("has no `{name}`"))?;
    if [matrix.rows, matrix.columns] != [rows, columns] {
        return Err(format!("has a `{name}` of {} × {} and not {rows} × {columns}", matrix.rows, matrix.columns));
    }
    Ok(matrix.values)
}

#[cfg(test)]
impl SearchAdapter {
    /// An adapter that changes one matrix slightly.
    pub(super) fn example() -> Self {
        let numbers = |count: usize, seed: usize| (0..count).map(|i| ((i * 7 + seed) as f32).sin() / 8.0).collect();
        let change = LowRank { rank: 2, down: numbers(2 * DIMENSIONS, 1), up: numbers(DIMENSIONS * 2, 2) };
        let written = SearchAdapter {
            card: SearchCard {
                base: super::MODEL_NAME.to_owned(),
                scale: 2.0,
                recipe: BTreeMap::new(),
                evaluation: Vec::new(),
            },
            weights: WeightChanges { scale: 2.0, changes: BTreeMap::from([("l6.q".to_owned(), change)]) },
            projection: Projection {
                matrix: numbers(TOKEN_DIMENSIONS * DIMENSIONS, 3),
                offset: numbers(TOKEN_DIMENSIONS, 4),
                importance: numbers(DIMENSIONS, 5),
            },
        };
        // Rounded to the 16 bits of the file.
        Self::from_bytes(&written.to_bytes().unwrap()).unwrap()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_adapter_is_read_as_it_was_written_and_damage_is_named() {
        let adapter = SearchAdapter::example();
        let bytes = adapter.to_bytes().unwrap();
        assert_eq!(SearchAdapter::from_bytes(&bytes).unwrap(), adapter);
        assert!(SearchAdapter::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        let text = String::from_utf8_lossy(&bytes).replace(CARD, "spraakloket-sEarch").into_bytes();
        assert!(SearchAdapter::from_bytes(&text).is_err());
    }

    #[test]
    fn vectors_have_unit_length_and_importances_add_up_to_one() {
        let adapter = SearchAdapter::example();
        let states: Vec<f32> = (0..3 * DIMENSIONS).map(|i| (i as f32).cos()).collect();
        let vectors = adapter.projection.vectors(&states);
        assert_eq!(vectors.len(), 3 * TOKEN_DIMENSIONS);
        for vector in vectors.chunks_exact(TOKEN_DIMENSIONS) {
            assert!((vector.iter().map(|number| number * number).sum::<f32>() - 1.0).abs() < 1e-4);
        }
        assert!((adapter.projection.importances(&states).iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn another_change_has_another_digest() {
        let adapter = SearchAdapter::example();
        let mut other = adapter.clone();
        other.projection.importance[0] += 1.0;
        assert_ne!(adapter.digest(), other.digest());
        other = adapter.clone();
        other.weights.changes.get_mut("l6.q").unwrap().up[3] += 1.0;
        assert_ne!(adapter.digest(), other.digest());
    }
}
