//! The safetensors format of adapters: named matrices of 16-bit floats, plus notes. With a single note, the same
//! content always gives the same bytes.

use half::f16;
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::collections::{BTreeMap, HashMap};

/// The contents of a file.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SafeTensors {
    /// Metadata strings.
    pub(crate) notes: BTreeMap<String, String>,
    pub(crate) matrices: BTreeMap<String, Matrix>,
}

/// Values, row by row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Matrix {
    pub(crate) rows: usize,
    pub(crate) columns: usize,
    pub(crate) values: Vec<f32>,
}

impl SafeTensors {
    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let broken = |what: String| format!("is not a valid safetensors file ({what})");
        let file = safetensors::SafeTensors::deserialize(bytes).map_err(|error| broken(error.to_string()))?;
        let (_, head) = safetensors::SafeTensors::read_metadata(bytes).map_err(|error| broken(error.to_string()))?;
        let matrix = |(name, tensor): (String, TensorView<'_>)| {
            let matrix = Matrix::read(&tensor).map_err(|problem| broken(format!("`{name}` {problem}")))?;
            Ok((name, matrix))
        };
        Ok(SafeTensors {
            notes: head.metadata().iter().flatten().map(|(key, text)| (key.clone(), text.clone())).collect(),
            matrices: file.tensors().into_iter().map(matrix).collect::<Result<_, String>>()?,
        })
    }

    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, String> {
        let halves: Vec<(&String, [usize; 2], Vec<u8>)> = self
            .matrices
            .iter()
            .map(|(name, matrix)| {
                let bytes = matrix.values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes());
                (name, [matrix.rows, matrix.columns], bytes.collect())
            })
            .collect();
        let tensors = halves.iter().map(|(name, shape, bytes)| {
            TensorView::new(Dtype::F16, shape.to_vec(), bytes).map(|tensor| (*name, tensor))
        });
        let tensors = tensors.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
        let notes: HashMap<String, String> = self.notes.clone().into_iter().collect();
        serialize(tensors, Some(notes)).map_err(|error| error.to_string())
    }
}

impl Matrix {
    fn read(tensor: &TensorView<'_>) -> Result<Self, String> {
        let &[rows, columns] = tensor.shape() else {
            return Err(format!("has the shape {:?}, which is not a matrix", tensor.shape()));
        };
        if tensor.dtype() != Dtype::F16 {
            return Err(format!("holds {:?} instead of F16", tensor.dtype()));
        }
        let halves = tensor.data().as_chunks::<2>().0.iter();
        Ok(Matrix { rows, columns, values: halves.map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect() })
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
            assert!(problem.contains("not a valid safetensors file"), "{length}: {problem}");
        }
        let other = String::from_utf8_lossy(&bytes).replace("F16", "F32").into_bytes();
        assert!(SafeTensors::from_bytes(&other).is_err());
    }
}
