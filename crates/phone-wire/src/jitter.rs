//! The jitter buffer: packets go in whenever they arrive, 20 ms of payload come out whenever they are due. Pure: no
//! clock or socket. Not for: filling gaps with sound.
//!
//! All our codecs carry 8 bytes per millisecond and advance the RTP clock by 8 ticks per millisecond, even G.722. So a
//! byte is a tick, and packets of 10, 30 or 40 ms need no special treatment.

use std::collections::BTreeMap;

/// Ticks, and bytes, in 20 ms.
pub const FRAME: usize = 160;
/// Initial delay behind the newest sound.
const FIRST_DELAY: i64 = 2 * FRAME as i64;
/// Maximum delay: more than this is worse than a gap.
const LONGEST_DELAY: i64 = 10 * FRAME as i64;
/// A packet this far from the current position starts a new timeline.
const JUMP: i64 = 100 * FRAME as i64;
/// Maximum number of stored packets: a second of 10 ms packets.
const MOST_PACKETS: usize = 100;
/// Number of frames (4 s) after which an unnecessarily long delay is reduced.
const PATIENCE: u32 = 200;

/// What is due now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// 20 ms of payload.
    Frame(Vec<u8>),
    /// Lost, or not arrived in time.
    Missing,
    /// The other side is silent or has not started.
    Nothing,
}

/// Counts of irregular packets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct JitterCounts {
    /// Arrived after their turn.
    pub late: u64,
    /// Arrived twice.
    pub duplicate: u64,
    /// Frames that had to be synthesised.
    pub missing: u64,
}

/// Sorts and delays incoming packets.
#[derive(Debug)]
pub struct JitterBuffer {
    /// By timestamp, extended so that it does not wrap around.
    packets: BTreeMap<i64, Vec<u8>>,
    /// Current position; `None` before the first packet.
    position: Option<i64>,
    /// The newest timestamp, extended and as in the packet.
    newest: (i64, u32),
    source: u32,
    delay: i64,
    /// The least amount that was ready, and the number of frames over which that was observed.
    least_ready: (i64, u32),
    /// Frames since sound last arrived.
    idle: u32,
    counts: JitterCounts,
}

impl Default for JitterBuffer {
    fn default() -> Self {
        JitterBuffer {
            packets: BTreeMap::new(),
            position: None,
            newest: (0, 0),
            source: 0,
            delay: FIRST_DELAY,
            least_ready: (i64::MAX, 0),
            idle: 0,
            counts: JitterCounts::default(),
        }
    }
}

impl JitterBuffer {
    /// Inserts a packet.
    pub fn insert(&mut self, source: u32, timestamp: u32, payload: &[u8]) {
        if payload.is_empty() || payload.len() > 20 * FRAME {
            return;
        }
        let step = i64::from(timestamp.wrapping_sub(self.newest.1) as i32);
        let time = self.newest.0 + step;
        let elsewhere = self.position.is_some_and(|position| (time - position).abs() > JUMP);
        if self.position.is_none() || source != self.source || elsewhere {
            self.begin_anew(source, timestamp);
            self.packets.insert(0, payload.to_vec());
            return;
        }
        let position = self.position.unwrap_or_default();
        if step > 0 {
            self.newest = (time, timestamp);
        }
        if time + payload.len() as i64 <= position {
            self.came_late(position - time);
        } else if self.packets.insert(time, payload.to_vec()).is_some() {
            self.counts.duplicate += 1;
        } else if self.packets.len() > MOST_PACKETS {
            self.packets.pop_first();
        }
        self.idle = 0;
    }

    /// Returns the next 20 ms.
    pub fn take(&mut self) -> Due {
        let Some(position) = self.position else { return Due::Nothing };
        self.idle += 1;
        if self.packets.is_empty() && self.idle > 5 {
            // Silence suppression or a dead line: whatever arrives next is a new start.
            self.position = None;
            return Due::Nothing;
        }
        let end = position + FRAME as i64;
        let frame = self.cut(position, end);
        self.position = Some(end);
        self.packets.retain(|time, payload| time + payload.len() as i64 > end);
        self.settle(end);
        match frame {
            Some(frame) => Due::Frame(frame),
            None if end <= 0 => Due::Nothing,
            None => {
                self.counts.missing += 1;
                Due::Missing
            }
        }
    }

    /// The counts so far.
    #[must_use]
    pub fn counts(&self) -> JitterCounts {
        self.counts
    }

    /// Delay behind the newest sound, in ms.
    #[must_use]
    pub fn delay_ms(&self) -> i64 {
        self.delay / 8
    }

    fn begin_anew(&mut self, source: u32, timestamp: u32) {
        self.packets.clear();
        self.source = source;
        self.newest = (0, timestamp);
        self.position = Some(-self.delay);
        self.least_ready = (i64::MAX, 0);
        self.idle = 0;
    }

    /// Increases the delay, so that the next packet that is as late will be in time.
    fn came_late(&mut self, by: i64) {
        self.counts.late += 1;
        let more = (by + FRAME as i64).min(LONGEST_DELAY - self.delay);
        if more > 0 && by < LONGEST_DELAY {
            let whole = (more + FRAME as i64 - 1) / FRAME as i64 * FRAME as i64;
            self.delay += whole;
            self.position = self.position.map(|position| position - whole);
        }
        self.least_ready = (i64::MAX, 0);
    }

    /// All bytes from `start` to `end`, if they are present.
    fn cut(&self, start: i64, end: i64) -> Option<Vec<u8>> {
        let mut frame = Vec::with_capacity(FRAME);
        let first = self.packets.range(..=start).next_back().map_or(start, |(time, _)| *time);
        for (time, payload) in self.packets.range(first..end) {
            let wanted = start + frame.len() as i64;
            if *time > wanted {
                return None;
            }
            let skip = (wanted - time) as usize;
            let take = payload.len().saturating_sub(skip).min(FRAME - frame.len());
            frame.extend(payload.iter().skip(skip).take(take));
        }
        (frame.len() == FRAME).then_some(frame)
    }

    /// Reduces the delay if for some seconds more was ready than necessary.
    fn settle(&mut self, position: i64) {
        if self.packets.is_empty() {
            self.least_ready.0 = 0;
        } else {
            self.least_ready.0 = self.least_ready.0.min(self.newest.0 - position);
        }
        self.least_ready.1 += 1;
        if self.least_ready.1 >= PATIENCE {
            if self.least_ready.0 > FIRST_DELAY && self.delay > FIRST_DELAY {
                self.delay -= FRAME as i64;
                self.position = Some(position + FRAME as i64);
            }
            self.least_ready = (i64::MAX, 0);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn insert(buffer: &mut JitterBuffer, number: u32) {
        buffer.insert(1, 5000_u32.wrapping_add(number.wrapping_mul(160)), &[number as u8; FRAME]);
    }

    fn frame(number: u8) -> Due {
        Due::Frame(vec![number; FRAME])
    }

    #[test]
    fn order_is_mended_and_what_is_lost_is_told() {
        let mut buffer = JitterBuffer::default();
        let mut out = Vec::new();
        for arrivals in [&[0][..], &[2], &[1, 1], &[3], &[], &[5], &[6]] {
            for number in arrivals {
                insert(&mut buffer, *number);
            }
            out.push(buffer.take());
        }
        assert_eq!(out, [Due::Nothing, Due::Nothing, frame(0), frame(1), frame(2), frame(3), Due::Missing]);
        assert_eq!(buffer.take(), frame(5));
        assert_eq!(buffer.counts(), JitterCounts { late: 0, duplicate: 1, missing: 1 });
    }

    #[test]
    fn a_line_that_is_often_late_gets_more_time() {
        let mut buffer = JitterBuffer::default();
        let before = buffer.delay_ms();
        let mut missing_after = 0;
        for number in 0..500_u32 {
            // First everything is on time; then packets are held up for 100 ms, and five arrive at once.
            if number < 50 {
                insert(&mut buffer, number);
            } else if number % 5 == 4 {
                for late in number - 4..=number {
                    insert(&mut buffer, late);
                }
            }
            let due = buffer.take();
            missing_after += u32::from(number > 100 && due == Due::Missing);
        }
        assert!(buffer.delay_ms() > before);
        assert!(missing_after < 10, "{missing_after}");
    }

    #[test]
    fn packets_of_any_length_are_cut_to_frames() {
        for length in [80_u32, 160, 240, 320] {
            let mut buffer = JitterBuffer::default();
            let mut sent = 0_u32;
            let mut heard = Vec::new();
            for _ in 0..30 {
                while sent < (heard.len() as u32 + 4) * 160 && heard.len() < 20 {
                    let bytes: Vec<u8> = (sent..sent + length).map(|tick| (tick / 160) as u8).collect();
                    buffer.insert(1, sent, &bytes);
                    sent += length;
                }
                if let Due::Frame(frame) = buffer.take() {
                    heard.push(frame[0]);
                    assert!(frame.iter().all(|byte| *byte == frame[0]), "{length}");
                }
            }
            assert!(heard.len() >= 20, "{length}: {}", heard.len());
            assert!(heard.windows(2).all(|pair| pair[1] == pair[0] + 1), "{length}: {heard:?}");
        }
    }

    #[test]
    fn a_pause_or_another_source_begins_anew() {
        let mut buffer = JitterBuffer::default();
        insert(&mut buffer, 0);
        let taken: Vec<Due> = (0..20).map(|_| buffer.take()).collect();
        assert_eq!(taken.last(), Some(&Due::Nothing));
        buffer.insert(2, 900_000, &[7; FRAME]);
        assert!((0..4).any(|_| buffer.take() == frame(7)));
    }

    proptest! {
        #[test]
        fn whatever_comes_in_it_stays_small_and_whole(
            arrivals in proptest::collection::vec((0..3_u32, any::<u32>(), 0..600_usize, 0..4_u8), 0..300)
        ) {
            let mut buffer = JitterBuffer::default();
            for (source, timestamp, length, takes) in arrivals {
                buffer.insert(source, timestamp, &vec![1; length]);
                for _ in 0..takes {
                    if let Due::Frame(frame) = buffer.take() {
                        prop_assert_eq!(frame.len(), FRAME);
                    }
                }
                prop_assert!(buffer.packets.len() <= MOST_PACKETS + 1);
                prop_assert!(buffer.delay <= LONGEST_DELAY + FRAME as i64);
            }
        }
    }
}
