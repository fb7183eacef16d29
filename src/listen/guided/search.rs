//! Finds the known wording that fits the sound best.
//!
//! The wordings supported by the free transcript are followed through their tree, the most likely first. The decoder
//! is run once per node, so that a common prefix is paid for once. A wording is scored by how much less probable the
//! decoder finds each of its tokens than the token that it would have written itself: near zero if the wording was
//! said, two or more below if not, however hard the sound was to understand. A wording that can no longer come close
//! to the best is abandoned, so most cost only a few decoder steps.

use super::cursor::NextToken;
use super::trie::{Node, Trie};
use crate::listen::ListenError;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// A prefix whose tokens are on average further than this from what the decoder would have written is abandoned: no
/// continuation of it will be accepted.
const HOPELESS: f32 = -3.5;
/// Minimum number of tokens before that is judged, because a single word may be misheard altogether.
const JUDGED_FROM: usize = 3;
/// A wording whose margin cannot come within this of the best one's is abandoned.
const WITHIN: f32 = 0.8;

/// Mean log-probability of a wording's tokens and its end, for the encoded sound.
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
            None => ended(expected, endings, end),
        };
    }
    Ok(sum / (tokens.len() as f32 + 1.0))
}

/// Log-probability that nothing follows a wording: the text ends there, or after the most likely punctuation mark. A
/// mark alone is not the end, because more may follow it.
pub(in crate::listen) fn nothing_follows(
    model: &mut impl NextToken,
    tokens: &[i32],
    marks: &[i32],
) -> Result<f32, ListenError> {
    let end = model.end() as usize;
    let expected = model.after(tokens)?;
    let at_once = expected[end].exp();
    let likeliest = marks.iter().map(|mark| (*mark, expected[*mark as usize]));
    let Some((mark, chance)) = likeliest.max_by(|one, other| one.1.total_cmp(&other.1)) else {
        return Ok(expected[end]);
    };
    let marked: Vec<i32> = tokens.iter().copied().chain([mark]).collect();
    let after_mark = model.after(&marked)?[end];
    Ok((at_once + (chance + after_mark).exp()).max(f32::MIN_POSITIVE).ln().min(0.0))
}

/// Log-probability that the text ends here, with or without a punctuation mark.
pub(super) fn ended(expected: &[f32], endings: &[i32], end: i32) -> f32 {
    endings.iter().chain([&end]).map(|token| expected[*token as usize].exp()).sum::<f32>().ln().min(0.0)
}

/// How well a wording fits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::listen) struct Fit {
    /// Number of the wording.
    pub(in crate::listen) wording: usize,
    /// Mean over its tokens and its end of log p(token) − log p(best token there); at most zero.
    pub(in crate::listen) margin: f32,
    /// Minimum of that over its tokens, without the end; at most zero.
    pub(in crate::listen) worst: f32,
    /// Mean log-probability of its tokens and its end.
    pub(in crate::listen) log_probability: f32,
    /// Number of tokens.
    pub(in crate::listen) tokens: usize,
}

/// The decoder's expectations at a node, as far as the tree needs them.
struct Expected {
    highest: f32,
    ended: f32,
    next: HashMap<i32, f32>,
}

impl Expected {
    fn read(expected: &[f32], node: &Node, endings: &[i32], end: i32) -> Self {
        Expected {
            highest: expected.iter().copied().fold(f32::NEG_INFINITY, f32::max),
            ended: ended(expected, endings, end),
            next: node.next.keys().map(|token| (*token, expected[*token as usize])).collect(),
        }
    }
}

/// The best-fitting wordings, best first. `likeliest` are the numbers and tokens of those to try, most likely first;
/// `endings` are the tokens with which a wording may end, besides the end token.
pub(in crate::listen) fn best_fits<'a>(
    model: &mut impl NextToken,
    trie: &Trie,
    endings: &[i32],
    likeliest: impl IntoIterator<Item = (usize, &'a [i32])>,
) -> Result<Vec<Fit>, ListenError> {
    let mut asked: HashMap<usize, Expected> = HashMap::new();
    let (mut fits, mut best) = (Vec::<Fit>::new(), f32::NEG_INFINITY);
    'wordings: for (wording, tokens) in likeliest {
        let steps = tokens.len() as f32 + 1.0;
        let (mut place, mut margin, mut worst, mut log_probability) = (0, 0.0, 0.0_f32, 0.0);
        for length in 0..=tokens.len() {
            let expected = match asked.entry(place) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(unknown) => {
                    let end = model.end();
                    let expected = model.after(&tokens[..length])?;
                    unknown.insert(Expected::read(expected, trie.node(place), endings, end))
                }
            };
            let chosen = tokens.get(length).map_or(expected.ended, |token| expected.next[token]);
            let behind = (chosen - expected.highest).min(0.0);
            margin += behind;
            log_probability += chosen;
            let hopeless = length + 1 >= JUDGED_FROM && margin < HOPELESS * (length as f32 + 1.0);
            if hopeless || margin / steps < best - WITHIN {
                continue 'wordings;
            }
            if let Some(token) = tokens.get(length) {
                worst = worst.min(behind);
                place = trie.step(place, *token).expect("the tree holds every wording");
            }
        }
        let (margin, log_probability) = (margin / steps, log_probability / steps);
        let fit = Fit { wording, margin, worst, log_probability, tokens: tokens.len() };
        best = best.max(fit.margin);
        fits.push(fit);
    }
    fits.sort_by(|one, other| other.margin.total_cmp(&one.margin));
    Ok(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A decoder that would write one text and gives every other token a small probability; counts its steps.
    struct Wants(Vec<i32>, Vec<f32>, usize);

    impl NextToken for Wants {
        fn after(&mut self, beginning: &[i32]) -> Result<&[f32], ListenError> {
            self.2 += 1;
            let wanted = self.0.get(beginning.len()).copied().unwrap_or(9);
            self.1 = (0..=9).map(|token| if token == wanted { -0.1 } else { -4.0 }).collect();
            Ok(&self.1)
        }

        fn end(&self) -> i32 {
            9
        }
    }

    const WORDINGS: [&[i32]; 5] = [&[1, 2, 3, 4], &[1, 2, 3, 5], &[7], &[1, 5, 3, 4], &[5, 6, 7, 8, 2, 3]];

    fn asked(order: &[usize]) -> (Vec<Fit>, usize) {
        let mut model = Wants(vec![1, 2, 3, 4], Vec::new(), 0);
        let likeliest = order.iter().map(|wording| (*wording, WORDINGS[*wording]));
        let fits = best_fits(&mut model, &Trie::new(WORDINGS), &[8], likeliest).unwrap();
        (fits, model.2)
    }

    #[test]
    fn what_was_said_fits_best_in_any_order_and_short_wordings_have_no_advantage() {
        for order in [[0, 1, 2, 3, 4], [4, 3, 2, 1, 0], [2, 3, 0, 4, 1]] {
            let (fits, _) = asked(&order);
            assert_eq!(fits[0].wording, 0);
            assert!(fits[0].margin > -0.01 && fits[0].tokens == 4);
            assert!(fits.iter().skip(1).all(|fit| fit.margin < -0.5), "{fits:?}");
        }
        let (fits, _) = asked(&[0]);
        let mut model = Wants(vec![1, 2, 3, 4], Vec::new(), 0);
        let same = log_probability(&mut model, WORDINGS[0], &[8]).unwrap();
        assert!((same - fits[0].log_probability).abs() < 1e-4, "{same} {fits:?}");
    }

    #[test]
    fn somebody_who_goes_on_is_heard_after_a_mark_too() {
        let follows = |written: &[i32]| {
            let mut model = Wants(written.to_vec(), Vec::new(), 0);
            nothing_follows(&mut model, &[1, 2, 3, 4], &[8]).unwrap()
        };
        assert!(follows(&[1, 2, 3, 4]) > -0.2, "ends at once");
        assert!(follows(&[1, 2, 3, 4, 8]) > -0.3, "ends with a mark");
        assert!(follows(&[1, 2, 3, 4, 5, 6]) < -3.0, "goes on");
        assert!(follows(&[1, 2, 3, 4, 8, 5]) < -3.0, "goes on after a mark");
        let worst = |written: &[i32]| {
            let mut model = Wants(written.to_vec(), Vec::new(), 0);
            best_fits(&mut model, &Trie::new(WORDINGS), &[8], [(0, WORDINGS[0])]).unwrap()[0].worst
        };
        assert!(worst(&[1, 2, 3, 4]) > -0.01);
        assert!(worst(&[1, 2, 5, 4]) < -3.5, "one word in it was another");
    }

    #[test]
    fn beginnings_are_read_once_and_what_cannot_win_is_given_up() {
        // Five steps for the whole wording; the second adds one node.
        let (_, steps) = asked(&[0, 1]);
        assert_eq!(steps, 6);
        let (fits, steps) = asked(&[0, 1, 3, 4]);
        // The third adds three, and the fourth is abandoned after its first of seven.
        assert_eq!(steps, 10);
        assert!(fits.len() <= 3, "{fits:?}");
        assert!(asked(&[4]).0.is_empty(), "nothing was like it");
    }
}
