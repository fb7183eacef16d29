//! Which of a few short wordings was said, where one of them all but is what the decoder would have written.
//!
//! The tree of the wordings is followed only as far as it is near that, so that any other sound costs a step or two.

use super::cursor::NextToken;
use super::search::ended;
use super::trie::Trie;
use crate::listen::ListenError;

/// A beginning that is further than this from what the decoder would have written is left, in nats altogether.
const LEFT: f32 = -3.0;

/// A short wording that may have been said.
#[derive(Debug, Clone, PartialEq)]
pub struct Sighting {
    /// Its words.
    pub text: String,
    /// What it means.
    pub subject: String,
    /// How far its tokens and its end are from what the decoder would have written, in nats altogether; at most nought.
    pub margin: f32,
    /// The mean log-probability of its tokens and its end.
    pub log_probability: f32,
}

/// The same, by the number of the wording.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Seen {
    pub(super) wording: usize,
    pub(super) margin: f32,
    pub(super) log_probability: f32,
}

/// The wordings of a tree that come near, best first. `endings`: see [`super::search::best_fits`].
pub(super) fn seen(model: &mut impl NextToken, paths: &Trie, endings: &[i32]) -> Result<Vec<Seen>, ListenError> {
    let end = model.end();
    let mut seen = Vec::new();
    let mut open = vec![(0, Vec::new(), 0.0_f32, 0.0_f32)];
    while let Some((place, tokens, margin, log_probability)) = open.pop() {
        let expected = model.after(&tokens)?;
        let highest = expected.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let node = paths.node(place);
        if !node.ends.is_empty() {
            let ended = ended(expected, endings, end);
            let margin = margin + (ended - highest).min(0.0);
            let log_probability = (log_probability + ended) / (tokens.len() as f32 + 1.0);
            seen.extend(node.ends.iter().map(|wording| Seen { wording: *wording, margin, log_probability }));
        }
        for (token, next) in &node.next {
            let chosen = expected[*token as usize];
            let margin = margin + (chosen - highest).min(0.0);
            if margin >= LEFT {
                let tokens = tokens.iter().copied().chain([*token]).collect();
                open.push((*next, tokens, margin, log_probability + chosen));
            }
        }
    }
    seen.retain(|seen| seen.margin >= LEFT);
    seen.sort_by(|one, other| other.margin.total_cmp(&one.margin));
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A decoder that would write one text, finds another token possible, and counts its steps.
    struct Wants(&'static [i32], Vec<f32>, usize);

    impl NextToken for Wants {
        fn after(&mut self, beginning: &[i32]) -> Result<&[f32], ListenError> {
            self.2 += 1;
            let wanted = self.0.get(beginning.len()).copied().unwrap_or(9);
            self.1 = (0..=9).map(|token| if token == wanted { -0.1 } else { -8.0 }).collect();
            self.1[3] = self.1[3].max(-2.0);
            Ok(&self.1)
        }

        fn end(&self) -> i32 {
            9
        }
    }

    #[test]
    fn what_was_said_is_seen_and_other_sound_costs_one_step() {
        let words: [&[i32]; 4] = [&[1, 2], &[1], &[3], &[4, 5, 6]];
        let mut model = Wants(&[1, 2], Vec::new(), 0);
        let found = seen(&mut model, &Trie::new(words), &[8]).unwrap();
        assert_eq!(found[0].wording, 0);
        assert!(found[0].margin > -0.1 && found[0].log_probability > -0.2, "{found:?}");
        assert!(found.iter().all(|seen| seen.wording != 1), "more was said than that: {found:?}");
        let mut model = Wants(&[7, 7], Vec::new(), 0);
        let found = seen(&mut model, &Trie::new([words[0], words[1], words[3]]), &[8]).unwrap();
        assert_eq!((found, model.2), (Vec::new(), 1));
    }
}
