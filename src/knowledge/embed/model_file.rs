//! Reads `e5-small-q4.bin`, format `E5S1`, little-endian. Knows the layout of the file and checks that it is complete;
//! knows nothing about the meaning of its contents.
//!
//! In order: magic, version, [`Shape`], the vocabulary, the normalisation map, the list of tensors, the tensors. The
//! vocabulary and the map are read by the tokenizer, before the list.

use super::EmbedError;
use super::weights::{BLOCK_BYTES, BLOCK_WEIGHTS, Blocks, Shape, Tensors};
use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 4] = b"E5S1";
const VERSION: u32 = 1;

/// An opened model file, read from start to end.
pub(super) struct ModelFile {
    path: PathBuf,
    reader: BufReader<File>,
    length: u64,
    shape: Shape,
}

impl ModelFile {
    /// Opens the file and reads it up to and including its shape.
    pub(super) fn open(path: &Path) -> Result<Self, EmbedError> {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = opened.map_err(|source| match source.kind() {
            ErrorKind::NotFound => EmbedError::Missing { path: path.to_owned() },
            _ => EmbedError::Unreadable { path: path.to_owned(), source },
        })?;
        let mut model_file = Self {
            path: path.to_owned(),
            reader: BufReader::new(file),
            length: metadata.len(),
            shape: Shape { hidden: 0, layers: 0, heads: 0, feed_forward: 0, vocabulary: 0, positions: 0, epsilon: 0.0 },
        };
        if model_file.length < MAGIC.len() as u64 || model_file.bytes(4, "magic")? != MAGIC {
            return Err(EmbedError::NotAModel { path: path.to_owned() });
        }
        let version = model_file.number("version")?;
        if version != VERSION {
            return Err(model_file.unsupported(&format!("version {version}, not {VERSION}")));
        }
        model_file.shape = model_file.read_shape()?;
        Ok(model_file)
    }

    pub(super) fn shape(&self) -> Shape {
        self.shape
    }

    fn read_shape(&mut self) -> Result<Shape, EmbedError> {
        let mut measures = [0; 7];
        for measure in &mut measures {
            *measure = self.count("shape")?;
        }
        let [hidden, layers, heads, feed_forward, vocabulary, positions, _types] = measures;
        let epsilon = f32::from_bits(self.number("shape")?);
        let block = self.count("shape")?;
        if block != BLOCK_WEIGHTS {
            return Err(self.unsupported(&format!("it has blocks of {block} weights")));
        }
        let shape = Shape { hidden, layers, heads, feed_forward, vocabulary, positions, epsilon };
        shape.checked().map_err(|problem| self.unsupported(&problem))
    }

    /// The next number, which must be a count: not negative.
    pub(super) fn count(&mut self, what: &str) -> Result<usize, EmbedError> {
        let number = self.number(what)?;
        if i32::try_from(number).is_err() {
            return Err(self.damaged(&format!("{number} as a count in its {what}")));
        }
        Ok(number as usize)
    }

    /// The next unsigned 32-bit number.
    pub(super) fn number(&mut self, what: &str) -> Result<u32, EmbedError> {
        let bytes = self.array::<4>(what)?;
        Ok(u32::from_le_bytes(bytes))
    }

    /// The next unsigned 64-bit number.
    pub(super) fn long_number(&mut self, what: &str) -> Result<u64, EmbedError> {
        Ok(u64::from_le_bytes(self.array::<8>(what)?))
    }

    /// The next `count` unsigned 32-bit numbers.
    pub(super) fn numbers(&mut self, count: usize, what: &str) -> Result<Vec<u32>, EmbedError> {
        let bytes = self.bytes(count as u64 * 4, what)?;
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|word| u32::from_le_bytes(*word)).collect())
    }

    /// The next `count` bytes. Checks the file's size before allocating memory.
    pub(super) fn bytes(&mut self, count: u64, what: &str) -> Result<Vec<u8>, EmbedError> {
        if count > self.length {
            return Err(self.ends_in(what));
        }
        let mut bytes = vec![0; count as usize];
        self.fill(&mut bytes, what)?;
        Ok(bytes)
    }

    fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], EmbedError> {
        let mut bytes = [0; N];
        self.fill(&mut bytes, what)?;
        Ok(bytes)
    }

    fn fill(&mut self, bytes: &mut [u8], what: &str) -> Result<(), EmbedError> {
        self.reader.read_exact(bytes).map_err(|source| match source.kind() {
            ErrorKind::UnexpectedEof => self.ends_in(what),
            _ => EmbedError::Unreadable { path: self.path.clone(), source },
        })
    }

    /// Reads the list of tensors, which follows the vocabulary and the normalisation map.
    pub(super) fn tensors(mut self) -> Result<PackedTensors, EmbedError> {
        let count = self.count("list of tensors")?;
        let mut entries = HashMap::new();
        for _ in 0..count {
            let name_length = u16::from_le_bytes(self.array("list of tensors")?);
            let name = self.bytes(name_length.into(), "list of tensors")?;
            let name = String::from_utf8_lossy(&name).into_owned();
            let [kind] = self.array("list of tensors")?;
            let _weights = self.number("list of tensors")?;
            let offset = self.long_number("list of tensors")?;
            let size = self.long_number("list of tensors")?;
            if offset.checked_add(size).is_none_or(|end| end > self.length) {
                return Err(self.ends_in(&format!("tensor {name}")));
            }
            entries.insert(name, Entry { kind, offset, size });
        }
        Ok(PackedTensors { file: self, entries })
    }

    fn ends_in(&self, what: &str) -> EmbedError {
        self.damaged(&format!("its {} bytes end in the middle of its {what}", self.length))
    }

    pub(super) fn damaged(&self, detail: &str) -> EmbedError {
        EmbedError::Damaged { path: self.path.clone(), detail: detail.to_owned() }
    }

    pub(super) fn unsupported(&self, detail: &str) -> EmbedError {
        EmbedError::Unsupported { path: self.path.clone(), detail: detail.to_owned() }
    }
}

/// The tensors by name.
pub(super) struct PackedTensors {
    file: ModelFile,
    entries: HashMap<String, Entry>,
}

struct Entry {
    kind: u8,
    offset: u64,
    size: u64,
}

const KIND_FLOAT: u8 = 0;
const KIND_QUANTISED: u8 = 1;

impl Tensors for PackedTensors {
    fn floats(&mut self, name: &str, count: usize) -> Result<Vec<f32>, EmbedError> {
        let bytes = self.read(name, KIND_FLOAT, count * 4)?;
        let (words, _) = bytes.as_chunks::<4>();
        Ok(words.iter().map(|word| f32::from_le_bytes(*word)).collect())
    }

    fn blocks(&mut self, name: &str, count: usize) -> Result<Blocks, EmbedError> {
        let size = count / BLOCK_WEIGHTS * BLOCK_BYTES;
        Ok(Blocks::Four(self.read(name, KIND_QUANTISED, size)?))
    }
}

impl PackedTensors {
    fn read(&mut self, name: &str, kind: u8, size: usize) -> Result<Vec<u8>, EmbedError> {
        let Some(entry) = self.entries.get(name) else {
            return Err(self.file.damaged(&format!("tensor {name} is missing")));
        };
        if entry.kind != kind || entry.size != size as u64 {
            return Err(self.file.damaged(&format!(
                "tensor {name} has kind {} and {} bytes, not kind {kind} and {size} bytes",
                entry.kind, entry.size
            )));
        }
        let offset = SeekFrom::Start(entry.offset);
        self.file
            .reader
            .seek(offset)
            .map_err(|source| EmbedError::Unreadable { path: self.file.path.clone(), source })?;
        self.file.bytes(size as u64, &format!("tensor {name}"))
    }
}
