//! The safetensors format, as far as adapters need it: named matrices of 16-bit floats behind a head of
//! JSON. The same content always gives the same bytes.

use half::f16;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The key of the notes in the head.
const NOTES: &str = "__metadata__";
const HALF: &str = "F16";

/// A file's content.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SafeTensors {
    /// Texts about the whole.
    pub(crate) notes: BTreeMap<String, String>,
    /// The matrices.
    pub(crate) matrices: BTreeMap<String, Matrix>,
}

/// Numbers, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) values: Vec<f32>,
}

/// Where and what one tensor is.
#[derive(Serialize, Deserialize)]
struct Entry {
    dtype: String,
    shape: Vec<usize>,
    data_offsets: [usize; 2],
}

impl SafeTensors {
    /// Reads a file. Every length in it is checked.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let broken = |what: &str| format!("is no whole safetensors file ({what})");
        let (length, rest) = bytes.split_first_chunk::<8>().ok_or_else(|| broken("it is too short"))?;
        let length = usize::try_from(u64::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let head = rest.get(..length).ok_or_else(|| broken("its head is cut short"))?;
        let data = &rest[length..];
        let head: Map<String, Value> = serde_json::from_slice(head).map_err(|error| broken(&error.to_string()))?;
        let mut content = SafeTensors::default();
        for (name, value) in head {
            if name == NOTES {
                content.notes = serde_json::from_value(value).map_err(|error| broken(&error.to_string()))?;
                continue;
            }
            let entry: Entry = serde_json::from_value(value).map_err(|error| broken(&error.to_string()))?;
            let matrix = entry.read(data).map_err(|problem| broken(&format!("`{name}` {problem}")))?;
            content.matrices.insert(name, matrix);
        }
        Ok(content)
    }

    /// The bytes of the file.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let mut head = Map::new();
        let failed = |error: serde_json::Error| error.to_string();
        head.insert(NOTES.to_owned(), serde_json::to_value(&self.notes).map_err(failed)?);
        let mut data = Vec::new();
        for (name, matrix) in &self.matrices {
            let start = data.len();
            data.extend(matrix.values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()));
            let shape = vec![matrix.rows, matrix.columns];
            let entry = Entry { dtype: HALF.to_owned(), shape, data_offsets: [start, data.len()] };
            head.insert(name.clone(), serde_json::to_value(entry).map_err(failed)?);
        }
        let mut head = serde_json::to_vec(&head).map_err(failed)?;
        // Blanks, so that the numbers begin at a whole multiple of eight.
        head.resize(head.len().next_multiple_of(8), b' ');
        let mut bytes = (head.len() as u64).to_le_bytes().to_vec();
        bytes.extend(head);
        bytes.extend(data);
        Ok(bytes)
    }
}

impl Entry {
    fn read(&self, data: &[u8]) -> Result<Matrix, String> {
        let &[rows, columns] = &self.shape[..] else {
            return Err(format!("has the shape {:?}, which is no matrix", self.shape));
        };
        if self.dtype != HALF {
            return Err(format!("holds {} where {HALF} belongs", self.dtype));
        }
        let [start, end] = self.data_offsets;
        let bytes = data.get(start..end).ok_or("is cut short")?;
        if rows.checked_mul(columns).and_then(|count| count.checked_mul(2)) != Some(bytes.len()) {
            return Err(format!("has {} bytes for {rows} × {columns} numbers", bytes.len()));
        }
        let values = bytes.as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect();
        Ok(Matrix { rows, columns, values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_damage_is_named() {
        let matrix = Matrix { rows: 2, columns: 3, values: vec![0.5, -1.0, 2.0, 0.0, 4.0, -0.25] };
        let content = SafeTensors {
            notes: BTreeMap::from([("note".into(), "text".into())]),
            matrices: BTreeMap::from([("a.down".into(), matrix)]),
        };
        let bytes = content.to_bytes().unwrap();
        assert_eq!(SafeTensors::from_bytes(&bytes).unwrap(), content);
        for length in 0..bytes.len() {
            let problem = SafeTensors::from_bytes(&bytes[..length]).unwrap_err();
            assert!(problem.contains("no whole safetensors file"), "{length}: {problem}");
        }
        let other = String::from_utf8_lossy(&bytes).replace("F16", "F32").into_bytes();
        assert!(SafeTensors::from_bytes(&other).is_err());
    }
}
