//! On-disk cache of the encoder's output for each clip, as 16-bit floats, so that each clip is encoded once.

use super::{AdaptError, POSITIONS};
use candle_core::{Device, Tensor};
use half::f16;
use std::path::{Path, PathBuf};

/// A folder with one file per clip.
pub(super) struct Kept {
    folder: PathBuf,
    width: usize,
}

impl Kept {
    pub(super) fn open(folder: &Path, width: usize) -> Result<Self, AdaptError> {
        std::fs::create_dir_all(folder).map_err(|error| AdaptError::io(folder, error))?;
        Ok(Kept { folder: folder.to_owned(), width })
    }

    /// Bytes on disk per clip.
    pub(super) fn bytes_per_clip(width: usize) -> u64 {
        (POSITIONS * width * 2) as u64
    }

    /// Whether the clip is stored completely.
    pub(super) fn has(&self, clip: usize) -> bool {
        std::fs::metadata(self.path(clip)).is_ok_and(|found| found.len() == Self::bytes_per_clip(self.width))
    }

    /// Stores a clip, completely or not at all.
    pub(super) fn put(&self, clip: usize, heard: &Tensor) -> Result<(), AdaptError> {
        let values: Vec<f32> = heard.flatten_all()?.to_vec1()?;
        let bytes: Vec<u8> = values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes()).collect();
        let (path, partial) = (self.path(clip), self.folder.join(format!("{clip:05}.partial")));
        std::fs::write(&partial, bytes)
            .and_then(|()| std::fs::rename(&partial, &path))
            .map_err(|error| AdaptError::io(&path, error))
    }

    /// Loads clips into one tensor: clips × positions × width.
    pub(super) fn batch(&self, clips: &[usize]) -> Result<Tensor, AdaptError> {
        let mut values = Vec::with_capacity(clips.len() * POSITIONS * self.width);
        for clip in clips {
            let path = self.path(*clip);
            let bytes = std::fs::read(&path).map_err(|error| AdaptError::io(&path, error))?;
            values.extend(bytes.as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()));
        }
        Ok(Tensor::from_vec(values, (clips.len(), POSITIONS, self.width), &Device::Cpu)?)
    }

    fn path(&self, clip: usize) -> PathBuf {
        self.folder.join(format!("{clip:05}.f16"))
    }
}
