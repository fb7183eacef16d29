//! What the line counts: calls, what was dropped and why, and how late sound was sent. Numbers only,
//! never who called.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The upper edges of the lateness histogram, in ms; the last step has none.
pub(super) const LATENESS_MS: [u64; 8] = [1, 2, 5, 10, 20, 40, 80, 160];

macro_rules! counters {
    ($($(#[$text:meta])* $name:ident),* $(,)?) => {
        /// Everything that is counted, from the start of the program on.
        #[derive(Debug, Default)]
        pub struct Counters {
            $($(#[$text])* pub $name: Counter,)*
            /// Packets sent, by how late they were.
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
    /// Calls that have ended, in whichever way.
    ended,
    /// Calls that came when all lines were taken.
    busy,
    /// Calls refused for another reason: no common codec, no credentials, closing.
    refused,
    /// Calls ended because no sound came.
    no_sound,
    /// Calls ended because the other side cannot be reached with sound.
    one_way,
    /// Calls handed to a human.
    transferred,
    /// Transfers that came to nothing.
    transfer_failed,
    /// Keys pressed.
    keys,
    /// Messages and connections of those who may not call.
    strangers,
    /// SIP that is no SIP.
    malformed_sip,
    /// Session descriptions that are none.
    malformed_sdp,
    /// RTP and RTCP that is none, or has a number that was not agreed on.
    malformed_rtp,
    /// Sound from an address that takes no part in the call.
    foreign_rtp,
    /// AudioSocket frames that are none.
    malformed_audiosocket,
    /// Chunks that the session did not take in time.
    chunks_dropped,
    /// Frames made up in place of lost ones.
    frames_lost,
    /// Packets that came after their turn.
    packets_late,
    /// Frames that could not be sent.
    send_failed,
}

/// A number that only grows.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn count(&self) {
        self.add(1);
    }

    /// So many more.
    pub fn add(&self, more: u64) {
        self.0.fetch_add(more, Ordering::Relaxed);
    }

    /// How many so far.
    #[must_use]
    pub fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl Counters {
    /// A packet went out so long after its time.
    pub fn sent_after(&self, late: Duration) {
        let ms = late.as_millis() as u64;
        let step = LATENESS_MS.iter().position(|edge| ms < *edge).unwrap_or(LATENESS_MS.len());
        self.lateness[step].count();
    }

    /// Packets that went out this late, or later.
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
