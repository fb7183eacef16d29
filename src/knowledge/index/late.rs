//! Late interaction: the vectors of every token of every text, and how well they cover a question's tokens.
//!
//! For each token of a question the nearest token of an article counts (`MaxSim`, as in `ColBERT`), weighted by how
//! much the question's token says. The vectors are memory-mapped. Not for: selecting candidates (`hybrid`).

use super::dense::TextKind;
use super::quantised::{QuantisedVectors, dot, quantise_question};
use crate::knowledge::embed::{Reading, TOKEN_DIMENSIONS};
use memmap2::Mmap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::Path;

const MAGIC: &[u8; 8] = b"SKTOK\0\0\x01";
/// Length of the header: magic, number of texts, number of tokens.
const HEADER: usize = 16;

/// The token vectors of texts, in the order of the texts.
#[derive(Debug)]
pub struct TokenIndex {
    texts: usize,
    tokens: usize,
    bytes: Bytes,
}

#[derive(Debug)]
enum Bytes {
    Mapped(Mmap),
    Owned(Vec<u8>),
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Bytes::Mapped(bytes) => bytes,
            Bytes::Owned(bytes) => bytes,
        }
    }
}

/// Collects token vectors, text by text.
pub struct TokenIndexBuilder {
    starts: Vec<u32>,
    vectors: QuantisedVectors,
}

impl Default for TokenIndexBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl TokenIndexBuilder {
    /// An empty builder.
    #[must_use]
    pub fn new() -> Self {
        TokenIndexBuilder { starts: vec![0], vectors: QuantisedVectors::new(TOKEN_DIMENSIONS) }
    }

    /// Adds a text by its vectors, `[tokens][TOKEN_DIMENSIONS]`.
    pub fn push(&mut self, vectors: &[f32]) {
        vectors.chunks_exact(TOKEN_DIMENSIONS).for_each(|vector| self.vectors.push(vector));
        self.starts.push(self.vectors.len() as u32);
    }

    /// Copies a text from another index.
    pub(super) fn push_from(&mut self, other: &TokenIndex, text: usize) {
        for token in other.tokens_of(text) {
            self.vectors.push_quantised(other.scale(token), other.vector(token));
        }
        self.starts.push(self.vectors.len() as u32);
    }

    /// Builds the index in memory.
    #[must_use]
    pub fn finish(self) -> TokenIndex {
        let mut bytes = Vec::new();
        self.write(&mut bytes).expect("a vector can be written to");
        TokenIndex { texts: self.starts.len() - 1, tokens: self.vectors.len(), bytes: Bytes::Owned(bytes) }
    }

    fn write(&self, file: &mut impl Write) -> io::Result<()> {
        file.write_all(MAGIC)?;
        file.write_all(&((self.starts.len() - 1) as u32).to_le_bytes())?;
        file.write_all(&(self.vectors.len() as u32).to_le_bytes())?;
        self.starts.iter().try_for_each(|start| file.write_all(&start.to_le_bytes()))?;
        self.vectors.scales().iter().try_for_each(|scale| file.write_all(&scale.to_le_bytes()))?;
        let numbers: Vec<u8> = self.vectors.numbers().iter().map(|number| number.cast_unsigned()).collect();
        file.write_all(&numbers)
    }
}

impl TokenIndex {
    /// Writes the vectors to a file.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        file.write_all(&self.bytes)?;
        file.flush()
    }

    /// Maps a file into memory; a damaged one is an error.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        // SAFETY: the files of a generation are never written again once it is current, only removed, and a removed
        // file stays readable while it is mapped.
        let bytes = unsafe { Mmap::map(&file)? };
        Self::check(Bytes::Mapped(bytes))
    }

    fn check(bytes: Bytes) -> io::Result<Self> {
        let damaged = |reason: &str| io::Error::new(io::ErrorKind::InvalidData, reason);
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(damaged("these are not token vectors of this version"));
        }
        let index = TokenIndex { texts: number(&bytes, 8) as usize, tokens: number(&bytes, 12) as usize, bytes };
        if index.bytes.len() != index.numbers_at() + index.tokens * TOKEN_DIMENSIONS {
            return Err(damaged("its length is wrong"));
        }
        let starts: Vec<u32> = (0..=index.texts).map(|text| index.start(text)).collect();
        if !starts.is_sorted() || starts[index.texts] as usize != index.tokens {
            return Err(damaged("its texts overlap"));
        }
        Ok(index)
    }

    /// Number of texts.
    #[must_use]
    pub fn texts(&self) -> usize {
        self.texts
    }

    fn start(&self, text: usize) -> u32 {
        number(&self.bytes, HEADER + 4 * text)
    }

    fn scales_at(&self) -> usize {
        HEADER + 4 * (self.texts + 1)
    }

    fn numbers_at(&self) -> usize {
        self.scales_at() + 4 * self.tokens
    }

    fn tokens_of(&self, text: usize) -> Range<usize> {
        self.start(text) as usize..self.start(text + 1) as usize
    }

    fn scale(&self, token: usize) -> f32 {
        f32::from_bits(number(&self.bytes, self.scales_at() + 4 * token))
    }

    fn vector(&self, token: usize) -> &[u8] {
        &self.bytes[self.numbers_at() + token * TOKEN_DIMENSIONS..][..TOKEN_DIMENSIONS]
    }

    /// How well the texts of one article cover a question. `kinds` are the kinds of its texts, which start at index
    /// `first`; `asked`: whether titles and wordings count.
    #[must_use]
    pub fn cover(&self, question: &QuestionTokens, first: usize, kinds: &[(TextKind, u16)], asked: bool) -> Cover {
        let mut best = Best::new(question.len());
        for (offset, (kind, place)) in kinds.iter().enumerate() {
            let counts = match kind {
                TextKind::Whole | TextKind::Near => false,
                TextKind::Gist | TextKind::Section => true,
                TextKind::Title | TextKind::Wording | TextKind::SectionWording => asked,
            };
            if counts {
                best.take(question, *kind, *place, &self.nearest(question, first + offset));
            }
        }
        best.cover(question)
    }

    /// How well one text covers a question.
    #[must_use]
    pub(super) fn cover_by(&self, question: &QuestionTokens, text: usize) -> f32 {
        question.weigh(&self.nearest(question, text))
    }

    /// For each token of the question, the cosine of the nearest token of a text.
    fn nearest(&self, question: &QuestionTokens, text: usize) -> Vec<f32> {
        let mut nearest = vec![-1.0_f32; question.len()];
        for token in self.tokens_of(text) {
            let vector = self.vector(token);
            let scale = self.scale(token);
            for ((numbers, own), nearest) in question.tokens.iter().zip(&mut nearest) {
                *nearest = nearest.max(dot(numbers, vector) as f32 * scale * own);
            }
        }
        nearest
    }
}

fn number(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The tokens of a question, prepared for comparison.
pub struct QuestionTokens {
    /// Each vector as integers, with their scale.
    tokens: Vec<(Vec<i16>, f32)>,
    importances: Vec<f32>,
}

impl QuestionTokens {
    /// `None` if the model makes no token vectors, or the question has no tokens.
    #[must_use]
    pub fn of(reading: &Reading) -> Option<Self> {
        let tokens: Vec<_> = reading.tokens.chunks_exact(TOKEN_DIMENSIONS).map(quantise_question).collect();
        (!tokens.is_empty()).then(|| QuestionTokens { tokens, importances: reading.importances.clone() })
    }

    fn len(&self) -> usize {
        self.tokens.len()
    }

    fn weigh(&self, nearest: &[f32]) -> f32 {
        nearest.iter().zip(&self.importances).map(|(nearest, importance)| nearest * importance).sum()
    }
}

/// How well one article covers a question: cosines, weighted by how much each token of the question says.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cover {
    /// By all its texts together.
    pub all: f32,
    /// By its contents.
    pub told: f32,
    /// By title and wordings together.
    pub asked: f32,
    /// By the nearest single text among title and wordings.
    pub wording: f32,
    /// By the nearest single text among gist and sections.
    pub passage: f32,
    /// Index of the section that is nearest; `None` for the gist.
    pub section: Option<usize>,
    /// The worst-covered token among those with at least half of the mean weight.
    pub weakest: f32,
}

impl Cover {
    /// If titles and wordings do not count, the contents replace them.
    #[must_use]
    pub fn or_told(self) -> Self {
        if self.asked > 0.0 {
            return self;
        }
        Cover { asked: self.told, wording: self.passage, ..self }
    }
}

/// The best cosines of the texts seen so far.
struct Best {
    all: Vec<f32>,
    told: Vec<f32>,
    asked: Vec<f32>,
    wording: f32,
    passage: f32,
    section: Option<usize>,
}

impl Best {
    fn new(tokens: usize) -> Self {
        let none = || vec![0.0; tokens];
        Best { all: none(), told: none(), asked: none(), wording: 0.0, passage: 0.0, section: None }
    }

    fn take(&mut self, question: &QuestionTokens, kind: TextKind, place: u16, nearest: &[f32]) {
        let score = question.weigh(nearest);
        let part = if matches!(kind, TextKind::Title | TextKind::Wording | TextKind::SectionWording) {
            self.wording = self.wording.max(score);
            &mut self.asked
        } else {
            if score > self.passage {
                self.passage = score;
                self.section = (kind == TextKind::Section).then_some(place as usize);
            }
            &mut self.told
        };
        for ((part, all), nearest) in part.iter_mut().zip(&mut self.all).zip(nearest) {
            *part = part.max(*nearest);
            *all = all.max(*nearest);
        }
    }

    fn cover(self, question: &QuestionTokens) -> Cover {
        let mean = 1.0 / question.len() as f32;
        let telling = question.importances.iter().map(|importance| *importance >= 0.5 * mean);
        let weakest = self.all.iter().zip(telling).filter(|(_, telling)| *telling).map(|(nearest, _)| *nearest);
        Cover {
            all: question.weigh(&self.all),
            told: question.weigh(&self.told),
            asked: question.weigh(&self.asked),
            wording: self.wording,
            passage: self.passage,
            section: self.section,
            weakest: weakest.fold(1.0, f32::min),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(direction: usize) -> Vec<f32> {
        let mut vector = vec![0.0; TOKEN_DIMENSIONS];
        vector[direction] = 1.0;
        vector
    }

    fn index() -> TokenIndex {
        let mut builder = TokenIndexBuilder::new();
        builder.push(&[unit(0), unit(1)].concat());
        builder.push(&unit(2));
        builder.push(&[]);
        builder.push(&[unit(3), unit(0)].concat());
        builder.finish()
    }

    fn question(directions: &[usize]) -> QuestionTokens {
        let tokens = directions.iter().flat_map(|direction| unit(*direction)).collect();
        let importances = vec![1.0 / directions.len() as f32; directions.len()];
        QuestionTokens::of(&Reading { whole: Vec::new(), tokens, importances }).unwrap()
    }

    #[test]
    fn each_token_of_a_question_takes_its_nearest() {
        let kinds = [(TextKind::Gist, 0), (TextKind::Section, 0), (TextKind::Whole, 0), (TextKind::Wording, 0)];
        let cover = index().cover(&question(&[0, 2, 3, 9]), 0, &kinds, true);
        let near = |found: f32, expected: f32| assert!((found - expected).abs() < 0.01, "{found} {expected}");
        near(cover.all, 0.75);
        near(cover.told, 0.5);
        near(cover.asked, 0.5);
        near(cover.passage, 0.25);
        near(cover.weakest, 0.0);
        let without = index().cover(&question(&[0, 2, 3, 9]), 0, &kinds, false);
        near(without.all, 0.5);
        near(without.asked, 0.0);
        assert_eq!(index().cover(&question(&[2]), 0, &kinds, true).section, Some(0));
        assert_eq!(index().cover(&question(&[1]), 0, &kinds, true).section, None);
    }

    #[test]
    fn it_is_mapped_as_it_was_written_and_damage_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("tokens.bin");
        let index = index();
        index.write(&path).unwrap();
        let read = TokenIndex::open(&path).unwrap();
        assert_eq!(&*read.bytes, &*index.bytes);
        let mut again = TokenIndexBuilder::new();
        (0..read.texts()).for_each(|text| again.push_from(&read, text));
        assert_eq!(&*again.finish().bytes, &*index.bytes);
        let bytes = std::fs::read(&path).unwrap();
        for length in [1, 15, 20, bytes.len() - 1] {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(TokenIndex::open(&path).is_err(), "{length} bytes");
        }
    }
}
