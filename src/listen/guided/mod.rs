//! Recognition guided by what people are known to ask.
//!
//! `bias` makes Whisper prefer words of the index while it decodes. By then the encoder has run, and comparing a
//! wording with the sound only costs decoder steps: `search` finds the known wording that fits best, `decide` whether
//! it was said, `rest` what it would leave over. `tokens` and `trie` turn texts into paths, `cursor` runs the decoder.

mod bias;
mod cursor;
mod decide;
mod kept;
mod rest;
mod search;
mod sightings;
mod tokens;
mod trie;

pub use decide::{WordingEvidence, WordingModel};
pub use sightings::Sighting;
pub use tokens::Tokenizer;

use super::safety::{Triples, likeness, shared, triples};
use super::{Alternative, Cancel, ListenError, Vocabulary, Wording};
use crate::language::{Language, PerLanguage};
pub(super) use bias::Bias;
use bias::Spelling;
pub(super) use cursor::{Cursor, NextToken};
use kept::Kept;
pub(super) use rest::HeardWord;
use rest::rest;
use search::Fit;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use trie::Trie;
use whisper_rs::{WhisperContext, WhisperState};

/// Number of wordings, those most similar to the free transcript, that are compared with the sound.
const FOLLOWED: usize = 6;
/// Number of best-fitting wordings whose probability is also compared with silence.
const MEASURED: usize = 3;
/// How close to the best one's margin theirs must be for that.
const MEASURED_WITHIN: f32 = 0.4;
/// Upper bound on the lead over other subjects; more carries no information.
const MOST_LEAD: f32 = 2.0;
/// Number of stored values that are measured again before the rest are trusted.
const PROBES: usize = 3;
/// Maximum difference between a stored value and its second measurement, in nats per token.
const SAME: f32 = 0.002;
/// Maximum number of alternatives that are returned.
const ALTERNATIVES: usize = 3;
/// Tokens with which a wording may end; a sentence ends with one of the first [`MARKS`].
const ENDINGS: [&str; 4] = [".", "?", "!", ","];
const MARKS: usize = 3;

/// What is known for one language, as paths of tokens.
struct KnownTexts {
    words: Trie,
    wordings: Vec<Wording>,
    /// Tokens and letter triples of each wording, and the tree of all.
    tokens: Vec<Vec<i32>>,
    triples: Vec<Triples>,
    paths: Trie,
    /// The tree of those that are obeyed at once, and their numbers.
    short: (Trie, Vec<usize>),
}

/// The knowledge that guides the decoder.
pub(super) struct Guide {
    known: PerLanguage<KnownTexts>,
    endings: Vec<i32>,
    spelling: Spelling,
    special: Special,
    model: WordingModel,
    silence: Mutex<Silence>,
    /// Where to store what was measured in silence, for the next start.
    kept: Option<Kept>,
}

/// A decoder state that has encoded silence, and the values measured with it for each language's wordings.
struct Silence {
    state: WhisperState,
    priors: HashMap<(Language, usize), f32>,
}

/// Whisper's special tokens.
#[derive(Clone, Copy)]
struct Special {
    end: i32,
    start: i32,
    transcribe: i32,
    no_timestamps: i32,
    languages: PerLanguage<i32>,
}

/// What known wordings make of the sound.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Guided {
    /// The known wording that was said, if any.
    pub(super) said: Option<Said>,
    /// What may have been said.
    pub(super) alternatives: Vec<Alternative>,
}

/// A known wording that was said.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Said {
    pub(super) text: String,
    /// Probability that it was said, from 0 to 1.
    pub(super) chance: f32,
    /// Mean log-probability of its tokens.
    pub(super) log_probability: f32,
}

/// The result of the first, unguided transcription.
#[derive(Debug, Clone, Copy)]
pub(super) struct Free<'a> {
    pub(super) text: &'a str,
    pub(super) words: &'a [HeardWord],
    pub(super) log_probability: f32,
    pub(super) language: Language,
}

impl Guide {
    /// Prepares the words and wordings of a vocabulary for a model. `silence` is a state that has encoded silence,
    /// `keep_in` a file for the values measured in it.
    pub(super) fn new(
        context: &WhisperContext,
        vocabulary: &dyn Vocabulary,
        silence: WhisperState,
        keep_in: Option<PathBuf>,
    ) -> Self {
        let special = Special::of(context);
        let bytes = (0..special.end).map(|token| context.token_to_bytes(token).map(<[u8]>::to_vec).unwrap_or_default());
        let tokens: Vec<Vec<u8>> = bytes.collect();
        let tokenizer = Tokenizer::new(tokens.iter().cloned());
        let known = PerLanguage::new(|language| KnownTexts::new(language, vocabulary, &tokenizer));
        let ending = |mark: &&str| tokens.iter().position(|token| token == mark.as_bytes());
        let endings = ENDINGS.iter().filter_map(ending).map(|token| token as i32).collect();
        let spelling = Spelling::new(tokens.iter().map(Vec::as_slice), context.n_vocab() as usize);
        let silence = Mutex::new(Silence { state: silence, priors: HashMap::new() });
        let kept = keep_in.map(Kept::new);
        let guide = Guide { known, endings, spelling, special, model: WordingModel::built_in(), silence, kept };
        guide.take_over_kept();
        guide
    }

    /// Reuses the values measured in silence by an earlier start, if this model gives the same for a few of them.
    fn take_over_kept(&self) {
        let Some(kept) = self.kept.as_ref().map(Kept::read).filter(|kept| !kept.is_empty()) else { return };
        let all = self.known.iter().flat_map(|(language, known)| {
            let find = |(wording, known_wording): (usize, &Wording)| {
                kept.get(&(language, known_wording.text.clone())).map(|prior| ((language, wording), *prior))
            };
            known.wordings.iter().enumerate().filter_map(find).collect::<Vec<_>>()
        });
        let all: HashMap<(Language, usize), f32> = all.collect();
        let mut probes: Vec<_> = all.iter().collect();
        probes.sort_by_key(|(place, _)| **place);
        let step = (probes.len() / PROBES).max(1);
        let same = |((language, wording), kept): &(&(Language, usize), &f32)| {
            let measured = self.prior(*language, *wording, &Cancel::default());
            measured.is_ok_and(|measured| (measured - **kept).abs() < SAME)
        };
        if probes.iter().step_by(step).take(PROBES).all(same) {
            self.silence.lock().unwrap_or_else(PoisonError::into_inner).priors.extend(all);
        }
    }

    /// Stores the values measured in silence for the next start.
    fn keep(&self) {
        let Some(kept) = &self.kept else { return };
        let silence = self.silence.lock().unwrap_or_else(PoisonError::into_inner);
        let named = |((language, wording), prior): (&(Language, usize), &f32)| {
            ((*language, self.known(*language).wordings[*wording].text.clone()), *prior)
        };
        kept.write(&silence.priors.iter().map(named).collect());
    }

    /// Compares known wordings with the sound that `state` encoded last.
    pub(super) fn hear(
        &self,
        state: &mut WhisperState,
        free: Free<'_>,
        cancel: &Cancel,
    ) -> Result<Option<Guided>, ListenError> {
        let fits = self.fits(state, free, cancel)?;
        let Some((wording, evidence)) = self.evidence(state, &fits, free, None, cancel)? else { return Ok(None) };
        let chance = self.model.chance(&evidence);
        let alternatives = alternatives(&fits, self.known(free.language), chance);
        let wordings = &self.known(free.language).wordings;
        let fit = fits.iter().find(|fit| wordings[fit.wording] == wording);
        let log_probability = fit.map_or(f32::NEG_INFINITY, |fit| fit.log_probability);
        let said = Said { text: wording.text, chance, log_probability };
        let said = (chance >= self.model.take_at).then_some(said);
        Ok(Some(Guided { said, alternatives }))
    }

    /// Whether the evidence is enough to take a wording for what was said.
    pub(super) fn takes(&self, evidence: &WordingEvidence) -> bool {
        self.model.chance(evidence) >= self.model.take_at
    }

    /// The preference for words of a language, for one utterance; none where no words of it are known.
    pub(super) fn bias(&self, language: Language) -> Option<Bias<'_>> {
        let known = self.known(language);
        (!known.wordings.is_empty()).then(|| Bias::new(&known.words, &self.spelling))
    }

    /// The known wordings that fit the sound that `state` encoded last, best first.
    pub(super) fn fits(
        &self,
        state: &mut WhisperState,
        free: Free<'_>,
        cancel: &Cancel,
    ) -> Result<Vec<Fit>, ListenError> {
        let known = self.known(free.language);
        if known.wordings.is_empty() {
            return Ok(Vec::new());
        }
        let likeliest = known.likeliest(free.text).into_iter().map(|wording| (wording, &*known.tokens[wording]));
        let mut cursor = self.cursor(state, free.language, cancel)?;
        search::best_fits(&mut cursor, &known.paths, &self.endings, likeliest)
    }

    /// The evidence for the best wording, optionally leaving one out. Among those that fit best, it is the one that
    /// gains most from the sound.
    pub(super) fn evidence(
        &self,
        state: &mut WhisperState,
        fits: &[Fit],
        free: Free<'_>,
        left_out: Option<&str>,
        cancel: &Cancel,
    ) -> Result<Option<(Wording, WordingEvidence)>, ListenError> {
        let known = self.known(free.language);
        let text = |fit: &Fit| &*known.wordings[fit.wording].text;
        let fits: Vec<Fit> = fits.iter().filter(|fit| Some(text(fit)) != left_out).copied().collect();
        let mut best: Option<(Fit, f32)> = None;
        let close = |fit: &&Fit| fit.margin >= fits[0].margin - MEASURED_WITHIN;
        for fit in fits.iter().take(MEASURED).take_while(close) {
            let gain = fit.log_probability - self.prior(free.language, fit.wording, cancel)?;
            if best.is_none_or(|(_, most)| gain > most) {
                best = Some((*fit, gain));
            }
        }
        let Some((best, gain)) = best else { return Ok(None) };
        let wordings = &known.wordings;
        let wording = wordings[best.wording].clone();
        let other = fits.iter().find(|fit| wordings[fit.wording].subject != wording.subject);
        let mut cursor = self.cursor(state, free.language, cancel)?;
        let marks = &self.endings[..self.endings.len().min(MARKS)];
        let end = search::nothing_follows(&mut cursor, &known.tokens[best.wording], marks)?;
        let rest = rest(free.words, &wording.text, free.language);
        let evidence = WordingEvidence {
            gain,
            margin: best.margin,
            lead: other.map_or(MOST_LEAD, |other| (best.margin - other.margin).min(MOST_LEAD)),
            likeness: likeness(free.text, &wording.text),
            free: free.log_probability,
            end,
            worst: best.worst,
            longer: rest.longer,
            shorter: rest.shorter,
            unexplained: rest.unexplained,
            denied: rest.denied,
        };
        Ok(Some((wording, evidence)))
    }

    /// How well the wordings that are obeyed at once fit the sound that `state` encoded last, best first.
    pub(super) fn sightings(
        &self,
        state: &mut WhisperState,
        language: Language,
        cancel: &Cancel,
    ) -> Result<Vec<Sighting>, ListenError> {
        let known = self.known(language);
        let (paths, numbers) = &known.short;
        // Somebody goes on after a comma.
        let marks = &self.endings[..self.endings.len().min(MARKS)];
        let seen = sightings::seen(&mut self.cursor(state, language, cancel)?, paths, marks)?;
        let sighting = |seen: sightings::Seen| {
            let wording = &known.wordings[numbers[seen.wording]];
            Sighting {
                text: wording.text.clone(),
                subject: wording.subject.clone(),
                margin: seen.margin,
                log_probability: seen.log_probability,
            }
        };
        Ok(seen.into_iter().map(sighting).collect())
    }

    /// Log-probability of a wording in silence, measured once.
    fn prior(&self, language: Language, wording: usize, cancel: &Cancel) -> Result<f32, ListenError> {
        // A panic during a measurement leaves nothing half done in the cache.
        let mut silence = self.silence.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(prior) = silence.priors.get(&(language, wording)) {
            return Ok(*prior);
        }
        let prefix = self.special.prefix(language);
        let mut cursor = Cursor::new(&mut silence.state, &prefix, self.special.end, cancel)?;
        let prior = search::log_probability(&mut cursor, &self.known(language).tokens[wording], &self.endings)?;
        silence.priors.insert((language, wording), prior);
        Ok(prior)
    }

    /// Measures one more wording in silence. Returns whether there was one.
    pub(super) fn measure_one(&self, cancel: &Cancel) -> Result<bool, ListenError> {
        let all = self.known.iter();
        let mut all =
            all.flat_map(|(language, known)| (0..known.wordings.len()).map(move |wording| (language, wording)));
        let next = {
            let silence = self.silence.lock().unwrap_or_else(PoisonError::into_inner);
            all.find(|one| !silence.priors.contains_key(one))
        };
        let Some((language, wording)) = next else {
            self.keep();
            return Ok(false);
        };
        self.prior(language, wording, cancel).map(|_| true)
    }

    fn cursor<'a>(
        &self,
        state: &'a mut WhisperState,
        language: Language,
        cancel: &'a Cancel,
    ) -> Result<Cursor<'a>, ListenError> {
        Cursor::new(state, &self.special.prefix(language), self.special.end, cancel)
    }

    fn known(&self, language: Language) -> &KnownTexts {
        self.known.of(language)
    }
}

impl KnownTexts {
    fn new(language: Language, vocabulary: &dyn Vocabulary, tokenizer: &Tokenizer) -> Self {
        let names = vocabulary.words(language);
        let words: Vec<Vec<i32>> = names.iter().map(|word| tokenizer.encode(word)).collect();
        let wordings = vocabulary.wordings(language);
        let tokens: Vec<Vec<i32>> = wordings.iter().map(|wording| tokenizer.encode(bare(&wording.text))).collect();
        let short: Vec<usize> = (0..wordings.len()).filter(|wording| wordings[*wording].at_once).collect();
        KnownTexts {
            short: (Trie::new(short.iter().map(|wording| &*tokens[*wording])), short),
            words: Trie::new(words.iter().map(Vec::as_slice)),
            paths: Trie::new(tokens.iter().map(Vec::as_slice)),
            triples: wordings.iter().map(|wording| triples(&wording.text)).collect(),
            tokens,
            wordings,
        }
    }

    /// The wordings that have most letters in common with the free transcript, most similar first.
    fn likeliest(&self, heard: &str) -> Vec<usize> {
        let heard = triples(heard);
        let likeness = |triples: &Triples| {
            let all = (heard.len() * triples.len()).max(1) as f32;
            shared(&heard, triples) / all.sqrt()
        };
        let mut likest: Vec<(usize, f32)> = self.triples.iter().map(likeness).enumerate().collect();
        likest.sort_by(|one, other| other.1.total_cmp(&one.1));
        let some = likest.into_iter().take(FOLLOWED).filter(|(_, likeness)| *likeness > 0.0);
        some.map(|(wording, _)| wording).collect()
    }
}

impl Special {
    fn of(context: &WhisperContext) -> Self {
        let language =
            |language: Language| context.token_lang(whisper_rs::get_lang_id(language.code()).unwrap_or_default());
        Special {
            end: context.token_eot(),
            start: context.token_sot(),
            transcribe: context.token_transcribe(),
            no_timestamps: context.token_not(),
            languages: PerLanguage::new(language),
        }
    }

    fn prefix(self, language: Language) -> [i32; 4] {
        [self.start, *self.languages.of(language), self.transcribe, self.no_timestamps]
    }
}

/// The best wording of each of the best subjects. They share the probability that any known wording was said in
/// proportion to their fit.
fn alternatives(fits: &[Fit], known: &KnownTexts, chance: f32) -> Vec<Alternative> {
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

/// Without its final punctuation mark, which is not audible.
fn bare(wording: &str) -> &str {
    wording.trim_end_matches(['?', '.', '!'])
}
