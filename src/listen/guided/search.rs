//! Which of many known wordings fits the sound best: a beam through their tree.
//!
//! All beginnings in the beam have the same number of tokens, so that none wins by being short. A
//! wording is measured by how much less probable the decoder finds each of its tokens than the token
//! that it would have written itself there: near nought where the wording is what was said, two and
//! more below where it is not, however hard the sound was to understand. Hopes tell the beam which
//! wordings to follow where the beginning was misheard; they do not count for how well one fits.

use super::cursor::NextToken;
use super::trie::Trie;
use crate::listen::ListenError;

/// A beginning whose tokens are on average further than this from what the decoder would have written
/// is given up: nothing that goes on from it will be taken.
const HOPELESS: f32 = -3.5;
/// Only from this many tokens on, for one word may be misheard altogether.
const JUDGED_FROM: usize = 3;

/// How many nats a full hope is worth in the beam.
const HOPE: f32 = 6.0;

/// How probable a wording is for the sound that the model has, as the mean log-probability of its tokens
/// and its end.
pub(in crate::listen) fn log_probability(
    model: &mut impl NextToken,
    tokens: &[i32],
    endings: &[i32],
) -> Result<f32, ListenError> {
    let mut sum = 0.0;
    for length in 0..=tokens.len() {
        let end = model.end();
        let expected = model.after(&tokens[..length])?;
        sum += match tokens.get(length) {
            Some(token) => expected[*token as usize],
            None => endings.iter().chain([&end]).map(|token| expected[*token as usize].exp()).sum::<f32>().ln(),
        };
    }
    Ok(sum / (tokens.len() as f32 + 1.0))
}

/// How well a wording fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::listen) struct Fit {
    /// The wording's number.
    pub(in crate::listen) wording: usize,
    /// The mean over its tokens and its end of log p(token) − log p(best token there); at most nought.
    pub(in crate::listen) margin: f32,
    /// The mean log-probability of its tokens and its end.
    pub(in crate::listen) log_probability: f32,
    /// Its tokens.
    pub(in crate::listen) tokens: usize,
}

/// A beginning in the beam.
#[derive(Clone)]
struct Beginning {
    tokens: Vec<i32>,
    place: usize,
    margin: f32,
    log_probability: f32,
}

/// The wordings that fit best, best first. `width` beginnings are followed; `endings` are the tokens
/// with which a wording may end, besides the end itself; `hopes` tells of each place in the tree how
/// much speaks for the wordings behind it, from 0 to 1.
pub(in crate::listen) fn best_fits(
    model: &mut impl NextToken,
    trie: &Trie,
    endings: &[i32],
    hopes: &[f32],
    width: usize,
) -> Result<Vec<Fit>, ListenError> {
    let mut beam = vec![Beginning { tokens: Vec::new(), place: 0, margin: 0.0, log_probability: 0.0 }];
    let mut fits = Vec::new();
    while !beam.is_empty() {
        // Neighbours share most of what the decoder has to read.
        beam.sort_by(|one, other| one.tokens.cmp(&other.tokens));
        let mut longer = Vec::new();
        for beginning in &beam {
            let end = model.end();
            let expected = model.after(&beginning.tokens)?;
            let highest = expected.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let ended: f32 = endings.iter().chain([&end]).map(|token| expected[*token as usize].exp()).sum();
            let node = trie.node(beginning.place);
            let steps = beginning.tokens.len() as f32 + 1.0;
            fits.extend(node.ends.iter().map(|wording| Fit {
                wording: *wording,
                margin: (beginning.margin + (ended.ln() - highest).min(0.0)) / steps,
                log_probability: (beginning.log_probability + ended.ln().min(0.0)) / steps,
                tokens: beginning.tokens.len(),
            }));
            longer.extend(node.next.iter().map(|(token, place)| {
                let log_probability = expected[*token as usize];
                Beginning {
                    tokens: [&beginning.tokens[..], &[*token]].concat(),
                    place: *place,
                    margin: beginning.margin + log_probability - highest,
                    log_probability: beginning.log_probability + log_probability,
                }
            }));
        }
        longer.retain(|longer| {
            let steps = longer.tokens.len();
            steps < JUDGED_FROM || longer.margin > HOPELESS * steps as f32
        });
        let promise = |beginning: &Beginning| beginning.margin + HOPE * hopes[beginning.place];
        longer.sort_by(|one, other| promise(other).total_cmp(&promise(one)));
        longer.truncate(width);
        beam = longer;
    }
    fits.sort_by(|one, other| other.margin.total_cmp(&one.margin));
    Ok(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A decoder that would write one text, and gives every other token a small chance.
    struct Wants(Vec<i32>, Vec<f32>);

    impl NextToken for Wants {
        fn after(&mut self, beginning: &[i32]) -> Result<&[f32], ListenError> {
            let wanted = self.0.get(beginning.len()).copied().unwrap_or(9);
            self.1 = (0..=9).map(|token| if token == wanted { -0.1 } else { -4.0 }).collect();
            Ok(&self.1)
        }

        fn end(&self) -> i32 {
            9
        }
    }

    #[test]
    fn what_was_said_fits_best_and_short_wordings_have_no_advantage() {
        let wordings = [&[1, 2, 3, 4][..], &[1, 2, 3, 5], &[7], &[1, 5, 3, 4]];
        let trie = Trie::new(wordings);
        let mut model = Wants(vec![1, 2, 3, 4], Vec::new());
        for width in [1, 3, 100] {
            let fits = best_fits(&mut model, &trie, &[8], &[0.0; 12], width).unwrap();
            assert_eq!(fits[0].wording, 0);
            assert!(fits[0].margin > -0.01 && fits[0].tokens == 4);
        }
        let fits = best_fits(&mut model, &trie, &[8], &[0.0; 12], 100).unwrap();
        let same = log_probability(&mut model, wordings[0], &[8]).unwrap();
        assert!((same - fits[0].log_probability).abs() < 1e-4, "{same} {fits:?}");
        assert!(fits.len() > 2 && trie.len() <= 12);
        assert!(fits.iter().skip(1).all(|fit| fit.margin < -0.5), "{fits:?}");
    }
}
