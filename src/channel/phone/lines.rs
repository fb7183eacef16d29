//! Counts calls, and decides what happens when there are too many. Not for: fair shares of the models, which the
//! session's workers ensure.

use super::count::{Count, One};
use crate::session::{ChannelInput, ChannelKind, ChannelOutput, PlaybackId, SessionHandle, Sessions};
use crate::speak::Speech;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

/// Maximum number of callers who are told at the same time that all lines are taken; more are refused.
const ANNOUNCEMENTS: usize = 20;
/// Capacity for sound from the caller during an announcement, which does not listen.
const UNHEARD: usize = 4;

/// What a caller gets when all lines are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// A sentence, then the call ends.
    Announce,
    /// The busy tone (486).
    Busy,
    /// A refusal that lets the exchange try another node (503).
    Unavailable,
}

/// The lines of one machine.
pub(super) struct Lines {
    sessions: Arc<dyn Sessions>,
    limit: usize,
    when_full: WhenFull,
    announcement: Option<Speech>,
    open: Count,
    announcing: Count,
}

/// Occupies a line for as long as it lives.
pub(super) type Taken = One;

/// What a new call gets.
pub(super) enum Admission {
    /// A session of its own.
    Free(SessionHandle, Taken),
    /// The announcement that all lines are taken.
    Announcement(SessionHandle, Taken),
    /// Nothing; how to say so.
    Refused(WhenFull),
}

impl Lines {
    /// Allows `limit` sessions at once. Without an announcement, further callers hear the busy tone.
    #[must_use]
    pub(super) fn new(
        sessions: Arc<dyn Sessions>,
        limit: usize,
        when_full: WhenFull,
        announcement: Option<Speech>,
    ) -> Self {
        Lines { sessions, limit, when_full, announcement, open: Count::default(), announcing: Count::default() }
    }

    /// Assigns a line to an incoming call.
    #[must_use]
    pub(super) fn take(&self) -> Admission {
        let session =
            self.open.one_of(self.limit).and_then(|taken| Some((self.sessions.open(ChannelKind::Phone)?, taken)));
        if let Some((session, taken)) = session {
            return Admission::Free(session, taken);
        }
        match (self.when_full, &self.announcement) {
            (WhenFull::Announce, Some(speech)) => match self.announcing.one_of(ANNOUNCEMENTS) {
                Some(taken) => Admission::Announcement(announcing(speech.clone()), taken),
                None => Admission::Refused(WhenFull::Busy),
            },
            (WhenFull::Announce, None) => Admission::Refused(WhenFull::Busy),
            (refused, _) => Admission::Refused(refused),
        }
    }

    /// Number of calls with a session.
    #[must_use]
    pub(super) fn open(&self) -> usize {
        self.open.now()
    }

    /// Waits until no call is left, for at most `limit`.
    pub(super) async fn quiet(&self, limit: Duration) {
        self.open.none(limit).await;
    }

    /// Number of calls that can have a session at the same time.
    #[must_use]
    pub(super) fn limit(&self) -> usize {
        self.limit
    }
}

/// A session that says one thing and hangs up.
fn announcing(speech: Speech) -> SessionHandle {
    let (input, _unheard) = mpsc::channel::<ChannelInput>(UNHEARD);
    let (say, output) = mpsc::unbounded_channel();
    let _ = say.send(ChannelOutput::Play { id: PlaybackId(0), speech });
    let _ = say.send(ChannelOutput::HangUp);
    SessionHandle { input, output }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Endless;

    impl Sessions for Endless {
        fn open(&self, _: ChannelKind) -> Option<SessionHandle> {
            Some(announcing(Speech { samples: Vec::new(), sample_rate: 8_000 }))
        }
    }

    fn lines(when_full: WhenFull, spoken: bool) -> Lines {
        let speech = spoken.then(|| Speech { samples: vec![0.1; 10], sample_rate: 8_000 });
        Lines::new(Arc::new(Endless), 2, when_full, speech)
    }

    #[test]
    fn a_line_is_free_again_when_its_call_is_over() {
        let lines = lines(WhenFull::Busy, true);
        let (first, second) = (lines.take(), lines.take());
        assert!(matches!((&first, &second), (Admission::Free(..), Admission::Free(..))));
        assert_eq!(lines.open(), lines.limit());
        assert!(matches!(lines.take(), Admission::Refused(WhenFull::Busy)));
        drop(first);
        assert_eq!(lines.open(), 1);
        assert!(matches!(lines.take(), Admission::Free(..)));
    }

    #[test]
    fn so_many_hear_that_it_is_full_and_the_rest_the_busy_tone() {
        let lines = lines(WhenFull::Announce, true);
        let taken: Vec<Admission> = (0..3 + ANNOUNCEMENTS).map(|_| lines.take()).collect();
        let announced = taken.iter().filter(|line| matches!(line, Admission::Announcement(..))).count();
        assert_eq!(announced, ANNOUNCEMENTS);
        assert!(matches!(taken.last(), Some(Admission::Refused(WhenFull::Busy))));
        assert!(matches!(self::lines(WhenFull::Announce, false).take(), Admission::Free(..)));
    }
}
