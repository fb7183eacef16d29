//! Vectors on disk: one file, with those of the tokens and the classifier of articles in files beside it. Numbers are
//! little-endian.

use super::super::classifier::ArticleClassifier;
use super::super::late::TokenIndex;
use super::super::quantised::QuantisedVectors;
use super::{DenseIndex, Entry, TextKind};
use crate::knowledge::embed::DIMENSIONS;
use crate::language::Language;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// The file's first bytes: its kind and version.
const MAGIC: &[u8; 8] = b"SKVEC\0\0\x01";

impl DenseIndex {
    /// Writes the vectors to a file, and those of the tokens to another.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        if let Some(tokens) = &self.tokens {
            tokens.write(&token_file(path))?;
        }
        if let Some(classifier) = &self.classifier {
            classifier.write(&classifier_file(path))?;
        }
        let mut file = io::BufWriter::new(std::fs::File::create(path)?);
        file.write_all(MAGIC)?;
        write_count(&mut file, DIMENSIONS)?;
        write_count(&mut file, self.serves.len())?;
        write_count(&mut file, self.entries.len())?;
        for serves in &self.serves {
            file.write_all(&[language_byte(serves)])?;
        }
        for entry in &self.entries {
            file.write_all(&entry.article.to_le_bytes())?;
            file.write_all(&[entry.kind as u8])?;
            file.write_all(&entry.place.to_le_bytes())?;
            file.write_all(&entry.key)?;
        }
        for scale in self.vectors.scales() {
            file.write_all(&scale.to_le_bytes())?;
        }
        let numbers: Vec<u8> = self.vectors.numbers().iter().map(|number| number.cast_unsigned()).collect();
        file.write_all(&numbers)?;
        file.flush()
    }

    /// Reads vectors from a file; a damaged one is an error.
    pub fn read(path: &Path) -> io::Result<Self> {
        let bytes = std::fs::read(path)?;
        let tokens = match TokenIndex::open(&token_file(path)) {
            Ok(tokens) => Some(tokens),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let index = Self::parse(&bytes, tokens).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => damaged("it is cut short"),
            _ => error,
        })?;
        let classifier = ArticleClassifier::read(&classifier_file(path))?;
        if classifier.as_ref().is_some_and(|classifier| classifier.articles() != index.articles()) {
            return Err(damaged("the classifier is of other articles"));
        }
        Ok(DenseIndex { classifier, ..index })
    }

    fn parse(mut bytes: &[u8], tokens: Option<TokenIndex>) -> io::Result<Self> {
        let file = &mut bytes;
        if &read_bytes::<8>(file)? != MAGIC || read_count(file)? != DIMENSIONS {
            return Err(damaged("these are not vectors of this version"));
        }
        let (articles, texts) = (read_count(file)?, read_count(file)?);
        if file.len() < articles.saturating_add(texts.saturating_mul(DIMENSIONS)) {
            return Err(damaged("it is cut short"));
        }
        let serves = (0..articles).map(|_| Ok(languages(read_bytes::<1>(file)?[0]))).collect::<io::Result<Vec<_>>>()?;
        let entries = (0..texts).map(|_| read_entry(file, articles)).collect::<io::Result<Vec<_>>>()?;
        let scales = (0..texts).map(|_| Ok(f32::from_le_bytes(read_bytes(file)?))).collect::<io::Result<Vec<_>>>()?;
        let numbers = file.iter().map(|byte| byte.cast_signed()).collect();
        let vectors =
            QuantisedVectors::from_parts(DIMENSIONS, scales, numbers).ok_or_else(|| damaged("its length is wrong"))?;
        if tokens.as_ref().is_some_and(|tokens| tokens.texts() != entries.len()) {
            return Err(damaged("the token vectors are of other texts"));
        }
        Ok(DenseIndex::assemble(serves, entries, vectors, tokens))
    }
}

fn token_file(path: &Path) -> PathBuf {
    path.with_extension("tokens")
}

fn classifier_file(path: &Path) -> PathBuf {
    path.with_extension("classifier")
}

/// From here on a byte is the place of a single language; below, its bits are those of [`Language::FULL`].
const SINGLE: u8 = 128;

fn language_byte(languages: &[Language]) -> u8 {
    if let [only] = languages
        && only.grammar().is_none()
    {
        return SINGLE + Language::ALL.iter().position(|other| other == only).unwrap_or(0) as u8;
    }
    let bit = |language: &Language| 1 << Language::FULL.iter().position(|other| other == language).unwrap_or(0);
    languages.iter().map(bit).fold(0, |bits, bit: u8| bits | bit)
}

fn languages(byte: u8) -> Vec<Language> {
    if let Some(place) = byte.checked_sub(SINGLE) {
        return Language::ALL.get(usize::from(place)).copied().into_iter().collect();
    }
    let set = |(place, _): &(usize, Language)| byte & (1 << place) != 0;
    Language::FULL.into_iter().enumerate().filter(set).map(|(_, language)| language).collect()
}

fn read_entry(file: &mut &[u8], articles: usize) -> io::Result<Entry> {
    let article = u32::from_le_bytes(read_bytes(file)?);
    let kind = usize::from(read_bytes::<1>(file)?[0]);
    let place = u16::from_le_bytes(read_bytes(file)?);
    let key = read_bytes(file)?;
    match TextKind::ALL.get(kind) {
        Some(kind) if (article as usize) < articles => Ok(Entry { article, kind: *kind, place, key }),
        _ => Err(damaged("it names a text that cannot be")),
    }
}

fn write_count(file: &mut impl Write, count: usize) -> io::Result<()> {
    file.write_all(&(count as u32).to_le_bytes())
}

fn read_count(file: &mut &[u8]) -> io::Result<usize> {
    Ok(u32::from_le_bytes(read_bytes(file)?) as usize)
}

fn read_bytes<const N: usize>(file: &mut &[u8]) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn damaged(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}
