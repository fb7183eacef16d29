//! Hearing with knowledge of what people ask.
//!
//! The encoder has run and the free transcript is there; each further pass over the same sound costs
//! only decoder steps. `bias` writes the transcript once more with the words of the index preferred;
//! `search` finds the known wording that fits the sound best; `decide` tells whether it is what was
//! said. `tokens` and `trie` are how texts become paths, `cursor` asks the decoder.

mod bias;
mod cursor;
mod decide;
mod search;
mod tokens;
mod trie;

pub use decide::{Evidence, WordingModel};
pub use tokens::Tokenizer;

use super::safety::{Triples, is_loop, likeness, shared, triples};
use super::{Alternative, Cancel, ListenError, Vocabulary, Wording};
use crate::language::Language;
use bias::Spelling;
use cursor::Cursor;
use search::Fit;
use std::collections::{HashMap, HashSet};
use trie::Trie;
use whisper_rs::{WhisperContext, WhisperState};

/// Beginnings that are followed at the same time.
const BEAM: usize = 6;
/// So much of the free transcript must stand in one that prefers known words: it may mend, not replace.
const MENDED_LIKENESS: f32 = 0.6;
/// Of so many wordings that fit best it is measured how much more probable they are than in silence.
const MEASURED: usize = 4;
/// A greater lead over other subjects tells nothing more.
const MOST_LEAD: f32 = 2.0;
/// Wordings that are told as alternatives.
const ALTERNATIVES: usize = 3;
/// A wording may end with these.
const ENDINGS: [&str; 4] = [".", "?", "!", ","];

/// What is known of one language, as paths of tokens.
struct Known {
    language: Language,
    /// The words as they are written, in small letters, and as a tree.
    names: HashSet<String>,
    words: Trie,
    wordings: Vec<Wording>,
    /// The tokens and the letter triples of each wording, and the tree of all.
    tokens: Vec<Vec<i32>>,
    triples: Vec<Triples>,
    paths: Trie,
}

/// The knowledge that guides the decoder.
pub(super) struct Guide {
    known: Vec<Known>,
    endings: Vec<i32>,
    tokens: Vec<Token>,
    special: Special,
    model: WordingModel,
    /// A state that has encoded silence, and what was measured with it of each language's wordings.
    silence: WhisperState,
    priors: HashMap<(usize, usize), f32>,
}

/// A token of text.
struct Token {
    bytes: Vec<u8>,
    is_allowed: bool,
    continues_word: bool,
}

/// Whisper's tokens that are not text.
#[derive(Clone, Copy)]
struct Special {
    end: i32,
    start: i32,
    transcribe: i32,
    no_timestamps: i32,
    languages: [(Language, i32); 2],
}

/// What was heard with guidance.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Guided {
    /// The words: the known wording where that was said, or else a transcript.
    pub(super) text: String,
    /// How sure that is, from 0 to 1; none where the free transcript stands as it was.
    pub(super) confidence: Option<f32>,
    /// What else may have been said.
    pub(super) alternatives: Vec<Alternative>,
}

/// What the first, free hearing gave.
#[derive(Debug, Clone, Copy)]
pub(super) struct Free<'a> {
    pub(super) text: &'a str,
    pub(super) log_probability: f32,
    pub(super) language: Language,
}

impl Guide {
    /// Prepares the words and wordings of a vocabulary for a model.
    /// `silence` is a state that has encoded silence.
    pub(super) fn new(context: &WhisperContext, vocabulary: &dyn Vocabulary, silence: WhisperState) -> Self {
        let special = Special::of(context);
        let bytes = (0..special.end).map(|token| context.token_to_bytes(token).map(<[u8]>::to_vec).unwrap_or_default());
        let tokens: Vec<Token> = bytes.map(Token::new).collect();
        let tokenizer = Tokenizer::new(tokens.iter().map(|token| token.bytes.clone()));
        let known = Language::ALL.map(|language| Known::new(language, vocabulary, &tokenizer)).into();
        let ending = |mark: &&str| tokens.iter().position(|token| token.bytes == mark.as_bytes());
        let endings = ENDINGS.iter().filter_map(ending).map(|token| token as i32).collect();
        Guide { known, endings, tokens, special, model: WordingModel::built_in(), silence, priors: HashMap::new() }
    }

    /// Hears the sound that `state` encoded last once more.
    pub(super) fn hear(
        &mut self,
        state: &mut WhisperState,
        free: Free<'_>,
        limit: usize,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<Guided, ListenError> {
        let fits = self.fits(state, free, threads, cancel)?;
        let mut guided = Guided { text: free.text.to_owned(), confidence: None, alternatives: Vec::new() };
        if let Some((wording, evidence)) = self.evidence(&fits, free, None, threads, cancel)? {
            let chance = self.model.chance(&evidence);
            guided.alternatives = alternatives(&fits, self.known(free.language), chance);
            if chance >= self.model.take_at {
                (guided.text, guided.confidence) = (wording.text, Some(chance));
                return Ok(guided);
            }
        }
        let mut cursor = self.cursor(state, free.language, threads, cancel)?;
        let written = bias::write(&mut cursor, &self.known(free.language).words, self, limit)?;
        let text = self.text_of(&written.tokens);
        let mends = likeness(free.text, &text) >= MENDED_LIKENESS && self.known(free.language).keeps(free.text, &text);
        if mends && !is_loop(&text) {
            (guided.text, guided.confidence) = (text, Some(written.log_probability.exp()));
        }
        Ok(guided)
    }

    /// Whether a known wording was said.
    pub(super) fn is_known(
        &mut self,
        state: &mut WhisperState,
        free: Free<'_>,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<bool, ListenError> {
        let fits = self.fits(state, free, threads, cancel)?;
        let seen = self.evidence(&fits, free, None, threads, cancel)?;
        Ok(seen.is_some_and(|(_, evidence)| self.model.chance(&evidence) >= self.model.take_at))
    }

    /// The known wordings that fit the sound that `state` encoded last, best first.
    pub(super) fn fits(
        &self,
        state: &mut WhisperState,
        free: Free<'_>,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<Vec<Fit>, ListenError> {
        let known = self.known(free.language);
        let hopes = known.hopes(free.text);
        let mut cursor = self.cursor(state, free.language, threads, cancel)?;
        search::best_fits(&mut cursor, &known.paths, &self.endings, &hopes, BEAM)
    }

    /// What is seen of the best wording, leaving one out where that is asked. Of those that fit best, the
    /// best is the one that gains most from the sound.
    pub(super) fn evidence(
        &mut self,
        fits: &[Fit],
        free: Free<'_>,
        left_out: Option<&str>,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<Option<(Wording, Evidence)>, ListenError> {
        let place = self.place_of(free.language);
        let known = &self.known[place];
        let text = |fit: &Fit| &*known.wordings[fit.wording].text;
        let fits: Vec<Fit> = fits.iter().filter(|fit| Some(text(fit)) != left_out).copied().collect();
        // What was heard is not replaced by another subject, however well that fits the rest of the sound.
        let kept: Vec<Fit> = fits.iter().filter(|fit| known.keeps(free.text, text(fit))).copied().collect();
        let mut best: Option<(Fit, f32)> = None;
        for fit in kept.iter().take(MEASURED) {
            let gain = fit.log_probability - self.prior(place, fit.wording, threads, cancel)?;
            if best.is_none_or(|(_, most)| gain > most) {
                best = Some((*fit, gain));
            }
        }
        let Some((best, gain)) = best else { return Ok(None) };
        let wordings = &self.known[place].wordings;
        let wording = wordings[best.wording].clone();
        let other = fits.iter().find(|fit| wordings[fit.wording].subject != wording.subject);
        let evidence = Evidence {
            gain,
            margin: best.margin,
            lead: other.map_or(MOST_LEAD, |other| (best.margin - other.margin).min(MOST_LEAD)),
            likeness: likeness(free.text, &wording.text),
            free: free.log_probability,
        };
        Ok(Some((wording, evidence)))
    }

    /// How probable a wording is in silence; measured once for each.
    fn prior(&mut self, place: usize, wording: usize, threads: usize, cancel: &Cancel) -> Result<f32, ListenError> {
        if let Some(prior) = self.priors.get(&(place, wording)) {
            return Ok(*prior);
        }
        let known = &self.known[place];
        let prefix = self.special.prefix(known.language);
        let mut cursor = Cursor::new(&mut self.silence, &prefix, self.special.end, threads, cancel)?;
        let prior = search::log_probability(&mut cursor, &known.tokens[wording], &self.endings)?;
        self.priors.insert((place, wording), prior);
        Ok(prior)
    }

    fn cursor<'a>(
        &self,
        state: &'a mut WhisperState,
        language: Language,
        threads: usize,
        cancel: &'a Cancel,
    ) -> Result<Cursor<'a>, ListenError> {
        Cursor::new(state, &self.special.prefix(language), self.special.end, threads, cancel)
    }

    fn known(&self, language: Language) -> &Known {
        &self.known[self.place_of(language)]
    }

    fn place_of(&self, language: Language) -> usize {
        usize::from(self.known[0].language != language)
    }

    fn text_of(&self, tokens: &[i32]) -> String {
        let bytes: Vec<u8> =
            tokens.iter().flat_map(|token| self.tokens[*token as usize].bytes.iter().copied()).collect();
        String::from_utf8_lossy(&bytes).trim().to_owned()
    }
}

impl Known {
    fn new(language: Language, vocabulary: &dyn Vocabulary, tokenizer: &Tokenizer) -> Self {
        let names = vocabulary.words(language);
        let words: Vec<Vec<i32>> = names.iter().map(|word| tokenizer.encode(word)).collect();
        let wordings = vocabulary.wordings(language);
        let tokens: Vec<Vec<i32>> = wordings.iter().map(|wording| tokenizer.encode(bare(&wording.text))).collect();
        Known {
            language,
            names: names.iter().map(|word| word.to_lowercase()).collect(),
            words: Trie::new(words.iter().map(Vec::as_slice)),
            paths: Trie::new(tokens.iter().map(Vec::as_slice)),
            triples: wordings.iter().map(|wording| triples(&wording.text)).collect(),
            tokens,
            wordings,
        }
    }

    /// Whether every known word of one text stands in another: the free hearing is primed with a sentence
    /// of the domain and can be right where this one is not.
    fn keeps(&self, one: &str, other: &str) -> bool {
        let other: HashSet<String> = words_of(other).collect();
        words_of(one).all(|word| !self.names.contains(&word) || other.contains(&word))
    }

    /// How much the free transcript speaks for the wordings behind each place of the tree: the share of
    /// letters that the likest of them has in common with it.
    fn hopes(&self, heard: &str) -> Vec<f32> {
        let heard = triples(heard);
        let mut hopes = vec![0.0_f32; self.paths.len()];
        for (tokens, triples) in self.tokens.iter().zip(&self.triples) {
            let all = (heard.len() * triples.len()).max(1) as f32;
            let likeness = shared(&heard, triples) / all.sqrt();
            for place in self.paths.way(tokens) {
                hopes[place] = hopes[place].max(likeness);
            }
        }
        hopes
    }
}

impl Special {
    fn of(context: &WhisperContext) -> Self {
        let language = |language: Language| {
            let id = whisper_rs::get_lang_id(language.code()).unwrap_or_default();
            (language, context.token_lang(id))
        };
        Special {
            end: context.token_eot(),
            start: context.token_sot(),
            transcribe: context.token_transcribe(),
            no_timestamps: context.token_not(),
            languages: Language::ALL.map(language),
        }
    }

    fn prefix(self, language: Language) -> [i32; 4] {
        let spoken = self.languages[usize::from(self.languages[0].0 != language)].1;
        [self.start, spoken, self.transcribe, self.no_timestamps]
    }
}

/// The best wording of each of the best subjects, sharing the chance that any known wording was said in
/// the proportion in which they fit.
fn alternatives(fits: &[Fit], known: &Known, chance: f32) -> Vec<Alternative> {
    let mut best: Vec<Fit> = Vec::new();
    for fit in fits {
        let subject = |fit: &Fit| &known.wordings[fit.wording].subject;
        if best.len() < ALTERNATIVES && best.iter().all(|better| subject(better) != subject(fit)) {
            best.push(*fit);
        }
    }
    let weight = |fit: &Fit| (fit.margin * fit.tokens as f32).exp();
    let all: f32 = best.iter().map(weight).sum::<f32>().max(f32::MIN_POSITIVE);
    let told = best.iter().map(|fit| Alternative {
        text: known.wordings[fit.wording].text.clone(),
        confidence: chance * weight(fit) / all,
    });
    told.collect()
}

fn words_of(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|sign: char| !sign.is_alphanumeric() && sign != '-')
        .map(str::to_lowercase)
        .filter(|word| !word.is_empty())
}

/// Without the mark at its end, which is not heard.
fn bare(wording: &str) -> &str {
    wording.trim_end_matches(['?', '.', '!'])
}

impl Token {
    fn new(bytes: Vec<u8>) -> Self {
        let text = String::from_utf8_lossy(&bytes);
        // Brackets, stars and notes are how sounds are described that are no speech.
        let is_allowed = !bytes.is_empty() && !text.chars().any(|sign| "()[]{}<>*#_~♪♫|\\/^=+@\"".contains(sign));
        // A part of a letter reads as the replacement character; it is inside a word.
        let continues_word =
            text.chars().next().is_some_and(|first| first.is_alphanumeric() || "-'\u{fffd}".contains(first));
        Token { bytes, is_allowed, continues_word }
    }
}

impl Spelling for Guide {
    fn is_allowed(&self, token: i32) -> bool {
        self.tokens.get(token as usize).is_none_or(|token| token.is_allowed)
    }

    fn continues_word(&self, token: i32) -> bool {
        self.tokens.get(token as usize).is_some_and(|token| token.continues_word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_word_that_was_heard_stays() {
        let known = Known {
            language: Language::Nl,
            names: HashSet::from(["uittreksel".to_owned()]),
            words: Trie::new(std::iter::empty()),
            wordings: Vec::new(),
            tokens: Vec::new(),
            triples: Vec::new(),
            paths: Trie::new(std::iter::empty()),
        };
        assert!(known.keeps("Hoe krijg ik een uitreksel?", "Hoe krijg ik een uittreksel?"));
        assert!(known.keeps("Een Uittreksel graag", "een uittreksel graag."));
        assert!(!known.keeps("Hoe rijd dit een uittreksel uit", "Hoe krijg dit een extra excel uit"));
    }
}
