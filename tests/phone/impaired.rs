//! A bad network between a caller and us: packets lost, duplicated, reordered and late.

use crate::baresip::share_of;
use crate::caller::Caller;
use crate::line::Line;
use spraakloket::Key;
use spraakloket::internals::dialogue::Command;
use std::time::{Duration, Instant};

/// Impairments.
#[derive(Debug, Clone, Copy)]
struct Network {
    lost: f32,
    doubled: f32,
    latest_ms: u64,
}

/// Sends packets when the network would deliver them. Deterministic.
struct Relay {
    network: Network,
    random: u64,
    under_way: Vec<(Instant, Vec<u8>)>,
}

impl Relay {
    fn chance(&mut self) -> f32 {
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 40) as f32 / 16_777_216.0
    }

    fn take(&mut self, packet: &[u8]) {
        if self.chance() < self.network.lost {
            return;
        }
        let copies = 1 + usize::from(self.chance() < self.network.doubled);
        for _ in 0..copies {
            let delay = (self.chance() * self.network.latest_ms as f32) as u64;
            self.under_way.push((Instant::now() + Duration::from_millis(delay), packet.to_vec()));
        }
    }

    fn deliver(&mut self, caller: &Caller) {
        let now = Instant::now();
        let (due, rest) = std::mem::take(&mut self.under_way).into_iter().partition(|(at, _)| *at <= now);
        self.under_way = rest;
        let mut due: Vec<(Instant, Vec<u8>)> = due;
        due.sort_by_key(|(at, _)| *at);
        for (_, packet) in due {
            caller.sound.send_to(&packet, caller.their_sound.unwrap()).unwrap();
        }
    }
}

/// Sends a tone through the network, with one key press in the middle; returns the share of the tone.
fn through(network: Network) -> (f32, Vec<Key>, u64) {
    let line = Line::open("");
    let mut caller = Caller::new(line.sip);
    caller.call().unwrap();
    let mut relay = Relay { network, random: 42, under_way: Vec::new() };
    let begin = Instant::now();
    let mut sent = 0_u64;
    while sent < 300 {
        if begin.elapsed() >= Duration::from_millis(20 * sent) {
            let payload: Vec<u8> = (0..160)
                .map(|index| (sent * 160 + index) as f32 / 8000.0)
                .map(|time| (9000.0 * (std::f32::consts::TAU * 500.0 * time).sin()) as i16)
                .map(to_alaw)
                .collect();
            let packet = caller.packet(&payload);
            relay.take(&packet);
            if sent == 150 {
                caller.press(5);
            }
            sent += 1;
        }
        relay.deliver(&caller);
        std::thread::sleep(Duration::from_millis(2));
    }
    caller.hang_up();
    line.wait_for("the end", 3, |line| line.counters.ended.get() == 1);
    let visit = line.twins.visit(0);
    let middle = &visit.heard[16_000..visit.heard.len() - 16_000];
    (share_of(middle, 16_000, 500.0), visit.keys, line.counters.frames_lost.get())
}

/// G.711 A-law by its definition, independent of the code under test.
fn to_alaw(sample: i16) -> u8 {
    let magnitude = if sample >= 0 { sample } else { !sample } >> 4;
    let sign = if sample >= 0 { 0x80 } else { 0 };
    let code = if magnitude < 32 {
        magnitude >> 1
    } else {
        let exponent = 15 - magnitude.leading_zeros() as i16 - 4;
        (exponent << 4) | ((magnitude >> exponent) & 0x0f)
    };
    (sign | code as u8) ^ 0x55
}

#[test]
fn sound_and_keys_come_through_a_bad_network() {
    let (clean, _, _) = through(Network { lost: 0.0, doubled: 0.0, latest_ms: 0 });
    assert!(clean > 0.9, "{clean}");
    for network in [
        Network { lost: 0.03, doubled: 0.0, latest_ms: 0 },
        Network { lost: 0.03, doubled: 0.05, latest_ms: 45 },
        Network { lost: 0.10, doubled: 0.0, latest_ms: 0 },
    ] {
        let (share, keys, lost) = through(network);
        assert!(share > clean - 0.25, "{network:?}: {share} of {clean}");
        assert_eq!(keys, [Key::Ok], "{network:?}: {:?}", Command::Repeat);
        assert!(lost > 0, "{network:?}");
    }
}
