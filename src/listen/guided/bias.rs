//! A free transcript that prefers words people use here.
//!
//! A small beam writes what the decoder finds most probable, but tokens that go on with a word of the
//! vocabulary get a bounded boost, so that "hirtus lag" can become "huurtoeslag". A word that is begun
//! and not finished has to give its boost back: only whole words are preferred. The log-probability that
//! is told is the decoder's own, without any boost.

use super::cursor::NextToken;
use super::trie::Trie;
use crate::listen::ListenError;

/// How much more probable, in nats, each further token of a word of the vocabulary becomes.
const BOOST: f32 = 2.0;
/// The same for its first token, which many words may begin with.
const FIRST_BOOST: f32 = 0.6;
/// All that one word can get.
const MOST: f32 = 6.0;
/// Texts that are followed at the same time.
const BEAM: usize = 3;
/// Tokens that are tried after each, besides those that go on with a word.
const TRIED: usize = 4;
/// A token that goes on with a word is not tried if the decoder finds it less probable than this.
const AT_LEAST: f32 = -9.0;

/// A text as the decoder would write it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::listen) struct Written {
    /// Its tokens.
    pub(in crate::listen) tokens: Vec<i32>,
    /// The mean log-probability of them and of the end, without any boost.
    pub(in crate::listen) log_probability: f32,
}

/// What the writer has to know of tokens.
pub(in crate::listen) trait Spelling {
    /// Whether a transcript may have it.
    fn is_allowed(&self, token: i32) -> bool;

    /// Whether it goes on with the word before it.
    fn continues_word(&self, token: i32) -> bool;
}

/// A text in the beam.
#[derive(Debug, Clone, Default)]
struct Draft {
    tokens: Vec<i32>,
    log_probability: f32,
    /// The boost of words that are finished.
    kept: f32,
    /// The boost of the word that is being written, and where in the vocabulary it stands.
    lent: f32,
    place: Option<usize>,
}

impl Draft {
    fn score(&self) -> f32 {
        self.log_probability + self.kept + self.lent
    }

    /// The score a token, so that a short text is not better for being short.
    fn final_score(&self) -> f32 {
        (self.log_probability + self.kept) / (self.tokens.len() as f32 + 1.0)
    }

    fn with(&self, token: i32, log_probability: f32, vocabulary: &Trie, spelling: &impl Spelling) -> Draft {
        let mut longer = self.clone();
        longer.tokens.push(token);
        longer.log_probability += log_probability;
        if spelling.continues_word(token) {
            longer.place = self.place.and_then(|place| vocabulary.step(place, token));
            longer.lent = longer.place.map_or(0.0, |_| (self.lent + BOOST).min(MOST));
        } else {
            longer.finish_word(vocabulary);
            longer.place = vocabulary.step(0, token);
            longer.lent = longer.place.map_or(0.0, |_| FIRST_BOOST);
        }
        longer
    }

    /// The word before is over: what was lent to it is kept if it is a word of the vocabulary.
    fn finish_word(&mut self, vocabulary: &Trie) {
        if self.place.is_some_and(|place| !vocabulary.node(place).ends.is_empty()) {
            self.kept += self.lent;
        }
        (self.lent, self.place) = (0.0, None);
    }
}

/// Writes what is most probable, with words of the vocabulary preferred; `limit` ends a text that does
/// not end by itself.
pub(in crate::listen) fn write(
    model: &mut impl NextToken,
    vocabulary: &Trie,
    spelling: &impl Spelling,
    limit: usize,
) -> Result<Written, ListenError> {
    let (mut beam, mut finished) = (vec![Draft::default()], Vec::<Draft>::new());
    for _ in 0..limit {
        beam.sort_by(|one, other| one.tokens.cmp(&other.tokens));
        let mut longer = Vec::new();
        for draft in &beam {
            let end = model.end();
            let expected = model.after(&draft.tokens)?;
            for token in tried(expected, draft, vocabulary, spelling) {
                if token == end {
                    let mut whole = draft.clone();
                    whole.log_probability += expected[end as usize];
                    whole.finish_word(vocabulary);
                    finished.push(whole);
                } else {
                    longer.push(draft.with(token, expected[token as usize], vocabulary, spelling));
                }
            }
        }
        longer.sort_by(|one, other| other.score().total_cmp(&one.score()));
        longer.truncate(BEAM);
        let best = finished.iter().map(Draft::score).fold(f32::NEG_INFINITY, f32::max);
        longer.retain(|draft| draft.score() > best);
        beam = longer;
        if beam.is_empty() {
            break;
        }
    }
    // What has come to the limit competes as it is.
    finished.extend(beam);
    let best = finished.into_iter().max_by(|one, other| one.final_score().total_cmp(&other.final_score()));
    Ok(best.map_or_else(Written::default, |draft| Written {
        log_probability: draft.log_probability / (draft.tokens.len() as f32 + 1.0),
        tokens: draft.tokens,
    }))
}

/// The most probable tokens, and those that go on with the word that is being written.
fn tried(expected: &[f32], draft: &Draft, vocabulary: &Trie, spelling: &impl Spelling) -> Vec<i32> {
    let mut best: Vec<i32> = Vec::with_capacity(TRIED + 1);
    for token in (0..expected.len() as i32).filter(|token| spelling.is_allowed(*token)) {
        let place = best.partition_point(|better| expected[*better as usize] >= expected[token as usize]);
        if place < TRIED {
            best.insert(place, token);
            best.truncate(TRIED);
        }
    }
    let going_on = draft.place.into_iter().flat_map(|place| vocabulary.node(place).next.keys().copied());
    let going_on: Vec<i32> = going_on
        .filter(|token| !best.contains(token) && spelling.is_allowed(*token) && expected[*token as usize] > AT_LEAST)
        .collect();
    best.extend(going_on);
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tokens 1 to 4 begin words, 5 to 8 go on; 9 ends. 1 5 is what the decoder likes best, 1 6 nearly.
    struct Hears(Vec<f32>);

    impl NextToken for Hears {
        fn after(&mut self, beginning: &[i32]) -> Result<&[f32], ListenError> {
            let likes: &[(i32, f32)] = match beginning {
                [] => &[(1, -0.1)],
                [1] => &[(5, -0.4), (6, -1.6), (7, -9.5)],
                _ => &[(9, -0.1)],
            };
            self.0 = vec![-12.0; 10];
            for (token, log_probability) in likes {
                self.0[*token as usize] = *log_probability;
            }
            Ok(&self.0)
        }

        fn end(&self) -> i32 {
            9
        }
    }

    struct Plain;

    impl Spelling for Plain {
        fn is_allowed(&self, token: i32) -> bool {
            token != 0
        }

        fn continues_word(&self, token: i32) -> bool {
            (5..=8).contains(&token)
        }
    }

    fn heard(words: &[&[i32]]) -> Vec<i32> {
        write(&mut Hears(Vec::new()), &Trie::new(words.iter().copied()), &Plain, 9).unwrap().tokens
    }

    #[test]
    fn a_known_word_wins_where_it_is_nearly_as_probable_and_only_whole() {
        assert_eq!(heard(&[]), [1, 5]);
        assert_eq!(heard(&[&[1, 6]]), [1, 6]);
        // The word is longer than what was said: its boost is given back.
        assert_eq!(heard(&[&[1, 6, 8]]), [1, 5]);
        // Too improbable to be preferred.
        assert_eq!(heard(&[&[1, 7]]), [1, 5]);
    }

    #[test]
    fn what_does_not_end_is_ended() {
        struct Babbles(Vec<f32>);
        impl NextToken for Babbles {
            fn after(&mut self, _: &[i32]) -> Result<&[f32], ListenError> {
                self.0 = vec![-0.5, -0.6, -30.0];
                Ok(&self.0)
            }
            fn end(&self) -> i32 {
                2
            }
        }
        let written = write(&mut Babbles(Vec::new()), &Trie::new([&[][..]]), &Plain, 5).unwrap();
        assert_eq!(written.tokens.len(), 5);
    }
}
