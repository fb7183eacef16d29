//! What is to be said on one line, cut into 20 ms frames: the queue, ducking, stopping at once, and comfort noise in
//! between. Pure. Not for: when a frame is sent (`pacer`).

use crate::session::PlaybackId;
use std::collections::VecDeque;

/// Gain while ducked: −12 dB.
const DUCKED: f32 = 0.25;
/// Amplitude of comfort noise, about 66 dB below full scale, so that the line does not seem dead.
const COMFORT: f32 = 0.000_5;

/// Playback events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Played {
    /// This piece starts.
    Started(PlaybackId),
    /// This piece has finished.
    Finished(PlaybackId),
}

/// The sound of one line.
#[derive(Debug)]
pub(super) struct Playout {
    queue: VecDeque<Piece>,
    frame: usize,
    gain: f32,
    wanted_gain: f32,
    held: bool,
    noise: u32,
    /// The last frame before a stop, which is still fading out.
    fading: Option<Piece>,
}

#[derive(Debug)]
struct Piece {
    id: PlaybackId,
    samples: Vec<f32>,
    position: usize,
}

impl Playout {
    /// For a line with this sample rate.
    #[must_use]
    pub(super) fn new(sample_rate: u32) -> Self {
        Playout {
            queue: VecDeque::new(),
            frame: sample_rate as usize / 50,
            gain: 1.0,
            wanted_gain: 1.0,
            held: false,
            noise: 0x1234_5678,
            fading: None,
        }
    }

    /// Queues a piece. `samples` are at the line's rate.
    pub(super) fn play(&mut self, id: PlaybackId, samples: Vec<f32>) {
        self.queue.push_back(Piece { id, samples, position: 0 });
    }

    /// Falls silent at once and empties the queue.
    pub(super) fn stop(&mut self) {
        self.fading = self.queue.pop_front().filter(|piece| piece.position > 0);
        self.queue.clear();
    }

    /// Turns playback down, or back up.
    pub(super) fn duck(&mut self, softer: bool) {
        self.wanted_gain = if softer { DUCKED } else { 1.0 };
    }

    /// Pauses while nobody listens.
    pub(super) fn hold(&mut self, held: bool) {
        self.held = held;
    }

    /// Whether everything has been said.
    #[must_use]
    pub(super) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// The next 20 ms, and what started and finished in it.
    pub(super) fn next_frame(&mut self, played: &mut Vec<Played>) -> Vec<f32> {
        let mut frame = Vec::with_capacity(self.frame);
        if let Some(piece) = self.fading.take() {
            let rest = piece.samples[piece.position..].iter().take(self.frame);
            let whole = self.frame as f32;
            frame.extend(rest.enumerate().map(|(index, sample)| sample * self.gain * (1.0 - index as f32 / whole)));
        }
        while !self.held && frame.len() < self.frame {
            let Some(piece) = self.queue.front_mut() else { break };
            if piece.position == 0 {
                played.push(Played::Started(piece.id));
            }
            let step = (self.wanted_gain - self.gain) / self.frame as f32;
            let wanted = self.frame - frame.len();
            let rest = &piece.samples[piece.position..];
            for sample in rest.iter().take(wanted) {
                self.gain += step;
                frame.push(sample * self.gain);
            }
            piece.position += wanted.min(rest.len());
            if piece.position == piece.samples.len() {
                played.push(Played::Finished(piece.id));
                self.queue.pop_front();
            }
        }
        if (self.wanted_gain - self.gain).abs() < 0.01 || self.queue.is_empty() {
            self.gain = self.wanted_gain;
        }
        while frame.len() < self.frame {
            let noise = self.comfort();
            frame.push(noise);
        }
        frame
    }

    fn comfort(&mut self) -> f32 {
        self.noise = self.noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((self.noise >> 8) as f32 / 8_388_608.0 - 1.0) * COMFORT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peak(frame: &[f32]) -> f32 {
        frame.iter().fold(0.0, |peak, sample| peak.max(sample.abs()))
    }

    #[test]
    fn pieces_follow_each_other_and_tell_when() {
        let mut playout = Playout::new(8_000);
        playout.play(PlaybackId(1), vec![0.5; 200]);
        playout.play(PlaybackId(2), vec![-0.5; 100]);
        let (mut first, mut second) = (Vec::new(), Vec::new());
        let frame = playout.next_frame(&mut first);
        assert_eq!((frame.len(), first), (160, vec![Played::Started(PlaybackId(1))]));
        let frame = playout.next_frame(&mut second);
        let expected =
            [Played::Finished(PlaybackId(1)), Played::Started(PlaybackId(2)), Played::Finished(PlaybackId(2))];
        assert_eq!(second, expected);
        assert!(frame[39] > 0.4 && frame[40] < -0.4 && frame[139] < -0.4 && frame[141].abs() < 0.001);
        assert!(playout.is_empty());
    }

    #[test]
    fn silence_comes_at_once_and_without_a_click() {
        let mut playout = Playout::new(8_000);
        playout.play(PlaybackId(1), vec![0.5; 8_000]);
        let mut played = Vec::new();
        playout.next_frame(&mut played);
        playout.stop();
        let fade = playout.next_frame(&mut played);
        assert!(fade[0] > 0.45 && fade.windows(2).all(|pair| pair[1] <= pair[0]));
        assert!(peak(&playout.next_frame(&mut played)) <= COMFORT);
        assert_eq!(played, [Played::Started(PlaybackId(1))], "what was stopped never finishes");
    }

    #[test]
    fn softer_takes_hold_within_two_frames_and_holding_stops_time() {
        let mut playout = Playout::new(16_000);
        playout.play(PlaybackId(1), vec![0.8; 32_000]);
        let mut played = Vec::new();
        playout.next_frame(&mut played);
        playout.duck(true);
        playout.next_frame(&mut played);
        assert!((peak(&playout.next_frame(&mut played)) - 0.2).abs() < 0.01);
        playout.hold(true);
        assert!(peak(&playout.next_frame(&mut played)) <= COMFORT);
        playout.hold(false);
        playout.duck(false);
        playout.next_frame(&mut played);
        assert!(peak(&playout.next_frame(&mut played)) > 0.79);
    }

    #[test]
    fn an_empty_piece_is_over_as_soon_as_it_begins() {
        let mut playout = Playout::new(8_000);
        playout.play(PlaybackId(9), Vec::new());
        let mut played = Vec::new();
        playout.next_frame(&mut played);
        assert_eq!(played, [Played::Started(PlaybackId(9)), Played::Finished(PlaybackId(9))]);
    }
}
