//! Prefers words that people use here while Whisper writes.
//!
//! whisper.cpp follows a small beam of texts and asks before each token what to change in the decoder's
//! expectations. Tokens that go on with a word of the vocabulary get a bounded boost, so that "hirtus
//! lag" can become "huurtoeslag". A word that is begun and not finished has to give its boost back: only
//! whole words are preferred. As whisper.cpp makes probabilities of whatever it is handed, what is given
//! back is spread over tokens that no text here has. The log-probability that is told is the decoder's own,
//! without any boost.

use super::trie::Trie;
use std::collections::{BTreeMap, HashMap};
use std::iter::repeat;
use std::sync::{Mutex, PoisonError};

/// How much more probable, in nats, each further token of a word of the vocabulary becomes.
const BOOST: f32 = 1.0;
/// The same for its first token, which many words may begin with.
const FIRST_BOOST: f32 = 0.3;
/// All that one word can get.
const MOST: f32 = 4.0;
/// Tokens less probable than this are taken by no beam.
const AT_LEAST: f32 = -14.0;
/// Fifty thousand tokens less probable than this do not count together either.
const NEARLY_NOTHING: f32 = -20.0;

/// What is known of tokens.
#[derive(Debug, Clone, Default)]
pub(in crate::listen) struct Spelling {
    /// Of each token, whether it goes on with the word before it.
    continues_word: Vec<bool>,
    /// Tokens that no text here has, as those of other scripts.
    unused: Vec<i32>,
    no_tokens: BTreeMap<i32, usize>,
    /// How many tokens the model has, those that are not text among them.
    logits: usize,
}

impl Spelling {
    /// From the bytes of each token of text, for a model that has `logits` tokens in all.
    pub(in crate::listen) fn new<'a>(tokens: impl IntoIterator<Item = &'a [u8]>, logits: usize) -> Self {
        let mut spelling = Spelling { logits, ..Spelling::default() };
        for (token, bytes) in tokens.into_iter().enumerate() {
            let text = String::from_utf8_lossy(bytes);
            // A part of a letter reads as the replacement character; it is inside a word.
            let continues = |first: char| first.is_alphanumeric() || "-'\u{fffd}".contains(first);
            spelling.continues_word.push(text.chars().next().is_some_and(continues));
            // Greek begins at U+0370; punctuation and signs above U+2000 are left alone.
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

/// The preference, and what it remembers of the texts that are being written.
pub(in crate::listen) struct Bias<'a> {
    vocabulary: &'a Trie,
    spelling: &'a Spelling,
    drafts: Mutex<HashMap<Vec<i32>, Draft>>,
}

/// A text so far.
#[derive(Debug, Clone, Default)]
struct Draft {
    /// The sum of its tokens' log-probabilities, without any boost.
    log_probability: f32,
    /// Where in the vocabulary the word stands that is being written, and the boost that it has got.
    place: Option<usize>,
    lent: f32,
    /// What may come next, in the order of its tokens.
    offered: Vec<Offer>,
}

/// A token that may come next.
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

    /// How many tokens the model has.
    pub(in crate::listen) fn logits(&self) -> usize {
        self.spelling.logits
    }

    /// Changes what the decoder expects after a text, before whisper.cpp makes probabilities of it.
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

    /// The mean log-probability of a text that was written, and of its end, without any boost.
    pub(in crate::listen) fn log_probability(&self, text: &[i32], end: i32) -> f32 {
        let draft = self.draft(text);
        let ended = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let ended = ended.get(text).and_then(|draft| draft.offer(end));
        match ended {
            Some(ended) => (draft.log_probability + ended.log_probability) / (text.len() as f32 + 1.0),
            None => draft.log_probability / text.len().max(1) as f32,
        }
    }

    /// How probable the last token of a beginning was for the decoder itself.
    pub(in crate::listen) fn probability(&self, beginning: &[i32]) -> f32 {
        let Some((last, before)) = beginning.split_last() else { return 1.0 };
        let drafts = self.drafts.lock().unwrap_or_else(PoisonError::into_inner);
        let offer = drafts.get(before).and_then(|draft| draft.offer(*last));
        offer.map_or(0.0, |offer| offer.log_probability.exp())
    }

    /// A text, from what is remembered of it without its last token.
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

    /// Makes tokens that leave the word unfinished less probable by what was lent to it.
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

    /// Tokens 1 to 4 begin words, 5 to 8 go on; 9 ends, 10 to 29 are of another script. 1 5 is what the
    /// decoder likes best, 1 6 nearly.
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

    /// As whisper.cpp writes: a beam over what it is handed, each text with its score.
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
        // The word is longer than what was said: its boost is given back.
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
