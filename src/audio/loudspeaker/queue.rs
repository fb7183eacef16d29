//! The pieces to be played, counted in device samples: what has been handed to the device, and what of it has been
//! heard.

use super::LoudspeakerEvent;
use crate::audio::{AudioError, resample};
use rtrb::Producer;
use std::collections::VecDeque;

/// Pieces in playing order.
pub(super) struct Queue {
    sample_rate: u32,
    pieces: VecDeque<Piece>,
    /// Samples handed to the device since it was opened.
    written: u64,
}

struct Piece {
    id: u64,
    samples: Vec<f32>,
    /// Samples of it that have been handed to the device.
    handed: usize,
    /// The device position at which it begins, once known.
    start: Option<u64>,
    told: bool,
}

impl Queue {
    /// An empty queue for a device with this rate.
    pub(super) fn new(sample_rate: u32) -> Self {
        Queue { sample_rate, pieces: VecDeque::new(), written: 0 }
    }

    pub(super) fn sample_rate(&self) -> u32 {
        self.sample_rate
    }

    pub(super) fn push(&mut self, id: u64, samples: Vec<f32>) {
        self.pieces.push_back(Piece { id, samples, handed: 0, start: None, told: false });
    }

    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Hands the device as much as it accepts. Returns whether a piece has been handed over in part.
    pub(super) fn fill(&mut self, ring: &mut Producer<f32>) -> bool {
        for piece in &mut self.pieces {
            piece.start.get_or_insert(self.written);
            while piece.handed < piece.samples.len() {
                if ring.push(piece.samples[piece.handed]).is_err() {
                    return true;
                }
                piece.handed += 1;
                self.written += 1;
            }
        }
        false
    }

    /// Which pieces have started and finished once the device has played up to `position`.
    pub(super) fn heard(&mut self, position: u64) -> impl Iterator<Item = LoudspeakerEvent> + use<> {
        let mut events = Vec::new();
        while let Some(piece) = self.pieces.front_mut() {
            let Some(start) = piece.start else { break };
            if !piece.told && (position > start || piece.samples.is_empty()) {
                piece.told = true;
                events.push(LoudspeakerEvent::Started(piece.id));
            }
            if !piece.told || piece.handed < piece.samples.len() || position < start + piece.samples.len() as u64 {
                break;
            }
            events.push(LoudspeakerEvent::Finished(piece.id));
            self.pieces.pop_front();
        }
        events.into_iter()
    }

    /// Forgets all pieces. What was handed to the device is handled by the device.
    pub(super) fn clear(&mut self) {
        self.pieces.clear();
    }

    /// The device was lost at this position: what it has not played is kept for the next one.
    pub(super) fn rewind(&mut self, position: u64) {
        for piece in &mut self.pieces {
            let heard = piece.start.map_or(0, |start| position.saturating_sub(start)) as usize;
            piece.samples.drain(..heard.min(piece.samples.len()));
            (piece.handed, piece.start) = (0, None);
        }
        self.written = 0;
    }

    /// Converts the queue for a device with another rate.
    pub(super) fn convert(&mut self, sample_rate: u32) -> Result<(), AudioError> {
        for piece in &mut self.pieces {
            piece.samples = resample(&piece.samples, self.sample_rate, sample_rate)?;
        }
        self.sample_rate = sample_rate;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::LoudspeakerEvent::{Finished, Started};
    use super::*;
    use rtrb::RingBuffer;

    fn heard(queue: &mut Queue, position: u64) -> Vec<LoudspeakerEvent> {
        queue.heard(position).collect()
    }

    #[test]
    fn each_piece_tells_its_begin_and_its_end_in_order() {
        let (mut ring, _device) = RingBuffer::new(1000);
        let mut queue = Queue::new(16_000);
        queue.push(1, vec![0.1; 100]);
        queue.push(2, vec![0.2; 50]);
        assert!(!queue.fill(&mut ring));
        assert_eq!(heard(&mut queue, 0), []);
        assert_eq!(heard(&mut queue, 1), [Started(1)]);
        assert_eq!(heard(&mut queue, 99), []);
        assert_eq!(heard(&mut queue, 120), [Finished(1), Started(2)]);
        assert_eq!(heard(&mut queue, 150), [Finished(2)]);
        assert_eq!(heard(&mut queue, 150), []);
    }

    #[test]
    fn a_piece_that_does_not_fit_is_not_finished_early() {
        let (mut ring, mut device) = RingBuffer::new(10);
        let mut queue = Queue::new(16_000);
        queue.push(1, (0..15).map(|i| i as f32).collect());
        assert!(queue.fill(&mut ring));
        let first: Vec<f32> = std::iter::from_fn(|| device.pop().ok()).collect();
        assert_eq!(heard(&mut queue, 10), [Started(1)]);
        assert!(!queue.fill(&mut ring));
        assert_eq!(first.len(), 10);
        assert_eq!(device.pop(), Ok(10.0));
        assert_eq!(heard(&mut queue, 15), [Finished(1)]);
    }

    #[test]
    fn an_empty_piece_is_over_when_its_turn_comes() {
        let (mut ring, _device) = RingBuffer::new(1000);
        let mut queue = Queue::new(16_000);
        queue.push(1, vec![0.1; 100]);
        queue.push(2, Vec::new());
        queue.fill(&mut ring);
        assert_eq!(heard(&mut queue, 50), [Started(1)]);
        assert_eq!(heard(&mut queue, 100), [Finished(1), Started(2), Finished(2)]);
    }

    #[test]
    fn after_a_loss_the_rest_is_played_and_nothing_is_told_twice() {
        let (mut ring, _device) = RingBuffer::new(1000);
        let mut queue = Queue::new(16_000);
        queue.push(1, (0..100).map(|i| i as f32).collect());
        queue.push(2, vec![0.2; 50]);
        queue.fill(&mut ring);
        assert_eq!(heard(&mut queue, 40), [Started(1)]);
        queue.rewind(40);
        let (mut ring, mut device) = RingBuffer::new(1000);
        queue.fill(&mut ring);
        assert_eq!(device.pop(), Ok(40.0));
        assert_eq!(heard(&mut queue, 59), []);
        assert_eq!(heard(&mut queue, 110), [Finished(1), Started(2), Finished(2)]);
    }

    #[test]
    fn another_rate_keeps_the_length() {
        let mut queue = Queue::new(16_000);
        queue.push(1, vec![0.1; 16_000]);
        queue.convert(48_000).unwrap();
        let (mut ring, _device) = RingBuffer::new(100_000);
        queue.fill(&mut ring);
        assert!((queue.written() as i64 - 48_000).abs() < 10, "{}", queue.written());
    }
}
