//! Text to token ids: the `SentencePiece` unigram tokenizer of XLM-RoBERTa. It selects the split into known pieces with the
//! highest total score. [`Unigram`] does so over the vocabulary inside the catalog's model file; of a published model, the
//! `tokenizers` crate reads `tokenizer.json`.

use super::EmbedError;
use super::model_file::ModelFile;

/// `SentencePiece`'s replacement for a space.
const SPACE_MARK: char = '\u{2581}';

/// By how much an unknown character scores below the worst piece.
const UNKNOWN_PENALTY: f32 = 10.0;

/// The tokenizer of a model.
#[derive(Debug)]
pub(super) enum Tokenizer {
    Packed(Unigram),
    Published(Published),
}

impl Tokenizer {
    pub(super) fn piece_count(&self) -> usize {
        match self {
            Tokenizer::Packed(unigram) => unigram.pieces.scores.len(),
            Tokenizer::Published(published) => published.tokenizer.get_vocab_size(true),
        }
    }

    /// The tokens of `text`, including start and end tokens, at most `max_tokens`, and never more than the model accepts
    /// unless `max_tokens` is `usize::MAX`, which is for counting.
    pub(super) fn encode(&self, text: &str, max_tokens: usize) -> Vec<u32> {
        let limit = match max_tokens {
            usize::MAX => usize::MAX,
            limit => limit.clamp(3, super::MAX_TOKENS),
        };
        let (start, content, end) = match self {
            Tokenizer::Packed(unigram) => (unigram.start, unigram.best_split(&unigram.normalise(text)), unigram.end),
            Tokenizer::Published(published) => (published.start, published.content(text), published.end),
        };
        let mut tokens = vec![start];
        tokens.extend(content.into_iter().take(limit - 2));
        tokens.push(end);
        tokens
    }
}

/// A tokenizer from `tokenizer.json`.
#[derive(Debug)]
pub(super) struct Published {
    tokenizer: Box<tokenizers::Tokenizer>,
    start: u32,
    end: u32,
}

impl Published {
    /// Reads the contents of the file.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, String> {
        let mut tokenizer = tokenizers::Tokenizer::from_bytes(bytes).map_err(|error| error.to_string())?;
        // Texts are cut here, and never padded.
        tokenizer.with_padding(None).with_truncation(None).map_err(|error| error.to_string())?;
        let id = |name: &str| tokenizer.token_to_id(name).ok_or_else(|| format!("it has no token {name}"));
        let (start, end) = (id("<s>")?, id("</s>")?);
        Ok(Published { tokenizer: Box::new(tokenizer), start, end })
    }

    /// The tokens of a text alone; none if the tokenizer's own patterns fail on it, which is logged.
    fn content(&self, text: &str) -> Vec<u32> {
        match self.tokenizer.encode(text, false) {
            Ok(encoding) => encoding.get_ids().to_vec(),
            Err(error) => {
                tracing::error!(code = "tokenizer-failed", %error);
                Vec::new()
            }
        }
    }
}

/// The tokenizer over the vocabulary of the catalog's model.
///
/// Characters are normalised one by one (compatibility forms, unusual spaces). A letter followed by a separate combining
/// accent is not composed first, so pass composed text, which is what everybody writes.
#[derive(Debug)]
pub(super) struct Unigram {
    pieces: Pieces,
    replacements: Replacements,
    start: u32,
    end: u32,
    unknown: u32,
    unknown_score: f32,
}

impl Unigram {
    /// Reads the vocabulary and the normalisation map, the second and third parts of the file.
    pub(super) fn read(file: &mut ModelFile) -> Result<Self, EmbedError> {
        let count = file.count("vocabulary")?;
        let start = file.number("vocabulary")?;
        let end = file.number("vocabulary")?;
        let _padding = file.number("vocabulary")?;
        let unknown = file.number("vocabulary")?;
        if [start, end, unknown].iter().any(|id| *id as usize >= count) {
            return Err(file.damaged("a special token lies outside its vocabulary"));
        }
        let pieces = Pieces::read(file, count)?;
        let replacements = Replacements::read(file)?;
        let worst = pieces.scores.iter().copied().fold(f32::INFINITY, f32::min);
        Ok(Self { pieces, replacements, start, end, unknown, unknown_score: worst - UNKNOWN_PENALTY })
    }

    /// Replaces characters by the map and runs of spaces by a single mark, and starts with a mark.
    fn normalise(&self, text: &str) -> String {
        let mut normalised = String::with_capacity(text.len() + 8);
        normalised.push(SPACE_MARK);
        let mut after_space = true;
        let replaced = text.chars().flat_map(|character| self.replacements.apply(character));
        for character in replaced {
            if character != ' ' {
                normalised.push(character);
            } else if !after_space {
                normalised.push(SPACE_MARK);
            }
            after_space = character == ' ';
        }
        normalised
    }

    /// Viterbi: for every position in the text, the best-scoring way to get there.
    fn best_split(&self, text: &str) -> Vec<u32> {
        let bytes = text.as_bytes();
        let mut steps = vec![Step::UNREACHED; bytes.len() + 1];
        steps[0].score = 0.0;
        for (from, character) in text.char_indices() {
            let score = steps[from].score;
            let mut offer = |to: usize, token: u32, score: f32| {
                if score > steps[to].score {
                    steps[to] = Step { score, token, from };
                }
            };
            for (length, piece) in self.pieces.starting(&bytes[from..]) {
                if piece != self.unknown {
                    let piece_score = self.pieces.scores[piece as usize];
                    offer(from + length, piece, score + piece_score);
                }
            }
            let unknown_score = score + self.unknown_score;
            offer(from + character.len_utf8(), self.unknown, unknown_score);
        }
        let mut tokens = Vec::new();
        let mut place = bytes.len();
        while place > 0 {
            tokens.push(steps[place].token);
            place = steps[place].from;
        }
        tokens.reverse();
        tokens
    }
}

/// The last token of the best split up to a position in the text.
#[derive(Debug, Clone, Copy)]
struct Step {
    score: f32,
    token: u32,
    from: usize,
}

impl Step {
    const UNREACHED: Step = Step { score: f32::NEG_INFINITY, token: 0, from: 0 };
}

/// The vocabulary.
#[derive(Debug)]
struct Pieces {
    text: Vec<u8>,
    /// Start of each piece in `text`, and end of the last one.
    offsets: Vec<u32>,
    scores: Vec<f32>,
    /// The pieces in byte order, so that the sorted list works as a prefix tree.
    sorted: Vec<u32>,
}

impl Pieces {
    fn read(file: &mut ModelFile, count: usize) -> Result<Self, EmbedError> {
        let text_length = file.long_number("vocabulary")?;
        let offsets = file.numbers(count + 1, "vocabulary")?;
        let scores = file.numbers(count, "vocabulary")?;
        let scores = scores.into_iter().map(f32::from_bits).collect();
        let text = file.bytes(text_length, "vocabulary")?;
        if !offsets.is_sorted() || offsets[count] as usize > text.len() {
            return Err(file.damaged("its vocabulary is out of order"));
        }
        let mut pieces = Self { text, offsets, scores, sorted: Vec::new() };
        let mut sorted: Vec<(u64, u32)> =
            (0..count as u32).map(|piece| (first_eight(pieces.bytes(piece)), piece)).collect();
        sorted.sort_unstable_by(|(left_key, left), (right_key, right)| {
            left_key.cmp(right_key).then_with(|| pieces.bytes(*left).cmp(pieces.bytes(*right)))
        });
        pieces.sorted = sorted.into_iter().map(|(_, piece)| piece).collect();
        Ok(pieces)
    }

    /// Every piece that `bytes` starts with, with its length, shortest first.
    fn starting<'a>(&'a self, bytes: &'a [u8]) -> impl Iterator<Item = (usize, u32)> + 'a {
        let mut candidates = self.sorted.as_slice();
        bytes
            .iter()
            .enumerate()
            .map_while(move |(index, byte)| {
                let before = |piece: &u32| self.bytes(*piece).get(index) < Some(byte);
                let not_after = |piece: &u32| self.bytes(*piece).get(index) <= Some(byte);
                candidates = &candidates[candidates.partition_point(before)..];
                candidates = &candidates[..candidates.partition_point(not_after)];
                let first = *candidates.first()?;
                let exact = self.bytes(first).len() == index + 1;
                Some(exact.then_some((index + 1, first)))
            })
            .flatten()
    }

    fn bytes(&self, piece: u32) -> &[u8] {
        let piece = piece as usize;
        &self.text[self.offsets[piece] as usize..self.offsets[piece + 1] as usize]
    }
}

/// The first eight bytes as a number with the same order, which saves most comparisons.
fn first_eight(bytes: &[u8]) -> u64 {
    let mut key = [0; 8];
    for (to, from) in key.iter_mut().zip(bytes) {
        *to = *from;
    }
    u64::from_be_bytes(key)
}

/// What characters are replaced by before splitting: none, one or several others.
#[derive(Debug)]
struct Replacements {
    /// Sorted by character; the range is in `replacements`.
    entries: Vec<(char, std::ops::Range<usize>)>,
    replacements: Vec<char>,
}

impl Replacements {
    fn read(file: &mut ModelFile) -> Result<Self, EmbedError> {
        let count = file.count("normalisation map")?;
        let size = file.number("normalisation map")?;
        let bytes = file.bytes(size.into(), "normalisation map")?;
        let mut map = Self { entries: Vec::new(), replacements: Vec::new() };
        let mut rest = bytes.as_slice();
        for _ in 0..count {
            if map.read_entry(&mut rest).is_none() {
                return Err(file.damaged("its normalisation map is cut short or garbled"));
            }
        }
        map.entries.sort_unstable_by_key(|(character, _)| *character);
        Ok(map)
    }

    fn read_entry(&mut self, rest: &mut &[u8]) -> Option<()> {
        let character = take_character(rest)?;
        let length = *rest.split_off_first()?;
        let start = self.replacements.len();
        for _ in 0..length {
            self.replacements.push(take_character(rest)?);
        }
        let range = start..self.replacements.len();
        self.entries.push((character, range));
        Some(())
    }

    fn apply(&self, character: char) -> impl Iterator<Item = char> + '_ {
        let found = self.entries.binary_search_by_key(&character, |(from, _)| *from);
        let (kept, replaced) = match found {
            Ok(index) => (None, &self.replacements[self.entries[index].1.clone()]),
            Err(_) => (Some(character), [].as_slice()),
        };
        kept.into_iter().chain(replaced.iter().copied())
    }
}

fn take_character(rest: &mut &[u8]) -> Option<char> {
    let (word, tail) = rest.split_first_chunk::<4>()?;
    *rest = tail;
    char::from_u32(u32::from_le_bytes(*word))
}
