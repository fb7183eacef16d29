//! Session timers (RFC 4028): detect that the other side has vanished because the call is no longer refreshed. Pure.
//! Not for: sending anything.

use std::time::Duration;

/// Minimum interval; less would be mere traffic (RFC 4028).
const LEAST_SECONDS: u32 = 90;

/// Who refreshes, and how often.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SessionTimer {
    /// The call is over after this time without a refresh.
    pub seconds: u32,
    /// Whether we are the refresher.
    pub ours: bool,
}

/// What a request asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Nothing,
    /// This timer.
    Timer(SessionTimer),
    /// A timer that is too short: 422, with our minimum.
    TooShort(u32),
}

impl SessionTimer {
    /// Parses `Session-Expires: 1800;refresher=uac`. `supported`: the other side supports timers.
    #[must_use]
    pub(super) fn asked(session_expires: Option<&str>, supported: bool) -> Asked {
        let Some(value) = session_expires else { return Asked::Nothing };
        let mut parts = value.split(';').map(str::trim);
        let Some(seconds) = parts.next().and_then(|part| part.parse::<u32>().ok()) else { return Asked::Nothing };
        if seconds < LEAST_SECONDS {
            return Asked::TooShort(LEAST_SECONDS);
        }
        let refresher = parts.find_map(|part| part.strip_prefix("refresher="));
        let ours = refresher.map_or(!supported, |refresher| refresher.eq_ignore_ascii_case("uas"));
        Asked::Timer(SessionTimer { seconds: seconds.min(7200), ours })
    }

    /// The header of our response.
    #[must_use]
    pub(super) fn header(self) -> String {
        format!("{};refresher={}", self.seconds, if self.ours { "uas" } else { "uac" })
    }

    /// The header of our refresh request. The roles refer to this request: its sender is its `uac`.
    #[must_use]
    pub(super) fn renewal_header(self) -> String {
        format!("{};refresher=uac", self.seconds)
    }

    /// When we refresh.
    #[must_use]
    pub(super) fn renew_after(self) -> Duration {
        Duration::from_secs(u64::from(self.seconds / 2))
    }

    /// When the call is over if nobody refreshed: shortly before the other side thinks so.
    #[must_use]
    pub(super) fn over_after(self) -> Duration {
        Duration::from_secs(u64::from(self.seconds - (self.seconds / 3).min(32)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_side_renews_unless_it_cannot_or_asks_us_to() {
        let timer = |seconds, ours| Asked::Timer(SessionTimer { seconds, ours });
        for (header, supported, expected) in [
            (None, true, Asked::Nothing),
            (Some("1800"), true, timer(1800, false)),
            (Some("1800"), false, timer(1800, true)),
            (Some("1800; refresher=UAS"), true, timer(1800, true)),
            (Some("90;refresher=uac"), true, timer(90, false)),
            (Some("60"), true, Asked::TooShort(90)),
            (Some("soon"), true, Asked::Nothing),
        ] {
            assert_eq!(SessionTimer::asked(header, supported), expected, "{header:?}");
        }
        let timer = SessionTimer { seconds: 1800, ours: true };
        assert_eq!(timer.header(), "1800;refresher=uas");
        assert_eq!(timer.renewal_header(), "1800;refresher=uac");
        assert_eq!((timer.renew_after().as_secs(), timer.over_after().as_secs()), (900, 1768));
    }
}
