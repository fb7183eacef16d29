//! Makes Whisper prefer words of the vocabulary while it decodes.
//!
//! whisper.cpp follows a small beam of texts and lets us modify the logits before each token. Tokens that continue a
//! word of the vocabulary get a bounded boost, so that "hirtus lag" can become "huurtoeslag". A word that is begun but
//! not finished loses its boost again: only whole words are preferred. Because whisper.cpp normalises whatever logits
//! it gets, the boost is taken back by spreading it over tokens that no text here uses. The reported log-probability
//! is the decoder's own, without any boost.

use super::trie::Trie;
use std::collections::{BTreeMap, HashMap};
use std::iter::repeat;
use std::sync::{Mutex, PoisonError};

/// Boost, in nats, of each further token of a word in the vocabulary.
const BOOST: f32 = 1.0;
/// Boost of its first token, with which many words may begin.
const FIRST_BOOST: f32 = 0.3;
/// Maximum total boost of a word.
const MOST: f32 = 4.0;
/// Log-probability below which no beam takes a token.
const AT_LEAST: f32 = -14.0;
/// Log-probability below which even fifty thousand tokens together do not count.
const NEARLY_NOTHING: f32 = -20.0;

/// Properties of the model's tokens.
#[derive(Debug, Clone, Default)]
pub(in crate::listen) struct Spelling {
    /// For each token, whether it continues the word before it.
    continues_word: Vec<bool>,
    /// Tokens that no text here uses, such as those of other scripts.
    unused: Vec<i32>,
    no_tokens: BTreeMap<i32, usize>,
    /// Number of tokens of the model, including special ones.
    logits: usize,
}

impl Spelling {
    /// Takes the bytes of each text token, for a model with `logits` tokens in all.
    pub(in crate::listen) fn new<'a>(tokens: impl IntoIterator<Item = &'a [u8]>, logits: usize) -> Self {
        let mut spelling = Spelling { logits, ..Spelling::default() };
        for (token, bytes) in tokens.into_iter().enumerate() {
            let text = String::from_utf8_lossy(bytes);
            // A fragment of a letter decodes to the replacement character; it is inside a word.
            let continues = |first: char| first.is_alphanumeric() || "-'\u{fffd}".contains(first);
            spelling.continues_word.push(text.chars().next().is_some_and(continues));
            // Greek begins at U+0370; punctuation and symbols above U+2000 are not touched.
            let is_foreign = |letter: char| letter.is_alphabetic() && ('\u{370}'..'\u{fb00}').contains(&letter);
            if text.chars().any(is_foreign) {
                spelling.unused.push(token as i32);
            }
        }
        spelling
    }

    fn continues_word(&self, token: i32) -> bool {
        self.continues_word.get(token as usize).is_some_and(|continues| *continues)
    }
}

/// The preference for one utterance, and the state of the texts being decoded.
pub(in crate::listen) struct Bias<'a> {
    vocabulary: &'a Trie,
    spelling: &'a Spelling,
    drafts: Mutex<HashMap<Vec<i32>, Draft>>,
}

/// A text so far.
#[derive(Debug, Clone, Default)]
struct Draft {
    /// Sum of its tokens' log-probabilities, without any boost.
    log_probability: f32,
    /// Position of the current word in the vocabulary, and the boost that it has received.
    place: Option<usize>,
    lent: f32,
    /// Possible next tokens, sorted by id.
    offered: Vec<Offer>,
}

/// A possible next token.
#[derive(Debug, Clone, Copy)]
struct Offer {
    token: i32,
    log_probability: f32,
    boost: f32,
}

impl Draft {
    fn offer(&self, token: i32) -> Option<&Offer> {
        self.offered.binary_search_by_key(&token, |offer| offer.token).ok().map(|place| &self.offered[place])
    }
}

impl<'a> Bias<'a> {
    pub(in crate::listen) fn new(vocabulary: &'a Trie, spelling: &'a Spelling) -> Self {
        Bias { vocabulary, spelling, drafts: Mutex::default() }
    }

    /// Number of tokens of the model.
    pub(in crate::listen) fn logits(&self) -> usize {
        self.spelling.logits
    }

    /// Modifies the logits after a text, before whisper.cpp normalises them.
    pub(in crate::listen) fn adjust(&self, text: &[i32], logits: &mut [f32]) {
        let mut draft = self.draft(text);
        let normaliser = log_sum_exp(logits);
        for logit in logits.iter_mut() {
            *logit -= normaliser;
        }
        let original = logits.to_vec();
        self.take_back(&draft, logits);
        let begun = &self.vocabulary.node(0).next;
        for token in begun.keys().filter(|token| !self.spelling.continues_word(**token)) {
            logits[*token as usize] += FIRST_BOOST;
        }
        let going_on = draft.place.map_or(&self.spelling.no_tokens, |place| &self.vocabulary.node(place).next);
        let boost = BOOST.min(MOST - draft.lent);
        for token in going_on.keys() {
            logits[*token as usize] = original[*token as usize] + boost;
        }
        let normaliser = log_sum_exp(logits);
        let offered = logits.iter().zip(&original).enumerate();
        draft.offered = offered
            .filter(|(_, (adjusted, _))| **adjusted - normaliser > AT_LEAST)
            .map(|(token, (adjusted, original))| Offer {
                token: token as i32,
                log_probability: *original,
                boost: adjusted - normaliser - original,
            })
            .collect();
        self.drafts.lock().unwrap_or_else(PoisonError::into_inner).insert(text.to_vec(), draft);
    }

    /// Mean log-probability of a decoded text and its end, without any boost.
    pub(in crate::listen) fn log_probability(&self, text: &[i32], end: i32) -> f32 {
        let draft = self.draft(text);
        let ended = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = ended.get(text).and_then(|draft| draft.offer(end));
        match ended {
            Some(ended) => (draft.log_probability + ended.log_probability) / (text.len() as f32 + 1.0),
            None => draft.log_probability / text.len().max(1) as f32,
        }
    }

    /// The decoder's own probability of the last token.
    pub(in crate::listen) fn probability(&self, beginning: &[i32]) -> f32 {
        let Some((last, before)) = beginning.split_last() else { return 1.0 };
        let drafts = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let offer = drafts.get(before).and_then(|draft| draft.offer(*last));
        offer.map_or(0.0, |offer| offer.log_probability.exp())
    }

    /// The state of a text, derived from that of the text without its last token.
    fn draft(&self, text: &[i32]) -> Draft {
        let Some((last, before)) = text.split_last() else { return Draft::default() };
        let drafts = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(before) = drafts.get(before) else { return Draft::default() };
        let offer = before.offer(*last);
        let (log_probability, gain) = offer.map_or((AT_LEAST, 0.0), |offer| (offer.log_probability, offer.boost));
        let continues = self.spelling.continues_word(*last);
        let place = if continues {
            before.place.and_then(|place| self.vocabulary.step(place, *last))
        } else {
            self.vocabulary.step(0, *last)
        };
        let lent = if continues { before.lent } else { 0.0 };
        Draft {
            log_probability: before.log_probability + log_probability,
            place,
            lent: place.map_or(0.0, |_| (lent + gain.max(0.0)).min(MOST)),
            offered: Vec::new(),
        }
    }

    /// Lowers tokens that leave the word unfinished by the boost that it received.
    fn take_back(&self, draft: &Draft, logits: &mut [f32]) {
        let Some(place) = draft.place.filter(|_| draft.lent > 0.0 && !self.spelling.unused.is_empty()) else { return };
        let node = self.vocabulary.node(place);
        let is_whole = !node.ends.is_empty();
        let chance = |logit: f32| if logit > NEARLY_NOTHING { logit.exp() } else { 0.0 };
        let mut left: f32 = -node.next.keys().map(|token| chance(logits[*token as usize])).sum::<f32>();
        for (logit, continues) in logits.iter_mut().zip(self.spelling.continues_word.iter().chain(repeat(&false))) {
            if *continues || !is_whole {
                left += chance(*logit);
                *logit -= draft.lent;
            }
        }
        let taken = left.max(0.0) * (1.0 - (-draft.lent).exp());
        let each = (taken / self.spelling.unused.len() as f32).max(f32::MIN_POSITIVE).ln();
        for token in &self.spelling.unused {
            logits[*token as usize] = each;
        }
    }
}

fn log_sum_exp(logits: &[f32]) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let least = highest + NEARLY_NOTHING;
    let some = logits.iter().filter(|logit| **logit > least).map(|logit| (logit - highest).exp());
    highest + some.sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    const END: i32 = 9;

    /// Tokens 1 to 4 begin words, 5 to 8 continue them; 9 is the end, 10 to 29 belong to another script. The decoder
    /// prefers 1 5, closely followed by 1 6.
    fn logits(text: &[i32]) -> Vec<f32> {
        let likes: &[(i32, f32)] = match text {
            [] => &[(1, -0.1), (2, -2.6)],
            [1] => &[(5, -0.4), (6, -1.2), (7, -9.5), (8, -9.5)],
            _ => &[(END, -0.1), (7, -3.0)],
        };
        let mut logits = vec![-12.0; 30];
        for (token, log_probability) in likes {
            logits[*token as usize] = *log_probability;
        }
        logits
    }

    fn spelling() -> Spelling {
        let token = |place: usize| match place {
            1..=4 => " a".to_owned(),
            5..=8 => "b".to_owned(),
            10..=29 => "д".to_owned(),
            _ => ".".to_owned(),
        };
        let tokens: Vec<String> = (0..30).map(token).collect();
        Spelling::new(tokens.iter().map(String::as_bytes), 30)
    }

    /// Decodes like whisper.cpp: a beam over the modified logits, each text with its score.
    fn written(words: &[&[i32]]) -> (Vec<i32>, f32) {
        let (vocabulary, spelling) = (Trie::new(words.iter().copied()), spelling());
        let bias = Bias::new(&vocabulary, &spelling);
        let (mut beam, mut finished) = (vec![(Vec::new(), 0.0_f32)], Vec::<(Vec<i32>, f32)>::new());
        for _ in 0..5 {
            let mut longer = Vec::new();
            for (text, score) in beam {
                let mut logits = logits(&text);
                bias.adjust(&text, &mut logits);
                let normaliser = log_sum_exp(&logits);
                for (token, logit) in logits.iter().enumerate() {
                    let longer_text: Vec<i32> = text.iter().copied().chain([token as i32]).collect();
                    let more = (longer_text, score + logit - normaliser);
                    if token as i32 == END { finished.push((text.clone(), more.1)) } else { longer.push(more) }
                }
            }
            longer.sort_by(|one, other| other.1.total_cmp(&one.1));
            longer.truncate(3);
            beam = longer;
        }
        let mean = |(text, score): &(Vec<i32>, f32)| score / (text.len() as f32 + 1.0);
        let (text, _) = finished.into_iter().max_by(|one, other| mean(one).total_cmp(&mean(other))).unwrap();
        let log_probability = bias.log_probability(&text, END);
        (text, log_probability)
    }

    #[test]
    fn a_known_word_wins_where_it_is_nearly_as_probable_and_only_whole() {
        assert_eq!(written(&[]).0, [1, 5]);
        assert_eq!(written(&[&[1, 6]]).0, [1, 6]);
        // The word is longer than what was said, so it loses its boost.
        assert_eq!(written(&[&[1, 6, 8]]).0, [1, 5]);
        // Too improbable to be preferred.
        assert_eq!(written(&[&[1, 7]]).0, [1, 5]);
    }

    #[test]
    fn what_is_told_is_the_decoders_own_probability() {
        let (preferred, plain) = (written(&[&[1, 6]]).1, written(&[]).1);
        assert!((plain - preferred - 0.8 / 3.0).abs() < 0.02, "{plain} {preferred}");
    }

    #[test]
    fn what_is_given_back_goes_to_tokens_that_nobody_writes() {
        let words: [&[i32]; 1] = [&[1, 6, 8]];
        let (vocabulary, spelling) = (Trie::new(words), spelling());
        let bias = Bias::new(&vocabulary, &spelling);
        for text in [&[][..], &[1], &[1, 6]] {
            let mut logits = logits(text);
            bias.adjust(text, &mut logits);
            let normaliser = log_sum_exp(&logits);
            let best = (0..30).max_by(|one, other| logits[*one].total_cmp(&logits[*other])).unwrap();
            assert!(best < 10, "{text:?}");
            if text.len() == 2 {
                assert!(logits[END as usize] - normaliser < -0.5, "the end leaves the word unfinished");
                assert!(logits[8] - normaliser > logits[7] - normaliser - 8.0);
            }
        }
    }
}
