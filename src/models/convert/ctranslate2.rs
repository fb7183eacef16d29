//! Reads a `CTranslate2` `model.bin`: a header, then named arrays, then aliases.
//!
//! Every length is checked against the size of the file, so a truncated or damaged file is refused, and the error
//! names the byte at which it stops making sense.

use half::f16;
use std::collections::BTreeMap;

/// Newest supported version of the file format.
const NEWEST_VERSION: u32 = 6;

/// A parsed file: arrays by name, borrowing their data from the bytes of the file.
pub(super) struct Model<'a> {
    variables: BTreeMap<&'a str, Variable<'a>>,
}

/// One named array.
#[derive(Debug, Clone)]
pub(super) struct Variable<'a> {
    /// Sizes, the outermost first; empty for a scalar.
    pub(super) shape: Vec<usize>,
    element: Element,
    data: &'a [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    F32,
    I8,
    I16,
    I32,
    F16,
}

impl<'a> Model<'a> {
    /// Reads all arrays. Refuses a file that is not a complete Whisper model.
    pub(super) fn parse(bytes: &'a [u8]) -> Result<Self, String> {
        let mut reader = Reader { bytes, position: 0 };
        let version = reader.u32("the version")?;
        if !(2..=NEWEST_VERSION).contains(&version) {
            return Err(format!("CTranslate2 file version {version} is not supported (2 to {NEWEST_VERSION} are)"));
        }
        let specification = reader.string("the name of the specification")?;
        if specification != "WhisperSpec" {
            return Err(format!("holds a `{specification}`, not a `WhisperSpec`"));
        }
        reader.u32("the revision")?;

        let count = reader.u32("the number of variables")?;
        let mut variables = BTreeMap::new();
        for index in 1..=count {
            let what = format!("variable {index} of {count}");
            let name = reader.string(&what)?;
            let variable = reader.variable(name, version)?;
            variables.insert(name, variable);
        }
        if version >= 3 {
            for _ in 0..reader.u32("the number of aliases")? {
                reader.string("an alias")?;
                reader.string("an alias")?;
            }
        }
        match bytes.len() - reader.position {
            0 => Ok(Self { variables }),
            rest => Err(format!("has {rest} bytes too many")),
        }
    }

    pub(super) fn get(&self, name: &str) -> Result<&Variable<'a>, String> {
        self.variables.get(name).ok_or_else(|| format!("has no variable `{name}`"))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.variables.contains_key(name)
    }
}

impl Variable<'_> {
    /// All values, as 32-bit floats.
    pub(super) fn floats(&self) -> Result<Vec<f32>, String> {
        match self.element {
            Element::F16 => {
                Ok(self.data.as_chunks::<2>().0.iter().map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect())
            }
            Element::F32 => Ok(self.data.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()),
            other => Err(format!("weights are stored as {other:?}: only f16 and f32 can be converted")),
        }
    }

    /// The value of an integer scalar.
    pub(super) fn integer(&self) -> Result<i32, String> {
        match (self.element, self.data) {
            (Element::I8, [byte]) => Ok(i32::from(i8::from_le_bytes([*byte]))),
            (Element::I16, [low, high]) => Ok(i32::from(i16::from_le_bytes([*low, *high]))),
            (Element::I32, [a, b, c, d]) => Ok(i32::from_le_bytes([*a, *b, *c, *d])),
            _ => Err("holds something other than a single integer".to_owned()),
        }
    }
}

impl Element {
    fn from_code(code: u8) -> Option<Self> {
        Some(match code {
            0 => Element::F32,
            1 => Element::I8,
            2 => Element::I16,
            3 => Element::I32,
            4 => Element::F16,
            _ => return None,
        })
    }

    fn size(self) -> usize {
        match self {
            Element::I8 => 1,
            Element::I16 | Element::F16 => 2,
            Element::F32 | Element::I32 => 4,
        }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    fn variable(&mut self, name: &str, version: u32) -> Result<Variable<'a>, String> {
        let what = format!("`{name}`");
        let rank = self.u8(&what)?;
        let mut shape = Vec::with_capacity(usize::from(rank));
        for _ in 0..rank {
            shape.push(self.u32(&what)? as usize);
        }
        let count = shape.iter().try_fold(1_usize, |all, &size| all.checked_mul(size));
        let (element, length) = if version >= 4 {
            let code = self.u8(&what)?;
            let element =
                Element::from_code(code).ok_or_else(|| format!("{what} has the unknown element type {code}"))?;
            (element, self.u32(&what)? as usize)
        } else {
            return Err(format!("CTranslate2 file version {version} names no element types"));
        };
        if count.and_then(|count| count.checked_mul(element.size())) != Some(length) {
            return Err(format!("{what} has the shape {shape:?} but {length} bytes of {element:?}"));
        }
        let data = self.take(length, &what)?;
        Ok(Variable { shape, element, data })
    }

    /// A string: its length including a final zero byte, then its bytes.
    fn string(&mut self, what: &str) -> Result<&'a str, String> {
        let length = self.take(2, what)?;
        let length = usize::from(u16::from_le_bytes([length[0], length[1]]));
        let bytes = self.take(length, what)?;
        let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
        str::from_utf8(bytes).map_err(|_| format!("{what}: its name is not UTF-8"))
    }

    fn u8(&mut self, what: &str) -> Result<u8, String> {
        Ok(self.take(1, what)?[0])
    }

    fn u32(&mut self, what: &str) -> Result<u32, String> {
        let bytes = self.take(4, what)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    fn take(&mut self, length: usize, what: &str) -> Result<&'a [u8], String> {
        let left = self.bytes.len() - self.position;
        if length > left {
            return Err(format!(
                "is cut short: it ends at byte {}, in {what}, where {} more bytes should follow",
                self.bytes.len(),
                length - left,
            ));
        }
        let taken = &self.bytes[self.position..self.position + length];
        self.position += length;
        Ok(taken)
    }
}
