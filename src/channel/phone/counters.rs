//! The line's counters: calls, what was dropped and why, and how late sound was sent. Numbers only, never who called.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper bounds of the lateness histogram's buckets, in ms; the last bucket has none.
pub(super) const LATENESS_MS: [u64; 8] = [1, 2, 5, 10, 20, 40, 80, 160];

macro_rules! counters {
    ($($(#[$text:meta])* $name:ident),* $(,)?) => {
        /// All counters, since the start of the program.
        #[derive(Debug, Default)]
        pub struct Counters {
            $($(#[$text])* pub $name: Counter,)*
            /// Packets sent, by lateness.
            pub lateness: [Counter; LATENESS_MS.len() + 1],
        }

        impl fmt::Display for Counters {
            fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
                $(write!(to, concat!(stringify!($name), "={} "), self.$name.get())?;)*
                write!(to, "sent_late_ms")?;
                for (edge, counter) in LATENESS_MS.iter().map(|edge| format!("<{edge}")).chain(["more".into()]).zip(&self.lateness) {
                    write!(to, " {edge}:{}", counter.get())?;
                }
                Ok(())
            }
        }
    };
}

counters! {
    /// Calls that were answered.
    calls,
    /// Calls that have ended, for any reason.
    ended,
    /// Calls that arrived when all lines were taken.
    busy,
    /// Calls refused for another reason: no common codec, no credentials, closing.
    refused,
    /// Calls ended because no sound arrived.
    no_sound,
    /// Calls ended because our sound could not reach the other side.
    one_way,
    /// Calls transferred to a human.
    transferred,
    /// Calls that nobody took over when they were transferred.
    transfer_failed,
    /// Key presses.
    keys,
    /// Messages and connections from addresses that may not call.
    strangers,
    /// Malformed SIP messages.
    malformed_sip,
    /// Malformed session descriptions.
    malformed_sdp,
    /// RTP and RTCP packets that are malformed, or have a payload type that was not agreed on.
    malformed_rtp,
    /// Sound from an address that does not belong to the call.
    foreign_rtp,
    /// Malformed AudioSocket frames.
    malformed_audiosocket,
    /// Chunks that the session did not accept in time.
    chunks_dropped,
    /// Frames synthesised in place of lost ones.
    frames_lost,
    /// Packets that arrived after their turn.
    packets_late,
    /// Frames that could not be sent.
    send_failed,
}

/// A counter that only increases.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// Adds one.
    pub fn count(&self) {
        self.add(1);
    }

    /// Adds a number.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// The current value.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    /// Records how late a packet was sent.
    pub fn sent_after(&self, late: Duration) {
        let ms = late.as_millis() as u64;
        let step = LATENESS_MS.iter().position(|edge| ms < *edge).unwrap_or(LATENESS_MS.len());
        self.lateness[step].count();
    }

    /// Number of packets sent at least this late.
    #[must_use]
    pub fn sent_later_than(&self, ms: u64) -> u64 {
        let first = LATENESS_MS.iter().position(|edge| *edge > ms).unwrap_or(LATENESS_MS.len());
        self.lateness[first..].iter().map(Counter::get).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lateness_falls_into_steps() {
        let counters = Counters::default();
        for ms in [0, 3, 39, 41, 500] {
            counters.sent_after(Duration::from_millis(ms));
        }
        assert_eq!((counters.sent_later_than(40), counters.sent_later_than(2)), (2, 4));
        assert!(counters.to_string().contains("<40:1 <80:1 <160:0 more:1"), "{counters}");
    }
}
