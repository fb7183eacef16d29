//! What the decoder expects next, after any prefix of a text, for the most recently encoded sound.

use crate::listen::{Cancel, ListenError};
use whisper_rs::{WhisperError, WhisperState};

/// A next-token model. In tests a small table replaces Whisper.
pub(in crate::listen) trait NextToken {
    /// Log-probability of each text token, and at [`NextToken::end`] of the end, after a prefix.
    fn after(&mut self, beginning: &[i32]) -> Result<&[f32], ListenError>;

    /// The token that ends a text; all text tokens have lower ids.
    fn end(&self) -> i32;
}

/// Whisper's decoder, which caches what it has read: a prefix that starts like the previous one only costs the rest.
pub(in crate::listen) struct Cursor<'a> {
    state: &'a mut WhisperState,
    prefix: usize,
    read: Vec<i32>,
    end: i32,
    cancel: &'a Cancel,
    expected: Vec<f32>,
}

impl<'a> Cursor<'a> {
    /// `prefix` holds the tokens for language and task; the decoder has not read them yet.
    pub(in crate::listen) fn new(
        state: &'a mut WhisperState,
        prefix: &[i32],
        end: i32,
        cancel: &'a Cancel,
    ) -> Result<Self, ListenError> {
        let mut cursor = Cursor { state, prefix: prefix.len(), read: Vec::new(), end, cancel, expected: Vec::new() };
        let (last, before) = prefix.split_last().ok_or_else(|| ListenError::Recogniser("no prefix".into()))?;
        cursor.decode(before, 0)?;
        cursor.decode(&[*last], before.len())?;
        cursor.read = prefix.to_vec();
        Ok(cursor)
    }

    fn decode(&mut self, tokens: &[i32], past: usize) -> Result<(), ListenError> {
        if self.cancel.is_cancelled() {
            return Err(ListenError::Cancelled);
        }
        if tokens.is_empty() {
            return Ok(());
        }
        // One thread: steps are short, and threads that wait for each other stall under any other load.
        self.state.decode(tokens, past, 1).map_err(failed)
    }
}

impl NextToken for Cursor<'_> {
    fn after(&mut self, beginning: &[i32]) -> Result<&[f32], ListenError> {
        let kept = self.read[self.prefix..].iter().zip(beginning).take_while(|(read, wanted)| read == wanted).count();
        // The decoder only returns logits of the first row, so the last token is always decoded by itself.
        let kept = self.prefix + kept.min(beginning.len().saturating_sub(1));
        if beginning.is_empty() {
            let last = self.read[self.prefix - 1];
            self.decode(&[last], self.prefix - 1)?;
            self.read.truncate(self.prefix);
        } else {
            self.read.truncate(kept);
            let (last, before) = beginning[kept - self.prefix..].split_last().expect("one token is always left");
            self.decode(before, kept)?;
            self.decode(&[*last], self.prefix + beginning.len() - 1)?;
            self.read.extend(&beginning[kept - self.prefix..]);
        }
        let logits = self.state.get_logits().map_err(failed)?;
        log_softmax(&logits[..=self.end as usize], &mut self.expected);
        Ok(&self.expected)
    }

    fn end(&self) -> i32 {
        self.end
    }
}

#[allow(clippy::needless_pass_by_value)] // the shape of map_err
fn failed(error: WhisperError) -> ListenError {
    ListenError::Recogniser(error.to_string())
}

fn log_softmax(logits: &[f32], into: &mut Vec<f32>) {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = logits.iter().map(|logit| (logit - highest).exp()).sum();
    let normaliser = highest + sum.ln();
    into.clear();
    into.extend(logits.iter().map(|logit| logit - normaliser));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_sum_to_one() {
        let mut expected = Vec::new();
        log_softmax(&[1000.0, 999.0, 990.0], &mut expected);
        assert!((expected.iter().map(|logarithm| logarithm.exp()).sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(expected[0] > expected[1]);
    }
}
